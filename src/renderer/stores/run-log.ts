import type { LogLevel, StoredLogLine } from '../../shared/domain/run.ts'
import { ApiError, type Api } from '../lib/api.ts'

/** Lines of one bucket and of one request. */
const BUCKET_LINES = 500
/** Lines kept in memory; the rest of a longer log is read again when it comes into sight. */
export const MAX_KEPT_LINES = 20_000

/** What is known of a log; a new object for each change. */
export interface RunLogState {
  /** Number of the newest line known; lines are numbered from 1, so it is also their count. */
  readonly lastSeq: number
  /** False until the core has said how far the log goes. */
  readonly isReady: boolean
  /** The last read has failed; `retry` is the way on. */
  readonly error: ApiError | null
}

/** A part of the log that has been looked through; `nextAfterSeq` is where the next part begins. */
export interface LogPart {
  readonly lines: readonly StoredLogLine[]
  readonly nextAfterSeq: number
}

/**
 * The complete log of one run: lines are read as they come into sight and merged by number with those that the core
 * announces, so that neither a late start nor a lost, late or repeated event leaves a gap or shows a line twice.
 */
export interface RunLog {
  readonly getState: () => RunLogState
  readonly subscribe: (listener: () => void) => () => void
  /** The line of that number when it is in memory. */
  line(seq: number): StoredLogLine | null
  /** True when the core has no such line although it has later ones. */
  isAbsent(seq: number): boolean
  /** Reads what is missing from `fromSeq` to `toSeq`, both included. */
  need(fromSeq: number, toSeq: number): void
  /** Up to 500 lines behind `afterSeq`, for whoever looks through all of it. `levels` may leave the others out. */
  part(afterSeq: number, levels: readonly LogLevel[] | null): Promise<LogPart>
  /** Keeps lines that somebody has read by `part`. */
  keep(lines: readonly StoredLogLine[]): void
  retry(): void
  stop(): void
}

export interface RunLogDeps {
  readonly api: Pick<Api, 'request' | 'on' | 'onReset' | 'onConnection'>
  readonly runId: string
  /** Calls back before the next picture is drawn; listeners hear of changes only then. */
  readonly requestFrame: (callback: () => void) => void
}

interface Bucket {
  readonly lines: (StoredLogLine | undefined)[]
  count: number
  touched: number
}

