import {
  BACKLINK_STATES,
  LINK_CAUSES,
  PINNED_STATES,
  VERDICTS,
  type HiddenReason,
  type Link,
  type PinnedState,
  type Whitelisting,
} from '../../../shared/domain/link.ts'
import { toShownState } from '../../../shared/domain/link-policy.ts'
import type { ReadDb } from '../connection.ts'
import { isRecord, readJson, readOneOf } from './json-column.ts'

/** What people and checks have set of a link, as stored. */
export interface LinkStateRow {
  readonly link_id: string
  readonly whitelist_reason: string | null
  readonly whitelist_by: string | null
  readonly whitelist_at: number | null
  readonly whitelist_review_on: string | null
  readonly is_shown: 0 | 1
  readonly hidden_reason: string | null
  readonly pinned: string | null
  readonly pinned_words: string | null
  readonly pinned_by: string | null
  readonly pinned_at: number | null
}

/** True for a reason that checks may have set. */
function isHiddenReason(value: unknown): value is Exclude<HiddenReason, { kind: 'person' }> {
  if (!isRecord(value)) return false
  switch (value['kind']) {
    case 'status':
      return Number.isInteger(value['status'])
    case 'verdict':
      return (
        (VERDICTS as readonly unknown[]).includes(value['verdict']) &&
        (value['cause'] === null || (LINK_CAUSES as readonly unknown[]).includes(value['cause']))
      )
    case 'no-backlink':
      return true
    default:
      return false
  }
}

/** What everybody sees of a link's state: white-listing lies over pins, and these over what checks say. */
export interface ShownState {
  readonly whitelisting: Whitelisting | null
  readonly pinned: PinnedState | null
  readonly isShown: boolean
  readonly hiddenReason: HiddenReason | null
}

export function readShownState(db: ReadDb, row: LinkStateRow): ShownState {
  const where = `link ${row.link_id}`
  const whitelisting = toWhitelisting(row)
  const pinned = row.pinned === null ? null : readOneOf(db, `${where} pinned`, row.pinned, PINNED_STATES)
  const isShown = toShownState({ isWhitelisted: whitelisting !== null, pinned, isShown: row.is_shown === 1 })
  return { whitelisting, pinned, isShown, hiddenReason: isShown ? null : toHiddenReason(db, row, pinned) }
}

function toWhitelisting(row: LinkStateRow): Whitelisting | null {
  const { whitelist_at: at, whitelist_by: by, whitelist_reason: reason } = row
  return at === null || by === null || reason === null ? null : { reason, by, at, reviewOn: row.whitelist_review_on }
}

function toHiddenReason(db: ReadDb, row: LinkStateRow, pinned: PinnedState | null): HiddenReason | null {
  if (pinned === 'hidden') {
    return { kind: 'person', words: row.pinned_words, by: row.pinned_by ?? '', at: row.pinned_at ?? 0 }
  }
  if (row.hidden_reason === null) return null
  return readJson(db, `link ${row.link_id} hidden_reason`, row.hidden_reason, isHiddenReason)
}

/** What the newest check says of a link, as stored. */
export interface CheckStateRow {
  readonly link_id: string
  readonly verdict: string | null
  readonly http_status: number | null
  readonly cause: string | null
  readonly backlink: string | null
  readonly rel: string | null
  readonly final_url: string | null
  readonly redirects: number
  readonly latency_ms: number | null
  readonly checked_at: number | null
  readonly consecutive_failures: number
  readonly unreachable_since: number | null
  readonly next_check_at: number | null
}

type CheckState = Pick<
  Link,
  | 'verdict'
  | 'httpStatus'
  | 'cause'
  | 'backlink'
  | 'rel'
  | 'finalUrl'
  | 'redirects'
  | 'latencyMs'
  | 'checkedAt'
  | 'consecutiveFailures'
  | 'unreachableSince'
  | 'nextCheckAt'
>

/**
 * Nobody asks a white-listed link, so what checks once said of it would be old news. It stays stored and holds again when
 * the white-listing ends.
 */
const NOT_ASKED: CheckState = {
  verdict: 'skipped',
  httpStatus: null,
  cause: null,
  backlink: null,
  rel: null,
  finalUrl: null,
  redirects: 0,
  latencyMs: null,
  checkedAt: null,
  consecutiveFailures: 0,
  unreachableSince: null,
  nextCheckAt: null,
}

/** What everybody sees of the newest check; of a white-listed link that nothing was asked. */
export function readCheckState(db: ReadDb, row: CheckStateRow, isWhitelisted: boolean): CheckState {
  if (isWhitelisted) return NOT_ASKED
  const where = `link ${row.link_id}`
  return {
    verdict: row.verdict === null ? null : readOneOf(db, `${where} verdict`, row.verdict, VERDICTS),
    httpStatus: row.http_status,
    cause: row.cause === null ? null : readOneOf(db, `${where} cause`, row.cause, LINK_CAUSES),
    backlink: row.backlink === null ? null : readOneOf(db, `${where} backlink`, row.backlink, BACKLINK_STATES),
    rel: row.rel,
    finalUrl: row.final_url,
    redirects: row.redirects,
    latencyMs: row.latency_ms,
    checkedAt: row.checked_at,
    consecutiveFailures: row.consecutive_failures,
    unreachableSince: row.unreachable_since,
    nextCheckAt: row.next_check_at,
  }
}

const DAY_MS = 86_400_000

/** Whole days of 24 hours since a link stopped answering. */
export function daysUnreachable(since: number | null, now: number): number | null {
  return since === null ? null : Math.max(0, Math.floor((now - since) / DAY_MS))
}
