/** What a file may say of a link. */
export const ROW_FIELDS = ['name', 'url', 'backlink', 'group', 'whitelist'] as const
export type RowField = (typeof ROW_FIELDS)[number]

/** One entry of a file as it stands there. */
export interface LinkRow {
  /** Line, or number of the entry, from 1. */
  readonly row: number
  /** `''` where the file says nothing. */
  readonly fields: Readonly<Record<RowField, string>>
}

/** An entry of which nothing could be made. */
export interface MalformedRow {
  readonly row: number
  readonly value: string
}

/** A file taken apart. */
export interface ParsedRows {
  readonly rows: readonly LinkRow[]
  readonly malformed: readonly MalformedRow[]
  /** True when the file has the shape of a list of links, even if no entry of it is good. */
  readonly isList: boolean
}

/** A file that is not what it should be; `reason` is short and technical. */
export class UnreadableFile extends Error {
  readonly reason: string

  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause })
    this.name = 'UnreadableFile'
    this.reason = reason
  }
}

/** Entries that are read of one file. */
export const MAX_ROWS = 100_000

/** Names of columns and keys, in lower case without blanks, hyphens and underscores. */
const ALIASES: Readonly<Record<RowField, readonly string[]>> = {
  name: ['name', 'title', 'sitename', '名称', '名字', '标题', '站点名称', '网站名称', '链接名称'],
  url: ['url', 'link', 'href', 'siteurl', 'address', 'website', '网址', '链接', '地址', '网站地址', '链接地址'],
  backlink: ['backlink', 'backlinksite', '外链', '反链', '回链', '外链网站', '反链网站', '反向链接', '本站外链'],
  group: ['group', 'groupname', 'class', 'classname', 'category', '分组', '类别', '分类', '组'],
  whitelist: ['whitelist', 'whitelisted', 'whitelistreason', '白名单', '白名单原因', '白名单理由'],
}
const FIELD_OF = new Map(ROW_FIELDS.flatMap((field) => ALIASES[field].map((alias) => [alias, field] as const)))

/** The field that a column or key means; null when it is none of ours. */
export function toRowField(key: string): RowField | null {
  return (
    FIELD_OF.get(
      key
        .trim()
        .toLowerCase()
        .replace(/[\s_-]/g, ''),
    ) ?? null
  )
}

/** A row of which only what is given is known. */
export function toRow(row: number, fields: Partial<Record<RowField, string>>): LinkRow {
  return { row, fields: { name: '', url: '', backlink: '', group: '', whitelist: '', ...fields } }
}

/** Throws UnreadableFile once there are more rows than are read. */
export function checkRowCount(count: number): void {
  if (count > MAX_ROWS) throw new UnreadableFile(`> ${MAX_ROWS} rows`)
}

/** True for a text that begins with a scheme and `//`. */
export function looksLikeUrl(text: string): boolean {
  return /^\s*[a-z][a-z0-9+.-]{0,30}:\/\//i.test(text)
}
