import type { CertificateFacts, DomainFacts, LinkCheckFacts } from '../../shared/domain/link.ts'
import type { LinkFactBatch, RdapBootstrap } from '../../shared/worker/link-frames.ts'

/** Facts of one kind in one batch at most. */
export const MAX_BATCH_FACTS = 200

/** What has been found is told at least this often. */
const SEND_EVERY_MS = 250

/** Facts that may wait for room; beyond that, checking waits too. */
const MAX_HELD_FACTS = 1_000

/** Gathers facts and sends them in batches, one batch at a time and in order. */
export interface LinkBatches {
  check(facts: LinkCheckFacts): void
  certificate(facts: CertificateFacts): void
  domain(facts: DomainFacts): void
  bootstrap(bootstrap: RdapBootstrap): void
  /** Resolves at once unless too much waits for room. */
  untilRoom(): Promise<void>
  /** Sends what is left; rejects with whatever kept a batch from being sent. */
  finish(): Promise<void>
  /** Sends nothing any more. */
  stop(): void
}

/** Creates the gatherer; `send` waits for room. `onFault` is told at once when a batch cannot be sent. */
export function createLinkBatches(
  send: (batch: LinkFactBatch) => Promise<void>,
  onFault: (error: unknown) => void,
): LinkBatches {
  const checks: LinkCheckFacts[] = []
  const certificates: CertificateFacts[] = []
  const domains: DomainFacts[] = []
  let newest: RdapBootstrap | null = null
  let timer: NodeJS.Timeout | null = null
  let sending: Promise<void> | null = null
  let fault: { readonly error: unknown } | null = null
  let isStopped = false
  let waiters: (() => void)[] = []

  const held = (): number => checks.length + certificates.length + domains.length
  const isFull = (): boolean => Math.max(checks.length, certificates.length, domains.length) >= MAX_BATCH_FACTS

  const hasMore = (): boolean => !isStopped && (held() > 0 || newest !== null)

  function take(): LinkFactBatch {
    const batch = {
      checks: checks.splice(0, MAX_BATCH_FACTS),
      certificates: certificates.splice(0, MAX_BATCH_FACTS),
      domains: domains.splice(0, MAX_BATCH_FACTS),
      bootstrap: newest,
    }
    newest = null
    return batch
  }

  async function sendAll(): Promise<void> {
    try {
      while (hasMore()) {
        await send(take())
        if (held() < MAX_HELD_FACTS) for (const go of waiters.splice(0)) go()
        if (!isFull()) break
      }
    } catch (error) {
      fault = { error }
      stop()
      onFault(error)
    }
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    sending ??= sendAll().finally(() => {
      sending = null
      // What came in meanwhile waits for its own moment.
      if (held() > 0) schedule()
    })
    return sending
  }

  function schedule(): void {
    if (isStopped || sending) return
    if (isFull()) void flush()
    else timer ??= setTimeout(() => void flush(), SEND_EVERY_MS)
  }

  function stop(): void {
    isStopped = true
    if (timer) clearTimeout(timer)
    timer = null
    for (const go of waiters.splice(0)) go()
  }

  return {
    check(facts) {
      checks.push(facts)
      schedule()
    },
    certificate(facts) {
      certificates.push(facts)
      schedule()
    },
    domain(facts) {
      domains.push(facts)
      schedule()
    },
    bootstrap(bootstrap) {
      newest = bootstrap
      schedule()
    },
    untilRoom() {
      if (isStopped || held() < MAX_HELD_FACTS) return ROOM
      return new Promise((resolve) => waiters.push(resolve))
    },
    async finish() {
      while (sending || hasMore()) await flush()
      if (fault) throw fault.error
    },
    stop,
  }
}

const ROOM = Promise.resolve()
