import type { ItemFacts, PriceFacts, TagFacts } from '../../../shared/domain/item.ts'
import type { RunStage } from '../../../shared/domain/run.ts'
import { MAX_BATCH_ROWS, type SyncJob, type SyncOutcome } from '../../../shared/worker/frames.ts'
import type { ConnectorContext, FactSink } from '../connector.ts'
import { type Asset, assetAt } from './asset.ts'
import { hasQuote, mainIdOf, toIncludedPrices, toItems, toPrice, toTags } from './facts.ts'
import { assetCountFor, assetSize, firstItemOf } from './layout.ts'
import { profileOf } from './profile.ts'
import { breathe, createStage } from './stage.ts'

/** Number of items of a demo account that does not say how many it wants. */
const DEFAULT_SIZE = 600

// The sizes of the real services' answers: Config reports 200 resources per call, quotes come in small portions.
const TAG_BATCH_ROWS = 200
const PRICE_BATCH_ROWS = 200

// So many assets take a few milliseconds; between them a cancel frame can come in.
const ASSETS_PER_TURN = 500

/** Number of items that a demo account is made of. */
export function sizeOf(demoSize: number | null): number {
  return Math.max(0, Math.floor(demoSize ?? DEFAULT_SIZE))
}

const DAY_MS = 86_400_000

function isWithin(asset: Asset, expiresBefore: number | null): boolean {
  if (expiresBefore === null) return true
  return asset.expiresAt !== null && asset.expiresAt < expiresBefore
}

/** Says of which assets a quote belongs into this sync: the account's window, without those whose price is at hand. */
function quoteFilter(job: SyncJob): (asset: Asset) => boolean {
  const { quoteWithinDays } = job.account.limits
  if (quoteWithinDays === 0) return () => false
  const quoteBefore = job.now + quoteWithinDays * DAY_MS
  const fresh = new Set(job.recentlyQuoted)
  return (asset) => {
    if (asset.expiresAt === null || asset.expiresAt > quoteBefore || !hasQuote(asset)) return false
    // A price that changed with this very sync is told at once; a demo's quotes cost no request.
    const isRepriced = job.ordinal > 0 && asset.history.repricedBy === job.ordinal
    return isRepriced || fresh.size === 0 || !fresh.has(mainIdOf(asset, profileOf(asset)))
  }
}

interface Survey {
  readonly items: number
  readonly quotes: number
}

async function* reportedAssets(job: SyncJob, size: number, signal: AbortSignal): AsyncGenerator<Asset> {
  const count = assetCountFor(size)
  for (let number = 0; number < count; number += 1) {
    if (number % ASSETS_PER_TURN === 0) await breathe(signal, 0)
    const asset = assetAt(number, job.now, job.ordinal)
    if (asset && isWithin(asset, job.expiresBefore)) yield asset
  }
}

/** Resources that the stored picture has inside the window and that have moved out of it. */
async function* lookUpExpected(job: SyncJob, size: number, signal: AbortSignal): AsyncGenerator<ItemFacts> {
  if (job.expected.length === 0) return
  const expected = new Set(job.expected)
  for await (const asset of reportedAssets({ ...job, expiresBefore: null }, size, signal)) {
    if (isWithin(asset, job.expiresBefore)) continue
    for (const item of toItems(asset, profileOf(asset), size)) if (expected.has(item.resourceId)) yield item
  }
}

/** Counts what the list will hold, as a provider's first page tells the total. */
async function survey(
  assets: AsyncIterable<Asset>,
  size: number,
  isQuoteWanted: (asset: Asset) => boolean,
): Promise<Survey> {
  let items = 0
  let quotes = 0
  for await (const asset of assets) {
    const reported = Math.min(assetSize(asset.number), size - firstItemOf(asset.number))
    items += reported
    if (isQuoteWanted(asset)) quotes += reported
  }
  return { items, quotes }
}

/**
 * Reads the estate once. Everything is made while it is sent, one page of the list and the look-ups for it at a time, so
 * the memory needed does not depend on the size.
 */
export async function syncEstate(
  job: SyncJob,
  sink: FactSink,
  context: ConnectorContext,
  pauseMs: number,
): Promise<SyncOutcome> {
  const { signal } = context
  const size = sizeOf(job.account.demoSize)
  const isQuoteWanted = quoteFilter(job)
  signal.throwIfAborted()
  context.log('info', 'connect', 'demo.generated', { size, sync: job.ordinal + 1 })
  const found = await survey(reportedAssets(job, size, signal), size, isQuoteWanted)
  context.log('info', 'list', 'demo.total', { total: found.items })

  function stageOf<Row>(
    stage: RunStage,
    total: number,
    batchRows: number,
    put: (rows: readonly Row[]) => Promise<void>,
  ) {
    return createStage<Row>({
      stage,
      total,
      batchRows,
      context,
      async send(rows) {
        await breathe(signal, pauseMs)
        await put(rows)
      },
    })
  }
  const tags = stageOf<TagFacts>('tags', found.items, TAG_BATCH_ROWS, (rows) => sink.tags(rows))
  const prices = stageOf<PriceFacts>('prices', found.quotes, PRICE_BATCH_ROWS, (rows) => sink.prices(rows))
  const list = stageOf<ItemFacts>('list', found.items, MAX_BATCH_ROWS, async (rows) => {
    await sink.items(1, rows)
    context.log('debug', 'list', 'demo.page', { rows: rows.length })
  })

  // The look-ups for a page come after the page, as they do with a real provider; an asset is never torn apart.
  let page: { items: ItemFacts[]; tags: TagFacts[]; prices: PriceFacts[] } = { items: [], tags: [], prices: [] }
  async function sendPage(): Promise<void> {
    const { items, tags: tagRows, prices: priceRows } = page
    page = { items: [], tags: [], prices: [] }
    for (const row of items) await list.add(row)
    await list.flush()
    for (const row of tagRows) await tags.add(row)
    for (const row of priceRows) await prices.add(row)
  }

  for await (const asset of reportedAssets(job, size, signal)) {
    const profile = profileOf(asset)
    const items = toItems(asset, profile, size)
    if (page.items.length + items.length > MAX_BATCH_ROWS) await sendPage()
    page.items.push(...items)
    page.tags.push(...toTags(asset, profile, items))
    if (isQuoteWanted(asset)) {
      const price = toPrice(asset, profile, mainIdOf(asset, profile), job.now)
      page.prices.push(price, ...toIncludedPrices(price, items))
    }
  }
  await sendPage()
  for await (const item of lookUpExpected(job, size, signal)) await sink.items(0, [item])
  await tags.flush()
  context.log('info', 'tags', 'demo.tags', { count: tags.done() })
  await prices.flush()
  context.log('info', 'prices', 'demo.prices', { count: prices.done() })

  return {
    distinct: list.done(),
    reportedTotal: found.items,
    isStable: true,
    unreadable: 0,
    passes: 1,
    tags: 'complete',
    warnings: 0,
  }
}
