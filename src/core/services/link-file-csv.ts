import { parse } from 'csv-parse/sync'
import {
  checkRowCount,
  looksLikeUrl,
  toRow,
  toRowField,
  type LinkRow,
  type MalformedRow,
  type ParsedRows,
  type RowField,
} from './link-file-row.ts'

/** A record with the line on which it begins. */
interface CsvRecord {
  readonly line: number
  readonly text: string
}
interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

const DELIMITERS = [',', '\t', ';'] as const
type Delimiter = (typeof DELIMITERS)[number]
/** A quote that is not closed within so many lines was none: only its own line is lost. */
const MAX_RECORD_LINES = 20
const MAX_RECORD_LENGTH = 65_536
/** Records that are parsed at once. */
const BLOCK = 500
/** Rows that are looked at to find the delimiter. */
const PROBE_ROWS = 20

/** True when a text begins with the header of a list of links. */
export function hasCsvHeader(text: string): boolean {
  const [first] = toRecords(text.slice(0, MAX_RECORD_LENGTH)).records
  return first !== undefined && findHeader(first) !== null
}

/** Reads comma, tab or semicolon separated values, with a header or without. */
export function readCsv(text: string): ParsedRows {
  const { records, malformed } = toRecords(text)
  const [first, ...others] = records
  if (first === undefined) return { rows: [], malformed, isList: false }
  const header = findHeader(first)
  if (header === null) {
    const delimiter = findDelimiter(records.slice(0, PROBE_ROWS))
    const parsed = parseRecords(records, delimiter)
    const rows = parsed.rows.map(toBareRow)
    return {
      rows,
      malformed: [...malformed, ...parsed.malformed],
      isList: rows.some((row) => looksLikeUrl(row.fields.url)),
    }
  }
  const parsed = parseRecords(others, header.delimiter)
  const rows = parsed.rows.map((row) => toHeadedRow(row, header.fields))
  return { rows, malformed: [...malformed, ...parsed.malformed], isList: true }
}

/** Cuts a text into records: a line, or several where a quoted value goes on. */
function toRecords(text: string): {
  readonly records: readonly CsvRecord[]
  readonly malformed: readonly MalformedRow[]
} {
  const lines = text.split(/\r\n|\n|\r/)
  const records: CsvRecord[] = []
  const malformed: MalformedRow[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.trim() === '' || (at === 0 && /^sep=.$/i.test(line))) continue
    checkRowCount(records.length)
    const count = countRecordLines(lines, at)
    if (count === null || line.length > MAX_RECORD_LENGTH) {
      malformed.push({ row: at + 1, value: line })
      continue
    }
    records.push({ line: at + 1, text: lines.slice(at, at + count).join('\n') })
    at += count - 1
  }
  return { records, malformed }
}

/** Lines until the quotes are even; null when they do not get even. */
function countRecordLines(lines: readonly string[], start: number): number | null {
  let quotes = 0
  let length = 0
  for (let count = 1; count <= MAX_RECORD_LINES && start + count <= lines.length; count += 1) {
    const line = lines[start + count - 1] ?? ''
    length += line.length
    if (length > MAX_RECORD_LENGTH) return null
    quotes += countQuotes(line)
    if (quotes % 2 === 0) return count
  }
  return null
}

function countQuotes(line: string): number {
  let count = 0
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) count += 1
  return count
}

function parseRecords(
  records: readonly CsvRecord[],
  delimiter: Delimiter,
): { readonly rows: readonly CsvRow[]; readonly malformed: readonly MalformedRow[] } {
  const rows: CsvRow[] = []
  const malformed: MalformedRow[] = []
  for (let from = 0; from < records.length; from += BLOCK) {
    const block = records.slice(from, from + BLOCK)
    const cells = parseText(block.map((record) => record.text).join('\n'), delimiter)
    // A quote at an odd place may have joined records; then each is read by itself.
    const isWhole = cells?.length === block.length
    for (const [at, record] of block.entries()) {
      const own = isWhole ? cells[at] : parseText(record.text, delimiter)?.flat()
      if (own === undefined) malformed.push({ row: record.line, value: record.text })
      else rows.push({ line: record.line, cells: own })
    }
  }
  return { rows, malformed }
}

/** null when it is malformed. */
function parseText(text: string, delimiter: Delimiter): string[][] | null {
  try {
    return parse(text, { delimiter, relax_quotes: true, relax_column_count: true, trim: true })
  } catch {
    return null
  }
}

type Fields = readonly (RowField | null)[]

function findHeader(first: CsvRecord): { readonly delimiter: Delimiter; readonly fields: Fields } | null {
  for (const delimiter of DELIMITERS) {
    const cells = parseText(first.text, delimiter)?.flat() ?? []
    const fields = cells.map(toRowField)
    if (fields.includes('url')) return { delimiter, fields }
  }
  return null
}

/** The one that separates an address from something else in most rows. */
function findDelimiter(records: readonly CsvRecord[]): Delimiter {
  const scores = DELIMITERS.map((delimiter) => {
    const rows = records.map((record) => parseText(record.text, delimiter)?.flat() ?? [])
    return rows.filter((cells) => cells.length > 1 && cells.some(looksLikeUrl)).length
  })
  return DELIMITERS[scores.indexOf(Math.max(...scores))] ?? ','
}

function toHeadedRow(row: CsvRow, fields: Fields): LinkRow {
  const values: Partial<Record<RowField, string>> = {}
  for (const [at, field] of fields.entries()) {
    // Of two columns with one meaning, the first that says something.
    if (field !== null && !values[field]) values[field] = row.cells[at] ?? ''
  }
  return toRow(row.line, values)
}

/** Without a header: the first cell that looks like an address is one, the first other cell is its name. */
function toBareRow(row: CsvRow): LinkRow {
  const at = row.cells.findIndex(looksLikeUrl)
  const url = row.cells[at] ?? row.cells.find((cell) => cell !== '') ?? ''
  const name = at === -1 ? '' : row.cells.find((cell, other) => other !== at && cell !== '' && !looksLikeUrl(cell))
  return toRow(row.line, { url, name: name ?? '' })
}
