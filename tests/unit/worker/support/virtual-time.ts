import type { Timer } from '../../../../src/worker/http/timer.ts'

/** A timer whose seconds pass only while `run` drives it: simulations of minutes take milliseconds and repeat exactly. */
export interface VirtualTime extends Timer {
  /** Lets time pass until the promise settles. Throws when nothing is scheduled that could settle it. */
  run<T>(promise: Promise<T>): Promise<T>
}

interface Entry {
  readonly at: number
  readonly order: number
  readonly fire: () => void
}

export function createVirtualTime(): VirtualTime {
  let now = 0
  let order = 0
  const entries: Entry[] = []
  return {
    now: () => now,
    sleep(delayMs, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason)
          return
        }
        order += 1
        const entry: Entry = { at: now + Math.max(0, delayMs), order, fire: resolve }
        entries.push(entry)
        signal.addEventListener(
          'abort',
          () => {
            const index = entries.indexOf(entry)
            if (index >= 0) entries.splice(index, 1)
            reject(signal.reason)
          },
          { once: true },
        )
      })
    },
    async run(promise) {
      let isSettled = false
      promise.then(
        () => (isSettled = true),
        () => (isSettled = true),
      )
      while (true) {
        // Every promise that is ready must have moved on before the clock does.
        await new Promise((resolve) => setImmediate(resolve))
        if (isSettled) return await promise
        let next: Entry | undefined
        for (const entry of entries) {
          if (!next || entry.at < next.at || (entry.at === next.at && entry.order < next.order)) next = entry
        }
        if (!next) throw new Error('nothing is scheduled')
        entries.splice(entries.indexOf(next), 1)
        now = Math.max(now, next.at)
        next.fire()
      }
    },
  }
}

/** Repeatable numbers from 0 to 1 (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
