import { afterEach, describe, expect, it } from 'vitest'
import { followRuns, useLivePaces, useLiveRuns } from '../../../../../src/renderer/stores/live-runs.ts'
import { MAX_SAMPLES, NO_METRICS, type RunSample } from '../../../../../src/shared/domain/run.ts'
import type { RunSnapshot } from '../../../../../src/shared/ipc/run.ts'
import { createFakeApi, testSystem } from '../../../../support/renderer.tsx'
import { aRun, aSnapshot, NINE, runningRun } from './sync-support.ts'

const sampleAt = (at: number): RunSample => ({
  at,
  active: 1,
  queued: 0,
  requests: 0,
  retries: 0,
  throttled: 0,
  perSecond: 0,
  p95Ms: 0,
})
const progressed = (done: number, at = NINE) => ({
  runId: 'r2',
  progress: [{ stage: 'list', done, total: 100, failed: 0 }] as const,
  metrics: NO_METRICS,
  sample: sampleAt(at),
})
const shown = (): readonly string[] => Object.keys(useLiveRuns.getState().runs)

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
}

afterEach(() => useLivePaces.setState({ paces: {} }))

describe('followRuns', () => {
  it('knows what is going on when the window opens, and lets it go when it ends', async () => {
    const api = createFakeApi({
      'system.state': { ...testSystem, activeRunIds: ['r2'] },
      'run.get': aSnapshot(runningRun),
    })
    followRuns(api)
    await settle()
    expect(shown()).toEqual(['r2'])
    api.emit('run.ended', { run: aRun({ runId: 'r2' }) })
    expect(shown()).toEqual([])
    expect(useLivePaces.getState().paces).toEqual({})
  })

  it('does not bring an ended run back by an answer from before its end', async () => {
    let release: (snapshot: RunSnapshot) => void = () => {}
    const api = createFakeApi({ 'run.get': () => new Promise<RunSnapshot>((resolve) => (release = resolve)) })
    followRuns(api)
    api.emit('run.started', { run: runningRun })
    expect(shown()).toEqual(['r2'])
    await settle()
    api.emit('run.ended', { run: aRun({ runId: 'r2' }) })
    release(aSnapshot(runningRun))
    await settle()
    expect(shown()).toEqual([])
    api.emit('run.progressed', progressed(100))
    await settle()
    expect(shown()).toEqual([])
  })

  it('asks once for a run that it hears of by its progress', async () => {
    const api = createFakeApi({ 'run.get': aSnapshot(runningRun) })
    followRuns(api)
    for (let done = 1; done <= 20; done += 1) api.emit('run.progressed', progressed(done))
    await settle()
    expect(api.inputsOf('run.get')).toHaveLength(1)
    api.emit('run.progressed', progressed(21))
    expect(useLiveRuns.getState().runs['r2']?.progress[0]?.done).toBe(21)
  })

  it('forgets after a reset what has ended meanwhile', async () => {
    const api = createFakeApi({
      'system.state': { ...testSystem, activeRunIds: ['r2'] },
      'run.get': aSnapshot(runningRun),
    })
    followRuns(api)
    await settle()
    api.answer({ 'system.state': testSystem })
    api.reset()
    await settle()
    expect(shown()).toEqual([])
  })

  it('keeps a bounded number of samples over the whole run', async () => {
    const api = createFakeApi({ 'run.get': aSnapshot(runningRun) })
    followRuns(api)
    api.emit('run.started', { run: runningRun })
    await settle()
    for (let second = 1; second <= MAX_SAMPLES * 3; second += 1)
      api.emit('run.progressed', progressed(1, NINE + second * 1000))
    const samples = useLiveRuns.getState().runs['r2']?.samples ?? []
    expect(samples.length).toBeLessThanOrEqual(MAX_SAMPLES)
    expect(samples[0]?.at).toBeLessThan(NINE + 20_000)
    expect(samples.at(-1)?.at).toBe(NINE + MAX_SAMPLES * 3000)
  })
})
