import type { MenuItemConstructorOptions } from 'electron'
import { addCivilDays, civilInstant, toCivilDay } from '../shared/domain/civil-day.ts'
import type { NoticeSummary } from '../shared/domain/notice.ts'
import { DUE_LISTS, type DueList, type ReminderState } from '../shared/domain/reminder.ts'
import { isActiveRun, type Run, type RunState } from '../shared/domain/run.ts'
import type { ScheduleOverview } from '../shared/domain/schedule.ts'
import { offsetAt } from '../shared/domain/zone-offsets.ts'
import type { Translator } from '../shared/i18n/translator.ts'
import type { TrayState } from './tray-icon.ts'

/** How long schedules and reminders can be held from the tray. */
export const PAUSE_CHOICES = ['hour', 'fourHours', 'tomorrow'] as const
export type PauseChoice = (typeof PAUSE_CHOICES)[number]

/** What the menu of the tray can set off. */
export interface TrayActions {
  readonly open: () => void
  readonly openDue: (list: DueList) => void
  /** The page of runs and schedules. */
  readonly openSync: () => void
  readonly openNotices: () => void
  readonly openSettings: () => void
  readonly syncNow: () => void
  /** Take `pauseEnd` when it is chosen: the menu may have stood open for long. null lets all go on. */
  readonly pause: (choice: PauseChoice | null) => void
  readonly quit: () => void
}

export interface TrayInput {
  /** null while the core is opening. */
  readonly reminders: ReminderState | null
  readonly schedules: ScheduleOverview | null
  readonly notices: Pick<NoticeSummary, 'unread' | 'missed'> | null
  /** The newest run of each account, the built-in one's included. */
  readonly runs: readonly Run[]
  readonly activeRuns: number
  readonly problems: { readonly isCircuitOpen: boolean; readonly canWrite: boolean }
  readonly now: number
  readonly translator: Translator
  /** IANA zone in which people count days. */
  readonly zone: string
  readonly actions: TrayActions
}

export interface TrayModel {
  readonly state: TrayState
  /** What has to be done by today: overdue and today. */
  readonly count: number
  /** At most MAX_TOOLTIP UTF-16 units. */
  readonly tooltip: string
  readonly menu: MenuItemConstructorOptions[]
}

/** Windows cuts what is longer. */
export const MAX_TOOLTIP = 127

/** Names are cut to this many characters, so that what follows them keeps its place. */
const MAX_NAME = 16

const HOUR_MS = 3_600_000
const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

/** When a pause that is chosen at `now` ends: in some hours, or tomorrow at eight in the business zone. */
export function pauseEnd(choice: PauseChoice, now: number, zone: string): number {
  if (choice === 'tomorrow') return civilInstant(addCivilDays(toCivilDay(now, zone), 1), '08:00', zone)
  return now + (choice === 'hour' ? HOUR_MS : 4 * HOUR_MS)
}

/**
 * What the tray shows. What a person must act on comes first: a failure (without it the counts cannot be trusted), then
 * what is late, then today. A sync is worth an icon only when there is nothing else; the tooltip names it in any case.
 */
export function createTrayModel(input: TrayInput): TrayModel {
  const { overdue = 0, today = 0 } = input.reminders?.counts ?? {}
  const problem = toProblem(input)
  return {
    state: toState({ hasProblem: problem !== null, overdue, today, activeRuns: input.activeRuns }),
    count: overdue + today,
    tooltip: toTooltip(input, problem),
    menu: toMenu(input, problem),
  }
}

function toState(of: { hasProblem: boolean; overdue: number; today: number; activeRuns: number }): TrayState {
  if (of.hasProblem) return 'error'
  if (of.overdue > 0) return 'overdue'
  if (of.today > 0) return 'due'
  return of.activeRuns > 0 ? 'syncing' : 'calm'
}

const hasFailed = (state: RunState | null): boolean => state === 'failed' || state === 'incomplete'

