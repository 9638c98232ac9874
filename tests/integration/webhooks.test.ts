import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../src/shared/domain/app-error.ts'
import type { RouteInput } from '../../src/shared/ipc/contract.ts'
import type { WebhookMessage, WebhookShape } from '../../src/shared/domain/webhook.ts'
import { startWebhookSimulator, type WebhookBot, type WebhookSimulator } from '../simulators/webhooks/server.ts'
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts'
import { filesWith } from '../support/file-scan.ts'
import { createTempFolder } from '../support/temp-folder.ts'
import { createTestApp, type TestApp } from '../support/test-app.ts'
import { DIGEST, nextWebhookChange, webhookWhen, writeNotice } from '../support/webhook-driver.ts'

const START = Date.UTC(2026, 10, 21, 1)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let simulator: WebhookSimulator
beforeAll(async () => {
  simulator = await startWebhookSimulator()
})
afterAll(() => simulator.close())

type Draft = Partial<RouteInput<'webhook.save'>>

async function save(app: TestApp, bot: WebhookBot, shape: WebhookShape, more: Draft = {}): Promise<string> {
  const saved = await app.request('webhook.save', {
    name: `组 ${shape}`,
    kinds: ['digest', 'failure'],
    isEnabled: true,
    shape,
    url: bot.url,
    secret: null,
    ...more,
  })
  return saved.webhookId
}

/** Sends what is due and waits until what came of it is kept. */
async function settle(app: TestApp): Promise<void> {
  const changed = nextWebhookChange(app)
  await app.app.wake()
  await changed
}

async function start(): Promise<{ app: TestApp; clock: FakeClock; send: () => Promise<void> }> {
  const clock = createFakeClock(START)
  const app = await createTestApp({ clock })
  await app.request('settings.update', { patch: { proxy: 'none', language: 'zh-CN' } })
  return { app, clock, send: () => app.app.wake() }
}