/** Opens a run's log and follows it until it is stopped. */
export function createRunLog({ api, runId, requestFrame }: RunLogDeps): RunLog {
  const buckets = new Map<number, Bucket>()
  const absent = new Set<number>()
  const listeners = new Set<() => void>()
  /** Reads on their way, by the number behind which they begin. */
  const reads = new Set<number>()
  let state: RunLogState = { lastSeq: 0, isReady: false, error: null }
  let next = state
  let kept = 0
  let touches = 0
  let isDrawing = false
  let isOver = false
  let wanted: readonly [from: number, to: number] = [1, 0]
  /** From here on the core has stored nothing yet, although lines have been announced. */
  let unstoredFrom = Infinity

  const bucketOf = (seq: number): number => Math.floor((seq - 1) / BUCKET_LINES)
  const line = (seq: number): StoredLogLine | null =>
    buckets.get(bucketOf(seq))?.lines[(seq - 1) % BUCKET_LINES] ?? null
  const isMissing = (seq: number): boolean => line(seq) === null && !absent.has(seq)

  function change(part: Partial<RunLogState>): void {
    next = { ...next, ...part }
    if (isDrawing || isOver) return
    isDrawing = true
    requestFrame(() => {
      isDrawing = false
      state = next
      listeners.forEach((listener) => listener())
    })
  }

  function put(lines: readonly StoredLogLine[]): void {
    let { lastSeq } = next
    for (const entry of lines) {
      const index = bucketOf(entry.seq)
      const bucket = buckets.get(index) ?? { lines: [], count: 0, touched: 0 }
      buckets.set(index, bucket)
      bucket.touched = touches += 1
      const at = (entry.seq - 1) % BUCKET_LINES
      if (bucket.lines[at] === undefined) {
        bucket.count += 1
        kept += 1
      }
      bucket.lines[at] = entry
      absent.delete(entry.seq)
      lastSeq = Math.max(lastSeq, entry.seq)
    }
    forget()
    change({ lastSeq })
  }

  /** Drops what has not been looked at for longest, never what is in sight. */
  function forget(): void {
    if (kept <= MAX_KEPT_LINES) return
    const [from, to] = wanted
    const byAge = [...buckets].toSorted(([, a], [, b]) => a.touched - b.touched)
    for (const [index, bucket] of byAge) {
      if (kept <= MAX_KEPT_LINES) return
      if (index >= bucketOf(from) && index <= bucketOf(to)) continue
      kept -= bucket.count
      buckets.delete(index)
    }
  }

  function guard(work: Promise<void>): void {
    void work.catch((error: unknown) => {
      if (isOver) return
      change({ error: error instanceof ApiError ? error : new ApiError({ code: 'INTERNAL', params: {}, raw: null }) })
    })
  }

  /** Asks how far the log goes. */
  async function locate(): Promise<void> {
    const { lastSeq } = await api.request('run.get', { runId })
    if (isOver) return
    change({ lastSeq: Math.max(next.lastSeq, lastSeq), isReady: true, error: null })
    unstoredFrom = Infinity
    fill()
  }

  async function read(afterSeq: number): Promise<void> {
    if (reads.has(afterSeq)) return
    reads.add(afterSeq)
    const lastSeq = next.lastSeq
    try {
      const { lines } = await api.request('run.log', { runId, afterSeq, limit: BUCKET_LINES })
      if (isOver) return
      // Lines are stored in order: a number that the core skips will not come any more.
      let expected = afterSeq + 1
      for (const { seq } of lines) {
        for (; expected < seq; expected += 1) if (line(expected) === null) absent.add(expected)
        expected = seq + 1
      }
      // Lines that could not be stored yet are not asked for again before there is news.
      if (lines.length < BUCKET_LINES && next.lastSeq === lastSeq) unstoredFrom = expected
      put(lines)
      change({ error: null })
    } finally {
      reads.delete(afterSeq)
    }
    fill()
  }

  /** Reads the first thing that is missing in sight; what comes after follows when that has come. */
  function fill(): void {
    if (next.error || isOver) return
    const [from, to] = wanted
    const end = Math.min(to, next.lastSeq, unstoredFrom - 1)
    for (let seq = Math.max(1, from); seq <= end; seq += 1) {
      if (!isMissing(seq)) continue
      // The whole bucket, so that scrolling up does not ask line by line.
      let first = bucketOf(seq) * BUCKET_LINES + 1
      while (!isMissing(first)) first += 1
      return guard(read(first - 1))
    }
  }

  function refresh(): void {
    change({ error: null })
    guard(locate())
  }

  async function part(afterSeq: number, levels: readonly LogLevel[] | null): Promise<LogPart> {
    const known = next.lastSeq
    const end = Math.min(afterSeq + BUCKET_LINES, known)
    const inMemory = linesBetween(afterSeq, end)
    if (inMemory.length === end - afterSeq) return { lines: inMemory, nextAfterSeq: end }
    const answer = await api.request('run.log', {
      runId,
      afterSeq,
      limit: BUCKET_LINES,
      ...(levels && { levels: [...levels] }),
    })
    const last = answer.lines.at(-1)?.seq ?? afterSeq
    const nextAfterSeq = answer.hasMore ? last : Math.max(known, last)
    // The newest lines may have been announced although they could not be stored yet.
    const unstored = answer.hasMore ? [] : linesBetween(Math.max(last, nextAfterSeq - BUCKET_LINES), nextAfterSeq)
    return { lines: [...answer.lines, ...unstored], nextAfterSeq }
  }

  function linesBetween(afterSeq: number, toSeq: number): StoredLogLine[] {
    const found: StoredLogLine[] = []
    for (let seq = afterSeq + 1; seq <= toSeq; seq += 1) {
      const entry = line(seq)
      if (entry) found.push(entry)
    }
    return found
  }

  const stops = [
    api.on('run.logged', (event) => {
      if (event.runId !== runId) return
      unstoredFrom = Infinity
      put(event.lines)
      fill()
    }),
    // Whatever was lost on the way is stored by now.
    api.on('run.ended', ({ run }) => {
      if (run.runId === runId) refresh()
    }),
    api.onReset(refresh),
    api.onConnection((isConnected) => {
      if (isConnected) refresh()
    }),
  ]
  guard(locate())

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    line,
    isAbsent: (seq) => absent.has(seq),
    need(fromSeq, toSeq) {
      wanted = [fromSeq, toSeq]
      for (let index = bucketOf(Math.max(1, fromSeq)); index <= bucketOf(toSeq); index += 1) {
        const bucket = buckets.get(index)
        if (bucket) bucket.touched = touches += 1
      }
      fill()
    },
    part,
    keep: put,
    retry: refresh,
    stop() {
      isOver = true
      stops.forEach((stop) => stop())
      listeners.clear()
    },
  }
}
