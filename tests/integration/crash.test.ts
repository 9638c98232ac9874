import Database from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createCliFolder, type CliFolder, type CliOptions, type CliResult, type RunningCli } from '../support/cli.ts'
import {
  areAllAnswered,
  describeMoment,
  drawMoments,
  untilMoment,
  type Moment,
  type MomentPlan,
} from '../support/moments.ts'
import { readStoredState } from '../support/picture.ts'
import { canLookAtProcesses, childrenOf, createWriteLockProbe, freeze, isRunning } from '../support/frozen-process.ts'
import { createRandom } from '../support/seeded.ts'
import { say } from '../support/say.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
import { createSyncLab, inLanes, type SyncLab } from '../support/sync-lab.ts'

/** `SEED` draws other moments; `CRASH_FACTOR` draws more of them. */
const SEED = Number(process.env['SEED'] ?? 20_261_121)
const FACTOR = Number(process.env['CRASH_FACTOR'] ?? 2)

/** Answers take a little, so that requests do not fall into one instant. */
const LATENCY_MS = [2, 12] as const
/** From the start of the process to about its first request. */
const START_MS = 700

type Phase = 'before the commit' | 'inside the commit' | 'after the commit'

if (!canLookAtProcesses) say('skipped: moments of death are found through /proc, which only Linux has')
const hasLimits = process.platform !== 'win32'
if (!hasLimits) say('skipped: Windows has no limits on the size of files')

