import { useCallback, useMemo, useState } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import type { FacetField, ItemQuery } from '../../../shared/domain/item-query.ts'
import { DEFAULT_SETTINGS } from '../../../shared/domain/settings.ts'
import type { ColumnState } from '../../../shared/domain/view.ts'
import type { ApiError } from '../../lib/api.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { ListFields } from '../../components/list-tools/list-fields.ts'
import { itemFields } from './field-texts.ts'
import { filterWords, type ItemFilterWords } from './filter-words.ts'
import { isAboutContradictions, withContradictions, withoutForced } from './forced-column.ts'
import { useItemRows } from './item-rows.ts'
import { useItemsState, type ItemsState } from './items-state.ts'
import { withoutFilters } from './query-model.ts'
import { idSetOf, resolveQuery } from './relative-days.ts'
import type { ItemRows } from './types.ts'
import { useIdSet } from './use-id-set.ts'
import { useLabels } from './use-labels.ts'

/** Counted with every result, for the chips above the table. */
const FACETS: readonly FacetField[] = ['band']

/** What is asked, what was found, and the ways to ask for something else. */
export interface ItemsQuery {
  readonly state: ItemsState
  readonly change: ReturnType<typeof useItemsState>[1]
  readonly onQuery: (query: ItemQuery) => void
  readonly onClear: () => void
  /** The columns in sight: those of the state, and what the list is about. */
  readonly columns: readonly ColumnState[]
  readonly onColumns: (columns: readonly ColumnState[]) => void
  /** The query as the core takes it: days and ids that relative ones mean now. */
  readonly resolved: ItemQuery
  /** null until the first rows are there. */
  readonly rows: ItemRows | null
  readonly isStale: boolean
  readonly error: ApiError | null
  readonly filters: readonly ItemFilterWords[]
  readonly fields: ListFields
  readonly bandDays: readonly number[]
  /** undefined while they are on their way. */
  readonly accounts: readonly Account[] | undefined
}

export function useItemsQuery(): ItemsQuery {
  const { t } = useTranslator()
  const formats = useFormats()
  const settings = useRequest('settings.get', {})
  const accounts = useRequest('account.list', {}).data
  const bandDays = settings.data?.bandDays ?? DEFAULT_SETTINGS.bandDays
  const [state, change] = useItemsState()
  const { query } = state

  const { ids, isReady, error: idsError, noticeAt, ends } = useIdSet(useMemo(() => idSetOf(query), [query]))
  const now = useMemo(() => resolveQuery(query, formats.today, ids), [query, formats.today, ids])
  // Until it is known which items a set holds, the rows of before stay.
  const [known, setKnown] = useState(isReady ? now : null)
  if (isReady && known !== now) setKnown(now)
  const resolved = known ?? now
  const { rows, isStale, error } = useItemRows(resolved, FACETS)
  // Rows of another query must not stand below the name of a set that could not be read.
  const isLost = !isReady && idsError !== null

  const labels = useLabels(resolved)
  const filters = useMemo(
    () =>
      filterWords(query, {
        t,
        formats,
        bandDays,
        accounts: accounts ?? [],
        labels,
        told: { count: isReady ? ids.length : null, noticeAt, isLost, ends },
      }),
    [query, t, formats, bandDays, accounts, labels, isReady, ids, noticeAt, isLost, ends],
  )
  const fields = useMemo(() => itemFields(t, bandDays), [t, bandDays])
  const arranged = useColumns(state, change)
  return {
    ...arranged,
    state,
    change,
    onQuery: useCallback((next: ItemQuery) => change({ query: next }), [change]),
    onClear: useCallback(() => change(({ query: former }) => ({ query: withoutFilters(former) })), [change]),
    resolved,
    rows: known === null || isLost ? null : rows,
    isStale: isStale || !isReady,
    error: error ?? idsError,
    filters,
    fields,
    bandDays,
    accounts,
  }
}

/** The columns, with that of contradictions for as long as the list is about them and nobody has hidden it. */
function useColumns(
  { query, columns }: ItemsState,
  change: ItemsQuery['change'],
): Pick<ItemsQuery, 'columns' | 'onColumns'> {
  const isAbout = isAboutContradictions(query)
  const [isHidden, setHidden] = useState(false)
  if (isHidden && !isAbout) setHidden(false)
  const isForced = isAbout && !isHidden
  return {
    columns: useMemo(() => (isForced ? withContradictions(columns) : columns), [isForced, columns]),
    onColumns: useCallback(
      (next: readonly ColumnState[]) => {
        if (isForced) setHidden(next.some(({ field, isVisible }) => field === 'contradictions' && !isVisible))
        change(({ columns: former }) => ({ columns: isForced ? withoutForced(next, former) : next }))
      },
      [isForced, change],
    ),
  }
}
