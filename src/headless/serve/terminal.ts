import { execFileSync } from 'node:child_process'
import type { Io } from '../output/io.ts'

/** `npm` passes a signal on that the terminal has sent to us as well: what follows so soon is the same wish. */
const SAME_WISH_MS = 1_000

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP. From then on the process is expected to end; another signal after a
 * moment means that somebody does not want to wait, and ends it at once.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let stoppedAt: number | null = null
    const stop = (): void => {
      if (stoppedAt !== null && performance.now() - stoppedAt > SAME_WISH_MS) process.exit(130)
      stoppedAt ??= performance.now()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  })
}

export interface EnterListener {
  /** False where there is no keyboard to listen to. */
  readonly isListening: boolean
  stop(): void
}

/** Calls back for each line that is entered at the terminal. */
export function onEnter(
  stdin: Io['stdin'],
  listener: () => void,
  ownsTerminal: () => boolean = isInForeground,
): EnterListener {
  if (!stdin.isTTY || !ownsTerminal()) return { isListening: false, stop: () => {} }
  stdin.on('data', listener)
  // A terminal that has been closed cannot be read any more, which is not our concern.
  stdin.on('error', () => {})
  return {
    isListening: true,
    stop() {
      stdin.off('data', listener)
      stdin.pause()
      // A paused terminal still keeps the process from ending.
      stdin.destroy()
    },
  }
}

/** A job in the background (`duewatch serve &`) is suspended by the system as soon as it reads the terminal. */
function isInForeground(): boolean {
  if (process.platform === 'win32') return true
  try {
    const output = execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' })
    return output.includes('+')
  } catch {
    return false
  }
}
