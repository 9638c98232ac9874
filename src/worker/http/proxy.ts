import type { LookupFunction } from 'node:net'
import { Agent, EnvHttpProxyAgent, ProxyAgent, type Dispatcher } from 'undici'
import { AppError } from '../../shared/domain/app-error.ts'

export interface ConnectionOptions {
  readonly connections: number
  readonly connectTimeoutMs: number
  /** Finds the addresses for connections without a proxy; default the system's. */
  readonly lookup?: LookupFunction
}

/** Chooses the connections for a URL. Close it when the run ends. */
export interface Connections {
  dispatcherFor(url: URL): Dispatcher
  /** Ends every connection at once, the ones in use too. */
  close(): Promise<void>
}

/**
 * Creates keep-alive connections: `none` never uses a proxy, `system` follows HTTP_PROXY, HTTPS_PROXY and NO_PROXY, anything
 * else is the proxy's URL. Loopback addresses are always reached directly.
 */
export function createConnections(proxy: string, options: ConnectionOptions): Connections {
  const agentOptions = {
    connections: options.connections,
    connect: { timeout: options.connectTimeoutMs, ...(options.lookup ? { lookup: options.lookup } : {}) },
    keepAliveTimeout: 20_000,
    // The client has one timeout for the whole answer.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const direct = new Agent(agentOptions)
  const proxied = proxy === 'none' ? null : createProxied(proxy, agentOptions)
  return {
    dispatcherFor: (url) => (proxied === null || isLoopback(url.hostname) ? direct : proxied),
    async close() {
      await Promise.all([direct.destroy(), proxied?.destroy()])
    },
  }
}

function createProxied(proxy: string, agentOptions: Agent.Options): Dispatcher {
  if (proxy === 'system') return new EnvHttpProxyAgent(agentOptions)
  let url: URL
  try {
    url = new URL(proxy)
  } catch {
    throw new AppError('NET_PROXY', { reason: 'not a URL' })
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AppError('NET_PROXY', { reason: `unsupported protocol ${url.protocol}` })
  }
  const token =
    url.username === ''
      ? {}
      : {
          token: `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`,
        }
  return new ProxyAgent({ ...agentOptions, uri: `${url.protocol}//${url.host}`, ...token })
}

/** True for addresses of this machine, which no proxy may see. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
