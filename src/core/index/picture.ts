import type { Settings } from '../../shared/domain/settings.ts'
import type { IndexPart, IndexRow } from '../db/repositories/item-index.ts'
import type { ItemStamp, StampAccount } from '../db/repositories/item-stamp.ts'
import { CODES_OF, createColumns, growColumns, NUMBERS_OF, putCode, putNumber, type Columns } from './columns.ts'
import type { RowSet } from './row-set.ts'
import { createTextPool, type TextPool } from './text-pool.ts'

/** Sets of rows that are kept for conditions and search words, the latest ones. */
const KEPT_SETS = 64

/**
 * All items of one committed picture in columns. Rows stand in the order of their keys and are never taken away; a
 * picture from which items are missing is made anew.
 */
export interface Picture {
  /** Tells this picture from one that was made anew; rows of one mean nothing in the other. */
  readonly id: number
  readonly columns: Columns
  /** By row. Has room for more; the first `rows` count. */
  keys: Float64Array
  rows: number
  /** Rows whose texts have been read as well. */
  heavyRows: number
  readonly ids: TextPool
  stamp: ItemStamp
  /** The data version for which the stamp was found true. */
  dataVersion: number
  /** When it was last known to be what the database holds, epoch ms. */
  freshAt: number
  /** False when a change was found not to have been taken over completely. */
  isUsable: boolean
  /** Rises with every change, of accounts and settings too. */
  version: number
  readonly sets: Map<string, RowSet>
  readonly kept: Map<string, { readonly version: string; readonly value: unknown }>
}

let pictures = 0

/** A picture without rows. */
export function createPicture(stamp: ItemStamp, dataVersion: number, freshAt: number): Picture {
  const capacity = stamp.items + Math.ceil(stamp.items / 16) + 64
  pictures += 1
  return {
    id: pictures,
    columns: createColumns(capacity),
    keys: new Float64Array(capacity),
    rows: 0,
    heavyRows: 0,
    ids: createTextPool(),
    stamp,
    dataVersion,
    freshAt,
    isUsable: true,
    version: 1,
    sets: new Map(),
    kept: new Map(),
  }
}

/** Adds rows behind all others; their keys must be higher and rise. */
export function appendLight(picture: Picture, rows: readonly IndexRow[]): void {
  const start = picture.rows
  if (start + rows.length > picture.keys.length) {
    const capacity = Math.ceil((start + rows.length) * 1.25)
    const keys = new Float64Array(capacity)
    keys.set(picture.keys)
    picture.keys = keys
    growColumns(picture.columns, capacity)
  }
  rows.forEach((row, index) => {
    picture.keys[start + index] = row.item_key
  })
  picture.rows += rows.length
  putPart(picture, 'light', start, rows)
}

/** Adds the texts of the next rows that have none yet. */
export function appendHeavy(picture: Picture, rows: readonly IndexRow[]): void {
  const start = picture.heavyRows
  for (const row of rows) picture.ids.push(row.item_id as string)
  picture.heavyRows += rows.length
  putPart(picture, 'heavy', start, rows)
}

/** Writes one part of rows that stand one behind the other. Column by column: values of one are mostly alike. */
export function putPart(picture: Picture, part: IndexPart, start: number, rows: readonly IndexRow[]): void {
  const { codes, numbers } = picture.columns
  for (const name of CODES_OF[part]) {
    const column = codes[name]
    for (let index = 0; index < rows.length; index += 1) {
      putCode(column, start + index, (rows[index] as IndexRow)[name] ?? null)
    }
  }
  for (const name of NUMBERS_OF[part]) {
    const column = numbers[name]
    for (let index = 0; index < rows.length; index += 1) {
      putNumber(column, start + index, (rows[index] as IndexRow)[name] as number | null)
    }
  }
}

/** To be called after rows, accounts or settings have changed. */
export function noteChange(picture: Picture): void {
  picture.version += 1
  picture.sets.clear()
}

/** The row of a key, -1 when there is none. */
export function rowOfKey(picture: Pick<Picture, 'keys' | 'rows'>, key: number): number {
  const { keys, rows } = picture
  // Keys are counted up, so that the place is mostly known.
  const guess = key - (keys[0] ?? 0)
  if (guess >= 0 && guess < rows && keys[guess] === key) return guess
  let [low, high] = [0, rows - 1]
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = keys[middle] as number
    if (found === key) return middle
    if (found < key) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Makes a value once for as long as `version` stays the same. */
export function keep<Value>(picture: Picture, name: string, version: string, make: () => Value): Value {
  const kept = picture.kept.get(name)
  if (kept?.version === version) return kept.value as Value
  const value = make()
  picture.kept.set(name, { version, value })
  return value
}

/** Makes a set of rows once per state of the picture. */
export function keepSet(picture: Picture, name: string, make: () => RowSet): RowSet {
  const { sets } = picture
  let set = sets.get(name)
  if (set) sets.delete(name)
  else set = make()
  // Put back last: the first one is then the one unused for longest.
  sets.set(name, set)
  if (sets.size > KEPT_SETS) sets.delete(sets.keys().next().value as string)
  return set
}

/** Accounts by the code of their id in the column; undefined where no account has it (any more). */
export function accountsByCode(picture: Picture): readonly (StampAccount | undefined)[] {
  const { dictionary } = picture.columns.codes.account_id
  return keep(picture, 'accounts', `${picture.version}.${dictionary.size}`, () => {
    const byId = new Map(picture.stamp.accounts.map((account) => [account.accountId, account]))
    return Array.from({ length: dictionary.size }, (_, code) => byId.get(dictionary.text(code) ?? ''))
  })
}

/** The settings of the picture. */
export function settingsOf(picture: Picture): Settings {
  return picture.stamp.settings
}
