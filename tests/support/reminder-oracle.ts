import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { addCivilDays, civilInstant, diffCivilDays, toCivilDay, weekdayOf } from '../../src/shared/domain/civil-day.ts'
import type { ItemKind } from '../../src/shared/domain/item.ts'
import type { ReminderSettings } from '../../src/shared/domain/reminder.ts'
import type { RenewalMode } from '../../src/shared/domain/renewal-mode.ts'

const DAY_MS = 86_400_000

/** An item of a timeline, as people and providers have left it. */
export interface OracleItem {
  id: string
  kind: ItemKind
  mode: RenewalMode
  expiresAt: number
  actByAt: number
  isGone: boolean
  /** The expiry for which somebody has decided or acknowledged. */
  decidedFor: number | null
  acknowledgedFor: number | null
  snoozedUntil: string | null
}

/** What the world looks like when somebody looks. */
export interface OracleWorld {
  now: number
  zone: string
  settings: ReminderSettings
  pausedUntil: number | null
  items: OracleItem[]
}

/** What one look must deliver: `digest` or `urgent` with lines `id|expiry|step`, or nothing. */
export interface Demand {
  readonly kind: 'digest' | 'urgent' | null
  readonly lines: readonly string[]
}

/** Says what reminders are due, in the words of the specification: sets of texts and plain loops, nothing clever. */
export interface ReminderOracle {
  look(world: OracleWorld): Demand
  /** What would be demanded if it could be delivered now. */
  demanded(world: OracleWorld): string[]
  isHeld(world: OracleWorld): boolean
}

interface Kept {
  readonly at: number
  readonly text: string
}

/** With the deadline of which it spoke. */
interface Said extends Kept {
  readonly actByAt: number
}

