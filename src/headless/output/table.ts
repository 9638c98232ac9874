import stringWidth from 'string-width'
import type { Colors } from './colors.ts'
import { plain } from '../../shared/plain-text.ts'

export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string
  readonly align?: 'left' | 'right'
  /** Widest that the column may become, in terminal cells. */
  readonly max?: number
  readonly paint?: (text: string, row: Row) => string
}

/** Lays rows out in columns; Chinese characters count two cells, long text ends in an ellipsis. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], colors: Colors): string {
  const cells = rows.map((row) => columns.map((column) => cut(plain(column.value(row)), column.max ?? 60)))
  const widths = columns.map((column, index) =>
    Math.max(stringWidth(column.title), ...cells.map((line) => stringWidth(line[index] ?? ''))),
  )
  const pad = (text: string, index: number): string => {
    const gap = ' '.repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(text)))
    return columns[index]?.align === 'right' ? gap + text : text + gap
  }
  const last = columns.length - 1
  const titles = columns.map(({ title }, index) => (index === last ? pad(title, index).trimEnd() : pad(title, index)))
  const head = titles.map((title) => colors.dim(title)).join('  ')
  const body = cells.map((line, rowIndex) =>
    line
      .map((text, index) => {
        const padded = pad(text, index)
        const row = rows[rowIndex]
        const paint = columns[index]?.paint
        return paint && row !== undefined ? paint(padded, row) : padded
      })
      .join('  ')
      .trimEnd(),
  )
  return [head, ...body].join('\n')
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cuts to a width in cells without splitting a character. */
export function cut(text: string, max: number): string {
  if (stringWidth(text) <= max) return text
  let result = ''
  let width = 0
  for (const { segment } of graphemes.segment(text)) {
    width += stringWidth(segment)
    if (width > max - 1) break
    result += segment
  }
  return `${result}…`
}
