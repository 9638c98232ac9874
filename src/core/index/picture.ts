import type { Settings } from '../../shared/domain/settings.ts'
import type { IndexPart, IndexRow } from '../db/repositories/item-index.ts'
import type { ItemStamp, StampAccount } from '../db/repositories/item-stamp.ts'
import {
  CODES_OF,
  createColumns,
  growColumns,
  NUMBERS_OF,
  putCode,
  putNumber,
  setCode,
  type CodeName,
  type Columns,
  type NumberName,
} from './columns.ts'
import { createJournal, type Journal } from './journal.ts'
import type { RowSet } from './row-set.ts'
import { createTextPool, type TextPool } from './text-pool.ts'

/** Sets of rows that are kept for conditions and search words, the latest ones. */
const KEPT_SETS = 64

/** Changed rows that are remembered at least, besides one for each row. */
const KEPT_CHANGES = 4096

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
  /** Rows that were written anew. */
  readonly journal: Journal
  /** Hold for `setsDay`, counted from 1970-01-01. */
  readonly sets: Map<string, KeptSet>
  setsDay: number
  readonly kept: Map<string, { readonly version: string; readonly value: unknown }>
}

interface KeptSet {
  readonly rows: RowSet
  /** It follows from what people say, among others. */
  readonly isOfPeople: boolean
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
    journal: createJournal(Math.max(KEPT_CHANGES, stamp.items)),
    sets: new Map(),
    setsDay: NaN,
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
  putPart(picture, 'light', rows, (index) => start + index)
}

/** Adds the texts of the next rows that have none yet. */
export function appendHeavy(picture: Picture, rows: readonly IndexRow[]): void {
  const start = picture.heavyRows
  for (const row of rows) picture.ids.push(row.item_id as string)
  picture.heavyRows += rows.length
  putPart(picture, 'heavy', rows, (index) => start + index)
}

/** Writes one part of rows into their places. Column by column: values of one are mostly alike. */
export function putPart(
  picture: Picture,
  part: IndexPart,
  rows: readonly IndexRow[],
  placeOf: (index: number) => number,
): void {
  const { codes, numbers } = picture.columns
  for (const name of CODES_OF[part]) {
    const column = codes[name]
    for (let index = 0; index < rows.length; index += 1) {
      putCode(column, placeOf(index), (rows[index] as IndexRow)[name] ?? null)
    }
  }
  for (const name of NUMBERS_OF[part]) {
    const column = numbers[name]
    for (let index = 0; index < rows.length; index += 1) {
      putNumber(column, placeOf(index), (rows[index] as IndexRow)[name] as number | null)
    }
  }
}

/** What people say about some items, in the codes of a picture but not yet in its rows. */
export interface StagedRows {
  readonly keys: readonly number[]
  readonly codes: readonly (readonly [name: CodeName, codes: Uint32Array])[]
  readonly numbers: readonly (readonly [name: NumberName, values: Float64Array])[]
}

/** Takes values into the picture's dictionaries, which only grow, and leaves its rows as they are. */
export function stagePeople({ columns }: Picture, rows: readonly IndexRow[]): StagedRows {
  return {
    keys: rows.map((row) => row.item_key),
    codes: CODES_OF.people.map((name) => {
      const { dictionary } = columns.codes[name]
      return [name, Uint32Array.from(rows, (row) => dictionary.intern(row[name] ?? null))] as const
    }),
    numbers: NUMBERS_OF.people.map(
      (name) => [name, Float64Array.from(rows, (row) => (row[name] as number | null) ?? NaN)] as const,
    ),
  }
}

/** Writes staged rows into their places. */
export function putStaged(picture: Picture, staged: StagedRows, places: readonly number[]): void {
  const { columns, journal } = picture
  for (const place of places) journal.add(place)
  for (const [name, codes] of staged.codes) {
    const column = columns.codes[name]
    for (let index = 0; index < places.length; index += 1) {
      setCode(column, places[index] as number, codes[index] as number)
    }
  }
  for (const [name, values] of staged.numbers) {
    const column = columns.numbers[name]
    for (let index = 0; index < places.length; index += 1) {
      putNumber(column, places[index] as number, values[index] as number)
    }
  }
}

/** To be called after rows, accounts or settings have changed; `isOfPeople`: nothing has but what people say. */
export function noteChange(picture: Picture, { isOfPeople }: { readonly isOfPeople: boolean }): void {
  const { sets } = picture
  picture.version += 1
  if (!isOfPeople) sets.clear()
  else for (const [name, set] of sets) if (set.isOfPeople) sets.delete(name)
}

/** To be called before sets of rows are asked for: decisions, bands and words of decisions follow the day. */
export function beginDay(picture: Picture, today: number): void {
  if (picture.setsDay === today) return
  picture.sets.clear()
  picture.setsDay = today
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

/** Makes a set of rows once per state of the picture; one that is not `isOfPeople` outlives edits of people. */
export function keepSet(picture: Picture, name: string, isOfPeople: boolean, make: () => RowSet): RowSet {
  const { sets } = picture
  let set = sets.get(name)
  if (set) sets.delete(name)
  else set = { rows: make(), isOfPeople }
  // Put back last: the first one is then the one unused for longest.
  sets.set(name, set)
  if (sets.size > KEPT_SETS) sets.delete(sets.keys().next().value as string)
  return set.rows
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
