import { AppError } from './app-error.ts'

const DAY_MS = 86_400_000
const SECOND_MS = 1000
/** Bounds the memory of one zone: more days than 130 years of daily use. */
const MAX_CACHED_DAYS = 50_000

/** A moment at which a zone's distance to UTC changes; `at` is the first instant with the new offset. */
interface OffsetChange {
  readonly at: number
  readonly before: number
  readonly after: number
}

/** A stretch of time with one offset, `from` inclusive, `to` exclusive. */
export interface OffsetSpan {
  readonly from: number
  readonly to: number
  /** Local time minus UTC, in milliseconds. */
  readonly offset: number
}

interface ZoneCache {
  readonly format: Intl.DateTimeFormat
  /** UTC day number to its only offset, or to the change inside it. */
  readonly days: Map<number, number | OffsetChange>
}

const zones = new Map<string, ZoneCache>()
let lastName = ''
let lastZone: ZoneCache | null = null

function openZone(name: string): ZoneCache | null {
  // Newer engines take "+08:00" for a zone; such an offset knows no summer time and is not an IANA name.
  if (!/^[A-Za-z]/.test(name)) return null
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    return { format, days: new Map() }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** The zone of that name, or null when the name is no IANA zone. */
function findZone(name: string): ZoneCache | null {
  if (name === lastName && lastZone !== null) return lastZone
  const zone = zones.get(name) ?? openZone(name)
  if (zone === null) return null
  zones.set(name, zone)
  lastName = name
  lastZone = zone
  return zone
}

function requireZone(name: string): ZoneCache {
  const zone = findZone(name)
  if (zone === null) throw new AppError('BAD_REQUEST', { input: name }, { raw: `not an IANA zone: ${name}` })
  return zone
}

/** True for IANA zone names that this machine knows (`Asia/Shanghai`, `UTC`); a bare offset such as `+08:00` is none. */
export function isZone(text: string): boolean {
  return findZone(text) !== null
}

/** Asks Intl for the offset at a whole second. */
function readOffset(zone: ZoneCache, at: number): number {
  let [year, month, day, hour, minute, second, isBeforeChrist] = [0, 0, 0, 0, 0, 0, false]
  for (const part of zone.format.formatToParts(at)) {
    if (part.type === 'year') year = Number(part.value)
    else if (part.type === 'month') month = Number(part.value)
    else if (part.type === 'day') day = Number(part.value)
    else if (part.type === 'hour') hour = Number(part.value)
    else if (part.type === 'minute') minute = Number(part.value)
    else if (part.type === 'second') second = Number(part.value)
    else if (part.type === 'era') isBeforeChrist = part.value.startsWith('B')
  }
  // Date.UTC takes the years 0 to 99 for 1900 to 1999, so the year is set on its own.
  const local = new Date(0)
  local.setUTCFullYear(isBeforeChrist ? 1 - year : year, month - 1, day)
  local.setUTCHours(hour, minute, second)
  return local.getTime() - at
}

/**
 * Offset of one UTC day. A day has at most one change: the closest two of the zone database are four days apart
 * (Africa/Freetown, September 1939), so equal ends mean that nothing happened in between.
 */
function readDay(zone: ZoneCache, utcDay: number): number | OffsetChange {
  const before = readOffset(zone, utcDay * DAY_MS)
  const after = readOffset(zone, (utcDay + 1) * DAY_MS)
  if (before === after) return before
  let low = (utcDay * DAY_MS) / SECOND_MS
  let high = ((utcDay + 1) * DAY_MS) / SECOND_MS
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (readOffset(zone, middle * SECOND_MS) === before) low = middle
    else high = middle
  }
  return { at: high * SECOND_MS, before, after }
}

function dayEntry(zone: ZoneCache, utcDay: number): number | OffsetChange {
  const known = zone.days.get(utcDay)
  if (known !== undefined) return known
  if (zone.days.size >= MAX_CACHED_DAYS) zone.days.clear()
  const entry = readDay(zone, utcDay)
  zone.days.set(utcDay, entry)
  return entry
}

/** Local time minus UTC at an instant, in milliseconds; exact to the second also for local mean times. */
export function offsetAt(at: number, zoneName: string): number {
  const entry = dayEntry(requireZone(zoneName), Math.floor(at / DAY_MS))
  if (typeof entry === 'number') return entry
  return at < entry.at ? entry.before : entry.after
}

/** The spans of equal offset that cover `from` to `to`, in order and without holes. */
export function offsetSpans(from: number, to: number, zoneName: string): OffsetSpan[] {
  const zone = requireZone(zoneName)
  const spans: OffsetSpan[] = []
  let start = from
  const lastDay = Math.floor(to / DAY_MS)
  for (let utcDay = Math.floor(from / DAY_MS); utcDay <= lastDay; utcDay += 1) {
    const entry = dayEntry(zone, utcDay)
    if (typeof entry === 'number' || entry.at <= from || entry.at >= to) continue
    spans.push({ from: start, to: entry.at, offset: entry.before })
    start = entry.at
  }
  spans.push({ from: start, to, offset: offsetAt(start, zoneName) })
  return spans
}
