import { setImmediate as nextTurn } from 'node:timers/promises'
import { LINKS_ACCOUNT_ID } from '../../shared/domain/account.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import type { Link, LinkDetails, LinkDomain, LinkGroup, LinkSummary } from '../../shared/domain/link.ts'
import type { LinkImportResult } from '../../shared/domain/link-import.ts'
import type { LinkFacets } from '../../shared/domain/link-query.ts'
import type { RouteParsed } from '../../shared/ipc/contract.ts'
import type { LinkResult } from '../../shared/ipc/link.ts'
import type { Page } from '../../shared/ipc/route.ts'
import { withoutUndefined } from '../../shared/without-undefined.ts'
import type { ReadDb } from '../db/connection.ts'
import { findItemIds, getItem } from '../db/repositories/item.ts'
import { findLinkIds, findLinkKeys, getLink, getLinksByKeys, resolveLinkIds } from '../db/repositories/link.ts'
import { getLinkDetails } from '../db/repositories/link-details.ts'
import { listLinkGroups } from '../db/repositories/link-group.ts'
import { getLinkSummary } from '../db/repositories/link-summary.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import {
  createKeptResults,
  keysOfParts,
  toKeyResult,
  toParts,
  type KeptResult,
  type KeptResults,
  type Range,
} from './item-result.ts'
import type { LinkQueries } from '../index/link-queries.ts'

export interface LinkServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  /** Name of the person for the history when the settings have none. */
  readonly defaultUserName: string
}

/** Links, what people say about them, and their lists. */
export interface LinkService {
  query(input: RouteParsed<'link.query'>): Promise<LinkResult>
  page(handle: string, offset: number, limit: number): Page<Link>
  facets(input: RouteParsed<'link.facets'>): Promise<LinkFacets>
  /** Where links stand in a result; null for one that is not in it. */
  locate(handle: string, linkIds: readonly string[]): (number | null)[]
  /** Ids of parts of a result, in its order; of a link that no longer exists there is none. */
  ids(handle: string, ranges: readonly Range[] | null): Promise<string[]>
  get(id: string): LinkDetails
  summary(): LinkSummary
  add(input: RouteParsed<'link.add'>): Promise<Link>
  update(input: RouteParsed<'link.update'>): Promise<{ changed: number }>
  remove(input: RouteParsed<'link.remove'>): Promise<{ removed: number }>
  whitelist(input: RouteParsed<'link.whitelist'>): Promise<{ changed: number }>
  pin(input: RouteParsed<'link.pin'>): Promise<{ changed: number }>
  import(input: RouteParsed<'link.import'>): Promise<LinkImportResult>
  groups(): readonly LinkGroup[]
  saveGroup(input: RouteParsed<'link.saveGroup'>): Promise<LinkGroup>
  removeGroup(groupId: string): Promise<{ moved: number }>
  setDomainDate(input: RouteParsed<'link.setDomainDate'>): Promise<LinkDomain>
}

/** Values of a field that come with a query; more are asked for on their own. */
const FACET_VALUES = 1000
/** Ids that are looked up at once. */
const IDS_AT_ONCE = 1000
/** An event about more links than this says "any of them". */
const MAX_TOLD = 1000

