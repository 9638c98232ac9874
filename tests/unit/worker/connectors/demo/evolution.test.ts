import { describe, expect, it } from 'vitest'
import { aSyncJob, byId, collect, type Collected, NOW } from './collect.ts'

/** What a reader of two syncs at one instant sees, in resources. `seen` holds the ids of all earlier syncs. */
function compare(before: Collected, after: Collected, seen: ReadonlySet<string>) {
  const [old, current] = [byId(before.items), byId(after.items)]
  const [oldTags, oldPrices] = [byId(before.tags), byId(before.prices)]
  const kept = after.items.filter((item) => old.has(item.resourceId))
  const changed = (read: (id: string) => boolean) =>
    kept.filter((item) => read(item.resourceId)).map((item) => item.resourceId)
  const currentTags = byId(after.tags)
  const currentPrices = byId(after.prices)
  const arrived = after.items.filter((item) => !old.has(item.resourceId)).map((item) => item.resourceId)
  return {
    renewed: changed((id) => (current.get(id)?.expiresAt ?? 0) > (old.get(id)?.expiresAt ?? 0)),
    renamed: changed((id) => current.get(id)?.resourceName !== old.get(id)?.resourceName),
    modeSwitched: changed((id) => current.get(id)?.renewalMode !== old.get(id)?.renewalMode),
    repriced: changed((id) => currentPrices.get(id)?.amount !== oldPrices.get(id)?.amount),
    retagged: changed((id) => JSON.stringify(currentTags.get(id)) !== JSON.stringify(oldTags.get(id))),
    gone: before.items.filter((item) => !current.has(item.resourceId)).map((item) => item.resourceId),
    appeared: arrived.filter((id) => !seen.has(id)),
    back: arrived.filter((id) => seen.has(id)),
  }
}

async function syncs(size: number, count: number): Promise<Collected[]> {
  const all: Collected[] = []
  for (let ordinal = 0; ordinal <= count; ordinal += 1) all.push(await collect(aSyncJob(size, { ordinal })))
  return all
}

describe('demo estate from sync to sync', () => {
  it('shows every kind of change in each of the first five syncs after the first', async () => {
    const all = await syncs(600, 5)
    const seen = new Set<string>()
    for (let ordinal = 1; ordinal <= 5; ordinal += 1) {
      const [before, after] = [all[ordinal - 1] as Collected, all[ordinal] as Collected]
      for (const item of before.items) seen.add(item.resourceId)
      const { back, ...others } = compare(before, after, seen)
      for (const [kind, ids] of Object.entries(others))
        expect(ids.length, `${kind} in sync ${ordinal}`).toBeGreaterThan(0)
      // Nothing can come back before it was away.
      if (ordinal > 1) expect(back.length, `back in sync ${ordinal}`).toBeGreaterThan(0)
    }
  })

  it.each([600, 5000])('changes about 1 to 3 in 100 of %i items with each sync', async (size) => {
    const all = await syncs(size, 6)
    for (let ordinal = 1; ordinal <= 6; ordinal += 1) {
      const changes = compare(all[ordinal - 1] as Collected, all[ordinal] as Collected, new Set())
      const touched = new Set(Object.values(changes).flat()).size
      expect(touched / size).toBeGreaterThan(0.008)
      expect(touched / size).toBeLessThan(0.045)
    }
  })

  it('brings a missed resource back as the very same one', async () => {
    const all = await syncs(600, 3)
    const [first, second, third] = all.slice(1) as [Collected, Collected, Collected]
    const away = first.items.filter((item) => !byId(second.items).has(item.resourceId))
    const back = away.filter((item) => byId(third.items).has(item.resourceId))
    expect(back.length).toBeGreaterThan(0)
    for (const item of back) expect(byId(third.items).get(item.resourceId)).toEqual(item)
  })

  it('keeps what has happened: an early renewal is still there many syncs later, and expiries never move back', async () => {
    let before = await collect(aSyncJob(300))
    for (let ordinal = 1; ordinal <= 100; ordinal += 1) {
      const after = await collect(aSyncJob(300, { ordinal }))
      const old = byId(before.items)
      for (const item of after.items) {
        const previous = old.get(item.resourceId)
        const isBack = previous && (item.expiresAt ?? 0) < (previous.expiresAt ?? 0)
        if (isBack) expect.fail(`${item.resourceId} moved back in sync ${ordinal}`)
      }
      before = after
    }
  })

  it('neither grows nor shrinks by much, however often it is synced', async () => {
    for (const ordinal of [10, 1000, 9000]) {
      const { items } = await collect(aSyncJob(600, { ordinal }))
      expect(items.length).toBeGreaterThan(570)
      expect(items.length).toBeLessThanOrEqual(600)
    }
  })

  it('does not let the instant of a sync decide what happens in it', async () => {
    // The same sync run later has the same absentees and names, apart from what time itself has replaced.
    const [before, after] = await Promise.all([
      collect(aSyncJob(600, { ordinal: 2 })),
      collect(aSyncJob(600, { ordinal: 2, now: NOW + 60_000 })),
    ])
    expect(after.items.map((item) => item.resourceId)).toEqual(before.items.map((item) => item.resourceId))
  })
})
