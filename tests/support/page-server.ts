import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHeadlessHost } from '../../src/headless/host-port.ts'
import { startPageServer, type PageServer, type PageServerOptions } from '../../src/headless/serve/server.ts'
import type { Envelope } from '../../src/shared/ipc/envelope.ts'
import { createTranslator } from '../../src/shared/i18n/translator.ts'
import { ask, type Answer, type Asked } from './http.ts'
import { removeTempFolder } from './temp-folder.ts'
import { startTestApp, type TestApp, type TestAppOptions } from './test-app.ts'

/** A small page in place of the built one. */
export const PAGE = '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><div id="root"></div>'

export interface TestPage {
  readonly app: TestApp
  readonly server: PageServer
  readonly port: number
  /** How often somebody stood in front of the page without a link that works. */
  readonly refusals: number
  /** What the server reported as unexpected. */
  readonly errors: readonly unknown[]
  /** One request with our own host and, if wanted, the cookie of a person who is in. */
  ask(path: string, asked?: Asked): Promise<Answer>
  /** Uses the link up and gives back the cookie. */
  signIn(): Promise<string>
  /** POST /api/request as our own page sends it. */
  post(cookie: string, body: unknown): Promise<Answer>
  stop(): Promise<void>
}

/** The code of a refusal; throws where the answer is not an envelope with a failure. */
export function codeOf({ text }: Answer): string {
  const envelope = JSON.parse(text) as Envelope<unknown>
  if (envelope.ok) throw new Error(`not a failure: ${text.slice(0, 200)}`)
  return envelope.error.code
}

/** The whole core behind a real server on a free port; the caller stops it. */
export async function startTestPage(
  options: Partial<PageServerOptions> = {},
  appOptions: TestAppOptions = {},
): Promise<TestPage> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'duewatch-page-')))
  const pageFolder = join(folder, 'renderer')
  mkdirSync(join(pageFolder, 'assets'), { recursive: true })
  writeFileSync(join(pageFolder, 'index.html'), PAGE)
  writeFileSync(join(pageFolder, 'assets', 'index-abc123.js'), 'export {}')
  writeFileSync(join(folder, 'outside.txt'), 'outside')
  symlinkSync(join(folder, 'outside.txt'), join(pageFolder, 'link.txt'))
  const app = await startTestApp({ host: createHeadlessHost('browser', 'zh_CN.UTF-8'), ...appOptions })
  let refusals = 0
  const errors: unknown[] = []
  const server = await startPageServer({
    app: app.app,
    pageFolder,
    port: 0,
    translator: (acceptLanguage) => Promise.resolve(createTranslator(acceptLanguage.startsWith('en') ? 'en' : 'zh-CN')),
    onRefused: () => (refusals += 1),
    onError: (error) => errors.push(error),
    ...options,
  })
  const { port } = server
  const host = `127.0.0.1:${port}`
  const askOwn: TestPage['ask'] = (path, asked = {}) =>
    ask(port, path, { ...asked, headers: { host, ...asked.headers } })
  return {
    app,
    server,
    port,
    get refusals() {
      return refusals
    },
    errors,
    ask: askOwn,
    async signIn() {
      const answer = await ask(port, server.link().slice(`http://${host}`.length), { headers: { host } })
      return String(answer.headers['set-cookie']).split(';', 1)[0] ?? ''
    },
    post: (cookie, body) =>
      askOwn('/api/request', {
        method: 'POST',
        headers: { cookie, origin: `http://${host}`, 'content-type': 'application/json' },
        body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    async stop() {
      await server.close()
      await app.stop()
      removeTempFolder(folder)
    },
  }
}
