import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createWorkerHost, type WorkerRunListener } from '../../../../src/core/jobs/worker-host.ts'
import type { RunReport, WorkerJob } from '../../../../src/shared/worker/frames.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import { createMemoryWorker } from '../../../support/memory-worker.ts'

const job = { type: 'account-test', account: {}, now: 0 } as unknown as WorkerJob
const ended: RunReport = { kind: 'cancelled', metrics: NO_METRICS }

function listen(): WorkerRunListener & {
  reports: RunReport[]
  exits: { code: number | null; signal: string | null }[]
} {
  const reports: RunReport[] = []
  const exits: { code: number | null; signal: string | null }[] = []
  return { reports, exits, onReport: (report) => reports.push(report), onExit: (exit) => exits.push(exit) }
}

describe('createWorkerHost', () => {
  it('starts no process before there is work, and one for several runs', async () => {
    const worker = createMemoryWorker()
    const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {} })
    expect(worker.launches).toBe(0)
    await Promise.all([host.run('a', job, listen()), host.run('b', job, listen())])
    expect(worker.launches).toBe(1)
    expect(worker.received.map((frame) => frame.kind)).toEqual(['run', 'run'])
  })

  it('hands reports to their run only, and drops frames of an older generation', async () => {
    const worker = createMemoryWorker()
    const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {} })
    const a = listen()
    const b = listen()
    await host.run('a', job, a)
    await host.run('b', job, b)
    const generation = worker.received[0]?.generation ?? 0
    worker.send({ v: 1, generation: generation - 1, kind: 'report', runId: 'a', report: ended })
    worker.send({ v: 1, generation, kind: 'report', runId: 'b', report: ended })
    worker.send({ v: 1, generation, kind: 'report', runId: 'unknown', report: ended })
    expect(a.reports).toEqual([])
    expect(b.reports).toEqual([ended])
  })

  it('tells every run when the process dies, and starts a new generation for the next one', async () => {
    const worker = createMemoryWorker()
    const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {} })
    const a = listen()
    await host.run('a', job, a)
    const first = worker.received[0]?.generation
    worker.die(null, 'SIGKILL')
    expect(a.exits).toEqual([{ code: null, signal: 'SIGKILL' }])
    await host.run('b', job, listen())
    expect(worker.launches).toBe(2)
    expect(worker.received[0]?.generation).not.toBe(first)
  })

  it('opens the circuit after three deaths in a row, and closes it when told', async () => {
    const worker = createMemoryWorker()
    const circuit: boolean[] = []
    const host = createWorkerHost({ launcher: worker.launcher, onCircuit: (isOpen) => circuit.push(isOpen) })
    for (let death = 0; death < 3; death += 1) {
      await host.run(`r${death}`, job, listen())
      worker.die(1, null)
    }
    expect(circuit).toEqual([true])
    expect(host.isCircuitOpen).toBe(true)
    await expect(host.run('x', job, listen())).rejects.toMatchObject({ code: 'WORKER_CIRCUIT_OPEN' })
    host.reset()
    await host.run('y', job, listen())
    expect(circuit).toEqual([true, false])
  })

  it('forgets earlier deaths once a run has ended well', async () => {
    const worker = createMemoryWorker()
    const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {} })
    for (let round = 0; round < 4; round += 1) {
      await host.run(`dead${round}`, job, listen())
      worker.die(1, null)
      await host.run(`good${round}`, job, listen())
      worker.send({
        v: 1,
        generation: worker.received[0]?.generation ?? 0,
        kind: 'report',
        runId: `good${round}`,
        report: ended,
      })
    }
    expect(host.isCircuitOpen).toBe(false)
  })

  it('gives up on a process that never becomes ready and kills it', async () => {
    const worker = createMemoryWorker({ isSilent: true })
    const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {}, readyTimeoutMs: 20 })
    await expect(host.run('a', job, listen())).rejects.toMatchObject({ code: 'WORKER_NOT_READY' })
    expect(worker.wasKilled).toBe(true)
  })

  it('drops the reports of a cancelled run and kills a worker that ignores the cancel', async () => {
    const worker = createMemoryWorker()
    const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {}, graceMs: 20 })
    const a = listen()
    const b = listen()
    await host.run('a', job, a)
    await host.run('b', job, b)
    host.cancel('a')
    worker.send({
      v: 1,
      generation: worker.received[0]?.generation ?? 0,
      kind: 'report',
      runId: 'a',
      report: { kind: 'log', lines: [] },
    })
    expect(a.reports).toEqual([])
    await expect.poll(() => worker.wasKilled).toBe(true)
    expect(a.exits).toEqual([])
    expect(b.exits).toEqual([{ code: null, signal: 'SIGKILL' }])
  })

  it('leaves a worker alive that obeys the cancel', async () => {
    const worker = createMemoryWorker()
    const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {}, graceMs: 20 })
    worker.onFrame = (frame) => {
      if (frame.kind === 'cancel') {
        worker.send({ v: 1, generation: frame.generation, kind: 'report', runId: frame.runId, report: ended })
      }
    }
    await host.run('a', job, listen())
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    host.cancel('a')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(worker.wasKilled).toBe(false)
  })

  it('gives a run that comes while an idle process leaves a process of its own', async () => {
    const worker = createMemoryWorker()
    const circuit: boolean[] = []
    const host = createWorkerHost({
      launcher: worker.launcher,
      onCircuit: (isOpen) => circuit.push(isOpen),
      idleMs: 1,
      graceMs: 30,
    })
    let isAsked = false
    worker.onFrame = (frame) => {
      if (frame.kind === 'shutdown') isAsked = true
    }
    await host.run('a', job, listen())
    const generation = worker.received[0]?.generation ?? 0
    worker.send({ v: 1, generation, kind: 'report', runId: 'a', report: ended })
    await expect.poll(() => isAsked, { interval: 1 }).toBe(true)
    const b = listen()
    await host.run('b', job, b)
    expect(worker.launches).toBe(2)
    // The old process is killed meanwhile; that is nobody's death.
    await expect.poll(() => worker.wasKilled, { interval: 1 }).toBe(true)
    expect(b.exits).toEqual([])
    await host.stop()
  })

  it('stops by asking first and kills after the grace time', async () => {
    const worker = createMemoryWorker()
    const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {}, graceMs: 20 })
    await host.run('a', job, listen())
    await host.stop()
    expect(worker.received.at(-1)?.kind).toBe('shutdown')
    expect(worker.wasKilled).toBe(true)
    await expect(host.run('b', job, listen())).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  })

  it('gives up on a process that not even a kill ends, and says so, so that quitting never hangs', async () => {
    const worker = createMemoryWorker()
    let stuck = 0
    const host = createWorkerHost({
      launcher: {
        launch: () => ({ ...worker.launcher.launch(), kill: () => {} }),
      },
      onCircuit: () => {},
      onStuck: () => (stuck += 1),
      graceMs: 5,
      killWaitMs: 5,
    })
    await host.run('a', job, listen())
    await host.stop()
    expect(stuck).toBe(1)
  })
})
