/**
 * Slow and obvious second opinions on the rules of the domain. Imports nothing of the code under test.
 */

export interface Wall {
  readonly day: string
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(zone, format)
  }
  return format
}

/** What the clocks and calendars of a zone show; valid where the local year is 1 to 9999. */
export function oracleWall(at: number, zone: string): Wall {
  const shown: Record<string, string> = {}
  for (const part of formatOf(zone).formatToParts(at)) shown[part.type] = part.value
  return {
    day: `${shown['year']?.padStart(4, '0')}-${shown['month']}-${shown['day']}`,
    hour: Number(shown['hour']),
    minute: Number(shown['minute']),
    second: Number(shown['second']),
  }
}

export function oracleDay(at: number, zone: string): string {
  return oracleWall(at, zone).day
}

export type Triple = readonly [year: number, month: number, day: number]

export function oracleMonthLength(year: number, month: number): number {
  if (month === 2) {
    if (year % 400 === 0) return 29
    if (year % 100 === 0) return 28
    return year % 4 === 0 ? 29 : 28
  }
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

export function toTriple(day: string): Triple {
  const [year, month, date] = day.split('-').map(Number)
  return [year ?? 0, month ?? 0, date ?? 0]
}

export function fromTriple([year, month, day]: Triple): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

export function nextTriple([year, month, day]: Triple): Triple {
  if (day < oracleMonthLength(year, month)) return [year, month, day + 1]
  return month < 12 ? [year, month + 1, 1] : [year + 1, 1, 1]
}

export function previousTriple([year, month, day]: Triple): Triple {
  if (day > 1) return [year, month, day - 1]
  return month > 1 ? [year, month - 1, oracleMonthLength(year, month - 1)] : [year - 1, 12, 31]
}

/** Steps one day at a time. */
export function oracleAddDays(day: string, count: number): string {
  let triple = toTriple(day)
  for (let step = 0; step < Math.abs(count); step += 1) triple = count > 0 ? nextTriple(triple) : previousTriple(triple)
  return fromTriple(triple)
}

/** Counts the steps from one day to another, one day at a time. */
export function oracleDiffDays(from: string, to: string): number {
  const isForward = to >= from
  let triple = toTriple(isForward ? from : to)
  const [year, month, day] = toTriple(isForward ? to : from)
  let steps = 0
  while (triple[0] !== year || triple[1] !== month || triple[2] !== day) {
    triple = nextTriple(triple)
    steps += 1
  }
  return isForward ? steps : -steps
}

/** Steps one month at a time and cuts the day at the end. */
export function oracleAddMonths(day: string, count: number): string {
  const [startYear, startMonth, date] = toTriple(day)
  let [year, month] = [startYear, startMonth]
  for (let step = 0; step < Math.abs(count); step += 1) {
    month += count > 0 ? 1 : -1
    if (month === 13) [year, month] = [year + 1, 1]
    if (month === 0) [year, month] = [year - 1, 12]
  }
  return fromTriple([year, month, Math.min(date, oracleMonthLength(year, month))])
}

/** The bands as product.md writes them. */
export function oracleBand(daysLeft: number | null): string {
  if (daysLeft === null) return 'undated'
  if (daysLeft < 0) return 'expired'
  if (daysLeft < 8) return '0-7'
  if (daysLeft < 16) return '8-15'
  if (daysLeft < 31) return '16-30'
  if (daysLeft < 61) return '31-60'
  if (daysLeft < 91) return '61-90'
  return 'later'
}

const BEIJING_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** Vendor rules since 1992 need no zone data: Beijing is UTC+8 all year, so a civil day later is 24 hours later. */
export function oracleBounds(
  expiresAt: number | null,
  tierDays: readonly [grace: number, retention: number],
  policyCode: number | string | null,
): readonly [graceEndsAt: number | null, retentionEndsAt: number | null] {
  const code = policyCode === null ? '' : String(policyCode)
  if (expiresAt === null || code === '1') return [null, null]
  if (code === '2') return [expiresAt, expiresAt]
  const [grace, retention] = tierDays
  if (code === '4') return [expiresAt, expiresAt + retention * DAY_MS]
  return [expiresAt + grace * DAY_MS, expiresAt + (grace + retention) * DAY_MS]
}

const ORDER = ['active', 'grace', 'retention', 'released']

/** The phase, told as a story: play the moments in order and note what each one changes. */
export function oraclePhase(
  now: number,
  state: {
    readonly expiresAt: number | null
    readonly graceEndsAt: number | null
    readonly retentionEndsAt: number | null
    readonly status: string
    readonly statusReadAt: number
  },
): readonly [phase: string | null, provenance: string] {
  const words: Record<string, string> = { closed: 'released', frozen: 'retention', expired: 'grace' }
  if (state.graceEndsAt !== null && state.expiresAt !== null) words['in-use'] = 'grace'
  const word: string | undefined = words[state.status]
  if (state.expiresAt === null) return word === undefined ? [null, 'computed'] : [word, 'provider']
  const isLateEnough = word !== 'grace' || state.statusReadAt >= state.expiresAt
  const statement = word !== undefined && isLateEnough ? word : null
  const isOver = now >= state.expiresAt
  let phase = 'active'
  let source = 'computed'
  if (statement !== null && (isOver || statement !== 'grace')) [phase, source] = [statement, 'provider']
  if (!isOver) return [phase, source]
  const moments: [number, string][] = []
  if (state.graceEndsAt !== null && state.retentionEndsAt !== null) {
    moments.push([state.expiresAt, 'grace'], [state.graceEndsAt, 'retention'], [state.retentionEndsAt, 'released'])
  }
  for (const [at, opened] of moments) {
    if (at > now) continue
    if (statement !== null && at <= state.statusReadAt) continue
    if (ORDER.indexOf(opened) > ORDER.indexOf(phase)) [phase, source] = [opened, 'computed']
  }
  return [phase, source]
}

/** Day of expiry on Beijing calendars, stepped back day by day, at an hour; never after the expiry. */
export function oracleDeduction(expiresAt: number, leadDays: number, hour: number): number {
  let midnight = Math.floor((expiresAt + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS
  for (let step = 0; step < leadDays; step += 1) midnight -= DAY_MS
  const at = midnight + hour * 3_600_000
  return at > expiresAt ? expiresAt : at
}

/** Whole and fractional digits as one integer of 10^-scale. */
export function toScaled(amount: string, scale: number): bigint {
  const isNegative = amount.startsWith('-')
  const [whole = '0', fraction = ''] = amount.replace(/^[+-]/, '').split('.')
  const value = BigInt(whole + fraction.padEnd(scale, '0'))
  return isNegative ? -value : value
}

export function fromScaled(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Integer division with half to even, done with remainders. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n
  const [top, bottom] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor]
  let quotient = top / bottom
  const twice = (top % bottom) * 2n
  if (twice > bottom || (twice === bottom && quotient % 2n === 1n)) quotient += 1n
  return isNegative ? -quotient : quotient
}
