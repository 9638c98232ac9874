import { LINKS_ACCOUNT_ID } from '../../../shared/domain/account.ts'
import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import { VERDICTS, type LinkSummary, type Verdict } from '../../../shared/domain/link.ts'
import { all, get, type ReadDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { readOneOf } from './json-column.ts'

interface CountRow {
  readonly verdict: string | null
  readonly is_whitelisted: 0 | 1
  readonly links: number
  readonly shown: number
  readonly to_review: number
  readonly last_checked_at: number | null
}

export const linkSummaryQueries = {
  /** One walk over all links; white-listing lies over pins, and these over what checks say. */
  counts: (today: CivilDay) =>
    sql`SELECT verdict, whitelist_at IS NOT NULL AS is_whitelisted, count(*) AS links,
          sum(CASE WHEN whitelist_at IS NOT NULL THEN 1 WHEN pinned IS NOT NULL THEN pinned = 'shown'
            ELSE is_shown END) AS shown,
          sum(whitelist_at IS NOT NULL AND whitelist_review_on IS NOT NULL AND whitelist_review_on <= ${today})
            AS to_review,
          max(checked_at) AS last_checked_at
        FROM link GROUP BY verdict, is_whitelisted`,
  measuredItems: () => sql`SELECT count(*) AS items FROM item WHERE account_id = ${LINKS_ACCOUNT_ID} AND is_active = 1`,
  lastRun: () =>
    sql`SELECT run_id FROM run WHERE account_id = ${LINKS_ACCOUNT_ID} ORDER BY started_at DESC, rowid DESC LIMIT 1`,
}

/** How many links are in which state. White-listed ones count as `skipped`, whatever a check once found. */
export function getLinkSummary(db: ReadDb, today: CivilDay): LinkSummary {
  const rows = all<CountRow>(db, 'link.counts', linkSummaryQueries.counts(today))
  const byVerdict: Partial<Record<Verdict, number>> = {}
  let [total, shown, whitelisted, unchecked, toReview] = [0, 0, 0, 0, 0]
  let lastCheckedAt: number | null = null
  for (const row of rows) {
    total += row.links
    shown += row.shown
    toReview += row.to_review
    if (row.last_checked_at !== null) lastCheckedAt = Math.max(lastCheckedAt ?? 0, row.last_checked_at)
    if (row.is_whitelisted === 1) whitelisted += row.links
    else if (row.verdict === null) unchecked += row.links
    else {
      const verdict = readOneOf(db, 'verdict of a link', row.verdict, VERDICTS)
      byVerdict[verdict] = (byVerdict[verdict] ?? 0) + row.links
    }
  }
  if (whitelisted > 0) byVerdict.skipped = (byVerdict.skipped ?? 0) + whitelisted
  const lastRunId = get<{ run_id: string }>(db, 'link.lastRun', linkSummaryQueries.lastRun())?.run_id ?? null
  return {
    total,
    shown,
    hidden: total - shown,
    whitelisted,
    unchecked,
    toReview,
    byVerdict,
    lastRunId,
    lastCheckedAt,
    measuredItems: get<{ items: number }>(db, 'link.measuredItems', linkSummaryQueries.measuredItems())?.items ?? 0,
  }
}
