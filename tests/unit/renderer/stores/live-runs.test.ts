import { afterEach, describe, expect, it, vi } from 'vitest'
import { followRuns, useLiveRuns } from '../../../../src/renderer/stores/live-runs.ts'
import { MAX_SAMPLES, NO_METRICS, type RunSample } from '../../../../src/shared/domain/run.ts'
import { aRun } from '../../../support/renderer-builders.ts'
import { createFakeApi, testSystem } from '../../../support/renderer.tsx'

const run = aRun({ state: 'running', endedAt: null, complete: false })

function sampleAt(at: number): RunSample {
  return { at, active: 1, queued: 0, requests: at, retries: 0, throttled: 0, perSecond: 1, p95Ms: 5 }
}

function snapshot(samples: readonly RunSample[] = []) {
  return { run, isLive: true, progress: [], metrics: NO_METRICS, samples, lastSeq: 0 }
}

const live = () => useLiveRuns.getState().runs['r1']

afterEach(() => useLiveRuns.setState({ runs: {} }))

describe('followRuns', () => {
  it('finds a run that was going on before the window opened', async () => {
    const api = createFakeApi({
      'system.state': { ...testSystem, activeRunIds: ['r1'] },
      'run.get': snapshot([sampleAt(1)]),
    })
    followRuns(api)
    await vi.waitFor(() => expect(live()?.samples).toHaveLength(1))
  })

  it('follows progress by absolute counts and lets go of the run when it ends', async () => {
    const api = createFakeApi({ 'run.get': snapshot() })
    followRuns(api)
    api.emit('run.started', { run })
    await vi.waitFor(() => expect(live()).toBeDefined())
    const progress = [{ stage: 'list' as const, done: 500, total: 2314, failed: 0 }]
    api.emit('run.progressed', { runId: 'r1', progress, metrics: NO_METRICS, sample: sampleAt(2) })
    expect(live()?.progress).toEqual(progress)
    api.emit('run.progressed', { runId: 'r1', progress, metrics: NO_METRICS, sample: sampleAt(2) })
    expect(live()?.samples).toHaveLength(1)
    api.emit('run.ended', { run: { ...run, state: 'succeeded', endedAt: 9 } })
    expect(live()).toBeUndefined()
  })

  it('keeps a bounded course of a long run, its ends included', async () => {
    const api = createFakeApi({ 'run.get': snapshot() })
    followRuns(api)
    api.emit('run.started', { run })
    await vi.waitFor(() => expect(live()).toBeDefined())
    for (let at = 1; at <= MAX_SAMPLES * 3; at++)
      api.emit('run.progressed', { runId: 'r1', progress: [], metrics: NO_METRICS, sample: sampleAt(at) })
    expect(live()?.samples.length).toBeLessThanOrEqual(MAX_SAMPLES)
    expect(live()?.samples.at(-1)?.at).toBe(MAX_SAMPLES * 3)
  })

  it('forgets runs that ended while events were lost', async () => {
    const api = createFakeApi({
      'system.state': { ...testSystem, activeRunIds: ['r1'] },
      'run.get': snapshot(),
    })
    followRuns(api)
    await vi.waitFor(() => expect(live()).toBeDefined())
    api.answer({ 'system.state': testSystem })
    api.reset()
    await vi.waitFor(() => expect(live()).toBeUndefined())
  })
})
