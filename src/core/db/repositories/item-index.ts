import { all, type ReadDb } from '../connection.ts'
import { sql, sqlFragment, sqlId, sqlJoin, type SqlFragment, type SqlQuery } from '../sql.ts'

/** Columns of items that decide what most lists show first: small, and quick to read. */
const LIGHT = [
  'account_id',
  'kind',
  'type_code',
  'type_name',
  'region_code',
  'region_name',
  'enterprise_project_id',
  'enterprise_project_name',
  'is_main',
  'expires_at',
  'status',
  'renewal_mode',
  'raw_policy',
  'tag_product_line',
  'tag_env',
  'price',
  'currency',
  'price_months',
  'expires_on',
  'act_by_at',
  'grace_ends_at',
  'retention_ends_at',
  'is_active',
  'seen_at',
  'unasked_renewal_at',
  'unasked_renewal_for',
] as const

const LIGHT_REVIEW = [
  'owner',
  'decision',
  'decided_for_expires_at',
  'updated_at',
  'acknowledged_at',
  'acknowledged_for_expires_at',
] as const

/** The other columns: texts above all. */
const HEAVY = [
  'item_id',
  'resource_id',
  'resource_name',
  'service_type_code',
  'service_type_name',
  'spec',
  'spec_text',
  'project_id',
  'parent_resource_id',
  'created_at',
  'raw_status',
  'payment_type',
  'tags',
  'tag_name',
  'price_source',
  'priced_at',
  'gone_at',
  'gone_cause',
  'first_seen_at',
] as const

const HEAVY_REVIEW = ['backup_owner', 'reason', 'note', 'custom_tags', 'snoozed_until'] as const

export type LightColumn = (typeof LIGHT)[number] | (typeof LIGHT_REVIEW)[number]
export type HeavyColumn = (typeof HEAVY)[number] | (typeof HEAVY_REVIEW)[number]
export type IndexColumn = LightColumn | HeavyColumn
/** The columns of an item are read in two parts; `people` are those of both that people fill. */
export type IndexPart = 'light' | 'heavy'
export type ReadPart = IndexPart | 'people'

/** One item's columns of one part, or of both. */
export type IndexRow = { readonly item_key: number } & { readonly [Column in IndexColumn]?: string | number | null }

const columnsOf = (item: readonly string[], review: readonly string[]): SqlFragment =>
  sqlJoin([sqlFragment`i.item_key`, ...item.map((name) => sqlId(`i.${name}`)), ...review.map((n) => sqlId(`r.${n}`))])

export const PEOPLE_COLUMNS: ReadonlySet<string> = new Set([...LIGHT_REVIEW, ...HEAVY_REVIEW])

const COLUMNS: Readonly<Record<IndexPart | 'both', SqlFragment>> = {
  light: columnsOf(LIGHT, LIGHT_REVIEW),
  heavy: columnsOf(HEAVY, HEAVY_REVIEW),
  both: columnsOf([...LIGHT, ...HEAVY], [...LIGHT_REVIEW, ...HEAVY_REVIEW]),
}

/** The next items after a key, by key. */
export function readIndexRows(db: ReadDb, part: IndexPart, afterKey: number, limit: number): IndexRow[] {
  return all(
    db,
    `item.index.${part}`,
    sql`SELECT ${COLUMNS[part]} FROM item i LEFT JOIN item_review r ON r.item_key = i.item_key
      WHERE i.item_key > ${afterKey} ORDER BY i.item_key LIMIT ${limit}`,
  )
}

/** All columns of these items, by key; an item that no longer exists is missing. */
export function readIndexRowsByKey(db: ReadDb, itemKeys: readonly number[]): IndexRow[] {
  return all(
    db,
    'item.index.byKey',
    sql`SELECT ${COLUMNS.both} FROM json_each(${JSON.stringify(itemKeys)}) wanted
      CROSS JOIN item i ON i.item_key = wanted.value LEFT JOIN item_review r ON r.item_key = i.item_key
      ORDER BY i.item_key`,
  )
}

const PEOPLE = sqlJoin([...LIGHT_REVIEW, ...HEAVY_REVIEW].map((name) => sqlId(`r.${name}`)))

/** What people say about these items, in the order of the keys; nothing where they have said nothing. */
export function readPeopleRowsByKey(db: ReadDb, itemKeys: readonly number[]): IndexRow[] {
  return all(
    db,
    'item.index.people',
    sql`SELECT wanted.value AS item_key, ${PEOPLE} FROM json_each(${JSON.stringify(itemKeys)}) wanted
      LEFT JOIN item_review r ON r.item_key = wanted.value ORDER BY wanted.key`,
  )
}

/** A people's layer by the moment of its last change. */
export interface LayerMoment {
  readonly updatedAt: number
  readonly itemKey: number
}

export const indexQueries = {
  /** Those of the same moment, and those of later ones: asked for together, all of a moment would be walked through. */
  peopleAt: ({ updatedAt, itemKey }: LayerMoment, limit: number): SqlQuery =>
    sql`SELECT r.item_key, ${PEOPLE} FROM item_review r
      WHERE r.updated_at = ${updatedAt} AND r.item_key > ${itemKey} ORDER BY r.item_key LIMIT ${limit}`,
  peopleSince: ({ updatedAt }: Pick<LayerMoment, 'updatedAt'>, limit: number): SqlQuery =>
    sql`SELECT r.item_key, ${PEOPLE} FROM item_review r
      WHERE r.updated_at > ${updatedAt} ORDER BY r.updated_at, r.item_key LIMIT ${limit}`,
}

/** What people say about the next items after one, by the moment at which they said something last. */
export function readPeopleRowsAfter(db: ReadDb, after: LayerMoment, limit: number): IndexRow[] {
  const rows = all<IndexRow>(db, 'item.index.peopleAt', indexQueries.peopleAt(after, limit))
  if (rows.length === limit) return rows
  const later = all<IndexRow>(db, 'item.index.peopleSince', indexQueries.peopleSince(after, limit - rows.length))
  return rows.length === 0 ? later : rows.concat(later)
}

/** Keys of items by their ids. */
export function findItemKeys(db: ReadDb, itemIds: readonly string[]): Map<string, number> {
  const rows = all<{ item_id: string; item_key: number }>(
    db,
    'item.keysOfIds',
    sql`SELECT i.item_id, i.item_key FROM json_each(${JSON.stringify(itemIds)}) wanted
      CROSS JOIN item i ON i.item_id = wanted.value`,
  )
  return new Map(rows.map((row) => [row.item_id, row.item_key]))
}

/** Ids of items by their keys. */
export function listItemIds(db: ReadDb, itemKeys: readonly number[]): Map<number, string> {
  const rows = all<{ item_id: string; item_key: number }>(
    db,
    'item.idsOfKeys',
    sql`SELECT i.item_id, i.item_key FROM json_each(${JSON.stringify(itemKeys)}) wanted
      CROSS JOIN item i ON i.item_key = wanted.value`,
  )
  return new Map(rows.map((row) => [row.item_key, row.item_id]))
}
