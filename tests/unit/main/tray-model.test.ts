import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import {
  createTrayModel,
  MAX_TOOLTIP,
  PAUSE_CHOICES,
  pauseEnd,
  type PauseChoice,
  type TrayInput,
} from '../../../src/main/tray-model.ts'
import type { DueList, ReminderState } from '../../../src/shared/domain/reminder.ts'
import { NO_METRICS, type Run } from '../../../src/shared/domain/run.ts'
import type { Schedule, ScheduleOverview } from '../../../src/shared/domain/schedule.ts'
import { LANGUAGES } from '../../../src/shared/i18n/resources.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'

const ZONE = 'Asia/Shanghai'
/** 2026-11-21 10:00 in Shanghai. */
const NOW = Date.UTC(2026, 10, 21, 2)
const HOUR_MS = 3_600_000

const reminders = (overdue = 0, today = 0, soon = 0): ReminderState => ({
  today: '2026-11-21',
  counts: { overdue, today, soon },
  lastDigestAt: null,
  nextDigestAt: null,
  held: null,
})

const aSchedule = (fields: Partial<Schedule> = {}): Schedule => ({
  scheduleId: 'account:a',
  target: { kind: 'account', accountId: 'a' },
  name: 'Main',
  rule: { kind: 'daily', time: '09:00' },
  isEnabled: true,
  nextDueAt: Date.UTC(2026, 10, 22, 1),
  next: [],
  waiting: null,
  waitingSince: null,
  retryAt: null,
  lastRunId: 'r',
  lastRunAt: NOW - HOUR_MS,
  lastRunState: 'succeeded',
  missed: 0,
  ...fields,
})

const overview = (schedules: readonly Schedule[], pausedUntil: number | null = null): ScheduleOverview => ({
  schedules,
  zone: ZONE,
  pausedUntil,
  isOnline: true,
})

const aRun = (fields: Partial<Run> = {}): Run => ({
  runId: 'r',
  accountId: 'a',
  account: 'Main',
  kind: 'scheduled',
  state: 'succeeded',
  windowDays: null,
  retryOf: null,
  error: null,
  startedAt: NOW - HOUR_MS,
  endedAt: NOW - HOUR_MS + 120_000,
  metrics: NO_METRICS,
  links: null,
  fetched: 1,
  reportedTotal: 1,
  complete: true,
  added: 0,
  changed: 0,
  unchanged: 1,
  gone: 0,
  expired: 0,
  expiringIn7Days: 0,
  expiringIn15Days: 0,
  expiringIn30Days: 0,
  warnings: 0,
  ...fields,
})

function build(fields: Partial<TrayInput> = {}) {
  const done: string[] = []
  const note = (what: string) => (): void => void done.push(what)
  const model = createTrayModel({
    reminders: reminders(),
    schedules: overview([aSchedule()]),
    notices: { unread: 0, missed: 0 },
    runs: [aRun()],
    activeRuns: 0,
    problems: { isCircuitOpen: false, canWrite: true },
    now: NOW,
    translator: createTranslator('en'),
    zone: ZONE,
    actions: {
      open: note('open'),
      openDue: (list: DueList) => void done.push(`due ${list}`),
      openSync: note('sync page'),
      openNotices: note('notices'),
      openSettings: note('settings'),
      syncNow: note('sync'),
      pause: (choice: PauseChoice | null) => void done.push(`pause ${choice}`),
      quit: note('quit'),
    },
    ...fields,
  })
  const items = model.menu.flatMap((item) => [item, ...((item.submenu ?? []) as MenuItemConstructorOptions[])])
  const find = (label: string | RegExp): MenuItemConstructorOptions => {
    const found = items.find((item) => item.label?.match(label))
    if (!found) throw new Error(`no entry ${label}`)
    return found
  }
  const click = (label: string | RegExp): void => (find(label).click as () => void)()
  return { ...model, items, labels: items.flatMap(({ label }) => label ?? []), find, click, done }
}

