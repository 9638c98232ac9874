import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReadDb } from '../../../../src/core/db/connection.ts'
import { queryChanges } from '../../../../src/core/db/repositories/change.ts'
import { queryItems } from '../../../../src/core/db/repositories/item-query.ts'
import type { Writer } from '../../../../src/core/db/write-commands.ts'
import { toChangeKind } from '../../../../src/shared/domain/change-kind.ts'
import type { ItemFacts } from '../../../../src/shared/domain/item.ts'
import { NO_METRICS, type Run } from '../../../../src/shared/domain/run.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import { aFact, toBatch } from '../../../support/fact-builders.ts'
import { addTestAccount, anOutcome, commit, startRun } from '../../../support/sync-driver.ts'
import { createTestDb } from '../../../support/test-db.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2026, 10, 21, 2)
const WINDOW_DAYS = 10
/** 2026-12-02 00:00 in Shanghai: the day after the tenth day after the start. */
const WINDOW_END = Date.UTC(2026, 11, 1, 16)

const EXPIRIES = [null, START - 3 * DAY_MS, START + 5 * DAY_MS, WINDOW_END - 1, WINDOW_END, START + 29 * DAY_MS]

interface Report {
  readonly id: number
  readonly name: number
  readonly expiry: number
  readonly isAuto: boolean
  readonly isClosed: boolean
}

interface Step {
  readonly earlier: readonly Report[]
  readonly last: readonly Report[]
  readonly hasTwoPasses: boolean
  readonly kind: 'complete' | 'incomplete' | 'windowed' | 'cancelled'
  readonly tags: readonly { readonly id: number; readonly value: number }[]
  readonly prices: readonly { readonly id: number; readonly amount: number; readonly age: number }[]
}

const id = fc.nat({ max: 6 })
const report = fc.record({
  id,
  name: fc.nat({ max: 2 }),
  expiry: fc.nat({ max: EXPIRIES.length - 1 }),
  isAuto: fc.boolean(),
  isClosed: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
})
const step: fc.Arbitrary<Step> = fc.record({
  earlier: fc.array(report, { maxLength: 6 }),
  last: fc.array(report, { maxLength: 9 }),
  hasTwoPasses: fc.boolean(),
  kind: fc.constantFrom('complete', 'complete', 'incomplete', 'windowed', 'cancelled'),
  tags: fc.array(fc.record({ id, value: fc.nat({ max: 2 }) }), { maxLength: 4 }),
  prices: fc.array(fc.record({ id, amount: fc.nat({ max: 2 }), age: fc.nat({ max: 2 }) }), { maxLength: 3 }),
})

function toFact(r: Report): ItemFacts {
  return aFact({
    resourceId: `r${r.id}`,
    resourceName: `name-${r.name}`,
    expiresAt: EXPIRIES[r.expiry] ?? null,
    renewalMode: r.isAuto ? 'auto' : 'manual',
    status: r.isClosed ? 'closed' : 'in-use',
  })
}

/** The picture as it should be, kept in the plainest way. */
interface OracleItem {
  fact: ItemFacts
  tags: string | null
  price: { amount: string; quotedAt: number } | null
  isActive: boolean
}

interface OracleRun {
  figures: Partial<Run>
  changes: string[]
}

const COMPARED = {
  resourceName: 'resourceName',
  expiresAt: 'expireTime',
  renewalMode: 'renewalMode',
  status: 'status',
} as const

function apply(items: Map<string, OracleItem>, s: Step, at: number): OracleRun {
  const isComplete = s.kind !== 'incomplete'
  const seen = new Map<string, ItemFacts>()
  if (s.hasTwoPasses && !isComplete) for (const r of s.earlier) seen.set(`r${r.id}`, toFact(r))
  for (const r of s.last) seen.set(`r${r.id}`, toFact(r))
  const tags = new Map(s.tags.map((t) => [`r${t.id}`, `{"k":"${t.value}"}`]))
  const prices = new Map<string, { amount: string; quotedAt: number }>()
  for (const p of s.prices) {
    const quote = { amount: String(p.amount), quotedAt: START - p.age }
    if (quote.quotedAt >= (prices.get(`r${p.id}`)?.quotedAt ?? -Infinity)) prices.set(`r${p.id}`, quote)
  }
  const changes: string[] = []
  const figures = { fetched: seen.size, added: 0, changed: 0, unchanged: 0, gone: 0 }
  for (const [key, item] of items) {
    const isInWindow = s.kind !== 'windowed' || (item.fact.expiresAt !== null && item.fact.expiresAt < WINDOW_END)
    if (!isComplete || seen.has(key) || !item.isActive || !isInWindow) continue
    item.isActive = false
    figures.gone += 1
    changes.push(`gone ${key}`)
  }
  for (const [key, fact] of seen) {
    const old = items.get(key)
    if (!old) {
      const price = prices.get(key) ?? null
      items.set(key, { fact, tags: tags.get(key) ?? null, price, isActive: fact.status !== 'closed' })
      figures.added += 1
      changes.push(`appeared ${key}`)
      continue
    }
    const before = changes.length
    for (const [field, name] of Object.entries(COMPARED) as [keyof typeof COMPARED, string][]) {
      if (old.fact[field] === fact[field]) continue
      changes.push(`${toChangeKind(field, old.fact[field], fact[field])} ${key} ${name}`)
    }
    const newTags = tags.get(key)
    if (newTags !== undefined && newTags !== old.tags) {
      changes.push(`changed ${key} tags`)
      old.tags = newTags
    }
    const quote = prices.get(key)
    if (quote && quote.quotedAt >= (old.price?.quotedAt ?? -Infinity)) {
      if (quote.amount !== old.price?.amount) changes.push(`${old.price ? 'price-changed' : 'changed'} ${key} price`)
      old.price = quote
    }
    if (old.isActive && fact.status === 'closed') {
      changes.push(`gone ${key}`)
      figures.gone += 1
      old.isActive = false
    } else if (!old.isActive && fact.status !== 'closed') {
      changes.push(`back ${key}`)
      old.isActive = true
    } else if (!old.isActive && goneCauses.get(old) !== 'released') changes.push(`changed ${key} goneCause`)
    if (fact.status === 'closed') goneCauses.set(old, 'released')
    old.fact = fact
    // That a price became known is no change of the resource.
    if (changes.slice(before).some((change) => change !== `changed ${key} price`)) figures.changed += 1
    else figures.unchanged += 1
  }
  for (const item of items.values()) {
    if (item.isActive) goneCauses.delete(item)
    else if (item.fact.status === 'closed') goneCauses.set(item, 'released')
  }
  return { figures: { ...figures, complete: isComplete, ...countDays(items, at) }, changes: changes.toSorted() }
}

