import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCharsetDecoder } from '../../../../src/worker/links/charset.ts'
import { readPage } from './page-reading.ts'

/** `友情链接` and the like, as the encodings write them. */
const WORDS: Readonly<Record<string, readonly [text: string, hex: string]>> = {
  'utf-8': ['友情链接', 'e58f8be68385e993bee68ea5'],
  gbk: ['友情链接', 'd3d1c7e9c1b4bdd3'],
  gb2312: ['友情链接', 'd3d1c7e9c1b4bdd3'],
  gb18030: ['友情㐀', 'd3d1c7e98139ee39'],
  big5: ['友情連結', 'a4cdb1a1b373b5b2'],
  shift_jis: ['相互リンク', '918a8cdd838a8393834e'],
  'euc-jp': ['相互リンク', 'c1eab8dfa5eaa5f3a5af'],
  'euc-kr': ['링크', 'b8b5c5a9'],
  'windows-1251': ['Друзья', 'c4f0f3e7fcff'],
  'iso-8859-1': ['café', '636166e9'],
}

function page(hex: string, head = ''): Buffer {
  return Buffer.concat([
    Buffer.from(`<!doctype html><html><head>${head}</head><body>`),
    Buffer.from('<a href="https://example.com/">'),
    Buffer.from(hex, 'hex'),
    Buffer.from('</a></body></html>'),
  ])
}

async function words(
  body: Uint8Array,
  contentType = 'text/html',
  cuts?: readonly number[],
): Promise<string | undefined> {
  return (await readPage(body, { contentType, ...(cuts === undefined ? {} : { cuts }) })).anchor?.text
}

describe.each(Object.entries(WORDS))('%s', (charset, [text, hex]) => {
  it('is known by the header', async () => {
    expect(await words(page(hex), `text/html; charset=${charset}`)).toBe(text)
    expect(await words(page(hex), `text/html;charset="${charset.toUpperCase()}"`)).toBe(text)
  })

  it('is known by meta', async () => {
    expect(await words(page(hex, `<meta charset="${charset}">`))).toBe(text)
    const old = `<META http-equiv=Content-Type content="text/html; charset=${charset}">`
    expect(await words(page(hex, old))).toBe(text)
  })

  it('is read the same however the bytes are cut', async () => {
    expect(await words(page(hex, `<meta charset=${charset}>`), 'text/html', [1])).toBe(text)
    const long = page(hex, `<meta charset=${charset}><!-- ${'x'.repeat(2000)} -->`)
    expect(await words(long, 'text/html', [3, 1, 7])).toBe(text)
  })
})

describe('the order of what names an encoding', () => {
  const [utf8Text, utf8] = WORDS['utf-8'] ?? ['', '']
  const [gbkText, gbk] = WORDS['gbk'] ?? ['', '']

  it('puts the byte order mark before the header and the header before meta', async () => {
    expect(await words(Buffer.concat([Buffer.from('efbbbf', 'hex'), page(utf8)]), 'text/html; charset=gbk')).toBe(
      utf8Text,
    )
    expect(await words(page(gbk, '<meta charset=utf-8>'), 'text/html; charset=gbk')).toBe(gbkText)
  })

  it.each([
    ['UTF-16LE', Buffer.from(`\ufeff${page('').toString()}`, 'utf16le')],
    ['UTF-16BE', Buffer.from(`\ufeff${page('').toString()}`, 'utf16le').swap16()],
  ])('reads %s with its mark', async (_, body) => {
    expect(await words(body)).toBe('')
    expect(await words(body, 'text/html', [1])).toBe('')
  })

  it('reads UTF-16 that only the header names', async () => {
    const body = Buffer.from('<a href="https://example.com">友</a>', 'utf16le')
    expect(await words(body, 'text/html; charset=utf-16le')).toBe('友')
  })

  it('takes a page that names nothing for UTF-8, else for GB18030', async () => {
    expect(await words(page(utf8))).toBe(utf8Text)
    expect(await words(page(gbk))).toBe(gbkText)
  })

  it('does not mind a character that the first 1,024 bytes cut', async () => {
    const body = Buffer.concat([
      Buffer.alloc(1023 - '<p>'.length, 'x'),
      Buffer.from('<p>'),
      Buffer.from(utf8, 'hex'),
      page(utf8),
    ])
    expect(await words(body)).toBe(utf8Text)
  })

  it.each(['x-unknown', 'utf-7', 'iso-2022-kr', 'x-user-defined', ''])(
    'finds the link whatever charset=%s means',
    async (charset) => {
      expect(await readPage(page('41'), { contentType: `text/html; charset=${charset}` })).toMatchObject({
        state: 'present',
        anchor: { text: 'A' },
      })
    },
  )
})

describe('createCharsetDecoder', () => {
  it('decodes the same text however the bytes are cut', () => {
    const bytes = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 700 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 2100 }),
    )
    const charsets = fc.constantFrom(null, 'gbk', 'big5', 'shift_jis', 'euc-kr', 'utf-16le', 'utf-8')
    const decode = (chunks: Iterable<Uint8Array>, headerCharset: string | null) => {
      const decoder = createCharsetDecoder({ headerCharset, isXml: false })
      let text = ''
      for (const chunk of chunks) text += decoder.write(chunk)
      return text + decoder.end()
    }
    fc.assert(
      fc.property(bytes, charsets, fc.integer({ min: 1, max: 1500 }), (content, charset, size) => {
        const chunks = Array.from({ length: Math.ceil(content.length / size) }, (_, at) =>
          content.subarray(at * size, (at + 1) * size),
        )
        expect(decode(chunks, charset)).toBe(decode([content], charset))
      }),
      { numRuns: 300 },
    )
  })
})
