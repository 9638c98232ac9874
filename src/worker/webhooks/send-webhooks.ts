import { isIP, type LookupFunction } from 'node:net'
import { request } from 'undici'
import type { AppErrorCode } from '../../shared/domain/app-error.ts'
import { isAppError } from '../../shared/domain/app-error.ts'
import type { WebhookReason } from '../../shared/domain/webhook.ts'
import type { WebhookJob, WebhookSending, WebhookSent } from '../../shared/worker/webhook-frames.ts'
import { toNetworkError } from '../http/network-error.ts'
import { createConnections } from '../http/proxy.ts'
import { createRedact, type Redact } from '../http/redact.ts'
import { mayConnect, toAllowed } from '../links/address-rules.ts'
import { lookUpInSystem } from '../links/names.ts'
import type { LookUp } from '../links/ports.ts'
import { createProxyChoice } from '../links/proxy-choice.ts'
import { VERSION } from '../links/user-agent.ts'
import { judgeAnswer, toFailure, type Judgement, type WebhookAnswer } from './judge-answer.ts'
import { toWebhookRequest } from './shapes.ts'

/** How the app introduces itself to receivers. */
const USER_AGENT = `Duewatch/${VERSION} (webhook)`

/** More of an answer is never read. */
const MAX_ANSWER_BYTES = 64 * 1024

/** A name that this computer cannot find may still be known to the proxy, which is then not kept waiting. */
const PROXIED_LOOKUP_MS = 2_000

const REASONS: Partial<Readonly<Record<AppErrorCode, WebhookReason>>> = {
  NET_DNS: 'dns',
  NET_UNREACHABLE: 'unreachable',
  NET_TLS: 'tls',
  NET_TIMEOUT: 'timeout',
  NET_PROXY: 'proxy',
  CLOUD_BAD_ANSWER: 'bad-answer',
}

export interface WebhookContext {
  readonly signal: AbortSignal
  readonly clock: { now(): number }
  /** Finds the addresses of a name; default the system's. */
  readonly lookUp?: LookUp
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Sends every message of the job once and tells of each as soon as it has ended. Nothing is thrown for a message that
 * does not arrive; rejects with the signal's reason when it aborts.
 */
export async function sendWebhooks(
  job: WebhookJob,
  onSent: (sent: WebhookSent) => void,
  context: WebhookContext,
): Promise<void> {
  await Promise.all(
    job.sendings.map(async (sending) => {
      const judgement = await sendOne(sending, job, context)
      context.signal.throwIfAborted()
      onSent({ sendingId: sending.sendingId, ...judgement })
    }),
  )
}

async function sendOne(sending: WebhookSending, job: WebhookJob, context: WebhookContext): Promise<Judgement> {
  const { url, body, signature } = toWebhookRequest(sending, context.clock.now())
  const redact = createRedact({ secrets: secretsOf(sending, url, signature), accessKeys: [] })
  const host = hostOf(url)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return forbidden(url.protocol)
  if (isIP(host) !== 0 && !mayConnect(host, true)) return forbidden(host)
  const own = AbortSignal.timeout(job.timeoutMs)
  try {
    if (await isForbiddenBehindProxy(url, host, job.proxy, context)) return forbidden(host)
    const guard = createGuard(context.lookUp ?? lookUpInSystem)
    const connections = createConnections(job.proxy, {
      connections: 1,
      connectTimeoutMs: job.timeoutMs,
      lookup: guard.lookup,
    })
    try {
      const answer = await exchange(url, body, connections.dispatcherFor(url), AbortSignal.any([context.signal, own]))
      return judgeAnswer(sending.shape, answer, redact, context.clock.now())
    } catch (cause) {
      if (guard.refused !== null) return forbidden(guard.refused)
      throw cause
    } finally {
      await connections.close()
    }
  } catch (cause) {
    context.signal.throwIfAborted()
    if (own.aborted) return toFailure(null, 'timeout', '', true)
    return toNetworkFailure(cause, host, job.timeoutMs, redact)
  }
}

async function exchange(
  url: URL,
  body: string,
  dispatcher: ReturnType<ReturnType<typeof createConnections>['dispatcherFor']>,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const answer = await request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': USER_AGENT,
      accept: 'application/json, */*;q=0.5',
      'accept-encoding': 'identity',
    },
    body,
    dispatcher,
    signal,
  })
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    sizeBytes += chunk.length
    // The status has been said; a receiver that then goes on talking has the message all the same.
    if (sizeBytes > MAX_ANSWER_BYTES) break
  }
  const retryAfter = answer.headers['retry-after']
  return {
    status: answer.statusCode,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
    text: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8'),
  }
}

/** A resolver for connections that leads to no address that nobody may connect to, and remembers when it refused. */
function createGuard(lookUp: LookUp): { readonly lookup: LookupFunction; readonly refused: string | null } {
  const guard = {
    refused: null as string | null,
    lookup: ((host, options, callback) => {
      void lookUp(host, new AbortController().signal).then((found) => {
        if (!found.isFine) {
          const code = found.problem.raw ?? 'ENOTFOUND'
          callback(Object.assign(new Error(`${code} ${host}`), { code: 'ENOTFOUND' }), [])
          return
        }
        const allowed = toAllowed(found.value, true)
        const [first] = allowed
        if (first === undefined) {
          guard.refused = found.value[0] ?? host
          callback(Object.assign(new Error('forbidden'), { code: 'EACCES' }), [])
        } else if (options.all) {
          callback(
            null,
            allowed.map((address) => ({ address, family: isIP(address) })),
          )
        } else callback(null, first, isIP(first))
      })
    }) satisfies LookupFunction,
  }
  return guard
}

/** True when the name leads to forbidden addresses only and a proxy would be asked to go there. */
async function isForbiddenBehindProxy(
  url: URL,
  host: string,
  proxy: string,
  context: WebhookContext,
): Promise<boolean> {
  const isTls = url.protocol === 'https:'
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port)
  const chosen = createProxyChoice(proxy, context.env ?? process.env)(host, port, isTls)
  if (chosen === null || isIP(host) !== 0) return false
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, PROXIED_LOOKUP_MS, null)
  })
  const found = await Promise.race([(context.lookUp ?? lookUpInSystem)(host, context.signal), late])
  clearTimeout(timer)
  return found !== null && found.isFine && toAllowed(found.value, true).length === 0
}

function toNetworkFailure(cause: unknown, host: string, timeoutMs: number, redact: Redact): Judgement {
  const error = isAppError(cause) ? cause : toNetworkError(cause, { host, timeoutMs }, redact)
  // A proxy's reason stands in its parameters; it may name the proxy, never its credentials.
  const words = error.raw ?? String(error.params['reason'] ?? '')
  return toFailure(null, REASONS[error.code] ?? 'reset', redact(words), true)
}

function forbidden(what: string): Judgement {
  return toFailure(null, 'address-forbidden', what, false)
}

function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
}

/** The whole address, its parts that hold keys, and what was signed: a receiver may give back any of them. */
function secretsOf({ secret }: WebhookSending, url: URL, signature: string | null): (string | null)[] {
  const query = [...url.searchParams].filter(([name]) => name !== 'timestamp').map(([, value]) => value)
  const path = url.pathname.split('/').filter((part) => part.length >= 8)
  return [
    url.href,
    `${url.pathname}${url.search}`,
    url.search,
    ...query,
    ...path,
    ...path.map(decode),
    secret,
    signature,
  ]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
