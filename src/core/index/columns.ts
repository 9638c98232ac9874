import {
  PEOPLE_COLUMNS,
  type HeavyColumn,
  type IndexColumn,
  type LightColumn,
  type ReadPart,
} from '../db/repositories/item-index.ts'
import { createDictionary, type Dictionary, type Value } from './dictionary.ts'
import type { Codes } from './row-set.ts'

/** Columns that are numbers; null is NaN. All others are codes of a dictionary. */
const NUMBERS = [
  'expires_at',
  'expires_on',
  'act_by_at',
  'grace_ends_at',
  'retention_ends_at',
  'seen_at',
  'decided_for_expires_at',
  'updated_at',
  'price_months',
  'acknowledged_at',
  'acknowledged_for_expires_at',
  'unasked_renewal_at',
  'unasked_renewal_for',
  'created_at',
  'priced_at',
  'gone_at',
  'first_seen_at',
] as const satisfies readonly IndexColumn[]
export type NumberName = (typeof NUMBERS)[number]

const LIGHT_CODES = [
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
  'tag_env',
  'price',
  'currency',
  'is_active',
  'owner',
  'decision',
] as const satisfies readonly LightColumn[]

const HEAVY_CODES = [
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
  'tag_name',
  'price_source',
  'gone_cause',
  'backup_owner',
  'reason',
  'note',
  'custom_tags',
  'snoozed_until',
] as const satisfies readonly HeavyColumn[]
export type CodeName = (typeof LIGHT_CODES)[number] | (typeof HEAVY_CODES)[number]

const LIGHT_NUMBERS: readonly NumberName[] = NUMBERS.slice(0, NUMBERS.indexOf('created_at'))

const isOfPeople = (name: string): boolean => PEOPLE_COLUMNS.has(name)

/** Names of the columns of each part; `item_id` is kept on its own. */
export const CODES_OF: Readonly<Record<ReadPart, readonly CodeName[]>> = {
  light: LIGHT_CODES,
  heavy: HEAVY_CODES,
  people: [...LIGHT_CODES, ...HEAVY_CODES].filter(isOfPeople),
}
export const NUMBERS_OF: Readonly<Record<ReadPart, readonly NumberName[]>> = {
  light: LIGHT_NUMBERS,
  heavy: NUMBERS.slice(LIGHT_NUMBERS.length),
  people: NUMBERS.filter(isOfPeople),
}

/** A column of repeated values: a small number by row. `version` changes with every value that does. */
export interface CodeColumn {
  readonly dictionary: Dictionary
  codes: Codes
  version: number
}

/** A column of numbers by row. */
export interface NumberColumn {
  values: Float64Array
  version: number
}

/** Both kinds of columns of all items, by name. */
export interface Columns {
  readonly codes: Readonly<Record<CodeName, CodeColumn>>
  readonly numbers: Readonly<Record<NumberName, NumberColumn>>
}

/** Empty columns with room for some rows. */
export function createColumns(capacity: number): Columns {
  const codes = [...LIGHT_CODES, ...HEAVY_CODES].map((name): [CodeName, CodeColumn] => [
    name,
    { dictionary: createDictionary(), codes: new Uint8Array(capacity), version: 0 },
  ])
  const numbers = NUMBERS.map((name): [NumberName, NumberColumn] => [
    name,
    { values: new Float64Array(capacity).fill(NaN), version: 0 },
  ])
  return {
    codes: Object.fromEntries(codes) as Columns['codes'],
    numbers: Object.fromEntries(numbers) as Columns['numbers'],
  }
}

/** Makes room for more rows. */
export function growColumns(columns: Columns, capacity: number): void {
  for (const column of Object.values(columns.codes)) {
    const larger = new (column.codes.constructor as Uint8ArrayConstructor)(capacity)
    larger.set(column.codes as Uint8Array)
    column.codes = larger
  }
  for (const column of Object.values(columns.numbers)) {
    const larger = new Float64Array(capacity).fill(NaN)
    larger.set(column.values)
    column.values = larger
  }
}

/** Puts a value into a row. */
export function putCode(column: CodeColumn, row: number, value: Value): void {
  setCode(column, row, column.dictionary.intern(value))
}

/** Puts the code of a value into a row, in wider codes when there are too many values for the present ones. */
export function setCode(column: CodeColumn, row: number, code: number): void {
  if (column.codes[row] === code) return
  if (code > 0xff && column.codes.BYTES_PER_ELEMENT === 1) column.codes = Uint16Array.from(column.codes)
  if (code > 0xffff && column.codes.BYTES_PER_ELEMENT === 2) column.codes = Uint32Array.from(column.codes)
  column.codes[row] = code
  column.version += 1
}

/** Puts a number into a row. */
export function putNumber(column: NumberColumn, row: number, value: number | null): void {
  const next = value ?? NaN
  if (Object.is(column.values[row], next)) return
  column.values[row] = next
  column.version += 1
}
