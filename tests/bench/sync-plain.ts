import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isRegionalTmsType, toTmsType } from '../../src/worker/connectors/huawei/tms-types.ts'
import { createSignedClient, LIST_PAGE, LIST_PATH, type SignedAnswer, type SignedClient } from './signed-client.ts'

export interface PlainInput {
  readonly url: string
  readonly folder: string
  /** Number of tag calls that are really made; the time of all of them is this one's share times their number. */
  readonly tagCalls: number
}

export interface PlainCost {
  readonly rows: number
  readonly listMs: number
  /** Tag calls that the whole list would need, and those that were made. */
  readonly tagCallsNeeded: number
  readonly tagCallsMade: number
  readonly refused: number
  readonly tagMs: number
  readonly storeMs: number
  /** The three stages one after the other, tags for the whole list. */
  readonly wholeMs: number
}

const WORKERS = 5
const PAUSE_MS = 1_000

type BssRow = Readonly<Record<string, unknown>>

/**
 * The plain way: one page after the other, then one tag call per resource with five workers, a second of sleep when the
 * answer is 429, then a select and an insert or update for every row.
 */
export async function syncPlainly({ url, folder, tagCalls }: PlainInput): Promise<PlainCost> {
  const client = createSignedClient(url, WORKERS)
  const startedMs = performance.now()
  const rows = await readList(client)
  const listedMs = performance.now()
  const targets = rows.flatMap(toTagPath)
  const prefix = targets.slice(0, tagCalls)
  const refused = await readTags(client, prefix)
  const taggedMs = performance.now()
  storeRowByRow(rows, folder)
  const storedMs = performance.now()
  await client.close()
  const tagMs = taggedMs - listedMs
  const perCallMs = prefix.length === 0 ? 0 : tagMs / prefix.length
  const listMs = listedMs - startedMs
  const storeMs = storedMs - taggedMs
  return {
    rows: rows.length,
    listMs,
    tagCallsNeeded: targets.length,
    tagCallsMade: prefix.length,
    refused,
    tagMs,
    storeMs,
    wholeMs: listMs + perCallMs * targets.length + storeMs,
  }
}

async function patiently(send: () => Promise<SignedAnswer>, onRefusal: () => void): Promise<SignedAnswer> {
  for (;;) {
    const answer = await send()
    if (answer.status !== 429) return answer
    onRefusal()
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

async function readList(client: SignedClient): Promise<BssRow[]> {
  const rows: BssRow[] = []
  for (;;) {
    const body = { only_main_resource: 0, offset: rows.length, limit: LIST_PAGE }
    const { json } = await patiently(
      () => client.post(LIST_PATH, body),
      () => {},
    )
    rows.push(...(json['data'] as BssRow[]))
    if (rows.length >= (json['total_count'] as number)) return rows
  }
}

function toTagPath(row: BssRow): string[] {
  const type = toTmsType(String(row['resource_type_code']))
  const project = row['project_id']
  if (type === null || (isRegionalTmsType(type) && typeof project !== 'string')) return []
  const query = new URLSearchParams({
    resource_type: type,
    ...(typeof project === 'string' ? { project_id: project } : {}),
  })
  return [`/v2.0/resources/${encodeURIComponent(String(row['resource_id']))}/tags?${query.toString()}`]
}

async function readTags(client: SignedClient, paths: readonly string[]): Promise<number> {
  let next = 0
  let refused = 0
  const work = async (): Promise<void> => {
    while (next < paths.length) {
      const path = paths[next] as string
      next += 1
      await patiently(
        () => client.get(path),
        () => (refused += 1),
      )
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work))
  return refused
}

function storeRowByRow(rows: readonly BssRow[], folder: string): void {
  const own = mkdtempSync(join(folder, 'plain-'))
  const db = new Database(join(own, 'plain.sqlite'))
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    db.exec('CREATE TABLE item (resource_id TEXT PRIMARY KEY, name TEXT, type TEXT, region TEXT, status, expires TEXT)')
    const find = db.prepare('SELECT * FROM item WHERE resource_id = ?')
    const update = db.prepare(
      'UPDATE item SET name = ?, type = ?, region = ?, status = ?, expires = ? WHERE resource_id = ?',
    )
    const insert = db.prepare(
      'INSERT INTO item (name, type, region, status, expires, resource_id) VALUES (?, ?, ?, ?, ?, ?)',
    )
    for (const row of rows) {
      const id = row['resource_id']
      const fields = ['resource_name', 'resource_type_code', 'region_code', 'status', 'expire_time']
      const values = [...fields.map((field) => row[field] ?? null), id]
      if (find.get(id) === undefined) insert.run(values)
      else update.run(values)
    }
  } finally {
    db.close()
    rmSync(own, { recursive: true, force: true })
  }
}
