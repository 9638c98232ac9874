import { LINKS_ACCOUNT_ID } from '../../shared/domain/account.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import {
  readIndexRowsByKey,
  readPeopleRowsAfter,
  readPeopleRowsByKey,
  type IndexRow,
} from '../db/repositories/item-index.ts'
import {
  listChangedItems,
  listStrayLines,
  readDataVersion,
  readItemStamp,
  readMeasuredStamp,
  readQuoteStamp,
  type ItemStamp,
} from '../db/repositories/item-stamp.ts'
import {
  appendHeavy,
  appendLight,
  noteChange,
  putPart,
  putStaged,
  rowOfKey,
  stagePeople,
  type Picture,
  type StagedRows,
} from './picture.ts'
import { createSlices } from './slices.ts'

/** Rows that are read and written anew in one go, within a frame. */
export const MAX_CHANGED = 1000

/** Rows that people have edited, and lines of what they said, are read so many at once: a few milliseconds. */
const ROWS_AT_ONCE = 500
const LINES_AT_ONCE = 4000

/** Commits that may come in between while edited rows are read in slices. */
const MAX_ATTEMPTS = 3

/**
 * `fresh`: the picture is what the database holds. `behind`: that takes more than writing a few rows; the picture is as
 * it was, true to the moment of its `freshAt`. `broken`: the traces of a change were not all of it, and the picture must
 * not be used any more.
 */
export type Refreshed = 'fresh' | 'behind' | 'broken'

/** Brings a picture up to what the database holds at this moment, in one go; `limit` rows are not too many for it. */
export function refreshPicture(db: ReadDb, picture: Picture, now: number, limit = MAX_CHANGED): Refreshed {
  if (readDataVersion(db) === picture.dataVersion) {
    picture.freshAt = now
    return 'fresh'
  }
  return readTransaction(db, () => {
    const step = planStep(db, picture, limit)
    if (step === 'behind') return 'behind'
    const edits = createEdits()
    for (const count of step.isSame ? [] : readEdits(db, picture.stamp, step.stamp, edits)) {
      if (count > limit) return 'behind'
    }
    const facts = factsOf(step, edits)
    return takeStep(db, picture, { ...step, facts }, [...stageEdits(db, picture, edits, facts)], now)
  })
}

/**
 * Brings a picture up to what the database holds after people have edited many items: what they say is read in slices, and
 * written into the picture in one go. Until then the picture is true to its former moment. `behind` when more than that
 * has happened.
 */
export async function catchUp(db: ReadDb, picture: Picture, clock: { now(): number }): Promise<Refreshed> {
  const slices = createSlices()
  const rest = async (): Promise<void> => {
    await slices.rest()
    if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
  }
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const step = readTransaction(db, () => planStep(db, picture, MAX_CHANGED))
    if (step === 'behind') return 'behind'
    const edits = createEdits()
    for (const _count of step.isSame ? [] : readEdits(db, picture.stamp, step.stamp, edits)) await rest()
    const facts = factsOf(step, edits)
    if (facts.length > MAX_CHANGED) return 'behind'
    const staged: StagedRows[] = []
    for (const part of stageEdits(db, picture, edits, facts)) {
      staged.push(part)
      await rest()
    }
    const outcome = readTransaction(db, () =>
      // Rows that were read before and after a commit are not of one picture.
      readDataVersion(db) === step.dataVersion ? takeStep(db, picture, { ...step, facts }, staged, clock.now()) : null,
    )
    if (outcome !== null) return outcome
  }
  return 'behind'
}

/** What has happened since the picture: where to look, and what it will be true to. */
interface Step {
  readonly stamp: ItemStamp
  readonly dataVersion: number
  /** Nothing that is about items has been written. */
  readonly isSame: boolean
  /** Keys of items whose facts may be others. */
  readonly facts: readonly number[]
  readonly synced: ItemStamp['accounts']
}

