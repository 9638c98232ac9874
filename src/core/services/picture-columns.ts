import type { ItemKind } from '../../shared/domain/item.ts'
import type { DecisionKind } from '../../shared/domain/review.ts'
import { FACT_COLUMNS, type StoredFact } from '../db/repositories/item-columns.ts'
import type { PictureCell, PictureRow } from '../db/repositories/item-picture.ts'
import type { CodeName, NumberName } from '../index/columns.ts'
import type { Dictionary } from '../index/dictionary.ts'
import { isOrderPrepared, orderRows, prepareOrder } from '../index/order.ts'
import { rowOfKey, type Picture } from '../index/picture.ts'
import type { Codes } from '../index/row-set.ts'
import type { TextPool } from '../index/text-pool.ts'
import { createView } from '../index/view.ts'

/** The index of all items that a window's list is answered from; null where there is none. */
export type PictureIndex = () => Promise<Picture | null>

/** One column of repeated values: codes by row, and what they stand for. */
export interface CodedColumn {
  readonly codes: Codes
  readonly dictionary: Dictionary
}

/** All items of one committed picture in columns that no later change moves. */
export interface ItemColumns {
  readonly rows: number
  readonly keys: Float64Array
  /** The row of an item; -1 when there is none. */
  rowOf(itemKey: number): number
  /** Ids of the items by row. */
  readonly ids: Pick<TextPool, 'at'>
  coded(name: CodeName): CodedColumn
  /** NaN stands for null. */
  numbers(name: NumberName): Float64Array
  valueAt(name: CodeName | NumberName, row: number): PictureCell
  toRow(row: number): PictureRow
  /** All rows by price, the highest first, then by name; and by name alone. */
  readonly orders: { readonly byPrice: Uint32Array; readonly byName: Uint32Array } | null
}

/** Columns of the index that pictures are made of. */
const CODES = [
  'account_id',
  'kind',
  'type_code',
  'type_name',
  'region_code',
  'region_name',
  'enterprise_project_id',
  'enterprise_project_name',
  'is_main',
  'status',
  'renewal_mode',
  'raw_policy',
  'tag_product_line',
  'price',
  'currency',
  'is_active',
  'owner',
  'decision',
  'resource_id',
  'resource_name',
  'service_type_code',
  'service_type_name',
  'spec',
  'spec_text',
  'project_id',
  'parent_resource_id',
  'raw_status',
  'payment_type',
  'tags',
  'price_source',
  'reason',
] as const satisfies readonly CodeName[]

const NUMBERS = [
  'expires_at',
  'expires_on',
  'act_by_at',
  'decided_for_expires_at',
  'price_months',
  'acknowledged_at',
  'acknowledged_for_expires_at',
  'unasked_renewal_at',
  'unasked_renewal_for',
  'created_at',
  'first_seen_at',
] as const satisfies readonly NumberName[]

const IS_NUMBER: ReadonlySet<string> = new Set(NUMBERS)

/** True for a column of numbers and instants. */
export function isNumberColumn(name: string): boolean {
  return IS_NUMBER.has(name)
}

/** Where each fact stands. */
const FACTS = FACT_COLUMNS.map(({ column }) => column as CodeName | NumberName)

/** Sorts the names in slices, unless that has been done; true when there was something to do. */
export async function prepareColumns(picture: Picture): Promise<boolean> {
  const view = createView(picture, picture.freshAt)
  let isDone = false
  for (const field of ['resourceName', 'price'] as const) {
    if (isOrderPrepared(view, field)) continue
    await prepareOrder(view, field)
    isDone = true
  }
  return isDone
}

/** Copies what pictures are made of, in a few milliseconds; `isOrdered` says whether orders are wanted as well. */
export function copyColumns(picture: Picture, isOrdered: boolean): ItemColumns {
  const { columns, rows, ids } = picture
  const keys = picture.keys.slice(0, rows)
  const coded = new Map<string, CodedColumn>()
  for (const name of CODES) {
    const { codes, dictionary } = columns.codes[name]
    coded.set(name, { codes: codes.slice(0, rows), dictionary })
  }
  const numbers = new Map<string, Float64Array>()
  for (const name of NUMBERS) numbers.set(name, columns.numbers[name].values.slice(0, rows))

  function need<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
    const found = map.get(name)
    if (found === undefined) throw new Error(`no column ${name}`)
    return found
  }

  function valueAt(name: string, row: number): PictureCell {
    if (IS_NUMBER.has(name)) {
      const value = need(numbers, name)[row] as number
      return Number.isNaN(value) ? null : value
    }
    const { codes, dictionary } = need(coded, name)
    return cellOf(dictionary, codes[row] as number)
  }
  // Looked up once, because this is gone through for every fact of every row.
  const facts = FACTS.map((name): ((row: number) => StoredFact) => {
    if (IS_NUMBER.has(name)) return (row) => valueAt(name, row)
    const { codes, dictionary } = need(coded, name)
    return (row) => cellOf(dictionary, codes[row] as number)
  })
  const text = (name: CodeName, row: number) => valueAt(name, row) as string | null
  const number = (name: NumberName, row: number) => valueAt(name, row) as number | null

  return {
    rows,
    keys,
    rowOf: (itemKey) => rowOfKey({ keys, rows }, itemKey),
    // Rows are only added, and none ever gets another id.
    ids,
    coded: (name) => need(coded, name),
    numbers: (name) => need(numbers, name),
    valueAt,
    toRow: (row) => ({
      itemKey: keys[row] as number,
      itemId: ids.at(row),
      accountId: text('account_id', row) as string,
      kind: text('kind', row) as ItemKind,
      facts: facts.map((read) => read(row)),
      tags: text('tags', row),
      tagProductLine: text('tag_product_line', row),
      price: text('price', row),
      currency: text('currency', row),
      priceMonths: number('price_months', row),
      priceSource: text('price_source', row),
      isActive: valueAt('is_active', row) === 1,
      expiresOn: number('expires_on', row),
      actByAt: number('act_by_at', row),
      firstSeenAt: number('first_seen_at', row) as number,
      unaskedRenewalAt: number('unasked_renewal_at', row),
      unaskedRenewalFor: number('unasked_renewal_for', row),
      owner: text('owner', row),
      reason: text('reason', row),
      decision: (valueAt('decision', row) ?? 'undecided') as DecisionKind,
      decidedForExpiresAt: number('decided_for_expires_at', row),
      acknowledgedAt: number('acknowledged_at', row),
      acknowledgedForExpiresAt: number('acknowledged_for_expires_at', row),
    }),
    orders: isOrdered ? ordersOf(picture) : null,
  }
}

/** What a code stands for, as the database keeps it. */
export function cellOf(dictionary: Dictionary, code: number): PictureCell {
  const text = dictionary.text(code)
  return text !== null && dictionary.isNumber(code) ? Number(text) : text
}

function ordersOf(picture: Picture): NonNullable<ItemColumns['orders']> {
  const view = createView(picture, picture.freshAt)
  const byName = { field: 'resourceName', direction: 'asc' } as const
  return {
    byName: orderRows(view, { sort: [byName] }),
    byPrice: orderRows(view, { sort: [{ field: 'price', direction: 'desc' }, byName] }),
  }
}
