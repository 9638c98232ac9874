import { LINKS_ACCOUNT_ID } from '../../../shared/domain/account.ts'
import { all, get, pragma, type ReadDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { IS_REAL_ACCOUNT } from './account.ts'
import { listPreferences } from './preference.ts'

interface AccountDigestRow {
  readonly account_id: string
  readonly digest: string
}

/** Another number once another connection has committed anything. */
export function dataVersion(db: ReadDb): number {
  return pragma(db, 'data_version') as number
}

export const digestQueries = {
  accounts:
    () => sql`SELECT account_id, json_array(name, provider, site, endpoint, access_key, demo_size, policy, limits,
      last_complete_run_id, sync_ordinal) AS digest FROM account WHERE ${IS_REAL_ACCOUNT} ORDER BY account_id`,
  /** What columns of the items follow from, with the number of pictures that syncs have left. */
  bases: () => sql`SELECT json_group_array(json_array(account_id, name, provider, policy, sync_ordinal)) AS digest
      FROM (SELECT * FROM account ORDER BY account_id)`,
  itemSettings: () => sql`SELECT json_group_object(key, value) AS digest FROM (
      SELECT key, value FROM setting WHERE key IN ('businessZone', 'tagKeys', 'bandDays') ORDER BY key)`,
  // Lines of the history tell most; the same decision said again for another expiry only moves its date.
  people: () => sql`SELECT coalesce(max(change_id), 0) || '/' ||
      coalesce((SELECT max(updated_at) FROM item_review), 0) AS digest FROM item_review_change`,
  // Checks, edits, what lies below them (the built-in account counts measurements), and days that people have typed.
  links: () => sql`SELECT json_array(
      (SELECT max(check_id) FROM link_check), (SELECT max(change_id) FROM link_change),
      (SELECT json_array(count(*), max(link_key)) FROM link),
      (SELECT json_group_array(json_array(group_id, name, policy, allows_private, includes_subdomains))
        FROM (SELECT * FROM link_group ORDER BY group_id)),
      (SELECT sync_ordinal FROM account WHERE account_id = ${LINKS_ACCOUNT_ID}),
      (SELECT json_group_array(json_array(domain, typed_on))
        FROM (SELECT * FROM link_domain WHERE typed_on IS NOT NULL ORDER BY domain))) AS digest`,
  settings: () =>
    sql`SELECT json_group_object(key, value) AS digest FROM (SELECT key, value FROM setting ORDER BY key)`,
  rates:
    () => sql`SELECT json_group_array(json_array(from_currency, to_currency, on_day, rate, source, at, by)) AS digest
      FROM (SELECT * FROM rate ORDER BY from_currency, to_currency, on_day)`,
  schedules: () => sql`SELECT json_array((SELECT paused_until FROM schedule_pause),
      (SELECT json_group_array(json_array(schedule_id, rule, is_enabled, next_due_at, retry_at, waiting, last_run_id, missed))
        FROM (SELECT * FROM schedule ORDER BY schedule_id))) AS digest`,
  notices: () => sql`SELECT json_array(max(notice_key), count(*), sum(read_at IS NULL), max(read_at), max(native_at),
      (SELECT json_array(count(*), max(ended_at), sum(attempts)) FROM webhook_delivery)) AS digest FROM notice`,
  webhooks: () => sql`SELECT json_group_array(json_array(webhook_id, updated_at)) AS digest
      FROM (SELECT * FROM webhook ORDER BY webhook_id)`,
  persons: () => sql`SELECT json_group_array(json_array(name, department)) AS digest
      FROM (SELECT * FROM person ORDER BY name_key)`,
  snapshots: () => sql`SELECT json_group_array(json_array(snapshot_id, title, note)) AS digest
      FROM (SELECT snapshot_id, title, note FROM snapshot ORDER BY snapshot_id)`,
  views: () => sql`SELECT json_group_array(json_array(view_id, name, position, updated_at, length(state))) AS digest
      FROM (SELECT * FROM saved_view ORDER BY view_id)`,
}

/** Another text when rows of items, what people say about them or what their columns follow from have changed. */
export function itemDigest(db: ReadDb): string {
  return JSON.stringify([digestOf(db, 'people'), digestOf(db, 'itemSettings'), digestOf(db, 'bases')])
}

function digestOf(db: ReadDb, name: Exclude<keyof typeof digestQueries, 'accounts'>): string {
  return String(get<{ digest: string | number }>(db, `digest.${name}`, digestQueries[name]())?.digest)
}

function accountDigests(db: ReadDb): Record<string, string> {
  const rows = all<AccountDigestRow>(db, 'digest.accounts', digestQueries.accounts())
  return Object.fromEntries(rows.map((row) => [row.account_id, row.digest]))
}

/** What the database holds, as texts that differ when it differs. */
export function readDigests(db: ReadDb): {
  accounts: Record<string, string>
  items: string
  links: string
  settings: string
  rates: string
  persons: string
  snapshots: string
  views: string
  schedules: string
  notices: string
  webhooks: string
  preferences: Record<string, string>
} {
  return {
    accounts: accountDigests(db),
    items: itemDigest(db),
    links: digestOf(db, 'links'),
    settings: digestOf(db, 'settings'),
    rates: digestOf(db, 'rates'),
    persons: digestOf(db, 'persons'),
    snapshots: digestOf(db, 'snapshots'),
    views: digestOf(db, 'views'),
    schedules: digestOf(db, 'schedules'),
    notices: digestOf(db, 'notices'),
    webhooks: digestOf(db, 'webhooks'),
    preferences: listPreferences(db),
  }
}
