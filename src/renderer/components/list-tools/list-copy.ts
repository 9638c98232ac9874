import type { Translator } from '../../../shared/i18n/translator.ts'
import type { Formats } from '../../lib/format.ts'
import { countIn } from '../data-grid/ranges.ts'
import { toTsvLine } from '../data-grid/tsv.ts'
import type { Ranges } from '../data-grid/types.ts'
import type { ListColumn } from './list-columns.ts'
import type { ListRows } from './results.ts'

/** Rows that the core hands out at once. */
const READ_ROWS = 500

export interface CopyContext {
  readonly formats: Formats
  readonly t: Translator['t']
}

/** A column as a copy needs it. */
export type CopyColumn<Row, Field extends string> = ListColumn<Row, Field, never>

function headerOf(
  column: CopyColumn<never, string>,
  isInstant: (field: string) => boolean,
  { formats, t }: CopyContext,
): string {
  const label = t(column.headerKey)
  return isInstant(column.field) ? t('grid.copy.zoned', { label, zone: formats.zone }) : label
}

/**
 * Reads all selected rows, also those that were never in sight, and makes lines as a spreadsheet takes them: a header, then
 * one line for each row. Rejects with ApiError when the core cannot be read, with the signal's reason when it is cancelled.
 */
export async function readTsv<Row, Field extends string>(
  {
    page,
    rows,
    ranges,
    columns,
    isInstant,
    signal,
    onProgress,
  }: {
    readonly page: (handle: string, offset: number, limit: number) => Promise<readonly Row[]>
    readonly rows: Pick<ListRows<Row>, 'handle' | 'row'>
    readonly ranges: Ranges
    readonly columns: readonly CopyColumn<Row, Field>[]
    /** True for columns whose times need their zone in the header. */
    readonly isInstant: (field: string) => boolean
    readonly signal: AbortSignal
    readonly onProgress: (done: number, total: number) => void
  },
  context: CopyContext,
): Promise<string> {
  const { formats, t } = context
  const lines = [toTsvLine(columns.map((column) => headerOf(column, isInstant, context)))]
  const add = (row: Row): void => void lines.push(toTsvLine(columns.map((column) => column.toCopy(row, formats, t))))
  const total = countIn(ranges)
  let done = 0
  for (const [from, to] of ranges) {
    let position = from
    while (position < to) {
      const row = rows.row(position)
      if (row !== null) {
        add(row)
        position += 1
        done += 1
        continue
      }
      const limit = Math.min(READ_ROWS, to - position)
      const read = await page(rows.handle, position, limit)
      signal.throwIfAborted()
      // A row that no longer exists is missing from its page; those behind it keep their positions.
      read.forEach(add)
      position += limit
      done += limit
      onProgress(done, total)
    }
  }
  onProgress(done, total)
  return lines.join('\r\n')
}
