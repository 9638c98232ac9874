import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, sendRaw } from '../../../support/http.ts'
import { codeOf, startTestPage, type TestPage } from '../../../support/page-server.ts'

let page: TestPage
let cookie: string
const own = (): string => `http://127.0.0.1:${page.port}`
const HTML = { accept: 'text/html,*/*;q=0.8' }
const STATE = JSON.stringify({ route: 'system.state', input: {} })

beforeAll(async () => {
  page = await startTestPage()
  cookie = await page.signIn()
})
afterAll(() => page.stop())

describe('the link', () => {
  it('lets one browser in, once, and leads to the page without the token', async () => {
    const link = page.server.link()
    expect(new URL(link).searchParams.get('token')).toMatch(/^[\w-]{43}$/)
    const path = link.slice(own().length)
    const first = await page.ask(path, { headers: HTML })
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } })
    const second = await page.ask(path, { headers: HTML })
    expect(second.status).toBe(403)
    expect(second.headers['set-cookie']).toBeUndefined()
    const set = String(first.headers['set-cookie'])
    expect((await page.ask('/', { headers: { ...HTML, cookie: set.split(';', 1)[0] ?? '' } })).status).toBe(200)
  })

  it('gives a cookie that scripts cannot read, other sites cannot use and other ports do not overwrite', async () => {
    const answer = await page.ask(page.server.link().slice(own().length))
    const [pair, ...attributes] = String(answer.headers['set-cookie']).split('; ')
    expect(pair).toMatch(new RegExp(`^duewatch_${page.port}=[\\w-]{43}$`))
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict'])
    expect(answer.headers['set-cookie']).not.toContain(new URL(page.server.link()).searchParams.get('token'))
  })

  it('stays the same until it has been used and is a new one afterwards', async () => {
    const link = page.server.link()
    expect(page.server.link()).toBe(link)
    expect(page.server.isLinkUsed).toBe(false)
    await page.signIn()
    expect(page.server.isLinkUsed).toBe(true)
    expect(page.server.link()).not.toBe(link)
  })

  it('is not used up by whoever only looks ahead or asks for headers', async () => {
    const path = page.server.link().slice(own().length)
    const before = page.refusals
    expect((await page.ask(path, { headers: { ...HTML, 'sec-purpose': 'prefetch' } })).status).toBe(403)
    expect(page.refusals).toBe(before)
    expect((await page.ask(path, { method: 'HEAD', headers: HTML })).status).toBe(403)
    expect((await page.ask(path, { headers: HTML })).status).toBe(303)
  })

  it('opened again by whoever is in already leads to the page', async () => {
    const path = page.server.link().slice(own().length)
    await page.ask(path)
    expect(await page.ask(path, { headers: { cookie } })).toMatchObject({ status: 303, headers: { location: '/' } })
  })

  it.each([
    ['missing', '/'],
    ['empty', '/?token='],
    ['wrong', `/?token=${'A'.repeat(43)}`],
    ['too long', `/?token=${'A'.repeat(8_000)}`],
    ['at another place', '/items?token='],
  ])('that is %s shows how to get in and opens nothing', async (_, path) => {
    const before = page.refusals
    const answer = await page.ask(path, { headers: { ...HTML, 'accept-language': 'en' } })
    expect(answer.status).toBe(403)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.text).toContain('duewatch serve')
    expect(answer.text).not.toContain('id="root"')
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(page.refusals).toBe(before + 1)
  })

  it('is asked for in the language of the reader', async () => {
    const answer = await page.ask('/', { headers: { ...HTML, 'accept-language': 'zh-CN,zh;q=0.9' } })
    expect(answer.text).toContain('<html lang="zh-CN">')
    expect(answer.text).toMatch(/[\u4e00-\u9fff]/)
  })

  it('followed from another site arrives although the browser withholds the cookie, and does not lead in circles', async () => {
    const followed = {
      ...HTML,
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'sec-fetch-site': 'cross-site',
    }
    const path = page.server.link().slice(own().length)
    expect((await page.ask(path, { headers: followed })).status).toBe(303)
    const withheld = await page.ask('/', { headers: followed })
    expect(withheld.status).toBe(200)
    const target = /content="0;url=([^"]+)"/.exec(withheld.text)?.[1]
    expect(target).toBe('/?onward')
    const fromUs = { ...followed, 'sec-fetch-site': 'same-origin' }
    const onward = await page.ask('/?onward', { headers: { ...fromUs, cookie } })
    expect(onward).toMatchObject({ status: 303, headers: { location: '/' } })
    expect((await page.ask('/?onward', { headers: followed })).status).toBe(403)
    expect((await page.ask('/', { headers: fromUs })).status).toBe(403)
  })
})

