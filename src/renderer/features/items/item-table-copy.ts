import type { Item } from '../../../shared/domain/item.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { countIn } from '../../components/data-grid/ranges.ts'
import { toTsvLine } from '../../components/data-grid/tsv.ts'
import type { Api } from '../../lib/api.ts'
import type { Formats } from '../../lib/format.ts'
import { itemColumn } from './item-columns.ts'
import { FIELD_KINDS } from '../../../shared/domain/item-query.ts'
import type { ItemColumnField, ItemRows, PositionRanges } from './types.ts'

/** Rows that the core hands out at once. */
const READ_ROWS = 500

/** An amount means nothing without its currency. */
function withCurrency(fields: readonly ItemColumnField[]): readonly ItemColumnField[] {
  if (!fields.includes('price') || fields.includes('currency')) return fields
  return fields.flatMap((field) => (field === 'price' ? (['price', 'currency'] as const) : [field]))
}

function headerOf(field: ItemColumnField, formats: Formats, t: Translator['t']): string {
  const label = t(itemColumn(field).headerKey)
  const isInstant = field !== 'tags' && FIELD_KINDS[field] === 'instant'
  return isInstant ? t('grid.copy.zoned', { label, zone: formats.zone }) : label
}

export interface CopyContext {
  readonly formats: Formats
  readonly t: Translator['t']
}

/** Rows as a spreadsheet takes them: a header, then one line for each item. */
function createItemTsv(fields: readonly ItemColumnField[], { formats, t }: CopyContext) {
  const copied = withCurrency(fields)
  const columns = copied.map(itemColumn)
  const lines = [toTsvLine(copied.map((field) => headerOf(field, formats, t)))]
  return {
    add: (item: Item) => void lines.push(toTsvLine(columns.map((column) => column.toCopy(item, formats, t)))),
    toText: () => lines.join('\r\n'),
  }
}

/**
 * Reads all selected rows, also those that were never in sight, and makes their lines. Rejects with ApiError when the core
 * cannot be read, with the signal's reason when it is cancelled.
 */
export async function readItemTsv(
  {
    api,
    rows,
    ranges,
    fields,
    signal,
    onProgress,
  }: {
    readonly api: Api
    readonly rows: Pick<ItemRows, 'handle' | 'row'>
    readonly ranges: PositionRanges
    readonly fields: readonly ItemColumnField[]
    readonly signal: AbortSignal
    readonly onProgress: (done: number, total: number) => void
  },
  context: CopyContext,
): Promise<string> {
  const tsv = createItemTsv(fields, context)
  const total = countIn(ranges)
  let done = 0
  for (const [from, to] of ranges) {
    let position = from
    while (position < to) {
      const item = rows.row(position)
      if (item) {
        tsv.add(item)
        position += 1
        done += 1
        continue
      }
      const limit = Math.min(READ_ROWS, to - position)
      const { items } = await api.request('item.page', { handle: rows.handle, offset: position, limit })
      signal.throwIfAborted()
      // An item that no longer exists is missing from its page; those behind it keep their positions.
      items.forEach(tsv.add)
      position += limit
      done += limit
      onProgress(done, total)
    }
  }
  onProgress(done, total)
  return tsv.toText()
}
