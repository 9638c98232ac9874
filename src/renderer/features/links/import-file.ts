import type { ImportIssue } from '../../../shared/domain/link-import.ts'

/** Bytes of a file that can be imported. */
export const MAX_IMPORT_BYTES = 8 * 1024 * 1024

/** A file as the core takes it. */
export interface FileToImport {
  readonly name: string
  /** Base64 of its bytes: the core finds the encoding out. */
  readonly content: string
}

/** Why a file was not even sent. */
export type FileProblem =
  | { readonly kind: 'too-large'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'empty'; readonly name: string }
  | { readonly kind: 'cannot-read'; readonly name: string }

/** Reads a chosen, dropped or pasted file. */
export async function readFile(
  file: Blob,
  name: string,
): Promise<{ readonly file: FileToImport } | { readonly problem: FileProblem }> {
  if (file.size > MAX_IMPORT_BYTES) return { problem: { kind: 'too-large', name, bytes: file.size } }
  if (file.size === 0) return { problem: { kind: 'empty', name } }
  try {
    return { file: { name, content: await toBase64(file) } }
  } catch {
    // A folder, a file that has gone meanwhile, or one that another program holds.
    return { problem: { kind: 'cannot-read', name } }
  }
}

function toBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('error', () => reject(reader.error ?? new Error('not readable')))
    reader.addEventListener('load', () => {
      // `readAsDataURL` gives a text.
      const url = reader.result as string
      resolve(url.slice(url.indexOf(',') + 1))
    })
    reader.readAsDataURL(file)
  })
}

/** Signs with which a spreadsheet would take a cell for a formula. */
const FORMULA = /^[=+\-@\t\r]/

function toCell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The rows that were not taken as CSV for a spreadsheet; `toWords` names a problem in the reader's language. */
export function issuesToCsv(
  header: readonly string[],
  issues: readonly ImportIssue[],
  toWords: (issue: ImportIssue) => string,
): string {
  const rows = issues.map((issue) => [String(issue.row), issue.column ?? '', issue.value, toWords(issue)])
  return [header, ...rows].map((row) => row.map(toCell).join(',')).join('\r\n')
}
