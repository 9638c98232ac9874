import { describe, expect, it } from 'vitest'
import { readLinkFile } from '../../../../src/core/services/link-file.ts'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import type { LinkFileFormat } from '../../../../src/shared/domain/link-import.ts'

type Bytes = string | Uint8Array

function read(content: Bytes, fileName = 'links', format: LinkFileFormat | null = null) {
  return readLinkFile(typeof content === 'string' ? Buffer.from(content) : content, { fileName, format })
}

/** What tests look at: `row name url [group]`. */
function links(content: Bytes, fileName?: string): string[] {
  return read(content, fileName).links.map(({ row, name, url, group }) =>
    [row, name, url, group ?? ''].join(' ').trim(),
  )
}

function issues(content: Bytes, fileName?: string): unknown[] {
  return read(content, fileName).issues.map(({ row, column, problem, value, other }) =>
    [row, column, problem, value, other].filter((part) => part !== null),
  )
}

function refusal(content: Bytes, fileName = 'links', format: LinkFileFormat | null = null): unknown {
  try {
    read(content, fileName, format)
    return 'read'
  } catch (error) {
    return error instanceof AppError ? [error.code, error.params['file'], error.params['reason']] : error
  }
}

describe('readLinkFile with CSV', () => {
  it('reads all columns by their header, in any order', () => {
    const text = 'whitelist,Backlink,URL,extra,group,Name\nbroken API,www.example.com,https://a.test,x,Partners,A\n'
    expect(read(text, 'x.csv').links).toEqual([
      {
        row: 2,
        name: 'A',
        url: 'https://a.test',
        backlinkSite: 'www.example.com',
        group: 'Partners',
        whitelist: 'broken API',
      },
    ])
  })

  it.each([
    ['名称,网址,外链,分组,白名单\n甲,https://a.test,b.test,合作,登录可见', ','],
    ['名称;链接;反链;类别;白名单\n甲;https://a.test;b.test;合作;登录可见', ';'],
    ['名称\t地址\t外链\t分组\t白名单\n甲\thttps://a.test\tb.test\t合作\t登录可见', 'tab'],
    ['sep=;\r\n名称;链接;反链;类别;白名单\r\n甲;https://a.test;b.test;合作;登录可见\r\n', 'sep='],
  ])('reads Chinese headers: %j', (text) => {
    expect(read(text, 'x.csv').links).toMatchObject([
      { name: '甲', url: 'https://a.test', backlinkSite: 'b.test', group: '合作', whitelist: '登录可见' },
    ])
  })

  it('reads a file without a header by looking for addresses', () => {
    expect(links('A,https://a.test\nhttps://b.test/,"B, Inc"\n\nhttps://c.test', 'x.csv')).toEqual([
      '1 A https://a.test',
      '2 B, Inc https://b.test/',
      '4 c.test https://c.test',
    ])
  })

  it('counts lines as a person does, over blank lines and values of several lines', () => {
    const text = 'name,url\n"two\nlines",https://a.test\n\n"say ""hi""",https://b.test\n'
    expect(links(text, 'x.csv')).toEqual(['2 two lines https://a.test', '5 say "hi" https://b.test'])
  })

  it('loses only the line with a quote that is never closed', () => {
    const text = 'name,url\nA,https://a.test\n"B,https://b.test\nC,https://c.test\n'
    expect(links(text, 'x.csv')).toEqual(['2 A https://a.test', '4 C https://c.test'])
    expect(issues(text, 'x.csv')).toEqual([[3, 'row-malformed', '"B,https://b.test']])
  })

  it('takes quotes inside of a value as they are', () => {
    expect(links('name,url\nThe "A" team,https://a.test\nB,https://b.test', 'x.csv')).toEqual([
      '2 The "A" team https://a.test',
      '3 B https://b.test',
    ])
  })

  it('names every bad row by line, column and problem and takes the others', () => {
    const text = [
      'name,url,backlink,group,whitelist',
      'A,https://a.test,,,',
      'B,b.test,,,',
      'C,,,,',
      'D,https://me:secret@d.test/,,,',
      `E,https://e.test/${'x'.repeat(2048)},,,`,
      `${'n'.repeat(301)},https://f.test,,,`,
      'G,https://g.test,no site,,',
      `H,https://h.test,,${'g'.repeat(101)},`,
      `I,https://i.test,,,${'w'.repeat(501)}`,
      'J,HTTPS://A.test:443/#top,,,',
      'K\u202e,https://k.test,,,',
      'L,https://l.test,,,',
    ].join('\n')
    expect(links(text, 'x.csv')).toEqual(['2 A https://a.test', '13 L https://l.test'])
    expect(read(text, 'x.csv').issues.map(({ row, column, problem, other }) => [row, column, problem, other])).toEqual([
      [3, 'url', 'url-invalid', null],
      [4, 'url', 'url-missing', null],
      [5, 'url', 'url-credentials', null],
      [6, 'url', 'url-too-long', null],
      [7, 'name', 'name-invalid', null],
      [8, 'backlink', 'backlink-invalid', null],
      [9, 'group', 'group-invalid', null],
      [10, 'whitelist', 'whitelist-invalid', null],
      [11, 'url', 'duplicate-in-file', '2'],
      [12, 'name', 'name-invalid', null],
    ])
    expect(JSON.stringify(read(text, 'x.csv'))).not.toContain('secret')
    for (const issue of read(text, 'x.csv').issues) expect(issue.value.length).toBeLessThanOrEqual(200)
  })

  it.each(['', 'no', 'False', '0', '否', '无'])('takes %j in the column whitelist for no', (cell) => {
    expect(read(`url,whitelist\nhttps://a.test,${cell}`, 'x.csv').links[0]?.whitelist).toBeNull()
  })

  it.each(['是', 'true', '1', 'login needed'])('keeps %j in the column whitelist as the reason', (cell) => {
    expect(read(`url,whitelist\nhttps://a.test,${cell}`, 'x.csv').links[0]?.whitelist).toBe(cell)
  })

  it('keeps addresses that a check has to judge', () => {
    expect(links('url\nftp://a.test/x\nhttps://a b.test\nmailto:a@b.test', 'x.csv')).toEqual([
      '2 a.test ftp://a.test/x',
      '3 https://a b.test https://a b.test',
      '4 mailto:a@b.test mailto:a@b.test',
    ])
  })
})

