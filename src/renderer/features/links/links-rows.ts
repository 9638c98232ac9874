import type { Link } from '../../../shared/domain/link.ts'
import type { LinkFacet, LinkFacets, LinkQuery } from '../../../shared/domain/link-query.ts'
import type { ValuesPort } from '../../components/list-tools/list-fields.ts'
import { useResults, type ListRows, type ResultPort, type ResultsState } from '../../components/list-tools/results.ts'
import type { Api } from '../../lib/api.ts'
import { routesRefreshedBy } from '../../lib/refresh.ts'
import { isLinkFacet, toInput } from './links-query-model.ts'

/** What a result of links has beside its rows. */
export interface LinkMore {
  readonly facets: LinkFacets
}

/** A result that the table shows. */
export interface LinkRows extends ListRows<Link>, LinkMore {}

/** How results of links are asked for. */
export type LinkPort = ResultPort<Link, LinkQuery, LinkFacet, LinkMore>

/** A run tells of results several times a second; the list follows once in so many milliseconds. */
const FOLLOW_EVERY_MS = 1_000

/** Asks the core for links. */
export function createLinkPort(api: Api): LinkPort {
  return {
    async query({ query, facets, rows }) {
      const answer = await api.request('link.query', { query: toInput(query), facets: [...facets], rows })
      const { handle, total, asOf, links, facets: counts } = answer
      return { handle, total, asOf, rows: links, more: { facets: counts } }
    },
    page: async (handle, offset, limit) => (await api.request('link.page', { handle, offset, limit })).items,
    locate: (handle, ids) => api.request('link.locate', { handle, linkIds: [...ids] }),
    ids: (handle, ranges) => api.request('link.ids', { handle, ranges: ranges.map(([from, to]) => [from, to]) }),
    idOf: ({ linkId }) => linkId,
    isRefreshedBy: (event) => routesRefreshedBy(event).includes('link.query'),
    everyMs: FOLLOW_EVERY_MS,
  }
}

/** Counts the values of links. */
export function createLinkCounts(api: Api): ValuesPort<LinkQuery> {
  return {
    route: 'link.facets',
    async read({ filter, field, limit, search }) {
      if (!isLinkFacet(field)) return undefined
      const answer = await api.request('link.facets', {
        query: toInput({ filter, sort: [] }),
        fields: [field],
        limit,
        ...(search === '' ? {} : { search }),
      })
      return answer[field]
    },
  }
}

/** The links that a query finds, with the facets asked for. */
export function useLinkRows(query: LinkQuery, facets: readonly LinkFacet[]): ResultsState<Link, LinkMore> {
  return useResults(createLinkPort, query, facets)
}
