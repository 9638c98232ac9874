import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** The fields of all answers together; which of them are there is what the tests find out. */
export interface ReplyJson {
  readonly error_code: string
  readonly error_msg: string
  readonly request_id: string
  readonly error: { readonly error_code: string; readonly code: number }
  readonly total_count: number
  readonly data: readonly ReplyRow[]
  readonly service_types: readonly unknown[]
  readonly resource_types: readonly unknown[]
  readonly currency: string
  readonly renew_inquiry_results: readonly { readonly resource_id: string; readonly amount: string }[]
  readonly optional_discount_rating_results: readonly { readonly amount: string }[]
  readonly fail_resource_infos: readonly { readonly error_code: string }[]
  readonly resources: readonly {
    readonly id: string
    readonly provider: string
    readonly tags: Readonly<Record<string, string>>
  }[]
  readonly page_info: { readonly current_count: number; readonly next_marker: string | null }
  readonly tags: readonly { readonly key: string; readonly value: string }[]
  readonly enterprise_projects: readonly unknown[]
  readonly domains: readonly unknown[]
  readonly projects: readonly { readonly name: string }[]
}

export interface ReplyRow {
  readonly resource_id: string
  readonly status: number
  readonly expire_time?: string | null
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The parsed body; undefined when it is not JSON. A test reads the fields of the answer that it expects. */
  readonly json: ReplyJson
}

export interface Asked {
  readonly method?: string
  /** Path with its query, as it goes over the wire. */
  readonly path: string
  /** Sent as it is when text, as JSON otherwise. */
  readonly body?: unknown
  readonly accessKey?: string
  readonly secretKey?: string
  /** When the request is signed; default now. */
  readonly at?: number
  /** Sent and signed, too. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent, but not signed; undefined takes a header away. */
  readonly unsigned?: Readonly<Record<string, string | undefined>>
  /** Leaves headers out of the signature. */
  readonly leaveOut?: readonly string[]
  /** The canonical query, where the test states it by hand. */
  readonly canonicalQuery?: string
  /** The canonical path, where it differs from the path as sent. */
  readonly canonicalPath?: string
  readonly signal?: AbortSignal
}

/** Signs and sends one request, written from the protocol's description and without the simulator's own code. */
export function ask(baseUrl: string, asked: Asked): Promise<Reply> {
  const url = new URL(baseUrl)
  const method = asked.method ?? (asked.body === undefined ? 'GET' : 'POST')
  const body = asked.body === undefined ? '' : typeof asked.body === 'string' ? asked.body : JSON.stringify(asked.body)
  const date = new Date(asked.at ?? Date.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const headers: Record<string, string> = {
    host: url.host,
    'x-sdk-date': date,
    ...(body === '' ? {} : { 'content-type': 'application/json' }),
    ...asked.headers,
  }
  const names = Object.keys(headers)
    .filter((name) => !asked.leaveOut?.includes(name))
    .toSorted()
  const [path = '/', query = ''] = asked.path.split('?')
  const canonical = [
    method,
    asked.canonicalPath ?? (path.endsWith('/') ? path : `${path}/`),
    asked.canonicalQuery ?? query.split('&').toSorted().join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    headers['x-sdk-content-sha256'] ?? sha256(body),
  ].join('\n')
  const signature = createHmac('sha256', asked.secretKey ?? 'SKEXAMPLE')
    .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
    .digest('hex')
  const authorization = `SDK-HMAC-SHA256 Access=${asked.accessKey ?? 'AKEXAMPLE'}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return send(url, method, asked.path, { ...headers, authorization, ...asked.unsigned }, body, asked.signal)
}

/** Sends one request as it is. */
export function send(
  url: URL,
  method: string,
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  signal?: AbortSignal,
): Promise<Reply> {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const length = body === '' ? [] : [['content-length', String(Buffer.byteLength(body))] as const]
  const options = {
    hostname: url.hostname,
    port: url.port,
    method,
    path,
    headers: Object.fromEntries([...present, ...length]),
    agent: false,
    rejectUnauthorized: false,
    ...(signal ? { signal } : {}),
  } as const
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? httpsRequest : httpRequest)(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) as ReplyJson })
      })
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

export const LIST = '/v2/orders/suscriptions/resources/query'
export const RATE = '/v2/bills/ratings/period-resources/renew-rate'

/** One page of the list. */
export function list(baseUrl: string, body: Readonly<Record<string, unknown>> = {}): Promise<Reply> {
  return ask(baseUrl, { path: LIST, body })
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
