/** How a registry writes dates that name no zone. */
export interface DateHabits {
  /** Minutes east of UTC. */
  readonly offsetMinutes: number
  /** `dd-mm-yyyy`; without this such a date is not read, for it could as well be `mm-dd-yyyy`. */
  readonly isDayFirst: boolean
}

/** Registries of which the zone is known: CNNIC and HKIRC write their own civil time, UTC+8 all year (facts: user-needs). */
const HABITS: Readonly<Record<string, DateHabits>> = {
  cn: { offsetMinutes: 480, isDayFirst: false },
  'xn--fiqs8s': { offsetMinutes: 480, isDayFirst: false },
  'xn--fiqz9s': { offsetMinutes: 480, isDayFirst: false },
  hk: { offsetMinutes: 480, isDayFirst: true },
  'xn--j6w193g': { offsetMinutes: 480, isDayFirst: true },
  tw: { offsetMinutes: 480, isDayFirst: false },
}

/** UTC, and no guess about the order of day and month. */
export const UTC_HABITS: DateHabits = { offsetMinutes: 0, isDayFirst: false }

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MINUTE_MS = 60_000

/** How the registry of a domain writes dates. */
export function toDateHabits(domain: string): DateHabits {
  return HABITS[domain.slice(domain.lastIndexOf('.') + 1)] ?? UTC_HABITS
}

/**
 * Epoch ms of a date as a registry writes it; null when it cannot be told. A time without a zone is the registry's civil
 * time. A day without a time stands for its last second there: the registration holds through that day, and the civil
 * day stays the same where people read it.
 */
export function readRegistryDate(text: string, habits: DateHabits): number | null {
  const words = text.trim()
  const zoned =
    /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(?:(Z|UTC|GMT)|([+-])(\d\d):?(\d\d)|)$/i.exec(
      words,
    )
  if (zoned) {
    const [, year, month, day, hour, minute, second = '0', utc, sign, hours, minutes] = zoned
    const offset =
      utc !== undefined
        ? 0
        : sign !== undefined
          ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
          : habits.offsetMinutes
    return toInstant([year, month, day, hour, minute, second].map(Number), offset)
  }
  const civil = readDay(words, habits)
  return civil === null ? null : toInstant([...civil, 23, 59, 59], habits.offsetMinutes)
}

function readDay(words: string, habits: DateHabits): readonly [number, number, number] | null {
  const yearFirst = /^(\d{4})([-/.])(\d\d)\2(\d\d)\.?$/.exec(words)
  if (yearFirst) return [Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4])]
  const named = /^(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})$/.exec(words)
  if (named) return [Number(named[3]), MONTHS.indexOf(named[2]?.toLowerCase() ?? '') + 1, Number(named[1])]
  const dayFirst = habits.isDayFirst ? /^(\d{1,2})([-/])(\d{1,2})\2(\d{4})$/.exec(words) : null
  return dayFirst ? [Number(dayFirst[4]), Number(dayFirst[3]), Number(dayFirst[1])] : null
}

function toInstant(parts: readonly number[], offsetMinutes: number): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  // A leap second is the last of its minute.
  const at = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59))
  const read = new Date(at)
  const isReal =
    read.getUTCFullYear() === year &&
    read.getUTCMonth() === month - 1 &&
    read.getUTCDate() === day &&
    read.getUTCHours() === hour &&
    read.getUTCMinutes() === minute
  return isReal && year >= 1980 && year <= 2200 ? at - offsetMinutes * MINUTE_MS : null
}
