import type { ItemFacts } from '../../../shared/domain/item.ts'
import type { SyncJob } from '../../../shared/worker/frames.ts'
import type { ConnectorContext, FactSink } from '../connector.ts'
import { HUAWEI_APIS, LIST_PAGE, type HuaweiApi, type ListPage } from './api.ts'
import { lookUpMissing } from './look-up.ts'
import type { PriceChain } from './prices.ts'
import type { ProjectNames } from './projects.ts'
import type { Reporter } from './reporter.ts'
import type { HuaweiSession } from './session.ts'
import type { Listed } from './tags.ts'
import { toItem } from './to-item.ts'

export interface ListParts {
  readonly job: SyncJob
  readonly api: HuaweiApi
  readonly session: HuaweiSession
  readonly sink: FactSink
  readonly context: ConnectorContext
  readonly reporter: Reporter
  readonly projects: ProjectNames
  readonly prices: PriceChain
  readonly signal: AbortSignal
  /** Called at once when a page fails for good, so that its siblings stop as well. */
  onFatal(error: unknown): void
}

export interface ListOutcome {
  readonly distinct: number
  readonly reportedTotal: number | null
  readonly isStable: boolean
  readonly unreadable: number
  readonly passes: number
}

export const MAX_PASSES = 3
const PAGES_AT_ONCE = 4
const MAX_TIME_WARNINGS = 20
/** The offset ends here (facts: cloud-apis A2), and so does a list without a total that never comes to an end. */
const MAX_OFFSET = 2_000_000

/** One reading of the list from its start. */
interface Pass {
  readonly number: number
  readonly seen: Set<string>
  total: number | null
  hasMoved: boolean
  duplicates: number
  unreadable: number
}

/** Reads the list until a pass is proven whole: every row seen once, and the total never moved. Three passes at most. */
export async function readList(parts: ListParts, listed: Map<string, Listed>): Promise<ListOutcome> {
  const { reporter } = parts
  const warned = new Set<string>()
  for (let number = 1; ; number += 1) {
    const pass: Pass = { number, seen: new Set(), total: null, hasMoved: false, duplicates: 0, unreadable: 0 }
    await readPass(parts, pass, listed, warned)
    const isStable = pass.total !== null && !pass.hasMoved && pass.seen.size + pass.unreadable === pass.total
    if (pass.unreadable > 0) reporter.warn('list', 'huawei.rows-unreadable', { count: pass.unreadable })
    if (pass.duplicates > 0) reporter.info('list', 'huawei.rows-repeated', { count: pass.duplicates })
    if (isStable || number === MAX_PASSES || pass.total === null) {
      const counts = { count: pass.seen.size, total: pass.total ?? -1, passes: number }
      if (isStable) reporter.info('list', 'huawei.list-read', counts)
      else if (pass.total === null) reporter.warn('list', 'huawei.list-without-total', { count: pass.seen.size })
      else reporter.warn('list', 'huawei.list-unstable', counts)
      const isProven = isStable && (await lookUpMissing(parts, pass.seen))
      return {
        distinct: pass.seen.size,
        reportedTotal: pass.total,
        isStable: isProven,
        unreadable: pass.unreadable,
        passes: number,
      }
    }
    reporter.info('list', 'huawei.list-again', { count: pass.seen.size, total: pass.total, next: number + 1 })
  }
}

async function readPass(parts: ListParts, pass: Pass, listed: Map<string, Listed>, warned: Set<string>): Promise<void> {
  const { context, session, reporter } = parts
  const first = await readPage(parts, 0)
  pass.total = first.total
  if (pass.number === 1) {
    if (first.total !== null) reporter.info('list', 'huawei.total', { total: first.total })
    warnOfClock(parts)
  }
  context.progress({ stage: 'list', done: 0, total: first.total, failed: 0 })
  const take = (page: ListPage): Promise<void> => takePage(parts, pass, page, listed, warned)
  if (first.total === null) {
    await readToShortPage(parts, first, take)
    return
  }
  const pages = Math.ceil(Math.min(first.total, MAX_OFFSET) / LIST_PAGE)
  session.caller.expect(HUAWEI_APIS.list, pages)
  if (pages > 1 && first.rows.length < LIST_PAGE) {
    // The provider caps its pages lower than it promises: the next page begins where this one has ended.
    await readByCount(parts, first, first.total, take)
    return
  }
  await take(first)
  let next = 1
  const work = async (): Promise<void> => {
    while (next < pages) {
      const offset = next * LIST_PAGE
      next += 1
      await take(await readPage(parts, offset))
    }
  }
  await Promise.all(
    Array.from({ length: Math.min(PAGES_AT_ONCE, pages - 1) }, () =>
      work().catch((error: unknown) => {
        parts.onFatal(error)
        throw error
      }),
    ),
  )
}

