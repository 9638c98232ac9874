import type { ChangeKind } from '../../../shared/domain/change.ts'
import type { DecisionKind } from '../../../shared/domain/review.ts'
import { all, get, type ReadDb } from '../connection.ts'
import { sql, sqlFragment, type SqlFragment, type SqlQuery } from '../sql.ts'

/** One line of the change log, as far as it tells how an item was before. */
export interface PastChange {
  readonly changeId: number
  readonly at: number
  readonly itemKey: number
  readonly kind: ChangeKind
  readonly field: string | null
  readonly old: string | null
  readonly new: string | null
}

/** One line of the people's history. */
export interface PastReview {
  readonly changeId: number
  readonly at: number
  readonly itemKey: number
  readonly field: string
  readonly old: string | null
  readonly new: string | null
}

/** Where a log is read from: from an instant on, what one run has left, or behind a line. */
export type LogRange =
  | { readonly kind: 'since'; readonly at: number }
  | { readonly kind: 'run'; readonly runId: string; readonly behind: number }
  | { readonly kind: 'behind'; readonly changeId: number }

/** The last line that was read; null before the first. */
export interface LogPlace {
  readonly at: number
  readonly changeId: number
}

/** Part of a log that is read in one go, in order. */
type LogPart =
  | LogRange
  | { readonly kind: 'instant'; readonly at: number; readonly behind: number }
  | { readonly kind: 'after'; readonly at: number }

/** The statements, apart for tests of their plans. */
export const pastQueries = {
  changes: (part: LogPart, limit: number): SqlQuery =>
    sql`SELECT change_id AS changeId, at, item_key AS itemKey, kind, field, old_value AS old, new_value AS new
      FROM item_change WHERE ${inPart(part)} LIMIT ${limit}`,
  reviews: (part: Exclude<LogPart, { kind: 'run' }>, limit: number): SqlQuery =>
    sql`SELECT change_id AS changeId, at, item_key AS itemKey, field, old_value AS old, new_value AS new
      FROM item_review_change WHERE ${inPart(part)} LIMIT ${limit}`,
  // The plus keeps the index of accounts out, which would go through all items of the account.
  appearedIn: ({
    accountId,
    runId,
    at,
  }: Omit<ChangingRun, 'account'>): SqlQuery => sql`SELECT item_key AS itemKey FROM item
      WHERE first_seen_at >= ${at} AND first_run_id = ${runId} AND +account_id = ${accountId}`,
  appearedSince: (at: number): SqlQuery => sql`SELECT item_key AS itemKey FROM item WHERE first_seen_at >= ${at}`,
}

function inPart(part: LogPart): SqlFragment {
  switch (part.kind) {
    case 'since':
      return sqlFragment`at >= ${part.at} ORDER BY at, change_id`
    case 'instant':
      return sqlFragment`at = ${part.at} AND change_id > ${part.behind} ORDER BY change_id`
    case 'after':
      return sqlFragment`at > ${part.at} ORDER BY at, change_id`
    case 'run':
      return sqlFragment`run_id = ${part.runId} AND change_id > ${part.behind} ORDER BY change_id`
    case 'behind':
      return sqlFragment`change_id > ${part.changeId} ORDER BY change_id`
  }
}

/** Reads on behind a line. A commit leaves thousands of lines of one instant, so those come on their own. */
function readOn<Range extends LogRange, Line>(
  range: Range,
  place: LogPlace | null,
  limit: number,
  read: (part: Range | Exclude<LogPart, { kind: 'run' }>, limit: number) => Line[],
): Line[] {
  if (place === null) return read(range, limit)
  switch (range.kind) {
    case 'since': {
      const lines = read({ kind: 'instant', at: place.at, behind: place.changeId }, limit)
      return lines.length === limit ? lines : lines.concat(read({ kind: 'after', at: place.at }, limit - lines.length))
    }
    case 'run':
      return read({ ...range, behind: place.changeId }, limit)
    case 'behind':
      return read({ ...range, changeId: place.changeId }, limit)
  }
}

/** The next lines of the change log, in the order of their instants, or of their numbers. */
export function readPastChanges(db: ReadDb, range: LogRange, place: LogPlace | null, limit: number): PastChange[] {
  return readOn(range, place, limit, (part, count) =>
    all<PastChange>(db, 'past.changes', pastQueries.changes(part, count)),
  )
}

/** The next lines of the people's history, in the same order. */
export function readPastReviews(
  db: ReadDb,
  range: Exclude<LogRange, { kind: 'run' }>,
  place: LogPlace | null,
  limit: number,
): PastReview[] {
  return readOn(range, place, limit, (part, count) =>
    all<PastReview>(db, 'past.reviews', pastQueries.reviews(part, count)),
  )
}

