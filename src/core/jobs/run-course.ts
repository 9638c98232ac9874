import { MAX_SAMPLES, type RunMetrics, type RunSample, type StageProgress } from '../../shared/domain/run.ts'
import type { WriteCommands } from '../db/write-commands.ts'

/** How often a run is sampled and written down while it is short. */
const SAMPLE_EVERY_MS = 1000
/** Timers come a little early or late; a sample that is too soon by this part of a second still counts. */
const TOLERANCE = 0.1

type RunNote = Omit<WriteCommands['run.note']['input'], 'runId'>

export interface RunState {
  readonly progress: readonly StageProgress[]
  readonly metrics: RunMetrics
}

/** The course of one run: its metrics about once per second, written down as it goes on. */
export interface RunCourse {
  /** The last that was taken. */
  readonly newest: RunSample
  /** Oldest first, at most MAX_SAMPLES. */
  readonly samples: readonly RunSample[]
  /** Takes the last sample and writes down what is left; never rejects. */
  end(state: RunState): Promise<void>
}

export interface RunCourseDeps {
  readonly clock: { now(): number }
  readonly state: () => RunState
  readonly store: (note: RunNote) => Promise<unknown>
  /** A sample was taken. */
  readonly onSample: () => void
  /** Told of the first failure to write something down; later notes make up for it. */
  readonly onError: (error: unknown) => void
  readonly everyMs?: number
  readonly maxSamples?: number
}

/**
 * Samples a run until it ends. When the bound is reached every other sample goes and the distance doubles, so that a run
 * of any length keeps its whole course.
 */
export function createRunCourse(deps: RunCourseDeps): RunCourse {
  const { clock, everyMs = SAMPLE_EVERY_MS, maxSamples = MAX_SAMPLES } = deps
  let distanceMs = everyMs
  let newest = toSample(clock.now(), deps.state().metrics)
  let kept: RunSample[] = [newest]
  /** Samples that the database has, counted from the first; 0 also after a thinning. */
  let stored = 0
  let isStoring = false
  let hasFailed = false
  let tail: Promise<void> = Promise.resolve()

  function isDue(): boolean {
    // A clock that was put back must not end the sampling.
    return Math.abs(newest.at - (kept.at(-1) as RunSample).at) >= distanceMs - everyMs * TOLERANCE
  }

  function take({ metrics }: RunState, isWanted: boolean): void {
    newest = toSample(clock.now(), metrics)
    if (!isWanted && !isDue()) return
    // One place stays free for the newest, which is shown whether or not it is kept.
    if (kept.length >= maxSamples - 1) {
      kept = kept.filter((_, index) => index % 2 === 0)
      distanceMs *= 2
      stored = 0
      if (!isWanted && !isDue()) return
    }
    kept.push(newest)
  }

  function store(state: RunState): void {
    isStoring = true
    const [firstPosition, samples] = [stored, kept.slice(stored)]
    stored = kept.length
    tail = deps
      .store({ ...state, samples, firstPosition })
      .catch((error: unknown) => {
        stored = 0
        if (!hasFailed) deps.onError(error)
        hasFailed = true
      })
      .then(() => {
        isStoring = false
      })
  }

  const timer = setInterval(() => {
    const state = deps.state()
    take(state, false)
    deps.onSample()
    // The writer may be busy with a long commit; what waits would be out of date when its turn comes.
    if (!isStoring) store(state)
  }, everyMs)
  timer.unref()

  return {
    get newest() {
      return newest
    },
    get samples() {
      return kept.at(-1) === newest ? [...kept] : [...kept, newest]
    },
    async end(state) {
      clearInterval(timer)
      take(state, true)
      await tail
      store(state)
      await tail
    },
  }
}

/** The metrics of one moment. */
export function toSample(at: number, metrics: RunMetrics): RunSample {
  const { active, queued, requests, retries, throttled, perSecond, p95Ms } = metrics
  return { at, active, queued, requests, retries, throttled, perSecond, p95Ms }
}