describe('createTrayModel', () => {
  it.each([
    ['calm', {}],
    ['syncing', { activeRuns: 1 }],
    ['due', { activeRuns: 1, reminders: reminders(0, 2) }],
    ['overdue', { activeRuns: 1, reminders: reminders(1, 2) }],
    ['error', { activeRuns: 1, reminders: reminders(1, 2), runs: [aRun({ state: 'failed' })] }],
    ['error', { runs: [aRun({ state: 'incomplete', kind: 'catch-up' })] }],
    ['error', { problems: { isCircuitOpen: true, canWrite: true } }],
    ['error', { problems: { isCircuitOpen: false, canWrite: false } }],
  ] satisfies [string, Partial<TrayInput>][])('shows what asks most for action first: %s', (state, fields) => {
    expect(build(fields).state).toBe(state)
  })

  it('leaves failures alone that a person has seen happen, unless nothing was right since a schedule failed', () => {
    const runs = [aRun({ state: 'failed', kind: 'manual' })]
    expect(build({ runs }).state).toBe('calm')
    expect(build({ runs, schedules: overview([aSchedule({ lastRunState: 'failed' })]) }).state).toBe('error')
    expect(
      build({ runs: [aRun({ kind: 'manual' })], schedules: overview([aSchedule({ lastRunState: 'failed' })]) }).state,
    ).toBe('calm')
  })

  it('counts what must be done by today, and opens exactly that', () => {
    const { count, find, click, done } = build({ reminders: reminders(3, 2, 4) })
    expect(count).toBe(5)
    click('Overdue (3)'.replace(/[()]/g, '\\$&'))
    click(/Due Today \(2\)/)
    click(/Due Tomorrow \(4\)/)
    expect(done).toEqual(['due overdue', 'due today', 'due soon'])
    expect(find(/Overdue/).enabled).toBe(true)
    expect(build().find(/Overdue \(0\)/).enabled).toBe(false)
  })

  it('says when the list was and will be read in the business zone', () => {
    const { tooltip, labels } = build({ reminders: reminders(3, 2) })
    expect(tooltip).toBe('Duewatch: 3 overdue, 2 due today\nLast sync: 09:02; next: 11-22 09:00')
    expect(labels).toContain('Next sync: 11-22 09:00')
  })

  it('speaks of a sync that is going on whatever else there is, and offers no second one', () => {
    const { tooltip, find } = build({ reminders: reminders(3), activeRuns: 1, runs: [aRun({ state: 'running' })] })
    expect(tooltip).toContain('syncing…')
    expect(find('Syncing…').enabled).toBe(false)
  })

  it('lets accounts be synced while links alone are checked', () => {
    const links = aRun({ state: 'running', endedAt: null, links: {} as Run['links'] })
    const { find, tooltip } = build({ activeRuns: 1, runs: [links, aRun()] })
    expect(find('Sync All Accounts Now').enabled).toBe(true)
    expect(tooltip).toContain('checking links…')
  })

  it.each([
    ['offline', 'next: waiting for a network'],
    ['busy', 'next: about to begin'],
  ] as const)('says what a sync that is due waits for: %s', (waiting, words) => {
    const schedules = overview([aSchedule({ nextDueAt: NOW - 1, waiting })])
    expect(build({ schedules }).tooltip).toContain(words)
  })

  it('names no next sync where every schedule is off, or checks links only', () => {
    const schedules = overview([
      aSchedule({ isEnabled: false }),
      aSchedule({ scheduleId: 'links:g', target: { kind: 'link-group', groupId: 'g' } }),
    ])
    expect(build({ schedules, runs: [] }).tooltip).toContain('Last sync: never; next: not planned')
  })

  it('pauses from the menu, and while paused offers to go on instead', () => {
    const { click, done } = build()
    click('For 4 Hours')
    expect(done).toEqual(['pause fourHours'])
    const paused = build({ schedules: overview([aSchedule()], NOW + 22 * HOUR_MS) })
    expect(paused.labels).not.toContain('For 4 Hours')
    expect(paused.tooltip).toContain('next: paused until 11-22 08:00')
    paused.click(/^Resume .*11-22 08:00/)
    expect(paused.done).toEqual(['pause null'])
    expect(build({ schedules: overview([aSchedule()], NOW - 1) }).labels).toContain('For 4 Hours')
  })

  it('names a failure in the menu, where it leads to the runs, also with a sign that menus take for a shortcut', () => {
    const { click, done, tooltip } = build({ runs: [aRun({ state: 'failed', account: 'R&D' })] })
    expect(tooltip).toContain('Sync failed: R&D')
    click('Sync failed: R&&D')
    expect(done).toEqual(['sync page'])
  })

  it('tells of missed due times and unread notifications, and is silent about none', () => {
    const { labels } = build({ notices: { unread: 4, missed: 1 } })
    expect(labels).toContain('Notifications (4 Unread)')
    expect(labels).toContain('1 Due Time Was Missed and Made Up For')
    expect(build().labels.some((label) => label.includes('Missed'))).toBe(false)
  })

  it('offers nothing that needs the core while it is opening or cannot write', () => {
    const opening = build({ reminders: null, schedules: null, notices: null, runs: [] })
    expect(opening.state).toBe('calm')
    expect(opening.tooltip).toBe('Duewatch: opening…')
    expect(opening.labels).toEqual(['Open Duewatch', 'Sync All Accounts Now', 'Settings…', 'Quit Duewatch'])
    expect(opening.find('Sync All Accounts Now').enabled).toBe(false)
    const lost = build({ problems: { isCircuitOpen: false, canWrite: false } })
    expect(lost.find('Sync All Accounts Now').enabled).toBe(false)
    expect(lost.find(/^Pause/).enabled).toBe(false)
  })

  it.each(LANGUAGES)('keeps the tooltip within what Windows shows in %s, with the last and next sync', (language) => {
    const runs = [aRun({ state: 'incomplete', account: '华为云生产账号😀'.repeat(20) }), aRun({ accountId: 'b' })]
    const { tooltip } = build({
      translator: createTranslator(language),
      reminders: reminders(9999, 999),
      runs,
      schedules: overview([aSchedule()], NOW + 23 * HOUR_MS),
    })
    expect(tooltip.length).toBeLessThanOrEqual(MAX_TOOLTIP)
    expect(tooltip).toContain('09:02')
    expect(tooltip).toContain('11-22 09:00')
  })

  it.each(LANGUAGES)('never shows a line of the menu without words or two lines alike in %s', (language) => {
    const { items, labels } = build({
      translator: createTranslator(language),
      reminders: reminders(1, 1, 1),
      notices: { unread: 2, missed: 2 },
      runs: [aRun({ state: 'failed' })],
    })
    expect(items.every(({ label, type }) => type === 'separator' || label)).toBe(true)
    expect(new Set(labels).size).toBe(labels.length)
  })
})

describe('pauseEnd', () => {
  it.each([
    ['hour', '2026-11-21T03:00:00Z'],
    ['fourHours', '2026-11-21T06:00:00Z'],
    ['tomorrow', '2026-11-22T00:00:00Z'],
  ] as const)('ends a pause for %s', (choice, end) => {
    expect(new Date(pauseEnd(choice, NOW, ZONE)).toISOString().replace('.000', '')).toBe(end)
    expect(PAUSE_CHOICES).toContain(choice)
  })

  it('takes tomorrow from the business zone, not from the machine', () => {
    const lateEvening = Date.UTC(2026, 10, 21, 17)
    expect(pauseEnd('tomorrow', lateEvening, ZONE)).toBe(Date.UTC(2026, 10, 23, 0))
  })
})