describe('a sync that is cut off', () => {
  const labs: SyncLab[] = []

  beforeAll(async () => {
    // One after the other: the second would hold up the first, whose commit is measured.
    for (const seed of [7, 8]) labs.push(await createSyncLab({ seed }))
    for (const { simulator } of labs) simulator.switches.latencyMs = LATENCY_MS
    say(
      `SEED=${SEED}`,
      labs.map(({ reference }) => reference),
    )
  })
  afterAll(async () => {
    await Promise.all(labs.map((lab) => lab.close()))
  })

  /** Draws moments, disturbs a sync at each, and gathers what was not as promised together with the distribution. */
  async function atMoments(
    plan: MomentPlan,
    salt: number,
    disturb: (lab: SyncLab, folder: CliFolder, moment: Moment) => Promise<{ label: string; wrong: string[] }>,
  ): Promise<{ counts: Record<string, number>; failures: string[] }> {
    const { requests, walBytes } = (labs[0] as SyncLab).reference
    // The faster of the two: a reference that another process held up would put the moments behind the commit.
    const commitMs = Math.min(...labs.map(({ reference }) => reference.commitMs))
    const random = createRandom(SEED + salt)
    const span = { requests, commitMs, walBytes, startMs: START_MS }
    const moments = Array.from({ length: FACTOR }, () => drawMoments(random, plan, span)).flat()
    const counts: Record<string, number> = {}
    const failures: string[] = []
    await inLanes(labs, moments, async (lab, moment) => {
      const folder = lab.copy()
      try {
        const { label, wrong } = await disturb(lab, folder, moment)
        counts[label] = (counts[label] ?? 0) + 1
        if (wrong.length === 0) wrong.push(...(await lab.finishUndisturbed(folder)).map((line) => `next sync: ${line}`))
        if (wrong.length > 0) failures.push(`SEED=${SEED} ${describeMoment(moment)} [${label}]: ${wrong.join('\n  ')}`)
      } catch (error) {
        failures.push(`SEED=${SEED} ${describeMoment(moment)}: ${String(error)}`)
      } finally {
        folder.remove()
      }
    })
    return { counts, failures }
  }

  it.skipIf(!canLookAtProcesses)(
    'leaves the old or the new picture when the whole process is killed at any moment, and the next sync completes',
    async () => {
      const seen: Record<Phase, number> = { 'before the commit': 0, 'inside the commit': 0, 'after the commit': 0 }
      const plan = { start: 3, request: 7, answered: 2, commit: 5, written: 3, stored: 2, printed: 3 }
      const { counts, failures } = await atMoments(plan, 1, async (lab, folder, moment) => {
        const cli = startSync(lab, folder)
        const isWriting = createWriteLockProbe(folder.databaseFile)
        await untilMoment(moment, { lab, folder, cli })
        const pid = cli.process.pid as number
        const isFrozen = freeze(pid)
        const wasInside = isFrozen && isWriting() && areAllAnswered(lab.simulator, lab.reference.requests)
        const workers = childrenOf(pid)
        cli.process.kill('SIGKILL')
        await cli.done
        const wrong = await expectEnded(workers)
        const state = readStoredState(folder.databaseFile)
        const { name, differences } = lab.whichPicture(state)
        const phase: Phase = wasInside ? 'inside the commit' : name === 'new' ? 'after the commit' : 'before the commit'
        seen[phase] += 1
        return {
          label: `${moment.trigger.kind}: ${isFrozen ? phase : 'ended by itself'}, ${name} picture`,
          wrong: [...wrong, ...state.problems, ...differences],
        }
      })
      say('whole process killed', counts, seen)
      expect(failures).toEqual([])
      expect(seen['before the commit']).toBeGreaterThanOrEqual(8)
      expect(seen['inside the commit']).toBeGreaterThanOrEqual(3)
      expect(seen['after the commit']).toBeGreaterThanOrEqual(2)
    },
  )

  it.skipIf(!canLookAtProcesses)(
    'fails by itself and keeps the old picture when its worker is killed, unless all facts had been handed over',
    async () => {
      let cutOff = 0
      const plan = { start: 5, request: 12, answered: 4, commit: 2, written: 0, stored: 2, printed: 0 }
      const { counts, failures } = await atMoments(plan, 2, async (lab, folder, moment) => {
        const cli = startSync(lab, folder)
        const pid = cli.process.pid as number
        await untilMoment(moment, { lab, folder, cli })
        await expect
          .poll(() => childrenOf(pid).length > 0 || !isRunning(pid), { timeout: 20_000, interval: 1 })
          .toBe(true)
        for (const worker of childrenOf(pid)) process.kill(worker, 'SIGKILL')
        const result = await cli.done
        const state = readStoredState(folder.databaseFile)
        const { name, differences } = lab.whichPicture(state)
        const { status, error } = result.json as { status: string; error: { code: string } | null }
        const end = `${status}/${error?.code ?? '-'}/${result.code}`
        if (end === 'failed/WORKER_EXITED/1') cutOff += 1
        const isExpected = end === (name === 'new' ? 'succeeded/-/0' : 'failed/WORKER_EXITED/1')
        return {
          label: `${moment.trigger.kind}: ${end}, ${name} picture`,
          wrong: [...(isExpected ? [] : [`ended as ${end}: ${result.stderr}`]), ...state.problems, ...differences],
        }
      })
      say('worker killed', counts)
      expect(failures).toEqual([])
      expect(cutOff).toBeGreaterThanOrEqual(6)
    },
  )

  it.skipIf(!hasLimits)(
    'says DISK_FULL and keeps the old picture when the disk is full, and completes once there is room',
    async () => {
      const limits = drawLimits(labs[0] as SyncLab)
      const counts: Record<string, number> = {}
      const failures: string[] = []
      await inLanes(labs, limits, async (lab, { zone, bytes }) => {
        const folder = lab.copy()
        if (zone === AFTER_A_CRASH) leaveRunning(folder)
        const kib = Math.floor(bytes / 1024)
        try {
          const result = await runBounded(folder, ['--json', 'sync'], { ulimit: `-f ${kib}` })
          const { label, wrong } = judgeFullDisk(lab, folder, result)
          counts[`${zone}: ${label}`] = (counts[`${zone}: ${label}`] ?? 0) + 1
          wrong.push(...(await lab.finishUndisturbed(folder)).map((line) => `next sync: ${line}`))
          if (wrong.length > 0) failures.push(`SEED=${SEED} ${zone}, ${kib} KiB [${label}]: ${wrong.join('\n  ')}`)
        } catch (error) {
          failures.push(`SEED=${SEED} ${zone}, ${kib} KiB: ${String(error)}`)
        } finally {
          folder.remove()
        }
      })
      say('full disk', counts)
      expect(failures).toEqual([])
      expect(sumOf(counts, 'DISK_FULL')).toBeGreaterThanOrEqual(limits.length / 2)
      expect(sumOf(counts, 'DISK_FULL/1 in the commit')).toBeGreaterThanOrEqual(2)
    },
  )

  it.skipIf(!hasLimits)(
    'says DISK_FULL when a first sync far outgrows the room, and leaves no temporary file behind',
    async () => {
      const folder = createCliFolder()
      onTestFinished(() => folder.remove())
      const temporary = join(folder.dataDir, '..', 'temporary')
      mkdirSync(temporary)
      const size = 25_000
      await folder.run(['accounts', 'add', '--provider', 'demo', '--name', 'demo', '--size', String(size)])
      const env = { SQLITE_TMPDIR: temporary }
      const full = await runBounded(folder, ['--json', 'sync'], { ulimit: '-f 1024', env })
      expect({ code: full.code, json: full.json }).toMatchObject({
        code: 1,
        json: { status: 'failed', error: { code: 'DISK_FULL' } },
      })
      expect(readdirSync(temporary)).toEqual([])
      const { problems, picture } = readStoredState(folder.databaseFile)
      expect({ problems, items: picture['item'] }).toEqual({ problems: [], items: [] })
      const next = await runBounded(folder, ['--json', 'sync'], { env })
      expect(next.json).toMatchObject({ status: 'succeeded', complete: true, added: size })
    },
  )

  it.skipIf(!hasLimits)('does the same on a file system that has no room left', async ({ skip }) => {
    const [lab] = labs as [SyncLab]
    const { oldFileBytes, walBytes } = lab.reference
    const random = createRandom(SEED + 4)
    for (const room of [random.integer(40_000, 120_000), random.integer(300_000, walBytes - 100_000)]) {
      const folder = lab.copy()
      const original = `${folder.dataDir}-original`
      renameSync(folder.dataDir, original)
      const disk = mountSmallDisk(folder.dataDir, oldFileBytes + room)
      if (!disk) {
        folder.remove()
        skip('this user may not mount a file system; the limits of the operating system were tested')
        return
      }
      try {
        cpSync(original, folder.dataDir, { recursive: true })
        const result = await runBounded(folder, ['--json', 'sync'])
        const { label, wrong } = judgeFullDisk(lab, folder, result)
        say(`disk with ${room} bytes of room: ${label}`)
        expect(label).toMatch(/DISK_FULL\/1 .*, old picture$/)
        disk.resize(64 * 1024 * 1024)
        wrong.push(...(await lab.finishUndisturbed(folder)))
        expect(wrong).toEqual([])
      } finally {
        disk.remove()
        folder.remove()
      }
    }
  })
})

