import { keep, type Picture } from './picture.ts'
import { createSlices } from './slices.ts'

/** Rows that are written before the clock is looked at. */
const ROWS_AT_ONCE = 500

type Values = Uint8Array | Float64Array

/** A column that follows from others of the same row and from `basis`. */
export interface FollowedColumn<V extends Values> {
  readonly name: string
  /** What all rows follow from; with another one all are written anew. */
  readonly basis: string
  create(capacity: number): V
  /** Makes what writes the value of one row; asked for each time, because columns may have been replaced. */
  writer(): (values: V, row: number) => void
}

interface State<V extends Values> {
  values: V
  /** So many of the first rows have a value. */
  rows: number
  /** Place in the journal up to which those values are true. */
  taken: number
}

/** The values by row, true to the columns as they are now: only rows that have changed are written anew. */
export function followed<V extends Values>(picture: Picture, column: FollowedColumn<V>): V {
  return update(picture, column, Infinity).values.subarray(0, picture.rows) as V
}

/** Writes all values in slices, before anybody asks; ends at once when `isNeeded` says no. */
export async function prepareFollowed<V extends Values>(
  picture: Picture,
  columnNow: () => FollowedColumn<V>,
  isNeeded: () => boolean,
): Promise<void> {
  const slices = createSlices()
  while (isNeeded() && update(picture, columnNow(), ROWS_AT_ONCE).rows < picture.rows) await slices.rest()
}

/** Takes over what has changed and writes at most `limit` rows more. */
function update<V extends Values>(picture: Picture, column: FollowedColumn<V>, limit: number): State<V> {
  const { journal, keys, rows } = picture
  const state = keep(picture, `followed.${column.name}`, column.basis, (): State<V> => ({
    values: column.create(keys.length),
    rows: 0,
    taken: journal.end,
  }))
  if (state.taken === journal.end && state.rows === rows) return state
  if (state.values.length < rows) {
    const larger = column.create(keys.length)
    larger.set(state.values)
    state.values = larger
  }
  const { values } = state
  const write = column.writer()
  const changed = journal.since(state.taken)
  if (changed === null) state.rows = 0
  for (const row of changed ?? []) if (row < state.rows) write(values, row)
  state.taken = journal.end
  const end = Math.min(state.rows + limit, rows)
  for (let row = state.rows; row < end; row += 1) write(values, row)
  state.rows = end
  return state
}
