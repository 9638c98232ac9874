import type { LinkQuery } from '../../../shared/domain/link-query.ts'
import type { GridColumnState } from '../../components/data-grid/column-states.ts'
import { MAX_SORTS, mergeEqual, withColumns, type ConditionOf } from '../../components/list-tools/list-query.ts'
import {
  createListStore,
  isConditionOf,
  isLoose,
  isSortOf,
  readColumnStates,
  useListAddress,
  type ListAddress,
} from '../../components/list-tools/list-state.ts'
import { DEFAULT_LINK_COLUMNS } from './links-columns.ts'
import { EMPTY_QUERY, isLinkFacet, isLinkField, type LinkColumnField } from './links-query-model.ts'

/** How the list is arranged now; kept as a preference. */
export interface LinksState {
  readonly query: LinkQuery
  readonly columns: readonly GridColumnState<LinkColumnField>[]
  /** The link whose details were open when the page was left. */
  readonly openLinkId: string | null
}

const CONDITION_FIELDS = { isSortable: isLinkField, hasValues: isLinkFacet, hasText: isLinkField }

/** A query from a preference or an address, which another version may have written: what is not known is left out. */
export function readLinkQuery(value: unknown): LinkQuery {
  if (!isLoose(value)) return EMPTY_QUERY
  const filter = isLoose(value['filter']) ? value['filter'] : {}
  const { search, linkIds, columns } = filter
  const isIdList = Array.isArray(linkIds) && linkIds.every((id) => typeof id === 'string')
  const conditions = Array.isArray(columns) ? columns.filter((part) => isConditionOf(part, CONDITION_FIELDS)) : []
  const sort = Array.isArray(value['sort']) ? value['sort'] : []
  const base: LinkQuery = {
    filter: {
      ...(typeof search === 'string' && search !== '' ? { search } : {}),
      ...(isIdList ? { linkIds: linkIds as readonly string[] } : {}),
    },
    sort: sort.filter((part) => isSortOf(part, isLinkField)).slice(0, MAX_SORTS) as LinkQuery['sort'],
  }
  return withColumns(base, mergeEqual(conditions as readonly ConditionOf<LinkQuery>[]))
}

function readState(stored: unknown): LinksState {
  const { query, columns, openLinkId } = isLoose(stored) ? stored : {}
  return {
    query: readLinkQuery(query),
    columns: readColumnStates(columns, DEFAULT_LINK_COLUMNS),
    openLinkId: typeof openLinkId === 'string' ? openLinkId : null,
  }
}

const store = createListStore<LinksState>({
  preference: 'links.state',
  read: readState,
  without: (state) => ({ ...state, query: EMPTY_QUERY }),
})

/** The arrangement of the list and the ways to change it. */
export const useLinksState = store.use

const ADDRESS: ListAddress = {
  page: 'links',
  param: 'link',
  openId: () => store.get().openLinkId,
  keepOpenId: (openLinkId) => store.change({ openLinkId }),
  onQuery: (query) => store.change({ query: readLinkQuery(query) }),
}

/** Follows the address: `query` replaces the filters, `link` opens details. */
export function useLinksAddress(): readonly [openLinkId: string | null, open: (linkId: string | null) => void] {
  return useListAddress(ADDRESS)
}
