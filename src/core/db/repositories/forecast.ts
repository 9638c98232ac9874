import type { ItemKind } from '../../../shared/domain/item.ts'
import { PHASES } from '../../../shared/domain/phase.ts'
import type { RenewalMode } from '../../../shared/domain/renewal-mode.ts'
import type { DecisionKind } from '../../../shared/domain/review.ts'
import { all, type ReadDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { phaseIndex } from './item-phase.ts'

/** What is planned of an active item. */
export interface PlanRow {
  readonly item_key: number
  readonly account_id: string
  readonly kind: ItemKind
  readonly expires_at: number | null
  /** Day of expiry in the business zone, counted from 1970-01-01. */
  readonly expires_on: number | null
  readonly act_by_at: number | null
  readonly renewal_mode: RenewalMode
  readonly price: string | null
  readonly currency: string | null
  readonly price_months: number | null
  /** Its price is in the one of its main resource. */
  readonly is_with_main: 0 | 1
  readonly enterprise_project_id: string | null
  readonly enterprise_project_name: string | null
  readonly tag_product_line: string | null
  readonly is_closed: 0 | 1
  readonly retention_ends_at: number | null
  /** As it was made; null when nothing was ever said. */
  readonly decision: DecisionKind | null
  readonly decided_for_expires_at: number | null
  readonly owner: string | null
}

const RELEASED = PHASES.indexOf('released')

export const forecastQueries = {
  plan: (after: number, rows: number) => sql`SELECT i.item_key, i.account_id, i.kind, i.expires_at,
      i.expires_on, i.act_by_at, i.renewal_mode, i.price, i.currency, i.price_months, i.price_source IS 'with-main' AS is_with_main,
      i.enterprise_project_id,
      i.enterprise_project_name, i.tag_product_line, i.status = 'closed' AS is_closed, i.retention_ends_at, r.decision,
      r.decided_for_expires_at, r.owner
    FROM item i NOT INDEXED LEFT JOIN item_review r ON r.item_key = i.item_key
    WHERE i.item_key > ${after} AND i.is_active = 1 ORDER BY i.item_key LIMIT ${rows}`,
  released: (itemKeys: readonly number[], now: number) => sql`SELECT i.item_key
    FROM json_each(${JSON.stringify(itemKeys)}) wanted CROSS JOIN item i ON i.item_key = wanted.value
      CROSS JOIN account a ON a.account_id = i.account_id
    WHERE ${phaseIndex(now)} = ${RELEASED}`,
  ids: (itemKeys: readonly number[]) => sql`SELECT i.item_id FROM json_each(${JSON.stringify(itemKeys)}) wanted
      CROSS JOIN item i ON i.item_key = wanted.value ORDER BY wanted.key`,
  names: (itemKeys: readonly number[]) => sql`SELECT i.item_key, i.resource_name, i.resource_id
      FROM json_each(${JSON.stringify(itemKeys)}) wanted CROSS JOIN item i ON i.item_key = wanted.value`,
  departments: () => sql`SELECT name_key, department FROM person ORDER BY name_key`,
}

/** A part of the active items in the order of their keys, behind `after`. */
export function readPlanRows(db: ReadDb, after: number, rows: number): PlanRow[] {
  return all<PlanRow>(db, 'forecast.plan', forecastQueries.plan(after, rows))
}

/** Which of these items are in the phase `released` at an instant. */
export function findReleased(db: ReadDb, itemKeys: readonly number[], now: number): ReadonlySet<number> {
  const rows = all<{ item_key: number }>(db, 'forecast.released', forecastQueries.released(itemKeys, now))
  return new Set(rows.map((row) => row.item_key))
}

/** Ids of items in the order of their keys; an item that no longer exists is left out. */
export function listItemIds(db: ReadDb, itemKeys: readonly number[]): string[] {
  return all<{ item_id: string }>(db, 'forecast.ids', forecastQueries.ids(itemKeys)).map((row) => row.item_id)
}

/** How items are called, by key; one without a name by its resource id. */
export function readItemNames(db: ReadDb, itemKeys: readonly number[]): ReadonlyMap<number, string> {
  const rows = all<{ item_key: number; resource_name: string; resource_id: string }>(
    db,
    'forecast.names',
    forecastQueries.names(itemKeys),
  )
  return new Map(
    rows.map((row) => [row.item_key, row.resource_name.trim() === '' ? row.resource_id : row.resource_name]),
  )
}

/** Departments by folded names of people. */
export function listDepartments(db: ReadDb): ReadonlyMap<string, string> {
  const rows = all<{ name_key: string; department: string }>(db, 'forecast.departments', forecastQueries.departments())
  return new Map(rows.map((row) => [row.name_key, row.department]))
}
