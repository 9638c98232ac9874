import type { ImportedLink, ImportProblem } from '../../shared/domain/link-import.ts'
import { judgeLinkUrl } from '../../shared/domain/link-url.ts'
import { toWantedBacklink } from '../../shared/domain/wanted-backlink.ts'
import { plain } from '../../shared/plain-text.ts'
import type { LinkRow, RowField } from './link-file-row.ts'

/** A row as a link, or what keeps it from being one. */
export type CheckedRow =
  | { readonly isGood: true; readonly link: ImportedLink }
  | {
      readonly isGood: false
      readonly column: RowField
      readonly problem: ImportProblem
      readonly value: string
      readonly other: string | null
    }

const MAX_LENGTHS = { name: 300, backlink: 500, group: 100, whitelist: 500 } as const
const NO = new Set(['false', 'no', 'n', '0', '否', '无', '不', '-', '—', 'none', 'null'])

/** Creates the check of one file's rows in their order: it remembers which addresses have come. */
export function createRowChecker(): (row: LinkRow) => CheckedRow {
  const rows = new Map<string, number>()
  return ({ row, fields }) => {
    const address = judgeLinkUrl(fields.url)
    if (!address.isAllowed) return refuse('url', address.problem, hideCredentials(fields.url, address.problem))
    const { url, key, host } = address.parts
    const name = toLine(fields.name) || (host ?? url).slice(0, MAX_LENGTHS.name)
    if (!isText(name, MAX_LENGTHS.name)) return refuse('name', 'name-invalid', fields.name)
    const backlink = toChoice(fields.backlink)
    if (backlink !== null && !isSite(backlink)) return refuse('backlink', 'backlink-invalid', fields.backlink)
    const group = toLine(fields.group) || null
    if (group !== null && !isText(group, MAX_LENGTHS.group)) return refuse('group', 'group-invalid', fields.group)
    const whitelist = toChoice(fields.whitelist)
    if (whitelist !== null && whitelist.length > MAX_LENGTHS.whitelist) {
      return refuse('whitelist', 'whitelist-invalid', fields.whitelist)
    }
    const first = rows.get(key)
    if (first !== undefined) return refuse('url', 'duplicate-in-file', url, String(first))
    rows.set(key, row)
    return { isGood: true, link: { row, name, url, backlinkSite: backlink, group, whitelist } }
  }
}

function refuse(column: RowField, problem: ImportProblem, value: string, other: string | null = null): CheckedRow {
  return { isGood: false, column, problem, value: value.trim(), other }
}

/** Names are one line, however a file has broken them. */
function toLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** null for nothing and for a word that means no. */
function toChoice(text: string): string | null {
  const line = toLine(text)
  return line === '' || NO.has(line.toLowerCase()) ? null : line
}

function isText(text: string, maxLength: number): boolean {
  return text.length <= maxLength && plain(text) === text
}

function isSite(site: string): boolean {
  return site.length <= MAX_LENGTHS.backlink && toWantedBacklink(site, false) !== null
}

/** Issues are shown, exported and logged. */
function hideCredentials(url: string, problem: ImportProblem): string {
  return problem === 'url-credentials' ? url.replace(/^(\s*[a-z][a-z0-9+.-]*:[\\/]*)?.*@/is, '$1***@') : url
}
