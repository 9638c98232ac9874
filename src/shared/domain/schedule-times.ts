import { Cron } from 'croner'
import { AppError, type ErrorParams } from './app-error.ts'
import { civilInstant, fromEpochDay } from './civil-day.ts'
import { MAX_MISSED, type ScheduleRule } from './schedule.ts'
import { isWorkingDay } from './working-day.ts'
import { offsetAt, offsetSpans } from './zone-offsets.ts'

// Every rule is a set of days and of minutes of such a day. What a day is, and when a minute comes in a zone, is then said
// once for all kinds:
// - A minute that clocks jump over comes right after the jump, and one that comes twice counts the first time only.
// - A rule for every hour means hours as they pass: it comes whenever clocks show one of its minutes, twice in the hour
//   that clocks repeat, and not in an hour that never was.

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** No rule comes after that. */
const LAST_AT = Date.UTC(9998, 0, 1)
/** Lists of minutes and days that have been worked out. */
const KEPT_RULES = 200
const KEPT_DAYS = 5_000

interface RuleTimes {
  /** Minutes of a day, rising, at least one. */
  readonly minutes: readonly number[]
  /** The first day of the rule on or after a day, as days since 1970; null when there is none any more. */
  readonly dayFrom: (epochDay: number) => number | null
  readonly isEveryHour: boolean
}

const known = new Map<string, RuleTimes>()

/** The first due time strictly after an instant; null at the end of the calendar. Throws SCHEDULE_RULE. */
export function nextDue(rule: ScheduleRule, zone: string, after: number): number | null {
  const times = openRule(rule)
  return times.isEveryHour ? nextShown(times, zone, after) : nextMapped(times, zone, after)
}

/** The first due times strictly after an instant, in order. Throws SCHEDULE_RULE. */
export function nextDues(rule: ScheduleRule, zone: string, after: number, count: number): number[] {
  const dues: number[] = []
  for (let at = nextDue(rule, zone, after); at !== null && dues.length < count; at = nextDue(rule, zone, at)) {
    dues.push(at)
  }
  return dues
}

/** How many due times lie after `from` and not after `to`, counted up to MAX_MISSED. Throws SCHEDULE_RULE. */
export function countDue(rule: ScheduleRule, zone: string, from: number, to: number): number {
  let count = 0
  for (
    let at = nextDue(rule, zone, from);
    at !== null && at <= to && count < MAX_MISSED;
    at = nextDue(rule, zone, at)
  ) {
    count += 1
  }
  return count
}

/** The last due time that lies after `from` and not after `to`; null when there is none. Throws SCHEDULE_RULE. */
export function lastDue(rule: ScheduleRule, zone: string, from: number, to: number): number | null {
  // A look at the last hour finds it for most rules; a rare one is looked for ever further back.
  for (let lookMs = HOUR_MS; ; lookMs *= 4) {
    const start = Math.max(from, to - lookMs)
    let last: number | null = null
    for (let at = nextDue(rule, zone, start); at !== null && at <= to; at = nextDue(rule, zone, at)) last = at
    if (last !== null || start <= from) return last
  }
}

/** Reads a rule. Throws SCHEDULE_RULE when it cannot be read or never comes. */
export function checkRule(rule: ScheduleRule): void {
  openRule(rule)
}

/** The rule as it is kept: an expression without superfluous spaces. Throws SCHEDULE_RULE. */
export function toStoredRule(rule: ScheduleRule): ScheduleRule {
  checkRule(rule)
  return rule.kind === 'cron' ? { kind: 'cron', expression: toFields(rule.expression).join(' ') } : rule
}

/** By minutes as the zone's clocks show them while time passes. */
function nextShown(times: RuleTimes, zone: string, after: number): number | null {
  // A reading of the instant itself counts only where the clocks have just been changed.
  for (let [from, least] = [after, 0]; ; least = 1) {
    const offset = offsetAt(from, zone)
    const shown = nextReading(times, from + offset - least)
    if (shown === null || shown > LAST_AT) return null
    const at = shown - offset
    const changesAt = offsetSpans(from, at + 1, zone)[0]?.to ?? at + 1
    if (changesAt > at) return at
    from = changesAt
  }
}

/** By minutes of the zone's days, each of which comes once. */
function nextMapped(times: RuleTimes, zone: string, after: number): number | null {
  // A reading that is still to come is later than the one that clocks show now; those that come again are passed over.
  for (let shown = nextReading(times, after + offsetAt(after, zone)); ; shown = nextReading(times, shown)) {
    if (shown === null || shown > LAST_AT) return null
    const minute = Math.floor(shown / MINUTE_MS) % (DAY_MS / MINUTE_MS)
    const at = civilInstant(fromEpochDay(Math.floor(shown / DAY_MS)), toTime(minute), zone)
    if (at > after) return at
  }
}

/** The first reading of the rule after another one; readings are those of a clock as if it were UTC. */
function nextReading({ minutes, dayFrom }: RuleTimes, after: number): number | null {
  const day = Math.floor(after / DAY_MS)
  const today = dayFrom(day)
  if (today === null) return null
  if (today === day) {
    const minute = minutes.find((candidate) => day * DAY_MS + candidate * MINUTE_MS > after)
    if (minute !== undefined) return day * DAY_MS + minute * MINUTE_MS
  }
  const next = today === day ? dayFrom(day + 1) : today
  return next === null ? null : next * DAY_MS + (minutes[0] ?? 0) * MINUTE_MS
}

