import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WebhookMessage, WebhookShape } from '../../../../src/shared/domain/webhook.ts'
import type { WebhookJob, WebhookSent } from '../../../../src/shared/worker/webhook-frames.ts'
import { sendWebhooks, type WebhookContext } from '../../../../src/worker/webhooks/send-webhooks.ts'
import { startWebhookSimulator, type WebhookSimulator } from '../../../simulators/webhooks/server.ts'

const MESSAGE = { version: 1, id: 'n', kind: 'test', title: '标题', text: '内容' } as unknown as WebhookMessage
let simulator: WebhookSimulator
beforeAll(async () => {
  simulator = await startWebhookSimulator()
})
afterAll(() => simulator.close())

interface Options extends Partial<WebhookContext> {
  readonly secret?: string | null
  readonly timeoutMs?: number
  readonly proxy?: string
}

async function send(shape: WebhookShape, url: string, options: Options = {}): Promise<WebhookSent> {
  const { secret = null, timeoutMs = 5_000, proxy = 'none', ...context } = options
  const job: WebhookJob = {
    type: 'webhooks',
    sendings: [{ sendingId: 'one', shape, url, secret, message: MESSAGE }],
    proxy,
    timeoutMs,
  }
  const sent: WebhookSent[] = []
  await sendWebhooks(job, (one) => sent.push(one), {
    signal: new AbortController().signal,
    clock: { now: () => Date.now() },
    env: {},
    ...context,
  })
  expect(sent).toHaveLength(1)
  return sent[0] as WebhookSent
}