describe('a notice', () => {
  it('reaches every webhook that wants its kind, in its shape, signed and once', async () => {
    const { app, send } = await start()
    const bots = new Map<string, WebhookBot>()
    for (const shape of ['generic', 'wecom', 'dingtalk', 'feishu'] as const) {
      const secret = shape === 'dingtalk' || shape === 'feishu' ? `SEC-${shape}` : null
      const bot = simulator.add(shape, { secret, keyword: 'Duewatch' })
      bots.set(await save(app, bot, shape, { secret }), bot)
    }
    const off = simulator.add('generic')
    await save(app, off, 'generic', { isEnabled: false })
    const other = simulator.add('generic')
    await save(app, other, 'generic', { kinds: ['urgent'] })
    const noticeId = writeNotice(app, DIGEST, START)
    await send()
    for (const [webhookId, bot] of bots) {
      const webhook = await webhookWhen(app, webhookId, ({ last }) => last !== null)
      expect(webhook).toMatchObject({ waiting: 0, last: { state: 'sent', at: START, problem: null } })
      expect(bot.taken).toHaveLength(1)
    }
    expect([off.received.length, other.received.length]).toEqual([0, 0])
    const generic = [...bots.values()][0] as WebhookBot
    const message = JSON.parse(generic.taken[0]?.body ?? '') as WebhookMessage
    expect(message).toMatchObject({
      version: 1,
      id: noticeId,
      kind: 'digest',
      createdAt: '2026-11-21T01:00:00.000Z',
      zone: 'Asia/Shanghai',
      on: '2026-11-21',
      items: 2,
      overdue: 1,
      today: 0,
      days: 3,
      sums: { sums: [{ currency: 'CNY', amount: '200.5' }], missing: 0 },
      names: ['主库', 'edge-01'],
    })
    expect(message.title).toMatch(/2 项/)
    await send()
    expect(generic.received).toHaveLength(1)
  })

  it('is tried again after 1, 5, 30 minutes, 2 and 6 hours and then given up', async () => {
    const { app, clock, send } = await start()
    const bot = simulator.add('generic')
    const webhookId = await save(app, bot, 'generic')
    bot.fail(...Array.from({ length: 6 }, () => ({ kind: 'status', status: 503, body: 'closed' }) as const))
    writeNotice(app, DIGEST, START)
    await settle(app)
    for (const [index, pause] of [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR].entries()) {
      clock.advance(pause - 1)
      await send()
      expect([index, bot.received.length]).toEqual([index, index + 1])
      clock.advance(1)
      await settle(app)
      expect([index, bot.received.length]).toEqual([index, index + 2])
    }
    const webhook = await webhookWhen(app, webhookId, ({ last }) => last !== null)
    expect(webhook).toMatchObject({ waiting: 0, last: { state: 'failed', problem: 'http: HTTP 503 closed' } })
    expect(bot.received).toHaveLength(6)
  })

  it('waits as long as the receiver asks', async () => {
    const { app, clock, send } = await start()
    const bot = simulator.add('generic')
    const webhookId = await save(app, bot, 'generic')
    bot.fail({ kind: 'status', status: 429, retryAfter: '600' })
    writeNotice(app, DIGEST, START)
    await settle(app)
    clock.advance(599_000)
    await send()
    expect(bot.received).toHaveLength(1)
    clock.advance(1_000)
    await send()
    expect((await webhookWhen(app, webhookId, ({ last }) => last !== null)).last?.state).toBe('sent')
  })

  it('is given up at once when only a person can mend it', async () => {
    const { app, send } = await start()
    const bot = simulator.add('wecom')
    const webhookId = await save(app, bot, 'wecom', { url: bot.url.replace(bot.key, 'another-key-0001') })
    writeNotice(app, DIGEST, START)
    await send()
    const { last } = await webhookWhen(app, webhookId, (webhook) => webhook.last !== null)
    expect(last).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/^refused: 93000 invalid webhook url/),
    })
  })

  it('that has waited for more than a day is not sent any more', async () => {
    const { app, clock, send } = await start()
    const bot = simulator.add('generic')
    const webhookId = await save(app, bot, 'generic')
    writeNotice(app, DIGEST, START)
    clock.advance(24 * HOUR + 1)
    await send()
    const { last } = await webhookWhen(app, webhookId, (webhook) => webhook.last !== null)
    expect([last?.state, last?.problem, bot.received.length]).toEqual(['failed', 'too-late', 0])
  })

  it('waits no minute behind another one, and a broken receiver holds up nobody', async () => {
    const { app, send } = await start()
    const broken = simulator.add('generic')
    const fine = simulator.add('generic')
    broken.fail(...Array.from({ length: 3 }, () => ({ kind: 'reset' }) as const))
    const brokenId = await save(app, broken, 'generic')
    const fineId = await save(app, fine, 'generic')
    for (let items = 1; items <= 3; items += 1) writeNotice(app, { ...DIGEST, items }, START)
    await send()
    await webhookWhen(app, fineId, ({ waiting }) => waiting === 0)
    expect(fine.taken).toHaveLength(3)
    expect(fine.taken.map(({ body }) => (JSON.parse(body) as WebhookMessage).items)).toEqual([1, 2, 3])
    const { waiting, waitingProblem } = await webhookWhen(app, brokenId, (webhook) => webhook.waitingProblem !== null)
    expect([waiting, broken.received.length]).toEqual([3, 1])
    expect(waitingProblem).toMatch(/^reset/)
  })

  it('is sent by one of two processes only', async () => {
    const { app, clock, send } = await start()
    const bot = simulator.add('generic')
    const webhookId = await save(app, bot, 'generic')
    const second = await createTestApp({ dataDir: app.paths.dataDir, keyFile: app.keyFile, clock })
    bot.fail({ kind: 'hang' })
    writeNotice(app, DIGEST, START)
    await send()
    await bot.waitFor(1)
    await second.app.wake()
    bot.release()
    await webhookWhen(app, webhookId, ({ last }) => last !== null)
    expect(bot.received).toHaveLength(1)
  })

  it('is sent once more when the process that was sending it has died, and then no more', async () => {
    const { app, clock } = await start()
    const bot = simulator.add('generic')
    const webhookId = await save(app, bot, 'generic')
    const second = await createTestApp({ dataDir: app.paths.dataDir, keyFile: app.keyFile, clock })
    bot.fail({ kind: 'hang' })
    writeNotice(app, DIGEST, START)
    await second.app.wake()
    await bot.waitFor(1)
    await second.stop()
    await app.app.wake()
    expect(bot.received).toHaveLength(1)
    clock.advance(3 * MINUTE)
    await app.app.wake()
    expect((await webhookWhen(app, webhookId, ({ last }) => last !== null)).last?.state).toBe('sent')
    expect(bot.received).toHaveLength(2)
    bot.release()
  })

  it('does not wait for a webhook that is switched off, nor come when it is switched on again', async () => {
    const { app, send } = await start()
    const bot = simulator.add('generic')
    const webhookId = await save(app, bot, 'generic')
    writeNotice(app, DIGEST, START)
    await save(app, bot, 'generic', { webhookId, url: null, isEnabled: false })
    await save(app, bot, 'generic', { webhookId, url: null })
    await send()
    const webhook = await webhookWhen(app, webhookId, () => true)
    expect(webhook).toMatchObject({ waiting: 0, last: { state: 'failed', problem: 'switched-off' } })
    expect(bot.received).toHaveLength(0)
  })
})

