import { LINKS_ACCOUNT_ID } from '../../../shared/domain/account.ts'
import { all, get, type ReadDb } from '../connection.ts'
import { sql, sqlFragment } from '../sql.ts'
import type { CheckStateRow, LinkStateRow } from './link-state.ts'

/** What lists need of a link. */
export interface LinkListRow extends LinkStateRow, CheckStateRow {
  readonly link_key: number
  readonly name: string
  readonly url: string
  readonly host: string | null
  readonly port: number | null
  readonly is_https: 0 | 1
  readonly domain: string | null
  readonly group_id: string
  readonly backlink_site: string | null
  readonly created_at: number
  readonly updated_at: number
}

const LIST_COLUMNS = sqlFragment`
  link.link_key, link.link_id, link.name, link.url, link.host, link.port, link.is_https, link.domain, link.group_id,
  link.backlink_site, link.whitelist_reason, link.whitelist_by, link.whitelist_at, link.whitelist_review_on,
  link.is_shown, link.hidden_reason, link.pinned, link.pinned_words, link.pinned_by, link.pinned_at, link.verdict,
  link.http_status, link.cause, link.backlink, link.rel, link.final_url, link.redirects, link.latency_ms, link.checked_at,
  link.consecutive_failures, link.unreachable_since, link.next_check_at, link.created_at, link.updated_at`

/** What has been written of links so far, and what lists show beside them. */
export interface LinkStamp {
  readonly links: number
  readonly lastKey: number
  readonly lastChangeId: number
  readonly lastCheckId: number
  readonly groups: string
  readonly domains: string
  /** The newest run over links that has ended. */
  readonly endedRun: string
}

/** The newest rows; ids behind them may be given again, these say whether that has happened. */
export type LinkAnchors = Pick<LinkStamp, 'lastKey' | 'lastChangeId' | 'lastCheckId'>

export const linkPictureQueries = {
  chunk: (afterKey: number, limit: number) =>
    sql`SELECT ${LIST_COLUMNS} FROM link WHERE link_key > ${afterKey} ORDER BY link_key LIMIT ${limit}`,
  byKeys: (keys: readonly number[]) =>
    sql`SELECT ${LIST_COLUMNS} FROM json_each(${JSON.stringify(keys)}) AS wanted
        CROSS JOIN link ON link.link_key = wanted.value`,
  ends: () =>
    sql`SELECT (SELECT count(*) FROM link) AS links, coalesce((SELECT max(link_key) FROM link), 0) AS last_key,
          coalesce((SELECT max(change_id) FROM link_change), 0) AS change_id,
          coalesce((SELECT max(check_id) FROM link_check), 0) AS check_id`,
  anchors: ({ lastKey, lastChangeId, lastCheckId }: LinkAnchors) =>
    sql`SELECT json_array(
          (SELECT link_id FROM link WHERE link_key = ${lastKey}),
          (SELECT json_array(link_key, at, field, new_value) FROM link_change WHERE change_id = ${lastChangeId}),
          (SELECT json_array(link_key, run_id) FROM link_check WHERE check_id = ${lastCheckId})) AS anchors`,
  groups: () => sql`SELECT group_id, name FROM link_group ORDER BY group_id`,
  domainStamp: () =>
    // Days that people type may move from one domain to another, which no sum shows.
    sql`SELECT count(*) || '/' || total(checked_at) || '/' || total(expires_at) || '/' ||
          coalesce(group_concat(domain || typed_on), '') AS stamp FROM link_domain`,
  lastEndedRun: () =>
    // Not by the time of its start: a clock that was put right may say that it is older than others.
    sql`SELECT run_id FROM run WHERE rowid = (
          SELECT max(rowid) FROM run WHERE account_id = ${LINKS_ACCOUNT_ID} AND rowid IS NOT (
            SELECT rowid FROM run WHERE account_id = ${LINKS_ACCOUNT_ID} AND state IN ('queued', 'running')))`,
  changedSince: (stamp: Pick<LinkStamp, 'lastKey' | 'lastChangeId' | 'lastCheckId'>, limit: number) =>
    // By their ids: the indexes that hold the key beside it would be walked through.
    sql`SELECT link_key FROM link_change NOT INDEXED WHERE change_id > ${stamp.lastChangeId}
        UNION ALL SELECT link_key FROM link_check NOT INDEXED WHERE check_id > ${stamp.lastCheckId}
        UNION ALL SELECT link_key FROM link WHERE link_key > ${stamp.lastKey} LIMIT ${limit}`,
  domains: () => sql`SELECT domain, expires_at, typed_on FROM link_domain`,
  certificates: () => sql`SELECT host, port, expires_at FROM link_certificate`,
  certificatesOf: (keys: readonly number[]) =>
    sql`SELECT c.host, c.port, c.expires_at FROM json_each(${JSON.stringify(keys)}) AS wanted
        CROSS JOIN link ON link.link_key = wanted.value
        CROSS JOIN link_certificate c ON c.host = link.host AND c.port = link.port`,
}

