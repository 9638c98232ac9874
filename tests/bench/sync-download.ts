import { createSignedClient, INVENTORY_PAGE, LIST_PAGE, LIST_PATH, type SignedClient } from './signed-client.ts'

const PAGES_AT_ONCE = 4
const QUOTES_AT_ONCE = 10
const IDS_PER_QUOTE = 10
const DAY_MS = 86_400_000

export interface DownloadInput {
  readonly url: string
  /** Whether renewal quotes are asked for as well, as a first sync does; a repeated one has fresh ones. */
  readonly hasQuotes: boolean
}

/**
 * Asks for exactly what a sync asks for, as many calls at once, parses every answer and throws it away: the first page
 * of the list, then four at once; beside it the inventory page after page; quotes as soon as ten resources wait.
 */
export async function download({ url, hasQuotes }: DownloadInput): Promise<{ wallMs: number; rows: number }> {
  const startedMs = performance.now()
  const client = createSignedClient(url, 10)
  const quotes = createQuotes(client, hasQuotes)
  const [rows] = await Promise.all([readList(client, quotes), readInventory(client)])
  await quotes.finish()
  const wallMs = performance.now() - startedMs
  await client.close()
  return { wallMs, rows }
}

async function readList(client: SignedClient, quotes: Quotes): Promise<number> {
  let rows = 0
  async function readPage(offset: number): Promise<number> {
    const { json } = await client.post(LIST_PATH, { only_main_resource: 0, offset, limit: LIST_PAGE })
    const page = json['data'] as Readonly<Record<string, unknown>>[]
    rows += page.length
    quotes.add(page)
    return json['total_count'] as number
  }
  const total = await readPage(0)
  let next = LIST_PAGE
  const work = async (): Promise<void> => {
    while (next < total) {
      const offset = next
      next += LIST_PAGE
      await readPage(offset)
    }
  }
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, work))
  return rows
}

async function readInventory(client: SignedClient): Promise<void> {
  const { json } = await client.get('/v3/auth/domains')
  const [domain] = json['domains'] as { id: string }[]
  const path = `/v1/resource-manager/domains/${domain?.id}/all-resources?limit=${INVENTORY_PAGE}`
  for (let marker: string | null = ''; marker !== null;) {
    const answer = await client.get(marker === '' ? path : `${path}&marker=${marker}`)
    const info = answer.json['page_info'] as { next_marker: string | null }
    marker = info.next_marker
  }
}

interface Quotes {
  add(rows: readonly Readonly<Record<string, unknown>>[]): void
  finish(): Promise<void>
}

/** The product's rule: main resources that run out within 31 days or did so in the last 30. */
function createQuotes(client: SignedClient, isWanted: boolean): Quotes {
  const now = Date.now()
  const waiting: string[] = []
  const workers = new Set<Promise<void>>()
  let isFinishing = false

  async function work(): Promise<void> {
    while (waiting.length >= (isFinishing ? 1 : IDS_PER_QUOTE)) {
      await client.post('/v2/bills/ratings/period-resources/renew-rate', {
        resource_ids: waiting.splice(0, IDS_PER_QUOTE),
        period_type: 2,
        period_num: 1,
        include_relative_resources: true,
      })
    }
  }

  function startWorkers(): void {
    const batches = Math.floor((waiting.length + (isFinishing ? IDS_PER_QUOTE - 1 : 0)) / IDS_PER_QUOTE)
    for (let count = Math.min(batches, QUOTES_AT_ONCE - workers.size); count > 0; count -= 1) {
      const worker = work().finally(() => workers.delete(worker))
      workers.add(worker)
    }
  }

  return {
    add(rows) {
      if (!isWanted) return
      for (const row of rows) {
        const leftMs = Date.parse(String(row['expire_time'])) - now
        const isDue = leftMs <= 31 * DAY_MS && leftMs > -30 * DAY_MS
        if (row['is_main_resource'] === 1 && row['status'] !== 3 && isDue) waiting.push(String(row['resource_id']))
      }
      startWorkers()
    },
    async finish() {
      isFinishing = true
      for (startWorkers(); workers.size > 0; startWorkers()) await Promise.all(workers)
    },
  }
}