describe('a message', () => {
  it.each([
    ['generic', null],
    ['wecom', null],
    ['dingtalk', null],
    ['dingtalk', 'SEC3f0a'],
    ['feishu', null],
    ['feishu', 'v0Tc1'],
  ] as const)('is taken by %s with the secret %s', async (shape, secret) => {
    const bot = simulator.add(shape, { secret, keyword: 'Duewatch' })
    const { outcome } = await send(shape, bot.url, { secret })
    expect(outcome).toEqual({ isSent: true, httpStatus: shape === 'generic' ? 204 : 200, problem: null })
    expect(bot.taken).toHaveLength(1)
    expect(bot.received[0]?.headers['user-agent']).toMatch(/^Duewatch\/\d+\.\d+\.\d+ \(webhook\)$/)
  })

  it.each(['dingtalk', 'feishu'] as const)('with the wrong secret is refused by %s for good', async (shape) => {
    const bot = simulator.add(shape, { secret: 'right' })
    const { outcome, mayRetry } = await send(shape, bot.url, { secret: 'wrong' })
    expect(outcome.problem).toMatch(shape === 'dingtalk' ? /^refused: 310000 sign/ : /^refused: 19021 sign/)
    expect(mayRetry).toBe(false)
  })

  it.each(['dingtalk', 'feishu'] as const)('of a clock that is two hours off is refused by %s', async (shape) => {
    const bot = simulator.add(shape, { secret: 'right' })
    const clock = { now: () => Date.now() - 7_200_000 }
    const { outcome } = await send(shape, bot.url, { secret: 'right', clock })
    expect(outcome.problem).toMatch(/timestamp/)
  })

  it('is not sent on to where a redirect leads', async () => {
    const bot = simulator.add('generic')
    const other = simulator.add('generic')
    bot.fail({ kind: 'redirect', location: other.url })
    const { outcome, mayRetry } = await send('generic', bot.url)
    expect([outcome.problem, mayRetry, other.received.length]).toEqual(['redirected: HTTP 302', false, 0])
  })

  it('is given up on after the time limit when nobody answers', async () => {
    const bot = simulator.add('wecom')
    bot.fail({ kind: 'hang' })
    const { outcome, mayRetry } = await send('wecom', bot.url, { timeoutMs: 200 })
    expect([outcome.problem, mayRetry, bot.received.length]).toEqual(['timeout', true, 1])
    bot.release()
  })

  it('may be tried again when the connection breaks', async () => {
    const bot = simulator.add('generic')
    bot.fail({ kind: 'reset' })
    const { outcome, mayRetry } = await send('generic', bot.url)
    expect([outcome.problem, mayRetry]).toEqual([expect.stringMatching(/^reset/), true])
  })

  it('may be tried again when nobody listens', async () => {
    const gone = await startWebhookSimulator()
    const bot = gone.add('generic')
    await gone.close()
    const { outcome, mayRetry } = await send('generic', bot.url)
    expect([outcome.problem, mayRetry]).toEqual([expect.stringMatching(/^unreachable: .*ECONNREFUSED/), true])
  })

  it('has arrived although the receiver then talks without end', async () => {
    const bot = simulator.add('generic')
    bot.fail({ kind: 'flood', bytes: 8_000_000 })
    const { outcome } = await send('generic', bot.url)
    expect(outcome.isSent).toBe(true)
  })

  it.each(['dingtalk', 'wecom', 'feishu', 'generic'] as const)(
    'leaves no secret in the words of a %s that gives back what it got',
    async (shape) => {
      const secret = shape === 'dingtalk' || shape === 'feishu' ? 'SECret-of-the-bot' : null
      const bot = simulator.add(shape, { secret })
      bot.fail({ kind: 'echo', status: 500 })
      const { outcome } = await send(shape, bot.url, { secret })
      const { query, body } = bot.received[0] ?? { query: new URLSearchParams(), body: '{}' }
      const sign = query.get('sign') ?? (JSON.parse(body) as { sign?: string }).sign
      for (const hidden of [bot.key, secret, sign, sign && encodeURIComponent(sign)]) {
        if (hidden) expect(outcome.problem).not.toContain(hidden)
      }
      expect(outcome.problem).toContain('HTTP 500')
    },
  )

  it.each([
    'http://169.254.169.254/latest',
    'http://[fe80::1]/',
    'http://224.0.0.1/',
    'http://0.0.0.0/',
    'ftp://127.0.0.1/',
  ])('is never sent to %s', async (url) => {
    const { outcome, mayRetry } = await send('generic', url)
    expect([outcome.problem?.split(':')[0], mayRetry]).toEqual(['address-forbidden', false])
  })

  it('is never sent to a name that leads to a forbidden address, with and without a proxy', async () => {
    const lookUp = async () => ({ isFine: true, value: ['169.254.169.254'] }) as const
    const proxied = simulator.add('generic')
    for (const proxy of ['none', `http://127.0.0.1:${simulator.port}`]) {
      const { outcome, mayRetry } = await send('generic', 'http://metadata.test/hook', { lookUp, proxy })
      expect([outcome.problem, mayRetry]).toEqual([expect.stringMatching(/^address-forbidden/), false])
    }
    expect(proxied.received).toHaveLength(0)
  })

  it('may be tried again when its name cannot be found', async () => {
    const lookUp: WebhookContext['lookUp'] = async () => ({
      isFine: false,
      problem: { verdict: 'dns', cause: 'name-not-found', raw: 'ENOTFOUND' },
    })
    const { outcome, mayRetry } = await send('generic', 'http://bot.test/hook', { lookUp })
    expect([outcome.problem, mayRetry]).toEqual([expect.stringMatching(/^dns/), true])
  })

  it('to an address inside the network is allowed, by name as well', async () => {
    const bot = simulator.add('generic')
    const lookUp = async () => ({ isFine: true, value: ['127.0.0.1'] }) as const
    const { outcome } = await send('generic', bot.url.replace('127.0.0.1', 'bot.test'), { lookUp })
    expect(outcome.isSent).toBe(true)
  })
})

describe('a job', () => {
  it('tells of each message as it ends and does not wait for a slow one', async () => {
    const slow = simulator.add('wecom')
    const fast = simulator.add('wecom')
    slow.fail({ kind: 'hang' })
    const order: string[] = []
    const job: WebhookJob = {
      type: 'webhooks',
      sendings: [slow, fast].map(({ url }, index) => ({
        sendingId: String(index),
        shape: 'wecom',
        url,
        secret: null,
        message: MESSAGE,
      })),
      proxy: 'none',
      timeoutMs: 20_000,
    }
    const context = { signal: new AbortController().signal, clock: { now: () => Date.now() }, env: {} }
    await sendWebhooks(
      job,
      ({ sendingId }) => {
        order.push(sendingId)
        slow.release()
      },
      context,
    )
    expect(order).toEqual(['1', '0'])
  })

  it('ends at once when it is cancelled', async () => {
    const bot = simulator.add('wecom')
    bot.fail({ kind: 'hang' })
    const controller = new AbortController()
    const going = send('wecom', bot.url, { signal: controller.signal, timeoutMs: 60_000 })
    await bot.waitFor(1)
    controller.abort(new DOMException('cancelled', 'AbortError'))
    await expect(going).rejects.toThrow('cancelled')
    bot.release()
  })
})
