import type { LinkChange } from '../../../shared/domain/link.ts'
import type { LinkUrlParts } from '../../../shared/domain/link-url.ts'
import { all, get, prepare, run, type ReadDb, type WriteDb } from '../connection.ts'
import { toRegistrableDomain } from '../registrable-domain.ts'
import { sql, sqlFragment, type SqlFragment } from '../sql.ts'
import { linkNotFound } from './link.ts'
import type { LinkStateRow } from './link-state.ts'

/** A link as people edit it. */
export interface EditedLinkRow extends LinkStateRow {
  readonly link_key: number
  readonly name: string
  readonly url: string
  readonly url_key: string
  readonly group_id: string
  readonly group_name: string
  readonly backlink_site: string | null
  readonly item_key: number | null
  readonly item_id: string | null
}

const EDITED_COLUMNS = sqlFragment`
  link.link_key, link.link_id, link.name, link.url, link.url_key, link.group_id, link_group.name AS group_name,
  link.backlink_site, link.item_key, item.item_id, link.whitelist_reason, link.whitelist_by, link.whitelist_at,
  link.whitelist_review_on, link.is_shown, link.hidden_reason, link.pinned, link.pinned_words, link.pinned_by,
  link.pinned_at`
const EDITED_JOINS = sqlFragment`
  CROSS JOIN link_group ON link_group.group_id = link.group_id LEFT JOIN item ON item.item_key = link.item_key`

export const linkWriteQueries = {
  rowsOf: (linkIds: readonly string[]) =>
    editedRows(
      sqlFragment`json_each(${JSON.stringify(linkIds)}) AS wanted CROSS JOIN link ON link.link_id = wanted.value`,
    ),
  byUrlKeys: (urlKeys: readonly string[]) =>
    editedRows(
      sqlFragment`json_each(${JSON.stringify(urlKeys)}) AS wanted CROSS JOIN link ON link.url_key = wanted.value`,
    ),
  ofGroup: (groupId: string) => sql`SELECT link_id FROM link WHERE group_id = ${groupId}`,
  withDomain: (domain: string) => sql`SELECT 1 AS found FROM link WHERE domain = ${domain} LIMIT 1`,
}

function editedRows(from: SqlFragment): SqlFragment {
  return sql`SELECT ${EDITED_COLUMNS} FROM ${from} ${EDITED_JOINS} ORDER BY wanted.key`
}

/** These links (each id once), in the order of their ids. Throws LINK_NOT_FOUND naming the first that is unknown. */
export function readEditedLinks(db: ReadDb, linkIds: readonly string[]): EditedLinkRow[] {
  const rows = all<EditedLinkRow>(db, 'link.edited', linkWriteQueries.rowsOf(linkIds))
  if (rows.length < linkIds.length) {
    const known = new Set(rows.map((row) => row.link_id))
    throw linkNotFound(linkIds.find((id) => !known.has(id)) ?? '')
  }
  return rows
}

/** Links by the normalised form of their addresses. */
export function findLinksByUrlKey(db: ReadDb, urlKeys: readonly string[]): Map<string, EditedLinkRow> {
  const rows = all<EditedLinkRow>(db, 'link.byUrlKeys', linkWriteQueries.byUrlKeys(urlKeys))
  return new Map(rows.map((row) => [row.url_key, row]))
}

/** The ids of a group's links. */
export function listLinkIdsOfGroup(db: ReadDb, groupId: string): string[] {
  return all<{ link_id: string }>(db, 'link.ofGroup', linkWriteQueries.ofGroup(groupId)).map((row) => row.link_id)
}

/** True when a link is of this registrable domain. */
export function isLinkDomain(db: ReadDb, domain: string): boolean {
  return get(db, 'link.withDomain', linkWriteQueries.withDomain(domain)) !== undefined
}

/** What people set of a link, as stored. */
export interface LinkFields {
  readonly name: string
  readonly groupId: string
  readonly backlinkSite: string | null
  readonly itemKey: number | null
}

export interface NewLink extends LinkFields {
  readonly linkId: string
  readonly address: LinkUrlParts
}

interface StoredWhitelisting {
  readonly reason: string
  readonly by: string
  readonly at: number
  readonly reviewOn: string | null
}

interface StoredPin {
  readonly pinned: 'shown' | 'hidden'
  readonly words: string | null
  readonly by: string
  readonly at: number
}

type AddressValues = [
  url: string,
  urlKey: string,
  host: string | null,
  port: number | null,
  isHttps: number,
  domain: string | null,
]

function addressValues({ url, key, host, port, isHttps }: LinkUrlParts): AddressValues {
  return [url, key, host, port, isHttps ? 1 : 0, host === null ? null : toRegistrableDomain(host)]
}

/** Writes what people say of links, with its history, for many links in one transaction. */
export interface LinkWriter {
  /** Answers the new link's key. */
  insert(link: NewLink): number
  update(linkKey: number, fields: LinkFields): void
  setAddress(linkKey: number, address: LinkUrlParts): void
  whitelist(linkKey: number, whitelisting: StoredWhitelisting | null): void
  pin(linkKey: number, pin: StoredPin | null): void
  /** Takes away everything that checks have found, as if there had never been one. */
  forgetChecks(linkKey: number): void
  /** Takes away what checks have found about the backlink; a link that was hidden for it is shown. */
  forgetBacklink(linkKey: number): void
  /** One line of the history. */
  record(linkKey: number, field: LinkChange['field'], old: string | null, next: string | null): void
}

