import { createHash, createHmac } from 'node:crypto'

export interface SigningKey {
  readonly accessKey: string
  readonly secretKey: string
}

export interface UnsignedRequest {
  readonly method: string
  readonly url: URL
  /** Headers to sign besides host and x-sdk-date; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

const ALGORITHM = 'SDK-HMAC-SHA256'

/**
 * Signs a request with SDK-HMAC-SHA256 and returns all its headers but Host, which the client sets to the same value.
 * (facts: Huawei AK/SK signing, cloud-apis A7)
 */
export function signRequest(request: UnsignedRequest, key: SigningKey, now: number): Record<string, string> {
  const date = toSdkDate(now)
  const headers: Record<string, string> = { ...request.headers, 'x-sdk-date': date }
  const canonical = toCanonicalRequest({ ...request, headers: { ...headers, host: request.url.host } })
  const stringToSign = `${ALGORITHM}\n${date}\n${sha256(canonical.text)}`
  const signature = createHmac('sha256', key.secretKey).update(stringToSign).digest('hex')
  headers['authorization'] =
    `${ALGORITHM} Access=${key.accessKey}, SignedHeaders=${canonical.signedHeaders}, Signature=${signature}`
  return headers
}

/** The text that is hashed and signed, and the names of its headers. */
export function toCanonicalRequest(request: UnsignedRequest): { text: string; signedHeaders: string } {
  const names = Object.keys(request.headers).toSorted(byCodePoint)
  const signedHeaders = names.join(';')
  const text = [
    request.method.toUpperCase(),
    toCanonicalPath(request.url.pathname),
    toCanonicalQuery(request.url.searchParams),
    names.map((name) => `${name}:${(request.headers[name] as string).trim()}\n`).join(''),
    signedHeaders,
    sha256(request.body ?? ''),
  ].join('\n')
  return { text, signedHeaders }
}

/** Percent-encodes all but RFC 3986's unreserved characters. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function toCanonicalPath(pathname: string): string {
  const path = pathname
    .split('/')
    .map((segment) => encodeRfc3986(decodeURIComponent(segment)))
    .join('/')
  // The gateway signs a path that always ends with a slash, whether the request has one or not.
  return path.endsWith('/') ? path : `${path}/`
}

function toCanonicalQuery(params: URLSearchParams): string {
  return [...params]
    .toSorted((a, b) => byCodePoint(a[0], b[0]) || byCodePoint(a[1], b[1]))
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .join('&')
}

/** UTF-16 order differs from code point order above U+FFFF; UTF-8 bytes have the right one. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function toSdkDate(now: number): string {
  return new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
