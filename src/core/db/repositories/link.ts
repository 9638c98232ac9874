import { AppError } from '../../../shared/domain/app-error.ts'
import { addCivilDays, startOfCivilDay, type CivilDay } from '../../../shared/domain/civil-day.ts'
import { VERDICTS, type Link, type Verdict } from '../../../shared/domain/link.ts'
import { all, type ReadDb } from '../connection.ts'
import { foldName } from '../search-text.ts'
import { sql, sqlFragment } from '../sql.ts'
import { isStringList, readJson } from './json-column.ts'
import { daysUnreachable, readCheckState, readShownState, type CheckStateRow, type LinkStateRow } from './link-state.ts'

/** What a row needs to become a `Link`: the moment, and the zone in which a typed day ends. */
export interface LinkContext {
  readonly now: number
  readonly zone: string
}

/** One row of LINK_COLUMNS. */
export interface LinkRow extends LinkStateRow, CheckStateRow {
  readonly link_key: number
  readonly name: string
  readonly url: string
  readonly host: string | null
  readonly domain: string | null
  readonly group_id: string
  readonly group_name: string
  readonly backlink_site: string | null
  readonly item_id: string | null
  readonly trend: string
  readonly cert_expires_at: number | null
  readonly domain_expires_at: number | null
  readonly typed_on: string | null
  readonly created_at: number
  readonly updated_at: number
}

const LINK_COLUMNS = sqlFragment`
  link.link_key, link.link_id, link.name, link.url, link.host, link.domain, link.group_id, link_group.name AS group_name,
  link.backlink_site, item.item_id, link.whitelist_reason, link.whitelist_by, link.whitelist_at,
  link.whitelist_review_on, link.is_shown, link.hidden_reason, link.pinned, link.pinned_words, link.pinned_by,
  link.pinned_at, link.verdict, link.http_status, link.cause, link.backlink, link.rel, link.final_url, link.redirects,
  link.latency_ms, link.checked_at, link.consecutive_failures, link.unreachable_since, link.next_check_at, link.trend,
  link_certificate.expires_at AS cert_expires_at, link_domain.expires_at AS domain_expires_at, link_domain.typed_on,
  link.created_at, link.updated_at`

/** An http link has no certificate, also where https on the same port is measured for another one. */
const LINK_JOINS = sqlFragment`
  CROSS JOIN link_group ON link_group.group_id = link.group_id
  LEFT JOIN item ON item.item_key = link.item_key
  LEFT JOIN link_certificate ON link.is_https = 1 AND link_certificate.host = link.host
    AND link_certificate.port = link.port
  LEFT JOIN link_domain ON link_domain.domain = link.domain`

export const linkQueries = {
  byKeys: (keys: readonly number[]) =>
    sql`SELECT ${LINK_COLUMNS} FROM json_each(${JSON.stringify(keys)}) AS wanted
        CROSS JOIN link ON link.link_key = wanted.value ${LINK_JOINS} ORDER BY wanted.key`,
  keysOf: (linkIds: readonly string[]) =>
    sql`SELECT link.link_id, link.link_key FROM json_each(${JSON.stringify(linkIds)}) AS wanted
        CROSS JOIN link ON link.link_id = wanted.value`,
  idsOf: (keys: readonly number[]) =>
    sql`SELECT link.link_id, link.link_key FROM json_each(${JSON.stringify(keys)}) AS wanted
        CROSS JOIN link ON link.link_key = wanted.value`,
}

/** The last instant of a domain's registration: a typed day counts to its end in the business zone and wins. */
export function domainEndsAt(
  domain: { readonly expiresAt: number | null; readonly typedOn: CivilDay | null },
  zone: string,
): number | null {
  return domain.typedOn === null ? domain.expiresAt : startOfCivilDay(addCivilDays(domain.typedOn, 1), zone) - 1
}

/** Links in the order of their keys in `keys`; of a link that no longer exists there is none. */
export function getLinksByKeys(db: ReadDb, keys: readonly number[], ctx: LinkContext): Link[] {
  return all<LinkRow>(db, 'link.byKeys', linkQueries.byKeys(keys)).map((row) => toLink(db, row, ctx))
}

/** Throws LINK_NOT_FOUND. */
export function getLink(db: ReadDb, linkId: string, ctx: LinkContext): Link {
  const key = findLinkKeys(db, [linkId]).get(linkId)
  const [link] = key === undefined ? [] : getLinksByKeys(db, [key], ctx)
  if (!link) throw linkNotFound(linkId)
  return link
}

interface KeyRow {
  readonly link_id: string
  readonly link_key: number
}

/** The keys of those links that exist, by id. */
export function findLinkKeys(db: ReadDb, linkIds: readonly string[]): Map<string, number> {
  const rows = all<KeyRow>(db, 'link.keysOf', linkQueries.keysOf(linkIds))
  return new Map(rows.map((row) => [row.link_id, row.link_key]))
}

/** The ids of those links that exist, by key. */
export function findLinkIds(db: ReadDb, keys: readonly number[]): Map<number, string> {
  const rows = all<KeyRow>(db, 'link.idsOf', linkQueries.idsOf(keys))
  return new Map(rows.map((row) => [row.link_key, row.link_id]))
}

/**
 * The ids of links that were named by an id, or by a name that only one link has (as written, else whatever its case
 * and width). Each link once, in the order of the first naming. Throws LINK_NOT_FOUND for the first that is neither.
 */
export function resolveLinkIds(db: ReadDb, idsOrNames: readonly string[]): string[] {
  const known = findLinkKeys(db, idsOrNames)
  if (idsOrNames.every((id) => known.has(id))) return [...new Set(idsOrNames)]
  const rows = all<{ link_id: string; name: string }>(db, 'link.names', sql`SELECT link_id, name FROM link`)
  const byName = groupIds(rows, (name) => name.trim())
  const byFoldedName = groupIds(rows, foldName)
  const ids = idsOrNames.map((text) => {
    if (known.has(text)) return text
    const written = byName.get(text.trim()) ?? byFoldedName.get(foldName(text)) ?? []
    const [only] = written
    if (only === undefined || written.length > 1) throw linkNotFound(text)
    return only
  })
  return [...new Set(ids)]
}

function groupIds(rows: readonly { link_id: string; name: string }[], toKey: (name: string) => string) {
  const groups = new Map<string, string[]>()
  for (const row of rows) {
    const key = toKey(row.name)
    const ids = groups.get(key)
    if (ids) ids.push(row.link_id)
    else groups.set(key, [row.link_id])
  }
  return groups
}

export function linkNotFound(link: string): AppError {
  return new AppError('LINK_NOT_FOUND', { link })
}

function isTrend(value: unknown): value is Verdict[] {
  return isStringList(value) && value.every((entry) => (VERDICTS as readonly string[]).includes(entry))
}

function toLink(db: ReadDb, row: LinkRow, { now, zone }: LinkContext): Link {
  const state = readShownState(db, row)
  const check = readCheckState(db, row, state.whitelisting !== null)
  return {
    linkId: row.link_id,
    name: row.name,
    url: row.url,
    host: row.host,
    domain: row.domain,
    groupId: row.group_id,
    group: row.group_name,
    backlinkSite: row.backlink_site,
    itemId: row.item_id,
    ...state,
    ...check,
    unreachableDays: daysUnreachable(check.unreachableSince, now),
    certExpiresAt: row.cert_expires_at,
    domainExpiresAt: domainEndsAt({ expiresAt: row.domain_expires_at, typedOn: row.typed_on }, zone),
    trend: readJson(db, `link ${row.link_id} trend`, row.trend, isTrend),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