export function createLinkWriter(db: WriteDb, who: { readonly by: string; readonly at: number }): LinkWriter {
  const { insert, update, setAddress } = prepareFields(db)
  const { whitelist, pin } = prepareLayers(db)
  const { forgetChecks, deleteChecks, forgetBacklink } = prepareForgetting(db)
  const record = prepare<[number, number, string, string, string | null, string | null]>(
    db,
    sql`INSERT INTO link_change (link_key, at, by, field, old_value, new_value) VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const { at } = who
  return {
    insert({ linkId, name, address, groupId, backlinkSite, itemKey }) {
      const row = insert.get(linkId, name, ...addressValues(address), groupId, backlinkSite, itemKey, at, at)
      return (row as { link_key: number }).link_key
    },
    update(key, { name, groupId, backlinkSite, itemKey }) {
      update.run(name, groupId, backlinkSite, itemKey, at, key)
    },
    setAddress(key, address) {
      setAddress.run(...addressValues(address), at, key)
    },
    whitelist(key, w) {
      whitelist.run(w?.reason ?? null, w?.by ?? null, w?.at ?? null, w?.reviewOn ?? null, at, key)
    },
    pin(key, p) {
      pin.run(p?.pinned ?? null, p?.words ?? null, p?.by ?? null, p?.at ?? null, at, key)
    },
    forgetChecks(key) {
      forgetChecks.run(at, key)
      deleteChecks.run(key)
    },
    forgetBacklink(key) {
      forgetBacklink.run(at, key)
    },
    record(key, field, old, next) {
      record.run(key, at, who.by, field, old, next)
    },
  }
}

function prepareFields(db: WriteDb) {
  return {
    insert: prepare<
      [string, string, ...AddressValues, string, string | null, number | null, number, number],
      { link_key: number }
    >(
      db,
      sql`INSERT INTO link (link_id, name, url, url_key, host, port, is_https, domain, group_id, backlink_site, item_key,
            is_shown, created_at, updated_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) RETURNING link_key`,
    ),
    update: prepare<[string, string, string | null, number | null, number, number]>(
      db,
      sql`UPDATE link SET name = ?, group_id = ?, backlink_site = ?, item_key = ?, updated_at = ? WHERE link_key = ?`,
    ),
    setAddress: prepare<[...AddressValues, number, number]>(
      db,
      sql`UPDATE link SET url = ?, url_key = ?, host = ?, port = ?, is_https = ?, domain = ?, updated_at = ?
          WHERE link_key = ?`,
    ),
  }
}

function prepareLayers(db: WriteDb) {
  type LayerValues = [string | null, string | null, string | number | null, string | number | null, number, number]
  return {
    whitelist: prepare<LayerValues>(
      db,
      sql`UPDATE link SET whitelist_reason = ?, whitelist_by = ?, whitelist_at = ?, whitelist_review_on = ?,
            updated_at = ?
          WHERE link_key = ?`,
    ),
    pin: prepare<LayerValues>(
      db,
      sql`UPDATE link SET pinned = ?, pinned_words = ?, pinned_by = ?, pinned_at = ?, updated_at = ?
          WHERE link_key = ?`,
    ),
  }
}

function prepareForgetting(db: WriteDb) {
  return {
    forgetChecks: prepare<[number, number]>(
      db,
      sql`UPDATE link SET is_shown = 1, hidden_reason = NULL, verdict = NULL, http_status = NULL, cause = NULL,
            backlink = NULL, rel = NULL, final_url = NULL, redirects = 0, latency_ms = NULL, checked_at = NULL,
            consecutive_failures = 0, consecutive_absent = 0, unreachable_since = NULL, next_check_at = NULL,
            trend = '[]', updated_at = ?
          WHERE link_key = ?`,
    ),
    deleteChecks: prepare<[number]>(db, sql`DELETE FROM link_check WHERE link_key = ?`),
    forgetBacklink: prepare<[number, number]>(
      db,
      sql`UPDATE link SET backlink = NULL, rel = NULL, consecutive_absent = 0,
            is_shown = CASE WHEN hidden_reason ->> 'kind' = 'no-backlink' THEN 1 ELSE is_shown END,
            hidden_reason = CASE WHEN hidden_reason ->> 'kind' = 'no-backlink' THEN NULL ELSE hidden_reason END,
            updated_at = ?
          WHERE link_key = ?`,
    ),
  }
}

/** Takes their checks and their history along. */
export function deleteLinks(db: WriteDb, linkKeys: readonly number[]): number {
  const keys = JSON.stringify(linkKeys)
  return run(db, 'link.delete', sql`DELETE FROM link WHERE link_key IN (SELECT value FROM json_each(${keys}))`)
}

/** Keeps the day that a person has typed for a domain's end; null takes it back. */
export function putTypedDomainDate(db: WriteDb, domain: string, typedOn: string | null): void {
  run(
    db,
    'linkDomain.type',
    sql`INSERT INTO link_domain (domain, typed_on) VALUES (${domain}, ${typedOn})
        ON CONFLICT (domain) DO UPDATE SET typed_on = excluded.typed_on`,
  )
}
