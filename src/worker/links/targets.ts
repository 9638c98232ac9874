import { isIP } from 'node:net'
import { mayConnect } from './address-rules.ts'
import type { Outcome } from './ports.ts'
import { toProblem } from './problems.ts'

/** Where a request goes. */
export interface Target {
  /** Without fragment and credentials. */
  readonly url: string
  /** Lower case A-labels, without brackets. */
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  /** Path and query. */
  readonly path: string
  /** As the header `Host` has it: brackets, and the port where it is not the usual one. */
  readonly authority: string
}

/** Reads the URL of a link as a person typed it. */
export function toFirstTarget(text: string, allowsPrivate: boolean): Outcome<Target> {
  const url = parse(text)
  if (!url) return { isFine: false, problem: toProblem('invalid-url', 'not-a-url') }
  if (!isHttp(url)) return { isFine: false, problem: toProblem('unsupported', 'scheme-not-supported', url.protocol) }
  if (url.username !== '' || url.password !== '') {
    return { isFine: false, problem: toProblem('invalid-url', 'credentials-in-url') }
  }
  const target = toTarget(url)
  if (mayAsk(target, allowsPrivate)) return { isFine: true, value: target }
  return { isFine: false, problem: toProblem('unsupported', 'address-forbidden', target.host) }
}

/** Reads the `Location` of a redirect; credentials in it are dropped, because none are ever sent. */
export function toNextTarget(location: string | null, from: Target, allowsPrivate: boolean): Outcome<Target> {
  const text = location?.trim() ?? ''
  if (text === '') return { isFine: false, problem: toProblem('broken', 'location-missing') }
  const url = parse(toText(text), from.url)
  if (!url) return { isFine: false, problem: toProblem('broken', 'location-invalid', text) }
  if (!isHttp(url)) {
    return { isFine: false, problem: toProblem('unsupported', 'redirect-scheme-not-supported', url.protocol) }
  }
  const target = toTarget(url)
  if (mayAsk(target, allowsPrivate)) return { isFine: true, value: target }
  return { isFine: false, problem: toProblem('unsupported', 'redirect-address-forbidden', target.host) }
}

function parse(text: string, base?: string): URL | null {
  try {
    return new URL(text, base)
  } catch {
    return null
  }
}

function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:'
}

function toTarget(url: URL): Target {
  const isTls = url.protocol === 'https:'
  const path = `${url.pathname}${url.search}`
  return {
    url: `${url.protocol}//${url.host}${path}`,
    host: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname,
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    isTls,
    path,
    authority: url.host,
  }
}

/** Addresses written into a URL are judged before anything else; those of names once they are known. */
function mayAsk({ host }: Target, allowsPrivate: boolean): boolean {
  return isIP(host) === 0 || mayConnect(host, allowsPrivate)
}

/** Headers come byte by byte; many servers send raw UTF-8. */
function toText(latin1: string): string {
  // oxlint-disable-next-line no-control-regex -- asks whether there is anything but ASCII
  if (/^[\u0000-\u007f]*$/.test(latin1)) return latin1
  const bytes = Buffer.from(latin1, 'latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return latin1
  }
}
