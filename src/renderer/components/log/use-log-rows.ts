import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { LOG_LEVELS, type LogLevel, type StoredLogLine } from '../../../shared/domain/run.ts'
import type { ApiError } from '../../lib/api.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { createRunLogSearch, type RunLogSearch } from '../../stores/run-log-search.ts'
import type { RunLog } from '../../stores/run-log.ts'
import { logSentence } from './log-sentence.ts'
import { createTextMatch, type TextMatch } from './text-match.ts'

/** The rows that a log shows under its filters. */
export interface LogRows {
  readonly count: number
  /** All lines of the log, shown or not. */
  readonly total: number
  readonly isReady: boolean
  readonly isFiltered: boolean
  /** While the log is looked through: how far; null when that is done. */
  readonly scannedTo: number | null
  readonly error: ApiError | null
  readonly match: TextMatch | null
  /** The number of the line at a position from 0. */
  seqAt(position: number): number
  accepts(line: StoredLogLine): boolean
  retry(): void
}

const requestFrame = (callback: () => void): void => void requestAnimationFrame(callback)
const NOTHING = { count: 0, scannedTo: 0, error: null } as const
const noSubscription = (): (() => void) => () => {}

/** Follows a log under filters; what was shown stays until the first result of a new search is there. */
export function useLogRows(log: RunLog, levels: readonly LogLevel[], typed: string): LogRows {
  const translator = useTranslator()
  const state = useSyncExternalStore(log.subscribe, log.getState)
  const match = useMemo(() => createTextMatch(typed), [typed])
  const wantedLevels = levels.length === LOG_LEVELS.length ? null : levels
  const levelKey = wantedLevels?.join(' ') ?? null
  const [search, setSearch] = useState<RunLogSearch | null>(null)

  useEffect(() => {
    if (levelKey === null && match === null) {
      setSearch(null)
      return undefined
    }
    const created = createRunLogSearch({
      log,
      levels: levelKey === null ? null : LOG_LEVELS.filter((level) => levelKey.split(' ').includes(level)),
      accepts: (line) => match === null || match.test(logSentence(translator, line)),
      requestFrame,
    })
    const stopWaiting = created.subscribe(takeWhenUseful)
    function takeWhenUseful(): void {
      const { count, scannedTo, error } = created.getState()
      if (count === 0 && error === null && scannedTo < log.getState().lastSeq) return
      stopWaiting()
      setSearch(created)
    }
    takeWhenUseful()
    return () => {
      stopWaiting()
      created.stop()
    }
  }, [log, levelKey, match, translator])

  const found = useSyncExternalStore(search?.subscribe ?? noSubscription, search?.getState ?? (() => NOTHING))
  const isFiltered = search !== null
  return {
    count: isFiltered ? found.count : state.lastSeq,
    total: state.lastSeq,
    isReady: state.isReady,
    isFiltered,
    scannedTo: isFiltered && found.scannedTo < state.lastSeq ? found.scannedTo : null,
    error: state.error ?? found.error,
    match,
    seqAt: (position) => search?.seqAt(position) ?? position + 1,
    accepts: (line) =>
      (wantedLevels === null || wantedLevels.includes(line.level)) &&
      (match === null || match.test(logSentence(translator, line))),
    retry() {
      log.retry()
      search?.retry()
    },
  }
}
