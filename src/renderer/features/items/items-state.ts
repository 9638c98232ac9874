import { useEffect } from 'react'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { DUE_LISTS } from '../../../shared/domain/reminder.ts'
import type { ColumnState } from '../../../shared/domain/view.ts'
import { MAX_SORTS } from '../../components/list-tools/list-query.ts'
import {
  createListStore,
  isConditionOf,
  isLoose,
  isSortOf,
  readColumnStates,
  useListAddress,
  type ListAddress,
} from '../../components/list-tools/list-state.ts'
import { goTo, usePlace } from '../../lib/navigation.ts'
import { DEFAULT_COLUMNS } from './item-columns.ts'
import { EMPTY_QUERY, isFacetField, isSortField, toEditable } from './query-model.ts'
import {
  idsOfDifference,
  idsOfDue,
  idsOfForecast,
  idsOfNotice,
  readDifferentItems,
  readForecastItems,
} from './relative-days.ts'

/** How the list is arranged now; kept as a preference. */
export interface ItemsState {
  readonly query: ItemQuery
  readonly columns: readonly ColumnState[]
  /** The view that was chosen last, changed since or not; null when another page has led here. */
  readonly viewId: string | null
  /** The item whose details were open when the page was left. */
  readonly openItemId: string | null
}

const PREFERENCE = 'items.state'

const DEFAULT_STATE: ItemsState = { query: EMPTY_QUERY, columns: DEFAULT_COLUMNS, viewId: 'all', openItemId: null }

const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every((part) => typeof part === 'string')
const isText = (value: unknown): boolean => typeof value === 'string'
const isFlag = (value: unknown): boolean => typeof value === 'boolean'
const isTagList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((tag) => isLoose(tag) && isText(tag['key']) && isText(tag['value']))

/** Parts of a filter beside the conditions on columns, and what they look like. */
const FILTER_PARTS: Readonly<Record<Exclude<keyof ItemQuery['filter'], 'columns'>, (value: unknown) => boolean>> = {
  kinds: isTextList,
  providers: isTextList,
  accountIds: isTextList,
  accounts: isTextList,
  expireDays: Number.isSafeInteger,
  bands: isTextList,
  types: isTextList,
  regions: isTextList,
  enterpriseProjects: isTextList,
  statuses: isTextList,
  phases: isTextList,
  modes: isTextList,
  autoRenew: isFlag,
  isMain: isFlag,
  decisions: isTextList,
  owner: isText,
  search: isText,
  itemIds: isTextList,
  tags: isTagList,
  isGone: (value) => value === 'active' || value === 'gone' || value === 'all',
}

const CONDITION_FIELDS = {
  isSortable: isSortField,
  hasValues: isFacetField,
  hasText: (field: string) => isSortField(field) || field === 'tags',
}

/** A query from a preference or an address, which another version may have written: what is not known is left out. */
export function readQuery(value: unknown): ItemQuery {
  if (!isLoose(value)) return EMPTY_QUERY
  const filter = isLoose(value['filter']) ? value['filter'] : {}
  const sort = Array.isArray(value['sort']) ? value['sort'] : []
  const { groupBy } = value
  const { columns } = filter
  const rest = Object.fromEntries(
    Object.entries(FILTER_PARTS).flatMap(([key, isFit]) => (isFit(filter[key]) ? [[key, filter[key]]] : [])),
  )
  const conditions = Array.isArray(columns) ? columns.filter((part) => isConditionOf(part, CONDITION_FIELDS)) : []
  return toEditable({
    filter: { ...rest, ...(conditions.length > 0 ? { columns: conditions } : {}) } as ItemQuery['filter'],
    sort: sort.filter((part) => isSortOf(part, isSortField)).slice(0, MAX_SORTS) as ItemQuery['sort'],
    groupBy: typeof groupBy === 'string' && isFacetField(groupBy) ? groupBy : null,
  })
}

/** Columns of items as stored. */
export function readColumns(value: unknown): readonly ColumnState[] {
  return readColumnStates(value, DEFAULT_COLUMNS)
}

function readState(stored: unknown): ItemsState {
  if (!isLoose(stored)) return DEFAULT_STATE
  const { query, columns, viewId, openItemId } = stored
  return {
    query: readQuery(query),
    columns: readColumns(columns),
    viewId: typeof viewId === 'string' ? viewId : null,
    openItemId: typeof openItemId === 'string' ? openItemId : null,
  }
}

const store = createListStore<ItemsState>({
  preference: PREFERENCE,
  read: readState,
  without: (state) => ({ ...state, query: EMPTY_QUERY, viewId: 'all' }),
})

/** The arrangement of the list and the ways to change it. */
export const useItemsState = store.use

const ADDRESS: ListAddress = {
  page: 'items',
  param: 'item',
  openId: () => store.get().openItemId,
  keepOpenId: (openItemId) => store.change({ openItemId }),
  onQuery: (query) => store.change({ query: readQuery(query), viewId: null }),
}

/**
 * Follows the address: `query` replaces the filters, `notice`, `due`, `forecast` and `difference` open exactly the items that
 * were told of, `view` chooses a built-in view, `item` opens details. Returns the open item's id and the way to open another
 * one.
 */
export function useItemsAddress(
  /** null: the views are not there yet, and the address waits for them. */
  onView: ((viewId: string) => void) | null,
): readonly [openItemId: string | null, open: (itemId: string | null) => void] {
  useToldItems()
  return useListAddress(ADDRESS, onView)
}

/** What the address tells of beside a query; null when it tells of nothing. */
function toldQuery(params: URLSearchParams): Partial<ItemQuery> | null {
  const [notice, due, forecast, difference] = ['notice', 'due', 'forecast', 'difference'].map((key) => params.get(key))
  if (notice != null) return { filter: { itemIds: [idsOfNotice(notice)], isGone: 'all' } }
  if (due != null) {
    const list = DUE_LISTS.find((name) => name === due)
    return { filter: list ? { itemIds: [idsOfDue(list)] } : {} }
  }
  if (forecast != null) {
    const items = readForecastItems(forecast)
    return { filter: items ? { itemIds: [idsOfForecast(items)] } : {} }
  }
  if (difference != null) {
    const items = readDifferentItems(difference)
    return { filter: items ? { itemIds: [idsOfDifference(items)], isGone: 'all' } : {} }
  }
  return null
}

/** Follows what the address tells of: exactly those items, and the address is as clean as before. */
function useToldItems(): void {
  const { page, params } = usePlace()
  useEffect(() => {
    const told = page === 'items' ? toldQuery(params) : null
    if (told === null) return
    ADDRESS.onQuery({ ...told, sort: [{ field: 'actBy', direction: 'asc' }] })
    ADDRESS.keepOpenId(null)
    goTo('items', {}, true)
  }, [page, params])
}
