import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import type {
  Comparison,
  ComparisonEnd,
  ComparisonStart,
  DifferenceKind,
  DifferenceSortField,
  ItemDifference,
} from '../../../shared/domain/comparison.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { useResults, type ResultPort, type ResultsState } from '../../components/list-tools/results.ts'
import type { Api } from '../../lib/api.ts'
import { routesRefreshedBy } from '../../lib/refresh.ts'

/** Which rows of which comparison. */
export interface DifferenceQuery {
  readonly from: ComparisonStart
  readonly to: ComparisonEnd
  readonly filter: {
    readonly kinds: readonly DifferenceKind[]
    readonly accountId: string | null
    readonly search: string
  }
  readonly sort: DifferenceSort
  /** Another day is another question: what holds may have changed by itself. */
  readonly today: CivilDay
}

export type DifferenceSort = readonly {
  readonly field: DifferenceSortField
  readonly direction: 'asc' | 'desc'
}[]

/** Columns of the table. */
export type DifferenceField = DifferenceSortField | 'fields'

/** What an answer has beside its rows. */
export interface DifferenceMore {
  readonly comparison: Comparison
}

type RowInput = Omit<RouteInput<'comparison.page'>, 'offset' | 'limit'>

/** The conditions on rows as the core takes them. */
export function toRowInput(handle: string, { filter, sort }: Pick<DifferenceQuery, 'filter' | 'sort'>): RowInput {
  const { kinds, accountId, search } = filter
  return {
    handle,
    search,
    sort: sort.map((term) => ({ ...term })),
    ...(kinds.length === 0 ? {} : { kinds: [...kinds] }),
    ...(accountId === null ? {} : { accountIds: [accountId] }),
  }
}

/** A result is a comparison with the conditions on its rows; both are what names it. */
function toHandle(input: RowInput): string {
  return JSON.stringify(input)
}

function ofHandle(handle: string): RowInput {
  return JSON.parse(handle) as RowInput
}

const PAGE = 500

/** Asks the core for differences. */
export function createDifferencePort(
  api: Api,
): ResultPort<ItemDifference, DifferenceQuery, never, DifferenceMore> & { readonly rowInput: typeof ofHandle } {
  return {
    rowInput: ofHandle,
    async query({ query, rows }) {
      const comparison = await api.request('comparison.get', { from: query.from, to: query.to })
      const input = toRowInput(comparison.handle, query)
      const first = await api.request('comparison.page', { ...input, offset: 0, limit: Math.max(1, rows) })
      return {
        handle: toHandle(input),
        total: first.total,
        asOf: comparison.to.at,
        rows: rows === 0 ? [] : first.items,
        more: { comparison },
      }
    },
    page: async (handle, offset, limit) =>
      (await api.request('comparison.page', { ...ofHandle(handle), offset, limit })).items,
    // A later picture has other differences: rows are looked for among the first ones only.
    async locate(handle, ids) {
      const { items } = await api.request('comparison.page', { ...ofHandle(handle), offset: 0, limit: PAGE })
      return ids.map((id) => {
        const place = items.findIndex(({ itemId }) => itemId === id)
        return place === -1 ? null : place
      })
    },
    async ids(handle, ranges) {
      const ids: string[] = []
      for (const [from, to] of ranges) {
        for (let offset = from; offset < to; offset += PAGE) {
          const limit = Math.min(PAGE, to - offset)
          const { items } = await api.request('comparison.page', { ...ofHandle(handle), offset, limit })
          ids.push(...items.map(({ itemId }) => itemId))
        }
      }
      return ids
    },
    idOf: ({ itemId }) => itemId,
    isRefreshedBy: (event) => routesRefreshedBy(event).includes('comparison.get'),
    everyMs: 1_000,
  }
}

const NO_FACETS: readonly never[] = []

/** The items that differ, page by page. */
export function useDifferences(query: DifferenceQuery): ResultsState<ItemDifference, DifferenceMore> {
  return useResults(createDifferencePort, query, NO_FACETS)
}
