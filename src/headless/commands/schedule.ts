import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import { civilInstant, isCivilDay, startOfCivilDay } from '../../shared/domain/civil-day.ts'
import type { Run } from '../../shared/domain/run.ts'
import type { Schedule, ScheduleOverview, ScheduleRule, ScheduleTarget } from '../../shared/domain/schedule.ts'
import { toGroupName } from '../../shared/i18n/link-words.ts'
import { toRunName } from '../../shared/i18n/run-words.ts'
import { ruleWords } from '../../shared/i18n/schedule-words.ts'
import { plain } from '../../shared/plain-text.ts'
import { followRuns } from '../output/follow-runs.ts'
import { formatInstant, UNKNOWN } from '../output/format.ts'
import { iso, toListJson, toRunJson, toScheduleJson } from '../output/json.ts'
import { formatTable } from '../output/table.ts'
import type { Session } from '../session.ts'
import { parseWhole, type CommandHost } from './host.ts'
import { findGroup } from './link-edits.ts'
import { summariseRun } from './run-summary.ts'

const MINUTE_MS = 60_000
const UNITS = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 1440 * MINUTE_MS } as const

/** schedule list, set, run-due, pause, resume. */
export function addScheduleCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const schedule = program.command('schedule').description(t.t('schedules.cli.about'))
  schedule
    .command('list')
    .description(t.t('schedules.cli.list'))
    .action(() => host.run(list))
  schedule
    .command('set')
    .description(t.t('schedules.cli.set'))
    .argument('[name]', t.t('schedules.cli.account'))
    .option('--links <group>', t.t('schedules.cli.links'))
    .option('--hourly [minute]', t.t('schedules.cli.hourly'))
    .option('--daily <time>', t.t('schedules.cli.daily'))
    .option('--workdays <time>', t.t('schedules.cli.workdays'))
    .option('--cron <expression>', t.t('schedules.cli.cron'))
    .option('--off', t.t('schedules.cli.off'))
    .action(async (name: string | undefined, options: SetOptions) => {
      if ((name === undefined) === (options.links === undefined))
        throw new AppError('USAGE', { problem: 'NAME, --links' })
      const rule = toRule(options)
      await host.run((session) => set(session, name, options.links, rule))
    })
  schedule
    .command('run-due')
    .description(t.t('schedules.cli.runDue'))
    .action(() => host.run(runDue))
  schedule
    .command('pause')
    .description(t.t('schedules.cli.pause'))
    .option('--for <duration>', t.t('schedules.cli.for'))
    .option('--until <time>', t.t('schedules.cli.until'))
    .action(async (options: PauseOptions) => {
      if ((options.for === undefined) === (options.until === undefined)) {
        throw new AppError('USAGE', { problem: '--for, --until' })
      }
      const forMs = options.for === undefined ? null : toDuration(options.for)
      await host.run((session) => {
        if (forMs !== null) return pause(session, Date.now() + forMs)
        const until = toInstant(options.until ?? '', session.zone)
        // A slip of the pen must not end a pause that holds; that is what `resume` is for.
        if (until <= Date.now())
          throw new AppError('USAGE', { problem: `--until ${options.until} < ${iso(Date.now())}` })
        return pause(session, until)
      })
    })
  schedule
    .command('resume')
    .description(t.t('schedules.cli.resume'))
    .action(() => host.run((session) => pause(session, null)))
}

async function list(session: Session): Promise<number> {
  const { t, zone } = session
  const overview = await session.request('schedule.list', {})
  const { schedules, pausedUntil, isOnline } = overview
  const total = schedules.length
  session.answer({
    ...toListJson(
      total,
      1,
      total,
      schedules.map((entry) => toScheduleJson(entry, t)),
    ),
    zone,
    pausedUntil: iso(pausedUntil),
    isOnline,
  })
  session.say(() => formatSchedules(session, overview))
  return 0
}

