import { useRef } from 'react'
import type { Run, RunMetrics, RunSample, StageProgress } from '../../../shared/domain/run.ts'
import type { ApiError } from '../../lib/api.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useLiveRuns, type LiveRun } from '../../stores/live-runs.ts'

/** A run as it is shown: what was read, brought up to date by what has been heard since. */
export interface ShownRun {
  readonly run: Run
  readonly progress: readonly StageProgress[]
  readonly metrics: RunMetrics
  readonly samples: readonly RunSample[]
  readonly isActive: boolean
  /** True for a run that another process carries out. */
  readonly isElsewhere: boolean
}

export interface RunAnswer {
  readonly shown: ShownRun | null
  readonly error: ApiError | null
  readonly retry: () => void
}

/** Reads one run and follows it while it goes on. */
export function useRun(runId: string): RunAnswer {
  const answer = useRequest('run.get', { runId })
  const live = useLiveRuns(({ runs }) => runs[runId])
  const lastLive = useRef<LiveRun | null>(null)
  if (live) lastLive.current = live
  // The answer to an earlier question stays until the new one is there; another run is not this one.
  const read = answer.data?.run.runId === runId ? answer.data : null
  const kept = lastLive.current?.run.runId === runId ? lastLive.current : null
  // Between the end of a run and its final figures, what was heard last is nearer to the truth than what was read first.
  const heard = live ?? (read === null || read.run.endedAt === null ? kept : null)
  const retry = (): void => void answer.refetch()
  if (!read && !heard) return { shown: null, error: answer.error, retry }
  const run = heard?.run ?? (read as { readonly run: Run }).run
  const isActive = run.endedAt === null
  const metrics = heard?.metrics ?? read?.metrics ?? run.metrics
  return {
    shown: {
      run,
      progress: heard?.progress ?? read?.progress ?? [],
      metrics,
      samples: heard?.samples ?? read?.samples ?? [],
      isActive,
      isElsewhere: isActive && read !== null && !read.isLive && read.run.endedAt === null,
    },
    error: null,
    retry,
  }
}
