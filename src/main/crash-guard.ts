export interface CrashGuardOptions {
  readonly now: () => number
  readonly reload: () => void
  /** Asks the person once reloading has not helped; `reload` tries again, `quit` ends the app. */
  readonly ask: () => Promise<'reload' | 'quit'>
  readonly quit: () => void
}

/** A page that crashes again and again would be reloaded for ever. */
const MAX_RELOADS = 3
const WITHIN_MS = 5 * 60_000

/** Brings a crashed page back by itself, three times within five minutes; then the person decides. */
export function createCrashGuard(options: CrashGuardOptions): { onCrash(): Promise<void> } {
  let reloadedAt: number[] = []
  return {
    async onCrash() {
      reloadedAt = reloadedAt.filter((at) => options.now() - at < WITHIN_MS)
      if (reloadedAt.length >= MAX_RELOADS) {
        if ((await options.ask()) === 'quit') return options.quit()
        reloadedAt = []
      }
      reloadedAt.push(options.now())
      options.reload()
    },
  }
}
