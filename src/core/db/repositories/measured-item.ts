import { randomUUID } from 'node:crypto'
import { LINKS_ACCOUNT_ID } from '../../../shared/domain/account.ts'
import { toCivilDay, toEpochDay } from '../../../shared/domain/civil-day.ts'
import type { GoneCause, ItemKind } from '../../../shared/domain/item.ts'
import { all, get, prepare, run, type ReadDb, type WriteDb } from '../connection.ts'
import type { DerivedDates } from '../derived.ts'
import { sql, sqlId, sqlJoin } from '../sql.ts'
import { FACT_COLUMNS, type StoredFacts } from './item-columns.ts'
import { toSearchText } from './item-search.ts'
import { domainEndsAt } from './link.ts'
import { listTypedDomains } from './link-domain.ts'
import { moveFormerBonds } from './review-edit.ts'

/** Kinds of items that runs over links measure. */
export type MeasuredKind = Extract<ItemKind, 'certificate' | 'domain'>

/** An item of the built-in account. */
export interface MeasuredItem {
  readonly itemKey: number
  readonly kind: MeasuredKind
  readonly resourceId: string
  readonly isActive: boolean
  readonly goneCause: GoneCause | null
  readonly seenAt: number
}

interface MeasuredRow {
  readonly item_key: number
  readonly kind: MeasuredKind
  readonly resource_id: string
  readonly is_active: 0 | 1
  readonly gone_cause: GoneCause | null
  readonly seen_at: number
}

