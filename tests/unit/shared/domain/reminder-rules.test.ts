import { describe, expect, it } from 'vitest'
import { addCivilDays, civilInstant, toEpochDay } from '../../../../src/shared/domain/civil-day.ts'
import { DEFAULT_LADDER, DEFAULT_REMINDERS, OVERDUE_STEP } from '../../../../src/shared/domain/reminder.ts'
import type { ReminderSettings } from '../../../../src/shared/domain/reminder.ts'
import {
  digestSlot,
  dueReminder,
  evaluationDay,
  holdAt,
  isAllowed,
  isQuiet,
  nextAllowed,
  nextDigestAt,
  pickForTurn,
  planDelivery,
  reachedStep,
  reminderDay,
  turnAt,
  type DeliveryState,
  type RemindedItem,
} from '../../../../src/shared/domain/reminder-rules.ts'

const ZONE = 'Asia/Shanghai'
/** A Tuesday far from holidays. */
const DAY = '2026-06-09'
const MINUTE_MS = 60_000
const NEVER: DeliveryState = { slotUsedAt: null, digestAt: null, urgentAt: null }

const at = (day: string, time: string, zone = ZONE): number => civilInstant(day, time, zone)
const settings = (fields: Partial<ReminderSettings> = {}): ReminderSettings => ({ ...DEFAULT_REMINDERS, ...fields })

/** An item whose act-by is so many days after DAY, at 18:00. */
function anItem(days: number, fields: Partial<RemindedItem> = {}): RemindedItem {
  const day = addCivilDays(DAY, days)
  return {
    kind: 'cloud',
    mode: 'manual',
    actByAt: at(day, '18:00'),
    actByOn: toEpochDay(day),
    isDecided: false,
    isAcknowledged: false,
    snoozedUntil: null,
    sentStep: null,
    overdueSentOn: null,
    ...fields,
  }
}

describe('the step of a ladder', () => {
  it.each([
    [31, null],
    [30, 30],
    [29, 30],
    [15, 15],
    [14, 15],
    [8, 15],
    [7, 7],
    [2, 3],
    [1, 1],
    [0, 0],
  ])('that %i days have come down to is %s', (days, step) => {
    expect(reachedStep(DEFAULT_LADDER, days)).toBe(step)
  })

  it('is none on an empty ladder, and the smallest one in whatever order it is written', () => {
    expect(reachedStep([], 0)).toBeNull()
    expect(reachedStep([3, 60, 15], 2)).toBe(3)
  })
})

describe('an item', () => {
  it.each([
    ['undecided', {}, false, false],
    ['decided', { isDecided: true }, true, true],
    ['acknowledged', { isAcknowledged: true }, true, false],
    ['turning to on-demand', { mode: 'on-demand' as const }, true, false],
    ['snoozed until tomorrow', { snoozedUntil: addCivilDays(DAY, 1) }, true, false],
    ['snoozed until today', { snoozedUntil: DAY }, false, false],
    ['renewed by itself', { mode: 'auto' as const }, false, false],
  ])('%s is quiet ahead and when it is overdue as it should be', (_, fields, ahead, overdue) => {
    expect(isQuiet(anItem(0, fields), reminderDay(DAY, settings()))).toBe(ahead)
    expect(isQuiet(anItem(-1, fields), reminderDay(DAY, settings()))).toBe(overdue)
  })
})