/** Runs a command to its end; one that hangs is killed and seen by its signal. */
async function runBounded(folder: CliFolder, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const cli = folder.start(args, options)
  const timer = setTimeout(() => cli.process.kill('SIGKILL'), 40_000)
  try {
    const result = await cli.done
    if (result.signal !== null) throw new Error(`did not end by itself: ${result.stdout}${result.stderr}`)
    return result
  } finally {
    clearTimeout(timer)
  }
}

const AFTER_A_CRASH = 'nothing fits after a crash'

/** As if a process had died in the middle of a run, with a log that no longer fits into the limits below. */
function leaveRunning(folder: CliFolder): void {
  const scratch = `${folder.databaseFile}-scratch`
  cpSync(folder.databaseFile, scratch)
  const db = new Database(scratch)
  const runId = randomUUID()
  db.pragma('wal_autocheckpoint = 0')
  db.exec(`INSERT INTO run (run_id, account_id, kind, state, instance_id, started_at, metrics)
    SELECT '${runId}', account_id, kind, 'running', '${randomUUID()}', started_at + 1, metrics FROM run`)
  for (let seq = 1; seq <= 20; seq += 1) {
    db.exec(`INSERT INTO run_log VALUES ('${runId}', ${seq}, 0, 'info', 'list', 'sync.started', '{}')`)
  }
  cpSync(scratch, folder.databaseFile)
  cpSync(`${scratch}-wal`, `${folder.databaseFile}-wal`)
  db.close()
  rmSync(scratch)
}

/** Starts the command on a copy of the prepared folder; the simulator counts from nothing. */
function startSync(lab: SyncLab, folder: CliFolder): RunningCli {
  lab.simulator.stats.reset()
  const cli = folder.start(['--json', 'sync'])
  // Only a test that fails half way leaves it running.
  onTestFinished(() => void cli.process.kill('SIGKILL'))
  return cli
}

async function expectEnded(pids: readonly number[]): Promise<string[]> {
  for (const pid of pids) {
    try {
      await expect.poll(() => isRunning(pid), { timeout: 5000, interval: 5 }).toBe(false)
    } catch {
      return [`worker ${pid} outlived its host`]
    }
  }
  return []
}

interface Limit {
  readonly zone: string
  readonly bytes: number
}

/** Limits from "not one page" to "a little too small for the end of the commit". */
function drawLimits({ reference }: SyncLab): Limit[] {
  const random = createRandom(SEED + 3)
  const draw = (zone: string, count: number, from: number, to: number): Limit[] =>
    Array.from({ length: count * FACTOR }, () => ({ zone, bytes: random.integer(from, to) }))
  return [
    ...draw('nothing fits', 3, 0, 31_000),
    ...draw(AFTER_A_CRASH, 3, 33_000, 60_000),
    ...draw('run and log lines', 7, 36_000, 110_000),
    ...draw('commit', 9, 200_000, reference.walBytes - 4096),
    ...draw('about the size of the log', 4, reference.walBytes - 4096, reference.walBytes + 200_000),
  ]
}

/** What a command on a full disk has said, and what it left. */
function judgeFullDisk(lab: SyncLab, folder: CliFolder, result: CliResult): { label: string; wrong: string[] } {
  const state = readStoredState(folder.databaseFile)
  const { name, differences } = lab.whichPicture(state)
  const document = result.json as { status?: string; error: { code: string } | null }
  const end = `${document.status ?? 'refused'}/${document.error?.code ?? '-'}/${result.code}`
  const isExpected =
    name === 'new' ? end === 'succeeded/-/0' : end === 'failed/DISK_FULL/1' || end === 'refused/DISK_FULL/1'
  const where = result.stderr.includes('comparing with the current picture') ? 'in the commit' : 'before the commit'
  return {
    label: `${end} ${where}, ${name} picture`,
    wrong: [...(isExpected ? [] : [`ended as ${end}: ${result.stderr}`]), ...state.problems, ...differences],
  }
}

function sumOf(counts: Readonly<Record<string, number>>, word: string): number {
  return Object.entries(counts).reduce((sum, [label, count]) => (label.includes(word) ? sum + count : sum), 0)
}
