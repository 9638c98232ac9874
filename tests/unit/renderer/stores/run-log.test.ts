import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError, type Api } from '../../../../src/renderer/lib/api.ts'
import { createRunLogSearch } from '../../../../src/renderer/stores/run-log-search.ts'
import { createRunLog, MAX_KEPT_LINES, type RunLog } from '../../../../src/renderer/stores/run-log.ts'
import { NO_METRICS, type LogLevel, type Run, type StoredLogLine } from '../../../../src/shared/domain/run.ts'

const RUN = 'run-1'
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

function aLine(seq: number): StoredLogLine {
  return { seq, at: seq, level: LEVELS[seq % 4] ?? 'info', stage: 'list', code: 'demo.page', params: { rows: seq } }
}

const lines = (from: number, to: number): StoredLogLine[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => aLine(from + index))

type Gate = <T>(answer: () => T) => Promise<T>

/** A core whose log grows; answers pass a gate, so that a test says in which order they come. */
function createLogCore(gate: Gate = async (answer) => answer()) {
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const resets = new Set<() => void>()
  const connections = new Set<(isConnected: boolean) => void>()
  const requests: { readonly name: string; readonly afterSeq: number }[] = []
  let stored: readonly StoredLogLine[] = []
  let failure: ApiError | null = null

  function answer(name: string, input: { afterSeq?: number; limit?: number; levels?: readonly LogLevel[] }): unknown {
    if (failure) throw failure
    if (name === 'run.get') return { lastSeq: stored.at(-1)?.seq ?? 0 }
    const { afterSeq = 0, limit = 500, levels } = input
    const found = stored.filter(({ seq, level }) => seq > afterSeq && (!levels || levels.includes(level)))
    return { lines: found.slice(0, limit), hasMore: found.length > limit }
  }
  const api = {
    request: (name: string, input: { afterSeq?: number }) => {
      requests.push({ name, afterSeq: input.afterSeq ?? 0 })
      return gate(() => answer(name, input))
    },
    on(name: string, listener: (payload: never) => void) {
      const all = listeners.get(name) ?? new Set()
      listeners.set(name, all.add(listener))
      return () => void all.delete(listener)
    },
    onReset: (listener: () => void) => {
      resets.add(listener)
      return () => void resets.delete(listener)
    },
    onConnection: (listener: (isConnected: boolean) => void) => {
      connections.add(listener)
      return () => void connections.delete(listener)
    },
  } as unknown as Api
  const emit = (name: string, payload: unknown): void =>
    listeners.get(name)?.forEach((listener) => listener(payload as never))
  return {
    api,
    requests,
    store: (more: readonly StoredLogLine[]) => {
      stored = [...stored, ...more]
    },
    announce: (some: readonly StoredLogLine[], runId = RUN) => emit('run.logged', { runId, lines: some }),
    end: () => emit('run.ended', { run: { runId: RUN, metrics: NO_METRICS } as Run }),
    reset: () => resets.forEach((listener) => listener()),
    connect: (isConnected: boolean) => connections.forEach((listener) => listener(isConnected)),
    fail: (error: ApiError | null) => {
      failure = error
    },
  }
}

const atOnce = (callback: () => void): void => callback()

