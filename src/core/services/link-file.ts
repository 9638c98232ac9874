import { AppError } from '../../shared/domain/app-error.ts'
import type { ImportedLink, ImportIssue, LinkFile, LinkFileFormat } from '../../shared/domain/link-import.ts'
import { decodeFile } from './link-file-encoding.ts'
import { hasCsvHeader, readCsv } from './link-file-csv.ts'
import { createRowChecker } from './link-file-check.ts'
import { readJson } from './link-file-json.ts'
import { UnreadableFile, type ParsedRows } from './link-file-row.ts'
import { readText } from './link-file-text.ts'
import { readYaml } from './link-file-yaml.ts'

/** What is known of a file before it is read. */
export interface LinkFileOptions {
  readonly fileName: string
  /** null finds out by name and content. */
  readonly format: LinkFileFormat | null
}

const MAX_FILE_BYTES = 8 * 1024 * 1024
const MAX_VALUE = 200
/** How spreadsheets begin. */
const ZIP = [0x50, 0x4b, 0x03, 0x04]
const READERS: Readonly<Record<LinkFileFormat, (text: string) => ParsedRows>> = {
  csv: readCsv,
  json: readJson,
  yaml: readYaml,
  text: readText,
}
const FORMAT_OF: Readonly<Record<string, LinkFileFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  yml: 'yaml',
  yaml: 'yaml',
}
/** A line that only a list in YAML has. */
const YAML_LINE =
  /^[ \t]*(?:-[ \t]+)?(?:class_name|link_list|name|title|link|url|href|links|friends)[ \t]*:(?:[ \t]|$)/m

/**
 * Reads a file of links. Bad rows and repeated ones become issues in the order of their rows; LINK_FILE_UNREADABLE when
 * nothing can be made of the file.
 */
export function readLinkFile(bytes: Uint8Array, options: LinkFileOptions): LinkFile {
  try {
    return read(bytes, options)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    throw new AppError('LINK_FILE_UNREADABLE', { file: options.fileName, reason: error.reason }, { cause: error })
  }
}

function read(bytes: Uint8Array, options: LinkFileOptions): LinkFile {
  if (bytes.length > MAX_FILE_BYTES) throw new UnreadableFile('> 8 MiB')
  if (ZIP.every((byte, at) => bytes[at] === byte)) throw new UnreadableFile('binary')
  const { encoding, text } = decodeFile(bytes)
  if (text.trim() === '') throw new UnreadableFile('empty')
  if (text.includes('\u0000')) throw new UnreadableFile('binary')
  const format = options.format ?? findFormat(options.fileName, text)
  const { rows, malformed, isList } = READERS[format](text)
  const links: ImportedLink[] = []
  const issues: ImportIssue[] = malformed.map(({ row, value }) => toIssue(row, null, 'row-malformed', value))
  const check = createRowChecker()
  for (const row of rows) {
    const checked = check(row)
    if (checked.isGood) links.push(checked.link)
    else issues.push(toIssue(row.row, checked.column, checked.problem, checked.value, checked.other))
  }
  if (links.length === 0 && (!isList || issues.length === 0)) throw new UnreadableFile(`${format}: 0 links`)
  issues.sort((left, right) => left.row - right.row)
  return { format, encoding, links, issues }
}

function toIssue(
  row: number,
  column: string | null,
  problem: ImportIssue['problem'],
  value: string,
  other: string | null = null,
): ImportIssue {
  return { row, column, problem, value: value.slice(0, MAX_VALUE), other }
}

function findFormat(fileName: string, text: string): LinkFileFormat {
  const extension = /\.([^.\\/]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
  const known = FORMAT_OF[extension]
  if (known !== undefined) return known
  if (/^\s*(?:\[\s*[[{"\]]|\{\s*["}])/.test(text)) return 'json'
  if (hasCsvHeader(text)) return 'csv'
  return YAML_LINE.test(text) ? 'yaml' : 'text'
}
