import { create } from 'zustand'
import { MAX_SAMPLES, type Run, type RunMetrics, type RunSample, type StageProgress } from '../../shared/domain/run.ts'
import type { Api } from '../lib/api.ts'
import { notePace, type StagePaces } from './stage-pace.ts'

/** A run that is going on, as far as this window has heard. */
export interface LiveRun {
  readonly run: Run
  readonly progress: readonly StageProgress[]
  readonly metrics: RunMetrics
  readonly samples: readonly RunSample[]
}

interface LiveRuns {
  /** By run id; a run leaves when it has ended. */
  readonly runs: Readonly<Record<string, LiveRun>>
}

/** Runs that are going on now. */
export const useLiveRuns = create<LiveRuns>(() => ({ runs: {} }))

interface LivePaces {
  readonly paces: Readonly<Record<string, StagePaces>>
}

/** How fast each stage of each run that is going on moves, by run id. */
export const useLivePaces = create<LivePaces>(() => ({ paces: {} }))

function put(runId: string, change: (run: LiveRun) => LiveRun): void {
  useLiveRuns.setState(({ runs }) => {
    const run = runs[runId]
    return run ? { runs: { ...runs, [runId]: change(run) } } : {}
  })
}

function drop(runId: string): void {
  useLiveRuns.setState(({ runs }) => {
    const { [runId]: _ended, ...rest } = runs
    return { runs: rest }
  })
  useLivePaces.setState(({ paces }) => {
    const { [runId]: _ended, ...rest } = paces
    return { paces: rest }
  })
}

function withSample(samples: readonly RunSample[], sample: RunSample): readonly RunSample[] {
  if (samples.at(-1)?.at === sample.at) return samples
  const next = [...samples, sample]
  return next.length <= MAX_SAMPLES ? next : next.filter((_, index) => index % 2 === 1)
}

/** Follows all runs for the life of the page: asks for what is going on, then listens. */
export function followRuns(api: Api, now: () => number = Date.now): void {
  /** Runs that have ended, so that an answer from before their end does not bring them back. */
  const ended = new Set<string>()
  const loading = new Set<string>()

  async function load(runId: string): Promise<void> {
    if (loading.has(runId)) return
    loading.add(runId)
    try {
      const { run, isLive, progress, metrics, samples } = await api.request('run.get', { runId })
      if (ended.has(runId) || (!isLive && run.endedAt !== null)) return drop(runId)
      useLiveRuns.setState(({ runs }) => ({ runs: { ...runs, [runId]: { run, progress, metrics, samples } } }))
    } finally {
      loading.delete(runId)
    }
  }
  async function loadAll(): Promise<void> {
    const { activeRunIds } = await api.request('system.state', {})
    for (const runId of Object.keys(useLiveRuns.getState().runs)) if (!activeRunIds.includes(runId)) drop(runId)
    await Promise.all(activeRunIds.map(load))
  }
  const quietly = (work: Promise<void>): void => void work.catch(() => undefined)
  api.on('run.started', ({ run }) => {
    useLiveRuns.setState(({ runs }) => ({
      runs: { [run.runId]: { run, progress: [], metrics: run.metrics, samples: [] }, ...runs },
    }))
    quietly(load(run.runId))
  })
  api.on('run.progressed', ({ runId, progress, metrics, sample }) => {
    // The core tells the final figures before it says that the run has ended; afterwards nothing comes.
    if (ended.has(runId)) return
    useLivePaces.setState(({ paces }) => ({ paces: { ...paces, [runId]: notePace(paces[runId], progress, now()) } }))
    if (!useLiveRuns.getState().runs[runId]) quietly(load(runId))
    else put(runId, (live) => ({ ...live, progress, metrics, samples: withSample(live.samples, sample) }))
  })
  api.on('run.ended', ({ run }) => {
    ended.add(run.runId)
    drop(run.runId)
  })
  api.onReset(() => quietly(loadAll()))
  api.onConnection((isConnected) => {
    if (isConnected) quietly(loadAll())
  })
  quietly(loadAll())
}
