import { VERDICTS, type LinkRunFigures, type LinkScope, type Verdict } from '../../../shared/domain/link.ts'
import { LONGEST_REST_MS } from '../../../shared/domain/link-policy.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import type { LinkRunRequest } from '../link-run-commands.ts'
import { sql, sqlFragment, type SqlFragment } from '../sql.ts'
import { isRecord, isStringList, isWholeNumber, readJson } from './json-column.ts'

/** Ids of links that a run's figures name; a run over more of them keeps the whole list for its retry only. */
const NAMED_LINKS = 1000

/** A request as its run keeps it. */
export interface StoredLinkRequest extends LinkRunRequest {
  /** The newest link when the run began: links that came later are not its own, whatever the clock says. */
  readonly lastLinkKey: number
}

/** A link that a run asks. */
export interface PlannedLink {
  readonly link_id: string
  readonly url: string
  readonly backlink_site: string | null
  readonly allows_private: 0 | 1
  readonly includes_subdomains: 0 | 1
  readonly latency_ms: number | null
}

/** What a scope holds at an instant. */
export interface ScopeCounts {
  readonly links: number
  readonly whitelisted: number
  readonly resting: number
}

const idList = (ids: readonly string[]): SqlFragment =>
  sqlFragment`(SELECT value FROM json_each(${JSON.stringify(ids)}))`

/** Links of a scope, over the alias l. */
function inScope(scope: LinkScope): SqlFragment {
  switch (scope.kind) {
    case 'all':
      return sqlFragment`1`
    case 'groups':
      return sqlFragment`l.group_id IN ${idList(scope.groupIds)}`
    case 'links':
      return sqlFragment`l.link_id IN ${idList(scope.linkIds)}`
  }
}

/** Links that a request leaves alone because they have been dead for long; named ones are always asked. */
function isResting({ scope, includesResting }: LinkRunRequest, at: number): SqlFragment {
  if (includesResting || scope.kind === 'links') return sqlFragment`0`
  return sqlFragment`(l.next_check_at IS NOT NULL AND l.next_check_at > ${at} AND l.next_check_at <= ${at + LONGEST_REST_MS})`
}

export const linkRunQueries = {
  counts: (request: LinkRunRequest, at: number) =>
    sql`SELECT count(*) AS links, count(l.whitelist_reason) AS whitelisted,
        count(*) FILTER (WHERE l.whitelist_reason IS NULL AND ${isResting(request, at)}) AS resting
      FROM link l WHERE ${inScope(request.scope)}`,
  planned: (request: StoredLinkRequest, startedAt: number) =>
    sql`SELECT l.link_id, l.url, l.backlink_site, g.allows_private, g.includes_subdomains, l.latency_ms
      FROM link l CROSS JOIN link_group g ON g.group_id = l.group_id
      WHERE ${inScope(request.scope)} AND l.whitelist_reason IS NULL AND NOT ${isResting(request, startedAt)}
        AND l.link_key <= ${request.lastLinkKey}
      ORDER BY l.link_key`,
  /** One of these links that a run over many of them does not ask, or asked before it was edited. */
  left: (runId: string, linkIds: readonly string[], active: StoredLinkRequest, startedAt: number) =>
    sql`SELECT l.link_id FROM link l WHERE l.link_id IN ${idList(linkIds)} AND l.whitelist_reason IS NULL
        AND (NOT ${inScope(active.scope)} OR l.link_key > ${active.lastLinkKey} OR l.updated_at > ${startedAt}
          OR (${isResting(active, startedAt)} AND NOT EXISTS (
            SELECT 1 FROM link_check c WHERE c.run_id = ${runId} AND c.link_key = l.link_key)))
      LIMIT 1`,
  latencies: (runId: string) =>
    sql`SELECT latency_ms AS ms FROM link_check WHERE run_id = ${runId} AND latency_ms IS NOT NULL ORDER BY 1`,
}

export function countScope(db: ReadDb, request: LinkRunRequest, at: number): ScopeCounts {
  const row = get<ScopeCounts>(db, 'linkRun.counts', linkRunQueries.counts(request, at))
  return row ?? { links: 0, whitelisted: 0, resting: 0 }
}

/** Links that a run asks, the oldest first. */
export function listPlannedLinks(db: ReadDb, request: StoredLinkRequest, startedAt: number): PlannedLink[] {
  return all(db, 'linkRun.planned', linkRunQueries.planned(request, startedAt))
}

/** True when a run that began then asks all of these links as they are now. */
export function asksLinks(
  db: ReadDb,
  run: { readonly runId: string; readonly request: StoredLinkRequest; readonly startedAt: number },
  linkIds: readonly string[],
): boolean {
  return !get(db, 'linkRun.left', linkRunQueries.left(run.runId, linkIds, run.request, run.startedAt))
}

/** The first of these ids that no link has; null when all are known. */
export function findUnknownLink(db: ReadDb, linkIds: readonly string[]): string | null {
  const row = get<{ id: string }>(
    db,
    'linkRun.unknownLink',
    sql`SELECT w.value AS id FROM json_each(${JSON.stringify(linkIds)}) w
      WHERE NOT EXISTS (SELECT 1 FROM link WHERE link_id = w.value) LIMIT 1`,
  )
  return row?.id ?? null
}