/**
 * Newest runs that a schedule began and that failed. One that a person has tried again, in vain, still counts: the
 * schedule's own last run has failed and nothing has been right since.
 */
function failedRuns({ runs, schedules }: Pick<TrayInput, 'runs' | 'schedules'>): readonly Run[] {
  const failing = (schedules?.schedules ?? []).filter(({ lastRunState }) => hasFailed(lastRunState))
  const isScheduled = ({ kind, accountId, links }: Run): boolean =>
    kind === 'scheduled' ||
    kind === 'catch-up' ||
    failing.some(({ target }) => (target.kind === 'account' ? target.accountId === accountId : links !== null))
  return runs.filter((run) => hasFailed(run.state) && isScheduled(run))
}

/** What is wrong, in a few words; null when nothing is. */
function toProblem(input: TrayInput): string | null {
  const { t } = input.translator
  if (!input.problems.canWrite) return t('tray.problem.lost')
  if (input.problems.isCircuitOpen) return t('tray.problem.circuit')
  const failed = failedRuns(input)
  const [first] = failed
  if (!first) return null
  if (failed.length > 1) return t('tray.problem.several', { count: failed.length })
  if (first.links !== null) return t('tray.problem.links')
  return t(`tray.problem.${first.state === 'failed' ? 'failed' : 'incomplete'}`, { name: shorten(first.account) })
}

function shorten(text: string): string {
  const points = [...text]
  return points.length <= MAX_NAME ? text : `${points.slice(0, MAX_NAME - 1).join('')}…`
}

/** `09:00` on this day of the zone, else `11-23 09:00`, with the year when it is not this one. */
function formatMoment(at: number, now: number, zone: string): string {
  const local = new Date(at + offsetAt(at, zone)).toISOString()
  const [day, time] = [toCivilDay(at, zone), local.slice(11, 16)]
  const today = toCivilDay(now, zone)
  if (day === today) return time
  return `${day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day} ${time}`
}

/** What is going on; null when nothing is. Checks of links alone are not in the way of a sync. */
function goingOn({ activeRuns, runs }: TrayInput): 'syncing' | 'checking' | null {
  if (activeRuns === 0) return null
  const active = runs.filter(({ state }) => isActiveRun(state))
  return active.length > 0 && active.every(({ links }) => links !== null) ? 'checking' : 'syncing'
}

const isPaused = ({ schedules, now }: TrayInput): boolean => (schedules?.pausedUntil ?? 0) > now

/** When the next sync comes, or what it waits for. */
function nextSync(input: TrayInput): string {
  const { schedules, now, zone, translator } = input
  const { t } = translator
  if (schedules && isPaused(input)) {
    return t('tray.next.paused', { until: formatMoment(schedules.pausedUntil as number, now, zone) })
  }
  const planned = (schedules?.schedules ?? []).filter(
    ({ target, isEnabled, nextDueAt }) => target.kind === 'account' && isEnabled && nextDueAt !== null,
  )
  if (planned.length === 0) return t('tray.next.none')
  const at = Math.min(...planned.map(({ nextDueAt }) => nextDueAt as number))
  if (at > now) return t('tray.next.at', { time: formatMoment(at, now, zone) })
  return t(planned.some(({ waiting }) => waiting === 'offline') ? 'tray.next.offline' : 'tray.next.soon')
}

/** The last sync that has brought a whole list. */
function lastSync({ runs, now, zone, translator: { t } }: TrayInput): string {
  const ends = runs.flatMap(({ state, endedAt, links }) =>
    state === 'succeeded' && links === null && endedAt !== null ? [endedAt] : [],
  )
  return ends.length === 0
    ? t('tray.last.none')
    : t('tray.last.at', { time: formatMoment(Math.max(...ends), now, zone) })
}

