import { createHmac } from 'node:crypto'

/** Whose bot it is; `generic` is a receiver that takes any JSON message with an id, a kind and a text. */
export type BotShape = 'generic' | 'wecom' | 'dingtalk' | 'feishu'

/** What reaches a receiver. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly at: number
}

/** How a bot is set up. */
export interface BotSettings {
  readonly shape: BotShape
  /** The part of the address that nobody else may know. */
  readonly key: string
  readonly secret: string | null
  /** Messages without this word are refused. */
  readonly keyword: string | null
  /** Messages a minute; the ones beyond are refused as the vendor does. */
  readonly perMinute: number | null
}

export interface BotAnswer {
  readonly status: number
  readonly body: string
}

/** Signatures are believed for an hour. */
const MAX_SKEW_MS = 3_600_000
const WECOM_MAX_BYTES = 2048

const json = (body: unknown, status = 200): BotAnswer => ({ status, body: JSON.stringify(body) })

/** Answers as the vendor's bot does: 200 for almost everything, and in the body what came of it. */
export function answerAsBot(bot: BotSettings, request: ReceivedRequest, inLastMinute: number): BotAnswer {
  switch (bot.shape) {
    case 'generic':
      return answerGeneric(request)
    case 'wecom':
      return answerWecom(bot, request, inLastMinute)
    case 'dingtalk':
      return answerDingtalk(bot, request, inLastMinute)
    case 'feishu':
      return answerFeishu(bot, request, inLastMinute)
  }
}

function answerGeneric({ method, headers, body }: ReceivedRequest): BotAnswer {
  if (method !== 'POST') return { status: 405, body: 'POST only' }
  if (!isJson(headers)) return { status: 415, body: 'JSON only' }
  const message = parse(body)
  const isFine =
    typeof message?.['id'] === 'string' && typeof message['kind'] === 'string' && typeof message['text'] === 'string'
  return isFine ? { status: 204, body: '' } : { status: 422, body: 'id, kind and text are needed' }
}

function answerWecom(bot: BotSettings, request: ReceivedRequest, inLastMinute: number): BotAnswer {
  const fail = (errcode: number, errmsg: string): BotAnswer => json({ errcode, errmsg: `${errmsg}, hint: [1763]` })
  if (request.query.get('key') !== bot.key) return fail(93000, 'invalid webhook url')
  if (bot.perMinute !== null && inLastMinute > bot.perMinute) return fail(45009, 'api freq out of limit')
  const message = parse(request.body)
  if (!isJson(request.headers) || message === null) return fail(47001, 'data format error')
  const content = textOf(message['text'], 'content')
  if (message['msgtype'] !== 'text') return fail(40008, 'invalid message type')
  if (content === null || content === '') return fail(44004, 'empty content')
  if (Buffer.byteLength(content) > WECOM_MAX_BYTES) return fail(45002, 'content size out of limit')
  return json({ errcode: 0, errmsg: 'ok' })
}

function answerDingtalk(bot: BotSettings, request: ReceivedRequest, inLastMinute: number): BotAnswer {
  const fail = (errcode: number, errmsg: string): BotAnswer => json({ errcode, errmsg })
  if (request.query.get('access_token') !== bot.key) return fail(300005, 'token is not exist')
  if (!isJson(request.headers)) return fail(43004, '无效的HTTP HEADER Content-Type')
  if (bot.perMinute !== null && inLastMinute > bot.perMinute) return fail(130101, 'send too fast')
  if (bot.secret !== null) {
    const timestamp = request.query.get('timestamp') ?? ''
    if (!/^\d{13}$/.test(timestamp) || Math.abs(Number(timestamp) - request.at) > MAX_SKEW_MS) {
      return fail(310000, 'invalid timestamp')
    }
    const sign = createHmac('sha256', bot.secret).update(`${timestamp}\n${bot.secret}`).digest('base64')
    if (request.query.get('sign') !== sign) return fail(310000, 'sign not match')
  }
  const message = parse(request.body)
  const content = textOf(message?.['text'], 'content')
  if (message?.['msgtype'] !== 'text' || content === null) return fail(400105, 'unsupported msgtype')
  if (bot.keyword !== null && !content.includes(bot.keyword)) return fail(310000, 'keywords not in content')
  return json({ errcode: 0, errmsg: 'ok' })
}

function answerFeishu(bot: BotSettings, request: ReceivedRequest, inLastMinute: number): BotAnswer {
  const fail = (code: number, msg: string, status = 200): BotAnswer => json({ code, data: {}, msg }, status)
  if (!request.path.endsWith(`/${bot.key}`)) {
    return fail(19001, 'param invalid: incoming webhook access token invalid', 400)
  }
  if (bot.perMinute !== null && inLastMinute > bot.perMinute) return fail(11232, 'frequency limited psm[lark]')
  const message = parse(request.body)
  if (!isJson(request.headers) || message === null) return fail(9499, 'Bad Request')
  if (bot.secret !== null) {
    const timestamp = typeof message['timestamp'] === 'string' ? message['timestamp'] : ''
    const sign = createHmac('sha256', `${timestamp}\n${bot.secret}`).digest('base64')
    const isNow = /^\d{10}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - request.at) <= MAX_SKEW_MS
    if (!isNow || message['sign'] !== sign) {
      return fail(19021, 'sign match fail or timestamp is not within one hour from current time')
    }
  }
  const text = textOf(message['content'], 'text')
  if (message['msg_type'] !== 'text' || text === null) return fail(19002, 'params error, msg_type need')
  if (bot.keyword !== null && !text.includes(bot.keyword)) return fail(19024, 'Key Words Not Found')
  return json({ StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' })
}

function isJson(headers: ReceivedRequest['headers']): boolean {
  return /^application\/json\s*(?:;|$)/i.test(String(headers['content-type'] ?? ''))
}

function parse(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = JSON.parse(body) as unknown
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function textOf(holder: unknown, field: string): string | null {
  if (typeof holder !== 'object' || holder === null) return null
  const value = (holder as Readonly<Record<string, unknown>>)[field]
  return typeof value === 'string' ? value : null
}
