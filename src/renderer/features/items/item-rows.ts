import type { Item } from '../../../shared/domain/item.ts'
import type { FacetField, ItemQuery } from '../../../shared/domain/item-query.ts'
import { useResults, type ResultPort, type ResultsState } from '../../components/list-tools/results.ts'
import type { Api } from '../../lib/api.ts'
import { routesRefreshedBy } from '../../lib/refresh.ts'
import { toInput } from './query-model.ts'
import type { ItemMore } from './types.ts'

/** How results of items are asked for. */
export type ItemPort = ResultPort<Item, ItemQuery, FacetField, ItemMore>

/** Asks the core for items. */
export function createItemPort(api: Api): ItemPort {
  return {
    async query({ query, facets, rows }) {
      const answer = await api.request('item.query', { query: toInput(query), facets: [...facets], rows })
      const { handle, total, asOf, items, facets: counts, groups } = answer
      return { handle, total, asOf, rows: items, more: { facets: counts, groups, groupBy: query.groupBy ?? null } }
    },
    page: async (handle, offset, limit) => (await api.request('item.page', { handle, offset, limit })).items,
    locate: (handle, ids) => api.request('item.locate', { handle, itemIds: [...ids] }),
    ids: (handle, ranges) => api.request('item.ids', { handle, ranges: ranges.map(([from, to]) => [from, to]) }),
    idOf: ({ id }) => id,
    isRefreshedBy: (event) => routesRefreshedBy(event).includes('item.query'),
  }
}

/** The items that a query finds, with the facets asked for. */
export function useItemRows(query: ItemQuery, facets: readonly FacetField[]): ResultsState<Item, ItemMore> {
  return useResults(createItemPort, query, facets)
}
