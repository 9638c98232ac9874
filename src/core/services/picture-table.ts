import {
  DIFFERENCE_KINDS,
  type Comparison,
  type DifferenceKind,
  type ItemDifference,
} from '../../shared/domain/comparison.ts'
import type { Money } from '../../shared/domain/money.ts'
import { comparePeople } from '../../shared/people-order.ts'
import { findItemKeys } from '../db/repositories/item-index.ts'
import { readDueColumns } from '../db/repositories/overview.ts'
import { createSlices, sortInSlices } from '../index/slices.ts'
import { diffItems, type Difference } from './picture-difference.ts'
import { expiresAtOf, renewalModeOf, resourceIdOf, resourceNameOf, type PictureItem } from './picture-item.ts'
import { PRESENCE } from './picture-past.ts'
import type { PresentPicture } from './picture-source.ts'
import { createPriceTotals, type PriceTotals } from './picture-totals.ts'

/** Two compared pictures: the figures, and all rows in the order in which they are shown. */
export interface ComparedPictures {
  readonly figures: Omit<Comparison, 'handle'>
  readonly rows: readonly ItemDifference[]
}

/** When the last of these fields was noticed; null when nobody knows. */
export type NoticedAt = (fields: readonly string[]) => number | null

/** Collects what two pictures differ in, with the totals of both. */
export interface DifferenceTable {
  /** Counts all active items of the present picture into both totals; `add` then corrects the older one. */
  addTotals(present: PresentPicture): Promise<void>
  /** An item of the present picture and how it was. */
  add(before: PictureItem | null, after: PictureItem, noticedAt: NoticedAt): void
  /** An item of two pictures whose totals are made item by item. */
  addBoth(before: PictureItem | null, after: PictureItem | null, noticedAt: NoticedAt | null): void
  toComparison(present: PresentPicture, from: Comparison['from'], to: Comparison['to']): Promise<ComparedPictures>
}

/** Rows of the present picture that are counted at a time. */
const TOTAL_ROWS = 5_000

interface KindTotals {
  count: number
  readonly before: PriceTotals
  readonly after: PriceTotals
}

/** Nothing compared yet. */
export function createDifferenceTable(): DifferenceTable {
  const before = createPriceTotals()
  const after = createPriceTotals()
  const kinds = new Map<DifferenceKind, KindTotals>()
  const rows: Omit<ItemDifference, 'isKnown'>[] = []

  function count(totals: PriceTotals, item: PictureItem | null): void {
    if (item?.isActive) totals.put(item.price, item.currency)
  }

  function addRow(older: PictureItem | null, newer: PictureItem | null, noticedAt: NoticedAt | null): void {
    const difference = diffItems(older, newer)
    if (difference === null) return
    const item = newer ?? (older as PictureItem)
    rows.push(toRow(difference, older, newer, item, noticedAt))
    for (const kind of difference.kinds) {
      let totals = kinds.get(kind)
      if (!totals) kinds.set(kind, (totals = { count: 0, before: createPriceTotals(), after: createPriceTotals() }))
      totals.count += 1
      count(totals.before, older)
      count(totals.after, newer)
    }
  }

  return {
    async addTotals(present) {
      for (let next: number | null = 0; next !== null;) {
        const { amount, currency, next: following } = readDueColumns(present.db, next, TOTAL_ROWS)
        for (const [index, price] of amount.entries()) {
          before.put(price, currency[index] as string | null)
          after.put(price, currency[index] as string | null)
        }
        next = following
        await present.rest()
      }
    },
    add(older, newer, noticedAt) {
      if (newer.isActive) before.takeOut(newer.price, newer.currency)
      count(before, older)
      addRow(older, newer, noticedAt)
    },
    addBoth(older, newer, noticedAt) {
      count(before, older)
      count(after, newer)
      addRow(older, newer, noticedAt)
    },
    async toComparison(present, from, to) {
      const known = await findKnown(present, rows)
      const sorted = await sortRows(rows.map((row) => ({ ...row, isKnown: known.has(row.itemId) })))
      return {
        rows: sorted,
        figures: {
          from,
          to,
          total: sorted.length,
          byKind: DIFFERENCE_KINDS.flatMap((kind) => {
            const totals = kinds.get(kind)
            if (!totals) return []
            const { before, after } = totals
            return [{ kind, count: totals.count, before: before.toTotals().sums, after: after.toTotals().sums }]
          }),
          before: before.toTotals(),
          after: after.toTotals(),
          accounts: countAccounts(sorted),
        },
      }
    },
  }
}

function toRow(
  { kinds, fields }: Difference,
  older: PictureItem | null,
  newer: PictureItem | null,
  item: PictureItem,
  noticedAt: NoticedAt | null,
): Omit<ItemDifference, 'isKnown'> {
  const isPresence = kinds.some((kind) => kind === 'gone' || kind === 'back')
  const names = fields.map(({ field }) => field)
  return {
    itemId: item.itemId,
    resourceId: resourceIdOf(item),
    resourceName: resourceNameOf(item),
    accountId: item.accountId,
    account: item.account,
    kinds,
    fields,
    at: noticedAt?.(isPresence ? [PRESENCE, ...names] : names) ?? null,
    expiresAt: expiresAtOf(item),
    renewalMode: renewalModeOf(item),
    priceBefore: priceOf(older),
    priceAfter: priceOf(newer),
    decision: item.decision,
  }
}

function priceOf(item: PictureItem | null): Money | null {
  if (!item?.isActive || item.price === null || item.currency === null || item.isWithMain) return null
  return { amount: item.price, currency: item.currency }
}

/** Ids of rows that are looked up at once. */
const IDS_AT_ONCE = 1000

async function findKnown(present: PresentPicture, rows: readonly { itemId: string }[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (let start = 0; start < rows.length; start += IDS_AT_ONCE) {
    const ids = rows.slice(start, start + IDS_AT_ONCE).map(({ itemId }) => itemId)
    for (const id of findItemKeys(present.db, ids).keys()) known.add(id)
    await present.rest()
  }
  return known
}

const PLACES = new Map<DifferenceKind, number>(DIFFERENCE_KINDS.map((kind, index) => [kind, index]))

/** By the most telling kind, the larger price first, then by name. */
async function sortRows(rows: readonly ItemDifference[]): Promise<readonly ItemDifference[]> {
  const slices = createSlices()
  await slices.rest()
  const keyed = rows.map((row) => ({
    row,
    place: PLACES.get(row.kinds[0]) ?? 0,
    price: Math.max(toNumber(row.priceBefore), toNumber(row.priceAfter)),
  }))
  const sorted = await sortInSlices(
    keyed,
    (a, b) =>
      a.place - b.place ||
      b.price - a.price ||
      comparePeople(a.row.resourceName, b.row.resourceName) ||
      (a.row.itemId < b.row.itemId ? -1 : 1),
  )
  return sorted.map(({ row }) => row)
}

/** For the order alone, in which a rounded number is as good. */
function toNumber(price: Money | null): number {
  return price === null ? -1 : Number(price.amount)
}

function countAccounts(rows: readonly ItemDifference[]): Comparison['accounts'] {
  const counts = new Map<string, { accountId: string; account: string; count: number }>()
  for (const { accountId, account } of rows) {
    const known = counts.get(accountId)
    if (known) known.count += 1
    else counts.set(accountId, { accountId, account, count: 1 })
  }
  return [...counts.values()].sort((a, b) => comparePeople(a.account, b.account))
}
