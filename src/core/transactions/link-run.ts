import { randomUUID } from 'node:crypto'
import { LINKS_ACCOUNT_ID } from '../../shared/domain/account.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import type { LinkRunFigures, LinkScope } from '../../shared/domain/link.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import type { LinkRunCommands, LinkRunRequest } from '../db/link-run-commands.ts'
import {
  asksLinks,
  countScope,
  findLinkFigures,
  findLinkRequest,
  findUnknownGroup,
  findUnknownLink,
  insertLinkRequest,
  listLatencies,
  putLinkFigures,
  toFirstFigures,
} from '../db/repositories/link-run.ts'
import { endSuccess, findActiveRun, getRun, insertRun, interruptRuns } from '../db/repositories/run.ts'
import type { WriteContext } from './context.ts'
import { recordLinks } from './link-record.ts'
import { isAlive } from './run-liveness.ts'

type LinkRunWriteHandlers = {
  readonly [Name in keyof LinkRunCommands]: (
    ctx: WriteContext,
    input: LinkRunCommands[Name]['input'],
  ) => LinkRunCommands[Name]['output']
}

/** One run over links at a time; that of a process that has died does not count and becomes `interrupted` on the spot. */
const createLinkRun: LinkRunWriteHandlers['link.createRun'] = ({ db }, input) =>
  transaction(db, () => createLinkRunRow(db, input))

/** The same within the caller's transaction. */
export function createLinkRunRow(
  db: WriteDb,
  input: LinkRunCommands['link.createRun']['input'],
): LinkRunCommands['link.createRun']['output'] {
  const { request, at } = input
  const counts = countKnown(db, request, at)
  const active = findActiveRun(db, LINKS_ACCOUNT_ID)
  if (active && isAlive(db, active, input.instanceId)) {
    if (covers(db, active.run_id, request)) return { runId: active.run_id, isNew: false }
    throw new AppError('LINKS_BUSY', { run: active.run_id })
  }
  if (active) {
    for (const runId of interruptRuns(db, [active.instance_id], at)) completeLinkFigures(db, runId)
  }
  const runId = randomUUID()
  insertRun(db, {
    runId,
    accountId: LINKS_ACCOUNT_ID,
    kind: input.kind,
    windowDays: null,
    retryOf: input.retryOf,
    instanceId: input.instanceId,
    startedAt: at,
  })
  insertLinkRequest(db, runId, request, toFirstFigures(request, counts))
  return { runId, isNew: true }
}

function countKnown(db: WriteDb, request: LinkRunRequest, at: number) {
  const { scope } = request
  const link = scope.kind === 'links' ? findUnknownLink(db, scope.linkIds) : null
  if (link !== null) throw new AppError('LINK_NOT_FOUND', { link })
  const group = scope.kind === 'groups' ? findUnknownGroup(db, scope.groupIds) : null
  if (group !== null) throw new AppError('LINK_GROUP_NOT_FOUND', { group })
  const counts = countScope(db, request, at)
  if (counts.links === 0) throw new AppError('NO_LINK')
  return counts
}

/** True when a run that is going on brings all that a request wants, by the same rules. */
function covers(db: WriteDb, runId: string, wanted: LinkRunRequest): boolean {
  const active = findLinkRequest(db, runId)
  if (!active) return false
  if (active.isStrict !== wanted.isStrict || active.allowsPrivate !== wanted.allowsPrivate) return false
  // The other limits are manners; this one decides what counts as an answer.
  if (active.limits.timeoutMs !== wanted.limits.timeoutMs) return false
  if (wanted.scope.kind === 'links') {
    const { startedAt } = getRun(db, runId)
    return asksLinks(db, { runId, request: active, startedAt }, wanted.scope.linkIds)
  }
  return holds(active.scope, wanted.scope) && (active.includesResting || !wanted.includesResting)
}

function holds(active: LinkScope, wanted: Exclude<LinkScope, { kind: 'links' }>): boolean {
  if (active.kind === 'all') return true
  if (active.kind !== 'groups' || wanted.kind !== 'groups') return false
  return wanted.groupIds.every((groupId) => active.groupIds.includes(groupId))
}

const commitLinkRun: LinkRunWriteHandlers['link.commit'] = ({ db }, { runId, metrics, warnings, at }) =>
  transaction(db, () => {
    if (!endSuccess(db, runId, { metrics, warnings, at })) {
      throw new AppError('INTERNAL', { runId }, { raw: `the run has ended as ${getRun(db, runId).state}` })
    }
    completeLinkFigures(db, runId)
    return getRun(db, runId)
  })

/**
 * The last figures of a run that has ended, however it ended: how long its checks took, and links that nobody asked any
 * more as `cancelled`. Does nothing for another run.
 */
export function completeLinkFigures(db: WriteDb, runId: string): void {
  const figures = findLinkFigures(db, runId)
  if (!figures) return
  const latencies = listLatencies(db, runId)
  const { checked } = figures
  // Between the count and the first request links may have left the white list, or come into a group.
  const activeNum = Math.max(figures.activeNum, checked)
  const skipped = Math.min(figures.skipped, activeNum - checked)
  const left = activeNum - skipped - checked
  const { cancelled: _, skipped: __, ...asked } = figures.byVerdict
  const complete: LinkRunFigures = {
    ...figures,
    activeNum,
    skipped,
    byVerdict: { ...(skipped > 0 && { skipped }), ...asked, ...(left > 0 && { cancelled: left }) },
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    slowestMs: latencies.at(-1) ?? null,
  }
  putLinkFigures(db, runId, complete)
}

/** Nearest rank. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}

/** Every way to write of runs over links; a missing or an extra one does not compile. */
export const linkRunWriteHandlers: LinkRunWriteHandlers = {
  'link.createRun': createLinkRun,
  'link.record': recordLinks,
  'link.commit': commitLinkRun,
}
