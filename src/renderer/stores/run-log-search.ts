import type { LogLevel, StoredLogLine } from '../../shared/domain/run.ts'
import { ApiError } from '../lib/api.ts'
import type { RunLog } from './run-log.ts'

/** How far a search has come; a new object for each change. */
export interface RunLogSearchState {
  readonly count: number
  /** Lines up to this number have been looked through. */
  readonly scannedTo: number
  readonly error: ApiError | null
}

/** The lines of a log that pass a test: looks through the whole log once, then through what is added. */
export interface RunLogSearch {
  readonly getState: () => RunLogSearchState
  readonly subscribe: (listener: () => void) => () => void
  /** The number of the match at a position from 0. */
  seqAt(position: number): number
  /** Position of the first match with that number or a later one. */
  positionOf(seq: number): number
  retry(): void
  stop(): void
}

export interface RunLogSearchDeps {
  readonly log: RunLog
  /** Only these levels; null for all. */
  readonly levels: readonly LogLevel[] | null
  readonly accepts: (line: StoredLogLine) => boolean
  readonly requestFrame: (callback: () => void) => void
}

/** Starts to look; goes on until it is stopped. */
export function createRunLogSearch({ log, levels, accepts, requestFrame }: RunLogSearchDeps): RunLogSearch {
  const matches: number[] = []
  const listeners = new Set<() => void>()
  let state: RunLogSearchState = { count: 0, scannedTo: 0, error: null }
  let next = state
  let isDrawing = false
  let isScanning = false
  const over = new AbortController()

  function change(part: Partial<RunLogSearchState>): void {
    next = { ...next, ...part }
    if (isDrawing || over.signal.aborted) return
    isDrawing = true
    requestFrame(() => {
      isDrawing = false
      state = next
      listeners.forEach((listener) => listener())
    })
  }

  async function scan(): Promise<void> {
    if (isScanning || next.error) return
    isScanning = true
    try {
      while (!over.signal.aborted && next.scannedTo < log.getState().lastSeq) {
        const { lines, nextAfterSeq } = await log.part(next.scannedTo, levels)
        if (over.signal.aborted) return
        const found = lines.filter((line) => (levels === null || levels.includes(line.level)) && accepts(line))
        for (const { seq } of found) matches.push(seq)
        log.keep(found)
        change({ count: matches.length, scannedTo: nextAfterSeq })
      }
    } catch (error) {
      change({ error: error instanceof ApiError ? error : new ApiError({ code: 'INTERNAL', params: {}, raw: null }) })
    } finally {
      isScanning = false
    }
  }

  const stopLog = log.subscribe(() => void scan())
  void scan()
  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    seqAt: (position) => matches[position] ?? 0,
    positionOf(seq) {
      let [low, high] = [0, matches.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((matches[middle] ?? 0) < seq) low = middle + 1
        else high = middle
      }
      return low
    },
    retry() {
      change({ error: null })
      void scan()
    },
    stop() {
      over.abort()
      stopLog()
      listeners.clear()
    },
  }
}