const toTime = (minute: number): string => {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function openRule(rule: ScheduleRule): RuleTimes {
  const key = keyOf(rule)
  const times = known.get(key) ?? readRule(rule)
  if (known.size >= KEPT_RULES) known.clear()
  known.set(key, times)
  return times
}

function keyOf(rule: ScheduleRule): string {
  switch (rule.kind) {
    case 'hourly':
      return `hourly ${rule.minute}`
    case 'cron':
      return `cron ${rule.expression}`
    default:
      return `${rule.kind} ${rule.time}`
  }
}

function readRule(rule: ScheduleRule): RuleTimes {
  switch (rule.kind) {
    case 'hourly': {
      if (!Number.isInteger(rule.minute) || rule.minute < 0 || rule.minute > 59)
        throw refuse(rule, 'minute', { value: rule.minute, bounds: '0–59' })
      const minutes = Array.from({ length: 24 }, (_, hour) => hour * 60 + rule.minute)
      return { minutes, dayFrom: (day) => day, isEveryHour: true }
    }
    case 'daily':
      return { minutes: [readTime(rule, rule.time)], dayFrom: (day) => day, isEveryHour: false }
    case 'workdays':
      return { minutes: [readTime(rule, rule.time)], dayFrom: workingDayFrom, isEveryHour: false }
    case 'cron':
      return readCron(rule)
  }
}

function readTime(rule: ScheduleRule, time: string): number {
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) throw refuse(rule, 'time', { value: time, bounds: '00:00–23:59' })
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function workingDayFrom(epochDay: number): number {
  let day = epochDay
  while (!isWorkingDay(fromEpochDay(day))) day += 1
  return day
}

const FIELDS = [
  { name: 'minute', bounds: '0–59' },
  { name: 'hour', bounds: '0–23' },
  { name: 'day', bounds: '1–31' },
  { name: 'month', bounds: '1–12' },
  { name: 'weekday', bounds: '0–7' },
] as const

function toFields(expression: string): string[] {
  return expression.trim().split(/\s+/)
}

function readCron(rule: Extract<ScheduleRule, { kind: 'cron' }>): RuleTimes {
  const fields = toFields(rule.expression)
  if (fields.length !== FIELDS.length) throw refuse(rule, 'fields', { value: fields.length })
  for (const [index, { name, bounds }] of FIELDS.entries()) {
    const field = fields[index] as string
    if (!isField(field, index)) throw refuse(rule, name, { value: field, bounds })
  }
  const [minute = '', hour = '', ...days] = fields
  const [dayOfMonth = '', month = ''] = days
  const dayOf = createDays(openCron(rule, `0 0 ${days.join(' ')}`))
  // Which years a day comes in repeats after 28 years; one that does not come in them never does.
  const datesOf = createDays(openCron(rule, `0 0 ${dayOfMonth} ${month} *`))
  if (dayOf(0) === null || datesOf(0) === null) throw refuse(rule, 'never', { value: days.join(' ') })
  const hours = readings(openCron(rule, `0 ${hour} * * *`), HOUR_MS)
  const minutesOfHour = readings(openCron(rule, `${minute} 0 * * *`), MINUTE_MS)
  const minutes = hours.flatMap((of) => minutesOfHour.map((minuteOfHour) => of * 60 + minuteOfHour))
  return { minutes, dayFrom: dayOf, isEveryHour: hours.length === 24 }
}

function openCron(rule: ScheduleRule, expression: string): Cron {
  try {
    return new Cron(expression, { timezone: 'UTC', mode: '5-part' })
  } catch (error) {
    throw refuse(rule, 'unreadable', { value: expression }, error instanceof Error ? error.message : String(error))
  }
}

const ITEM = /^(?:(?:\*|V-V)(?:\/\d{1,2})?|V|L|LW|\d{1,2}W|V#[1-5]|VL)$/.source.replaceAll('V', '(?:\\d{1,2}|[A-Z]{3})')
const isItem = new RegExp(ITEM, 'i')

/** Numbers, lists, ranges, steps, names of three letters, L, W and # as in the crontabs that people know. */
function isField(field: string, index: number): boolean {
  if (!field.split(',').every((item) => isItem.test(item))) return false
  const pattern = FIELDS.map((_, other) => (other === index ? field : '*')).join(' ')
  try {
    void new Cron(pattern, { timezone: 'UTC', mode: '5-part' })
    return true
  } catch {
    return false
  }
}

/** The readings of a pattern within the first day of 1970, as multiples of a unit. */
function readings(cron: Cron, unitMs: number): number[] {
  const found: number[] = []
  for (let at = cron.nextRun(new Date(-1)); at !== null && at.getTime() < DAY_MS; at = cron.nextRun(at)) {
    found.push(at.getTime() / unitMs)
  }
  return found
}

/** The days of a pattern; answers are kept, because they are asked for once per minute of the day. */
function createDays(cron: Cron): RuleTimes['dayFrom'] {
  const days = new Map<number, number | null>()
  return (epochDay) => {
    const found = days.get(epochDay)
    if (found !== undefined) return found
    const at = cron.nextRun(new Date(epochDay * DAY_MS - 1))
    const day = at === null ? null : Math.floor(at.getTime() / DAY_MS)
    if (days.size >= KEPT_DAYS) days.clear()
    days.set(epochDay, day)
    return day
  }
}

/** `reason` is a key of the texts under `schedules.refusal`. */
function refuse(rule: ScheduleRule, reason: string, params: ErrorParams, raw: string | null = null): AppError {
  return new AppError('SCHEDULE_RULE', { rule: keyOf(rule).slice(rule.kind.length + 1), reason, ...params }, { raw })
}
