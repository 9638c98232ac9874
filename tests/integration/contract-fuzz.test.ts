import { join } from 'node:path'
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  nat,
  oneof,
  string,
  tuple,
  uint8Array,
  type Arbitrary,
} from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APP_ERROR_CODES } from '../../src/shared/domain/app-error.ts'
import { createTranslator } from '../../src/shared/i18n/translator.ts'
import { routes, type RouteName } from '../../src/shared/ipc/contract.ts'
import type { Envelope } from '../../src/shared/ipc/envelope.ts'
import { HOSTILE, HOSTILE_JSON, hostileInput, nearlyValid } from '../support/hostile.ts'
import { sendRaw } from '../support/http.ts'
import { startTestPage, type TestPage } from '../support/page-server.ts'
import { arbitraryOf } from '../support/schema-arbitrary.ts'
import { createTempFolder } from '../support/temp-folder.ts'
import { createLauncherWithoutNetwork } from '../support/worker-without-network.ts'

/** Repeats a failure: the message of one names the seed. */
const SEED = Number(process.env['SEED'] ?? 20_261_121)
/** Inputs for each route, as far as the time allows. */
const RUNS = Number(process.env['RUNS'] ?? 120)
const ROUTES = Object.keys(routes) as RouteName[]
const MAIN = '演示'

let page: TestPage
let cookie: string
let mainId: string
/** Texts that mean something to the running core, by what may be done with them. */
let knownTexts: string[]

beforeAll(async () => {
  page = await startTestPage({}, { workerLauncher: createLauncherWithoutNetwork() })
  cookie = await page.signIn()
  const { app } = page
  const account = await app.request('account.add', { name: MAIN, provider: 'demo', demoSize: 200 })
  mainId = account.accountId
  const first = await app.sync(account)
  const second = await app.sync(account)
  const spare = await app.request('account.add', { name: 'spare', provider: 'demo', demoSize: 20 })
  await app.sync(spare)
  const items = await app.items()
  const { handle } = await app.request('item.query', { query: {} })
  const view = await app.request('view.save', { name: 'view', state: { query: {}, columns: [] } })
  const link = await app.request('link.add', { name: 'portal', url: 'http://portal.test/' })
  const webhook = await app.request('webhook.save', {
    name: 'group',
    shape: 'dingtalk',
    url: 'http://127.0.0.1:9/robot/send?access_token=t0ken',
    secret: 'SECret',
    kinds: ['digest', 'failure'],
    isEnabled: true,
  })
  await app.request('rate.set', { from: 'USD', to: 'CNY', on: '2026-01-05', rate: '7.1' })
  const notice = await app.request('notice.test', {})
  knownTexts = [
    mainId,
    spare.accountId,
    MAIN,
    'SPARE',
    first.runId,
    second.runId,
    handle,
    view.viewId,
    ...items.slice(0, 5).flatMap(({ id, resourceId }) => [id, resourceId]),
    '2026-01-05',
    '2026-12',
    '12.50',
    'expired',
    '0-7',
    '5-3649',
    'later',
    '0 9 * * 1-5',
    '09:00',
    'Asia/Shanghai',
    'America/New_York',
    'system',
    'none',
    link.linkId,
    webhook.webhookId,
    notice.noticeId,
    link.name,
    'http://127.0.0.1:9/',
    'default',
    'name,url,backlink,group,whitelist\nA,http://a.test,,G,\nB,nonsense,,,',
  ]
})
afterAll(() => page.stop())

const translators = [createTranslator('zh-CN'), createTranslator('en')]

/**
 * Tells when a property has had its time. fast-check's own limit would leave the request that is under way behind, which
 * could then still write into a folder that is being removed.
 */
function createDeadline(ms: number): () => boolean {
  let endsAt: number | null = null
  // Counts from the first request: drawing the first values may take seconds on a busy machine.
  return () => performance.now() > (endsAt ??= performance.now() + ms)
}

/** Where an unexpected failure comes from, for whoever mends it. */
function causeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return stack.split('\n').slice(0, 3).join(' ').slice(0, 600)
}

