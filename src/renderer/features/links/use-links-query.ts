import { useCallback, useMemo } from 'react'
import type { LinkFacet, LinkQuery } from '../../../shared/domain/link-query.ts'
import type { LinkSummary } from '../../../shared/domain/link.ts'
import type { ListFields } from '../../components/list-tools/list-fields.ts'
import { resolveRanges } from '../../components/list-tools/relative-days.ts'
import type { ApiError } from '../../lib/api.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { linkFields } from './links-fields.ts'
import { linkFilterWords, type LinkFilterWords } from './links-filter-words.ts'
import { useLinkRows, type LinkRows } from './links-rows.ts'
import { useLinksState, type LinksState } from './links-state.ts'
import { withoutFilters } from './quick-filters.ts'

/** Counted with every result, for the chips above the table and the choice of groups. */
const FACETS: readonly LinkFacet[] = ['shown', 'verdict', 'backlink', 'whitelisted', 'group']

const NO_LABELS: ReadonlyMap<string, string> = new Map()

/** What is asked, what was found, and the ways to ask for something else. */
export interface LinksQuery {
  readonly state: LinksState
  readonly change: ReturnType<typeof useLinksState>[1]
  readonly onQuery: (query: LinkQuery) => void
  readonly onClear: () => void
  /** The query as the core takes it: the days that relative ones mean now. */
  readonly resolved: LinkQuery
  /** null until the first rows are there. */
  readonly rows: LinkRows | null
  readonly isStale: boolean
  readonly error: ApiError | null
  readonly filters: readonly LinkFilterWords[]
  readonly fields: ListFields
  /** undefined while it is on its way. */
  readonly summary: LinkSummary | undefined
}

export function useLinksQuery(): LinksQuery {
  const { t } = useTranslator()
  const formats = useFormats()
  const summary = useRequest('link.summary', {})
  const [state, change] = useLinksState()
  const { query } = state
  const resolved = useMemo(() => resolveRanges(query, formats.today), [query, formats.today])
  const { rows, isStale, error } = useLinkRows(resolved, FACETS)
  const fields = useMemo(() => linkFields(t), [t])
  const filters = useMemo(
    () => linkFilterWords(query, { t, formats, fields, labels: NO_LABELS }),
    [query, t, formats, fields],
  )
  return {
    state,
    change,
    onQuery: useCallback((next: LinkQuery) => change({ query: next }), [change]),
    onClear: useCallback(() => change(({ query: former }) => ({ query: withoutFilters(former) })), [change]),
    resolved,
    rows,
    isStale,
    error,
    filters,
    fields,
    summary: summary.data,
  }
}
