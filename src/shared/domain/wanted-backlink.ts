import type { WantedBacklink } from '../worker/link-frames.ts'

const HTTP_SCHEME = /^https?:\/\//i
const OTHER_SCHEME = /^[a-z][a-z0-9+.-]*:(?!\d)/i
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/
const QUAD = /^\d+(?:\.\d+){3}$/
const WWW = 'www.'

/**
 * Makes of a site as a person types it (`example.com`, `https://www.example.com/path/`, `例子.中国`) what a page must link
 * to; null when it names no host. A port other than 80 and 443 stays part of the host; query and fragment are dropped.
 */
export function toWantedBacklink(site: string, includesSubdomains: boolean): WantedBacklink | null {
  const text = site.trim()
  const url = toSiteUrl(text)
  if (url === null || url.username !== '' || url.password !== '') return null
  if (!isHost(url.hostname, HTTP_SCHEME.test(text))) return null
  // The parser reads the number 12 as the address 0.0.0.12, which nobody means.
  if (QUAD.test(url.hostname) && !text.includes(url.hostname)) return null
  return { host: toSiteHost(url), path: toSitePath(url), includesSubdomains }
}

/** The host of a web address as sites are compared: lower case, without `www.`, final dot and the ports 80 and 443. */
export function toSiteHost(url: URL): string {
  const host = url.hostname.toLowerCase().replace(/\.$/, '')
  const bare = host.startsWith(WWW) && host.includes('.', WWW.length) ? host.slice(WWW.length) : host
  const isUsual = url.port === '' || url.port === '80' || url.port === '443'
  return isUsual ? bare : `${bare}:${url.port}`
}

/** The path of a web address as sites are compared: without empty segments at its end, escapes in one spelling. */
export function toSitePath(url: URL): string {
  const segments = url.pathname.split('/').map(toSegment)
  while (segments.length > 1 && segments.at(-1) === '') segments.pop()
  return segments.length <= 1 ? '/' : segments.join('/')
}

function toSiteUrl(text: string): URL | null {
  if (/\s/.test(text)) return null
  const isFull = HTTP_SCHEME.test(text)
  if (!isFull && OTHER_SCHEME.test(text)) return null
  const full = isFull ? text : `https://${text.replace(/^\/\//, '')}`
  return URL.canParse(full) ? new URL(full) : null
}

/** Without a scheme in front, a single word is more likely a remark than a host. */
function isHost(hostname: string, hasScheme: boolean): boolean {
  if (hostname.startsWith('[')) return true
  const labels = hostname.replace(/\.$/, '').split('.')
  if (!labels.every((label) => LABEL.test(label))) return false
  return hasScheme || labels.length > 1 || hostname === 'localhost'
}

function toSegment(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment))
  } catch {
    // Escapes that are no UTF-8 are compared as they stand.
    return segment
  }
}
