import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { decisionOn, type DecisionKind } from '../../shared/domain/review.ts'
import type { SnapshotItem } from '../../shared/domain/snapshot.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { ReadDb } from '../db/connection.ts'
import { FACT_COLUMNS, FACT_INDEX } from '../db/repositories/item-columns.ts'
import { readPictureStamp, type PictureColumns } from '../db/repositories/item-picture.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { listSnapshots } from '../db/repositories/snapshot.ts'
import type { Writer } from '../db/write-commands.ts'
import { createSlices, sortInSlices } from '../index/slices.ts'
import { createTextSearch, type TextSearch } from '../index/text-search.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { FrozenPictures } from './frozen-pictures.ts'
import { expiresAtOf, renewalModeOf, resourceIdOf, resourceNameOf, type FrozenItem } from './picture-item.ts'
import { WITH_MAIN, withPresentPicture, type PresentPicture } from './picture-source.ts'
import { createFrozenPictureWriter, type FrozenPart, type FrozenPicture } from './frozen-picture.ts'
import { createFiguresTable, type FiguresTable } from './snapshot-figures.ts'

export interface SnapshotService {
  list(input: RouteParsed<'snapshot.list'>): Promise<RouteOutput<'snapshot.list'>>
  take(input: RouteParsed<'snapshot.take'>): Promise<RouteOutput<'snapshot.take'>>
  rename(input: RouteParsed<'snapshot.rename'>): Promise<RouteOutput<'snapshot.rename'>>
  remove(input: RouteParsed<'snapshot.remove'>): Promise<RouteOutput<'snapshot.remove'>>
  items(input: RouteParsed<'snapshot.items'>): Promise<RouteOutput<'snapshot.items'>>
}

export interface SnapshotServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
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

/** Rows of a frozen picture in the order in which they are shown. */
interface Listing {
  readonly picture: FrozenPicture
  readonly rows: readonly number[]
  readonly search: TextSearch
}

/** Reviews that were marked done. */
export function createSnapshotService(deps: SnapshotServiceDeps): SnapshotService {
  const { db, writer, events, clock, frozen } = deps
  let shown: { readonly snapshotId: string; readonly listing: Promise<Listing> } | null = null

  async function freeze(): Promise<
    Pick<Parameters<typeof writer.call<'snapshot.add'>>[1], 'at' | 'figures' | 'content'>
  > {
    return await withPresentPicture(db, clock, async (picture) => {
      const { bandDays } = getSettings(picture.db)
      const table = createFiguresTable(picture, bandDays)
      const writer = createFrozenPictureWriter()
      await picture.forEachPart((part) => writer.add(freezePart(picture, part, table), picture.rest))
      const content = await writer.toBytes(readPictureStamp(picture.db, picture.zone), picture.rest)
      return { at: picture.now, figures: table.toFigures(), content }
    })
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
    async take({ title, note }) {
      const by = getSettings(db).userName || deps.defaultUserName
      const snapshot = await writer.call('snapshot.add', { title, note, by, ...(await freeze()) })
      events.emit('snapshot.changed', {})
      return snapshot
    },
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

/** Some items as they are frozen; what is active is added to the figures. */
function freezePart(picture: PresentPicture, part: PictureColumns, table: FiguresTable): FrozenPart {
  const { column, rows } = part
  const facts = FACT_COLUMNS.map(({ column: name }) => column(name))
  const text = (name: string, row: number) => column(name)[row] as string | null
  const number = (name: string, row: number) => column(name)[row] as number | null
  const decisions: DecisionKind[] = []
  for (let row = 0; row < rows; row += 1) {
    const expiresAt = number('expires_at', row)
    const actByAt = number('act_by_at', row)
    const decision = decisionOn(
      {
        decision: (text('decision', row) ?? 'undecided') as DecisionKind,
        decidedForExpiresAt: number('decided_for_expires_at', row),
        expiresAt,
        actByAt,
      },
      picture.tomorrowStart,
    )
    decisions.push(decision)
    if (number('is_active', row) === 0) continue
    table.add({
      accountId: text('account_id', row) as string,
      expiresOn: number('expires_on', row),
      expiresAt,
      actByAt,
      renewalMode: text('renewal_mode', row) as RenewalMode,
      rawPolicy: column('raw_policy')[row] ?? null,
      price: text('price', row),
      currency: text('currency', row),
      decision,
      owner: text('owner', row),
      isAcknowledged:
        number('acknowledged_at', row) !== null && number('acknowledged_for_expires_at', row) === expiresAt,
      unaskedRenewalAt: number('unasked_renewal_at', row),
      unaskedRenewalFor: number('unasked_renewal_for', row),
    })
  }
  return {
    rows,
    facts,
    own: {
      itemId: column('item_id'),
      accountId: column('account_id'),
      account: column('account_id').map((id) => picture.accounts.get(id as string)?.name ?? ''),
      kind: column('kind'),
      tags: column('tags'),
      price: column('price'),
      currency: column('currency'),
      priceMonths: column('price_months'),
      isWithMain: column('price_source').map((source) => source === WITH_MAIN),
      isActive: column('is_active').map((flag) => flag === 1),
      decision: decisions,
      owner: column('owner'),
      actByAt: column('act_by_at'),
      tagProductLine: column('tag_product_line'),
      reason: column('reason'),
    },
  }
}

/** By act-by, items without one behind; what was gone already stands last. */
async function createListing(picture: FrozenPicture): Promise<Listing> {
  const slices = createSlices()
  const keys: { row: number; place: number; name: string }[] = []
  for (let row = 0; row < picture.rows; row += 1) {
    const place = picture.isActiveAt(row) ? (picture.actByAt(row) ?? Number.MAX_SAFE_INTEGER) : Infinity
    keys.push({ row, place, name: picture.nameAt(row) })
    if (row % ROWS_AT_ONCE === 0) await slices.rest()
  }
  const sorted = await sortInSlices(keys, (a, b) =>
    a.place === b.place ? (a.name === b.name ? a.row - b.row : a.name < b.name ? -1 : 1) : a.place - b.place,
  )
  const rows = sorted.map(({ row }) => row)
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