describe('a reminder', () => {
  const day = reminderDay(DAY, settings())

  it.each([
    ['nothing was sent', 7, null, 7],
    ['the step before was sent', 7, 15, 7],
    ['this step was sent', 6, 7, null],
    ['a tighter one was sent', 6, 3, null],
    ['the machine was off over two steps', 2, 15, 3],
    ['the ladder has not begun', 31, null, null],
    ['it was once called overdue', 5, OVERDUE_STEP, null],
  ])('when %s: %i days left', (_, days, sentStep, step) => {
    const due = dueReminder(anItem(days, { sentStep }), day)
    expect(due).toEqual(step === null ? null : { step, dueOn: anItem(days).actByOn, daysLeft: days })
  })

  it.each([
    ['every day', true, null, true],
    ['every day', true, toEpochDay(DAY) - 1, true],
    ['every day', true, toEpochDay(DAY), false],
    ['every day', true, toEpochDay(DAY) + 1, false],
    ['once', false, null, true],
    ['once', false, toEpochDay(DAY) - 9, false],
  ])('comes %s for what is overdue (%s, said on %s)', (_, repeatsOverdue, overdueSentOn, isDue) => {
    const due = dueReminder(
      anItem(-4, { overdueSentOn, sentStep: overdueSentOn === null ? 0 : OVERDUE_STEP }),
      reminderDay(DAY, settings({ repeatsOverdue })),
    )
    expect(due).toEqual(isDue ? { step: OVERDUE_STEP, dueOn: toEpochDay(DAY), daysLeft: -4 } : null)
  })

  it('follows the ladder of the kind', () => {
    const own = settings({ ladders: { ...DEFAULT_REMINDERS.ladders, certificate: [60], domain: [] } })
    const days = reminderDay(DAY, own)
    expect(dueReminder(anItem(40, { kind: 'certificate' }), days)?.step).toBe(60)
    expect(dueReminder(anItem(40), days)).toBeNull()
    expect(dueReminder(anItem(0, { kind: 'domain' }), days)).toBeNull()
    expect(dueReminder(anItem(-1, { kind: 'domain' }), days)?.step).toBe(OVERDUE_STEP)
  })
})

describe('working days only', () => {
  const own = settings({ workingDaysOnly: true, quietHours: null })

  it.each([
    ['a Thursday', '2026-06-11', '2026-06-11'],
    ['a Friday', '2026-06-12', '2026-06-14'],
    ['a Saturday', '2026-06-13', '2026-06-13'],
    ['the day before National Day', '2026-09-30', '2026-10-07'],
    ['a Friday before a Saturday that works', '2026-02-13', '2026-02-13'],
  ])('on %s look ahead to the last day before the next working day', (_, today, evaluated) => {
    expect(evaluationDay(today, own)).toBe(evaluated)
    expect(evaluationDay(today, settings())).toBe(today)
  })

  it('speaks on Friday of what falls on Sunday, with its real days, and calls nothing overdue', () => {
    const friday = '2026-06-12'
    const day = reminderDay(friday, own)
    const until = (days: number): RemindedItem => anItem(days + 3)
    expect(dueReminder(until(9), day)).toEqual({ step: 7, dueOn: until(9).actByOn, daysLeft: 9 })
    expect(dueReminder(until(2), day)).toEqual({ step: 0, dueOn: until(2).actByOn, daysLeft: 2 })
    expect(dueReminder(until(0), day)).toEqual({ step: 0, dueOn: until(0).actByOn, daysLeft: 0 })
    expect(dueReminder({ ...until(0), sentStep: 0 }, day)).toBeNull()
    expect(dueReminder(until(10), day)).toEqual({ step: 15, dueOn: until(10).actByOn, daysLeft: 10 })
  })

  it('holds deliveries until the next working day begins', () => {
    const saturday = at('2026-06-13', '10:00')
    const moment = { now: saturday, zone: ZONE, settings: own, pausedUntil: null }
    expect(holdAt(moment)).toEqual({ why: 'day-off', until: at('2026-06-15', '00:00') })
    expect(nextAllowed(saturday, own, ZONE)).toBe(at('2026-06-15', '00:00'))
    expect(nextAllowed(saturday, { ...own, quietHours: { from: '20:00', to: '08:00' } }, ZONE)).toBe(
      at('2026-06-15', '08:00'),
    )
  })
})

