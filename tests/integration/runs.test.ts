import { describe, expect, it } from 'vitest'
import type { RunningCli } from '../support/cli.ts'
import { dumpTable } from '../support/huawei-oracle.ts'
import { createHuaweiFolder, type HuaweiFolder } from '../support/huawei-folder.ts'
import { childPids, isRunning } from '../support/processes.ts'

interface LogLineJson {
  readonly seq: number
  readonly at: string
  readonly message: string
}

/** Starts `sync` in a process of its own and waits until its first request hangs. */
async function startHanging({
  simulator,
  folder,
}: HuaweiFolder): Promise<{ cli: RunningCli; pid: number; workers: number[] }> {
  simulator.switches.hang = true
  const asked = new Promise<void>((resolve) => {
    const stop = simulator.onRequest(() => {
      stop()
      resolve()
    })
  })
  const cli = folder.start(['--json', 'sync'])
  await asked
  const pid = cli.process.pid as number
  const workers = childPids(pid)
  expect(workers).toHaveLength(1)
  return { cli, pid, workers }
}

describe('a run', () => {
  it('is there as soon as it was asked for, and an equal wish of another process joins it', async () => {
    const made = await createHuaweiFolder({ resources: 40, hang: true })
    const app = await made.open()
    const account = await app.request('account.get', { name: made.account })
    await app.request('account.update', {
      accountId: account.accountId,
      patch: { limits: { requestTimeoutMs: 3_000 } },
    })
    const { runId, isNew } = await app.request('sync.start', { accountId: account.accountId })
    expect(isNew).toBe(true)
    const [row] = dumpTable(made.folder.databaseFile, 'run')
    expect(row).toMatchObject({ run_id: runId, ended_at: null })
    expect(['queued', 'running']).toContain(row?.['state'])

    const second = made.folder.start(['--json', 'sync'])
    const narrower = made.folder.start(['--json', 'sync', '--expire-days', '30'])
    await Promise.all([second.untilStderr('going on already'), narrower.untilStderr('going on already')])
    made.simulator.switches.hang = false
    const ended = await app.app.runs.wait(runId)
    expect(ended).toMatchObject({ state: 'succeeded', fetched: 40 })
    for (const { code, json, stderr } of await Promise.all([second.done, narrower.done])) {
      expect(code).toBe(0)
      // What the other process has written down of the run is shown as if it were one's own, once.
      expect(stderr.match(/Sync started/g)).toHaveLength(1)
      expect(stderr.match(/Sync complete: 40 of 40/g)).toHaveLength(1)
      expect(json).toMatchObject({ runId, status: 'succeeded', fetched: 40 })
    }
    expect(dumpTable(made.folder.databaseFile, 'run')).toHaveLength(1)
    expect(app.errors).toEqual([])
  })

  it('keeps a wish for more away as ACCOUNT_BUSY, and ends for whoever waits when it is cancelled', async () => {
    const made = await createHuaweiFolder({ resources: 40, hang: true })
    const app = await made.open()
    const { accountId } = await app.request('account.get', { name: made.account })
    const { runId } = await app.request('sync.start', { accountId, windowDays: 30 })
    const busy = await made.folder.run(['sync'])
    expect(busy).toMatchObject({ code: 1, json: { error: { code: 'ACCOUNT_BUSY' } } })
    expect(busy.json.error.message).toContain(made.account)
    expect(busy.json.error.message).toContain(runId)

    const joined = made.folder.start(['--json', 'sync', '--expire-days', '30'])
    await joined.untilStderr('going on already')
    expect(await app.request('run.cancel', { runId })).toEqual({ outcome: 'cancelled' })
    expect(await joined.done).toMatchObject({ code: 1, json: { runId, status: 'cancelled', error: null } })
    expect(await app.request('run.cancel', { runId })).toEqual({ outcome: 'not-running' })
  })

  it('and its log outlive the process: the same list, the same figures, lines numbered without a gap', async () => {
    const { simulator, folder, run, syncWhole } = await createHuaweiFolder({ resources: 60 })
    const first = await syncWhole()
    simulator.switches.deny = new Set(['rating', 'config', 'tms', 'eps'])
    const [resource] = simulator.world.listed()
    simulator.world.mutate.setRaw(resource?.id as string, { enterprise_project: { id: '0' } })
    const second = (await folder.run(['sync'])).json
    const list = await folder.run(['runs', 'list'])
    expect(list.json).toMatchObject({ total: 2, page: 1, pageSize: 20 })
    expect(list.json.items).toEqual([second, first])
    const paged = await run(['runs', 'list', '--page', '2', '--page-size', '1'])
    expect(paged.json.items).toEqual([first])

    const shown = await folder.run(['runs', 'show', second.runId, '--log'])
    const { log, ...rest } = shown.json as { log: LogLineJson[] }
    expect(rest).toEqual(second)
    expect(log.length).toBeGreaterThan(5)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_line, index) => index + 1))
    expect(log.map(({ at }) => at)).toEqual(log.map(({ at }) => at).toSorted())
    for (const { message } of log) expect(message).not.toMatch(/\{\{|^[a-z]+\.[a-z-]+ \{/)
    const human = await run(['runs', 'show', second.runId, '--log'])
    expect(human.json.log).toEqual(log)

    const unknown = await run(['runs', 'show', 'no-such-run'])
    expect(unknown).toMatchObject({ code: 1, json: { error: { code: 'RUN_NOT_FOUND' } } })
    expect(unknown.json.error.message).toContain('no-such-run')
  })

  it('counts its requests, throttled answers, errors and retries as the cloud counts them', async () => {
    const { simulator, folder } = await createHuaweiFolder({ resources: 700 })
    const { switches, stats } = simulator
    switches.failNext('bss.resources', '429-apig', 2)
    switches.failNext('bss.resources', '429-cbc', 1)
    switches.failNext('config.all-resources', '503', 2)
    switches.failNext('config.all-resources', 'reset', 1)
    const { code, json, stderr } = await folder.run(['sync'])
    expect(code, stderr).toBe(0)
    expect(json.metrics).toMatchObject({
      requests: stats.total,
      throttled: stats.byStatus['429'],
      errors: (stats.byStatus['503'] ?? 0) + (stats.byStatus['0'] ?? 0),
      timeouts: 0,
      retries: 6,
    })
    expect(json.metrics.throttled).toBe(3)
    expect(json.metrics.meanMs).toBeGreaterThan(0)
    expect(json.metrics.p95Ms).toBeGreaterThanOrEqual(json.metrics.meanMs / 2)
  })
})

