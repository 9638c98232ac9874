import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Snapshot, SnapshotItem, SnapshotTaking } from '../../shared/domain/snapshot.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { ReadDb } from '../db/connection.ts'
import { FACT_INDEX } from '../db/repositories/item-columns.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { listSnapshots } from '../db/repositories/snapshot.ts'
import type { Writer } from '../db/write-commands.ts'
import { createSlices, sortInSlices } from '../index/slices.ts'
import { createTextSearch, type TextSearch } from '../index/text-search.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { FrozenPictures } from './frozen-pictures.ts'
import { expiresAtOf, renewalModeOf, resourceIdOf, resourceNameOf, type FrozenItem } from './picture-item.ts'
import { WITH_MAIN, type PictureSource } from './picture-source.ts'
import type { FrozenPicture } from './frozen-picture.ts'
import { freezePicture } from './snapshot-freeze.ts'

export interface SnapshotService {
  list(input: RouteParsed<'snapshot.list'>): Promise<RouteOutput<'snapshot.list'>>
  /** The same asked for twice while it goes on is done once; another one waits for its end. */
  take(input: RouteParsed<'snapshot.take'>): Promise<RouteOutput<'snapshot.take'>>
  /** The review that is being stored now. */
  taking(input: RouteParsed<'snapshot.taking'>): Promise<RouteOutput<'snapshot.taking'>>
  rename(input: RouteParsed<'snapshot.rename'>): Promise<RouteOutput<'snapshot.rename'>>
  remove(input: RouteParsed<'snapshot.remove'>): Promise<RouteOutput<'snapshot.remove'>>
  items(input: RouteParsed<'snapshot.items'>): Promise<RouteOutput<'snapshot.items'>>
}

export interface SnapshotServiceDeps extends PictureSource {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  /** Name of the person who marks a review done when the settings have none. */
  readonly defaultUserName: string
  readonly frozen: FrozenPictures
}

/** Rows between two looks at the time. */
const ROWS_AT_ONCE = 500

const FACTS = {
  typeName: FACT_INDEX.typeName,
  projectName: FACT_INDEX.enterpriseProjectName,
} as const

/** Windows are told of progress this often. */
const TOLD_EVERY_MS = 100

/** A review that is being stored. */
interface Taking {
  readonly key: string
  state: SnapshotTaking
  readonly done: Promise<Snapshot>
}

function toState({ title, note }: RouteParsed<'snapshot.take'>, done: number, total: number): SnapshotTaking {
  return { title, note, done, total }
}

/** Rows of a frozen picture in the order in which they are shown. */
interface Listing {
  readonly picture: FrozenPicture
  readonly rows: readonly number[]
  readonly search: TextSearch
}

/** Reviews that were marked done. */
export function createSnapshotService(deps: SnapshotServiceDeps): SnapshotService {
  const { db, writer, events, frozen } = deps
  let shown: { readonly snapshotId: string; readonly listing: Promise<Listing> } | null = null

  let taking: Taking | null = null
  let toldMs = -Infinity

  function tell(state: SnapshotTaking | null): void {
    toldMs = performance.now()
    events.emit('snapshot.progressed', { taking: state })
  }

  async function carryOut(input: RouteParsed<'snapshot.take'>): Promise<Snapshot> {
    const { title, note } = input
    const by = getSettings(db).userName || deps.defaultUserName
    // Whoever has asked is told first that it has begun.
    await nextTurn()
    const list = await freezePicture(deps, (done, total) => {
      if (!taking) return
      taking.state = toState(input, done, total)
      if (done === total || performance.now() - toldMs >= TOLD_EVERY_MS) tell(taking.state)
    })
    const snapshot = await writer.call('snapshot.add', { title, note, by, ...list })
    events.emit('snapshot.changed', {})
    return snapshot
  }

  async function listingOf(snapshotId: string): Promise<Listing> {
    const { picture } = await frozen.get(snapshotId)
    if (shown?.snapshotId !== snapshotId) {
      const listing = createListing(picture)
      shown = { snapshotId, listing }
      listing.catch(() => {
        shown = null
      })
    }
    return await shown.listing
  }

  return {
    list: () => Promise.resolve(listSnapshots(db)),
    async take(input) {
      const key = JSON.stringify([input.title, input.note])
      for (;;) {
        const current = taking
        if (current === null) break
        if (current.key === key) return await current.done
        await current.done.catch(() => {})
      }
      const started: Taking = { key, state: toState(input, 0, 0), done: carryOut(input) }
      taking = started
      tell(started.state)
      try {
        return await started.done
      } finally {
        taking = null
        tell(null)
      }
    },
    taking: () => Promise.resolve(taking?.state ?? null),
    async rename(input) {
      const snapshot = await writer.call('snapshot.rename', input)
      events.emit('snapshot.changed', {})
      return snapshot
    },
    async remove({ snapshotId }) {
      await writer.call('snapshot.remove', { snapshotId })
      events.emit('snapshot.changed', {})
      return null
    },
    async items({ snapshotId, search, offset, limit }) {
      const listing = await listingOf(snapshotId)
      const found = await listing.search.find(search)
      const total = found?.length ?? listing.rows.length
      const places = (found ?? [...listing.rows.keys()]).slice(offset, offset + limit)
      const items = Array.from(places, (place) => toSnapshotItem(listing.picture.at(listing.rows[place] as number)))
      return { total, items }
    },
  }
}

/** By act-by, items without one behind; what was gone already stands last. Of one deadline by name. */
async function createListing(picture: FrozenPicture): Promise<Listing> {
  const slices = createSlices()
  const byPlace = new Map<number, number[]>()
  for (let row = 0; row < picture.rows; row += 1) {
    const place = picture.isActiveAt(row) ? (picture.actByAt(row) ?? Number.MAX_SAFE_INTEGER) : Infinity
    const known = byPlace.get(place)
    if (known) known.push(row)
    else byPlace.set(place, [row])
    if (row % ROWS_AT_ONCE === 0) await slices.rest()
  }
  const rows: number[] = []
  for (const place of Float64Array.from(byPlace.keys()).sort()) {
    const named = (byPlace.get(place) as number[]).map((row) => ({ row, name: picture.nameAt(row) }))
    const sorted = await sortInSlices(named, (a, b) => (a.name === b.name ? a.row - b.row : a.name < b.name ? -1 : 1))
    for (const { row } of sorted) rows.push(row)
    await slices.rest()
  }
  return { picture, rows, search: createTextSearch(rows, (row) => textsOf(picture.at(row))) }
}

function textsOf(item: FrozenItem): (string | null)[] {
  const projectName = item.facts[FACTS.projectName] as string | null
  return [resourceNameOf(item), resourceIdOf(item), item.account, item.owner, projectName, item.tagProductLine]
}

function toSnapshotItem(item: FrozenItem): SnapshotItem {
  return {
    itemId: item.itemId,
    resourceId: resourceIdOf(item),
    resourceName: resourceNameOf(item),
    accountId: item.accountId,
    account: item.account,
    resourceTypeName: item.facts[FACTS.typeName] as string | null,
    enterpriseProjectName: item.facts[FACTS.projectName] as string | null,
    productLine: item.tagProductLine,
    expiresAt: expiresAtOf(item),
    actByAt: item.actByAt,
    renewalMode: renewalModeOf(item),
    price: item.price,
    currency: item.currency,
    priceMonths: item.priceMonths,
    priceSource: item.isWithMain ? WITH_MAIN : null,
    isActive: item.isActive,
    decision: item.decision,
    owner: item.owner,
    reason: item.reason,
  }
}
