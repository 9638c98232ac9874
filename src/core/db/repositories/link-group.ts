import { AppError } from '../../../shared/domain/app-error.ts'
import { DEFAULT_GROUP_ID, LINK_POLICIES, type LinkGroup } from '../../../shared/domain/link.ts'
import { link as englishWords } from '../../../shared/i18n/en/link.ts'
import { link as chineseWords } from '../../../shared/i18n/zh-CN/link.ts'
import { comparePeople } from '../../../shared/people-order.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import { foldName } from '../search-text.ts'
import { sql, sqlFragment } from '../sql.ts'
import { readOneOf } from './json-column.ts'

interface GroupRow {
  readonly group_id: string
  readonly name: string
  readonly policy: string
  readonly allows_private: 0 | 1
  readonly includes_subdomains: 0 | 1
  readonly link_count: number
}

/** A group as people set it up. */
export type GroupFields = Pick<LinkGroup, 'name' | 'policy' | 'allowsPrivate' | 'includesSubdomains'>

/** What a group has that was made because somebody named it. */
export const NEW_GROUP: Omit<GroupFields, 'name'> = {
  policy: 'confirmed',
  allowsPrivate: false,
  includesSubdomains: false,
}

const COLUMNS = sqlFragment`
  link_group.group_id, link_group.name, link_group.policy, link_group.allows_private, link_group.includes_subdomains,
  (SELECT count(*) FROM link WHERE link.group_id = link_group.group_id) AS link_count`

export const groupQueries = {
  list: () => sql`SELECT ${COLUMNS} FROM link_group`,
  byId: (groupId: string) => sql`SELECT ${COLUMNS} FROM link_group WHERE group_id = ${groupId}`,
}

/** The default group first, then by name. */
export function listLinkGroups(db: ReadDb): LinkGroup[] {
  const groups = all<GroupRow>(db, 'linkGroup.list', groupQueries.list()).map((row) => toGroup(db, row))
  return groups.sort(
    (a, b) =>
      Number(b.groupId === DEFAULT_GROUP_ID) - Number(a.groupId === DEFAULT_GROUP_ID) || comparePeople(a.name, b.name),
  )
}

/** Throws LINK_GROUP_NOT_FOUND. */
export function getLinkGroup(db: ReadDb, groupId: string): LinkGroup {
  const row = get<GroupRow>(db, 'linkGroup.byId', groupQueries.byId(groupId))
  if (!row) throw new AppError('LINK_GROUP_NOT_FOUND', { group: groupId })
  return toGroup(db, row)
}

/** What the group without a name is called where people read. */
const DEFAULT_NAMES: ReadonlySet<string> = new Set(
  [chineseWords.defaultGroup, englishWords.defaultGroup, ''].map((name) => foldName(name)),
)

/** Finds groups by name, whatever its case and width; the words for the default group mean that one. */
export interface GroupFinder {
  find(name: string): { readonly groupId: string; readonly name: string } | null
  /** From now on the name means this group as well. */
  add(groupId: string, name: string): void
}

export function createGroupFinder(db: ReadDb): GroupFinder {
  const rows = all<Pick<GroupRow, 'group_id' | 'name'>>(
    db,
    'linkGroup.names',
    sql`SELECT group_id, name FROM link_group`,
  )
  const byName = new Map(rows.map((row) => [foldName(row.name), { groupId: row.group_id, name: row.name }]))
  return {
    find(name) {
      const folded = foldName(name)
      const found = byName.get(folded)
      if (found) return found
      return DEFAULT_NAMES.has(folded) ? { groupId: DEFAULT_GROUP_ID, name: '' } : null
    },
    add(groupId, name) {
      byName.set(foldName(name), { groupId, name })
    },
  }
}

export function insertLinkGroup(db: WriteDb, groupId: string, fields: GroupFields, at: number): void {
  run(
    db,
    'linkGroup.insert',
    sql`INSERT INTO link_group (group_id, name, policy, allows_private, includes_subdomains, created_at)
        VALUES (${groupId}, ${fields.name}, ${fields.policy}, ${fields.allowsPrivate}, ${fields.includesSubdomains}, ${at})`,
  )
}

export function updateLinkGroup(db: WriteDb, groupId: string, fields: GroupFields): void {
  run(
    db,
    'linkGroup.update',
    sql`UPDATE link_group SET name = ${fields.name}, policy = ${fields.policy},
          allows_private = ${fields.allowsPrivate}, includes_subdomains = ${fields.includesSubdomains}
        WHERE group_id = ${groupId}`,
  )
}

/** The group must have no link any more. */
export function deleteLinkGroup(db: WriteDb, groupId: string): void {
  run(db, 'linkGroup.delete', sql`DELETE FROM link_group WHERE group_id = ${groupId}`)
}

function toGroup(db: ReadDb, row: GroupRow): LinkGroup {
  return {
    groupId: row.group_id,
    name: row.name,
    policy: readOneOf(db, `link group ${row.group_id} policy`, row.policy, LINK_POLICIES),
    allowsPrivate: row.allows_private === 1,
    includesSubdomains: row.includes_subdomains === 1,
    linkCount: row.link_count,
  }
}
