import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'

export interface PlainOptions {
  readonly caPem: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Default 30,000: only what is silent on purpose runs into it. */
  readonly timeoutMs?: number
}

export interface PlainAnswer {
  /** The status, or the code of what went wrong; `TIMEOUT` when time ran out. */
  readonly outcome: string
  readonly location: string | null
}

/** One request on a connection of its own, as Node's own client makes it; the body is left unread. */
export function askOnce(url: string, options: PlainOptions): Promise<PlainAnswer> {
  return new Promise((resolve) => {
    const request = url.startsWith('https:') ? requestTls : requestPlain
    const settings = {
      method: options.method ?? 'GET',
      headers: options.headers ?? {},
      agent: false,
      ca: options.caPem,
    }
    const sent = request(url, settings, (response) => {
      finish({ outcome: String(response.statusCode), location: response.headers.location ?? null })
    })
    const timer = setTimeout(() => finish({ outcome: 'TIMEOUT', location: null }), options.timeoutMs ?? 30_000)
    function finish(answer: PlainAnswer): void {
      clearTimeout(timer)
      sent.on('error', () => {}).destroy()
      resolve(answer)
    }
    sent.once('error', (error: NodeJS.ErrnoException) =>
      finish({ outcome: error.code ?? error.message, location: null }),
    )
    sent.end()
  })
}
