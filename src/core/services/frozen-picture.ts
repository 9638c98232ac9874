import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { createGzip, gunzip, gzip } from 'node:zlib'
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

/** Cells as codes with what each stands for; a code stands for one value, and no two for the same. */
export interface CodedCells {
  readonly codes: ArrayLike<number>
  /** Codes are below this. */
  readonly size: number
  valueOf(code: number): Cell
}

type Cells = readonly Cell[] | CodedCells

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
  /** Lets go of everything; to be called in any case. */
  close(): void
}

/** Some items as columns: those of `FrozenItem`, and the facts in the order of FACT_COLUMNS. */
export interface FrozenPart {
  readonly rows: number
  readonly own: Readonly<Record<OwnColumn, Cells>>
  readonly facts: readonly Cells[]
}

/** Rows of one line: enough that what repeats is found, few enough to take some milliseconds. */
export const PART_ROWS = 4000

/** A third larger than at the level that packs best, in a third of the time. */
const LEVEL = 4

/** Bytes that may wait to be packed, which other threads do meanwhile. */
const MAX_WAITING_BYTES = 4_000_000

export function createFrozenPictureWriter(): FrozenPictureWriter {
  const body = createBody()
  const parts: number[] = []
  let pending: FrozenPart[] = []
  let pendingRows = 0

  async function writePart(rest: () => Promise<void>): Promise<void> {
    const columns = [
      ...OWN_COLUMNS.map((name) => pending.map(({ own }) => own[name])),
      ...FACT_NAMES.map((_, index) => pending.map(({ facts }) => facts[index] as Cells)),
    ]
    for (const pieces of columns) {
      await body.write(`${JSON.stringify(joinPieces(pieces))}\n`)
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
      // Packed bytes one behind the other are unpacked as one text.
      const packed = Buffer.concat([await zip(Buffer.from(`${JSON.stringify(head)}\n`)), await body.end()])
      return Buffer.concat([MARK, hashOf(packed), packed])
    },
    close: () => body.close(),
  }
}

/** Text that is packed by other threads while more of it is made. */
function createBody() {
  const stream = createGzip({ level: LEVEL })
  const packed: Buffer[] = []
  stream.on('data', (bytes: Buffer) => packed.push(bytes))
  const ended = new Promise<Buffer>((resolve, reject) => {
    stream.on('end', () => resolve(Buffer.concat(packed)))
    stream.on('error', reject)
    stream.on('close', () => reject(new Error('closed before its end')))
  })
  // Nobody may be waiting for it any more.
  ended.catch(() => {})
  return {
    async write(text: string): Promise<void> {
      if (stream.writableLength > MAX_WAITING_BYTES) await Promise.race([once(stream, 'drain'), ended])
      stream.write(text)
    },
    end(): Promise<Buffer> {
      stream.end()
      return ended
    },
    close: () => void stream.destroy(),
  }
}

function joinPieces(pieces: readonly Cells[]): Part {
  const [first] = pieces
  if (pieces.length === 1 && first && 'codes' in first) return toCodedPart(first)
  return toPart(pieces.flatMap((cells) => ('codes' in cells ? Array.from(cells.codes, cells.valueOf) : cells)))
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

/** The same as `toPart` of the values, without looking each of them up. */
function toCodedPart({ codes, size, valueOf }: CodedCells): Part {
  const placeOf = new Int32Array(size)
  const distinct: Cell[] = []
  const indexes: number[] = []
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] as number
    let place = placeOf[code] as number
    if (place === 0) {
      distinct.push(valueOf(code))
      place = distinct.length
      placeOf[code] = place
      if (distinct.length > codes.length / 2) return { v: Array.from(codes, (each) => valueOf(each)) }
    }
    indexes.push(place - 1)
  }
  return { d: distinct, i: indexes }
}

/** Reads a part of a column into its place. */
function fromPart(part: unknown, rows: number, into: Column, start: number): void {
  const { v, d, i } = part as { v?: unknown; d?: unknown; i?: unknown }
  if (Array.isArray(v) && v.length === rows) {
    for (let row = 0; row < rows; row += 1) {
      const value = v[row] as unknown
      if (!isCell(value)) throw new Error('not a value')
      into[start + row] = value
    }
    return
  }
  if (!Array.isArray(d) || !Array.isArray(i) || i.length !== rows || !d.every(isCell)) throw new Error('not a column')
  for (let row = 0; row < rows; row += 1) {
    const place = i[row] as number
    if (!Number.isInteger(place) || place < 0 || place >= d.length) throw new Error('not a place')
    into[start + row] = d[place] as Cell
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
    let start = 0
    for (const rows of head.parts) {
      for (const column of columns.values()) {
        fromPart(nextLine(), rows, column, start)
        await rest()
      }
      start += rows
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
