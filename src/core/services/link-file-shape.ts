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

/** Keys under which lists stand; they name no group. */
const LISTS = new Set([
  'links',
  'linklist',
  'list',
  'items',
  'sites',
  'friends',
  'children',
  'data',
  'friendlinks',
  'flinks',
])
/** Keys that name the group of the list beside them. */
const GROUP_NAMES = ['classname', 'class', 'group', 'category', '分组', '类别', '分类']
/** What names a group within a list of groups; of the whole file it is the title. */
const TITLES = ['name', 'title', '名称', '标题']
type Entry = Readonly<Record<string, unknown>>

/** Deeper than any list of links is nested. */
const MAX_DEPTH = 8

/**
 * Finds the links in data of JSON or YAML: lists of links, lists of groups with lists of links, maps of groups, and
 * `[name, address, …]`. `lineOf` names the line of an entry where it is known; else entries are counted.
 */
export function readShape(value: unknown, lineOf: (entry: object) => number | null = () => null): ParsedRows {
  const rows: LinkRow[] = []
  const malformed: MalformedRow[] = []
  let count = 0
  let hasEntry = false

  const toNumber = (entry: unknown): number => {
    count += 1
    checkRowCount(count)
    return (typeof entry === 'object' && entry !== null ? lineOf(entry) : null) ?? count
  }
  const refuse = (entry: unknown) => {
    const row = toNumber(entry)
    malformed.push({ row, value: toText(entry) })
  }
  const addEntry = (entry: Entry, group: string, name = '') => {
    const fields = toFields(entry)
    hasEntry ||= hasUrl(entry)
    rows.push(toRow(toNumber(entry), { ...fields, name: fields.name || name, group: fields.group || group }))
  }
  const walkList = (list: readonly unknown[], group: string, depth: number) => {
    const tuple = toTuple(list)
    if (tuple !== null && depth > 0) {
      hasEntry = true
      rows.push(toRow(toNumber(list), { ...tuple, group }))
      return
    }
    for (const entry of list) walk(entry, group, depth + 1, true)
  }
  const walkMap = (map: Entry, group: string, depth: number, isEntry: boolean) => {
    const inner = Object.entries(map).filter(
      ([key, value]) => isContainer(value) && (isListKey(key) || hasEntries(value)),
    )
    const hasList = inner.some(([key, value]) => isListKey(key) && Array.isArray(value))
    if (!hasList && (hasUrl(map) || (isEntry && inner.length === 0))) return addEntry(map, group)
    const own = groupName(map, depth > 0 ? [...GROUP_NAMES, ...TITLES] : GROUP_NAMES)
    // Beside other texts an address is a picture or a home page of the group.
    const isDirectory = !Object.values(map).some((value) => typeof value === 'string' && !looksLikeUrl(value))
    for (const [key, value] of Object.entries(map)) {
      if (typeof value === 'string' && !isDirectory) continue
      const isList = isListKey(key) && (Array.isArray(value) || inner.length === 1)
      if (isList) walk(value, own || group, depth + 1, false)
      else walkNamed(key, value, own || group, depth)
    }
  }
  /** A value of a map: `name: address`, `name: {link: …}`, or a group. */
  const walkNamed = (key: string, value: unknown, group: string, depth: number) => {
    if (typeof value === 'string' && looksLikeUrl(value)) addEntry({ url: value }, group, key)
    else if (typeof value !== 'object' || value === null || !hasEntries(value)) return
    else if (!Array.isArray(value) && hasUrl(value)) addEntry(value as Entry, group, key)
    else walk(value, group || key, depth + 1, false)
  }
  const walk = (entry: unknown, group: string, depth: number, isEntry: boolean) => {
    if (depth > MAX_DEPTH) refuse(entry)
    else if (Array.isArray(entry)) walkList(entry, group, depth)
    else if (typeof entry === 'object' && entry !== null) {
      walkMap(entry as Entry, group, depth, isEntry)
    } else if (typeof entry === 'string' && isEntry && entry.trim() !== '') {
      rows.push(toRow(toNumber(entry), { url: entry, group }))
      hasEntry ||= looksLikeUrl(entry)
    } else if (isEntry) refuse(entry)
  }
  walk(value, '', 0, false)
  return { rows, malformed, isList: hasEntry }
}

function toPlainKey(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, '')
}

function hasUrl(map: object): boolean {
  return Object.entries(map).some(([key, value]) => toRowField(key) === 'url' && !isContainer(value))
}

function isListKey(key: string): boolean {
  return LISTS.has(toPlainKey(key))
}

/** False for lists of words such as tags. */
function hasEntries(value: unknown): boolean {
  if (!Array.isArray(value)) return true
  return value.some((entry) => isContainer(entry) || (typeof entry === 'string' && looksLikeUrl(entry)))
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function groupName(map: Entry, keys: readonly string[]): string {
  const byKey = new Map(Object.entries(map).map(([key, value]) => [toPlainKey(key), value]))
  for (const key of keys) {
    const value = byKey.get(key)
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return ''
}

/** In our own lists what checks found stands beside what is wanted: `backlink: absent`, `whitelisted: true`. */
const OUTRANKED_BY: Readonly<Record<string, string>> = { backlink: 'backlinksite', whitelisted: 'whitelist' }

function toFields(entry: Entry): Partial<Record<RowField, string>> {
  const fields: Partial<Record<RowField, string>> = {}
  const keys = new Set(Object.keys(entry).map(toPlainKey))
  for (const [key, value] of Object.entries(entry)) {
    const field = toRowField(key)
    if (field === null || fields[field] || keys.has(OUTRANKED_BY[toPlainKey(key)] ?? '')) continue
    fields[field] = toScalar(field === 'whitelist' ? toReason(value) : value)
  }
  return fields
}

/** A white-listing as our own lists write it: `{reason, by, at, reviewOn}`. */
function toReason(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'reason' in value ? value.reason : value
}

/** `[name, address, …]` as some lists of friend links have it. */
function toTuple(list: readonly unknown[]): { readonly name: string; readonly url: string } | null {
  const [first, second] = list
  if (list.length < 2 || typeof first !== 'string' || typeof second !== 'string') return null
  if (looksLikeUrl(second) && !looksLikeUrl(first)) return { name: first, url: second }
  return null
}

function toScalar(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    default:
      return ''
  }
}

function toText(entry: unknown): string {
  return typeof entry === 'object' && entry !== null ? (Array.isArray(entry) ? '[…]' : '{…}') : String(entry)
}