export function createReminderOracle(): ReminderOracle {
  /** `id|expiry|step`, and `id|expiry|overdue|day` for what is past. */
  let sent: Said[] = []
  let usedSlots: Kept[] = []
  let digests: Kept[] = []
  let urgents: Kept[] = []

  function demanded({ now, zone, settings, items }: OracleWorld): string[] {
    const today = toCivilDay(now, zone)
    const lines: { at: number; line: string }[] = []
    for (const item of items) {
      if (item.isGone || item.decidedFor === item.expiresAt) continue
      const key = `${item.id}|${item.expiresAt}`
      const days = diffCivilDays(today, toCivilDay(item.actByAt, zone))
      const before = sent.filter(({ text }) => text.startsWith(`${key}|`))
      const overdueDays = before
        .filter(({ text }) => text.includes('|overdue|'))
        .map(({ text }) => text.split('|')[3] as string)
      if (days < 0) {
        const wasSaid = settings.repeatsOverdue ? overdueDays.some((day) => day >= today) : overdueDays.length > 0
        if (!wasSaid) lines.push({ at: item.actByAt, line: `${key}|overdue|${today}` })
        continue
      }
      if (item.acknowledgedFor === item.expiresAt) continue
      if (item.snoozedUntil !== null && today < item.snoozedUntil) continue
      if (item.mode === 'on-demand') continue
      let countedDays = days
      if (settings.workingDaysOnly && works(today)) {
        for (let day = addCivilDays(today, 1); !works(day); day = addCivilDays(day, 1)) countedDays -= 1
      }
      countedDays = Math.max(0, countedDays)
      const reached = settings.ladders[item.kind].filter((step) => countedDays <= step)
      if (reached.length === 0) continue
      const tightest = Math.min(...reached)
      // A deadline that has moved later by a day or more is a new one.
      const ofThisDeadline = before.filter(({ actByAt }) => item.actByAt - actByAt < DAY_MS).map(({ text }) => text)
      if (ofThisDeadline.some((text) => text.includes('|overdue|'))) continue
      const steps = ofThisDeadline.map((text) => Number(text.split('|')[2]))
      if (steps.every((step) => tightest < step)) lines.push({ at: item.actByAt, line: `${key}|${tightest}` })
    }
    return lines.map(({ line }) => line).toSorted()
  }

  /** Due today or tomorrow, or overdue; before the digest of the day only what will have passed when it comes. */
  function isUrgent(line: string, world: OracleWorld, before: number | null): boolean {
    const item = world.items.find(({ id }) => line.startsWith(`${id}|`)) as OracleItem
    const days = diffCivilDays(toCivilDay(world.now, world.zone), toCivilDay(item.actByAt, world.zone))
    if (days > 1) return false
    return before === null || (item.actByAt > world.now && item.actByAt < before)
  }

  function record({ now, items }: OracleWorld, kind: 'digest' | 'urgent', lines: readonly string[]): Demand {
    if (lines.length === 0) return { kind: null, lines: [] }
    for (const text of lines) {
      const { actByAt } = items.find(({ id }) => text.startsWith(`${id}|`)) as OracleItem
      sent.push({ at: now, text, actByAt })
    }
    const list = kind === 'digest' ? digests : urgents
    list.push({ at: now, text: kind })
    return { kind, lines }
  }

  return {
    demanded,
    isHeld,
    look(world) {
      const { now, zone, settings } = world
      const isBelieved = ({ at }: Kept): boolean => at <= now + DAY_MS
      sent = sent.filter(isBelieved)
      usedSlots = usedSlots.filter(isBelieved)
      digests = digests.filter(isBelieved)
      urgents = urgents.filter(isBelieved)
      const nothing: Demand = { kind: null, lines: [] }
      if (!settings.isOn || isHeld(world)) return nothing

      const today = toCivilDay(now, zone)
      const isOfToday = ({ at }: Kept): boolean => toCivilDay(at, zone) >= today
      let slotDay = today
      while (civilInstant(slotDay, settings.digestTime, zone) > now) slotDay = addCivilDays(slotDay, -1)
      const slotAt = civilInstant(slotDay, settings.digestTime, zone)
      if (usedSlots.every(({ at }) => at < slotAt)) {
        usedSlots.push({ at: now, text: slotDay })
        if (!digests.some(isOfToday)) return record(world, 'digest', demanded(world))
      }

      if (!settings.sendsUrgent || urgents.some(isOfToday)) return nothing
      const ownAt = civilInstant(today, settings.digestTime, zone)
      const isAfterDigest = digests.some(isOfToday) || usedSlots.some(({ at }) => at >= ownAt)
      const candidates = demanded(world).filter((line) => isUrgent(line, world, null))
      if (candidates.length === 0) return nothing
      const before = isAfterDigest ? null : firstFree({ ...world, now: ownAt })
      return record(
        world,
        'urgent',
        candidates.filter((line) => isUrgent(line, world, before)),
      )
    },
  }
}

/** A working day of the Chinese calendar. */
function works(day: string): boolean {
  if (day in chineseDays.workdays) return true
  return weekdayOf(day) !== 0 && weekdayOf(day) !== 6 && !(day in chineseDays.holidays)
}

/** Paused, a day off, or within the quiet hours that began today or yesterday. */
export function isHeld({ now, zone, settings, pausedUntil }: OracleWorld): boolean {
  if (pausedUntil !== null && now < pausedUntil) return true
  const today = toCivilDay(now, zone)
  if (settings.workingDaysOnly && !works(today)) return true
  const { quietHours } = settings
  if (quietHours === null) return false
  for (const start of [addCivilDays(today, -2), addCivilDays(today, -1), today]) {
    const endDay = quietHours.to < quietHours.from ? addCivilDays(start, 1) : start
    const from = civilInstant(start, quietHours.from, zone)
    if (from <= now && now < civilInstant(endDay, quietHours.to, zone)) return true
  }
  return false
}

/** Steps on by a quarter of an hour, at which every time of a timeline lies, until nothing holds. */
function firstFree(world: OracleWorld): number {
  let now = world.now
  while (isHeld({ ...world, now })) now += 15 * 60_000
  return now
}