describe('readLinkFile with JSON', () => {
  it.each([
    ['a list', '[{"name":"A","url":"https://a.test"}]', ['1 A https://a.test']],
    ['other keys', '[{"title":"A","href":"https://a.test","class_name":"G"}]', ['1 A https://a.test G']],
    ['addresses alone', '["https://a.test"]', ['1 a.test https://a.test']],
    ['an object with links', '{"links":[{"name":"A","siteurl":"https://a.test"}]}', ['1 A https://a.test']],
    ['tuples', '{"friends":[["A","https://a.test","https://a.test/x.png"]]}', ['1 A https://a.test']],
    [
      'groups',
      '{"link_list":[{"class_name":"G","link_list":[{"name":"A","link":"https://a.test","tags":["x"]}]}]}',
      ['1 A https://a.test G'],
    ],
    ['titled groups', '[{"title":"G","items":[{"name":"A","link":"https://a.test"}]}]', ['1 A https://a.test G']],
    ['a directory', '{"links":{"A":"https://a.test"}}', ['1 A https://a.test']],
    [
      'pictures beside a list',
      '[{"name":"G","avatar":"https://g.test/x.png","list":[{"name":"A","link":"https://a.test"}]}]',
      ['1 A https://a.test G'],
    ],
    [
      'one value per line',
      '{"name":"A","url":"https://a.test"}\n\n{"url":"https://b.test"}',
      ['1 A https://a.test', '3 b.test https://b.test'],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(links(text, 'x.json')).toEqual(expected)
  })

  it('reads a list of links as the command line prints it: the wanted site and the reason, not what checks found', () => {
    const entry = { name: 'A', group: 'G', shown: true, trend: ['ok'], itemId: null }
    const text = JSON.stringify({
      total: 3,
      page: 1,
      pageSize: 20,
      items: [
        {
          ...entry,
          url: 'https://a.test/',
          whitelisted: false,
          whitelist: null,
          backlink: 'absent',
          backlinkSite: 'us.test',
        },
        {
          ...entry,
          url: 'https://b.test/',
          whitelisted: true,
          whitelist: { reason: 'has a contract', by: 'bob', at: '2026-11-21T19:54:02.767Z', reviewOn: null },
          backlink: 'unknown',
          backlinkSite: null,
        },
        { ...entry, url: 'https://c.test/', whitelisted: true, backlink: 'us.test' },
      ],
    })
    expect(
      read(text, 'list.json').links.map(({ url, group, backlinkSite, whitelist }) => [
        url,
        group,
        backlinkSite,
        whitelist,
      ]),
    ).toEqual([
      ['https://a.test/', 'G', 'us.test', null],
      ['https://b.test/', 'G', null, 'has a contract'],
      ['https://c.test/', 'G', 'us.test', 'true'],
    ])
  })

  it('names entries by their number', () => {
    const text = '[{"name":"A","url":"https://a.test"},{"name":"B"},7,{"url":"https://a.test/#x"},null,"c.test"]'
    expect(issues(text, 'x.json')).toEqual([
      [2, 'url', 'url-missing', ''],
      [3, 'row-malformed', '7'],
      [4, 'url', 'duplicate-in-file', 'https://a.test/#x', '1'],
      [5, 'row-malformed', 'null'],
      [6, 'url', 'url-invalid', 'c.test'],
    ])
  })

  it('reads what is no text as text or as nothing', () => {
    const text =
      '[{"name":7,"url":"https://a.test","whitelist":true,"group":{"x":1}},{"url":"https://b.test","whitelist":false}]'
    expect(read(text, 'x.json').links).toMatchObject([
      { name: '7', whitelist: 'true', group: null },
      { name: 'b.test', whitelist: null },
    ])
  })
})

describe('readLinkFile with YAML', () => {
  const classes = [
    '# friends',
    '- class_name: 友情链接',
    '  class_desc: 那些人，那些事',
    '  link_list:',
    '    - name: Hexo',
    '      link: https://hexo.io/zh-tw/',
    '      avatar: https://hexo.io/logo.png',
    '      descr: 快速、简单',
    '    - name: B',
    '      link: b.test',
    '',
    '- class_name: 网站',
    '  link_list:',
    '    - { name: C, link: https://c.test/ }',
  ].join('\n')

  it('reads classes with lists of links, rows by line', () => {
    expect(links(classes, 'link.yml')).toEqual(['5 Hexo https://hexo.io/zh-tw/ 友情链接', '14 C https://c.test/ 网站'])
    expect(issues(classes, 'link.yml')).toEqual([[9, 'url', 'url-invalid', 'b.test']])
  })

  it.each([
    ['a plain list', '- name: A\n  url: https://a.test\n', ['1 A https://a.test']],
    [
      'a map of classes',
      'Friends:\n  list:\n    - name: A\n      link: https://a.test\nTools:\n  - link: https://b.test\n',
      ['3 A https://a.test Friends', '6 b.test https://b.test Tools'],
    ],
    ['a map of names', 'A:\n  link: https://a.test\n  descr: x\n', ['2 A https://a.test']],
    ['aliases', 'base: &b\n  name: A\nlist:\n  - <<: *b\n    link: https://a.test\n', ['4 A https://a.test']],
    [
      'several documents',
      '- link: https://a.test\n---\n- link: https://b.test\n',
      ['1 a.test https://a.test', '3 b.test https://b.test'],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(links(text, 'link.yml')).toEqual(expected)
  })

  it('goes on behind a line that is malformed', () => {
    const text = '- name: A\n  link: https://a.test\n\t- bad: [\n- name: B\n  link: https://b.test\n'
    expect(links(text, 'link.yml')).toEqual(['1 A https://a.test', '4 B https://b.test'])
    expect(issues(text, 'link.yml')).toContainEqual([3, 'row-malformed', '\t- bad: ['])
  })

  it('refuses aliases that unfold into a huge file', () => {
    const layers = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let at = 1; at < 9; at += 1)
      layers.push(`a${at}: &a${at} [${Array.from({ length: 10 }, () => `*a${at - 1}`).join(', ')}]`)
    expect(refusal(layers.join('\n'), 'x.yml')).toEqual([
      'LINK_FILE_UNREADABLE',
      'x.yml',
      'YAML: too large when unfolded',
    ])
  })

  it('refuses an alias that holds itself', () => {
    expect(refusal('&a [*a]', 'x.yml')).toEqual(['LINK_FILE_UNREADABLE', 'x.yml', 'YAML: too large when unfolded'])
  })
})

describe('readLinkFile with plain text', () => {
  it('reads addresses, names and links of Markdown, and skips remarks', () => {
    const text = [
      '# Our friends',
      'https://a.test',
      'Bee https://b.test/x?y=1&z=(2)',
      'Sea | https://c.test | by the sea',
      'https://d.test D',
      '- [E site](https://e.test "title") and [F](<https://f.test>)',
      '<https://g.test>,',
      '爱：https://h.test；',
      'nothing here',
    ].join('\r\n')
    expect(links(text, 'x.txt')).toEqual([
      '2 a.test https://a.test',
      '3 Bee https://b.test/x?y=1&z=(2)',
      '4 Sea https://c.test',
      '5 D https://d.test',
      '6 E site https://e.test',
      '6 F https://f.test',
      '7 g.test https://g.test',
      '8 爱 https://h.test',
    ])
    expect(issues(text, 'x.txt')).toEqual([[9, 'url', 'url-invalid', 'nothing here']])
  })
})

describe('readLinkFile', () => {
  it.each([
    ['name,url\nA,https://a.test', 'csv'],
    ['[{"url":"https://a.test"}]', 'json'],
    ['- name: A\n  link: https://a.test', 'yaml'],
    ['A https://a.test', 'text'],
    ['[A](https://a.test)', 'text'],
  ])('finds out what %j is', (text, format) => {
    expect(read(text, 'links.txt').format).toBe(format)
  })

  it('takes the format that was asked for, whatever the name says', () => {
    expect(read('A https://a.test', 'x.json', 'text').links).toHaveLength(1)
  })

  it.each([
    ['UTF-8', Buffer.from('名称,网址\n甲,https://a.test')],
    ['UTF-8', Buffer.from('\ufeff名称,网址\n甲,https://a.test')],
    ['UTF-16LE', Buffer.from('\ufeff名称,网址\n甲,https://a.test', 'utf16le')],
    ['UTF-16BE', Buffer.from('\ufeff名称,网址\n甲,https://a.test', 'utf16le').swap16()],
    ['UTF-16LE', Buffer.from('name,url\n甲,https://a.test', 'utf16le')],
    ['gb18030', Buffer.concat([Buffer.from('c3fbb3c62ccdf8d6b70abcd72c', 'hex'), Buffer.from('https://a.test')])],
  ])('reads %s', (encoding, bytes) => {
    const file = read(bytes, 'x.csv')
    expect(file.encoding).toBe(encoding)
    expect(file.links).toMatchObject([{ row: 2, name: '甲', url: 'https://a.test' }])
  })

  it.each([
    ['', 'x.csv', 'empty'],
    [' \n\t', 'x.csv', 'empty'],
    [Buffer.from([0x50, 0x4b, 3, 4, 0, 1, 2]), 'x.xlsx', 'binary'],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'x.png', 'binary'],
    ['hello world', 'x.txt', 'text: 0 links'],
    ['name,url\n', 'x.csv', 'csv: 0 links'],
    ['[{"a":1}]', 'x.json', 'json: 0 links'],
    ['{}', 'x.json', 'json: 0 links'],
    ['a: 1', 'x.yml', 'yaml: 0 links'],
  ])('refuses %j as %s with the reason %s', (content, fileName, reason) => {
    expect(refusal(content, fileName)).toEqual(['LINK_FILE_UNREADABLE', fileName, reason])
  })

  it('says where JSON is malformed', () => {
    expect(refusal('[1', 'x.json')).toEqual([
      'LINK_FILE_UNREADABLE',
      'x.json',
      expect.stringMatching(/^JSON: .{5,200}$/),
    ])
  })

  it('refuses more than 8 MiB and more than 100,000 rows', () => {
    expect(refusal(Buffer.alloc(8 * 1024 * 1024 + 1, 65))).toEqual(['LINK_FILE_UNREADABLE', 'links', '> 8 MiB'])
    expect(refusal('https://a.test\n'.repeat(100_001), 'x.txt')).toEqual([
      'LINK_FILE_UNREADABLE',
      'x.txt',
      '> 100000 rows',
    ])
  })

  it('reads 100,000 rows', () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => `"Site ${at}",https://h${at}.test/,example.com`)
    expect(read(`name,url,backlink\n${rows.join('\n')}`, 'x.csv').links).toHaveLength(100_000)
  })
})
