import { LINKS_ACCOUNT_ID } from '../../shared/domain/account.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import { readIndexRowsByKey } from '../db/repositories/item-index.ts'
import {
  listChangedItems,
  readDataVersion,
  readItemStamp,
  readQuoteStamp,
  type ItemStamp,
} from '../db/repositories/item-stamp.ts'
import { appendHeavy, appendLight, noteChange, putPart, rowOfKey, type Picture } from './picture.ts'

/** Rows that are written anew in one go, within a frame; for more the picture is made anew in slices. */
export const MAX_CHANGED = 1000

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
    const stamp = readItemStamp(db)
    const dataVersion = readDataVersion(db)
    const outcome = takeOver(db, picture, stamp, limit)
    if (outcome !== 'fresh') return outcome
    picture.dataVersion = dataVersion
    picture.freshAt = now
    return 'fresh'
  })
}

function takeOver(db: ReadDb, picture: Picture, stamp: ItemStamp, limit: number): Refreshed {
  const before = picture.stamp
  if (JSON.stringify(before) === JSON.stringify(stamp)) return 'fresh'
  if (!isContinued(before, stamp)) return 'behind'
  const synced = stamp.accounts.filter(
    ({ accountId, syncOrdinal }) => syncOrdinal !== accountOf(before, accountId)?.syncOrdinal,
  )
  const isHeavyPartial = picture.heavyRows > 0 && picture.heavyRows < picture.rows
  if (isHeavyPartial && synced.length > 0) return 'behind'
  const keys = listChangedItems(db, {
    stamp: before,
    synced: synced.map(({ accountId }) => ({ accountId, lastPricedAt: sumQuotes(picture, accountId).last })),
    measuredSince: synced.some(({ accountId }) => accountId === LINKS_ACCOUNT_ID) ? lastMeasured(picture) : null,
    limit,
  })
  if (keys.length > limit) return 'behind'
  const rows = readIndexRowsByKey(db, keys)
  // A key below the last one that is not there was taken away and given again.
  if (rows.some((row) => row.item_key <= before.lastItemKey && rowOfKey(picture, row.item_key) === -1)) return 'behind'
  const isWhole = picture.heavyRows === picture.rows
  const added = rows.filter((row) => rowOfKey(picture, row.item_key) === -1)
  for (const row of rows) {
    const at = rowOfKey(picture, row.item_key)
    if (at === -1) continue
    putPart(picture, 'light', at, [row])
    if (at < picture.heavyRows) putPart(picture, 'heavy', at, [row])
  }
  appendLight(picture, added)
  if (isWhole) appendHeavy(picture, added)
  picture.stamp = stamp
  noteChange(picture)
  picture.isUsable = isProven(db, picture, synced)
  return picture.isUsable ? 'fresh' : 'broken'
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

function accountOf(stamp: ItemStamp, accountId: string): ItemStamp['accounts'][number] | undefined {
  return stamp.accounts.find((account) => account.accountId === accountId)
}

/** Counts what the traces alone do not prove; a difference means that a row was missed. */
function isProven(db: ReadDb, picture: Picture, synced: ItemStamp['accounts']): boolean {
  if (picture.rows !== picture.stamp.items) return false
  if (toSumText(picture.columns.numbers.updated_at.values.subarray(0, picture.rows)) !== picture.stamp.reviews) {
    return false
  }
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

/** The newest measurement of a certificate or a domain. */
function lastMeasured(picture: Picture): number {
  const { codes, numbers } = picture.columns
  const account = codes.account_id.dictionary.codeOf(LINKS_ACCOUNT_ID)
  let last = 0
  for (let row = 0; row < picture.rows; row += 1) {
    const at = numbers.seen_at.values[row] as number
    if (codes.account_id.codes[row] === account && at > last) last = at
  }
  return last
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
