/** Longest address of a link that is kept, in characters. */
export const MAX_LINK_URL_LENGTH = 2048

/** Why a text is no address of a link; the codes are those of an import's problems. */
export type LinkUrlProblem = 'url-missing' | 'url-invalid' | 'url-credentials' | 'url-too-long'

/** An address that may be kept, taken apart. */
export interface LinkUrlParts {
  /** As typed, without white space around it. */
  readonly url: string
  /** What two spellings of one address have in common; duplicates are found by it. */
  readonly key: string
  /** Lower case A-labels without brackets and final dot; null when the address does not parse or names no host. */
  readonly host: string | null
  /** The port that is connected to; null when the address names none and its scheme has none of its own. */
  readonly port: number | null
  readonly isHttps: boolean
}

export type LinkUrlJudgement =
  | { readonly isAllowed: true; readonly parts: LinkUrlParts }
  | { readonly isAllowed: false; readonly problem: LinkUrlProblem }

const HTTP_PREFIX = /^https?:\/\//i
/** What stands before an `@` in the part that names the host. */
const CREDENTIALS = /^[a-z][a-z0-9+.-]*:[\\/]*[^\\/?#]*@/i
/** `example.com:8080/x` and `localhost:3000` parse as URLs of a scheme that nobody means. */
const HOST_WITH_PORT = /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+):\d{1,5}(?:[/?#]|$)/i
/** A path of Windows parses as a URL whose scheme is the drive. */
const DRIVE = /^[a-z]:/i
// oxlint-disable-next-line no-control-regex -- the URL parser drops them silently, which would join two lines into one address
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'ftp:': 21,
  'ws:': 80,
  'wss:': 443,
}

/**
 * Says whether a text may be kept as the address of a link: a URL of any scheme, or a text that begins with `http://` or
 * `https://` though it does not parse (its check will say so). User and password are refused.
 */
export function judgeLinkUrl(text: string): LinkUrlJudgement {
  const url = text.trim()
  if (url === '') return refuse('url-missing')
  const parsed = parse(url)
  if (hasCredentials(url, parsed)) return refuse('url-credentials')
  if (url.length > MAX_LINK_URL_LENGTH) return refuse('url-too-long')
  if (CONTROL.test(url) || HOST_WITH_PORT.test(url) || DRIVE.test(url)) return refuse('url-invalid')
  if (parsed === null) {
    if (!HTTP_PREFIX.test(url)) return refuse('url-invalid')
    return { isAllowed: true, parts: { url, key: url, host: null, port: null, isHttps: isHttps(url) } }
  }
  const parts = {
    url,
    key: keyOf(parsed),
    host: hostOf(parsed),
    port: portOf(parsed),
    isHttps: parsed.protocol === 'https:',
  }
  return { isAllowed: true, parts }
}

/**
 * The normalised form of an address, by which duplicates are found: scheme and host in lower case, without default port
 * and fragment, an empty path as `/`. A text that does not parse stays as it is, without white space around it.
 */
export function toUrlKey(url: string): string {
  const text = url.trim()
  const parsed = parse(text)
  return parsed === null ? text : keyOf(parsed)
}

function refuse(problem: LinkUrlProblem): LinkUrlJudgement {
  return { isAllowed: false, problem }
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function hasCredentials(text: string, parsed: URL | null): boolean {
  if (parsed !== null) return parsed.username !== '' || parsed.password !== ''
  return CREDENTIALS.test(text)
}

function isHttps(url: string): boolean {
  return url.slice(0, 6).toLowerCase() === 'https:'
}

function keyOf(parsed: URL): string {
  const url = new URL(parsed.href)
  url.hash = ''
  // The parser lowers the host of well-known schemes only.
  if (url.host !== '') url.host = url.host.toLowerCase()
  return url.href
}

function hostOf(parsed: URL): string | null {
  const host = parsed.hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
  return host === '' ? null : host
}

function portOf(parsed: URL): number | null {
  if (parsed.port !== '') return Number(parsed.port)
  return DEFAULT_PORTS[parsed.protocol] ?? null
}
