import { request, type Dispatcher } from 'undici'
import { type Connections, isLoopback } from '../http/proxy.ts'
import { toCode, toRaw } from './problems.ts'
import { USER_AGENT } from './user-agent.ts'

/** Longest document that a registry may send. */
const MAX_BODY_BYTES = 1024 * 1024
const MAX_REDIRECTS = 4

/** One document as it came. */
export interface JsonAnswer {
  readonly isAnswered: true
  readonly status: number
  /** In lower case, without parameters; `''` when none was given. */
  readonly contentType: string
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown
  readonly retryAfterMs: number | null
}

/** Why there is no document. `isSilent` says that nobody answered; otherwise the answer broke a rule. */
export interface NoAnswer {
  readonly isAnswered: false
  readonly isSilent: boolean
  readonly raw: string
}

/**
 * Reads a JSON document, following a few redirects to https; plain http is left for loopback alone. Bounded in bytes by
 * itself and in time by the signal. Never rejects.
 */
export async function readJson(
  start: URL,
  connections: Connections,
  nowMs: number,
  signal: AbortSignal,
): Promise<JsonAnswer | NoAnswer> {
  let url = start
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const answer = await send(url, connections, signal)
      if (![301, 302, 303, 307, 308].includes(answer.statusCode)) return await readAnswer(answer, nowMs)
      answer.body.on('error', () => {}).destroy()
      const location = toHeader(answer.headers['location'])
      if (location === '' || !URL.canParse(location, url.href)) return toBroken('redirect without a target')
      url = new URL(location, url)
      const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
      if (!isAllowed) return toBroken(`redirect to ${url.protocol}//${url.host}`)
    }
    return toBroken('too many redirects')
  } catch (error) {
    const code = toCode(error)
    const message = error instanceof Error ? error.message : String(error)
    return { isAnswered: false, isSilent: true, raw: toRaw(signal.aborted ? 'timeout' : code || message) }
  }
}

function send(url: URL, connections: Connections, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  return request(url, {
    method: 'GET',
    headers: {
      accept: 'application/rdap+json, application/json;q=0.9',
      'accept-encoding': 'identity',
      'user-agent': USER_AGENT,
    },
    dispatcher: connections.dispatcherFor(url),
    signal,
  })
}

async function readAnswer(answer: Dispatcher.ResponseData, nowMs: number): Promise<JsonAnswer | NoAnswer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_BODY_BYTES) return toBroken(`more than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  return {
    isAnswered: true,
    status: answer.statusCode,
    contentType: (toHeader(answer.headers['content-type']).split(';')[0] ?? '').trim().toLowerCase(),
    body: parse(Buffer.concat(chunks).toString('utf8')),
    retryAfterMs: toRetryAfter(toHeader(answer.headers['retry-after']), nowMs),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

function toBroken(raw: string): NoAnswer {
  return { isAnswered: false, isSilent: false, raw }
}

function toHeader(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** Seconds or an HTTP date (RFC 9110 section 10.2.3). */
function toRetryAfter(value: string, nowMs: number): number | null {
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const at = value === '' ? NaN : Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}