async function settle(): Promise<void> {
  // Promises that wait for one another settle within a few turns of the loop; nothing waits for a clock.
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** Reads a log as a person does who scrolls from its first line to its last. */
async function readAll(log: RunLog): Promise<(number | null)[]> {
  const seen: (number | null)[] = []
  for (let seq = 1; seq <= log.getState().lastSeq; seq += 100) {
    const to = Math.min(seq + 99, log.getState().lastSeq)
    log.need(seq, to)
    await settle()
    for (let at = seq; at <= to; at += 1) seen.push(log.line(at)?.seq ?? null)
  }
  return seen
}

const numbers = (to: number): number[] => Array.from({ length: to }, (_, index) => index + 1)

describe('createRunLog', () => {
  it('shows every line once and in order, whatever events are lost, late, repeated or cut off by a reset', async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant('lines' as const), count: fc.integer({ min: 1, max: 300 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('lost' as const), count: fc.integer({ min: 1, max: 700 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('repeat' as const), back: fc.integer({ min: 1, max: 400 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('late' as const), count: fc.integer({ min: 1, max: 50 }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconnect' as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('look' as const), from: fc.integer({ min: 1, max: 2000 }) }),
      },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.nat({ max: 1200 }),
        fc.array(step, { maxLength: 25 }),
        async (s, before, steps) => {
          const core = createLogCore(async (answer) => {
            // Taken when it is asked, given when the scheduler likes: an answer may be older than an event.
            const taken = answer()
            await s.schedule(Promise.resolve())
            return taken
          })
          core.store(lines(1, before))
          const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
          let last = before
          let late: StoredLogLine[] = []
          for (const one of steps) {
            if (one.kind === 'lines' || one.kind === 'lost' || one.kind === 'late') {
              const more = lines(last + 1, last + one.count)
              core.store(more)
              last += one.count
              if (one.kind === 'lines') core.announce(more)
              if (one.kind === 'late') late = more
              else if (late.length > 0) core.announce(late.splice(0))
            } else if (one.kind === 'repeat') core.announce(lines(Math.max(1, last - one.back), last))
            else if (one.kind === 'reset') core.reset()
            else if (one.kind === 'reconnect') {
              core.connect(false)
              core.connect(true)
            } else log.need(one.from, one.from + 60)
            if (s.count() > 0) await s.waitOne()
          }
          core.end()
          await s.waitIdle()
          const reading = readAll(log)
          await s.waitFor(reading)
          expect(await reading).toEqual(numbers(last))
          log.stop()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('starts with the first line when it is opened in the middle of a sync', async () => {
    const core = createLogCore()
    core.store(lines(1, 1234))
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    core.store(lines(1235, 1240))
    core.announce(lines(1235, 1240))
    log.need(1, 40)
    await settle()
    expect(log.line(1)).toEqual(aLine(1))
    expect(log.getState()).toMatchObject({ lastSeq: 1240, isReady: true })
    expect(await readAll(log)).toEqual(numbers(1240))
  })

  it('fills a gap in sight without being asked again', async () => {
    const core = createLogCore()
    core.store(lines(1, 10))
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    log.need(1, 100)
    await settle()
    core.store(lines(11, 30))
    core.announce(lines(21, 30))
    await settle()
    expect(numbers(30).map((seq) => log.line(seq)?.seq)).toEqual(numbers(30))
  })

  it('does not ask again and again for lines that could not be stored, and reads them once there is news', async () => {
    const core = createLogCore()
    core.store(lines(1, 10))
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    log.need(1, 50)
    core.announce(lines(15, 16))
    await settle()
    const asked = core.requests.length
    await settle()
    expect(core.requests.length).toBe(asked)
    expect(log.line(15)?.seq).toBe(15)
    core.store(lines(11, 17))
    core.announce(lines(17, 17))
    await settle()
    expect(numbers(17).map((seq) => log.line(seq)?.seq)).toEqual(numbers(17))
  })

  it('calls a number absent that the core skips, instead of waiting for it for ever', async () => {
    const core = createLogCore()
    core.store([...lines(1, 5), ...lines(8, 10)])
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    log.need(1, 10)
    await settle()
    expect(numbers(10).filter((seq) => log.isAbsent(seq))).toEqual([6, 7])
  })

  it('keeps a bounded number of lines and reads forgotten ones again', async () => {
    const core = createLogCore()
    const total = MAX_KEPT_LINES * 2
    core.store(lines(1, total))
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    await settle()
    for (let seq = 1; seq <= total; seq += 500) {
      log.need(seq, seq + 499)
      await settle()
    }
    const kept = numbers(total).filter((seq) => log.line(seq) !== null)
    expect(kept.length).toBeLessThanOrEqual(MAX_KEPT_LINES)
    expect(log.line(total)?.seq).toBe(total)
    expect(log.line(1)).toBeNull()
    log.need(1, 30)
    await settle()
    expect(log.line(1)?.seq).toBe(1)
  })

  it('tells its listeners once per frame, however many events come', async () => {
    const frames: (() => void)[] = []
    const core = createLogCore()
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: (callback) => void frames.push(callback) })
    await settle()
    frames.splice(0).forEach((frame) => frame())
    let told = 0
    log.subscribe(() => (told += 1))
    for (let seq = 1; seq <= 200; seq += 1) core.announce([aLine(seq)])
    expect(frames).toHaveLength(1)
    frames.splice(0).forEach((frame) => frame())
    expect(told).toBe(1)
    expect(log.getState().lastSeq).toBe(200)
  })

  it('takes no line of another run', async () => {
    const core = createLogCore()
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    core.announce(lines(1, 5), 'run-2')
    await settle()
    expect(log.getState().lastSeq).toBe(0)
  })

  it('says that a read has failed and goes on after a retry', async () => {
    const core = createLogCore()
    core.store(lines(1, 20))
    core.fail(new ApiError({ code: 'CORE_UNREACHABLE', params: {}, raw: null }))
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    log.need(1, 20)
    await settle()
    expect(log.getState().error?.code).toBe('CORE_UNREACHABLE')
    core.fail(null)
    log.retry()
    await settle()
    expect(log.getState().error).toBeNull()
    expect(log.line(20)?.seq).toBe(20)
  })

  it('hears nothing more once it is stopped', async () => {
    const core = createLogCore()
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    await settle()
    log.stop()
    core.announce(lines(1, 5))
    expect(log.getState().lastSeq).toBe(0)
  })
})

describe('createRunLogSearch', () => {
  const find = (log: RunLog, levels: readonly LogLevel[] | null, accepts = (line: StoredLogLine) => line.seq > 0) =>
    createRunLogSearch({ log, levels, accepts, requestFrame: atOnce })

  it('finds each match once, in the stored log and in what is added while it looks', async () => {
    const core = createLogCore()
    core.store(lines(1, 3000))
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    await settle()
    const search = find(log, null, (line) => line.seq % 7 === 0)
    core.store(lines(3001, 3050))
    core.announce(lines(3001, 3050))
    await settle()
    const { count, scannedTo } = search.getState()
    expect(scannedTo).toBe(3050)
    expect(Array.from({ length: count }, (_, at) => search.seqAt(at))).toEqual(
      numbers(3050).filter((seq) => seq % 7 === 0),
    )
  })

  it('asks the core for the wished levels alone', async () => {
    const core = createLogCore()
    core.store(lines(1, 4000))
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    await settle()
    const search = find(log, ['error'])
    await settle()
    expect(search.getState()).toMatchObject({ count: 1000, scannedTo: 4000 })
    expect(core.requests.filter(({ name }) => name === 'run.log').length).toBeLessThanOrEqual(3)
  })

  it('finds its place by a line number', async () => {
    const core = createLogCore()
    core.store(lines(1, 100))
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    await settle()
    const search = find(log, null, (line) => line.seq % 10 === 0)
    await settle()
    expect([search.positionOf(1), search.positionOf(10), search.positionOf(11), search.positionOf(101)]).toEqual([
      0, 0, 1, 10,
    ])
  })

  it('shows a failure and goes on after a retry', async () => {
    const core = createLogCore()
    core.store(lines(1, 600))
    const log = createRunLog({ api: core.api, runId: RUN, requestFrame: atOnce })
    await settle()
    core.fail(new ApiError({ code: 'CORE_UNREACHABLE', params: {}, raw: null }))
    const search = find(log, null)
    await settle()
    expect(search.getState().error?.code).toBe('CORE_UNREACHABLE')
    core.fail(null)
    search.retry()
    await settle()
    expect(search.getState()).toMatchObject({ count: 600, error: null })
  })
})
