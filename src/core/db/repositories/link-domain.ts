import { DOMAIN_PROBLEMS, type DomainFacts, type DomainSource, type LinkDomain } from '../../../shared/domain/link.ts'
import type { RdapBootstrap } from '../../../shared/worker/link-frames.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { isStringList, readJson, readOneOf } from './json-column.ts'

interface DomainRow {
  readonly domain: string
  readonly source: string | null
  readonly expires_at: number | null
  readonly registrar: string | null
  readonly problem: string | null
  readonly raw: string | null
  readonly checked_at: number | null
  readonly measured_at: number | null
  readonly typed_on: string | null
}

const SOURCES = ['rdap', 'whois'] as const satisfies readonly DomainSource[]

const DAY_MS = 86_400_000
/** Registries are asked once a day, about a domain that lives on for long once a week, as about one that they do not know. */
const FRESH_MS = DAY_MS
const FAR_MS = 90 * DAY_MS
const FAR_FRESH_MS = 7 * DAY_MS

export const linkDomainQueries = {
  one: (domain: string) =>
    sql`SELECT domain, source, expires_at, registrar, problem, raw, checked_at, measured_at, typed_on
      FROM link_domain WHERE domain = ${domain}`,
  due: (linkIds: readonly string[], now: number) =>
    sql`SELECT l.domain FROM json_each(${JSON.stringify(linkIds)}) w CROSS JOIN link l ON l.link_id = w.value
        LEFT JOIN link_domain d ON d.domain = l.domain
      WHERE l.domain IS NOT NULL AND (d.checked_at IS NULL OR d.checked_at > ${now}
        OR d.checked_at <= ${now} - CASE
          WHEN d.problem IN ('registry-unknown', 'not-registered', 'no-expiry-published') THEN ${FAR_FRESH_MS}
          WHEN d.problem IS NULL AND d.expires_at > ${now + FAR_MS} THEN ${FAR_FRESH_MS}
          ELSE ${FRESH_MS} END)
      GROUP BY l.domain ORDER BY min(w.key)`,
}

/** Null when nothing is known of it. */
export function findDomain(db: ReadDb, domain: string): LinkDomain | null {
  const row = get<DomainRow>(db, 'linkDomain.one', linkDomainQueries.one(domain))
  return row ? toLinkDomain(db, row) : null
}

function toLinkDomain(db: ReadDb, row: DomainRow): LinkDomain {
  const where = `domain ${row.domain}`
  const measured = row.source === null ? null : readOneOf(db, `${where} source`, row.source, SOURCES)
  return {
    domain: row.domain,
    source: row.typed_on === null ? measured : 'typed',
    expiresAt: row.expires_at,
    registrar: row.registrar,
    problem: row.problem === null ? null : readOneOf(db, `${where} problem`, row.problem, DOMAIN_PROBLEMS),
    raw: row.raw,
    checkedAt: row.checked_at,
    measuredAt: row.measured_at,
    typedOn: row.typed_on,
  }
}

/** Domains of these links whose registries are to be asked now. */
export function listDueDomains(db: ReadDb, linkIds: readonly string[], now: number): string[] {
  const rows = all<{ domain: string }>(db, 'linkDomain.due', linkDomainQueries.due(linkIds, now))
  return rows.map(({ domain }) => domain)
}

/** Stores a measurement; one without a date keeps the date that was found last. */
export function putDomain(db: WriteDb, facts: DomainFacts): void {
  const isDated = facts.expiresAt !== null
  run(
    db,
    'linkDomain.put',
    sql`INSERT INTO link_domain (domain, source, expires_at, registrar, statuses, problem, raw, checked_at, measured_at)
      VALUES (${facts.domain}, ${facts.source}, ${facts.expiresAt}, ${facts.registrar},
        ${JSON.stringify(facts.statuses)}, ${facts.problem}, ${facts.raw}, ${facts.checkedAt},
        ${isDated ? facts.checkedAt : null})
      ON CONFLICT (domain) DO UPDATE SET
        source = coalesce(excluded.source, source), expires_at = coalesce(excluded.expires_at, expires_at),
        registrar = coalesce(excluded.registrar, registrar),
        statuses = iif(excluded.statuses = '[]' AND excluded.problem IS NOT NULL, statuses, excluded.statuses),
        problem = excluded.problem, raw = excluded.raw, checked_at = excluded.checked_at,
        measured_at = coalesce(excluded.measured_at, measured_at)`,
  )
}

/** Forgets domains that no link is of any more, but never what a person has typed. */
export function deleteUnusedDomains(db: WriteDb): void {
  run(
    db,
    'linkDomain.deleteUnused',
    sql`DELETE FROM link_domain WHERE typed_on IS NULL
      AND NOT EXISTS (SELECT 1 FROM link l WHERE l.domain = link_domain.domain)`,
  )
}

/** Domains whose end a person has typed. */
export function listTypedDomains(db: ReadDb): { domain: string; typedOn: string }[] {
  return all(
    db,
    'linkDomain.typed',
    sql`SELECT domain, typed_on AS typedOn FROM link_domain WHERE typed_on IS NOT NULL`,
  )
}

/** The list of registries that was read last; null when none was. */
export function readBootstrap(db: ReadDb): RdapBootstrap | null {
  const row = get<{ fetched_at: number; services: string }>(
    db,
    'linkRegistry.read',
    sql`SELECT fetched_at, services FROM link_registry`,
  )
  if (!row) return null
  return { fetchedAt: row.fetched_at, services: readJson(db, 'link registry', row.services, isServices) }
}

/** An older list does not replace a newer one. */
export function putBootstrap(db: WriteDb, bootstrap: RdapBootstrap): void {
  run(
    db,
    'linkRegistry.put',
    sql`INSERT INTO link_registry (id, fetched_at, services)
      VALUES (1, ${bootstrap.fetchedAt}, ${JSON.stringify(bootstrap.services)})
      ON CONFLICT (id) DO UPDATE SET fetched_at = excluded.fetched_at, services = excluded.services
        WHERE excluded.fetched_at >= fetched_at`,
  )
}

function isServices(value: unknown): value is RdapBootstrap['services'] {
  return (
    Array.isArray(value) &&
    value.every((entry) => Array.isArray(entry) && entry.length === 2 && entry.every((part) => isStringList(part)))
  )
}