/** How a certificate's or a domain's resource is named among all items. */
export function toCertificateId(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Such items end at once: no phases, and what is to be done is due at the end itself. */
export function deriveMeasuredDates(expiresAt: number | null, zone: string): DerivedDates {
  return {
    expiresOn: expiresAt === null ? null : toEpochDay(toCivilDay(expiresAt, zone)),
    actByAt: expiresAt,
    graceEndsAt: null,
    retentionEndsAt: null,
  }
}

/** Key of an item of the built-in account; null when there is none. */
export function findMeasuredKey(db: ReadDb, resourceId: string): number | null {
  const row = get<{ item_key: number }>(
    db,
    'measured.key',
    sql`SELECT item_key FROM item WHERE account_id = ${LINKS_ACCOUNT_ID} AND resource_id = ${resourceId}`,
  )
  return row?.item_key ?? null
}

/** Items that no link needs any more though they are active, and gone ones that a link needs again. */
export function listMisplacedItems(db: ReadDb): { unused: MeasuredItem[]; usedAgain: MeasuredItem[] } {
  const used = readUsed(db)
  const rows = all<MeasuredRow>(
    db,
    'measured.all',
    sql`SELECT item_key, kind, resource_id, is_active, gone_cause, seen_at FROM item
      WHERE account_id = ${LINKS_ACCOUNT_ID} ORDER BY item_key`,
  )
  const misplaced = rows.filter((row) => used[row.kind].has(row.resource_id) !== (row.is_active === 1))
  const items = misplaced.map((row) => ({
    itemKey: row.item_key,
    kind: row.kind,
    resourceId: row.resource_id,
    isActive: row.is_active === 1,
    goneCause: row.gone_cause,
    seenAt: row.seen_at,
  }))
  return { unused: items.filter(({ isActive }) => isActive), usedAgain: items.filter(({ isActive }) => !isActive) }
}

function readUsed(db: ReadDb): Record<MeasuredKind, ReadonlySet<string>> {
  const hosts = all<{ host: string; port: number }>(
    db,
    'measured.usedHosts',
    sql`SELECT DISTINCT host, port FROM link WHERE is_https = 1 AND host IS NOT NULL AND port IS NOT NULL`,
  )
  const domains = all<{ domain: string }>(
    db,
    'measured.usedDomains',
    sql`SELECT DISTINCT domain FROM link WHERE domain IS NOT NULL`,
  )
  return {
    certificate: new Set(hosts.map(({ host, port }) => toCertificateId(host, port))),
    domain: new Set(domains.map(({ domain }) => domain)),
  }
}

/** True while a link is of that domain. */
export function isDomainUsed(db: ReadDb, domain: string): boolean {
  return get(db, 'measured.domainUsed', sql`SELECT 1 AS found FROM link WHERE domain = ${domain} LIMIT 1`) !== undefined
}

/** True while an https link goes to that host and port. */
export function isHostUsed(db: ReadDb, host: string, port: number): boolean {
  const query = sql`SELECT 1 AS found FROM link WHERE host = ${host} AND port = ${port} AND is_https = 1 LIMIT 1`
  return get(db, 'measured.hostUsed', query) !== undefined
}

export interface NewMeasuredItem {
  readonly kind: MeasuredKind
  /** In the order of FACT_COLUMNS. */
  readonly facts: StoredFacts
  readonly dates: DerivedDates
  readonly runId: string
  readonly at: number
}

const factColumns = sqlJoin(FACT_COLUMNS.map(({ column }) => sqlId(column)))

export function insertMeasuredItem(db: WriteDb, item: NewMeasuredItem): void {
  const { dates, at } = item
  run(
    db,
    'measured.insert',
    sql`INSERT INTO item (item_id, account_id, kind, ${factColumns}, content_hash, search_text, expires_on, act_by_at,
        is_active, first_seen_at, first_run_id, seen_at)
      VALUES (${randomUUID()}, ${LINKS_ACCOUNT_ID}, ${item.kind}, ${sqlJoin(item.facts)}, '',
        ${toSearchText(item.facts, null)}, ${dates.expiresOn}, ${dates.actByAt}, 1, ${at}, ${item.runId}, ${at})`,
  )
}

/** Notes that an item was measured again and is what it was. */
export function putSeenAt(db: WriteDb, itemKey: number, at: number): void {
  run(db, 'measured.seen', sql`UPDATE item SET seen_at = ${at} WHERE item_key = ${itemKey}`)
}

export function putBack(db: WriteDb, itemKey: number): void {
  run(
    db,
    'measured.back',
    sql`UPDATE item SET is_active = 1, gone_at = NULL, gone_cause = NULL WHERE item_key = ${itemKey}`,
  )
}

interface DatedRow {
  readonly item_key: number
  readonly kind: MeasuredKind
  readonly resource_id: string
  readonly expires_at: number | null
  readonly expires_on: number | null
}

/**
 * Computes anew what follows from the zone: days of expiry, and the instants at which typed days end, which decisions
 * and acknowledgements follow. Answers the rows written.
 */
export function recomputeMeasured(db: WriteDb, zone: string): number {
  const typed = new Map(listTypedDomains(db).map(({ domain, typedOn }) => [domain, typedOn]))
  const rows = all<DatedRow>(
    db,
    'measured.dated',
    sql`SELECT item_key, kind, resource_id, expires_at, expires_on FROM item WHERE account_id = ${LINKS_ACCOUNT_ID}`,
  )
  const update = prepare<(number | null)[]>(
    db,
    sql`UPDATE item SET expires_at = ?, expires_on = ?, act_by_at = ? WHERE item_key = ?`,
  )
  const review = prepare<(number | null)[]>(
    db,
    sql`UPDATE item_review SET
        decided_for_expires_at = CASE decided_for_expires_at WHEN ? THEN ? ELSE decided_for_expires_at END,
        acknowledged_for_expires_at = CASE acknowledged_for_expires_at WHEN ? THEN ? ELSE acknowledged_for_expires_at END
      WHERE item_key = ?`,
  )
  let written = 0
  for (const row of rows) {
    const typedOn = row.kind === 'domain' ? (typed.get(row.resource_id) ?? null) : null
    const expiresAt = typedOn === null ? row.expires_at : domainEndsAt({ expiresAt: row.expires_at, typedOn }, zone)
    const dates = deriveMeasuredDates(expiresAt, zone)
    if (expiresAt === row.expires_at && dates.expiresOn === row.expires_on) continue
    update.run(expiresAt, dates.expiresOn, dates.actByAt, row.item_key)
    if (expiresAt !== row.expires_at) {
      review.run(row.expires_at, expiresAt, row.expires_at, expiresAt, row.item_key)
      moveFormerBonds(db, row.item_key, row.expires_at, expiresAt)
    }
    written += 1
  }
  return written
}
