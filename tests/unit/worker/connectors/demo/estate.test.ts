import { describe, expect, it } from 'vitest'
import { diffCivilDays, toCivilDay } from '../../../../../src/shared/domain/civil-day.ts'
import type { ItemFacts } from '../../../../../src/shared/domain/item.ts'
import { aSyncJob, collect, DAY_MS, NOW } from './collect.ts'

const ZONE = 'Asia/Shanghai'

// Its own reading of the bands, so that a fault in the product's cannot hide an empty one.
function bandOf(item: ItemFacts, now: number): string {
  if (item.expiresAt === null) return 'undated'
  const daysLeft = diffCivilDays(toCivilDay(now, ZONE), toCivilDay(item.expiresAt, ZONE))
  if (daysLeft < 0) return 'expired'
  const band = [7, 15, 30, 60, 90].find((last) => daysLeft <= last)
  return band === undefined ? 'later' : String(band)
}

function valuesOf<T>(items: readonly ItemFacts[], read: (item: ItemFacts) => T): Set<T> {
  return new Set(items.map(read))
}

const ALL_BANDS = ['15', '30', '60', '7', '90', 'expired', 'later', 'undated']

describe.each([300, 600, 5000])('demo estate of %i items', (size) => {
  it('fills every band, all through the year and whatever has happened in earlier syncs', async () => {
    // A larger estate begins with the items of a smaller one, so the year is walked through once.
    const days = size === 300 ? 400 : 9
    for (let day = 0; day < days; day += 3) {
      const now = NOW + day * DAY_MS
      const { items } = await collect(aSyncJob(size, { now, ordinal: day }))
      const bands = [...valuesOf(items, (item) => bandOf(item, now))].toSorted()
      expect(bands, new Date(now).toISOString()).toEqual(ALL_BANDS)
      expect([...valuesOf(items, (item) => item.status)].toSorted(), new Date(now).toISOString()).toEqual([
        'closed',
        'expired',
        'frozen',
        'in-use',
        'unknown',
      ])
    }
  })

  it('shows every renewal mode and every raw code, known or not', async () => {
    const { items } = await collect(aSyncJob(size))
    expect([...valuesOf(items, (item) => item.renewalMode)].toSorted()).toEqual([
      'auto',
      'manual',
      'none',
      'on-demand',
      'unknown',
    ])
    const policies = valuesOf(items, (item) => item.rawPolicy)
    expect(policies).toEqual(new Set([0, 1, 2, 3, 4, 5, 9, null]))
    expect(valuesOf(items, (item) => item.rawStatus)).toEqual(new Set([2, 3, 4, 5, 7]))
    expect(items.filter((item) => item.rawPolicy === 9).every((item) => item.renewalMode === 'unknown')).toBe(true)
    expect(items.filter((item) => item.rawStatus === 7).every((item) => item.status === 'unknown')).toBe(true)
  })

  it('was created before it expires, and before now', async () => {
    for (const now of [Date.parse('2024-02-29T16:30:00Z'), NOW, Date.parse('2031-03-01T00:00:00Z')]) {
      const { items } = await collect(aSyncJob(size, { now }))
      for (const item of items) {
        expect(item.createdAt).toBeLessThanOrEqual(now)
        if (item.expiresAt !== null) expect(item.createdAt).toBeLessThan(item.expiresAt)
      }
    }
  })

  it('ends terms mostly with the Beijing day, some at midnight, some at odd times, on month ends and a leap day', async () => {
    const { items } = await collect(aSyncJob(size))
    const ends = items.flatMap((item) => (item.expiresAt === null ? [] : [new Date(item.expiresAt).toISOString()]))
    const atDayEnd = ends.filter((end) => end.endsWith('T15:59:59.000Z')).length
    const atMidnight = ends.filter((end) => end.endsWith('T16:00:00.000Z')).length
    expect(atDayEnd).toBeGreaterThan(ends.length / 2)
    expect(atMidnight).toBeGreaterThan(3)
    expect(ends.length - atDayEnd - atMidnight).toBeGreaterThan(3)
    expect(ends.some((end) => end.includes('-02-29T'))).toBe(true)
    expect(ends.some((end) => /-(01|03|05|07|08|10|12)-31T15|-(04|06|09|11)-30T15|-02-2[89]T15/.test(end))).toBe(true)
  })

  it('is denser in the next 30 days than later', async () => {
    const { items } = await collect(aSyncJob(size))
    const within = (from: number, to: number) =>
      items.filter((item) => (item.expiresAt ?? 0) >= NOW + from * DAY_MS && (item.expiresAt ?? 0) < NOW + to * DAY_MS)
    expect(within(0, 30).length).toBeGreaterThan(1.5 * within(30, 60).length)
    expect(within(30, 365).length).toBeGreaterThan(size / 4)
  })

  it('carries the names that break careless programs', async () => {
    const { items } = await collect(aSyncJob(size))
    const names = items.filter((item) => item.isMain).map((item) => item.resourceName)
    const spellings = new Set(names.filter((name) => name.toLowerCase() === 'prod-web-01'))
    expect(spellings.size).toBeGreaterThan(1)
    expect(new Set(names).size).toBeLessThan(names.length)
    expect(names).toContain('=1+1')
    expect(names).toContain('')
    expect(names.some((name) => name !== name.trim())).toBe(true)
    expect(names.some((name) => /\p{Extended_Pictographic}/u.test(name))).toBe(true)
    expect(names.filter((name) => name.length >= 100 && name.length <= 200).length).toBeGreaterThan(1)
    expect(names.some((name) => /^[+@-]/.test(name))).toBe(true)
  })

  it('looks like one company: several regions and enterprise projects, a few of them blank', async () => {
    const { items } = await collect(aSyncJob(size))
    const regions = valuesOf(items, (item) => item.regionCode)
    for (const code of ['cn-north-4', 'cn-east-3', 'cn-south-1', 'cn-southwest-2', 'ap-southeast-1']) {
      expect(regions).toContain(code)
    }
    const projects = valuesOf(items, (item) => item.enterpriseProjectName)
    for (const name of ['default', '电商平台', '数据中台', '财务系统', '海外业务', '测试环境', null]) {
      expect(projects).toContain(name)
    }
    expect(items.every((item) => (item.enterpriseProjectId === null) === (item.enterpriseProjectName === null))).toBe(
      true,
    )
    expect(items.every((item) => item.rawPolicy !== undefined && item.typeCode?.startsWith('hws.resource.type.'))).toBe(
      true,
    )
    expect(valuesOf(items, (item) => item.typeCode).size).toBeGreaterThan(14)
  })

  it('knows the tags of every item: most with English keys, some with Chinese ones, some with none at all', async () => {
    const { items, tags } = await collect(aSyncJob(size))
    expect(tags.map((row) => row.resourceId)).toEqual(items.map((item) => item.resourceId))
    const keys = new Set(tags.flatMap((row) => Object.keys(row.tags)))
    for (const key of ['product_line', 'env', 'name', 'owner', '产品线', '环境', '负责人']) expect(keys).toContain(key)
    expect(tags.filter((row) => 'product_line' in row.tags).length).toBeGreaterThan(size / 3)
    expect(tags.filter((row) => Object.keys(row.tags).length === 0).length).toBeGreaterThan(size / 20)
    expect(
      tags.every((row) => Object.entries(row.tags).every(([key, value]) => key.length <= 36 && value.length <= 43)),
    ).toBe(true)
  })
})
