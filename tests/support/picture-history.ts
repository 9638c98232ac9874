import { queryItems } from '../../src/core/db/repositories/item-query.ts'
import { toChangeKind } from '../../src/shared/domain/change-kind.ts'
import {
  DIFFERENCE_KINDS,
  type Comparison,
  type DifferenceKind,
  type ItemDifference,
} from '../../src/shared/domain/comparison.ts'
import type { Item, ItemFacts, PriceFacts, TagFacts } from '../../src/shared/domain/item.ts'
import { compareAmounts, sumByCurrency } from '../../src/shared/domain/money.ts'
import { RENEWAL_MODES } from '../../src/shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../src/shared/domain/review.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/domain/settings.ts'
import { aFact } from './fact-builders.ts'
import type { Random } from './seeded.ts'
import { syncOnce } from './sync-driver.ts'
import type { TestDb } from './test-db.ts'

const DAY_MS = 86_400_000
const MONTH_MS = 30 * DAY_MS

/** All items of one moment as readers of the list saw them then, by id. */
export type Remembered = ReadonlyMap<string, Item>

/** What the list says at this moment, read the way the list is read. */
export function remember({ read }: TestDb, now: number): Remembered {
  const { items } = queryItems(
    read,
    { filter: { isGone: 'all' }, sort: [] },
    { now, settings: DEFAULT_SETTINGS, offset: 0, limit: 100_000 },
  )
  return new Map(items.map((item) => [item.id, item]))
}

/** The resources of an account as its provider would list them, moved at random. */
export interface Fleet {
  readonly accountId: string
  readonly resources: Map<string, ItemFacts>
  readonly size: number
  readonly prefix: string
  /** A provider bills an account in one currency. */
  readonly currency: string
}

export function createFleet({ accountId, prefix, size, currency }: Omit<Fleet, 'resources'>): Fleet {
  return { accountId, prefix, size, currency, resources: new Map() }
}

function shift(at: number, months: number): number {
  const day = new Date(at)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, Math.min(day.getUTCDate(), 28), 15, 59, 59)
}

function move(facts: ItemFacts, random: Random, now: number): ItemFacts {
  const { expiresAt } = facts
  switch (random.integer(0, 9)) {
    case 0:
      return { ...facts, resourceName: `name-${random.integer(0, 3)}` }
    case 1:
    case 2:
      return { ...facts, expiresAt: expiresAt === null ? now + MONTH_MS : shift(expiresAt, random.pick([1, 12])) }
    case 3:
      return { ...facts, expiresAt: expiresAt === null ? now : shift(expiresAt, -random.pick([1, 12])) }
    case 4:
      return { ...facts, expiresAt: random.pick([null, now + random.integer(-40, 200) * DAY_MS]) }
    case 5:
      return { ...facts, renewalMode: random.pick(RENEWAL_MODES), rawPolicy: random.pick([0, 1, '1', 7, null]) }
    case 6:
      return { ...facts, status: random.pick(['in-use', 'expired', 'closed']), rawStatus: random.pick([2, 4, 'x']) }
    case 7:
      return { ...facts, isMain: random.pick([true, false, null]), specText: random.pick([null, '', '2核4G']) }
    case 8:
      return { ...facts, enterpriseProjectName: random.pick([null, '财务', 'default']) }
    default:
      return facts
  }
}

function newResource(fleet: Fleet, random: Random, now: number): ItemFacts {
  return aFact({
    resourceId: `${fleet.prefix}${random.integer(1, fleet.size)}`,
    expiresAt: shift(now, random.integer(0, 6)),
    renewalMode: random.pick(RENEWAL_MODES),
  })
}

