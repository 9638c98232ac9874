import { isAppError } from '../../../shared/domain/app-error.ts'
import type { TagFacts } from '../../../shared/domain/item.ts'
import type { ConnectorAccount } from '../../../shared/worker/frames.ts'
import type { ConnectorContext, FactSink } from '../connector.ts'
import { HUAWEI_APIS, INVENTORY_PAGE, type HuaweiApi, type TagTarget } from './api.ts'
import { isKeyFailure, isServiceClosed } from './errors.ts'
import { toCauseParams, type Reporter } from './reporter.ts'
import type { HuaweiSession } from './session.ts'
import { isRegionalTmsType, toTmsType } from './tms-types.ts'

/** What the list says about a resource, kept small: it is held for every resource until the sync ends. */
export interface Listed {
  readonly typeCode: string | null
  readonly projectId: string | null
}

export interface TagParts {
  readonly account: ConnectorAccount
  readonly api: HuaweiApi
  readonly session: HuaweiSession
  readonly sink: FactSink
  readonly context: ConnectorContext
  readonly reporter: Reporter
  readonly signal: AbortSignal
  /** Resolves with everything that the list holds when it has been read. */
  readonly listed: Promise<ReadonlyMap<string, Listed>>
}

export type TagOutcome = 'complete' | 'partial' | 'none'

/** More pages than any account has: a marker that runs in circles ends here. */
const MAX_INVENTORY_PAGES = 10_000
const TAG_BATCH = 200

/**
 * Reads all tags: in bulk from Config beside the list; where that is refused, resource by resource from TMS after it.
 * Fails only when the key itself is refused.
 */
export async function readTags(parts: TagParts): Promise<TagOutcome> {
  const covered = new Set<string>()
  if (await readFromInventory(parts, covered)) return 'complete'
  return await readOneByOne(parts, covered)
}

async function readFromInventory(parts: TagParts, covered: Set<string>): Promise<boolean> {
  const { api, sink, context, reporter, signal } = parts
  try {
    const domainId = await api.getDomainId(signal)
    const read = (from: string | null) => api.listInventory(domainId, INVENTORY_PAGE, from, signal)
    let marker: string | null = null
    let pending = read(marker)
    for (let page = 1; page <= MAX_INVENTORY_PAGES; page += 1) {
      const { entries, nextMarker } = await pending
      const isLast = nextMarker === null
      const isCircular = !isLast && nextMarker === marker
      if (!isLast && !isCircular && page < MAX_INVENTORY_PAGES) {
        // The next page is on its way while this one is taken in; its failure is met when it is waited for.
        pending = read(nextMarker)
        pending.catch(() => {})
      }
      for (const { resourceId } of entries) covered.add(resourceId)
      if (entries.length > 0) await sink.tags(entries)
      context.progress({ stage: 'tags', done: covered.size, total: isLast ? covered.size : null, failed: 0 })
      if (isLast) {
        reporter.info('tags', 'huawei.tags-in-bulk', { count: covered.size })
        return true
      }
      if (isCircular) break
      marker = nextMarker
    }
    reporter.warn('tags', 'huawei.inventory-circular')
  } catch (error) {
    if (signal.aborted || isFatal(error)) throw error
    const code =
      isAppError(error) && isServiceClosed(error.code) ? 'huawei.inventory-forbidden' : 'huawei.inventory-failed'
    reporter.warn('tags', code, toCauseParams(error))
  }
  return false
}

/** Only a refusal by a service beside the list may be its own; anything else about the key concerns all of them. */
function isFatal(error: unknown): boolean {
  return !isAppError(error) || (isKeyFailure(error.code) && error.code !== 'CLOUD_KEY_REJECTED')
}

async function readOneByOne(parts: TagParts, covered: ReadonlySet<string>): Promise<TagOutcome> {
  const { api, sink, context, reporter, signal } = parts
  const listed = await parts.listed
  const { targets, unaskable } = toTargets(listed, covered)
  const understoodTypes = new Set<string>()
  const refusedTypes = new Set<string>()
  let unknown = unaskable
  const total = targets.length
  let done = 0
  let refused: unknown = null
  let lastFailure: unknown = null
  let batch: TagFacts[] = []

  async function flush(minimum: number): Promise<void> {
    if (batch.length < minimum) return
    const full = batch
    batch = []
    await sink.tags(full)
  }

  async function sweep(queue: TagTarget[]): Promise<TagTarget[]> {
    const failed: TagTarget[] = []
    const work = async (): Promise<void> => {
      for (let target = queue.pop(); target !== undefined && refused === null; target = queue.pop()) {
        if (refusedTypes.has(target.tmsType)) {
          unknown += 1
          continue
        }
        try {
          // Awaited first: meanwhile another worker may have sent the batch and begun a new one.
          const tags = await api.getResourceTags(target, signal)
          batch.push({ resourceId: target.resourceId, tags })
          understoodTypes.add(target.tmsType)
          done += 1
        } catch (error) {
          if (signal.aborted || isFatal(error)) throw error
          if (isAppError(error) && isServiceClosed(error.code)) refused ??= error
          // TMS does not know this resource: nothing has failed, but its tags are unknown.
          else if (isAppError(error) && error.params['status'] === 404) unknown += 1
          else if (isAppError(error) && error.params['status'] === 400 && !understoodTypes.has(target.tmsType)) {
            refusedTypes.add(target.tmsType)
            unknown += 1
          } else {
            lastFailure = error
            failed.push(target)
          }
        }
        await flush(TAG_BATCH)
        context.progress({ stage: 'tags', done, total, failed: failed.length })
      }
    }
    await Promise.all(Array.from({ length: Math.min(parts.account.limits.concurrency, queue.length) }, work))
    return failed
  }

  if (total > 0) {
    reporter.info('tags', 'huawei.tags-one-by-one', { count: total })
    parts.session.caller.expect(HUAWEI_APIS.tags, total)
  }
  let failed = await sweep(targets)
  // Whoever failed through bad luck gets a second chance when the others are done.
  if (failed.length > 0 && refused === null) failed = await sweep(failed)
  await flush(1)
  context.progress({ stage: 'tags', done, total, failed: failed.length })

  if (refused !== null) reporter.warn('tags', 'huawei.tags-forbidden', toCauseParams(refused))
  else if (failed.length > 0)
    reporter.warn('tags', 'huawei.tags-missing', { count: failed.length, ...toCauseParams(lastFailure) })
  if (unknown > 0) reporter.info('tags', 'huawei.tags-unknown-types', { count: unknown })
  if (done > 0) reporter.info('tags', 'huawei.tags-read', { count: done })
  if (refused === null && failed.length === 0 && unknown === 0) return 'complete'
  return done > 0 || covered.size > 0 ? 'partial' : 'none'
}

function toTargets(
  listed: ReadonlyMap<string, Listed>,
  covered: ReadonlySet<string>,
): { targets: TagTarget[]; unaskable: number } {
  const targets: TagTarget[] = []
  let unaskable = 0
  for (const [resourceId, { typeCode, projectId }] of listed) {
    if (covered.has(resourceId)) continue
    const tmsType = toTmsType(typeCode)
    const isAskable =
      tmsType !== null && !resourceId.startsWith('order:') && (projectId !== null || !isRegionalTmsType(tmsType))
    if (isAskable) targets.push({ resourceId, tmsType, projectId })
    else unaskable += 1
  }
  return { targets, unaskable }
}
