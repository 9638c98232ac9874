import type { LogLine, StoredLogLine } from '../../shared/domain/run.ts'

/** Lines are stored in groups: after this time, or as soon as this many wait. */
const FLUSH_AFTER_MS = 150
const FLUSH_AT_LINES = 200

/** Numbers one run's log lines, stores them in groups and announces them once they are stored. */
export interface LogBuffer {
  add(line: LogLine): void
  readonly lastStoredSeq: number
  /** Stores what is left. */
  close(): Promise<void>
}

export interface LogBufferDeps {
  readonly store: (lines: readonly StoredLogLine[]) => Promise<unknown>
  readonly announce: (lines: readonly StoredLogLine[]) => void
  readonly onError: (error: unknown) => void
}

/**
 * Creates a buffer. Lines that cannot be stored (full disk) are announced all the same, so that a watcher sees them, and
 * are stored together with later ones.
 */
export function createLogBuffer(deps: LogBufferDeps): LogBuffer {
  let nextSeq = 1
  let lastStoredSeq = 0
  let waiting: StoredLogLine[] = []
  /** Could not be stored; they go before the next lines, so that the stored log has no gap. */
  let unstored: readonly StoredLogLine[] = []
  let timer: NodeJS.Timeout | null = null
  let tail: Promise<void> = Promise.resolve()

  function flush(): void {
    if (timer) clearTimeout(timer)
    timer = null
    if (waiting.length === 0) return
    const lines = waiting
    waiting = []
    tail = tail
      .then(() => store(lines))
      .catch(deps.onError)
      .then(() => deps.announce(lines))
  }

  async function store(lines: readonly StoredLogLine[]): Promise<void> {
    const all = [...unstored, ...lines]
    unstored = all
    await deps.store(all)
    unstored = []
    lastStoredSeq = all.at(-1)?.seq ?? lastStoredSeq
  }

  return {
    add(line) {
      waiting.push({ ...line, seq: nextSeq })
      nextSeq += 1
      if (waiting.length >= FLUSH_AT_LINES) flush()
      else timer ??= setTimeout(flush, FLUSH_AFTER_MS)
    },
    get lastStoredSeq() {
      return lastStoredSeq
    },
    async close() {
      flush()
      await tail
      if (unstored.length > 0) await store([]).catch(deps.onError)
    },
  }
}