function planStep(db: ReadDb, picture: Picture, limit: number): Step | 'behind' {
  const before = picture.stamp
  const stamp = readItemStamp(db)
  const step: Step = { stamp, dataVersion: readDataVersion(db), isSame: false, facts: [], synced: [] }
  if (JSON.stringify(before) === JSON.stringify(stamp)) return { ...step, isSame: true }
  if (!isContinued(before, stamp)) return 'behind'
  const synced = stamp.accounts.filter(
    ({ accountId, syncOrdinal }) => syncOrdinal !== accountOf(before, accountId)?.syncOrdinal,
  )
  const isHeavyPartial = picture.heavyRows > 0 && picture.heavyRows < picture.rows
  if (isHeavyPartial && synced.length > 0) return 'behind'
  const facts = listChangedItems(db, {
    stamp: before,
    synced: synced.map(({ accountId }) => ({ accountId, lastPricedAt: sumQuotes(picture, accountId).last })),
    measuredSince: synced.some(({ accountId }) => accountId === LINKS_ACCOUNT_ID) ? lastMeasured(picture) : null,
    limit,
  })
  return facts.length > limit ? 'behind' : { ...step, facts, synced }
}

/** What people have said since a stamp. */
interface Edits {
  /** Layers as they are now, one for each item. */
  readonly layers: IndexRow[]
  /** Keys of items about which there is a line of history though their layer has no later moment. */
  readonly strays: Set<number>
  /** Keys of items whose price people may have changed. */
  readonly prices: Set<number>
}

function createEdits(): Edits {
  return { layers: [], strays: new Set(), prices: new Set() }
}

/** Reads what people have said since a stamp, part by part; what it yields is the number of items so far. */
function* readEdits(db: ReadDb, before: ItemStamp, after: ItemStamp, edits: Edits): Generator<number> {
  const { layers, strays, prices } = edits
  const count = (): number => layers.length + strays.size + prices.size
  // From the last moment on: there may have been more in the same millisecond.
  let moment = { updatedAt: before.lastReviewAt - 1, itemKey: Number.MAX_SAFE_INTEGER }
  for (;;) {
    const rows = readPeopleRowsAfter(db, moment, ROWS_AT_ONCE)
    for (const row of rows) layers.push(row)
    yield count()
    const last = rows.at(-1)
    if (!last || rows.length < ROWS_AT_ONCE) break
    moment = { updatedAt: last.updated_at as number, itemKey: last.item_key }
  }
  const { lastReviewAt } = before
  for (let afterId = before.lastReviewChangeId; afterId < after.lastReviewChangeId; afterId += LINES_AT_ONCE) {
    const lastId = Math.min(afterId + LINES_AT_ONCE, after.lastReviewChangeId)
    for (const line of listStrayLines(db, { afterId, lastId, lastReviewAt })) {
      const keys = line.is_price === 1 ? prices : strays
      keys.add(line.item_key)
    }
    yield count()
  }
}

/** Of an item whose facts may be others everything is read. */
function factsOf(step: Step, { prices }: Edits): readonly number[] {
  return [...new Set([...step.facts, ...prices])]
}

/** What people say about all other items, part by part, in the codes of the picture. */
function* stageEdits(
  db: ReadDb,
  picture: Picture,
  { layers, strays }: Edits,
  facts: readonly number[],
): Generator<StagedRows> {
  const isFact = new Set(facts)
  for (let start = 0; start < layers.length; start += ROWS_AT_ONCE) {
    const rows = layers.slice(start, start + ROWS_AT_ONCE)
    yield stagePeople(picture, isFact.size === 0 ? rows : rows.filter((row) => !isFact.has(row.item_key)))
  }
  const keys = [...strays].filter((key) => !isFact.has(key))
  for (let start = 0; start < keys.length; start += ROWS_AT_ONCE) {
    yield stagePeople(picture, readPeopleRowsByKey(db, keys.slice(start, start + ROWS_AT_ONCE)))
  }
}

function takeStep(db: ReadDb, picture: Picture, step: Step, edited: readonly StagedRows[], now: number): Refreshed {
  const before = picture.stamp
  if (step.isSame) return toFresh(picture, step, now)
  const rows = readIndexRowsByKey(db, step.facts)
  const places = rows.map((row) => rowOfKey(picture, row.item_key))
  const editedPlaces = edited.map(({ keys }) => keys.map((key) => rowOfKey(picture, key)))
  // A key below the last one that is not there was taken away and given again.
  if (rows.some((row, index) => places[index] === -1 && row.item_key <= before.lastItemKey)) return 'behind'
  if (editedPlaces.some((part) => part.includes(-1))) return 'behind'
  const isWhole = picture.heavyRows === picture.rows
  for (const [index, row] of rows.entries()) {
    const place = places[index] as number
    if (place === -1) continue
    picture.journal.add(place)
    putPart(picture, 'light', [row], () => place)
    if (place < picture.heavyRows) putPart(picture, 'heavy', [row], () => place)
  }
  for (const [index, staged] of edited.entries()) putStaged(picture, staged, editedPlaces[index] as number[])
  const added = rows.filter((_row, index) => places[index] === -1)
  appendLight(picture, added)
  if (isWhole) appendHeavy(picture, added)
  picture.stamp = step.stamp
  noteChange(picture, { isOfPeople: rows.length === 0 && haveSameRules(before, step.stamp) })
  picture.isUsable = isProven(db, picture, step.synced)
  return picture.isUsable ? toFresh(picture, step, now) : 'broken'
}

