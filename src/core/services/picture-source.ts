import { startOfNextCivilDay } from '../../shared/domain/civil-day.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import { decisionOn } from '../../shared/domain/review.ts'
import { openFrozenDb, type ReadDb } from '../db/connection.ts'
import { FACT_INDEX } from '../db/repositories/item-columns.ts'
import { readDataVersion } from '../db/repositories/item-stamp.ts'
import {
  listPictureAccounts,
  readPictureColumns,
  readPictureRows,
  readPictureRowsByKey,
  type PictureAccount,
  type PictureColumns,
  type PictureRow,
} from '../db/repositories/item-picture.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { createSlices } from '../index/slices.ts'
import { copyColumns, prepareColumns, type ItemColumns, type PictureIndex } from './picture-columns.ts'
import type { PictureItem } from './picture-item.ts'

/** Source of the price of what is paid with its main resource. */
export const WITH_MAIN = 'with-main' as const

/** Rows that are read at once: about four milliseconds. */
const ROWS_AT_ONCE = 250

/** Columns take half the time. */
const ROWS_OF_A_PART = 500

/** The committed picture of one moment: whatever is written meanwhile, it stays what it was. */
export interface PresentPicture {
  readonly db: ReadDb
  readonly now: number
  readonly zone: string
  readonly accounts: ReadonlyMap<string, PictureAccount>
  /** What decisions are measured by: the start of the next civil day. */
  readonly tomorrowStart: number
  /** All items at this moment from the index of a window; null where they have to be read from the database. */
  readonly columns: ItemColumns | null
  toItem(row: PictureRow): PictureItem
  /** Hands out the rows of these items, or of all, in slices that let others run in between. */
  forEachRow(itemKeys: readonly number[] | null, work: (rows: readonly PictureRow[]) => void): Promise<void>
  /** Hands out all items column by column, in parts and in slices. */
  forEachPart(work: (part: PictureColumns) => Promise<void>): Promise<void>
  /** Lets others run when there has been enough work; throws SHUTTING_DOWN when the app has ended. */
  rest(): Promise<void>
}

/** Where the picture of this moment comes from. */
export interface PictureSource {
  readonly db: ReadDb
  readonly clock: { now(): number }
  /** Spares reading items one by one where there is one. */
  readonly index?: PictureIndex | undefined
}

/** Times that the index is asked again because somebody has written meanwhile. */
const INDEX_ATTEMPTS = 3

/**
 * Carries work out on the picture of this moment, on a connection of its own that is closed at the end. `isOrdered` says
 * whether the orders of the index are wanted as well.
 */
export async function withPresentPicture<Result>(
  source: PictureSource,
  { isOrdered }: { readonly isOrdered: boolean },
  work: (picture: PresentPicture) => Promise<Result>,
): Promise<Result> {
  const { db: main, clock } = source
  requireOpen(main)
  const { frozen, columns } = await openPicture(source, isOrdered)
  try {
    return await work(createPresentPicture(main, frozen, { now: clock.now(), columns }))
  } finally {
    frozen.close()
  }
}

/** Columns and connection show one and the same commit, or there are no columns. */
async function openPicture(
  { db: main, index }: PictureSource,
  isOrdered: boolean,
): Promise<{ frozen: ReadDb; columns: ItemColumns | null }> {
  for (let attempt = 1; attempt <= INDEX_ATTEMPTS; attempt += 1) {
    const picture = (await index?.()) ?? null
    if (picture === null) break
    // While names were being sorted there may have come new ones.
    if (isOrdered && (await prepareColumns(picture))) continue
    requireOpen(main)
    const frozen = openFrozenDb(main.file)
    try {
      const isWhole = picture.isUsable && picture.heavyRows === picture.rows
      if (isWhole && readDataVersion(main) === picture.dataVersion) {
        return { frozen, columns: copyColumns(picture, isOrdered) }
      }
    } catch (error) {
      frozen.close()
      throw error
    }
    frozen.close()
  }
  requireOpen(main)
  return { frozen: openFrozenDb(main.file), columns: null }
}

function requireOpen(db: ReadDb): void {
  if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
}

function createPresentPicture(
  main: ReadDb,
  db: ReadDb,
  { now, columns }: Pick<PresentPicture, 'now' | 'columns'>,
): PresentPicture {
  const zone = getSettings(db).businessZone
  const tomorrowStart = startOfNextCivilDay(now, zone)
  const accounts = listPictureAccounts(db)
  const slices = createSlices()

  async function rest(): Promise<void> {
    await slices.rest()
    requireOpen(main)
  }

  /** Rows that exist, some at a time. */
  async function handOut(itemKeys: readonly number[], from: ItemColumns, work: (rows: readonly PictureRow[]) => void) {
    for (let start = 0; start < itemKeys.length; start += ROWS_AT_ONCE) {
      const places = itemKeys.slice(start, start + ROWS_AT_ONCE).map((key) => from.rowOf(key))
      work(places.filter((place) => place !== -1).map((place) => from.toRow(place)))
      await rest()
    }
  }

  return {
    db,
    now,
    zone,
    accounts,
    tomorrowStart,
    columns,
    rest,
    toItem: (row) => ({
      itemId: row.itemId,
      accountId: row.accountId,
      account: accounts.get(row.accountId)?.name ?? '',
      kind: row.kind,
      facts: row.facts,
      tags: row.tags,
      price: row.price,
      currency: row.currency,
      priceMonths: row.priceMonths,
      isWithMain: row.priceSource === WITH_MAIN,
      isActive: row.isActive,
      owner: row.owner,
      decision: decisionOn(
        {
          decision: row.decision,
          decidedForExpiresAt: row.decidedForExpiresAt,
          expiresAt: row.facts[FACT_INDEX.expiresAt] as number | null,
          actByAt: row.actByAt,
        },
        tomorrowStart,
      ),
    }),
    async forEachPart(work) {
      let after = Number.MIN_SAFE_INTEGER
      for (;;) {
        const part = readPictureColumns(db, after, ROWS_OF_A_PART)
        await rest()
        await work(part)
        if (part.rows < ROWS_OF_A_PART) return
        after = part.lastKey
        await rest()
      }
    },
    async forEachRow(itemKeys, work) {
      if (columns) return await handOut(itemKeys ?? Array.from(columns.keys), columns, work)
      if (itemKeys !== null) {
        for (let start = 0; start < itemKeys.length; start += ROWS_AT_ONCE) {
          work(readPictureRowsByKey(db, itemKeys.slice(start, start + ROWS_AT_ONCE)))
          await rest()
        }
        return
      }
      let after = Number.MIN_SAFE_INTEGER
      for (;;) {
        const rows = readPictureRows(db, after, ROWS_AT_ONCE)
        work(rows)
        const last = rows.at(-1)
        if (!last || rows.length < ROWS_AT_ONCE) return
        after = last.itemKey
        await rest()
      }
    },
  }
}
