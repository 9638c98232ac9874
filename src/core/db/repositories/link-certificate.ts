import type { CertificateFacts } from '../../../shared/domain/link.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { isRecord, isStringList, readJson } from './json-column.ts'

/** What is known of the certificate of a host and port. */
export interface StoredCertificate {
  /** The newest measurement; when that failed, dates, names and chain of the last good one. */
  readonly facts: CertificateFacts
  /** The last good measurement; null when there has been none. */
  readonly measuredAt: number | null
}

interface CertificateRow {
  readonly measured_at: number | null
  readonly facts: string
}

/** A host whose certificate is to be measured. */
export interface DueCertificate {
  readonly host: string
  readonly port: number
  readonly allows_private: 0 | 1
}

const HOUR_MS = 3_600_000
/** A certificate is measured once a day, one that ends soon more often. */
const FRESH_MS = 24 * HOUR_MS
const NEAR_MS = 30 * 24 * HOUR_MS
const NEAR_FRESH_MS = 6 * HOUR_MS

export const linkCertificateQueries = {
  one: (host: string, port: number) =>
    sql`SELECT measured_at, facts FROM link_certificate WHERE host = ${host} AND port = ${port}`,
  /**
   * Never measured, too long ago, or no longer what the links say: one of them was edited since, or its newest check
   * contradicts the certificate.
   */
  due: (linkIds: readonly string[], now: number) =>
    sql`SELECT l.host, l.port, max(g.allows_private) AS allows_private
      FROM json_each(${JSON.stringify(linkIds)}) w CROSS JOIN link l ON l.link_id = w.value
        CROSS JOIN link_group g ON g.group_id = l.group_id
        LEFT JOIN link_certificate c ON c.host = l.host AND c.port = l.port
      WHERE l.is_https = 1 AND l.host IS NOT NULL AND l.port IS NOT NULL AND (
        c.host IS NULL OR c.checked_at > ${now} OR c.checked_at <= ${now - FRESH_MS}
        OR (c.expires_at <= ${now + NEAR_MS} AND c.checked_at <= ${now - NEAR_FRESH_MS})
        OR l.updated_at > c.checked_at
        OR (l.verdict = 'tls' AND c.problem IS NULL) OR (l.verdict IN ('ok', 'redirected') AND c.problem IS NOT NULL))
      GROUP BY l.host, l.port ORDER BY min(w.key)`,
}

/** Null when it was never asked for. */
export function findCertificate(db: ReadDb, host: string, port: number): StoredCertificate | null {
  const row = get<CertificateRow>(db, 'linkCertificate.one', linkCertificateQueries.one(host, port))
  if (!row) return null
  const facts = readJson(db, `certificate ${host}:${port}`, row.facts, isCertificateFacts)
  return { facts, measuredAt: row.measured_at }
}

/** Hosts of these links whose certificate is to be measured now. */
export function listDueCertificates(db: ReadDb, linkIds: readonly string[], now: number): DueCertificate[] {
  return all(db, 'linkCertificate.due', linkCertificateQueries.due(linkIds, now))
}

/** Stores a measurement; one that failed keeps what the last good one has found. Answers what is known now. */
export function putCertificate(db: WriteDb, facts: CertificateFacts): StoredCertificate {
  const before = findCertificate(db, facts.host, facts.port)
  const isKept = !facts.isMeasured && before !== null
  const known: CertificateFacts = isKept
    ? {
        ...before.facts,
        checkedAt: facts.checkedAt,
        isMeasured: false,
        problem: facts.problem,
        addresses: facts.addresses,
      }
    : facts
  const measuredAt = facts.isMeasured ? facts.checkedAt : (before?.measuredAt ?? null)
  run(
    db,
    'linkCertificate.put',
    sql`INSERT OR REPLACE INTO link_certificate (host, port, checked_at, measured_at, expires_at, problem, facts)
      VALUES (${facts.host}, ${facts.port}, ${facts.checkedAt}, ${measuredAt}, ${known.expiresAt}, ${known.problem},
        ${JSON.stringify(known)})`,
  )
  return { facts: known, measuredAt }
}

/** Forgets certificates of hosts that no link names any more. */
export function deleteUnusedCertificates(db: WriteDb): void {
  run(
    db,
    'linkCertificate.deleteUnused',
    sql`DELETE FROM link_certificate WHERE NOT EXISTS (
        SELECT 1 FROM link l WHERE l.host = link_certificate.host AND l.port = link_certificate.port AND l.is_https = 1)`,
  )
}

function isCertificateFacts(value: unknown): value is CertificateFacts {
  return (
    isRecord(value) &&
    typeof value['host'] === 'string' &&
    Number.isInteger(value['port']) &&
    typeof value['isMeasured'] === 'boolean' &&
    isStringList(value['names']) &&
    Array.isArray(value['chain']) &&
    Array.isArray(value['addresses'])
  )
}
