import pLimit from 'p-limit'

/** The place of a link at the host that it is asking. */
export interface Seat {
  /** Gives the place back and waits for one at another host, at the same host for its pace alone. */
  move(host: string): Promise<void>
}

export interface HostQueuesOptions {
  /** Links at once. */
  readonly concurrency: number
  /** Links at once at one host. */
  readonly perHost: number
  /** Between the starts of two requests to one host. */
  readonly paceMs: number
  /** The same for links that are tried once more, one at a time. */
  readonly retryPaceMs: number
  /** Checks one link; never rejects. Second attempts are those that were added by `retry`. */
  readonly run: (index: number, seat: Seat) => Promise<void>
}

/** Brings links to their hosts: so many in all, so many at each host, each host at its pace. */
export interface HostQueues {
  add(host: string, index: number): void
  /** Tries a link once more when all others have begun and those of its host are done, not before `notBeforeAt`. */
  retry(host: string, index: number, notBeforeAt: number): void
  /** Links at once from now on; those that are on their way go on. */
  setConcurrency(concurrency: number): void
  /** Nothing starts any more. */
  stop(): void
  /** Resolves once everything that was added is done. */
  whenDone(): Promise<void>
  /** Links that have not begun. */
  readonly waiting: number
}

interface Retry {
  readonly index: number
  readonly notBeforeAt: number
}

interface Host {
  readonly queue: number[]
  readonly retries: Retry[]
  /** Links that hold a global slot and wait for a place here. */
  readonly arrivals: (() => void)[]
  active: number
  nextAt: number
  /** One link of it waits for its pace or for a global slot. */
  isStarting: boolean
  timer: NodeJS.Timeout | null
}

/** Creates the queues. Times are those of `performance.now()`. */
export function createHostQueues(options: HostQueuesOptions): HostQueues {
  const limit = pLimit(options.concurrency)
  const hosts = new Map<string, Host>()
  let firstWaiting = 0
  let pending = 0
  let isStopped = false
  let onDone: (() => void)[] = []
  const withRetries = new Set<Host>()

  function hostOf(name: string): Host {
    let host = hosts.get(name)
    if (!host) {
      host = { queue: [], retries: [], arrivals: [], active: 0, nextAt: 0, isStarting: false, timer: null }
      hosts.set(name, host)
    }
    return host
  }

  function wakeAt(host: Host, at: number): void {
    if (host.timer) clearTimeout(host.timer)
    host.timer = setTimeout(
      () => {
        host.timer = null
        pump(host)
      },
      Math.max(1, Math.ceil(at - performance.now())),
    )
  }

  function sit(host: Host): void {
    host.active += 1
    host.nextAt = performance.now() + options.paceMs
  }

  /** Lets in whoever may come in now, and sees to it that it is called again when the next one may. */
  function pump(host: Host): void {
    if (isStopped) return
    const now = performance.now()
    while (host.arrivals.length > 0 && host.active < options.perHost) {
      if (host.nextAt > now) return wakeAt(host, host.nextAt)
      sit(host)
      host.arrivals.shift()?.()
    }
    if (host.isStarting || host.active >= options.perHost) return
    if (host.queue.length > 0) {
      if (host.nextAt > now) return wakeAt(host, host.nextAt)
      start(host, host.queue.shift() as number)
    } else if (firstWaiting === 0 && host.active === 0 && host.retries.length > 0) {
      const { index, notBeforeAt } = host.retries[0] as Retry
      const at = Math.max(notBeforeAt, host.nextAt - options.paceMs + options.retryPaceMs)
      if (at > now) return wakeAt(host, at)
      host.retries.shift()
      if (host.retries.length === 0) withRetries.delete(host)
      start(host, index, true)
    }
  }

  function start(host: Host, index: number, isRetry = false): void {
    host.isStarting = true
    void limit(async () => {
      host.isStarting = false
      if (!isRetry) {
        firstWaiting -= 1
        if (firstWaiting === 0) for (const other of withRetries) pump(other)
      }
      if (isStopped) return
      let current = host
      await enter(host)
      // The next one of this host lines up while this one is on its way.
      pump(host)
      try {
        await options.run(index, {
          move(name) {
            const next = hostOf(name)
            leave(current)
            current = next
            return enter(next)
          },
        })
      } finally {
        leave(current)
        pending -= 1
        if (pending === 0) for (const done of onDone.splice(0)) done()
      }
    })
  }

  function enter(host: Host): Promise<void> {
    if (host.active < options.perHost && host.arrivals.length === 0 && host.nextAt <= performance.now()) {
      sit(host)
      return ENTERED
    }
    return new Promise((resolve) => {
      host.arrivals.push(resolve)
      pump(host)
    })
  }

  function leave(host: Host): void {
    host.active -= 1
    pump(host)
  }

  return {
    add(name, index) {
      const host = hostOf(name)
      host.queue.push(index)
      firstWaiting += 1
      pending += 1
      pump(host)
    },
    retry(name, index, notBeforeAt) {
      const host = hostOf(name)
      host.retries.push({ index, notBeforeAt })
      withRetries.add(host)
      pending += 1
      pump(host)
    },
    setConcurrency(concurrency) {
      limit.concurrency = concurrency
    },
    stop() {
      isStopped = true
      limit.clearQueue()
      for (const host of hosts.values()) if (host.timer) clearTimeout(host.timer)
      onDone = []
    },
    whenDone: () => (pending === 0 ? Promise.resolve() : new Promise((resolve) => onDone.push(resolve))),
    get waiting() {
      return firstWaiting
    },
  }
}

const ENTERED = Promise.resolve()
