import {
  checkRowCount,
  looksLikeUrl,
  toRow,
  type LinkRow,
  type MalformedRow,
  type ParsedRows,
} from './link-file-row.ts'

const MAX_LINE = 10_000
/** Longest scheme that is looked for in front of `://`. */
const MAX_SCHEME = 30
/** `[name](address)` and `[name](<address> "title")`. */
const MARKDOWN = /\[([^[\]]{0,300})\]\(\s{0,5}<?([^\s()<>]{1,4096})>?(?:\s{1,5}"[^"]{0,300}")?\s{0,5}\)/g
/** What stands between a name and an address, and in front of the points of a list. */
const AROUND_NAME = new Set(' \t\u00a0\u3000|,;:，；：、–—=<>"\'*+-')
/** What follows an address that is no part of it. */
const AFTER_URL = new Set('>"\'|,;，；。、')

/**
 * Reads one address per line: alone, with its name in front or behind (`name address`, `name | address`), or as links of
 * Markdown. Lines that begin with `#` are remarks.
 */
export function readText(text: string): ParsedRows {
  const rows: LinkRow[] = []
  const malformed: MalformedRow[] = []
  for (const [at, line] of text.split(/\r\n|\n|\r/).entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    if (trimmed.length > MAX_LINE) malformed.push({ row: at + 1, value: trimmed })
    else rows.push(...readLine(trimmed, at + 1))
    checkRowCount(rows.length + malformed.length)
  }
  return { rows, malformed, isList: rows.some((row) => looksLikeUrl(row.fields.url)) }
}

function readLine(line: string, row: number): readonly LinkRow[] {
  const links = [...line.matchAll(MARKDOWN)]
  if (links.length > 0) return links.map(([, name = '', url = '']) => toRow(row, { name: name.trim(), url }))
  const span = findUrl(line)
  if (span === null) return [toRow(row, { url: line })]
  const url = trimEnd(line.slice(span.from, span.to), AFTER_URL)
  const names = [line.slice(0, span.from), line.slice(span.to)].map((name) => trim(name, AROUND_NAME))
  return [toRow(row, { url, name: firstCell(names.find((name) => name !== '') ?? '') })]
}

/** By hand: a pattern for the end of a text takes time by the square of its length. */
function trimEnd(text: string, characters: ReadonlySet<string>): string {
  let end = text.length
  while (end > 0 && characters.has(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}

function trim(text: string, characters: ReadonlySet<string>): string {
  let start = 0
  while (start < text.length && characters.has(text[start] ?? '')) start += 1
  return trimEnd(text.slice(start), characters)
}

/** From the scheme to the next blank or `|`. */
function findUrl(line: string): { readonly from: number; readonly to: number } | null {
  const mark = line.indexOf('://')
  if (mark === -1) return null
  const scheme = /[a-z][a-z0-9+.-]*$/i.exec(line.slice(Math.max(0, mark - MAX_SCHEME), mark))
  if (scheme === null) return null
  const length = line.slice(mark).search(/[\s|]/)
  return { from: mark - scheme[0].length, to: length === -1 ? line.length : mark + length }
}

/** `name | description` is the name and something else. */
function firstCell(text: string): string {
  return (text.split('|')[0] ?? '').trim()
}
