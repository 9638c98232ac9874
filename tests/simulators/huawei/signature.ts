import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** A key pair that the simulated account knows; with a security token it is a temporary one. */
export interface SimKey {
  readonly accessKey: string
  readonly secretKey: string
  readonly securityToken?: string
}

export interface SignedRequest {
  readonly method: string
  /** Path and query exactly as they came. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What the gateway says about a request's signature. `wrongFor` names the key whose secret did not fit. */
export type Verdict =
  | { readonly ok: true; readonly accessKey: string }
  | { readonly ok: false; readonly message: string; readonly wrongFor?: string }

const PREFIX = 'Incorrect IAM authentication information: '
const MAX_SKEW_MS = 15 * 60_000

/** Checks SDK-HMAC-SHA256 (facts: cloud-apis A7). Messages are the gateway's where they are known. */
export function verifySignature(request: SignedRequest, keys: readonly SimKey[], now: number): Verdict {
  const refuse = (message: string): Verdict => ({ ok: false, message: `${PREFIX}${message}` })
  const { headers } = request
  const authorization = headers.authorization
  if (!authorization) return refuse(headers['x-auth-token'] ? 'decrypt token fail' : 'x-auth-token not found')

  const parts = /^SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([^,\s]+), Signature=([0-9a-f]{64})$/.exec(
    authorization,
  )
  if (!parts) return refuse('invalid format of authorization header')
  const [, accessKey = '', signedHeaders = '', signature = ''] = parts

  const date = headers['x-sdk-date']
  const signedAt = readSdkDate(date)
  if (typeof date !== 'string' || signedAt === null) return refuse('x-sdk-date is missing or malformed')
  if (Math.abs(now - signedAt) > MAX_SKEW_MS) {
    return refuse(
      `timestamp of x-sdk-date expired, it differs from the server's time by more than 15 minutes, x-sdk-date:${date},server time:${toSdkDate(now)}`,
    )
  }

  const key = keys.find((candidate) => candidate.accessKey === accessKey)
  if (!key) return refuse(`Get secretKey failed,ak:${accessKey},err:ak not exist`)
  if ((key.securityToken ?? undefined) !== headers['x-security-token']) return refuse('security token is invalid')

  const names = signedHeaders.split(';')
  const missing = ['host', 'x-sdk-date'].find((name) => !names.includes(name))
  if (missing) return refuse(`signed headers must include ${missing}`)
  if (names.some((name, index) => name !== name.toLowerCase() || (index > 0 && name <= (names[index - 1] ?? '')))) {
    return refuse('signed headers must be lower-case and sorted')
  }
  const absent = names.find((name) => headers[name] === undefined)
  if (absent) return refuse(`signed header ${absent} is not in the request`)

  const bodyHash = sha256(request.body)
  const claimedHash = headers['x-sdk-content-sha256']
  if (typeof claimedHash === 'string' && claimedHash !== 'UNSIGNED-PAYLOAD' && claimedHash !== bodyHash) {
    return refuse('x-sdk-content-sha256 does not match the body')
  }
  const hash = typeof claimedHash === 'string' ? claimedHash : bodyHash

  const canonical = canonicalRequests(request, names, hash)
  const given = Buffer.from(signature, 'hex')
  const isRight = canonical.some((text) => timingSafeEqual(sign(text, date, key.secretKey), given))
  if (isRight) return { ok: true, accessKey }
  const echo = (canonical[0] ?? '').replaceAll('\n', '|')
  const refusal = refuse(`verify aksk signature fail, signature not match, canonicalRequest:${echo}`)
  return refusal.ok ? refusal : { ...refusal, wrongFor: accessKey }
}

/** All readings of a request that the gateway lets pass: the SDK escapes an escaped path once more when it signs. */
export function canonicalRequests(
  { method, url, headers }: Omit<SignedRequest, 'body'>,
  signedNames: readonly string[],
  bodyHash: string,
): string[] {
  const queryAt = url.indexOf('?')
  const path = queryAt < 0 ? url : url.slice(0, queryAt)
  const query = canonicalQuery(queryAt < 0 ? '' : url.slice(queryAt + 1))
  const headerLines = signedNames.map((name) => `${name}:${headerText(headers[name])}\n`).join('')
  const compose = (uri: string): string =>
    [method.toUpperCase(), uri, query, headerLines, signedNames.join(';'), bodyHash].join('\n')
  const readings = [compose(canonicalUri(path, decode))]
  if (path.includes('%')) readings.push(compose(canonicalUri(path, (segment) => segment)))
  return readings
}

/** The signature of one canonical request. */
export function sign(canonicalRequest: string, sdkDate: string, secretKey: string): Buffer {
  const stringToSign = `SDK-HMAC-SHA256\n${sdkDate}\n${sha256(canonicalRequest)}`
  return createHmac('sha256', secretKey).update(stringToSign).digest()
}

function canonicalUri(path: string, read: (segment: string) => string): string {
  const uri = path
    .split('/')
    .map((segment) => encode(read(segment)))
    .join('/')
  return uri.endsWith('/') ? uri : `${uri}/`
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      const read = (text: string): string => decode(text.replaceAll('+', ' '))
      return at < 0 ? ([read(part), ''] as const) : ([read(part.slice(0, at)), read(part.slice(at + 1))] as const)
    })
  pairs.sort((a, b) => byCodePoint(a[0], b[0]) || byCodePoint(a[1], b[1]))
  return pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')
}

function headerText(value: string | readonly string[] | undefined): string {
  return (typeof value === 'string' ? value : (value ?? []).join(',')).trim()
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** RFC 3986: only letters, digits and `-_.~` stay as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function readSdkDate(text: unknown): number | null {
  const parts = typeof text === 'string' ? /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) : null
  if (!parts) return null
  const at = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`)
  return Number.isNaN(at) ? null : at
}

function toSdkDate(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}
