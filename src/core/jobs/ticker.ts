import { everyMinute as everyMinuteByClock } from './minute-clock.ts'

/** Looks once a minute; what is due says the database, so that a tick that is lost or late loses nothing. */
export interface Ticker {
  /** Looks now: after a start, after a sleep, when the network is back. Looks that come meanwhile are made up for by one. */
  wake(): Promise<void>
  stop(): Promise<void>
}

export interface TickerDeps {
  /** Done one after the other; one that fails does not keep the others from their turn. */
  readonly steps: readonly (() => Promise<void>)[]
  readonly onError: (error: unknown) => void
  /** Calls back once a minute; answers how to end that. Tests put their own in. */
  readonly everyMinute?: (look: () => void) => () => void
}

export function createTicker({ steps, onError, everyMinute = everyMinuteByClock }: TickerDeps): Ticker {
  let current: Promise<void> | null = null
  let again: Promise<void> | null = null
  let isStopped = false

  async function takeSteps(): Promise<void> {
    for (const step of steps) {
      if (isStopped) return
      try {
        await step()
      } catch (error) {
        onError(error)
      }
    }
  }

  function look(): Promise<void> {
    if (isStopped) return Promise.resolve()
    if (!current) {
      current = takeSteps().finally(() => {
        current = null
      })
      return current
    }
    // What has changed since the look began may be behind the point where it is now.
    again ??= current.then(() => {
      again = null
      return look()
    })
    return again
  }

  const end = everyMinute(() => {
    if (!current) void look()
  })
  return {
    wake: look,
    async stop() {
      isStopped = true
      end()
      await current
    },
  }
}
