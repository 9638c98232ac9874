import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerAsBot, type BotSettings, type BotShape, type ReceivedRequest } from './bots.ts'

/** What the network or the server does in the place of an answer. */
export type WebhookFault =
  | { readonly kind: 'status'; readonly status: number; readonly body?: string; readonly retryAfter?: string }
  /** Takes the message and never answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'redirect'; readonly location: string }
  /** 200 with so many bytes of nothing in particular. */
  | { readonly kind: 'flood'; readonly bytes: number }
  /** Gives back everything it was sent, as a debugging endpoint does. */
  | { readonly kind: 'echo'; readonly status: number }

export interface WebhookBot {
  /** The whole address, key included. */
  readonly url: string
  readonly key: string
  /** Everything that has come, also what was refused or met a fault. */
  readonly received: readonly ReceivedRequest[]
  /** Messages that were taken. */
  readonly taken: readonly ReceivedRequest[]
  /** Faults for the next requests, one each; null answers as usual. */
  fail(...faults: readonly (WebhookFault | null)[]): void
  /** Resolves once so many requests have come. */
  waitFor(requests: number): Promise<void>
  /** Answers what has been kept waiting by hangs. */
  release(): void
}

/** Bots and receivers on 127.0.0.1. */
export interface WebhookSimulator {
  readonly port: number
  add(shape: BotShape, options?: Partial<Omit<BotSettings, 'shape'>>): WebhookBot
  close(): Promise<void>
}

interface Bot {
  readonly settings: BotSettings
  readonly received: ReceivedRequest[]
  readonly taken: ReceivedRequest[]
  readonly faults: (WebhookFault | null)[]
  readonly waiting: { readonly requests: number; readonly resolve: () => void }[]
  readonly hanging: ServerResponse[]
}

const PATHS: Readonly<Record<BotShape, string>> = {
  generic: '/hooks',
  wecom: '/cgi-bin/webhook/send',
  dingtalk: '/robot/send',
  feishu: '/open-apis/bot/v2/hook',
}

/** Starts the simulator. `clock` is what bots compare timestamps with; `onReceived` is told of every request to one. */
export async function startWebhookSimulator(
  clock = { now: () => Date.now() },
  onReceived: (shape: BotShape, received: ReceivedRequest) => void = () => {},
): Promise<WebhookSimulator> {
  const bots: Bot[] = []
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://simulator')
      const received: ReceivedRequest = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body,
        at: clock.now(),
      }
      // As with the vendors, all bots of a kind share a path; the key says which one it is.
      const bot =
        bots.find((one) => isFor(one, received)) ??
        bots.find((one) => received.path.startsWith(PATHS[one.settings.shape]))
      if (bot) answer(bot, received, request, response)
      else response.writeHead(404).end('not found')
    })
  })

  function answer(bot: Bot, received: ReceivedRequest, request: IncomingMessage, response: ServerResponse): void {
    bot.received.push(received)
    onReceived(bot.settings.shape, received)
    const fault = bot.faults.shift() ?? null
    if (fault) carryOut(fault, bot, received, request, response)
    else {
      const inLastMinute = bot.received.filter(({ at }) => at > received.at - 60_000).length
      const { status, body } = answerAsBot(bot.settings, received, inLastMinute)
      if (status < 300 && (body === '' || /"(?:errcode|code)":0\b/.test(body))) bot.taken.push(received)
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body)
    }
    for (const { requests, resolve } of bot.waiting) if (bot.received.length >= requests) resolve()
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    port,
    add(shape, options = {}) {
      const number = bots.length + 1
      const settings: BotSettings = {
        shape,
        key: `6b1f0c52-5d0a-4d6e-9a3e-${String(number).padStart(12, '0')}`,
        secret: null,
        keyword: null,
        perMinute: null,
        ...options,
      }
      const bot: Bot = { settings, received: [], taken: [], faults: [], waiting: [], hanging: [] }
      bots.push(bot)
      return {
        url: `http://127.0.0.1:${port}${addressOf(settings)}`,
        key: settings.key,
        received: bot.received,
        taken: bot.taken,
        fail: (...faults) => void bot.faults.push(...faults),
        waitFor: (requests) =>
          new Promise((resolve) => {
            if (bot.received.length >= requests) resolve()
            else bot.waiting.push({ requests, resolve })
          }),
        release() {
          for (const response of bot.hanging.splice(0)) response.writeHead(200).end('{"errcode":0,"code":0}')
        },
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function carryOut(
  fault: WebhookFault,
  bot: Bot,
  received: ReceivedRequest,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (fault.kind) {
    case 'hang':
      bot.hanging.push(response)
      return
    case 'reset':
      request.socket.resetAndDestroy()
      return
    case 'redirect':
      response.writeHead(302, { location: fault.location }).end()
      return
    case 'flood':
      response.writeHead(200).end(Buffer.alloc(fault.bytes, 'x'))
      return
    case 'echo':
      response.writeHead(fault.status).end(`${request.url} ${JSON.stringify(received.headers)} ${received.body}`)
      return
    case 'status':
      response
        .writeHead(fault.status, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter })
        .end(fault.body ?? '')
  }
}

function addressOf({ shape, key }: BotSettings): string {
  if (shape === 'wecom') return `${PATHS.wecom}?key=${key}`
  if (shape === 'dingtalk') return `${PATHS.dingtalk}?access_token=${key}`
  return `${PATHS[shape]}/${key}`
}

function isFor({ settings: { shape, key } }: Bot, { path, query }: ReceivedRequest): boolean {
  if (shape === 'wecom') return path === PATHS.wecom && query.get('key') === key
  if (shape === 'dingtalk') return path === PATHS.dingtalk && query.get('access_token') === key
  return path === `${PATHS[shape]}/${key}`
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  request.setEncoding('utf8')
  // A client that hangs up has said all that it will say.
  request.on('error', () => {})
  for await (const chunk of request) text += chunk as string
  return text
}
