import { request as send } from 'undici'
import { AppError } from '../../shared/domain/app-error.ts'
import type { MetricsRecorder } from './metrics.ts'
import { toNetworkError, toSeconds } from './network-error.ts'
import { createConnections } from './proxy.ts'
import type { Redact } from './redact.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly latencyMs: number
}

/** Sends single requests over kept connections. Retrying and pacing lie above it. */
export interface HttpClient {
  /** Rejects with `AppError`, or with the signal's own reason as soon as it aborts. Any status is an answer. */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
  /** Ends every connection at once. */
  close(): Promise<void>
}

export interface HttpClientOptions {
  /** `system`, `none`, or the proxy's URL. */
  readonly proxy: string
  /** Longest time for connecting, headers and body together. */
  readonly requestTimeoutMs: number
  /** Connections to one host at most. */
  readonly connections: number
  readonly metrics: MetricsRecorder
  readonly redact: Redact
  readonly maxBodyBytes?: number
}

const MAX_BODY_BYTES = 32 * 1024 * 1024
const MAX_CONNECT_MS = 10_000

/** Creates a client; call `close` when the run ends. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { requestTimeoutMs, metrics, redact } = options
  const maxBodyBytes = options.maxBodyBytes ?? MAX_BODY_BYTES
  const connections = createConnections(options.proxy, {
    connections: options.connections,
    connectTimeoutMs: Math.min(requestTimeoutMs, MAX_CONNECT_MS),
  })

  async function exchange(request: HttpRequest, signal: AbortSignal, startedAt: number): Promise<HttpAnswer> {
    const answer = await send(request.url, {
      method: request.method,
      headers: { ...request.headers, 'accept-encoding': 'identity' },
      body: request.body,
      dispatcher: connections.dispatcherFor(request.url),
      signal,
    })
    const chunks: Buffer[] = []
    let sizeBytes = 0
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length
      if (sizeBytes > maxBodyBytes) {
        throw new AppError('CLOUD_BAD_ANSWER', { host: request.url.host, reason: `more than ${maxBodyBytes} bytes` })
      }
      chunks.push(chunk)
    }
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(answer.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
    }
    return {
      status: answer.statusCode,
      headers,
      text: Buffer.concat(chunks).toString('utf8'),
      latencyMs: performance.now() - startedAt,
    }
  }

  return {
    async request(request, signal) {
      signal.throwIfAborted()
      const startedAt = performance.now()
      const end = metrics.begin()
      const own = new AbortController()
      const onAbort = (): void => own.abort(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      let isTimedOut = false
      const timeout = setTimeout(() => {
        isTimedOut = true
        own.abort(new Error('timeout'))
      }, requestTimeoutMs)
      try {
        const answer = await exchange(request, own.signal, startedAt)
        const isFine = answer.status < 400
        end(answer.status === 429 ? 'throttled' : isFine ? 'answered' : 'error', answer.latencyMs)
        return answer
      } catch (cause) {
        const latencyMs = performance.now() - startedAt
        if (signal.aborted) {
          end('error', latencyMs)
          throw signal.reason
        }
        const to = { host: request.url.host, timeoutMs: requestTimeoutMs }
        const error = isTimedOut
          ? new AppError('NET_TIMEOUT', { host: to.host, seconds: toSeconds(requestTimeoutMs) })
          : toNetworkError(cause, to, redact)
        end(error.code === 'NET_TIMEOUT' ? 'timeout' : 'error', latencyMs)
        throw error
      } finally {
        clearTimeout(timeout)
        signal.removeEventListener('abort', onAbort)
      }
    },
    close: () => connections.close(),
  }
}

/** Reads an answer's text as JSON. HTML, an empty body and half a document are `CLOUD_BAD_ANSWER`. */
export function parseJson(answer: HttpAnswer, host: string, redact: Redact): unknown {
  const text = answer.text.trim()
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = text === '' ? 'empty' : text.startsWith('<') ? 'html' : 'not JSON'
    throw new AppError(
      'CLOUD_BAD_ANSWER',
      { host, reason },
      {
        cause: new Error(cause instanceof SyntaxError ? 'not JSON' : 'unreadable'),
        raw: text === '' ? null : redact(text),
      },
    )
  }
}
