import type { X509Certificate } from 'node:crypto'
import pLimit from 'p-limit'
import type { CertificateAddress, CertificateFacts, LinkCause } from '../../shared/domain/link.ts'
import type { CertificateTask } from '../../shared/worker/link-frames.ts'
import { toCertificateFacts, toUnmeasuredFacts } from './certificate-facts.ts'
import { judgeRead, readCertificate, toInstant } from './certificate-judge.ts'
import type { LookUp, OpenTls } from './ports.ts'

/** What measuring certificates needs from outside. */
export interface CertificateDeps {
  readonly lookUp: LookUp
  readonly openTls: OpenTls
  readonly signal: AbortSignal
  /** Epoch ms. */
  readonly clock: { now(): number }
  /** Handshakes at the same time. */
  readonly concurrency: number
  readonly onFacts: (facts: CertificateFacts) => void
  readonly onProgress: (done: number, total: number) => void
  /** Longest time for one address and for all addresses of a host; 8 s and 20 s unless told otherwise. */
  readonly addressTimeoutMs?: number
  readonly hostTimeoutMs?: number
}

/** Addresses of one host that are asked. */
const MAX_ADDRESSES = 16
/** Handshakes with one host at the same time. */
const PER_HOST = 4
const ADDRESS_TIMEOUT_MS = 8000
const HOST_TIMEOUT_MS = 20_000

interface Measured {
  readonly entry: CertificateAddress
  readonly certificate: X509Certificate | null
}

/**
 * Measures the certificate of every host at all of its addresses; each task gets its facts once. Rejects only when
 * aborted, with the signal's reason.
 */
export async function measureCertificates(tasks: readonly CertificateTask[], deps: CertificateDeps): Promise<void> {
  deps.signal.throwIfAborted()
  const hosts = pLimit(Math.max(1, deps.concurrency))
  const handshakes = pLimit(Math.max(1, deps.concurrency))
  let done = 0
  deps.onProgress(0, tasks.length)
  await Promise.all(
    tasks.map((task) =>
      hosts(async () => {
        deps.signal.throwIfAborted()
        const facts = await measureHost(task, deps, handshakes)
        deps.signal.throwIfAborted()
        deps.onFacts(facts)
        done += 1
        deps.onProgress(done, tasks.length)
      }),
    ),
  )
}

async function measureHost(
  task: CertificateTask,
  deps: CertificateDeps,
  handshakes: ReturnType<typeof pLimit>,
): Promise<CertificateFacts> {
  const bound = createBound(deps.signal, deps.hostTimeoutMs ?? HOST_TIMEOUT_MS)
  const met = { host: task.host, port: task.port }
  try {
    const found = await orTimeout(deps.lookUp(task.host, bound.signal), bound.signal, deps.signal)
    if (found === null || !found.isFine) {
      const problem = found === null ? 'name-lookup-timeout' : (found.problem.cause ?? 'name-lookup-failed')
      return toUnmeasuredFacts({ ...met, checkedAt: deps.clock.now(), problem, addresses: [] })
    }
    const own = pLimit(PER_HOST)
    const addresses = [...new Set(found.value)].slice(0, MAX_ADDRESSES)
    const measured = await Promise.all(
      addresses.map((address) => own(() => handshakes(() => measureAddress(task, address, deps, bound.signal)))),
    )
    return toHostFacts(met, measured, deps.clock.now())
  } finally {
    bound.release()
  }
}

/** The certificate that ends first wins; of two that end together, the one with a problem. */
function toHostFacts(
  met: { readonly host: string; readonly port: number },
  measured: readonly Measured[],
  checkedAt: number,
): CertificateFacts {
  const addresses = measured.map(({ entry }) => entry)
  const first = measured.reduce<Measured | null>((best, one) => (isBefore(one, best) ? one : best), null)
  if (!first?.certificate) {
    const problem = addresses.find(({ cause }) => cause !== null)?.cause ?? 'name-lookup-failed'
    return toUnmeasuredFacts({ ...met, checkedAt, problem, addresses })
  }
  return toCertificateFacts({
    ...met,
    checkedAt,
    certificate: first.certificate,
    problem: first.entry.cause,
    addresses,
  })
}

function isBefore(one: Measured, best: Measured | null): boolean {
  if (one.entry.expiresAt === null) return false
  const expiresAt = best?.entry.expiresAt ?? Infinity
  if (one.entry.expiresAt !== expiresAt) return one.entry.expiresAt < expiresAt
  return best?.entry.cause === null && one.entry.cause !== null
}

async function measureAddress(
  task: CertificateTask,
  address: string,
  deps: CertificateDeps,
  hostSignal: AbortSignal,
): Promise<Measured> {
  const unmeasured = (cause: LinkCause): Measured => ({ entry: { address, expiresAt: null, cause }, certificate: null })
  if (hostSignal.aborted) {
    deps.signal.throwIfAborted()
    return unmeasured('connect-timeout')
  }
  const bound = createBound(hostSignal, deps.addressTimeoutMs ?? ADDRESS_TIMEOUT_MS)
  try {
    const target = { host: task.host, address, port: task.port, allowsPrivate: task.allowsPrivate }
    const opened = await orTimeout(deps.openTls(target, bound.signal), bound.signal, deps.signal)
    if (opened === null) return unmeasured('tls-timeout')
    if (!opened.isFine) return unmeasured(opened.problem.cause ?? 'handshake-failed')
    const socket = opened.value
    // A peer that resets a connection we are done with is no failure.
    socket.on('error', () => {})
    try {
      const certificate = readCertificate(socket)
      if (certificate === null) return unmeasured('certificate-invalid')
      const expiresAt = toInstant(certificate.validTo)
      if (!Number.isFinite(expiresAt)) return unmeasured('certificate-invalid')
      const cause = judgeRead(certificate, socket, task.host, deps.clock.now())
      return { entry: { address, expiresAt, cause }, certificate }
    } finally {
      socket.destroy()
    }
  } finally {
    bound.release()
  }
}

/** A signal that also aborts after a time. Released in any case, so that a long run collects no listeners. */
function createBound(outer: AbortSignal, timeoutMs: number): { readonly signal: AbortSignal; release(): void } {
  const own = new AbortController()
  const onAbort = (): void => own.abort(outer.reason)
  if (outer.aborted) onAbort()
  else outer.addEventListener('abort', onAbort, { once: true })
  const handle = setTimeout(() => own.abort(new DOMException('time is up', 'TimeoutError')), timeoutMs)
  return {
    signal: own.signal,
    release() {
      clearTimeout(handle)
      outer.removeEventListener('abort', onAbort)
    },
  }
}

/** Null when the time bound ended it; the run's own end is thrown on. */
async function orTimeout<T>(promise: Promise<T>, bound: AbortSignal, run: AbortSignal): Promise<T | null> {
  try {
    return await promise
  } catch (error) {
    run.throwIfAborted()
    if (bound.aborted) return null
    throw error
  }
}