/** One sync of an account whose resources have moved since the last one. */
export async function syncFleet({ writer }: TestDb, fleet: Fleet, random: Random, at: number): Promise<void> {
  const { resources } = fleet
  for (const [id, facts] of resources) {
    if (random.chance(0.05)) resources.delete(id)
    else if (random.chance(0.3)) resources.set(id, move(facts, random, at))
  }
  const wanted = random.integer(0, Math.ceil(fleet.size / 4))
  for (let count = 0; count < wanted; count += 1) {
    const facts = newResource(fleet, random, at)
    if (!resources.has(facts.resourceId)) resources.set(facts.resourceId, facts)
  }
  const ids = [...resources.keys()]
  const tags: TagFacts[] = ids
    .filter(() => random.chance(0.1))
    .map((resourceId) => ({ resourceId, tags: random.pick([{}, { env: 'prod' }, { env: 'test', 产品线: '商城' }]) }))
  const prices: PriceFacts[] = ids
    .filter(() => random.chance(0.2))
    .map((resourceId) => {
      const isWithMain = random.chance(0.2)
      return {
        resourceId,
        amount: isWithMain ? '0' : random.pick(['8', '8.50', '1200.01', '0.0001']),
        currency: fleet.currency,
        months: random.pick([1, 12]),
        quotedAt: at,
        ...(isWithMain ? { isWithMain } : {}),
      }
    })
  const isComplete = random.chance(0.8)
  await syncOnce(writer, fleet.accountId, {
    items: [...resources.values()],
    tags,
    prices,
    at,
    outcome: isComplete ? {} : { isStable: false },
  })
}

/** What people do to some items; answers the edit that can be taken back. */
export async function review(
  db: TestDb,
  { items, fleets }: { readonly items: Remembered; readonly fleets: readonly Fleet[] },
  random: Random,
  at: number,
): Promise<string | null> {
  const chosen = [...items.values()].filter(() => random.chance(0.2))
  const itemIds = chosen.map(({ id }) => id)
  const by = random.pick(['王会计', '李娜'])
  if (itemIds.length === 0) return null
  switch (random.integer(0, 4)) {
    case 0: {
      const { accountId, currency: billed } = random.pick(fleets)
      const currency = random.pick([billed, billed, 'USD'])
      const amount = random.pick(['99', '100.10'])
      await db.writer.call('price.set', {
        itemIds: chosen.filter((item) => item.accountId === accountId).map(({ id }) => id),
        price: random.chance(0.4) ? null : { amount, currency, months: random.pick([1, 12]) },
        by,
        at,
      })
      return null
    }
    case 1: {
      const owner = random.pick(['张三', '李四', null])
      const { editId } = await db.writer.call('review.set', { itemIds, patch: { owner, note: `n${at}` }, by, at })
      return editId
    }
    default: {
      const patch = { decision: random.pick(DECISIONS), reason: random.pick([null, '预算']) }
      const { editId } = await db.writer.call('review.set', { itemIds, patch, by, at })
      return editId
    }
  }
}

/** The fields of items that comparisons are about, with their names in the change log. */
const FIELDS: readonly (readonly [field: string, item: keyof Item])[] = [
  ['resourceName', 'resourceName'],
  ['resourceSpecText', 'resourceSpecText'],
  ['isMain', 'isMain'],
  ['enterpriseProjectName', 'enterpriseProjectName'],
  ['expireTime', 'expiresAt'],
  ['status', 'status'],
  ['rawStatus', 'rawStatus'],
  ['renewalMode', 'renewalMode'],
  ['rawPolicy', 'rawPolicy'],
]

function toText(field: string, value: unknown): string | null {
  if (value === null || value === undefined) return null
  return field === 'expireTime' ? new Date(value as number).toISOString() : String(value as string | number | boolean)
}

function priceText(item: Item): string | null {
  return item.price === null || item.priceSource === 'with-main' ? null : `${item.price} ${item.currency}`
}