describe('a test', () => {
  it('sends one message with what is typed and keeps nothing of it', async () => {
    const { app } = await start()
    const bot = simulator.add('dingtalk', { secret: 'SECtyped' })
    const outcome = await app.request('webhook.test', { shape: 'dingtalk', url: bot.url, secret: 'SECtyped' })
    expect(outcome).toEqual({ isSent: true, httpStatus: 200, problem: null })
    expect(await app.request('webhook.list', {})).toEqual([])
    expect(filesWith(app.paths.dataDir, bot.key)).toEqual([])
  })

  it('takes what is kept where nothing is typed, and says why it did not arrive', async () => {
    const { app } = await start()
    const bot = simulator.add('feishu', { secret: 'right-secret' })
    const webhookId = await save(app, bot, 'feishu', { secret: 'right-secret' })
    const draft = { webhookId, shape: 'feishu', url: null } as const
    expect((await app.request('webhook.test', { ...draft, secret: null })).isSent).toBe(true)
    const wrong = await app.request('webhook.test', { ...draft, secret: 'wrong-secret' })
    expect(wrong.problem).toMatch(/^refused: 19021/)
    const unsigned = await app.request('webhook.test', { ...draft, secret: '' })
    expect(unsigned.problem).toMatch(/^refused: 19021/)
  })
})

