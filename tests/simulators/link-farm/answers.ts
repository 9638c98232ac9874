import { STATUS_CODES } from 'node:http'
import type { Exchange, Serve } from './case.ts'

export type Headers = readonly (readonly [name: string, value: string])[]

export interface Reply {
  readonly status?: number
  /** Besides those that every answer has. */
  readonly headers?: Headers
  readonly body?: string | Buffer
}

/** The head of an answer; the body's length is in `headers` or the connection ends after it. */
export function head(status: number, headers: Headers): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines}\r\n`
}

/** A whole answer with its length, after which the connection stays open. */
export function reply(exchange: Exchange, { status = 200, headers = [], body = '' }: Reply): void {
  const hasBody = status !== 204 && status !== 304
  const bytes = Buffer.from(body)
  const text = head(status, [
    ['Server', 'farm'],
    ...(headers.some(([name]) => name === 'Content-Type')
      ? []
      : ([['Content-Type', 'text/html; charset=utf-8']] as const)),
    ...(hasBody ? ([['Content-Length', String(bytes.length)]] as const) : []),
    ...headers,
  ])
  exchange.write(
    exchange.method === 'HEAD' || !hasBody
      ? Buffer.from(text, 'latin1')
      : Buffer.concat([Buffer.from(text, 'latin1'), bytes]),
  )
  exchange.end(false)
}

/** Answers every request in the same way. */
export function always(answer: Reply): Serve {
  return (exchange) => reply(exchange, answer)
}

/** Sends the browser elsewhere. */
export function redirect(exchange: Exchange, location: string, status = 302): void {
  reply(exchange, { status, headers: [['Location', location]], body: `<p>See <a href="${location}">there</a></p>` })
}

/** The head of an answer whose body ends with the connection. */
export function openHead(exchange: Exchange, headers: Headers = []): void {
  exchange.write(head(200, [['Content-Type', 'text/html; charset=utf-8'], ...headers, ['Connection', 'close']]))
}

/** A body without end, as fast as the other side takes it but at most half a megabyte in 10 ms. */
export function pourForEver(exchange: Exchange, block: string | Buffer): void {
  const bytes = Buffer.from(block)
  const fill = (): void => {
    for (let room = 524_288 - exchange.waiting(); room >= bytes.length; room -= bytes.length) exchange.write(bytes)
  }
  fill()
  exchange.every(10, fill)
}
