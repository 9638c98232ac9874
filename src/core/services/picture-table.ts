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
import { createDifferenceRows, type DifferenceRows } from './difference-rows.ts'
import type { ItemColumns } from './picture-columns.ts'
import type { ChosenRows, NewRows } from './picture-new-rows.ts'
import { diffItems, type Difference } from './picture-difference.ts'
import { expiresAtOf, renewalModeOf, resourceIdOf, resourceNameOf, type PictureItem } from './picture-item.ts'
import { PRESENCE } from './picture-past.ts'
import type { PresentPicture } from './picture-source.ts'
import { createPriceTotals, type PriceTotals } from './picture-totals.ts'

/** Two compared pictures: the figures, and all rows in the order in which they are shown. */
export interface ComparedPictures {
  readonly figures: Omit<Comparison, 'handle'>
  readonly rows: DifferenceRows
}

/** When the last of these fields was noticed; null when nobody knows. */
export type NoticedAt = (fields: readonly string[]) => number | null

/** Collects what two pictures differ in, with the totals of both. */
export interface DifferenceTable {
  /** Counts all active items of the present picture into both totals; `add` then corrects the older one. */
  addTotals(present: PresentPicture): Promise<void>
  /** The same from columns; the older total is without new rows. Adds the new rows that are active. */
  addNewRows(columns: ItemColumns, isNew: Uint8Array, chosen: ChosenRows): void
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
  const rows: Row[] = []
  let newRows: NewRows | null = null

  function totalsOf(kind: DifferenceKind): KindTotals {
    let totals = kinds.get(kind)
    if (!totals) kinds.set(kind, (totals = { count: 0, before: createPriceTotals(), after: createPriceTotals() }))
    return totals
  }

  function count(totals: PriceTotals, item: PictureItem | null): void {
    if (item?.isActive) totals.put(item.price, item.currency)
  }

  function addRow(pair: Pair, noticedAt: NoticedAt | null, isKnown: boolean | null): void {
    const { older, newer } = pair
    const difference = diffItems(older, newer)
    if (difference === null) return
    rows.push(toRow(difference, pair, noticedAt, isKnown))
    for (const kind of difference.kinds) {
      const totals = totalsOf(kind)
      totals.count += 1
      count(totals.before, older)
      count(totals.after, newer)
    }
  }

  return {
    async addTotals(present) {
      const { columns } = present
      if (columns) {
        const active = activeRows(columns, null)
        before.putRows(columns, active)
        after.putRows(columns, active)
        return
      }
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
    addNewRows(columns, isNew, { shown, decided, owned, rows: chosen }) {
      after.putRows(columns, activeRows(columns, null))
      before.putRows(columns, activeRows(columns, isNew))
      for (const [kind, some] of [
        ['appeared', shown],
        ['decided', decided],
        ['owner-changed', owned],
      ] as const) {
        if (some.length === 0) continue
        const totals = totalsOf(kind)
        totals.count += some.length
        totals.after.putRows(columns, some)
      }
      newRows = chosen
    },
    add(older, newer, noticedAt) {
      if (newer.isActive) before.takeOut(newer.price, newer.currency)
      count(before, older)
      addRow({ older, newer }, noticedAt, true)
    },
    addBoth(older, newer, noticedAt) {
      count(before, older)
      count(after, newer)
      addRow({ older, newer }, noticedAt, null)
    },
    async toComparison(present, from, to) {
      await markKnown(present, rows)
      // All of them are marked now.
      const all = createDifferenceRows(newRows, await sortRows(rows as readonly ItemDifference[]))
      return {
        rows: all,
        figures: {
          from,
          to,
          total: all.total,
          byKind: DIFFERENCE_KINDS.flatMap((kind) => {
            const totals = kinds.get(kind)
            if (!totals) return []
            const { before, after } = totals
            return [{ kind, count: totals.count, before: before.toTotals().sums, after: after.toTotals().sums }]
          }),
          before: before.toTotals(),
          after: after.toTotals(),
          accounts: await countAccounts(present, all),
        },
      }
    },
  }
}

interface Pair {
  readonly older: PictureItem | null
  readonly newer: PictureItem | null
}

/** Whether an item still exists is looked up at the end where nobody knows. */
type Row = Omit<ItemDifference, 'isKnown'> & { isKnown: boolean | null }

/** Rows of active items, without those that are marked. */
function activeRows(columns: ItemColumns, without: Uint8Array | null): Uint32Array {
  const { codes, dictionary } = columns.coded('is_active')
  const isActive = dictionary.codeOf(1)
  const rows = new Uint32Array(columns.rows)
  let count = 0
  for (let row = 0; row < columns.rows; row += 1) {
    if (codes[row] !== isActive || without?.[row] === 1) continue
    rows[count] = row
    count += 1
  }
  return rows.subarray(0, count)
}

function toRow(
  { kinds, fields }: Difference,
  { older, newer }: Pair,
  noticedAt: NoticedAt | null,
  isKnown: boolean | null,
): Row {
  const item = newer ?? (older as PictureItem)
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
    ...withMainOf(older, newer),
    decision: item.decision,
    isKnown,
  }
}

function withMainOf(older: PictureItem | null, newer: PictureItem | null): Pick<ItemDifference, 'withMain'> {
  const sides = [
    ...(older?.isActive && older.isWithMain ? (['before'] as const) : []),
    ...(newer?.isActive && newer.isWithMain ? (['after'] as const) : []),
  ]
  return sides.length === 0 ? {} : { withMain: sides }
}

function priceOf(item: PictureItem | null): Money | null {
  if (!item?.isActive || item.price === null || item.currency === null || item.isWithMain) return null
  return { amount: item.price, currency: item.currency }
}

/** Ids of rows that are looked up at once. */
const IDS_AT_ONCE = 1000

async function markKnown(present: PresentPicture, rows: readonly Row[]): Promise<void> {
  const unknown = rows.filter(({ isKnown }) => isKnown === null)
  for (let start = 0; start < unknown.length; start += IDS_AT_ONCE) {
    const part = unknown.slice(start, start + IDS_AT_ONCE)
    const keys = findItemKeys(
      present.db,
      part.map(({ itemId }) => itemId),
    )
    for (const row of part) row.isKnown = keys.has(row.itemId)
    await present.rest()
  }
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

async function countAccounts(present: PresentPicture, rows: DifferenceRows): Promise<Comparison['accounts']> {
  const counts = new Map<string, number>()
  for (let place = 0; place < rows.total; place += 1) {
    const accountId = rows.accountIdAt(place)
    counts.set(accountId, (counts.get(accountId) ?? 0) + 1)
    if (place % TOTAL_ROWS === 0) await present.rest()
  }
  const names = new Map<string, string>()
  for (const { accountId, account } of rows.others) if (!names.has(accountId)) names.set(accountId, account)
  return [...counts]
    .map(([accountId, count]) => {
      const account = present.accounts.get(accountId)?.name ?? names.get(accountId) ?? ''
      return { accountId, account, count }
    })
    .sort((a, b) => comparePeople(a.account, b.account))
}
