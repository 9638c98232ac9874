import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCliFolder } from '../../../support/cli.ts'
import { runInline } from '../../../support/inline-cli.ts'

interface Json {
  readonly [key: string]: unknown
}

function create() {
  const folder = createCliFolder()
  onTestFinished(() => folder.remove())
  const run = (...args: string[]) => runInline(folder, ['links', ...args])
  return {
    folder,
    run,
    async json(...args: string[]): Promise<Json> {
      const { json, stderr, code } = await run('--json', ...args)
      if (code === 1 || code === 64) throw new Error(stderr)
      return json as Json
    },
    async list(...args: string[]): Promise<readonly Json[]> {
      const { json } = await run('--json', 'list', ...args)
      return (json as { items: readonly Json[] }).items
    },
  }
}

/** A site with a good page that links to us, one that is gone, and one that moves. */
async function startSite(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/good' }).end()
    else if (request.url?.startsWith('/good')) {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<p><a rel="NoFollow  ugc" href="https://www.duewatch.example/links">us</a></p>')
    } else response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('links add', () => {
  it('answers the link with the fields of the contract, makes the group, and says what comes next', async () => {
    const { json, run } = create()
    const link = await json(
      'add',
      '--name',
      'Partner',
      '--url',
      'https://Example.com',
      '--backlink',
      'a.test',
      '--group',
      'G',
    )
    expect(link).toMatchObject({
      name: 'Partner',
      group: 'G',
      verdict: null,
      httpStatus: null,
      reason: null,
      shown: true,
      whitelisted: false,
      backlink: null,
      backlinkSite: 'a.test',
      rel: null,
      finalUrl: null,
      redirects: 0,
      latencyMs: null,
      checkedAt: null,
      certExpiresAt: null,
      consecutiveFailures: 0,
    })
    const { stdout } = await run('add', '--name', 'Other', '--url', 'http://other.test', '--lang', 'en')
    expect(stdout).toBe('Link Other added to group Default. Next: links check\n')
  })

  it('refuses the same address in another spelling, what is no address, and names what is missing', async () => {
    const { run, list } = create()
    await run('add', '--name', 'A', '--url', 'http://a.test:80')
    for (const [args, code, words] of [
      [['--name', 'B', '--url', 'HTTP://A.test/#top'], 1, 'There is already a link to this address: A'],
      [['--name', 'B', '--url', 'not an address'], 1, 'not an address is not an address'],
      [['--name', 'B', '--url', 'https://me:pw@a.test/'], 1, 'without user and password'],
      [['--name', 'B'], 64, '--url'],
      [['--name', 'B', '--url', 'http://b.test', '--review-on', '2027-01-01'], 64, '--whitelist'],
    ] as const) {
      const result = await run('--lang', 'en', 'add', ...args)
      expect(result.stderr).toContain(words)
      expect(result.code).toBe(code)
    }
    expect(await list()).toHaveLength(1)
  })

  it('never repeats a password that stood in an address', async () => {
    const { run } = create()
    const { stdout, stderr } = await run('--json', 'add', '--name', 'B', '--url', 'https://me:s3cret@a.test/')
    expect(stdout + stderr).not.toContain('s3cret')
  })
})

describe('links import', () => {
  it('takes the good rows, names the bad ones by row and ends with 2', async () => {
    const { folder, run, list } = create()
    const file = join(folder.dataDir, '..', 'links.csv')
    writeFileSync(
      file,
      '\ufeffname,url,backlink,group,whitelist\n好站,https://good.test,ours.test,伙伴,\n坏站,,,,\nX,nonsense,,,\n白站,http://white.test,,伙伴,合同方\n再来,https://GOOD.test/,,,\n',
    )
    const { code, json } = await run('--json', 'import', file)
    expect(code).toBe(2)
    expect(json).toMatchObject({
      imported: 2,
      updated: 0,
      format: 'csv',
      newGroups: ['伙伴'],
      errors: [
        { row: 3, column: 'url', code: 'url-missing' },
        { row: 4, column: 'url', code: 'url-invalid', value: 'nonsense' },
      ],
      duplicates: [{ row: 6, code: 'duplicate-in-file' }],
    })
    expect(await list('--group', '伙伴', '--sort', 'name:asc')).toHaveLength(2)
    expect(await list('--search', '白站')).toMatchObject([
      { whitelisted: true, shown: true, whitelist: { reason: '合同方' } },
    ])
  })

  it('changes nothing in a dry run, and ends with 0 when every row is good', async () => {
    const { folder, run, list } = create()
    const file = join(folder.dataDir, '..', 'links.txt')
    writeFileSync(file, 'http://a.test\nhttp://b.test\n')
    const { code, json } = await run('--json', 'import', file, '--dry-run')
    expect({ code, json }).toMatchObject({ code: 0, json: { imported: 2, dryRun: true } })
    expect(await list()).toHaveLength(0)
  })

  it('says why a file cannot be read, and that there is no such group', async () => {
    const { folder, run } = create()
    const missing = await run('--json', 'import', join(folder.dataDir, 'nowhere.csv'))
    expect(missing).toMatchObject({ code: 1, json: { error: { code: 'FILE_UNREADABLE' } } })
    const file = join(folder.dataDir, '..', 'links.txt')
    writeFileSync(file, 'http://a.test\n')
    const group = await run('--json', 'import', file, '--group', 'nobody')
    expect(group).toMatchObject({ code: 1, json: { error: { code: 'LINK_GROUP_NOT_FOUND' } } })
  })
})

describe('links check', () => {
  it('answers the run by the fields of the contract and stores verdict, backlink, reason and shown state', async () => {
    const site = await startSite()
    const { run, list } = create()
    await run('add', '--name', 'good', '--url', `${site}/good`, '--backlink', 'duewatch.example')
    await run('add', '--name', 'lost', '--url', `${site}/good?2`, '--backlink', 'nobody.example')
    await run('add', '--name', 'moved', '--url', `${site}/moved`)
    await run('add', '--name', 'gone', '--url', `${site}/gone`)
    await run('add', '--name', 'white', '--url', `${site}/white`, '--whitelist', 'contract')
    const { code, json } = await run('--json', 'check', '--strict', '--allow-private', '--timeout-ms', '5000')
    expect(code).toBe(0)
    expect(json).toMatchObject({
      status: 'succeeded',
      account: null,
      activeNum: 5,
      checked: 4,
      skipped: 1,
      toShow: 0,
      toNotShow: 2,
      byVerdict: { broken: 1, ok: 2, redirected: 1, skipped: 1, timeout: 0 },
    })
    for (const field of ['durationMs', 'p50Ms', 'p95Ms', 'slowestMs'])
      expect(json).toHaveProperty(field, expect.any(Number))
    const byName = Object.fromEntries((await list()).map((link) => [link['name'], link]))
    expect(byName['good']).toMatchObject({
      verdict: 'ok',
      httpStatus: 200,
      backlink: 'present',
      rel: 'nofollow ugc',
      shown: true,
    })
    expect(byName['moved']).toMatchObject({
      verdict: 'redirected',
      redirects: 1,
      finalUrl: `${site}/good`,
      shown: true,
    })
    expect(byName['gone']).toMatchObject({ verdict: 'broken', httpStatus: 404, shown: false, reason: 'HTTP 404' })
    expect(byName['white']).toMatchObject({ verdict: 'skipped', whitelisted: true, shown: true, checkedAt: null })
    const { json: zh } = await run('--json', '--lang', 'zh-CN', 'show', 'gone')
    expect(zh).toMatchObject({ reason: '网页请求返回 404', checks: [{ verdict: 'broken', httpStatus: 404 }] })
  })

  it('ends with 2 when asked to and a link is hidden, and is found in the history of runs', async () => {
    const site = await startSite()
    const { folder, run } = create()
    await run('add', '--name', 'gone', '--url', `${site}/gone`)
    expect((await run('check', '--allow-private', '--check')).code).toBe(2)
    expect((await run('list', '--check')).code).toBe(2)
    const runs = await runInline(folder, ['runs', 'list', '--lang', 'en'])
    expect(runs.stdout).toMatch(/Link check .* Succeeded .* 1 \/ 1 .* \+0 −1/)
  })

  it('checks only what is named, and does not connect to private addresses unless allowed', async () => {
    const site = await startSite()
    const { run, list } = create()
    await run('add', '--name', 'one', '--url', `${site}/good`)
    await run('add', '--name', 'two', '--url', `${site}/gone`)
    const { json } = await run('--json', 'check', '--link', 'one')
    expect(json).toMatchObject({ activeNum: 1, checked: 1, byVerdict: { unsupported: 1 } })
    expect(await list('--verdict', 'unsupported')).toMatchObject([{ name: 'one', cause: 'address-forbidden' }])
  })

  it('says that there is nothing to check, and refuses limits beyond their bounds', async () => {
    const { run } = create()
    expect(await run('--json', 'check')).toMatchObject({ code: 1, json: { error: { code: 'NO_LINK' } } })
    expect((await run('check', '--concurrency', '513')).code).toBe(64)
    expect((await run('check', '--timeout-ms', '99')).code).toBe(64)
  })
})

describe('links show', () => {
  it('tells what was changed in words of the language that is asked for, never as it is stored', async () => {
    const site = await startSite()
    const { run, json } = create()
    await run('add', '--name', 'gone', '--url', `${site}/gone`)
    await run('check', '--allow-private', '--strict')
    await json('pin', 'gone', '--hidden', '--reason', 'wrong shop')
    await json('whitelist', 'gone', '--reason', 'contract')
    const { stdout: en } = await run('--lang', 'en', 'show', 'gone')
    expect(en).toContain('Shown: Shown → Hidden: HTTP 404')
    expect(en).toContain('By hand: automatic → Hidden by hand · wrong shop')
    expect(en).toContain('White-listed: not white-listed → contract')
    const { stdout: zh } = await run('--lang', 'zh-CN', 'show', 'gone')
    expect(zh).toContain('显示 → 隐藏：网页请求返回 404')
    expect(`${en}${zh}`).not.toMatch(/[{}]|whitelist:|pinned:/)
  })
})

describe('what people say about links', () => {
  it('white-lists with a reason and ends it, pins and releases, moves and renames, and removes', async () => {
    const site = await startSite()
    const { run, json, list } = create()
    await run('add', '--name', 'gone', '--url', `${site}/gone`)
    await run('check', '--allow-private', '--strict')
    expect(await list('--hidden')).toHaveLength(1)

    await json('whitelist', 'gone', '--reason', 'contract', '--review-on', '2027-01-31')
    expect(await list()).toMatchObject([{ shown: true, whitelist: { reason: 'contract', reviewOn: '2027-01-31' } }])
    await json('whitelist', 'gone', '--end')
    expect(await list()).toMatchObject([{ shown: false, whitelisted: false }])

    await json('pin', 'gone', '--shown')
    expect(await list()).toMatchObject([{ shown: true, pinned: 'shown' }])
    await json('pin', 'gone', '--hidden', '--reason', 'wrong shop')
    expect(await list()).toMatchObject([
      { shown: false, pinned: 'hidden', reason: expect.stringContaining('wrong shop') },
    ])
    await json('pin', 'gone', '--release')
    expect(await list()).toMatchObject([{ shown: false, pinned: null, reason: 'HTTP 404' }])

    expect(await list('--group', 'default')).toHaveLength(1)
    await json('group', 'Vendors', '--policy', 'strict', '--allow-private', 'true')
    await json('set', 'gone', '--group', 'Vendors', '--name', 'renamed', '--backlink', 'ours.test')
    expect(await list('--group', 'default')).toHaveLength(0)
    expect(await list('--group', 'vendors')).toMatchObject([{ name: 'renamed', backlinkSite: 'ours.test' }])
    await json('set', 'renamed', '--backlink', '')
    expect(await list()).toMatchObject([{ backlinkSite: null }])
    expect(await json('groups')).toMatchObject({
      items: [
        { name: 'Default', policy: 'confirmed', links: 0 },
        { name: 'Vendors', policy: 'strict', allowsPrivate: true, links: 1 },
      ],
    })
    expect(await json('group', 'Vendors', '--remove')).toEqual({ moved: 1 })
    expect(await json('remove', 'renamed')).toEqual({ removed: 1 })
    expect(await list()).toHaveLength(0)
  })

  it.each([
    [['pin', 'x', '--shown', '--hidden']],
    [['pin', 'x']],
    [['whitelist', 'x']],
    [['whitelist', 'x', '--reason', 'r', '--end']],
    [['domain', 'a.test']],
    [['list', '--sort', 'nonsense:asc']],
    [['list', '--verdict', 'fine']],
  ])('refuses %j as wrong usage', async (args) => {
    const { run } = create()
    expect((await run(...args)).code).toBe(64)
  })

  it('takes the day on which a domain ends, and takes it back', async () => {
    const { run, json } = create()
    await run('add', '--name', 'shop', '--url', 'https://shop.mycompany.com/')
    expect(await json('domain', 'mycompany.com', '--expires-on', '2027-03-01')).toMatchObject({ typedOn: '2027-03-01' })
    expect(await json('show', 'shop')).toMatchObject({
      domain: 'mycompany.com',
      registration: { typedOn: '2027-03-01' },
    })
    expect(await json('domain', 'mycompany.com', '--clear')).toMatchObject({ typedOn: null })
  })

  it('keeps the default group and its name, whatever is said', async () => {
    const { json, run } = create()
    expect(await json('group', 'Default', '--policy', 'strict', '--rename', 'Other')).toMatchObject({
      id: 'default',
      name: 'Default',
      policy: 'strict',
    })
    const refused = await run('--lang', 'en', 'group', 'Default', '--remove')
    expect(refused.code).toBe(64)
    expect(refused.stderr).toContain('the group Default always exists and cannot be removed')
  })
})