function tagsText({ tags }: Item): string | null {
  return tags === null ? null : JSON.stringify(Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The net difference of one item, the plainest way. */
export function naiveDifference(
  before: Item | undefined,
  after: Item | undefined,
): { kinds: DifferenceKind[]; fields: string[] } | null {
  const kinds = new Set<DifferenceKind>()
  const fields: string[] = []
  const note = (field: string, old: string | null, next: string | null) => fields.push(`${field}: ${old} > ${next}`)
  const was = before?.isActive === true
  const is = after?.isActive === true
  if (before && after && (was || is)) {
    for (const [field, key] of FIELDS) {
      const [old, next] = [toText(field, before[key]), toText(field, after[key])]
      if (old === next) continue
      note(field, old, next)
      kinds.add(toChangeKind(key, before[key] as string | number | null, after[key] as string | number | null))
    }
    if (tagsText(before) !== tagsText(after)) {
      fields.push('tags')
      kinds.add('changed')
    }
    const [old, next] = [priceText(before), priceText(after)]
    const isSameSum =
      old !== null &&
      next !== null &&
      before.currency === after.currency &&
      compareAmounts(before.price as string, after.price as string) === 0
    if (old !== next && !isSameSum) {
      note('price', old, next)
      kinds.add(old === null ? 'changed' : 'price-changed')
    }
    if (old !== null && next !== null && before.priceMonths !== after.priceMonths) {
      note('priceMonths', String(before.priceMonths), String(after.priceMonths))
      kinds.add('price-changed')
    }
  }
  if (was && !is) kinds.clear()
  if (was && !is) kinds.add('gone')
  if (!before && is) kinds.add('appeared')
  if (before && !was && is) kinds.add('back')
  if (after) {
    const decision = before?.decision ?? 'undecided'
    if (decision !== after.decision) {
      note('decision', decision, after.decision)
      kinds.add('decided')
    }
    const owner = before?.owner ?? null
    if (owner !== after.owner) {
      note('owner', owner, after.owner)
      kinds.add('owner-changed')
    }
  }
  if (kinds.size === 0) return null
  return { kinds: DIFFERENCE_KINDS.filter((kind) => kinds.has(kind)), fields: fields.toSorted() }
}

/** Everything a comparison of two remembered pictures has to say, as texts that can be compared. */
export function naiveComparison(before: Remembered, after: Remembered): object {
  const rows: string[] = []
  const byKind = new Map<DifferenceKind, { before: Item[]; after: Item[]; count: number }>()
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [old, next] = [before.get(id), after.get(id)]
    const difference = naiveDifference(old, next)
    if (!difference) continue
    rows.push(`${id} ${difference.kinds.join()} ${difference.fields.join(' | ')}`)
    for (const kind of difference.kinds) {
      const sums = byKind.get(kind) ?? { before: [], after: [], count: 0 }
      byKind.set(kind, sums)
      sums.count += 1
      if (old?.isActive) sums.before.push(old)
      if (next?.isActive) sums.after.push(next)
    }
  }
  return {
    rows: rows.toSorted(),
    byKind: DIFFERENCE_KINDS.flatMap((kind) => {
      const sums = byKind.get(kind)
      return sums ? [{ kind, count: sums.count, before: toSums(sums.before), after: toSums(sums.after) }] : []
    }),
    before: toTotals(before),
    after: toTotals(after),
  }
}

function toSums(items: readonly Item[]) {
  return sumByCurrency(items.map(({ price, currency }) => ({ amount: price, currency })))
}

function toTotals(picture: Remembered) {
  const active = [...picture.values()].filter(({ isActive }) => isActive)
  return { count: active.length, sums: toSums(active) }
}

/** What the product says, in the same texts. */
export function toPlainComparison(comparison: Comparison, rows: readonly ItemDifference[]): object {
  return {
    rows: rows
      .map(({ itemId, kinds, fields }) => {
        const texts = fields.map(({ field, old, new: next }) =>
          field === 'tags' ? 'tags' : `${field}: ${old} > ${next}`,
        )
        return `${itemId} ${kinds.join()} ${texts.toSorted().join(' | ')}`
      })
      .toSorted(),
    byKind: comparison.byKind,
    before: comparison.before,
    after: comparison.after,
  }
}
