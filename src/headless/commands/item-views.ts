import { BUILT_IN_VIEW_IDS, builtInQuery, isBuiltInView } from '../../shared/domain/built-in-views.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import { foldName } from '../../shared/domain/fold-name.ts'
import { idSetOf, resolveQuery, type IdSet } from '../../shared/domain/item-sets.ts'
import type { ItemFilter, ItemQuery } from '../../shared/domain/item-query.ts'
import type { RouteInput } from '../../shared/ipc/contract.ts'
import type { Session } from '../session.ts'

/** Asks the core; days are those of the business zone. */
type Asker = Pick<Session, 'request' | 'zone'>

/** Changes that are read in one request, and items that a query takes at most. */
const PAGE = 500
const MAX_IDS = 100_000

/** What the command line says beside the view: a filter whose parts are undefined where nothing is said. */
export interface SaidQuery {
  readonly filter: ItemFilter
  readonly sort: ItemQuery['sort'] | undefined
}

/**
 * The query of a view by the name of a built-in one or of an own one, narrowed by what is said beside it; what is said
 * twice, and the order, is as said last. Without a view: what is said. Throws USAGE naming the views that there are.
 */
export async function withView(session: Asker, view: string | undefined, said: SaidQuery): Promise<ItemQuery> {
  const base = view === undefined ? null : await findView(session, view)
  const filter = base ? mergeFilters(base.filter, said.filter) : said.filter
  const query: ItemQuery = { filter, sort: said.sort ?? base?.sort ?? [] }
  const set = idSetOf(query)
  const ids = set === null ? [] : await idsOf(session, set)
  return resolveQuery(query, toCivilDay(Date.now(), session.zone), ids)
}

async function findView(session: Asker, name: string): Promise<ItemQuery> {
  if (isBuiltInView(name)) return builtInQuery(name)
  const own = await session.request('view.list', {})
  const wanted = foldName(name)
  const found = own.find((view) => foldName(view.name) === wanted)
  if (found) return found.state.query
  const known = [...BUILT_IN_VIEW_IDS, ...own.map((view) => view.name)]
  throw new AppError('USAGE', { problem: `--view ${name} (${known.join(', ')})` })
}

function mergeFilters(base: ItemFilter, said: ItemFilter): ItemFilter {
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as ItemFilter
  return { ...base, ...given, columns: [...(base.columns ?? []), ...(given.columns ?? [])] }
}

/** Ids of items that are told elsewhere. */
async function idsOf(session: Asker, set: IdSet): Promise<readonly string[]> {
  switch (set.kind) {
    case 'changed':
      return await changedIds(session)
    case 'notice':
      return (await session.request('notice.itemIds', { noticeId: set.noticeId })).itemIds
    case 'due':
      return (await session.request('reminder.due', { list: set.list })).itemIds
    case 'forecast':
      return (await session.request('forecast.itemIds', set.items as RouteInput<'forecast.itemIds'>)).itemIds
    case 'difference': {
      const { from, to, ...rows } = set.items as RouteInput<'comparison.get'>
      const { handle } = await session.request('comparison.get', { from, ...(to ? { to } : {}) })
      return (await session.request('comparison.itemIds', { ...rows, handle })).itemIds
    }
  }
}

async function changedIds(session: Asker): Promise<readonly string[]> {
  const { lastChanges } = await session.request('overview.get', {})
  const ids = new Set<string>()
  for (const { runId } of lastChanges) {
    for (let offset = 0; ids.size < MAX_IDS; offset += PAGE) {
      const { items, total } = await session.request('change.list', { runId, offset, limit: PAGE })
      for (const { itemId } of items) ids.add(itemId)
      if (items.length === 0 || offset + items.length >= total) break
    }
  }
  return [...ids].slice(0, MAX_IDS)
}
