import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { DECISIONS, type DecisionKind } from '../../shared/domain/review.ts'
import { ITEM_KINDS, type ItemKind } from '../../shared/domain/item.ts'
import { FACT_COLUMNS, FACT_INDEX } from '../db/repositories/item-columns.ts'
import type { PictureStamp } from '../db/repositories/item-picture.ts'
import type { FrozenItem } from './picture-item.ts'

/**
 * A frozen picture as bytes: a mark, the SHA-256 of the rest, and gzip of lines of JSON. The first line is the head, every
 * other one some rows of one column, so that no step of writing or reading it takes long. Values that repeat within a part are
 * written once.
 */
const MARK = Buffer.from('DWSNAP1\n', 'latin1')
const HASH_BYTES = 32

/** Of the lines inside. A reader knows all versions up to its own. */
const VERSION = 1

/** Far above what a picture of a million items has: bytes that claim more are damaged. */
const MAX_BYTES = 1_000_000_000

const zip = promisify(gzip)
const unzip = promisify(gunzip)

type Cell = string | number | boolean | null
type Column = Cell[]

const OWN_COLUMNS = [
  'itemId',
  'accountId',
  'account',
  'kind',
  'tags',
  'price',
  'currency',
  'priceMonths',
  'isWithMain',
  'isActive',
  'decision',
  'owner',
  'actByAt',
  'tagProductLine',
  'reason',
] as const satisfies readonly (keyof FrozenItem)[]
export type OwnColumn = (typeof OWN_COLUMNS)[number]

/** By the names of the change log, which outlive those of the table. */
const FACT_NAMES = FACT_COLUMNS.map(({ field }) => `fact.${field}`)

/** What tells whether the logs know everything that has happened since. */
export type FrozenStamp = PictureStamp

/** All items of a moment, in the order in which they were put in. */
export interface FrozenPicture {
  readonly rows: number
  readonly stamp: FrozenStamp
  itemIdAt(row: number): string
  nameAt(row: number): string
  isActiveAt(row: number): boolean
  actByAt(row: number): number | null
  /** The row of an item; undefined when it was not there. */
  rowOf(itemId: string): number | undefined
  at(row: number): FrozenItem
}

/** Collects items part by part. */
export interface FrozenPictureWriter {
  /** Some more items, column by column; `rest` is awaited between steps. */
  add(part: FrozenPart, rest: () => Promise<void>): Promise<void>
  /** Compressed outside of this thread. */
  toBytes(stamp: FrozenStamp, rest: () => Promise<void>): Promise<Uint8Array>
}

/** Some items as columns: those of `FrozenItem`, and the facts in the order of FACT_COLUMNS. */
export interface FrozenPart {
  readonly rows: number
  readonly own: Readonly<Record<OwnColumn, readonly Cell[]>>
  readonly facts: readonly (readonly Cell[])[]
}

/** Rows of one line: enough that what repeats is found, few enough to take some milliseconds. */
const PART_ROWS = 4000

export function createFrozenPictureWriter(): FrozenPictureWriter {
  const lines: Buffer[] = []
  const parts: number[] = []
  let pending: FrozenPart[] = []
  let pendingRows = 0

  async function writePart(rest: () => Promise<void>): Promise<void> {
    const columns = [
      ...OWN_COLUMNS.map((name) => pending.map(({ own }) => own[name])),
      ...FACT_NAMES.map((_, index) => pending.map(({ facts }) => facts[index] as readonly Cell[])),
    ]
    for (const pieces of columns) {
      lines.push(Buffer.from(`${JSON.stringify(toPart(pieces.flat()))}\n`))
      await rest()
    }
    parts.push(pendingRows)
    pending = []
    pendingRows = 0
  }

  return {
    async add(part, rest) {
      pending.push(part)
      pendingRows += part.rows
      if (pendingRows >= PART_ROWS) await writePart(rest)
    },
    async toBytes(stamp, rest) {
      if (pendingRows > 0) await writePart(rest)
      const rows = parts.reduce((sum, count) => sum + count, 0)
      const head = { version: VERSION, rows, parts, columns: [...OWN_COLUMNS, ...FACT_NAMES], stamp }
      const packed = await zip(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...lines]), { level: 6 })
      return Buffer.concat([MARK, hashOf(packed), packed])
    },
  }
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** A part of a column: its values, or its distinct values and where each stands. */
type Part = { readonly v: readonly Cell[] } | { readonly d: Cell[]; readonly i: number[] }

function toPart(values: readonly Cell[]): Part {
  const places = new Map<Cell, number>()
  const indexes: number[] = []
  for (const value of values) {
    let place = places.get(value)
    if (place === undefined) {
      place = places.size
      places.set(value, place)
      if (places.size > values.length / 2) return { v: values }
    }
    indexes.push(place)
  }
  return { d: [...places.keys()], i: indexes }
}

