import { lookup } from 'node:dns'
import { isIP } from 'node:net'
import pLimit from 'p-limit'
import { startBound } from './link-clock.ts'
import type { LookUp, Outcome } from './ports.ts'
import { toCode, toProblem } from './problems.ts'

/** What was found for a name, and how long the asking itself took; waiting for a turn is not in it. */
export interface FoundName {
  readonly outcome: Outcome<readonly string[]>
  readonly tookMs: number
}

/** The names of a run, each asked for once. */
export interface Names {
  find(host: string): Promise<FoundName>
}

export interface NamesOptions {
  /** Asks for one name. */
  readonly lookUp: LookUp
  /** Questions at the same time. */
  readonly concurrency: number
  /** Bound on one name, all attempts together. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Questions at the same time. Each holds a thread of the pool (UV_THREADPOOL_SIZE of `worker-variables.ts`) until the
 * system gives up, so some threads are left for files and compression.
 */
export const LOOKUP_CONCURRENCY = 112

/** A small resolver refuses what it cannot remember: after so many failures it is asked half as much at once. */
const FAILURES_TO_SLOW_DOWN = 8
const MIN_CONCURRENCY = 16

/** Pauses before a name is asked for again after the resolver itself failed: a lost packet must not condemn a link. */
const RETRY_AFTER_MS = [150, 600]

/** Asks the resolver of the system, which knows the hosts file and everything else that a browser would find. */
export const lookUpInSystem: LookUp = (host) =>
  new Promise((resolve) => {
    lookup(host, { all: true, verbatim: true }, (error, found) => {
      if (error) resolve({ isFine: false, problem: toNameProblem(error) })
      else if (found.length === 0) resolve({ isFine: false, problem: toProblem('dns', 'name-not-found') })
      else resolve({ isFine: true, value: found.map(({ address }) => address) })
    })
  })

function toNameProblem(error: NodeJS.ErrnoException): ReturnType<typeof toProblem> {
  const code = toCode(error)
  return toProblem('dns', code === 'ENOTFOUND' ? 'name-not-found' : 'name-lookup-failed', code || error.message)
}

/** Creates the cache of a run. It never rejects; after an abort it answers at once, with whatever. */
export function createNames({ lookUp, concurrency, timeoutMs, signal }: NamesOptions): Names {
  const limit = pLimit(concurrency)
  const known = new Map<string, Promise<FoundName>>()
  let failures = 0

  function noteFailure(): void {
    failures += 1
    if (failures % FAILURES_TO_SLOW_DOWN !== 0) return
    limit.concurrency = Math.min(limit.concurrency, Math.max(MIN_CONCURRENCY, Math.floor(limit.concurrency / 2)))
  }

  async function ask(host: string): Promise<Outcome<readonly string[]>> {
    let outcome = await attempt(host)
    for (const pauseMs of RETRY_AFTER_MS) {
      if (outcome.isFine || outcome.problem.cause !== 'name-lookup-failed' || signal.aborted) break
      noteFailure()
      await new Promise<void>((resolve) => startAbortable(pauseMs, signal, resolve))
      if (!signal.aborted) outcome = await attempt(host)
    }
    return outcome
  }

  async function attempt(host: string): Promise<Outcome<readonly string[]>> {
    try {
      return await lookUp(host, signal)
    } catch (error) {
      return { isFine: false, problem: toProblem('dns', 'name-lookup-failed', String(error)) }
    }
  }

  function find(host: string): Promise<FoundName> {
    return new Promise((resolve) => {
      // The slot is kept until the system has answered, however late: its thread is busy for as long.
      void limit(async () => {
        const startedAt = performance.now()
        const finish = (outcome: Outcome<readonly string[]>): void =>
          resolve({ outcome, tookMs: performance.now() - startedAt })
        if (signal.aborted) return finish(LATE)
        const bound = startAbortable(timeoutMs, signal, () => finish(LATE))
        const outcome = await ask(host)
        bound.clear()
        finish(outcome)
      })
    })
  }

  return {
    find(host) {
      let answer = known.get(host)
      if (!answer) {
        answer = isIP(host) ? Promise.resolve({ outcome: { isFine: true, value: [host] }, tookMs: 0 }) : find(host)
        known.set(host, answer)
      }
      return answer
    },
  }
}

const LATE: Outcome<readonly string[]> = { isFine: false, problem: toProblem('dns', 'name-lookup-timeout') }

/** Calls back when the time is over or the run is aborted, whatever comes first. */
function startAbortable(durationMs: number, signal: AbortSignal, onOver: () => void): { clear(): void } {
  const bound = startBound(durationMs, () => {
    signal.removeEventListener('abort', onAbort)
    onOver()
  })
  function onAbort(): void {
    bound.clear()
    onOver()
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    clear() {
      bound.clear()
      signal.removeEventListener('abort', onAbort)
    },
  }
}
