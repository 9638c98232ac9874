import { useQueries } from '@tanstack/react-query'
import type { RouteInput, RouteOutput } from '../../../shared/ipc/contract.ts'
import type { Page } from '../../../shared/ipc/route.ts'
import type { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'

/** Rows that are read in one request. */
export const PAGE_ROWS = 100

type PagedRoute = 'notice.list' | 'notice.items'
type RowOf<Name extends PagedRoute> = RouteOutput<Name> extends Page<infer Row> ? Row : never

/** A long list of which the parts that are looked at are read. */
export interface Pages<Row> {
  /** undefined until the first page is there. */
  readonly total: number | undefined
  /** undefined while its page is on its way. */
  readonly row: (index: number) => Row | undefined
  readonly error: ApiError | null
  readonly retry: () => void
}

/** Reads the pages around the rows from `first` to `last`, and always the first one; they follow changes. */
export function usePages<Name extends PagedRoute>(
  name: Name,
  input: Omit<RouteInput<Name>, 'offset' | 'limit'>,
  { first, last }: { readonly first: number; readonly last: number },
): Pages<RowOf<Name>> {
  const api = useApi()
  const from = Math.floor(first / PAGE_ROWS)
  const to = Math.floor(last / PAGE_ROWS)
  const numbers = [...new Set([0, ...Array.from({ length: to - from + 1 }, (_none, at) => from + at)])]
  const answers = useQueries({
    queries: numbers.map((number) => {
      const asked = { ...input, offset: number * PAGE_ROWS, limit: PAGE_ROWS } as RouteInput<Name>
      return {
        // The key begins with the route, so that an event makes it old like any other answer of that route.
        queryKey: [name, asked] as const,
        queryFn: async () => (await api.request(name, asked)) as unknown as Page<RowOf<Name>>,
      }
    }),
  })
  const failed = answers.find(({ error }) => error !== null)
  return {
    total: answers[0]?.data?.total,
    row: (index) => answers[numbers.indexOf(Math.floor(index / PAGE_ROWS))]?.data?.items[index % PAGE_ROWS],
    error: (failed?.error as ApiError | undefined) ?? null,
    retry: () => answers.forEach((answer) => void (answer.error && answer.refetch())),
  }
}
