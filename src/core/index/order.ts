import type { FacetField, ItemQuery, SortField } from '../../shared/domain/item-query.ts'
import { comparePeople } from '../../shared/people-order.ts'
import { sourceOf, type CodeSource, type Source } from './fields.ts'
import { keep, type Picture } from './picture.ts'
import { hasRow, type Codes, type RowSet } from './row-set.ts'
import { sortInSlices } from './slices.ts'
import type { View } from './view.ts'

/** Orders of all rows that are kept, the latest ones; each takes four bytes for a row. */
const KEPT_ORDERS = 6

/** More distinct texts than this are sorted in slices. */
const SORTED_AT_ONCE = 1000

/** The place of each row among the values of a field; blank rows have the last place. */
interface Ranks {
  readonly codes: Codes
  /** Place by code; null where the codes are the places. */
  readonly places: Uint32Array | null
  readonly size: number
}

/** The order of UTF-8 bytes, as SQLite compares. */
export function compareBinary(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const [first, second] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (first === second) continue
    // Halves of characters beyond U+FFFF stand before U+E000 in UTF-16 and behind U+FFFF in UTF-8.
    const isFirstHalf = first >= 0xd800 && first <= 0xdfff
    const isSecondHalf = second >= 0xd800 && second <= 0xdfff
    return isFirstHalf === isSecondHalf ? first - second : isFirstHalf ? 1 : -1
  }
  return a.length - b.length
}

interface Entry {
  readonly code: number
  readonly text: string
  /** The amount where amounts are sorted. */
  readonly amount: number
}

/** Sorts the texts of a field, unless that has been done; in slices when there are many. */
export async function prepareOrder(view: View, field: SortField | FacetField): Promise<void> {
  const source = sourceOf(view, field)
  if (source.kind === 'number' || source.order === 'given' || source.size <= SORTED_AT_ONCE) return
  const name = placesName(field, source)
  const version = placesVersion(source)
  if (view.picture.kept.get(name)?.version === version) return
  const places = toPlaces(source, await sortEntries(source))
  view.picture.kept.set(name, { version, value: places })
}

/** True when a field can be sorted by without sorting many texts. */
export function isOrderPrepared(view: View, field: SortField | FacetField): boolean {
  const source = sourceOf(view, field)
  if (source.kind === 'number' || source.order === 'given' || source.size <= SORTED_AT_ONCE) return true
  return view.picture.kept.get(placesName(field, source))?.version === placesVersion(source)
}

function placesName(field: SortField | FacetField, source: CodeSource): string {
  return `places.${field}.${source.order}`
}

/** The texts of a dictionary never change, there are only more of them. */
function placesVersion(source: CodeSource): string {
  return source.dictionary ? String(source.dictionary.size) : `${source.version}.${source.size}`
}

