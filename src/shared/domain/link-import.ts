/** What a file of links may be; `auto` finds out. */
export const LINK_FILE_FORMATS = ['csv', 'json', 'yaml', 'text'] as const
export type LinkFileFormat = (typeof LINK_FILE_FORMATS)[number]

/** One link as a file names it. */
export interface ImportedLink {
  /** Line, or number of the entry, counted from 1 as a person counts; a CSV's header is row 1. */
  readonly row: number
  readonly name: string
  readonly url: string
  readonly backlinkSite: string | null
  /** null takes the group that was chosen for the import. */
  readonly group: string | null
  /** Reason of the white-listing; null when it is not white-listed. */
  readonly whitelist: string | null
}

/** Why a row was not taken; stable codes, named under `links.importProblem`. */
export const IMPORT_PROBLEMS = [
  'url-missing',
  'url-invalid',
  'url-credentials',
  'url-too-long',
  'name-invalid',
  'backlink-invalid',
  'group-invalid',
  'whitelist-invalid',
  'row-malformed',
  'duplicate-in-file',
  'duplicate-known',
] as const
export type ImportProblem = (typeof IMPORT_PROBLEMS)[number]

/** A row that was not taken. */
export interface ImportIssue {
  readonly row: number
  /** Name of the column as in the header of a CSV; null when it is about the whole row. */
  readonly column: string | null
  readonly problem: ImportProblem
  /** The value as it stands there, cut at 200 characters. */
  readonly value: string
  /** The row or link that it repeats; null unless it is a duplicate. */
  readonly other: string | null
}

/** A file of links, read. */
export interface LinkFile {
  readonly format: LinkFileFormat
  /** The encoding that was found, as the WHATWG names it. */
  readonly encoding: string
  readonly links: readonly ImportedLink[]
  /** Bad rows and rows that repeat one of the same file. */
  readonly issues: readonly ImportIssue[]
}

/** What an import has done, or would do. */
export interface LinkImportResult {
  readonly format: LinkFileFormat
  readonly encoding: string
  readonly imported: number
  /** Known links whose name, group, wanted site or white-listing the file has changed. */
  readonly updated: number
  /** Known links that are as the file says, and duplicates. */
  readonly skipped: number
  readonly issues: readonly ImportIssue[]
  /** Names of groups that the import has made, or would make. */
  readonly newGroups: readonly string[]
  /** The first links as they will be, for a preview. */
  readonly preview: readonly (ImportedLink & { readonly action: 'add' | 'update' | 'skip' })[]
}