describe('quiet hours', () => {
  it.each([
    ['over midnight', '20:00', '08:00', '19:59', true],
    ['over midnight', '20:00', '08:00', '20:00', false],
    ['over midnight', '20:00', '08:00', '00:00', false],
    ['over midnight', '20:00', '08:00', '07:59', false],
    ['over midnight', '20:00', '08:00', '08:00', true],
    ['within a day', '12:00', '13:30', '11:59', true],
    ['within a day', '12:00', '13:30', '12:00', false],
    ['within a day', '12:00', '13:30', '13:30', true],
  ])('%s from %s to %s: at %s delivery is %s', (_, from, to, time, allowed) => {
    expect(isAllowed(at(DAY, time), settings({ quietHours: { from, to } }), ZONE)).toBe(allowed)
  })

  it('end at the first instant after a time that clocks jump over, and once where a time comes twice', () => {
    const own = settings({ quietHours: { from: '22:00', to: '02:30' } })
    const berlin = 'Europe/Berlin'
    const jump = Date.UTC(2026, 2, 29, 1)
    expect(isAllowed(jump - 1, own, berlin)).toBe(false)
    expect(isAllowed(jump, own, berlin)).toBe(true)
    const firstHalfPastTwo = Date.UTC(2026, 9, 25, 0, 30)
    expect(isAllowed(firstHalfPastTwo - 1, own, berlin)).toBe(false)
    expect(isAllowed(firstHalfPastTwo, own, berlin)).toBe(true)
    expect(isAllowed(firstHalfPastTwo + 45 * MINUTE_MS, own, berlin)).toBe(true)
  })

  it('do not matter while reminders are switched off or paused', () => {
    const noon = at(DAY, '12:00')
    expect(isAllowed(noon, settings(), ZONE)).toBe(true)
    expect(isAllowed(noon, settings({ isOn: false }), ZONE)).toBe(false)
    expect(isAllowed(noon, settings(), ZONE, noon + 1)).toBe(false)
    expect(isAllowed(noon, settings(), ZONE, noon)).toBe(true)
    expect(nextAllowed(noon, settings(), ZONE, at(DAY, '21:00'))).toBe(at(addCivilDays(DAY, 1), '08:00'))
  })
})

describe('the slot of the digest', () => {
  it('is that of the last day whose digest time has come', () => {
    const own = settings({ digestTime: '09:00' })
    expect(digestSlot(at(DAY, '08:59'), own, ZONE).on).toBe(addCivilDays(DAY, -1))
    expect(digestSlot(at(DAY, '09:00'), own, ZONE)).toEqual({ on: DAY, at: at(DAY, '09:00') })
    const skipped = digestSlot(Date.UTC(2026, 2, 29, 1), settings({ digestTime: '02:30' }), 'Europe/Berlin')
    expect(skipped).toEqual({ on: '2026-03-29', at: Date.UTC(2026, 2, 29, 1) })
  })
})