/** Those of these ids that a link has. */
export function keepKnownLinks(db: ReadDb, linkIds: readonly string[]): string[] {
  const rows = all<{ id: string }>(
    db,
    'linkRun.knownLinks',
    sql`SELECT w.value AS id FROM json_each(${JSON.stringify(linkIds)}) w
      WHERE EXISTS (SELECT 1 FROM link WHERE link_id = w.value) ORDER BY w.key`,
  )
  return rows.map(({ id }) => id)
}

/** The first of these ids that no group has; null when all are known. */
export function findUnknownGroup(db: ReadDb, groupIds: readonly string[]): string | null {
  const row = get<{ id: string }>(
    db,
    'linkRun.unknownGroup',
    sql`SELECT w.value AS id FROM json_each(${JSON.stringify(groupIds)}) w
      WHERE NOT EXISTS (SELECT 1 FROM link_group WHERE group_id = w.value) LIMIT 1`,
  )
  return row?.id ?? null
}

/** What a run was asked for, with its figures as they stand. */
export function insertLinkRequest(db: WriteDb, runId: string, request: LinkRunRequest, figures: LinkRunFigures): void {
  run(
    db,
    'linkRun.insert',
    sql`UPDATE run SET
        link_request = json_set(${JSON.stringify(request)}, '$.lastLinkKey', (SELECT coalesce(max(link_key), 0) FROM link)),
        link_figures = ${JSON.stringify(figures)}
      WHERE run_id = ${runId}`,
  )
}

export function putLinkFigures(db: WriteDb, runId: string, figures: LinkRunFigures): void {
  run(db, 'linkRun.figures', sql`UPDATE run SET link_figures = ${JSON.stringify(figures)} WHERE run_id = ${runId}`)
}

/** What a run over links was asked for; null for another run or none. */
export function findLinkRequest(db: ReadDb, runId: string): StoredLinkRequest | null {
  const row = get<{ request: string | null }>(
    db,
    'linkRun.request',
    sql`SELECT link_request AS request FROM run WHERE run_id = ${runId}`,
  )
  if (!row || row.request === null) return null
  return readJson(db, `run ${runId} link request`, row.request, isLinkRequest)
}

/** Figures as they were last stored; null for another run or none. */
export function findLinkFigures(db: ReadDb, runId: string): LinkRunFigures | null {
  const row = get<{ figures: string | null }>(
    db,
    'linkRun.storedFigures',
    sql`SELECT link_figures AS figures FROM run WHERE run_id = ${runId}`,
  )
  return !row || row.figures === null ? null : readLinkFigures(db, runId, row.figures)
}

/** The figures of a run's row. */
export function readLinkFigures(db: ReadDb, runId: string, text: string): LinkRunFigures {
  return readJson(db, `run ${runId} link figures`, text, isLinkFigures)
}

/** How long the checks of a run took, the shortest first. */
export function listLatencies(db: ReadDb, runId: string): number[] {
  return all<{ ms: number }>(db, 'linkRun.latencies', linkRunQueries.latencies(runId)).map(({ ms }) => ms)
}

/** The figures of a run that has asked nothing yet. */
export function toFirstFigures(request: LinkRunRequest, counts: ScopeCounts): LinkRunFigures {
  const skipped = counts.whitelisted + counts.resting
  const { scope } = request
  return {
    scope: scope.kind === 'links' ? { kind: 'links', linkIds: scope.linkIds.slice(0, NAMED_LINKS) } : scope,
    isStrict: request.isStrict,
    activeNum: counts.links,
    checked: 0,
    skipped,
    toShow: 0,
    toNotShow: 0,
    byVerdict: skipped > 0 ? { skipped } : {},
    p50Ms: null,
    p95Ms: null,
    slowestMs: null,
  }
}

function isScope(value: unknown): value is LinkScope {
  if (!isRecord(value)) return false
  switch (value['kind']) {
    case 'all':
      return true
    case 'groups':
      return isStringList(value['groupIds'])
    case 'links':
      return isStringList(value['linkIds'])
    default:
      return false
  }
}

function isLinkRequest(value: unknown): value is StoredLinkRequest {
  return (
    isRecord(value) &&
    isScope(value['scope']) &&
    ['isStrict', 'allowsPrivate', 'includesResting'].every((key) => typeof value[key] === 'boolean') &&
    isWholeNumber(value['lastLinkKey'], 0, Number.MAX_SAFE_INTEGER) &&
    isRecord(value['limits']) &&
    Object.values(value['limits']).every((limit) => isWholeNumber(limit, 0, 1_000_000))
  )
}

function isLinkFigures(value: unknown): value is LinkRunFigures {
  if (!isRecord(value) || !isScope(value['scope']) || typeof value['isStrict'] !== 'boolean') return false
  const byVerdict = value['byVerdict']
  return (
    ['activeNum', 'checked', 'skipped', 'toShow', 'toNotShow'].every((key) => isWholeNumber(value[key], 0, 1e9)) &&
    isRecord(byVerdict) &&
    Object.entries(byVerdict).every(
      ([verdict, count]) => VERDICTS.includes(verdict as Verdict) && isWholeNumber(count, 0, 1e9),
    ) &&
    ['p50Ms', 'p95Ms', 'slowestMs'].every((key) => value[key] === null || Number.isFinite(value[key]))
  )
}
