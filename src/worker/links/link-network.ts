import type { LinkCheckJob } from '../../shared/worker/link-frames.ts'
import { untilAborted } from '../http/timer.ts'
import { HANDSHAKE_CONCURRENCY } from './handshake.ts'
import { createNames, LOOKUP_CONCURRENCY, lookUpInSystem, type Names } from './names.ts'
import type { Network } from './network.ts'
import { createOpenSockets } from './open-sockets.ts'
import { createOpenTls } from './open-tls.ts'
import type { LookUp, OpenTls } from './ports.ts'
import { createProxyChoice } from './proxy-choice.ts'
import { createTrust } from './trust.ts'
import { createTurnGate } from './turn-gate.ts'

export interface LinkNetworkOptions {
  readonly job: LinkCheckJob
  readonly signal: AbortSignal
  readonly clock: { now(): number }
  readonly lookUp?: LookUp | undefined
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly roots?: readonly string[] | undefined
  readonly onReached: () => void
}

/** The network of one run: names, connections and the ways of measuring that share them. */
export interface LinkNetwork extends Network {
  readonly lookUp: LookUp
  readonly openTls: OpenTls
  /** True when names that surely exist can be found. */
  hasNames(): Promise<boolean>
  /** Ends every connection at once. */
  destroy(): void
}

/** Longest wait for the addresses of a name, however much time a link has. */
const LOOKUP_TIMEOUT_MS = 10_000

/** Pages that are read at the same time: two megabytes of markup are some 50 ms of computing, and the others wait meanwhile. */
const PAGE_CONCURRENCY = 6

/** Looked up, and never connected to, when a run has not reached anything and no name of it was found. */
const SURE_NAMES = ['www.huaweicloud.com', 'www.aliyun.com', 'www.iana.org']

/** Creates the network of a run. Throws NET_PROXY for a setting that names no usable proxy. */
export function createLinkNetwork(options: LinkNetworkOptions): LinkNetwork {
  const { job, signal, clock } = options
  const sockets = createOpenSockets()
  const names = createNames({
    lookUp: options.lookUp ?? lookUpInSystem,
    concurrency: LOOKUP_CONCURRENCY,
    timeoutMs: Math.min(job.limits.timeoutMs, LOOKUP_TIMEOUT_MS),
    signal,
  })
  const network: Network = {
    names,
    handshakes: createTurnGate(HANDSHAKE_CONCURRENCY),
    pages: createTurnGate(PAGE_CONCURRENCY),
    sockets,
    chooseProxy: createProxyChoice(job.proxy, options.env ?? process.env),
    trust: createTrust(options.roots),
    clock,
    onReached: options.onReached,
  }
  return {
    ...network,
    lookUp: async (host, wanted) => (await untilAborted(names.find(host), wanted)).outcome,
    openTls: createOpenTls(network, job.limits.timeoutMs),
    hasNames: () => findAny(names),
    destroy: sockets.destroy,
  }
}

async function findAny(names: Names): Promise<boolean> {
  const found = await Promise.all(SURE_NAMES.map((name) => names.find(name)))
  return found.some(({ outcome }) => outcome.isFine)
}