/** What has to be done, what is wrong, and how fresh the list is: when it was read and will be, or that it is being read. */
function toTooltip(input: TrayInput, problem: string | null): string {
  const { reminders, translator } = input
  const { t } = translator
  if (reminders === null) return t('tray.tooltip.opening')
  const { overdue, today } = reminders.counts
  const kind = overdue > 0 ? (today > 0 ? 'both' : 'overdue') : today > 0 ? 'today' : 'none'
  const head = t(`tray.tooltip.${kind}`, { overdue, today })
  const sync = t(`tray.tooltip.${goingOn(input) ?? 'idle'}`, { last: lastSync(input), next: nextSync(input) })
  return fit([head, problem, sync].filter((line) => line !== null).join('\n'))
}

function fit(text: string): string {
  if (text.length <= MAX_TOOLTIP) return text
  let cut = ''
  for (const point of text) {
    if (cut.length + point.length > MAX_TOOLTIP - 1) break
    cut += point
  }
  return `${cut}…`
}

/** A name may hold the sign that marks a shortcut in menus. */
const plain = (label: string): string => label.replaceAll('&', '&&')

function toMenu(input: TrayInput, problem: string | null): MenuItemConstructorOptions[] {
  const { translator, reminders, actions } = input
  const { t } = translator
  const due = DUE_LISTS.map((list): MenuItemConstructorOptions => {
    const count = reminders?.counts[list] ?? 0
    return { label: t(`tray.menu.${list}`, { count }), enabled: count > 0, click: () => actions.openDue(list) }
  })
  const problemItem = problem === null ? [] : [{ label: plain(problem), click: actions.openSync }, SEPARATOR]
  return [
    { label: t('tray.menu.open'), click: actions.open },
    SEPARATOR,
    ...problemItem,
    ...(reminders === null ? [] : [...due, SEPARATOR]),
    ...syncItems(input),
    SEPARATOR,
    ...noticeItems(input),
    { label: t('tray.menu.settings'), click: actions.openSettings },
    SEPARATOR,
    { label: t('tray.menu.quit'), click: actions.quit },
  ]
}

function syncItems(input: TrayInput): MenuItemConstructorOptions[] {
  const { schedules, problems, translator, actions } = input
  const { t } = translator
  const doing = goingOn(input)
  const hasAccounts = schedules?.schedules.some(({ target }) => target.kind === 'account') ?? false
  const isSyncing = doing === 'syncing'
  const canSync = hasAccounts && !isSyncing && problems.canWrite && !problems.isCircuitOpen
  const sync = {
    label: t(isSyncing ? 'tray.menu.syncing' : 'tray.menu.syncNow'),
    enabled: canSync,
    click: actions.syncNow,
  }
  if (schedules === null) return [sync]
  return [
    sync,
    ...(doing === 'checking' ? [{ label: t('tray.menu.checking'), click: actions.openSync }] : []),
    { label: t('tray.menu.lastSync', { last: lastSync(input) }), enabled: false },
    { label: t('tray.menu.nextSync', { next: nextSync(input) }), enabled: false },
    pauseItem(input, schedules),
  ]
}

function pauseItem(input: TrayInput, schedules: ScheduleOverview): MenuItemConstructorOptions {
  const { now, zone, problems, translator, actions } = input
  const { t } = translator
  const enabled = problems.canWrite
  if (isPaused(input)) {
    const until = formatMoment(schedules.pausedUntil as number, now, zone)
    return { label: t('tray.menu.resume', { until }), enabled, click: () => actions.pause(null) }
  }
  return {
    label: t('tray.menu.pause'),
    enabled,
    submenu: PAUSE_CHOICES.map((choice) => ({
      label: t(`tray.menu.pauseFor.${choice}`),
      click: () => actions.pause(choice),
    })),
  }
}

function noticeItems({ notices, translator: { t }, actions }: TrayInput): MenuItemConstructorOptions[] {
  if (notices === null) return []
  const { unread, missed } = notices
  return [
    ...(missed > 0 ? [{ label: t('tray.menu.missed', { count: missed }), click: actions.openNotices }] : []),
    {
      label: unread > 0 ? t('tray.menu.unread', { count: unread }) : t('tray.menu.notices'),
      click: actions.openNotices,
    },
  ]
}