const goneCauses = new WeakMap<OracleItem, string>()

function countDays(items: Map<string, OracleItem>, at: number): Partial<Run> {
  const day = (instant: number) => Math.floor((instant + 8 * 3_600_000) / DAY_MS)
  const left = [...items.values()]
    .filter((item) => item.isActive && item.fact.expiresAt !== null)
    .map((item) => day(item.fact.expiresAt as number) - day(at))
  const within = (days: number) => left.filter((n) => n >= 0 && n <= days).length
  return {
    expired: left.filter((n) => n < 0).length,
    expiringIn7Days: within(7),
    expiringIn15Days: within(15),
    expiringIn30Days: within(30),
  }
}

function pictureOf(db: ReadDb, accountId: string): string[] {
  const query = { filter: { accountIds: [accountId], isGone: 'all' }, sort: [] } as const
  const { items } = queryItems(db, query, { now: START, settings: DEFAULT_SETTINGS, offset: 0, limit: 100 })
  return items
    .map((i) =>
      JSON.stringify([
        i.resourceId,
        i.resourceName,
        i.expiresAt,
        i.renewalMode,
        i.status,
        i.tags && JSON.stringify(i.tags),
        i.price,
        i.pricedAt,
        i.isActive,
        i.goneCause === null,
      ]),
    )
    .toSorted()
}

function expectedPicture(items: Map<string, OracleItem>): string[] {
  return [...items]
    .map(([key, { fact, tags, price, isActive }]) =>
      JSON.stringify([
        key,
        fact.resourceName,
        fact.expiresAt,
        fact.renewalMode,
        fact.status,
        tags,
        price?.amount ?? null,
        price?.quotedAt ?? null,
        isActive,
        isActive,
      ]),
    )
    .toSorted()
}

async function stageAndCommit(
  writer: Writer,
  accountId: string,
  s: Step,
  at: number,
): Promise<{ runId: string; run: Run | null }> {
  const runId = await startRun(writer, accountId, at, s.kind === 'windowed' ? WINDOW_DAYS : null)
  const add = (batch: ReturnType<typeof toBatch>) => writer.call('stage.add', { runId, batch })
  const lastPass = s.hasTwoPasses ? 2 : 1
  // Tags and quotes may come before their items, and for resources that never come.
  await add(
    toBatch(
      'tags',
      s.tags.map((t) => ({ resourceId: `r${t.id}`, tags: { k: String(t.value) } })),
    ),
  )
  if (s.hasTwoPasses) await add(toBatch('items', s.earlier.map(toFact), 1))
  await add(toBatch('items', s.last.map(toFact), lastPass))
  const quotes = s.prices.map((p) => ({
    resourceId: `r${p.id}`,
    amount: String(p.amount),
    currency: 'CNY',
    months: 1,
    quotedAt: START - p.age,
  }))
  await add(toBatch('prices', quotes))
  const distinct = new Set(s.last.map((r) => r.id)).size
  const outcome = anOutcome(distinct, { passes: lastPass, isStable: s.kind !== 'incomplete' })
  const flag = new SharedArrayBuffer(4)
  if (s.kind === 'cancelled') new Int32Array(flag)[0] = 1
  return { runId, run: await commit(writer, runId, outcome, at, flag) }
}

async function cancel(writer: Writer, runId: string, at: number): Promise<void> {
  await writer.call('stage.discard', { runId })
  await writer.call('run.finish', { runId, state: 'cancelled', error: null, metrics: NO_METRICS, warnings: 0, at })
}

describe('any sequence of syncs', () => {
  it('leaves the picture, the figures and the change log that a plain model predicts', async () => {
    const { writer, read } = createTestDb()
    let histories = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        histories += 1
        const accountId = await addTestAccount(writer, `account ${histories}`)
        const items = new Map<string, OracleItem>()
        for (const [index, s] of steps.entries()) {
          const at = START + index
          const { runId, run } = await stageAndCommit(writer, accountId, s, at)
          if (s.kind === 'cancelled') {
            expect(run).toBeNull()
            await cancel(writer, runId, at)
          } else {
            const expected = apply(items, s, at)
            expect(run).toMatchObject(expected.figures)
            const { items: changes } = queryChanges(read, { runId }, { offset: 0, limit: 1000 })
            const log = changes.map((c) => [c.kind, c.resourceId, ...(c.field === null ? [] : [c.field])].join(' '))
            expect(log.toSorted()).toEqual(expected.changes)
          }
          expect(pictureOf(read, accountId)).toEqual(expectedPicture(items))
        }
      }),
      { numRuns: 400 },
    )
    expect(histories).toBeGreaterThanOrEqual(300)
  }, 60_000)
})
