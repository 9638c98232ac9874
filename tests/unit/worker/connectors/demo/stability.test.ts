import { describe, expect, it } from 'vitest'
import { addCivilMonths, diffCivilMonths, isMonthEnd, toCivilDay } from '../../../../../src/shared/domain/civil-day.ts'
import type { ItemFacts } from '../../../../../src/shared/domain/item.ts'
import { aSyncJob, byId, collect, DAY_MS, MINUTE_MS, NOW } from './collect.ts'

const ZONE = 'Asia/Shanghai'
const GRACE_DAYS = 7
const RETENTION_DAYS = 15

function isWithin(at: number, from: number, to: number): boolean {
  return at > from && at <= to
}

/** One of the item's own dates lies between the two syncs; `at` is the expiry that it had before. */
function hasTurned(before: ItemFacts, from: number, to: number): boolean {
  if (before.expiresAt === null) return false
  const graceDays = before.rawPolicy === 4 ? 0 : GRACE_DAYS
  return [0, graceDays, graceDays + RETENTION_DAYS].some((days) =>
    isWithin((before.expiresAt as number) + days * DAY_MS, from, to),
  )
}

function isWholeMonthsLater(before: number, after: number): boolean {
  const [from, to] = [toCivilDay(before, ZONE), toCivilDay(after, ZONE)]
  const months = diffCivilMonths(from, to)
  return months >= 1 && (addCivilMonths(from, months) === to || (isMonthEnd(from) && isMonthEnd(to)))
}

/** Explains each difference by a date of the item itself, or fails. Returns what was seen. */
function explain(before: readonly ItemFacts[], after: readonly ItemFacts[], from: number, to: number) {
  const [old, current] = [byId(before), byId(after)]
  const seen = { renewed: 0, aged: 0, gone: 0, appeared: 0 }
  for (const item of before) {
    const next = current.get(item.resourceId)
    if (!next) {
      seen.gone += 1
      // It left on its last day, or after its retention.
      expect(item.expiresAt ?? 0, item.resourceName).toBeLessThanOrEqual(to + DAY_MS)
      continue
    }
    if (next.expiresAt !== item.expiresAt) {
      seen.renewed += 1
      expect(isWholeMonthsLater(item.expiresAt as number, next.expiresAt as number), item.resourceName).toBe(true)
      // Charged at 03:00 in Beijing, seven days before the day of expiry at the earliest.
      if (item.renewalMode === 'auto') expect(item.expiresAt).toBeLessThan(to + 8 * DAY_MS)
      expect(next).toEqual({ ...item, expiresAt: next.expiresAt, status: next.status, rawStatus: next.rawStatus })
    } else if (next.rawStatus !== item.rawStatus) {
      seen.aged += 1
      expect(hasTurned(item, from, to), item.resourceName).toBe(true)
      expect(next).toEqual({ ...item, status: next.status, rawStatus: next.rawStatus })
    } else if (JSON.stringify(next) !== JSON.stringify(item)) {
      // A matcher for each of the many equal rows would take most of the time.
      expect(next).toEqual(item)
    }
  }
  for (const item of after) {
    if (old.has(item.resourceId)) continue
    seen.appeared += 1
    expect(isWithin(item.createdAt as number, from - DAY_MS, to), item.resourceName).toBe(true)
  }
  return seen
}

describe('demo estate over time', () => {
  it.each([0, 4])('does not change within a minute in which no date of an item lies (sync %i)', async (ordinal) => {
    const before = await collect(aSyncJob(600, { ordinal }))
    const after = await collect(aSyncJob(600, { ordinal, now: NOW + MINUTE_MS }))
    expect(after.items).toEqual(before.items)
    expect(after.tags).toEqual(before.tags)
    expect(after.prices).toEqual(before.prices.map((price) => ({ ...price, quotedAt: NOW + MINUTE_MS })))
  })

  it('differs after an hour or a day only where a date of the item itself was passed', async () => {
    const before = await collect(aSyncJob(5000))
    for (const laterMs of [3_600_000, DAY_MS]) {
      const after = await collect(aSyncJob(5000, { now: NOW + laterMs }))
      const seen = explain(before.items, after.items, NOW, NOW + laterMs)
      expect(seen.renewed + seen.aged + seen.gone).toBeLessThan(200)
      expect(seen.gone).toBe(seen.appeared)
    }
  })

  it('lives on for a year: renewals, expiries, freezes, departures and successors, all explained', async () => {
    const total = { renewed: 0, aged: 0, gone: 0, appeared: 0 }
    let before = (await collect(aSyncJob(300))).items
    for (let day = 2; day <= 366; day += 2) {
      const [from, to] = [NOW + (day - 2) * DAY_MS, NOW + day * DAY_MS]
      const after = (await collect(aSyncJob(300, { now: to }))).items
      const seen = explain(before, after, from, to)
      for (const key of ['renewed', 'aged', 'gone', 'appeared'] as const) total[key] += seen[key]
      before = after
    }
    expect(total.renewed).toBeGreaterThan(300)
    expect(total.aged).toBeGreaterThan(50)
    expect(total.gone).toBeGreaterThan(50)
  })

  it('lets a resource that nobody renews expire, freeze, close and vanish in this order', async () => {
    const steps: string[] = []
    const first = await collect(aSyncJob(300))
    const frozen = first.items.find((item) => item.status === 'frozen' && item.rawPolicy === 0)
    for (let day = -60; day <= 60; day += 1) {
      const { items } = await collect(aSyncJob(300, { now: NOW + day * DAY_MS }))
      const step = byId(items).get(frozen?.resourceId ?? '')?.status ?? 'absent'
      if (step !== steps.at(-1)) steps.push(step)
    }
    expect(steps).toEqual(['absent', 'in-use', 'expired', 'frozen', 'closed', 'absent'])
  })

  it('keeps prices and tags of an item as they are while only time passes', async () => {
    const before = await collect(aSyncJob(2000))
    const after = await collect(aSyncJob(2000, { now: NOW + 3 * DAY_MS }))
    const [oldTags, oldPrices] = [byId(before.tags), byId(before.prices)]
    for (const row of after.tags) {
      const old = oldTags.get(row.resourceId)
      if (old) expect(row).toEqual(old)
    }
    for (const row of after.prices) {
      const old = oldPrices.get(row.resourceId)
      if (old) expect(row).toEqual({ ...old, quotedAt: row.quotedAt })
    }
  })
})