/** Pages of unknown length are read one after the other, each from where the last one has ended. */
async function readByCount(
  parts: ListParts,
  first: ListPage,
  total: number,
  take: (page: ListPage) => Promise<void>,
): Promise<void> {
  let page = first
  for (let offset = 0; ;) {
    await take(page)
    offset += page.rows.length
    if (page.rows.length === 0 || offset >= Math.min(total, MAX_OFFSET)) return
    page = await readPage(parts, offset)
  }
}

/** Without a total nobody knows how many pages there are, so they are read one after the other. */
async function readToShortPage(
  parts: ListParts,
  first: ListPage,
  take: (page: ListPage) => Promise<void>,
): Promise<void> {
  let page = first
  for (let offset = LIST_PAGE; ; offset += LIST_PAGE) {
    await take(page)
    if (page.rows.length < LIST_PAGE || offset > MAX_OFFSET) return
    page = await readPage(parts, offset)
  }
}

function readPage(parts: ListParts, offset: number): Promise<ListPage> {
  return parts.api.listResources({ offset, limit: LIST_PAGE, expiresBefore: parts.job.expiresBefore }, parts.signal)
}

async function takePage(
  parts: ListParts,
  pass: Pass,
  page: ListPage,
  listed: Map<string, Listed>,
  warned: Set<string>,
): Promise<void> {
  if (page.total !== pass.total) pass.hasMoved = true
  const items: ItemFacts[] = []
  for (const row of page.rows) {
    const read = toItem(row)
    if (!read) {
      pass.unreadable += 1
      continue
    }
    const { item } = read
    if (pass.seen.has(item.resourceId)) {
      pass.duplicates += 1
      continue
    }
    pass.seen.add(item.resourceId)
    // What is closed has no tags any more, neither in Config nor in TMS.
    if (item.status === 'closed') listed.delete(item.resourceId)
    else listed.set(item.resourceId, { typeCode: item.typeCode, projectId: item.projectId })
    items.push(item)
    if (read.malformedTimes.length > 0) warnOfTimes(parts, item, read.malformedTimes, warned)
  }
  parts.prices.add(items)
  const complete = await parts.projects.withNames(items)
  if (complete.length > 0) await parts.sink.items(pass.number, complete)
  parts.signal.throwIfAborted()
  parts.context.progress({ stage: 'list', done: pass.seen.size, total: pass.total, failed: pass.unreadable })
}

function warnOfTimes(parts: ListParts, item: ItemFacts, fields: readonly string[], warned: Set<string>): void {
  if (warned.has(item.resourceId) || warned.size > MAX_TIME_WARNINGS) return
  warned.add(item.resourceId)
  if (warned.size > MAX_TIME_WARNINGS) parts.reporter.warn('list', 'huawei.times-malformed-more')
  else {
    const params = { resource: item.resourceName || item.resourceId, id: item.resourceId, fields: fields.join(', ') }
    parts.reporter.warn('list', 'huawei.time-malformed', params)
  }
}

const NOTABLE_SKEW_MS = 5 * 60_000

/** Days left are counted by this machine's clock, and the gateway refuses signatures at 15 minutes. */
function warnOfClock({ session, reporter }: ListParts): void {
  const skewMs = session.clockSkewMs
  if (skewMs === null || Math.abs(skewMs) <= NOTABLE_SKEW_MS) return
  const code = skewMs > 0 ? 'huawei.clock-fast' : 'huawei.clock-slow'
  reporter.warn('connect', code, { minutes: Math.round(Math.abs(skewMs) / 60_000) })
}