/** The next lines about the items of one account from an instant on. */
export function readAccountReviews(
  db: ReadDb,
  { accountId, at }: { readonly accountId: string; readonly at: number },
  place: LogPlace | null,
  limit: number,
): PastReview[] {
  return all<PastReview>(
    db,
    'past.accountReviews',
    sql`SELECT c.change_id AS changeId, c.at, c.item_key AS itemKey, c.field, c.old_value AS old, c.new_value AS new
      FROM item_review_change c CROSS JOIN item i ON i.item_key = c.item_key
      WHERE (c.at, c.change_id) > (${place?.at ?? at}, ${place?.changeId ?? 0}) AND i.account_id = ${accountId}
      ORDER BY c.at, c.change_id LIMIT ${limit}`,
  )
}

/** Keys of items that were first seen at an instant or later. */
export function listAppearedSince(db: ReadDb, at: number): number[] {
  return all<{ itemKey: number }>(db, 'past.appeared', pastQueries.appearedSince(at)).map(({ itemKey }) => itemKey)
}

/** Keys of items that a run of an account brought. */
export function listAppearedIn(db: ReadDb, { accountId, runId, at }: ChangingRun): number[] {
  return all<{ itemKey: number }>(db, 'past.appearedIn', pastQueries.appearedIn({ accountId, runId, at })).map(
    ({ itemKey }) => itemKey,
  )
}

/** Keys of items behind a key. */
export function listItemsBehind(db: ReadDb, itemKey: number): number[] {
  return all<{ itemKey: number }>(
    db,
    'past.itemsBehind',
    sql`SELECT item_key AS itemKey FROM item WHERE item_key > ${itemKey}`,
  ).map((row) => row.itemKey)
}

/** Keys of items whose decision was for an earlier expiry: it may open again with a new day, which writes nothing. */
export function listClosedDecisions(db: ReadDb): number[] {
  return all<{ itemKey: number }>(
    db,
    'past.closedDecisions',
    sql`SELECT r.item_key AS itemKey FROM item_review r CROSS JOIN item i ON i.item_key = r.item_key
      WHERE r.decision IN ('renew', 'renewed') AND r.decided_for_expires_at < i.expires_at`,
  ).map(({ itemKey }) => itemKey)
}

/** A decision as somebody made it, with the expiry it was made for; that is null in lines of older versions. */
export interface SaidDecision {
  readonly itemKey: number
  readonly decision: DecisionKind
  readonly expiresAt: number | null
}

/** The last decision that people made for each item before an instant; an item without one is missing. */
export function readDecisionsBefore(db: ReadDb, itemKeys: readonly number[], at: number): Map<number, SaidDecision> {
  const rows = all<SaidDecision>(
    db,
    'past.decisions',
    sql`SELECT c.item_key AS itemKey, c.new_value AS decision, c.expires_at AS expiresAt
      FROM json_each(${JSON.stringify(itemKeys)}) wanted
      CROSS JOIN item_review_change c ON c.change_id = (
        SELECT said.change_id FROM item_review_change said
        WHERE said.item_key = wanted.value AND said.at < ${at} AND said.field = 'decision' AND said.by <> ''
        ORDER BY said.at DESC, said.change_id DESC LIMIT 1)`,
  )
  return new Map(rows.map((row) => [row.itemKey, row]))
}

/** A run that has changed the picture of an account, with the instant of its first change. */
export interface ChangingRun {
  readonly accountId: string
  readonly account: string
  readonly runId: string
  readonly at: number
}

/** The instant before which a run had changed nothing; null when it has changed nothing at all. */
export function findFirstChangeAt(
  db: ReadDb,
  run: { readonly runId: string; readonly startedAt: number },
): number | null {
  const row = get<{ at: number | null }>(
    db,
    'past.firstChange',
    sql`SELECT min(at) AS at FROM (
        SELECT min(at) AS at FROM item_change WHERE run_id = ${run.runId}
        UNION ALL SELECT min(first_seen_at) FROM item WHERE first_seen_at >= ${run.startedAt} AND first_run_id = ${run.runId})`,
  )
  return row?.at ?? null
}

/** The newest run of each account that has changed its picture; an account without one is left out. */
export function listNewestChangingRuns(db: ReadDb): ChangingRun[] {
  const runs = all<Omit<ChangingRun, 'at'> & { startedAt: number }>(
    db,
    'past.changingRuns',
    sql`SELECT a.account_id AS accountId, a.name AS account, r.run_id AS runId,
        min(r.started_at, coalesce(r.ended_at, r.started_at)) AS startedAt
      FROM account a CROSS JOIN run r ON r.run_id = (
        SELECT run_id FROM run WHERE run.account_id = a.account_id AND run.state IN ('succeeded', 'incomplete')
          AND (run.added > 0 OR run.changed > 0 OR run.gone > 0)
        ORDER BY run.started_at DESC, run.rowid DESC LIMIT 1)
      ORDER BY a.account_id`,
  )
  return runs.flatMap(({ startedAt, ...run }) => {
    const at = findFirstChangeAt(db, { runId: run.runId, startedAt })
    return at === null ? [] : [{ ...run, at }]
  })
}
