import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { AppError } from '../../shared/domain/app-error.ts'
import { isLoopback } from '../http/proxy.ts'

/** A proxy that speaks HTTP. */
export interface ProxyServer {
  /** Lower case, without brackets. */
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  /** Value of `Proxy-Authorization`; never shown to anybody. */
  readonly authorization: string | null
}

/** Chooses the way to a host; null is the direct one. */
export type ChooseProxy = (host: string, port: number, isTls: boolean) => ProxyServer | null

interface Environment {
  readonly [name: string]: string | undefined
}

/**
 * Follows the setting: `none`, the URL of a proxy, or `system`, which reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 * Loopback is always reached directly. Throws NET_PROXY for what is no URL of an HTTP proxy.
 */
export function createProxyChoice(setting: string, env: Environment): ChooseProxy {
  if (setting === 'none') return () => null
  if (setting !== 'system') {
    const proxy = parseProxy(setting)
    return (host) => (isLoopback(host) ? null : proxy)
  }
  const plain = toProxy(env['http_proxy'] ?? env['HTTP_PROXY'])
  const secure = toProxy(env['https_proxy'] ?? env['HTTPS_PROXY']) ?? plain
  const bypasses = parseBypass(env['no_proxy'] ?? env['NO_PROXY'] ?? '')
  return (host, port, isTls) =>
    isLoopback(host) || bypasses.some((bypass) => bypass(host, port)) ? null : isTls ? secure : plain
}

function toProxy(text: string | undefined): ProxyServer | null {
  return text === undefined || text.trim() === '' ? null : parseProxy(text.trim())
}

function parseProxy(text: string): ProxyServer {
  // Variables often hold `host:port` alone.
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(withScheme)) throw new AppError('NET_PROXY', { reason: 'not a URL' })
  const url = new URL(withScheme)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AppError('NET_PROXY', { reason: `unsupported protocol ${url.protocol}` })
  }
  const isTls = url.protocol === 'https:'
  const credentials = `${decode(url.username)}:${decode(url.password)}`
  return {
    host: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname,
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    isTls,
    authorization: credentials === ':' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`,
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Bypass = (host: string, port: number) => boolean

/** `*`, names (with everything below them), `.names`, addresses, networks; each perhaps with a port. */
function parseBypass(text: string): readonly Bypass[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(toBypass)
}

function toBypass(entry: string): Bypass {
  if (entry === '*') return () => true
  if (entry.includes('/')) return toNetworkBypass(entry)
  const match = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry)
  const port = match?.[2] === undefined ? null : Number(match[2])
  const name = (match?.[1] ?? entry).replace(/^\*?\./, '')
  return (host, hostPort) => (port === null || port === hostPort) && (host === name || host.endsWith(`.${name}`))
}

function toNetworkBypass(entry: string): Bypass {
  if (!ipaddr.isValidCIDR(entry)) return () => false
  const [network, bits] = ipaddr.parseCIDR(entry)
  return (host) => {
    if (isIP(host) === 0) return false
    const address = ipaddr.parse(host)
    return address.kind() === network.kind() && address.match(network, bits)
  }
}