describe('a page of ours', () => {
  it('takes nothing from the address as markup', async () => {
    const head = [
      'Accept: text/html',
      'Sec-Fetch-Site: cross-site',
      'Sec-Fetch-Mode: navigate',
      'Sec-Fetch-Dest: document',
    ]
    const lines = ['GET /x"><b>y HTTP/1.1', `Host: 127.0.0.1:${page.port}`, 'Connection: close', ...head, '', '']
    const text = await sendRaw(page.port, lines.join('\r\n'))
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    expect(text).not.toContain('<b>')
  })
})

describe('without the cookie', () => {
  it.each(['/assets/index-abc123.js', '/api/events', '/api/request', '/api/anything'])(
    '%s stays closed',
    async (path) => {
      const before = page.refusals
      for (const headers of [{}, HTML, { cookie: `duewatch_${page.port}=` }, { cookie: cookie.replace(/.$/, '!') }]) {
        const answer = await page.ask(path, { headers })
        expect(answer.status).toBe(403)
        expect(answer.text).not.toContain('export')
      }
      // Only a person in front of the page needs a link.
      expect(page.refusals - before).toBeLessThanOrEqual(path.startsWith('/api') ? 0 : 1)
    },
  )

  it('refuses a request and carries nothing out', async () => {
    const headers = { origin: own(), 'content-type': 'application/json' }
    const body = JSON.stringify({ route: 'account.add', input: { name: 'x', provider: 'demo' } })
    const answer = await page.ask('/api/request', { method: 'POST', headers, body })
    expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN_SENDER'])
    expect(await page.app.request('account.list', {})).toEqual([])
  })

  it('lets in who has another cookie of the same name beside the right one', async () => {
    const planted = `duewatch_${page.port}=planted; ${cookie}; other=1`
    expect((await page.ask('/', { headers: { cookie: planted } })).status).toBe(200)
  })
})

describe('another site', () => {
  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost:1',
    '127.0.0.1.evil.example',
    '0.0.0.0',
    '[::1]',
  ])('that is called %j gets nothing, even with the cookie and the token (DNS rebinding)', async (name) => {
    const path = page.server.link().slice(own().length)
    for (const host of name.includes(':') ? [name] : [name, `${name}:${page.port}`]) {
      if (host === `127.0.0.1:${page.port}`) continue
      const answer = await ask(page.port, path, { headers: { host, cookie, ...HTML } })
      expect([host, answer.status, codeOf(answer)]).toEqual([host, 403, 'FORBIDDEN_SENDER'])
    }
    expect(page.server.isLinkUsed).toBe(false)
  })

  it('is not this machine by its other name', async () => {
    const answer = await ask(page.port, '/', { headers: { host: `LOCALHOST:${page.port}`, cookie } })
    expect(answer.status).toBe(200)
  })

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['the other name of this machine', { origin: 'http://localhost' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['an encrypted page of the same name', { origin: 'https://127.0.0.1' }],
    ['its script', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    [
      'a script of another port',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    ],
    ['a frame around us', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['an image', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ])('gets nothing through %s', async (_, headers) => {
    const paths = ['/', '/assets/index-abc123.js', '/api/events?after=0']
    for (const path of paths) {
      const answer = await page.ask(path, { headers: { cookie, ...headers } as Record<string, string> })
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 403, 'FORBIDDEN_SENDER'])
    }
    const answer = await page.ask('/api/request', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers } as Record<string, string>,
      body: STATE,
    })
    expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN_SENDER'])
  })

  it('may have a link to us that a person follows', async () => {
    const headers = {
      cookie,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    expect((await page.ask('/', { headers })).status).toBe(200)
    const form = await page.ask('/api/request', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: STATE,
    })
    expect(form.status).toBe(403)
  })
})
