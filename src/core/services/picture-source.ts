import { startOfNextCivilDay } from '../../shared/domain/civil-day.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import { decisionOn } from '../../shared/domain/review.ts'
import { openFrozenDb, type ReadDb } from '../db/connection.ts'
import { FACT_INDEX } from '../db/repositories/item-columns.ts'
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
  toItem(row: PictureRow): PictureItem
  /** Hands out the rows of these items, or of all, in slices that let others run in between. */
  forEachRow(itemKeys: readonly number[] | null, work: (rows: readonly PictureRow[]) => void): Promise<void>
  /** Hands out all items column by column, in parts and in slices. */
  forEachPart(work: (part: PictureColumns) => Promise<void>): Promise<void>
  /** Lets others run when there has been enough work; throws SHUTTING_DOWN when the app has ended. */
  rest(): Promise<void>
}

/** Carries work out on the picture of this moment, on a connection of its own that is closed at the end. */
export async function withPresentPicture<Result>(
  main: ReadDb,
  clock: { now(): number },
  work: (picture: PresentPicture) => Promise<Result>,
): Promise<Result> {
  if (!main.isOpen) throw new AppError('SHUTTING_DOWN')
  const frozen = openFrozenDb(main.file)
  try {
    return await work(createPresentPicture(main, frozen, clock.now()))
  } finally {
    frozen.close()
  }
}

function createPresentPicture(main: ReadDb, db: ReadDb, now: number): PresentPicture {
  const zone = getSettings(db).businessZone
  const tomorrowStart = startOfNextCivilDay(now, zone)
  const accounts = listPictureAccounts(db)
  const slices = createSlices()

  async function rest(): Promise<void> {
    await slices.rest()
    if (!main.isOpen) throw new AppError('SHUTTING_DOWN')
  }

  return {
    db,
    now,
    zone,
    accounts,
    tomorrowStart,
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
