import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPageResponder } from '../../../src/main/page-responder.ts'
import { createTempFolder } from '../../support/temp-folder.ts'

function createPage() {
  const folder = createTempFolder()
  const page = join(folder, 'renderer')
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secrets.json'), 'secret')
  writeFileSync(join(page, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__">')
  writeFileSync(join(page, 'assets', 'a.js'), 'a')
  const respond = createPageResponder(page)
  return (url: string, method = 'GET') => respond({ url, method })
}

const nonceOf = (response: Response) =>
  /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]

describe('createPageResponder', () => {
  it('serves the page with the nonce that its policy names, and with another one each time', async () => {
    const get = createPage()
    const first = await get('app://duewatch/')
    const second = await get('app://duewatch/')
    expect(first.status).toBe(200)
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await first.text()).toBe(`<meta property="csp-nonce" nonce="${nonceOf(first)}">`)
    expect(nonceOf(first)).toHaveLength(24)
    expect(nonceOf(second)).not.toBe(nonceOf(first))
  })

  it('serves files beside the page, and shows the page again for an address of the app', async () => {
    const get = createPage()
    const script = await get('app://duewatch/assets/a.js?v=1')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await script.text()).toBe('a')
    expect(await (await get('app://duewatch/items')).text()).toContain('csp-nonce')
  })

  it.each([
    ['app://duewatch/..%2fsecrets.json', 404],
    ['app://duewatch/%2e%2e%2fsecrets.json', 404],
    ['app://duewatch/..%5csecrets.json', 404],
    ['app://duewatch/assets/missing.js', 404],
    ['app://other/index.html', 403],
    ['https://duewatch/index.html', 403],
  ])('refuses %s with %i, without content but with the policy', async (url, status) => {
    const response = await createPage()(url)
    expect(response.status).toBe(status)
    expect(await response.text()).toBe('')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('answers reading requests only', async () => {
    const get = createPage()
    expect((await get('app://duewatch/', 'POST')).status).toBe(405)
    const head = await get('app://duewatch/', 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })
})