/** What is wrong with an answer; null when it is what the contract promises. */
function problemOf(answer: unknown): string | null {
  const envelope = answer as Envelope<unknown>
  if (typeof envelope !== 'object' || envelope === null || typeof envelope.ok !== 'boolean') return 'not an envelope'
  if (envelope.ok) return Object.keys(envelope).join() === 'ok,data' ? null : 'a success with something beside'
  const { code, params, raw } = envelope.error
  if (!APP_ERROR_CODES.includes(code)) return `unknown code ${code}`
  if (code === 'INTERNAL') return `INTERNAL: ${causeOf(page.app.errors.at(-1))}`
  if (raw !== null && typeof raw !== 'string') return 'raw is no text'
  const odd = Object.values(params).find((value) => typeof value !== 'string' && typeof value !== 'number')
  if (odd !== undefined) return `a parameter is ${typeof odd}`
  const sentences = translators.map((t) => t.error(envelope.error))
  return sentences.every((sentence) => sentence !== '' && sentence.length <= 1_000) ? null : `no sentence for ${code}`
}

/** The main account stays, nothing is written outside the folder, and no made-up account takes minutes to read. */
function tame(name: RouteName, input: unknown, folder: string): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  const values = input as Readonly<Record<string, unknown>>
  const tamed = Object.entries(values).map(([key, value]): [string, unknown] => {
    if (key === 'file' && typeof value === 'string') return [key, join(folder, `f${value.replaceAll(/[/\\]/g, '_')}`)]
    if (key === 'demoSize' && typeof value === 'number' && value > 100) return [key, value % 100]
    const isOurs = value === mainId && (name === 'account.remove' || name === 'account.update')
    return [key, isOurs ? 'another' : value]
  })
  return Object.fromEntries(tamed)
}

function inputs(name: RouteName, hostile: readonly unknown[]): Arbitrary<unknown> {
  const valid = arbitraryOf(routes[name].input, { texts: knownTexts })
  const near = nearlyValid(valid, hostile)
  return oneof(
    { arbitrary: valid, weight: 4 },
    { arbitrary: near, weight: 5 },
    { arbitrary: hostileInput(hostile), weight: 1 },
  )
}