function formatSchedules(session: Session, { schedules, zone, pausedUntil, isOnline }: ScheduleOverview): string {
  const { t, colors } = session
  const table = formatTable(
    schedules,
    [
      { title: t.t('cli.column.name'), value: (entry) => toName(session, entry), max: 30 },
      { title: t.t('schedules.cli.rule'), value: ({ rule }) => ruleWords(t, rule), max: 40 },
      { title: t.t('schedules.cli.next'), value: ({ nextDueAt }) => toMinute(nextDueAt, zone) },
      {
        title: t.t('schedules.cli.state'),
        value: (entry) => describeState(session, entry),
        paint: (text, { waiting }) => (waiting === null ? text : colors.yellow(text)),
      },
      { title: t.t('schedules.cli.lastRun'), value: (entry) => describeLast(session, entry) },
    ],
    colors,
  )
  const ahead = schedules
    .filter(({ next }) => next.length > 0)
    .map((entry) => `  ${plain(toName(session, entry))}: ${entry.next.map((at) => toMinute(at, zone)).join(', ')}`)
  return [
    table,
    ...(ahead.length === 0 ? [] : ['', t.t('schedules.cli.ahead', { zone }), ...ahead]),
    ...(pausedUntil === null
      ? []
      : ['', colors.yellow(t.t('schedules.cli.pausedUntil', { at: toMinute(pausedUntil, zone) }))]),
    ...(isOnline ? [] : ['', colors.yellow(t.t('schedules.cli.offline'))]),
  ].join('\n')
}

function toName({ t }: Session, { target, name }: Pick<Schedule, 'target' | 'name'>): string {
  return target.kind === 'account' ? name : t.t('schedules.cli.linkGroup', { group: toGroupName(t, name) })
}

function toMinute(at: number | null, zone: string): string {
  return at === null ? UNKNOWN : formatInstant(at, zone).slice(0, -3)
}

function describeState({ t }: Session, { rule, isEnabled, waiting }: Schedule): string {
  if (rule === null) return UNKNOWN
  if (!isEnabled) return t.t('schedules.cli.isOff')
  return waiting === null ? t.t('schedules.cli.isOn') : t.t(`schedules.cli.waiting.${waiting}`)
}

function describeLast({ t, zone }: Session, { lastRunAt, lastRunState, missed }: Schedule): string {
  if (lastRunAt === null) return UNKNOWN
  const state = lastRunState === null ? '' : ` ${t.t(`domain.runState.${lastRunState}`)}`
  const made = missed === 0 ? '' : ` ${t.t('schedules.cli.missed', { count: missed })}`
  return `${toMinute(lastRunAt, zone)}${state}${made}`
}

interface SetOptions {
  readonly links?: string
  readonly hourly?: string | true
  readonly daily?: string
  readonly workdays?: string
  readonly cron?: string
  readonly off?: boolean
}

function toRule({ hourly, daily, workdays, cron, off }: SetOptions): ScheduleRule | null {
  const given = [hourly, daily, workdays, cron, off].filter((option) => option !== undefined)
  if (given.length !== 1) throw new AppError('USAGE', { problem: '--hourly, --daily, --workdays, --cron, --off' })
  if (hourly !== undefined) {
    return { kind: 'hourly', minute: hourly === true ? 0 : parseWhole('--hourly', hourly, 0, 59) }
  }
  if (daily !== undefined) return { kind: 'daily', time: toTime('--daily', daily) }
  if (workdays !== undefined) return { kind: 'workdays', time: toTime('--workdays', workdays) }
  return cron === undefined ? null : { kind: 'cron', expression: cron }
}

/** `9:00` is taken for 09:00. */
function toTime(option: string, text: string): string {
  const time = text.trim().padStart(5, '0')
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new AppError('USAGE', { problem: `${option} ${text} (HH:MM)` })
  return time
}

async function set(
  session: Session,
  name: string | undefined,
  group: string | undefined,
  rule: ScheduleRule | null,
): Promise<number> {
  const { t, zone } = session
  const target: ScheduleTarget =
    name === undefined
      ? { kind: 'link-group', groupId: (await findGroup(session, group ?? '')).groupId }
      : { kind: 'account', accountId: (await session.request('account.get', { name })).accountId }
  const entry = await session.request('schedule.set', { target, rule })
  session.answer(toScheduleJson(entry, t))
  const words = { name: plain(toName(session, entry)), rule: ruleWords(t, entry.rule) }
  session.say(
    entry.nextDueAt === null
      ? t.t('schedules.cli.removed', words)
      : t.t('schedules.cli.isSet', { ...words, at: toMinute(entry.nextDueAt, zone), zone }),
  )
  return 0
}

