import {
  BACKLINK_STATES,
  LINK_CAUSES,
  LINK_POLICIES,
  VERDICTS,
  type LinkAnchor,
  type LinkCheck,
  type LinkCheckFacts,
  type LinkHop,
  type LinkPolicy,
  type Verdict,
} from '../../../shared/domain/link.ts'
import {
  toShownText,
  type CheckReason,
  type LinkJudgement,
  type LinkStanding,
} from '../../../shared/domain/link-policy.ts'
import { all, prepare, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { isRecord, isStringList, readJson, readOneOf } from './json-column.ts'

/** Raw checks that are kept of one link; what they have changed is kept for ever. */
export const KEPT_CHECKS = 100
/** Verdicts that a link's trend holds. */
const TREND_LENGTH = 12

/** A link as a check finds it. */
export interface JudgedLink {
  readonly linkKey: number
  readonly url: string
  readonly backlinkSite: string | null
  readonly policy: LinkPolicy
  readonly standing: LinkStanding
  /** White-listed or pinned: a check does not change what people see. */
  readonly isFixed: boolean
  readonly trend: readonly Verdict[]
}

interface JudgedRow {
  readonly link_id: string
  readonly link_key: number
  readonly url: string
  readonly backlink_site: string | null
  readonly policy: string
  readonly is_shown: 0 | 1
  readonly hidden_reason: string | null
  readonly is_fixed: 0 | 1
  readonly consecutive_failures: number
  readonly consecutive_absent: number
  readonly unreachable_since: number | null
  readonly next_check_at: number | null
  readonly trend: string
}

interface CheckRow {
  readonly check_id: number
  readonly run_id: string
  readonly checked_at: number
  readonly verdict: string
  readonly http_status: number | null
  readonly cause: string | null
  readonly raw: string | null
  readonly final_url: string | null
  readonly hops: string
  readonly redirects: number
  readonly latency_ms: number | null
  readonly bytes: number
  readonly backlink: string | null
  readonly anchor: string | null
  readonly attempts: number
  readonly is_shown: 0 | 1
}

export const linkCheckQueries = {
  judged: (linkIds: readonly string[]) =>
    sql`SELECT l.link_id, l.link_key, l.url, l.backlink_site, g.policy, l.is_shown, l.hidden_reason,
        (l.whitelist_reason IS NOT NULL OR l.pinned IS NOT NULL) AS is_fixed, l.consecutive_failures,
        l.consecutive_absent, l.unreachable_since, l.next_check_at, l.trend
      FROM json_each(${JSON.stringify(linkIds)}) w CROSS JOIN link l ON l.link_id = w.value
        CROSS JOIN link_group g ON g.group_id = l.group_id`,
  newest: (linkKey: number, limit: number) =>
    sql`SELECT check_id, run_id, checked_at, verdict, http_status, cause, raw, final_url, hops, redirects, latency_ms,
        bytes, backlink, anchor, attempts, is_shown
      FROM link_check WHERE link_key = ${linkKey} ORDER BY check_id DESC LIMIT ${limit}`,
}

/** These links as they are now; one that no longer exists is missing. */
export function readJudgedLinks(db: ReadDb, linkIds: readonly string[]): Map<string, JudgedLink> {
  const rows = all<JudgedRow>(db, 'linkCheck.judged', linkCheckQueries.judged(linkIds))
  return new Map(rows.map((row) => [row.link_id, toJudgedLink(db, row)]))
}

function toJudgedLink(db: ReadDb, row: JudgedRow): JudgedLink {
  const where = `link ${row.link_id}`
  return {
    linkKey: row.link_key,
    url: row.url,
    backlinkSite: row.backlink_site,
    policy: readOneOf(db, `${where} policy`, row.policy, LINK_POLICIES),
    standing: {
      consecutiveFailures: row.consecutive_failures,
      unreachableSince: row.unreachable_since,
      consecutiveAbsent: row.consecutive_absent,
      isShown: row.is_shown === 1,
      reason: row.hidden_reason === null ? null : readJson(db, `${where} reason`, row.hidden_reason, isCheckReason),
      nextCheckAt: row.next_check_at,
    },
    isFixed: row.is_fixed === 1,
    trend: readJson(db, `${where} trend`, row.trend, isTrend),
  }
}

function isCheckReason(value: unknown): value is CheckReason {
  return isRecord(value) && ['status', 'verdict', 'no-backlink'].includes(value['kind'] as string)
}

function isTrend(value: unknown): value is Verdict[] {
  return isStringList(value) && value.every((entry) => (VERDICTS as readonly string[]).includes(entry))
}

/** Stores the checks of one run. */
export interface CheckWriter {
  /** False when the run has stored a check of this link already; nothing is written then. */
  put(link: JudgedLink, check: LinkCheckFacts, judgement: LinkJudgement): boolean
}

type Value = string | number | null

/** Prepares the statements of a batch. */
export function createCheckWriter(db: WriteDb, runId: string): CheckWriter {
  const insert = prepare<Value[]>(
    db,
    sql`INSERT INTO link_check (run_id, link_key, checked_at, verdict, http_status, cause, raw, final_url, hops,
        redirects, latency_ms, bytes, backlink, anchor, attempts, is_shown, shown_change)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const prune = prepare<[number, number, number]>(
    db,
    sql`DELETE FROM link_check WHERE link_key = ? AND check_id <= (
        SELECT check_id FROM link_check WHERE link_key = ? ORDER BY check_id DESC LIMIT 1 OFFSET ?)`,
  )
  const update = prepare<Value[]>(
    db,
    sql`UPDATE link SET verdict = ?, http_status = ?, cause = ?, backlink = ?, rel = ?, final_url = ?, redirects = ?,
        latency_ms = ?, checked_at = ?, consecutive_failures = ?, consecutive_absent = ?, unreachable_since = ?,
        next_check_at = ?, is_shown = ?, hidden_reason = ?, trend = ?
      WHERE link_key = ?`,
  )
  const change = prepare<[number, number, string, string]>(
    db,
    sql`INSERT INTO link_change (link_key, at, by, field, old_value, new_value) VALUES (?, ?, NULL, 'shown', ?, ?)`,
  )
  return {
    put(link, check, judgement) {
      const shownChange = link.isFixed ? 0 : judgement.shownChange
      const isNew = insert.run(
        runId,
        link.linkKey,
        check.checkedAt,
        check.verdict,
        check.httpStatus,
        check.cause,
        check.raw,
        check.finalUrl,
        JSON.stringify(check.hops),
        check.redirects,
        check.latencyMs,
        check.bytes,
        check.backlink,
        check.anchor && JSON.stringify(check.anchor),
        check.attempts,
        judgement.isShown ? 1 : 0,
        shownChange,
      )
      if (isNew === 0) return false
      prune.run(link.linkKey, link.linkKey, KEPT_CHECKS)
      update.run(
        check.verdict,
        check.httpStatus,
        check.cause,
        check.backlink,
        check.anchor && check.anchor.rel,
        check.finalUrl,
        check.redirects,
        check.latencyMs,
        check.checkedAt,
        judgement.consecutiveFailures,
        judgement.consecutiveAbsent,
        judgement.unreachableSince,
        judgement.nextCheckAt,
        judgement.isShown ? 1 : 0,
        judgement.reason && JSON.stringify(judgement.reason),
        JSON.stringify([...link.trend, check.verdict].slice(-TREND_LENGTH)),
        link.linkKey,
      )
      if (shownChange !== 0) {
        change.run(link.linkKey, check.checkedAt, toShownText(link.standing.reason), toShownText(judgement.reason))
      }
      return true
    },
  }
}

/** The stored checks of a link, newest first. */
export function listLinkChecks(db: ReadDb, link: { linkKey: number; linkId: string }, limit: number): LinkCheck[] {
  const rows = all<CheckRow>(db, 'linkCheck.newest', linkCheckQueries.newest(link.linkKey, limit))
  return rows.map((row) => toLinkCheck(db, link.linkId, row))
}

function toLinkCheck(db: ReadDb, linkId: string, row: CheckRow): LinkCheck {
  const where = `link check ${row.check_id}`
  return {
    checkId: row.check_id,
    runId: row.run_id,
    linkId,
    verdict: readOneOf(db, `${where} verdict`, row.verdict, VERDICTS),
    httpStatus: row.http_status,
    cause: row.cause === null ? null : readOneOf(db, `${where} cause`, row.cause, LINK_CAUSES),
    raw: row.raw,
    finalUrl: row.final_url,
    hops: readJson(db, `${where} hops`, row.hops, isHops),
    redirects: row.redirects,
    latencyMs: row.latency_ms,
    bytes: row.bytes,
    backlink: row.backlink === null ? null : readOneOf(db, `${where} backlink`, row.backlink, BACKLINK_STATES),
    anchor: row.anchor === null ? null : readJson(db, `${where} anchor`, row.anchor, isAnchor),
    attempts: row.attempts,
    checkedAt: row.checked_at,
    isShown: row.is_shown === 1,
  }
}

function isHops(value: unknown): value is LinkHop[] {
  return Array.isArray(value) && value.every((hop) => isRecord(hop) && typeof hop['url'] === 'string')
}

function isAnchor(value: unknown): value is LinkAnchor {
  return isRecord(value) && ['href', 'text', 'rel'].every((key) => typeof value[key] === 'string')
}