/** A result is kept as the order of its links, so that paging never sorts again. */
export function createLinkService(deps: LinkServiceDeps): LinkService {
  const { db, writer, clock } = deps
  const results = createKeptResults()
  const tell = createTeller(deps)
  const context = (now = clock.now()) => ({ now, zone: getSettings(db).businessZone })
  const doer = (): Doer => ({ by: getSettings(db).userName || deps.defaultUserName, at: clock.now() })

  /** Carries out an edit of links that are named by ids or names, and tells of it. */
  async function edit(
    idsOrNames: readonly string[],
    write: (input: Doer & { linkIds: readonly string[] }) => Promise<{ changed: number; movedItems?: number }>,
  ): Promise<{ changed: number }> {
    const linkIds = resolveLinkIds(db, idsOrNames)
    const { changed, movedItems = 0 } = await write({ linkIds, ...doer() })
    if (changed > 0) tell(linkIds, movedItems)
    return { changed }
  }

  return {
    ...createLists(deps, results),
    get(id) {
      const [linkId] = resolveLinkIds(db, [id])
      return getLinkDetails(db, linkId as string, context())
    },
    summary: () => getLinkSummary(db, toCivilDay(clock.now(), getSettings(db).businessZone)),
    async add({ itemId, ...input }) {
      const { linkId, movedItems } = await writer.call('link.add', { ...input, itemId: toItemId(itemId), ...doer() })
      tell([linkId], movedItems)
      return getLink(db, linkId, context())
    },
    update({ linkIds, patch: { itemId, ...patch } }) {
      const item = itemId === undefined ? {} : { itemId: toItemId(itemId) }
      return edit(linkIds, (input) =>
        writer.call('link.update', { ...input, patch: { ...withoutUndefined(patch), ...item } }),
      )
    },
    async remove({ linkIds }) {
      const ids = resolveLinkIds(db, linkIds)
      const { removed, movedItems } = await writer.call('link.remove', { linkIds: ids, ...doer() })
      tell(ids, movedItems)
      return { removed }
    },
    whitelist: ({ linkIds, whitelisting }) =>
      edit(linkIds, (input) => writer.call('link.whitelist', { ...input, whitelisting })),
    pin: ({ linkIds, pinned, words }) => edit(linkIds, (input) => writer.call('link.pin', { ...input, pinned, words })),
    async import({ fileName, content, format, groupId, isDryRun }) {
      const bytes = Buffer.from(content, 'base64')
      // Readers of files are many and rarely needed.
      const { readLinkFile } = await import('./link-file.ts')
      const file = readLinkFile(bytes, { fileName, format })
      const { result, movedItems } = await writer.call('link.import', { file, groupId, isDryRun, ...doer() })
      if (!isDryRun && result.imported + result.updated + result.newGroups.length > 0) tell(null, movedItems)
      return result
    },
    groups: () => listLinkGroups(db),
    async saveGroup(input) {
      const group = await writer.call('link.saveGroup', { ...input, at: clock.now() })
      tell(null, 0)
      return group
    },
    async removeGroup(groupId) {
      const answer = await writer.call('link.removeGroup', { groupId, ...doer() })
      tell(null, 0)
      return answer
    },
    async setDomainDate(input) {
      const { domain, movedItems } = await writer.call('link.setDomainDate', { ...input, ...doer() })
      tell(null, movedItems)
      return domain
    },
  }

  /** An item may be named by its resource id as well. Throws ITEM_NOT_FOUND or ITEM_AMBIGUOUS. */
  function toItemId(id: string | null): string | null {
    if (id === null) return null
    const [own] = findItemIds(db, [id])
    return own ?? getItem(db, id, { now: clock.now(), settings: getSettings(db) }).id
  }
}

/** Who does something, and when. */
interface Doer {
  readonly by: string
  readonly at: number
}

type ListRoutes = Pick<LinkService, 'query' | 'page' | 'facets' | 'locate' | 'ids'>

/** What lists are asked; the picture that answers is loaded when it is first needed. */
function createLists({ db, clock }: LinkServiceDeps, results: KeptResults): ListRoutes {
  let queries: LinkQueries | null = null

  async function open(): Promise<LinkQueries> {
    // A command that adds a link starts without all this.
    const { createLinkQueries } = await import('../index/link-queries.ts')
    queries ??= createLinkQueries({ db, clock })
    return queries
  }

  function linksAt(result: KeptResult, offset: number, limit: number): Link[] {
    const keys: number[] = []
    for (let at = offset; at < Math.min(offset + limit, result.total); at += 1) keys.push(result.keyAt(at))
    if (keys.length === 0) return []
    return getLinksByKeys(db, keys, { now: clock.now(), zone: getSettings(db).businessZone })
  }

  const routes: ListRoutes = {
    async query({ query, facets, rows }) {
      const answer = await (await open()).query(query, facets, { search: '', limit: FACET_VALUES })
      const result = toKeyResult(answer.keys, answer.asOf)
      const links = linksAt(result, 0, rows)
      return { handle: results.put(result), total: result.total, asOf: result.asOf, links, facets: answer.facets }
    },
    page(handle, offset, limit) {
      const result = results.get(handle)
      return { total: result.total, items: linksAt(result, offset, limit) }
    },
    async facets({ query, fields, search, limit }) {
      return await (await open()).facets(query, fields, { search, limit })
    },
    locate(handle, linkIds) {
      const result = results.get(handle)
      const keys = findLinkKeys(db, linkIds)
      const wanted = new Set(keys.values())
      const places = new Map<number, number>()
      for (let at = 0; at < result.total && places.size < wanted.size; at += 1) {
        const key = result.keyAt(at)
        if (wanted.has(key)) places.set(key, at)
      }
      return linkIds.map((id) => places.get(keys.get(id) ?? -1) ?? null)
    },
    async ids(handle, ranges) {
      const result = results.get(handle)
      const keys = keysOfParts(result, toParts(ranges, result.total))
      const ids: string[] = []
      for (let start = 0; start < keys.length; start += IDS_AT_ONCE) {
        if (start > 0) await nextTurn()
        if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
        const chunk = Array.from(keys.subarray(start, start + IDS_AT_ONCE))
        const found = findLinkIds(db, chunk)
        for (const key of chunk) {
          const id = found.get(key)
          if (id !== undefined) ids.push(id)
        }
      }
      return ids
    },
  }
  return routes
}

/** Tells windows of changed links, null: any of them, and of the certificates and domains that moved with them. */
function createTeller({ events }: LinkServiceDeps): (linkIds: readonly string[] | null, movedItems: number) => void {
  return (linkIds, movedItems) => {
    events.emit('link.changed', { linkIds: linkIds !== null && linkIds.length > MAX_TOLD ? null : linkIds })
    if (movedItems > 0) events.emit('item.changed', { accountId: LINKS_ACCOUNT_ID })
  }
}