describe('whose turn it is', () => {
  const yesterday = addCivilDays(DAY, -1)
  const turn = (time: string, state: Partial<DeliveryState>, own: Partial<ReminderSettings> = {}) =>
    turnAt({ now: at(DAY, time), zone: ZONE, settings: settings(own), pausedUntil: null }, { ...NEVER, ...state })
  const slotOn = toEpochDay(DAY)

  it.each([
    ['before the digest', '08:30', { slotUsedAt: at(yesterday, '09:00') }, 'urgent'],
    ['at the digest', '09:00', { slotUsedAt: at(yesterday, '09:00') }, 'digest'],
    ['hours late', '17:00', { slotUsedAt: at(yesterday, '09:00') }, 'digest'],
    ['never before', '08:30', {}, 'digest'],
    ['a second time', '09:01', { slotUsedAt: at(DAY, '09:00'), digestAt: at(DAY, '09:00') }, 'urgent'],
    ['after a digest about nothing', '09:01', { slotUsedAt: at(DAY, '09:00') }, 'urgent'],
    [
      'when yesterday’s came this morning',
      '09:00',
      { slotUsedAt: at(DAY, '08:10'), digestAt: at(DAY, '08:10') },
      'skip',
    ],
    ['after an urgent one', '15:00', { slotUsedAt: at(DAY, '09:00'), urgentAt: at(DAY, '14:00') }, null],
    [
      'when the clock was set back a little',
      '15:00',
      { slotUsedAt: at(addCivilDays(DAY, 1), '09:00'), urgentAt: at(addCivilDays(DAY, 1), '10:00') },
      null,
    ],
  ])('%s at %s', (_, time, state, kind) => {
    expect(turn(time, state)?.kind ?? null).toBe(kind)
  })

  it('is nobody’s while switched off, and no urgent one’s where those are not wanted', () => {
    expect(turn('09:00', {}, { isOn: false })).toBeNull()
    expect(turn('10:00', { slotUsedAt: at(DAY, '09:00') }, { sendsUrgent: false })).toBeNull()
  })

  it('has an urgent notice before the digest only speak of what passes before it comes', () => {
    const early = turn('08:10', { slotUsedAt: at(yesterday, '09:00') })
    if (!early) throw new Error('no turn')
    const due = (time: string, daysLeft: number) => ({ actByAt: at(addCivilDays(DAY, daysLeft), time), daysLeft })
    expect(pickForTurn([due('08:30', 0)], early)).toHaveLength(1)
    expect(pickForTurn([due('03:00', 0), due('09:00', 0), due('08:30', -1), due('08:30', 1)], early)).toEqual([])
    const late = turn('10:00', { slotUsedAt: at(DAY, '09:00') })
    if (!late) throw new Error('no turn')
    const [past, today, tomorrow, after] = [-1, 0, 1, 2].map((days) => due('08:30', days))
    expect(pickForTurn([past, today, tomorrow, after] as never[], late)).toEqual([past, today, tomorrow])
  })

  it('uses up a slot with nothing to say, and one that the day’s digest has stood for', () => {
    const moment = { now: at(DAY, '09:00'), zone: ZONE, settings: settings(), pausedUntil: null }
    const nothing = planDelivery(moment, NEVER, () => [])
    expect(nothing).toEqual({ usedSlotOn: slotOn, kind: null, reminders: [] })
    const merged = planDelivery(
      moment,
      { ...NEVER, slotUsedAt: at(DAY, '08:10'), digestAt: at(DAY, '08:10') },
      () => [],
    )
    expect(merged).toEqual({ usedSlotOn: slotOn, kind: null, reminders: [] })
    const held = planDelivery({ ...moment, pausedUntil: moment.now + 1 }, NEVER, () => {
      throw new Error('asked for nothing')
    })
    expect(held).toEqual({ usedSlotOn: null, kind: null, reminders: [] })
  })

  it('says when the next digest may come', () => {
    const next = (time: string, state: Partial<DeliveryState>, own: Partial<ReminderSettings> = {}, until?: number) =>
      nextDigestAt(
        { now: at(DAY, time), zone: ZONE, settings: settings(own), pausedUntil: until ?? null },
        { ...NEVER, ...state },
      )
    const tomorrow = addCivilDays(DAY, 1)
    const used = { slotUsedAt: at(DAY, '09:00'), digestAt: at(DAY, '09:00') }
    expect(next('08:30', { slotUsedAt: at(yesterday, '09:00') })).toBe(at(DAY, '09:00'))
    expect(next('09:10', used)).toBe(at(tomorrow, '09:00'))
    expect(next('08:30', { slotUsedAt: at(DAY, '08:10'), digestAt: at(DAY, '08:10') })).toBe(at(tomorrow, '09:00'))
    expect(next('10:00', {})).toBe(at(DAY, '10:00'))
    expect(next('10:00', {}, { isOn: false })).toBeNull()
    expect(next('09:10', used, { digestTime: '23:00' })).toBe(at(tomorrow, '08:00'))
    expect(next('08:30', { slotUsedAt: at(yesterday, '09:00') }, {}, at(DAY, '15:00'))).toBe(at(DAY, '15:00'))
    const friday = { slotUsedAt: at(DAY, '09:00'), digestAt: at(DAY, '09:00') }
    expect(next('09:10', friday, { workingDaysOnly: true })).toBe(at(tomorrow, '09:00'))
  })
})