function toFresh(picture: Picture, { dataVersion }: Step, now: number): Refreshed {
  picture.dataVersion = dataVersion
  picture.freshAt = now
  return 'fresh'
}

/** Whether all that has happened is new and changed rows: nothing taken away, no rule changed that rows follow from. */
function isContinued(before: ItemStamp, after: ItemStamp): boolean {
  const rules = ({ settings }: ItemStamp): string => JSON.stringify([settings.businessZone, settings.tagKeys])
  return (
    rules(before) === rules(after) &&
    after.items >= before.items &&
    after.lastItemKey >= before.lastItemKey &&
    after.lastChangeId >= before.lastChangeId &&
    after.lastReviewChangeId >= before.lastReviewChangeId &&
    before.accounts.every(({ accountId, provider, policy }) => {
      const account = accountOf(after, accountId)
      return account?.provider === provider && account.policy === policy
    })
  )
}

/** Whether accounts and settings are what they were. */
function haveSameRules(before: ItemStamp, after: ItemStamp): boolean {
  return JSON.stringify([before.accounts, before.settings]) === JSON.stringify([after.accounts, after.settings])
}

function accountOf(stamp: ItemStamp, accountId: string): ItemStamp['accounts'][number] | undefined {
  return stamp.accounts.find((account) => account.accountId === accountId)
}

/** Counts what the traces alone do not prove; a difference means that a row was missed. */
function isProven(db: ReadDb, picture: Picture, synced: ItemStamp['accounts']): boolean {
  if (picture.rows !== picture.stamp.items) return false
  if (toSumText(picture.columns.numbers.updated_at.values.subarray(0, picture.rows)) !== picture.stamp.reviews) {
    return false
  }
  const isMeasured = synced.some(({ accountId }) => accountId === LINKS_ACCOUNT_ID)
  if (isMeasured && toSumText(measuredInstants(picture)) !== readMeasuredStamp(db)) return false
  if (picture.heavyRows < picture.rows) return true
  return synced.every(({ accountId }) => sumQuotes(picture, accountId).text === readQuoteStamp(db, accountId))
}

function sumQuotes(picture: Picture, accountId: string): { last: number; text: string } {
  const { codes, numbers } = picture.columns
  const account = codes.account_id.dictionary.codeOf(accountId)
  const quotes: number[] = []
  let last = 0
  for (let row = 0; row < picture.heavyRows; row += 1) {
    const at = numbers.priced_at.values[row] as number
    if (codes.account_id.codes[row] !== account || Number.isNaN(at)) continue
    quotes.push(at)
    if (at > last) last = at
  }
  return { last, text: toSumText(quotes) }
}

/** For which moments certificates and domains hold; the clock may have been put back between two of them. */
function measuredInstants(picture: Picture): number[] {
  const { codes, numbers } = picture.columns
  const account = codes.account_id.dictionary.codeOf(LINKS_ACCOUNT_ID)
  const instants: number[] = []
  for (let row = 0; row < picture.rows; row += 1) {
    if (codes.account_id.codes[row] === account) instants.push(numbers.seen_at.values[row] as number)
  }
  return instants
}

function lastMeasured(picture: Picture): number {
  return measuredInstants(picture).reduce((last, at) => Math.max(last, at), 0)
}

/** Number and exact sum of the values that are there, as SQLite writes them. */
function toSumText(values: ArrayLike<number>): string {
  const PART = 1_000_000
  let [count, high, low] = [0, 0, 0]
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number
    if (Number.isNaN(value)) continue
    count += 1
    const part = Math.floor(value / PART)
    high += part
    low += value - part * PART
  }
  return `${count} ${BigInt(high) * BigInt(PART) + BigInt(low)}`
}
