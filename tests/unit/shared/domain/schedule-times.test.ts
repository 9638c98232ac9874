import * as fc from 'fast-check'
import { validate } from 'node-cron'
import { describe, expect, it } from 'vitest'
import { isAppError } from '../../../../src/shared/domain/app-error.ts'
import { MAX_MISSED, type ScheduleRule } from '../../../../src/shared/domain/schedule.ts'
import { checkRule, countDue, lastDue, nextDues, toStoredRule } from '../../../../src/shared/domain/schedule-times.ts'
import { isWorkingDay } from '../../../../src/shared/domain/working-day.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago'] as const

const cron = (expression: string): ScheduleRule => ({ kind: 'cron', expression })
const iso = (times: readonly number[]): string[] => times.map((at) => new Date(at).toISOString().slice(0, 16))
const after = (rule: ScheduleRule, zone: string, from: string, count: number): string[] =>
  iso(nextDues(rule, zone, Date.parse(from), count))

describe('nextDue', () => {
  it('is strictly after the instant, also when that is a due time itself', () => {
    const rule: ScheduleRule = { kind: 'daily', time: '09:00' }
    expect(after(rule, 'Asia/Shanghai', '2026-03-02T01:00:00Z', 2)).toEqual(['2026-03-03T01:00', '2026-03-04T01:00'])
    expect(after(rule, 'Asia/Shanghai', '2026-03-02T00:59:59.999Z', 1)).toEqual(['2026-03-02T01:00'])
  })

  it('passes over the National Day holidays and takes make-up days for working days', () => {
    const rule: ScheduleRule = { kind: 'workdays', time: '09:00' }
    expect(after(rule, 'Asia/Shanghai', '2026-09-30T02:00:00Z', 4)).toEqual([
      '2026-10-08T01:00',
      '2026-10-09T01:00',
      '2026-10-10T01:00',
      '2026-10-12T01:00',
    ])
  })

  it('runs what clocks jump over right after the jump', () => {
    const expected = ['2026-03-29T01:00', '2026-03-30T00:30']
    expect(after({ kind: 'daily', time: '02:30' }, 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual(expected)
    expect(after(cron('30 2 * * *'), 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual(expected)
    // Half an hour only: 02:00 becomes 02:30.
    expect(after({ kind: 'daily', time: '02:15' }, 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', 1)).toEqual([
      '2026-10-03T15:30',
    ])
    // Midnight itself is jumped over.
    expect(after({ kind: 'daily', time: '00:00' }, 'America/Santiago', '2026-09-05T12:00:00Z', 1)).toEqual([
      '2026-09-06T04:00',
    ])
  })

  it('runs once what comes twice, and asks for no second run from within the repeated hour', () => {
    const daily: ScheduleRule = { kind: 'daily', time: '02:30' }
    expect(after(daily, 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30'])
    expect(after(daily, 'Europe/Berlin', '2026-10-25T01:10:00Z', 1)).toEqual(['2026-10-26T01:30'])
    expect(after(cron('0 1-4 * * *'), 'Europe/Berlin', '2026-10-24T22:00:00Z', 4)).toEqual([
      '2026-10-24T23:00',
      '2026-10-25T00:00',
      '2026-10-25T02:00',
      '2026-10-25T03:00',
    ])
  })

  it('runs every hour that passes, whether clocks repeat it or jump over it', () => {
    for (const rule of [{ kind: 'hourly', minute: 5 } as const, cron('5 * * * *'), cron('5 */1 * * *')]) {
      expect(after(rule, 'Europe/Berlin', '2026-10-24T23:30:00Z', 3)).toEqual([
        '2026-10-25T00:05',
        '2026-10-25T01:05',
        '2026-10-25T02:05',
      ])
      expect(after(rule, 'America/New_York', '2026-03-08T05:30:00Z', 3)).toEqual([
        '2026-03-08T06:05',
        '2026-03-08T07:05',
        '2026-03-08T08:05',
      ])
    }
  })

  it('agrees with a walk through every minute, for all kinds, around changes of the clocks', () => {
    const changes = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-09-06', '2026-10-04', '2026-10-25', '2026-11-01']
    fc.assert(
      fc.property(
        anyRule(),
        fc.constantFrom(...ZONES),
        fc.constantFrom(...changes),
        fc.integer({ min: -1500, max: 1500 }),
        ({ rule, matches, isEveryHour }, zone, day, offset) => {
          const from = Date.parse(`${day}T00:00:00Z`) + offset * MINUTE
          const until = from + 2 * DAY
          const walked = walk({ matches, isEveryHour }, zone, from, until)
          const found = nextDues(rule, zone, from, walked.length + 1).filter((at) => at <= until)
          expect(iso(found)).toEqual(iso(walked))
          expect(countDue(rule, zone, from, until)).toBe(walked.length)
          expect(lastDue(rule, zone, from, until)).toBe(walked.at(-1) ?? null)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('countDue', () => {
  it('counts years of absence within a moment, and no further than people are told', () => {
    const [from, to] = [Date.UTC(2006, 0, 1), Date.UTC(2026, 0, 1)]
    const began = performance.now()
    for (const expression of ['* * * * *', '*/5 9-18 * * 1-5', '5 * * * *']) {
      expect(countDue(cron(expression), 'Europe/Berlin', from, to)).toBe(MAX_MISSED)
      expect(lastDue(cron(expression), 'Europe/Berlin', from, to)).toBeGreaterThan(to - 2 * DAY)
    }
    expect(countDue({ kind: 'workdays', time: '09:00' }, 'Asia/Shanghai', Date.UTC(2025, 0, 1), to)).toBe(248)
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it('counts the last instant and not the first', () => {
    const rule: ScheduleRule = { kind: 'hourly', minute: 0 }
    expect(countDue(rule, 'Asia/Shanghai', Date.UTC(2026, 0, 1, 0), Date.UTC(2026, 0, 1, 3))).toBe(3)
    expect(lastDue(rule, 'Asia/Shanghai', Date.UTC(2026, 0, 1, 3), Date.UTC(2026, 0, 1, 3, 30))).toBeNull()
  })
})

const GOOD = [
  '* * * * *',
  '*/15 * * * *',
  '0 9 * * 1-5',
  '0 9 * * MON-FRI',
  '30 8,14 * * *',
  '0 0 1 * *',
  '0 0 29 2 *',
  '0 0 L * *',
  '0 0 LW * *',
  '0 9 15W * *',
  '0 9 * * 5#2',
  '0 9 * * 5L',
  '0 9 * * 0',
  '0 9 * * 7',
  '0 9 1 JAN,jul *',
  '0 9-18/3 * * *',
  '00 09 * * *',
  '0 0 1,15 * 1',
]

const BAD = [
  '',
  '* * * *',
  '0 0 9 * * *',
  '@daily',
  '60 * * * *',
  '0 24 * * *',
  '0 0 0 * *',
  '0 0 32 * *',
  '0 0 * 13 *',
  '0 0 * * 8',
  '5/10 * * * *',
  '*/0 * * * *',
  '0 9 * * 5-1',
  '0 9 ? * *',
  '0 9 * * 1,',
  '0 9 * january *',
  '0 9 * * 1#6',
  '0 0 31 2 *',
  '0 0 30 2 *',
  '0 0 31 4,6,9,11 *',
  'H * * * *',
  '0 9 * * * 2027',
]

describe('cron expressions', () => {
  it.each(GOOD)('takes %s, as the library that ticks does', (expression) => {
    checkRule(cron(expression))
    expect(validate(expression)).toBe(true)
  })

  it.each(BAD)('refuses %j and says why', (expression) => {
    const error = refusalOf(cron(expression))
    expect(error.code).toBe('SCHEDULE_RULE')
    expect(error.params['rule']).toBe(expression)
    expect(error.params['reason']).toMatch(/\S/)
  })

  it('names the field that cannot be read, and its bounds', () => {
    expect(refusalOf(cron('0 25 * * *')).params).toMatchObject({ reason: 'hour', value: '25', bounds: '0–23' })
    expect(refusalOf(cron('0 0 31 2 *')).params).toMatchObject({ reason: 'never', value: '31 2 *' })
  })

  it('takes nothing that the library that ticks would refuse', () => {
    const part = (min: number, max: number, names: readonly string[]) => {
      const value = fc.oneof(fc.integer({ min, max: max + 1 }).map(String), fc.constantFrom('*', ...names))
      return fc.oneof(
        { weight: 3, arbitrary: fc.constant('*') },
        { weight: 2, arbitrary: value },
        { weight: 1, arbitrary: fc.tuple(value, value).map(([a, b]) => `${a},${b}`) },
        { weight: 1, arbitrary: fc.tuple(value, value).map(([a, b]) => `${a}-${b}`) },
        { weight: 1, arbitrary: fc.tuple(value, fc.nat(70)).map(([a, step]) => `${a}/${step}`) },
      )
    }
    const expression = fc
      .tuple(
        part(0, 59, ['?']),
        part(0, 23, ['+1']),
        part(1, 31, ['L', 'W', 'LW', '15W', '?', 'L-3']),
        part(1, 12, ['JAN', 'dec', 'may']),
        part(0, 7, ['MON', 'sun', '5L', '1#2', '5#L', 'FRIL', '7#1', 'L']),
      )
      .map((parts) => parts.join(' '))
    let taken = 0
    fc.assert(
      fc.property(expression, (text) => {
        try {
          checkRule(cron(text))
        } catch (error) {
          expect(isAppError(error) && error.code).toBe('SCHEDULE_RULE')
          return
        }
        taken += 1
        expect(validate(text), text).toBe(true)
      }),
      { numRuns: 5000 },
    )
    expect(taken).toBeGreaterThan(300)
  })

  it('keeps an expression without superfluous spaces', () => {
    expect(toStoredRule(cron('  0   9 * *\t1-5 '))).toEqual(cron('0 9 * * 1-5'))
  })
})

function refusalOf(rule: ScheduleRule) {
  try {
    checkRule(rule)
  } catch (error) {
    if (isAppError(error)) return error
  }
  throw new Error('it was taken')
}

interface Walked {
  readonly matches: (shown: Date) => boolean
  readonly isEveryHour: boolean
}

/** A rule with what it means, said in another way. */
function anyRule(): fc.Arbitrary<Walked & { rule: ScheduleRule }> {
  const minute = fc.constantFrom(0, 5, 15, 30, 45, 59)
  const hour = fc.constantFrom(0, 1, 2, 3, 9, 23)
  const two = (value: number): string => String(value).padStart(2, '0')
  const isAt = (hours: readonly number[], minutes: readonly number[]) => (shown: Date) =>
    hours.includes(shown.getUTCHours()) && minutes.includes(shown.getUTCMinutes())
  const hourly = minute.map((value) => ({
    rule: { kind: 'hourly' as const, minute: value },
    matches: (shown: Date) => shown.getUTCMinutes() === value,
    isEveryHour: true,
  }))
  const daily = fc.tuple(hour, minute, fc.boolean()).map(([h, m, onWorkdays]) => ({
    rule: { kind: onWorkdays ? ('workdays' as const) : ('daily' as const), time: `${two(h)}:${two(m)}` },
    matches: (shown: Date) => isAt([h], [m])(shown) && (!onWorkdays || isWorkingDay(shown.toISOString().slice(0, 10))),
    isEveryHour: false,
  }))
  const someOf = (max: number, min: number) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 })
  const byCron = fc
    .tuple(someOf(59, 0), fc.option(someOf(4, 0)), fc.option(someOf(31, 1)), fc.option(someOf(6, 0)))
    .map(([minutes, hours, days, weekdays]) => {
      const text = (list: readonly number[] | null): string => list?.join(',') ?? '*'
      // As crontabs have it: a day of the month or a day of the week, when both are named.
      const isDay = (shown: Date): boolean => {
        const byDay = days?.includes(shown.getUTCDate()) ?? null
        const byWeekday = weekdays?.includes(shown.getUTCDay()) ?? null
        return byDay === null || byWeekday === null ? (byDay ?? byWeekday ?? true) : byDay || byWeekday
      }
      const allHours = Array.from({ length: 24 }, (_, value) => value)
      return {
        rule: cron(`${text(minutes)} ${text(hours)} ${text(days)} * ${text(weekdays)}`),
        matches: (shown: Date) => isDay(shown) && isAt(hours ?? allHours, minutes)(shown),
        isEveryHour: hours === null,
      }
    })
  return fc.oneof(hourly, daily, byCron)
}

/** Due times after `from` and not after `until`, by looking at the system's clock in that zone minute by minute. */
function walk({ matches, isEveryHour }: Walked, zone: string, from: number, until: number): number[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const shownAt = (at: number): number => Date.parse(`${format.format(at).replace(' ', 'T')}Z`)
  const found: number[] = []
  // Begins a day before, so that it knows what the clocks have shown already.
  let latest = shownAt(from - DAY)
  for (let at = from - DAY + MINUTE; at <= until; at += MINUTE) {
    const shown = shownAt(at)
    let isDue = isEveryHour && matches(new Date(shown))
    for (let passed = isEveryHour ? shown + MINUTE : latest + MINUTE; passed <= shown; passed += MINUTE) {
      isDue ||= matches(new Date(passed))
    }
    latest = Math.max(latest, shown)
    if (isDue && at > from) found.push(at)
  }
  return found
}
