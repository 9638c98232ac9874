import pLimit from 'p-limit'
import { startBound } from './link-clock.ts'

/** Whoever is this slow waits for somebody else and computes nothing here: the turn goes on to the next one. */
const TURN_MS = 300

/** Turns for work that needs this computer's time, so that many who begin at once are not late all together. */
export interface TurnGate {
  /** Starts when it is its turn; the turn ends with the promise, or a little earlier when it takes long. */
  run<T>(start: () => Promise<T>): Promise<T>
}

/** Creates a gate that lets so many have their turn at once. */
export function createTurnGate(concurrency: number): TurnGate {
  const limit = pLimit(concurrency)
  return {
    run: (start) =>
      new Promise((resolve, reject) => {
        void limit(async () => {
          const work = start()
          work.then(resolve, reject)
          await untilTurnIsOver(work)
        })
      }),
  }
}

function untilTurnIsOver(work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const bound = startBound(TURN_MS, resolve)
    const end = (): void => {
      bound.clear()
      resolve()
    }
    work.then(end, end)
  })
}
