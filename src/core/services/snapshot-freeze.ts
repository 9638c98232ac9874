import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { decisionOn, DECISIONS, type DecisionKind } from '../../shared/domain/review.ts'
import type { SnapshotFigures } from '../../shared/domain/snapshot.ts'
import { FACT_COLUMNS } from '../db/repositories/item-columns.ts'
import { countPictureRows, readPictureStamp, type PictureCell } from '../db/repositories/item-picture.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { CodeName, NumberName } from '../index/columns.ts'
import type { CodedCells, FrozenPart, OwnColumn } from './frozen-picture.ts'
import { createFrozenPictureWriter, PART_ROWS } from './frozen-picture.ts'
import { cellOf, isNumberColumn, type ItemColumns } from './picture-columns.ts'
import { WITH_MAIN, withPresentPicture, type PictureSource, type PresentPicture } from './picture-source.ts'
import { createFiguresTable, type FiguresTable } from './snapshot-figures.ts'

/** The list of this moment as it is stored. */
export interface FrozenList {
  readonly at: number
  readonly figures: SnapshotFigures
  readonly content: Uint8Array
}

/** Told how many items of how many have been read. */
export type OnProgress = (done: number, total: number) => void

/** Freezes all items as they are at this moment, in slices. */
export async function freezePicture(source: PictureSource, onProgress: OnProgress): Promise<FrozenList> {
  return await withPresentPicture(source, { isOrdered: false }, async (picture) => {
    const { bandDays } = getSettings(picture.db)
    const table = createFiguresTable(picture, bandDays)
    const writer = createFrozenPictureWriter()
    const total = picture.columns?.rows ?? countPictureRows(picture.db)
    let done = 0
    const add = async (part: Part): Promise<void> => {
      onProgress(done, total)
      await writer.add(await freezePart(picture, part, table), picture.rest)
      done += part.rows
    }
    try {
      if (picture.columns) {
        for (let start = 0; start < total; start += PART_ROWS) {
          await add(partOfColumns(picture.columns, start, Math.min(start + PART_ROWS, total)))
        }
      } else {
        await picture.forEachPart((part) =>
          add({
            rows: part.rows,
            cells: (name) => part.column(name),
            cellAt: (name, row) => part.column(name)[row] ?? null,
          }),
        )
      }
      const content = await writer.toBytes(readPictureStamp(picture.db, picture.zone), picture.rest)
      onProgress(total, total)
      return { at: picture.now, figures: table.toFigures(), content }
    } finally {
      writer.close()
    }
  })
}

/** Some items, by the names of the table. */
interface Part {
  readonly rows: number
  cells(name: string): readonly PictureCell[] | CodedCells
  cellAt(name: string, row: number): PictureCell
}

function partOfColumns(columns: ItemColumns, start: number, end: number): Part {
  return {
    rows: end - start,
    cells(name) {
      if (name === 'item_id') return Array.from({ length: end - start }, (_, row) => columns.ids.at(start + row))
      if (isNumberColumn(name)) {
        const values = columns.numbers(name as NumberName).subarray(start, end)
        return Array.from(values, (value) => (Number.isNaN(value) ? null : value))
      }
      const { codes, dictionary } = columns.coded(name as CodeName)
      return {
        codes: codes.subarray(start, end),
        size: dictionary.size,
        valueOf: (code) => cellOf(dictionary, code),
      }
    },
    cellAt: (name, row) => columns.valueAt(name as CodeName | NumberName, start + row),
  }
}

/** Rows between two looks at the time. */
const ROWS_AT_ONCE = 250

/** Some items as they are frozen; what is active is added to the figures. */
async function freezePart(picture: PresentPicture, part: Part, table: FiguresTable): Promise<FrozenPart> {
  const { rows, cells, cellAt } = part
  const text = (name: string, row: number) => cellAt(name, row) as string | null
  const number = (name: string, row: number) => cellAt(name, row) as number | null
  const decisions = new Uint8Array(rows)
  for (let row = 0; row < rows; row += 1) {
    if (row % ROWS_AT_ONCE === 0) await picture.rest()
    const expiresAt = number('expires_at', row)
    const actByAt = number('act_by_at', row)
    const decision = decisionOn(
      {
        decision: (text('decision', row) ?? 'undecided') as DecisionKind,
        decidedForExpiresAt: number('decided_for_expires_at', row),
        expiresAt,
        actByAt,
      },
      picture.tomorrowStart,
    )
    decisions[row] = DECISIONS.indexOf(decision)
    if (number('is_active', row) === 0) continue
    table.add({
      accountId: text('account_id', row) as string,
      expiresOn: number('expires_on', row),
      expiresAt,
      actByAt,
      renewalMode: text('renewal_mode', row) as RenewalMode,
      rawPolicy: cellAt('raw_policy', row),
      price: text('price', row),
      currency: text('currency', row),
      decision,
      owner: text('owner', row),
      isAcknowledged:
        number('acknowledged_at', row) !== null && number('acknowledged_for_expires_at', row) === expiresAt,
      unaskedRenewalAt: number('unasked_renewal_at', row),
      unaskedRenewalFor: number('unasked_renewal_for', row),
    })
  }
  return { rows, facts: FACT_COLUMNS.map(({ column }) => cells(column)), own: ownCells(picture, part, decisions) }
}

function ownCells({ accounts }: PresentPicture, { cells }: Part, decisions: Uint8Array): FrozenPart['own'] {
  const own: Record<Exclude<OwnColumn, 'account' | 'isWithMain' | 'isActive' | 'decision'>, string> = {
    itemId: 'item_id',
    accountId: 'account_id',
    kind: 'kind',
    tags: 'tags',
    price: 'price',
    currency: 'currency',
    priceMonths: 'price_months',
    owner: 'owner',
    actByAt: 'act_by_at',
    tagProductLine: 'tag_product_line',
    reason: 'reason',
  }
  const named = Object.fromEntries(Object.entries(own).map(([key, name]) => [key, cells(name)])) as Record<
    keyof typeof own,
    ReturnType<Part['cells']>
  >
  return {
    ...named,
    account: mapCells(cells('account_id'), (id) => accounts.get(id as string)?.name ?? ''),
    isWithMain: mapCells(cells('price_source'), (source) => source === WITH_MAIN),
    isActive: mapCells(cells('is_active'), (flag) => flag === 1),
    decision: Array.from(decisions, (place) => DECISIONS[place] as DecisionKind),
  }
}

function mapCells<Value>(cells: ReturnType<Part['cells']>, toValue: (cell: PictureCell) => Value): Value[] {
  if (!('codes' in cells)) return cells.map(toValue)
  const known: Value[] = []
  return Array.from(cells.codes, (code) => (known[code] ??= toValue(cells.valueOf(code) as PictureCell)))
}