/** The head of a request as our own page sends it, as bytes. */
function requestHead(more: Readonly<Record<string, string>>): Buffer {
  const host = `127.0.0.1:${page.port}`
  const headers = { host, cookie, origin: `http://${host}`, 'content-type': 'application/json', ...more }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST /api/request HTTP/1.1\r\n${lines.join('')}\r\n`)
}

/** Still there, still right, still able to work. */
async function expectHealthy(): Promise<void> {
  const { app } = page
  expect([...new Set(app.errors.map(causeOf))]).toEqual([])
  expect((await app.request('system.check', {})).filter(({ isFine }) => !isFine)).toEqual([])
  const state = await app.request('system.state', {})
  await Promise.all(state.activeRunIds.map((runId) => app.app.runs.wait(runId)))
  const main = (await app.request('account.list', {})).find(({ accountId }) => accountId === mainId)
  if (!main) throw new Error('the main account has gone')
  const run = await app.sync(main)
  expect(run).toMatchObject({ state: 'succeeded', complete: true })
  expect(run.added + run.changed + run.unchanged).toBe(run.fetched)
  const items = await app.items({ filter: { accountIds: [mainId], isGone: 'all' } })
  expect(items.length).toBeGreaterThanOrEqual(run.fetched)
}

describe('the router', () => {
  it.each(ROUTES)('answers %s with a known code whatever comes in', async (name) => {
    const folder = createTempFolder()
    const isOver = createDeadline(RUNS * 20)
    let tried = 0
    let understood = 0
    await assert(
      asyncProperty(inputs(name, HOSTILE), async (input) => {
        if (isOver()) return
        tried += 1
        const answer = await page.app.app.router.requestUnknown(name, tame(name, input, folder))
        expect(problemOf(answer)).toBeNull()
        expect(() => structuredClone(answer)).not.toThrow()
        if (answer.ok || answer.error.code !== 'BAD_REQUEST') understood += 1
      }),
      { seed: SEED, numRuns: RUNS },
    )
    // Inputs that are all refused at the door would prove nothing about what lies behind it.
    expect(understood / tried).toBeGreaterThan(0.05)
  })

  it('answers what is no route at all', async () => {
    await assert(
      asyncProperty(hostileInput(HOSTILE), hostileInput(HOSTILE), async (name, input) => {
        const answer = await page.app.app.router.requestUnknown(name, input)
        expect(problemOf(answer)).toBeNull()
        expect(answer).toMatchObject({ ok: false, error: { code: 'UNKNOWN_ROUTE' } })
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('goes on working afterwards', expectHealthy)
})

describe('the same over HTTP', () => {
  it('is an envelope with status 200 for whatever is JSON', async () => {
    const folder = createTempFolder()
    const call = constantFrom(...ROUTES).chain((name) => tuple(constantFrom(name), inputs(name, HOSTILE_JSON)))
    const isOver = createDeadline(12_000)
    await assert(
      asyncProperty(call, async ([name, input]) => {
        if (isOver()) return
        const answer = await page.post(cookie, { route: name, input: tame(name, input, folder) })
        expect([answer.status, problemOf(JSON.parse(answer.text))]).toEqual([200, null])
      }),
      { seed: SEED, numRuns: 500 },
    )
  })

  it('is a short refusal for whatever is not, and for who hangs up in the middle', async () => {
    const valid = JSON.stringify({ route: 'item.query', input: { query: { filter: { search: '演示' } } } })
    const body = oneof(
      uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      nat(Buffer.byteLength(valid) - 1).map((length) => Buffer.from(valid).subarray(0, length)),
    )
    const isOver = createDeadline(6_000)
    await assert(
      asyncProperty(body, nat(20), async (bytes, missing) => {
        if (isOver()) return
        const answer = await page.post(cookie, bytes)
        expect([answer.status, problemOf(JSON.parse(answer.text))]).toEqual([400, null])
        const told = bytes.length + missing
        const text = await sendRaw(page.port, Buffer.concat([requestHead({ 'content-length': String(told) }), bytes]))
        expect(text).toMatch(missing > 0 ? /^$|^HTTP\/1\.1 400 / : /^HTTP\/1\.1 400 /)
      }),
      { seed: SEED, numRuns: 150 },
    )
  })

  it('is an answer each, in order, when many requests come at once on one connection', async () => {
    const routesAsked = ROUTES.map((route) => JSON.stringify({ route, input: 7 }))
    const pieces = routesAsked.map((body) =>
      Buffer.concat([requestHead({ 'content-length': String(Buffer.byteLength(body)) }), Buffer.from(body)]),
    )
    const text = await sendRaw(
      page.port,
      Buffer.concat([...pieces, requestHead({ 'content-length': '2', connection: 'close' }), Buffer.from('{}')]),
      { isHeldOpen: true },
    )
    const told = [...text.matchAll(/"route":"([\w.]+)"/g)].map((match) => match[1])
    expect(told).toEqual(ROUTES)
    expect(text.match(/HTTP\/1\.1 200 /g)).toHaveLength(ROUTES.length)
    expect(text.match(/HTTP\/1\.1 400 /g)).toHaveLength(1)
  })

  it('ends the connection with a refusal when a head is garbage or too long', async () => {
    const line = string({ unit: 'binary-ascii', minLength: 1, maxLength: 60 }).map((text) =>
      text.replaceAll(/[\r\n]/g, ' '),
    )
    const head = oneof(
      array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\r\n')),
      array(line, { maxLength: 5 }).map((lines) => ['GET / HTTP/1.1', ...lines].join('\r\n')),
      integer({ min: 20_000, max: 200_000 }).map((length) => `GET / HTTP/1.1\r\nX: ${'y'.repeat(length)}`),
    )
    const isOver = createDeadline(6_000)
    await assert(
      asyncProperty(head, async (text) => {
        if (isOver()) return
        const answer = await sendRaw(page.port, `${text}\r\nConnection: close\r\n\r\n`)
        // Nothing at all is right for bytes that never became a request.
        expect(answer).toMatch(/^$|^HTTP\/1\.1 4\d\d /)
        const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
        if (body !== '') expect(problemOf(JSON.parse(body))).toBeNull()
      }),
      { seed: SEED, numRuns: 150 },
    )
  })

  it('goes on working afterwards', expectHealthy)
})
