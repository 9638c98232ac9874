import { PHASES } from '../../shared/domain/phase.ts'
import type { PlanRow } from '../db/repositories/forecast.ts'
import type { CodeName, NumberName } from '../index/columns.ts'
import type { Picture } from '../index/picture.ts'
import type { Codes } from '../index/row-set.ts'
import { createView, phaseCodes } from '../index/view.ts'

/** What payments follow from, as the index has it. */
const CODE_NAMES = [
  'account_id',
  'kind',
  'renewal_mode',
  'price',
  'currency',
  'price_source',
  'enterprise_project_id',
  'enterprise_project_name',
  'tag_product_line',
  'decision',
  'owner',
  'is_active',
] as const satisfies readonly CodeName[]
type FactCode = (typeof CODE_NAMES)[number]

const NUMBER_NAMES = [
  'expires_at',
  'expires_on',
  'act_by_at',
  'price_months',
  'decided_for_expires_at',
] as const satisfies readonly NumberName[]
type FactNumber = (typeof NUMBER_NAMES)[number]

/** `phaseCodes` has 0 for none. */
const RELEASED = PHASES.indexOf('released') + 1

interface Column<Values> {
  readonly version: number
  readonly values: Values
}

/** The columns of the index that payments follow from, as they were at one moment; the index itself goes on. */
export interface PlanFacts {
  /** Which picture, and which state of it. */
  readonly pictureId: number
  readonly version: number
  readonly asOf: number
  readonly zone: string
  readonly rows: number
  /** Until then no row is released by time alone. */
  readonly nextPhaseAt: number
  keyOf(row: number): number
  isActive(row: number): boolean
  isReleased(row: number): boolean
  /** A row as the database would give it. */
  rowOf(row: number): Omit<PlanRow, 'is_closed' | 'retention_ends_at'>
  readonly columns: FactColumns
}

interface FactColumns {
  readonly keys: Float64Array
  readonly codes: Readonly<Record<FactCode, Column<Codes>>>
  readonly numbers: Readonly<Record<FactNumber, Column<Float64Array>>>
  readonly released: Uint8Array
}

/** Copies what payments follow from; columns that are as they were in `former` are shared with it. */
export function takePlanFacts(picture: Picture, now: number, former: PlanFacts | null): PlanFacts {
  const { rows, columns } = picture
  const known = former?.pictureId === picture.id ? former : null
  const codes = Object.fromEntries(
    CODE_NAMES.map((name) => {
      const { version, codes: values } = columns.codes[name]
      return [name, reuse(known?.columns.codes[name], version, rows) ?? { version, values: values.slice(0, rows) }]
    }),
  ) as unknown as FactColumns['codes']
  const numbers = Object.fromEntries(
    NUMBER_NAMES.map((name) => {
      const { version, values } = columns.numbers[name]
      return [name, reuse(known?.columns.numbers[name], version, rows) ?? { version, values: values.slice(0, rows) }]
    }),
  ) as unknown as FactColumns['numbers']
  // Rows are never taken away, so that as many keys are the same keys.
  const keys = known?.rows === rows ? known.columns.keys : picture.keys.slice(0, rows)
  const active = columns.codes.is_active.dictionary.codeOf(1)
  const released = readReleased(picture, now)
  const nextPhaseAt = readNextPhaseAt(picture, now)
  const text = createTexts(picture)
  const code = (name: FactCode, row: number): string | null => text(name, codes[name].values[row] as number)
  const number = (name: FactNumber, row: number): number | null => {
    const value = numbers[name].values[row] as number
    return Number.isNaN(value) ? null : value
  }
  return {
    pictureId: picture.id,
    version: picture.version,
    asOf: now,
    zone: picture.stamp.settings.businessZone,
    rows,
    nextPhaseAt,
    columns: { keys, codes, numbers, released },
    keyOf: (row) => keys[row] as number,
    isActive: (row) => codes.is_active.values[row] === active,
    isReleased: (row) => released[row] === 1,
    rowOf: (row) => ({
      item_key: keys[row] as number,
      account_id: code('account_id', row) ?? '',
      kind: code('kind', row) as PlanRow['kind'],
      expires_at: number('expires_at', row),
      expires_on: number('expires_on', row),
      act_by_at: number('act_by_at', row),
      renewal_mode: code('renewal_mode', row) as PlanRow['renewal_mode'],
      price: code('price', row),
      currency: code('currency', row),
      price_months: number('price_months', row),
      is_with_main: code('price_source', row) === 'with-main' ? 1 : 0,
      enterprise_project_id: code('enterprise_project_id', row),
      enterprise_project_name: code('enterprise_project_name', row),
      tag_product_line: code('tag_product_line', row),
      decision: code('decision', row) as PlanRow['decision'],
      decided_for_expires_at: number('decided_for_expires_at', row),
      owner: code('owner', row),
    }),
  }
}

function readReleased(picture: Picture, now: number): Uint8Array {
  const phases = phaseCodes(createView(picture, now))
  const released = new Uint8Array(picture.rows)
  for (let row = 0; row < released.length; row += 1) if (phases[row] === RELEASED) released[row] = 1
  return released
}

/** When the next row is released by time alone. */
function readNextPhaseAt({ columns, rows }: Picture, now: number): number {
  const { values } = columns.numbers.retention_ends_at
  const { codes, dictionary } = columns.codes.is_active
  const active = dictionary.codeOf(1)
  let nextAt = Infinity
  for (let row = 0; row < rows; row += 1) {
    const endsAt = values[row] as number
    if (endsAt > now && endsAt < nextAt && codes[row] === active) nextAt = endsAt
  }
  return nextAt
}

/** Rows of `after` that are not what they were in `before`, new ones included, ascending; both of one picture. */
export function changedRows(before: PlanFacts, after: PlanFacts): number[] {
  const marks = new Uint8Array(after.rows).fill(1, before.rows)
  const same = Math.min(before.rows, after.rows)
  // One function for each kind of column: what sees all of them is several times slower.
  const noteCodes = (a: Codes, b: Codes): void => {
    if (a === b) return
    for (let row = 0; row < same; row += 1) if (a[row] !== b[row]) marks[row] = 1
  }
  const noteNumbers = (a: Float64Array, b: Float64Array): void => {
    if (a === b) return
    for (let row = 0; row < same; row += 1) {
      const x = a[row] as number
      const y = b[row] as number
      // Two that are NaN both stand for nothing.
      if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) marks[row] = 1
    }
  }
  for (const name of CODE_NAMES) noteCodes(before.columns.codes[name].values, after.columns.codes[name].values)
  for (const name of NUMBER_NAMES) noteNumbers(before.columns.numbers[name].values, after.columns.numbers[name].values)
  noteCodes(before.columns.released, after.columns.released)
  const changed: number[] = []
  for (let row = 0; row < marks.length; row += 1) if (marks[row] === 1) changed.push(row)
  return changed
}

function reuse<Values extends ArrayLike<number>>(
  column: Column<Values> | undefined,
  version: number,
  rows: number,
): Column<Values> | null {
  return column?.version === version && column.values.length === rows ? column : null
}

/** The same value is the same text each time, cut out of the dictionary once. */
function createTexts({ columns }: Picture): (name: FactCode, code: number) => string | null {
  const known = new Map<FactCode, (string | null | undefined)[]>(CODE_NAMES.map((name) => [name, []]))
  return (name, code) => {
    const texts = known.get(name) as (string | null | undefined)[]
    let text = texts[code]
    if (text === undefined) texts[code] = text = columns.codes[name].dictionary.text(code)
    return text
  }
}
