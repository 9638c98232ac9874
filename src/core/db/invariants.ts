import { LINKS_ACCOUNT_ID } from '../../shared/domain/account.ts'
import { all, type ReadDb } from './connection.ts'
import { sql, type SqlQuery } from './sql.ts'

/** A rule that every committed picture keeps and that the schema cannot express. */
export interface Invariant {
  /** Kebab-case; stands in front of each problem. */
  readonly name: string
  /** Where it is broken, a few words each (an id, a column); empty when it holds. */
  find(db: ReadDb): string[]
}

/** A rule as a query whose first column `at` says where it is broken. */
export function sqlInvariant(name: string, query: SqlQuery): Invariant {
  return {
    name,
    find: (db) => all<{ at: string | number }>(db, `invariant.${name}`, query).map((row) => String(row.at)),
  }
}

/** Checked by a thorough `db.check`; a part of the schema adds its own rules here. */
export const invariants: readonly Invariant[] = [
  sqlInvariant(
    'active-run-without-instance',
    sql`SELECT run_id AS at FROM run WHERE state IN ('queued', 'running') AND instance_id = '' LIMIT 100`,
  ),
  sqlInvariant(
    'run-end-does-not-fit-its-state',
    sql`SELECT run_id AS at FROM run WHERE (state IN ('queued', 'running')) <> (ended_at IS NULL) LIMIT 100`,
  ),
  sqlInvariant(
    'last-complete-run-missing',
    sql`SELECT account_id AS at FROM account
        WHERE last_complete_run_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM run WHERE run.run_id = account.last_complete_run_id) LIMIT 100`,
  ),
  sqlInvariant(
    'log-with-a-gap',
    sql`SELECT run_id AS at FROM run_log GROUP BY run_id HAVING max(seq) <> count(*) OR min(seq) <> 1 LIMIT 100`,
  ),
  sqlInvariant(
    'decision-without-the-expiry-it-was-made-for',
    sql`SELECT item_id AS at FROM item_review JOIN item USING (item_key)
        WHERE decision <> 'undecided' AND decided_for_expires_at IS NULL AND expires_at IS NOT NULL LIMIT 100`,
  ),
  sqlInvariant(
    'built-in-account-with-a-name',
    sql`SELECT account_id AS at FROM account WHERE account_id = ${LINKS_ACCOUNT_ID} AND (name <> '' OR provider <> 'none')`,
  ),
  sqlInvariant(
    'link-run-without-a-request',
    sql`SELECT run_id AS at FROM run WHERE account_id = ${LINKS_ACCOUNT_ID}
        AND (link_request IS NULL OR link_figures IS NULL) LIMIT 100`,
  ),
  sqlInvariant(
    'measured-item-of-another-account',
    sql`SELECT item_id AS at FROM item
        WHERE kind IN ('certificate', 'domain') AND account_id <> ${LINKS_ACCOUNT_ID} LIMIT 100`,
  ),
  sqlInvariant(
    'other-item-of-the-built-in-account',
    sql`SELECT item_id AS at FROM item
        WHERE account_id = ${LINKS_ACCOUNT_ID} AND kind NOT IN ('certificate', 'domain') LIMIT 100`,
  ),
]