interface Ends {
  readonly links: number
  readonly last_key: number
  readonly change_id: number
  readonly check_id: number
}

/** To be read together with the rows it stands for, in one transaction. */
export function readLinkStamp(db: ReadDb): LinkStamp {
  const ends = get<Ends>(db, 'linkPicture.ends', linkPictureQueries.ends()) as Ends
  return {
    links: ends.links,
    lastKey: ends.last_key,
    lastChangeId: ends.change_id,
    lastCheckId: ends.check_id,
    groups: JSON.stringify(readGroupNames(db)),
    domains: get<{ stamp: string }>(db, 'linkPicture.domainStamp', linkPictureQueries.domainStamp())?.stamp ?? '',
    endedRun: get<{ run_id: string }>(db, 'linkPicture.lastEndedRun', linkPictureQueries.lastEndedRun())?.run_id ?? '',
  }
}

/** Another text once one of these rows has been taken away, also when another row has its id since. */
export function readLinkAnchors(db: ReadDb, anchors: LinkAnchors): string {
  return get<{ anchors: string }>(db, 'linkPicture.anchors', linkPictureQueries.anchors(anchors))?.anchors ?? ''
}

/** Links behind a key, in the order of their keys. */
export function readLinkChunk(db: ReadDb, afterKey: number, limit: number): LinkListRow[] {
  return all<LinkListRow>(db, 'linkPicture.chunk', linkPictureQueries.chunk(afterKey, limit))
}

export function readLinkListRows(db: ReadDb, keys: readonly number[]): LinkListRow[] {
  return all<LinkListRow>(db, 'linkPicture.byKeys', linkPictureQueries.byKeys(keys))
}

/** Links that are new or have traces of a change behind a stamp; null when there are more traces than `limit`. */
export function listChangedLinks(db: ReadDb, stamp: LinkStamp, limit: number): number[] | null {
  const query = linkPictureQueries.changedSince(stamp, limit + 1)
  const rows = all<{ link_key: number }>(db, 'linkPicture.changed', query)
  return rows.length > limit ? null : [...new Set(rows.map((row) => row.link_key))]
}

/** Names of groups by id. */
export function readGroupNames(db: ReadDb): [groupId: string, name: string][] {
  const rows = all<{ group_id: string; name: string }>(db, 'linkPicture.groups', linkPictureQueries.groups())
  return rows.map((row) => [row.group_id, row.name])
}

interface CertificateRow {
  readonly host: string
  readonly port: number
  readonly expires_at: number | null
}

/** Ends of certificates by `certificateKey`. */
export function readCertificateEnds(db: ReadDb): Map<string, number | null> {
  return toEnds(all<CertificateRow>(db, 'linkPicture.certificates', linkPictureQueries.certificates()))
}

/** The same of the hosts of these links only. */
export function readCertificateEndsOf(db: ReadDb, keys: readonly number[]): Map<string, number | null> {
  return toEnds(all<CertificateRow>(db, 'linkPicture.certificatesOf', linkPictureQueries.certificatesOf(keys)))
}

function toEnds(rows: readonly CertificateRow[]): Map<string, number | null> {
  return new Map(rows.map((row) => [certificateKey(row.host, row.port), row.expires_at]))
}

export function certificateKey(host: string, port: number): string {
  return `${host} ${port}`
}

/** Ends of registrations by domain, as measured and as typed. */
export function readDomainEnds(db: ReadDb): Map<string, { expiresAt: number | null; typedOn: string | null }> {
  const rows = all<{ domain: string; expires_at: number | null; typed_on: string | null }>(
    db,
    'linkPicture.domains',
    linkPictureQueries.domains(),
  )
  return new Map(rows.map((row) => [row.domain, { expiresAt: row.expires_at, typedOn: row.typed_on }]))
}