async function sortEntries(source: CodeSource): Promise<Entry[]> {
  const entries = entriesOf(source)
  if (source.order !== 'people') return await sortInSlices(entries, compareEntries(source))
  // In the order of their characters most names are nearly right already, and then few comparisons remain.
  const nearly = await sortInSlices(entries, (a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  return await sortInSlices(nearly, compareEntries(source))
}

function entriesOf(source: CodeSource): Entry[] {
  const entries: Entry[] = []
  for (let code = 0; code < source.size; code += 1) {
    const text = source.text(code)
    if (text !== null && code !== source.lastCode) {
      entries.push({ code, text, amount: source.order === 'amount' ? Number(text) : 0 })
    }
  }
  return entries
}

function compareEntries(source: CodeSource): (a: Entry, b: Entry) => number {
  switch (source.order) {
    case 'people':
      return (a, b) => comparePeople(a.text, b.text)
    case 'amount':
      return (a, b) => a.amount - b.amount
    case 'code':
    case 'binary':
      return (a, b) => compareBinary(a.text, b.text)
    case 'given':
      return (a, b) => a.code - b.code
  }
}

/** Place by code; texts that are equal, and amounts that are, have the same one. The last place is for blanks. */
function toPlaces(source: CodeSource, sorted: readonly Entry[]): Uint32Array {
  const isSame = (a: Entry, b: Entry): boolean =>
    source.order === 'amount' ? a.amount === b.amount : source.order !== 'code' && a.text === b.text
  const places = new Uint32Array(source.size + 1).fill(source.size)
  let place = -1
  sorted.forEach((entry, index) => {
    if (index === 0 || !isSame(entry, sorted[index - 1] as Entry)) place += 1
    places[entry.code] = place
  })
  return places
}

function ranksOf(view: View, field: SortField | FacetField): Ranks {
  const source = sourceOf(view, field)
  if (source.kind === 'number') return numberRanks(view, field, source)
  const places = keep(view.picture, placesName(field, source), placesVersion(source), () =>
    toPlaces(source, sortedEntries(view, field, source)),
  )
  return { codes: source.codes, places, size: source.size + 1 }
}

function sortedEntries(view: View, field: SortField | FacetField, source: CodeSource): Entry[] {
  const entries = entriesOf(source)
  if (field !== 'rawStatus' && field !== 'rawPolicy') return entries.sort(compareEntries(source))
  const { dictionary } = view.picture.columns.codes[field === 'rawStatus' ? 'raw_status' : 'raw_policy']
  const isNumber = (entry: Entry): boolean => dictionary.isNumber(entry.code)
  return entries.sort((a, b) => {
    if (isNumber(a) && isNumber(b)) return Number(a.text) - Number(b.text)
    if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1
    return compareBinary(a.text, b.text)
  })
}

function numberRanks(view: View, field: SortField | FacetField, source: Exclude<Source, CodeSource>): Ranks {
  const { rows } = view.picture
  return keep(view.picture, `ranks.${field}`, source.version, () => {
    const values = source.values.subarray(0, rows)
    // NaN stands behind all numbers.
    const sorted = values.slice().sort()
    let size = 0
    for (let index = 0; index < rows; index += 1) {
      const value = sorted[index] as number
      if (Number.isNaN(value)) break
      if (size > 0 && sorted[size - 1] === value) continue
      sorted[size] = value
      size += 1
    }
    const codes = new Uint32Array(rows)
    let [lastValue, lastCode] = [NaN, size]
    for (let row = 0; row < rows; row += 1) {
      const value = values[row] as number
      if (value !== lastValue) {
        lastValue = value
        lastCode = Number.isNaN(value) ? size : placeIn(sorted, size, value)
      }
      codes[row] = lastCode
    }
    return { codes, places: null, size: size + 1 }
  })
}

function placeIn(sorted: Float64Array, size: number, value: number): number {
  let [low, high] = [0, size - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

type Term = { readonly ranks: Ranks; readonly isDescending: boolean }

/** All rows in the order of a query; `groupBy` goes before its `sort`. */
export function orderRows(view: View, { sort, groupBy }: Pick<ItemQuery, 'sort' | 'groupBy'>): Uint32Array {
  const given = sort.length > 0 ? sort : ([{ field: 'expireTime', direction: 'asc' }] as const)
  const fields = [...(groupBy ? [groupBy] : []), ...given.map((term) => term.field)]
  const versions = fields.map((field) => sourceOf(view, field).version).join('/')
  const name = `order.${groupBy ?? ''}.${given.map(({ field, direction }) => `${field} ${direction}`).join()}`
  const { kept } = view.picture
  const known = kept.get(name)
  kept.delete(name)
  const order =
    known?.version === versions
      ? (known.value as Uint32Array)
      : sortRows(view.picture, [
          ...(groupBy ? [{ ranks: groupRanks(view, groupBy), isDescending: false }] : []),
          ...given.map(({ field, direction }) => ({ ranks: ranksOf(view, field), isDescending: direction === 'desc' })),
        ])
  kept.set(name, { version: versions, value: order })
  dropOldOrders(view.picture)
  return order
}

function dropOldOrders({ kept }: Picture): void {
  const names = [...kept.keys()].filter((name) => name.startsWith('order.'))
  for (const name of names.slice(0, Math.max(0, names.length - KEPT_ORDERS))) kept.delete(name)
}

/** Stable, so that sorting by the last term first and by the first one last sorts by all of them. */
function sortRows(picture: Picture, terms: readonly Term[]): Uint32Array {
  let order = Uint32Array.from({ length: picture.rows }, (_, row) => row)
  let spare = new Uint32Array(picture.rows)
  const keys = new Uint32Array(picture.rows)
  for (const { ranks, isDescending } of terms.toReversed()) {
    fillKeys(keys, ranks, isDescending)
    placeByKey(order, spare, keys, ranks.size)
    const sorted = spare
    spare = order
    order = sorted
  }
  return order
}

function fillKeys(keys: Uint32Array, { codes, places, size }: Ranks, isDescending: boolean): void {
  const last = size - 1
  for (let row = 0; row < keys.length; row += 1) {
    const code = codes[row] as number
    const place = places === null ? code : (places[code] as number)
    keys[row] = isDescending && place !== last ? last - 1 - place : place
  }
}

function placeByKey(from: Uint32Array, to: Uint32Array, keys: Uint32Array, size: number): void {
  const starts = new Uint32Array(size + 1)
  for (let row = 0; row < keys.length; row += 1) {
    const next = (keys[row] as number) + 1
    starts[next] = (starts[next] as number) + 1
  }
  for (let key = 1; key <= size; key += 1) starts[key] = (starts[key] as number) + (starts[key - 1] as number)
  for (let index = 0; index < from.length; index += 1) {
    const row = from[index] as number
    const key = keys[row] as number
    const start = starts[key] as number
    to[start] = row
    starts[key] = start + 1
  }
}

/** Ranks in which equal texts are one, and empty ones are blank. */
export function groupRanks(view: View, field: FacetField): Ranks {
  const source = sourceOf(view, field)
  if (source.kind === 'number') throw new TypeError(`${field} is no facet`)
  const ranks = ranksOf(view, field)
  const places = keep(view.picture, `groups.${field}`, placesVersion(source), () =>
    toGroupPlaces(source, ranks.places as Uint32Array),
  )
  return { ...ranks, places }
}

function toGroupPlaces(source: CodeSource, ranks: Uint32Array): Uint32Array {
  const places = ranks.slice()
  const last = source.size
  if (source.dictionary) {
    const empty = source.dictionary.codeOf('')
    if (empty !== undefined) places[empty] = last
    return places
  }
  const byText = new Map<string, number>()
  for (let code = 0; code < source.size; code += 1) {
    const text = source.text(code)
    if (text) byText.set(text, Math.min(byText.get(text) ?? Infinity, places[code] as number))
  }
  for (let code = 0; code < source.size; code += 1) places[code] = byText.get(source.text(code) ?? '') ?? last
  return places
}

/** The rows of a set in an order of all rows. */
export function pickRows(order: Uint32Array, set: RowSet, count: number): Uint32Array {
  if (count === order.length) return order
  const rows = new Uint32Array(count)
  let at = 0
  for (let index = 0; index < order.length && at < count; index += 1) {
    const row = order[index] as number
    if (hasRow(set, row)) {
      rows[at] = row
      at += 1
    }
  }
  return rows
}