describe('a run that is stopped', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends within seconds as cancelled and leaves nothing behind',
    async (signal) => {
      const made = await createHuaweiFolder({ resources: 50 })
      await made.syncWhole()
      const before = await made.items()
      made.simulator.world.mutate.release(made.simulator.world.listed()[0]?.id as string)
      const { cli, workers } = await startHanging(made)
      const startedAt = performance.now()
      cli.process.kill(signal)
      const { code, json, stderr } = await cli.done
      expect(performance.now() - startedAt).toBeLessThan(5_000)
      expect(code, stderr).toBe(1)
      expect(json).toMatchObject({ status: 'cancelled', complete: false, gone: 0, error: null })
      expect(workers.filter(isRunning)).toEqual([])
      expect(await made.items()).toEqual(before)
      const shown = await made.run(['runs', 'show', json.runId, '--log'])
      expect(shown.json).toMatchObject({ status: 'cancelled' })
      expect(shown.json.log.at(-1)).toMatchObject({ code: 'sync.cancelled' })

      made.simulator.switches.hang = false
      expect(await made.syncWhole()).toMatchObject({ gone: 1 })
    },
  )

  it('by a kill that nobody can catch is found interrupted by the next command, and the worker goes with it', async () => {
    const made = await createHuaweiFolder({ resources: 50 })
    await made.syncWhole()
    const before = await made.items()
    const { cli, workers } = await startHanging(made)
    cli.process.kill('SIGKILL')
    expect(await cli.done).toMatchObject({ signal: 'SIGKILL' })
    await expect.poll(() => workers.filter(isRunning), { timeout: 10_000 }).toEqual([])
    const { code, json } = await made.folder.run(['runs', 'list'])
    expect(code).toBe(0)
    expect(json.total).toBe(2)
    expect(json.items[0]).toMatchObject({ status: 'interrupted', complete: false })
    expect(json.items[0].endedAt).not.toBeNull()
    expect(await made.items()).toEqual(before)
    made.simulator.switches.hang = false
    expect(await made.syncWhole()).toMatchObject({ unchanged: 50 })
  })

  it('by the death of the worker fails with a sentence about it', async () => {
    const made = await createHuaweiFolder({ resources: 50 })
    await made.syncWhole()
    const before = await made.items()
    const { cli, workers } = await startHanging(made)
    process.kill(workers[0] as number, 'SIGKILL')
    const { code, json, stderr } = await cli.done
    expect(code).toBe(1)
    expect(json).toMatchObject({ status: 'failed', error: { code: 'WORKER_EXITED', details: { signal: 'SIGKILL' } } })
    expect(stderr).toContain('SIGKILL')
    const shown = await made.run(['runs', 'show', json.runId, '--log'])
    expect(shown.json.log.at(-1)).toMatchObject({ code: 'sync.failed', message: json.error.message })
    expect(await made.items()).toEqual(before)
  })
})
