/** The simulated cloud of the sync bench in a process of its own. */
import Database from 'better-sqlite3'
import { toTmsType } from '../../src/worker/connectors/huawei/tms-types.ts'
import { fromBssTime } from '../simulators/huawei/beijing-time.ts'
import { startHuaweiSimulator, type HuaweiSimulator, type SimulatorOptions } from '../simulators/huawei/server.ts'
import { serveParent } from './child.ts'

let cloud: HuaweiSimulator | null = null
let changes = 0

function required(): HuaweiSimulator {
  if (!cloud) throw new Error('not started')
  return cloud
}

/** What was asked since the last reset. */
export interface CloudCounts {
  readonly requests: number
  readonly byApi: Readonly<Record<string, number>>
  readonly refused: number
  readonly refusedTags: number
  /** From the arrival of the first tag call to the end of the last one; 0 without any. */
  readonly tagStageMs: number
}

export interface CheckInput {
  readonly databaseFile: string
  readonly tags: 'inventory' | 'one-by-one'
}

/** Compares what a sync has stored with the cloud; an empty list means that nothing is missing, wrong or too much. */
function findFaults({ databaseFile, tags }: CheckInput): string[] {
  const { world } = required()
  const db = new Database(databaseFile, { readonly: true })
  type Row = { resource_id: string; resource_name: string; expires_at: number | null; tags: string | null }
  const rows = db
    .prepare<[], Row>(
      "SELECT resource_id, resource_name, expires_at, tags FROM item WHERE is_active OR status = 'closed'",
    )
    .all()
  db.close()
  const stored = new Map(rows.map((row) => [row.resource_id, row]))
  const faults: string[] = []
  const note = (text: string): void => {
    if (faults.length < 5) faults.push(text)
  }
  if (stored.size !== world.resources.size) note(`${stored.size} items instead of ${world.resources.size}`)
  for (const resource of world.resources.values()) {
    const row = stored.get(resource.id)
    if (!row) {
      note(`${resource.id} is missing`)
      continue
    }
    if (row.resource_name !== resource.name) note(`${resource.id} is called ${row.resource_name}`)
    if (row.expires_at !== fromBssTime(resource.row?.['expire_time'])) note(`${resource.id} expires ${row.expires_at}`)
    const tmsType = toTmsType(resource.kind.resourceTypeCode)
    const isTagged =
      resource.row?.['status'] !== 3 &&
      (tags === 'inventory' || (tmsType !== null && resource.kind.tmsTypes.includes(tmsType)))
    if (isTagged && !hasSameTags(row.tags, resource.tags)) note(`${resource.id} has tags ${row.tags}`)
  }
  return faults
}

function hasSameTags(stored: string | null, expected: Readonly<Record<string, string>>): boolean {
  if (stored === null) return false
  const sorted = Object.entries(expected).sort(([a], [b]) => (a < b ? -1 : 1))
  return stored === JSON.stringify(Object.fromEntries(sorted))
}

function countRequests(): CloudCounts {
  const { stats } = required()
  const calls = stats.requests.filter(({ api }) => api === 'tms.resource-tags')
  const firstAt = Math.min(...calls.map(({ at }) => at))
  const lastAt = Math.max(...calls.map(({ at, latencyMs }) => at + latencyMs))
  return {
    requests: stats.total,
    byApi: { ...stats.byApi },
    refused: stats.byStatus['429'] ?? 0,
    refusedTags: calls.filter(({ status }) => status === 429).length,
    tagStageMs: calls.length === 0 ? 0 : lastAt - firstAt,
  }
}

const commands = {
  async start(options: Partial<SimulatorOptions>): Promise<{ url: string }> {
    cloud = await startHuaweiSimulator(options)
    return { url: cloud.url }
  },
  /** Forgets what was asked, and what of the limits was used up. */
  forget(): null {
    const { switches, stats } = required()
    const limit = switches.rateLimit
    // A limit that is another object starts with full buckets.
    if (limit !== null && 'perSecond' in limit) switches.rateLimit = { ...limit }
    stats.reset()
    return null
  },
  counts: countRequests,
  /** Changes name, policy or a tag of this many resources, spread over the list; no resource twice. */
  change({ resources }: { resources: number }): null {
    const { world } = required()
    changes += 1
    const open = world.listed().filter(({ row }) => row?.['status'] !== 3)
    for (let index = 0; index < resources; index += 1) {
      const { id, name, row } = open[Math.floor((index * open.length) / resources)] as (typeof open)[number]
      if (index % 3 === 0) world.mutate.rename(id, `${name.replace(/-r\d+$/, '')}-r${changes}`)
      else if (index % 3 === 1) world.mutate.setPolicy(id, row?.['expire_policy'] === 0 ? 3 : 0)
      else world.mutate.setTag(id, 'round', String(changes))
    }
    world.renderAll()
    world.inventory()
    return null
  },
  check: findFaults,
}

export type CloudCommands = typeof commands

serveParent(commands, () => cloud?.close())