describe('a webhook', () => {
  it('keeps its address and its secret out of everything but the secret store', async () => {
    const { app, send } = await start()
    const bot = simulator.add('dingtalk', { secret: 'SECvery-secret-0815' })
    const webhookId = await save(app, bot, 'dingtalk', { secret: 'SECvery-secret-0815', kinds: ['digest'] })
    bot.fail({ kind: 'echo', status: 500 })
    writeNotice(app, DIGEST, START)
    const told: string[] = []
    app.app.events.on((event) => told.push(JSON.stringify(event)), { signal: new AbortController().signal })
    await send()
    await webhookWhen(app, webhookId, () => bot.received.length === 1)
    const folder = createTempFolder()
    await app.request('system.backup', { file: join(folder, 'copy.sqlite') })
    await app.request('system.bundle', { file: join(folder, 'bundle.json') })
    expect(readFileSync(join(folder, 'bundle.json'), 'utf8')).not.toContain(webhookId)
    for (const secret of [bot.key, 'SECvery-secret-0815']) {
      expect(filesWith(app.paths.dataDir, secret)).toEqual([])
      expect(filesWith(folder, secret)).toEqual([])
      expect(told.join()).not.toContain(secret)
      expect(JSON.stringify([await app.request('webhook.list', {}), app.errors])).not.toContain(secret)
    }
    const [webhook] = await app.request('webhook.list', {})
    expect(webhook).toMatchObject({ host: `127.0.0.1:${simulator.port}`, hasSecret: true })
  })

  it('takes its secrets along when it is removed', async () => {
    const { app } = await start()
    const bot = simulator.add('dingtalk', { secret: 's3cret' })
    const webhookId = await save(app, bot, 'dingtalk', { secret: 's3cret' })
    const store = join(app.paths.dataDir, 'secrets.json')
    expect(readFileSync(store, 'utf8')).toContain(`webhook:${webhookId}:secret`)
    await app.request('webhook.remove', { webhookId })
    expect(readFileSync(store, 'utf8')).not.toContain(webhookId)
    expect(await app.request('webhook.list', {})).toEqual([])
    await expect(app.request('webhook.remove', { webhookId })).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' })
  })

  it('keeps its secret when none is typed and loses it when it is emptied or cannot be used', async () => {
    const { app } = await start()
    const bot = simulator.add('dingtalk')
    const webhookId = await save(app, bot, 'dingtalk', { secret: 's3cret' })
    const has = async (more: Draft): Promise<boolean> => {
      await save(app, bot, 'dingtalk', { webhookId, url: null, ...more })
      return (await app.request('webhook.list', {}))[0]?.hasSecret ?? false
    }
    expect(await has({})).toBe(true)
    expect(await has({ secret: '' })).toBe(false)
    expect(await has({ secret: 'again' })).toBe(true)
    expect(await has({ shape: 'generic' })).toBe(false)
    expect(await has({ shape: 'dingtalk' })).toBe(false)
  })

  it('is made of http and https addresses without credentials only', async () => {
    const { app } = await start()
    const bot = simulator.add('generic')
    const codeOf = (url: string): Promise<unknown> => save(app, bot, 'generic', { url }).catch((error) => error.code)
    for (const url of ['nonsense', 'ftp://x.test/', 'https://', 'https://u:p@x.test/', 'javascript:alert(1)']) {
      expect([url, await codeOf(url)]).toEqual([url, 'WEBHOOK_URL_INVALID'])
    }
    expect(await codeOf('')).toBe('BAD_REQUEST')
    expect(await app.request('webhook.list', {})).toEqual([])
  })

  it('is refused beyond the limit and leaves no secret then', async () => {
    const { app } = await start()
    const bot = simulator.add('generic')
    for (let count = 0; count < 20; count += 1) await save(app, bot, 'generic', { name: `w${count}` })
    await expect(save(app, bot, 'generic')).rejects.toMatchObject({ code: 'WEBHOOK_LIMIT', params: { limit: 20 } })
    const store = JSON.parse(readFileSync(join(app.paths.dataDir, 'secrets.json'), 'utf8')) as { entries: object }
    expect(Object.keys(store.entries)).toHaveLength(20)
  })

  it('is not kept when its address cannot be', async () => {
    const clock = createFakeClock(START)
    const app = await createTestApp({
      clock,
      secrets: {
        strength: 'weak',
        get: async () => null,
        set: async () => {
          throw new AppError('SECRET_STORE_WEAK')
        },
        delete: async () => {},
      },
    })
    const bot = simulator.add('generic')
    await expect(save(app, bot, 'generic')).rejects.toMatchObject({ code: 'SECRET_STORE_WEAK' })
    expect(await app.request('webhook.list', {})).toEqual([])
  })
})
