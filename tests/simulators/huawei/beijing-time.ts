const OFFSET_MS = 8 * 3_600_000
export const DAY_MS = 86_400_000

/** `yyyy-MM-ddTHH:mm:ssZ`, the form of every time in BSS answers. */
export function toBssTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** Reads a BSS time; null for anything that is not exactly of that form or no real date. */
export function fromBssTime(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) || toBssTime(at) !== text ? null : at
}

/** Midnight in Beijing of the day that contains `at`. */
export function startOfBeijingDay(at: number): number {
  return Math.floor((at + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS
}

/** Moves a time by whole months on the Beijing calendar; a day that the month lacks becomes its last day. */
export function addBeijingMonths(at: number, months: number): number {
  const local = new Date(at + OFFSET_MS)
  const day = local.getUTCDate()
  local.setUTCDate(1)
  local.setUTCMonth(local.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate()
  local.setUTCDate(Math.min(day, lastDay))
  return local.getTime() - OFFSET_MS
}