async function runDue(session: Session): Promise<number> {
  const { t } = session
  const followed = followRuns(session)
  try {
    const { jobs } = await session.request('schedule.runDue', {})
    const started = new Map(jobs.flatMap(({ run }) => (run ? [[run.runId, run] as const] : [])))
    const mine = new Set(session.app.runs.activeRunIds)
    const ended = await Promise.all(
      [...started.values()].map((run) =>
        followed.follow({ runId: run.runId, isNew: mine.has(run.runId) }, toRunName(t, run)),
      ),
    )
    const runs = new Map(ended.map((run) => [run.runId, run]))
    // The schedules as the runs' ends have left them.
    const { schedules } = await session.request('schedule.list', {})
    const after = new Map(schedules.map((entry) => [entry.scheduleId, entry]))
    const results = jobs.map(({ schedule, run }) => ({
      schedule: after.get(schedule.scheduleId) ?? schedule,
      run: run === null ? null : (runs.get(run.runId) ?? run),
    }))
    session.answer(
      toListJson(
        results.length,
        1,
        results.length,
        results.map((result) => toDueJson(session, result)),
      ),
    )
    for (const run of ended) session.say(summariseRun(session, run))
    for (const { schedule, run } of results) if (run !== null) sayMissed(session, schedule, run)
    for (const { schedule, run } of results) if (run === null) session.say(describeWaiting(session, schedule))
    if (results.length === 0) session.say(t.t('schedules.cli.nothingDue'))
    return ended.every(({ state }) => state === 'succeeded') ? 0 : 2
  } finally {
    followed.end()
  }
}

function toDueJson({ t }: Session, { schedule, run }: { schedule: Schedule; run: Run | null }): object {
  return { ...toScheduleJson(schedule, t), run: run && toRunJson(run, t) }
}

/** A retry makes up for nothing new. */
function sayMissed(session: Session, entry: Schedule, run: Run): void {
  if (entry.missed === 0 || run.retryOf !== null) return
  session.say(`${plain(toName(session, entry))} ${session.t.t('schedules.cli.missed', { count: entry.missed })}`)
}

function describeWaiting(session: Session, entry: Schedule): string {
  const { t } = session
  return `${plain(toName(session, entry))}: ${entry.waiting === null ? UNKNOWN : t.t(`schedules.cli.waiting.${entry.waiting}`)}`
}

interface PauseOptions {
  readonly for?: string
  readonly until?: string
}

function toDuration(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(text.trim()) ?? []
  const ms = Number(count) * (UNITS[unit as keyof typeof UNITS] ?? 0)
  if (ms <= 0) throw new AppError('USAGE', { problem: `--for ${text} (30m, 2h, 3d)` })
  return ms
}

/** A day, or a time as ISO 8601; without an offset it is one of the business zone. */
function toInstant(text: string, zone: string): number {
  const typed = text.trim()
  const [day = '', time = ''] = typed.split(/[T ]/)
  if (isCivilDay(day) && time === '' && !/[T ]/.test(typed)) return startOfCivilDay(day, zone)
  if (isCivilDay(day) && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) return civilInstant(day, time, zone)
  const at = isCivilDay(day) && /(?:Z|[+-]\d{2}:?\d{2})$/i.test(time) ? Date.parse(typed) : Number.NaN
  if (Number.isNaN(at)) throw new AppError('USAGE', { problem: `--until ${text} (2026-11-24T08:00)` })
  return at
}

async function pause(session: Session, until: number | null): Promise<number> {
  const { pausedUntil } = await session.request('schedule.pause', { until })
  session.answer({ pausedUntil: iso(pausedUntil) })
  session.say(
    pausedUntil === null
      ? session.t.t('schedules.cli.resumed')
      : session.t.t('schedules.cli.pausedUntil', { at: toMinute(pausedUntil, session.zone) }),
  )
  return 0
}