function fromPart(part: unknown, rows: number, into: Column): void {
  const { v, d, i } = part as { v?: unknown; d?: unknown; i?: unknown }
  if (Array.isArray(v) && v.length === rows && v.every(isCell)) {
    for (const value of v as Cell[]) into.push(value)
    return
  }
  if (!Array.isArray(d) || !Array.isArray(i) || i.length !== rows || !d.every(isCell)) throw new Error('not a column')
  for (const place of i as number[]) {
    if (!Number.isInteger(place) || place < 0 || place >= d.length) throw new Error('not a place')
    into.push(d[place] as Cell)
  }
}

function isCell(value: unknown): value is Cell {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

interface Head {
  readonly version: number
  readonly rows: number
  /** Rows of each part; a part is one line for each column. */
  readonly parts: readonly number[]
  readonly columns: readonly string[]
  readonly stamp: FrozenStamp
}

/**
 * Reads a frozen picture; null when it is not exactly what was written. Columns that this version does not know are passed
 * over, those that an older one did not write are empty.
 */
export async function readFrozenPicture(bytes: Uint8Array, rest: () => Promise<void>): Promise<FrozenPicture | null> {
  const start = MARK.length + HASH_BYTES
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length <= start || !buffer.subarray(0, MARK.length).equals(MARK)) return null
  const packed = buffer.subarray(start)
  if (!hashOf(packed).equals(buffer.subarray(MARK.length, start))) return null
  let text: Buffer
  try {
    text = await unzip(packed, { maxOutputLength: MAX_BYTES })
  } catch {
    return null
  }
  await rest()
  return await readLines(text, rest)
}

async function readLines(text: Buffer, rest: () => Promise<void>): Promise<FrozenPicture | null> {
  let place = 0
  const nextLine = (): unknown => {
    const end = text.indexOf(10, place)
    const line = text.toString('utf8', place, end === -1 ? text.length : end)
    place = end === -1 ? text.length : end + 1
    return JSON.parse(line)
  }
  const columns = new Map<string, Column>()
  let head: Head
  try {
    head = nextLine() as Head
    if (!isHead(head)) return null
    for (const name of head.columns) columns.set(name, [])
    for (const rows of head.parts) {
      for (const column of columns.values()) {
        fromPart(nextLine(), rows, column)
        await rest()
      }
    }
  } catch (error) {
    // The end of the app is not damage.
    if (!(error instanceof Error) || 'code' in error) throw error
    return null
  }
  for (const name of [...OWN_COLUMNS, ...FACT_NAMES]) {
    if (!columns.has(name))
      columns.set(
        name,
        Array.from({ length: head.rows }, () => null),
      )
  }
  return toPicture(columns, head.rows, head.stamp)
}

function isHead(head: Head): boolean {
  return (
    head.version >= 1 &&
    head.version <= VERSION &&
    Number.isSafeInteger(head.rows) &&
    head.rows >= 0 &&
    Array.isArray(head.parts) &&
    head.parts.every((rows) => Number.isSafeInteger(rows) && rows >= 0) &&
    head.parts.reduce((sum, rows) => sum + rows, 0) === head.rows &&
    Array.isArray(head.columns) &&
    typeof head.stamp === 'object'
  )
}

function toPicture(columns: ReadonlyMap<string, Column>, rows: number, stamp: FrozenStamp): FrozenPicture {
  const own = Object.fromEntries(OWN_COLUMNS.map((name) => [name, columns.get(name)])) as Record<OwnColumn, Column>
  const facts = FACT_NAMES.map((name) => columns.get(name) as Column)
  let places: Map<string, number> | null = null
  const text = (name: OwnColumn, row: number) => own[name][row] as string | null
  const number = (name: OwnColumn, row: number) => own[name][row] as number | null
  return {
    rows,
    stamp,
    itemIdAt: (row) => own.itemId[row] as string,
    nameAt: (row) => facts[FACT_INDEX.resourceName]?.[row] as string,
    isActiveAt: (row) => own.isActive[row] === true,
    actByAt: (row) => number('actByAt', row),
    rowOf(itemId) {
      places ??= new Map(own.itemId.map((id, row) => [id as string, row]))
      return places.get(itemId)
    },
    at: (row) => ({
      itemId: own.itemId[row] as string,
      accountId: own.accountId[row] as string,
      account: text('account', row) ?? '',
      kind: (ITEM_KINDS.find((kind) => kind === own.kind[row]) ?? 'cloud') satisfies ItemKind,
      facts: facts.map((column) => column[row] as string | number | null),
      tags: text('tags', row),
      price: text('price', row),
      currency: text('currency', row),
      priceMonths: number('priceMonths', row),
      isWithMain: own.isWithMain[row] === true,
      isActive: own.isActive[row] === true,
      decision: (DECISIONS.find((decision) => decision === own.decision[row]) ?? 'undecided') satisfies DecisionKind,
      owner: text('owner', row),
      actByAt: number('actByAt', row),
      tagProductLine: text('tagProductLine', row),
      reason: text('reason', row),
    }),
  }
}
