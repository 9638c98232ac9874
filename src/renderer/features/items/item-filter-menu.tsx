import { Button } from '@mantine/core'
import { useMemo, type ReactNode } from 'react'
import type { FacetField, ItemQuery } from '../../../shared/domain/item-query.ts'
import { FilterMenu, type FilterExtras, type OpenFilter } from '../../components/list-tools/filter-menu.tsx'
import type { ListFields, ValuesPort } from '../../components/list-tools/list-fields.ts'
import { withFilter, withoutCondition } from '../../components/list-tools/list-query.ts'
import type { Api } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { FilterTag } from './filter-tag.tsx'
import { isFacetField, toInput, type FilterField } from './query-model.ts'

/** Counts the values of items. */
function createItemCounts(api: Api): ValuesPort<ItemQuery> {
  return {
    route: 'item.facets',
    async read({ filter, field, limit, search }) {
      if (!isFacetField(field)) return undefined
      // Only what is filtered counts for values, so that a new order is no new question.
      const query = toInput({ filter, sort: [], groupBy: null })
      const answer = await api.request('item.facets', {
        query,
        fields: [field],
        limit,
        ...(search === '' ? {} : { search }),
      })
      return answer[field]
    },
  }
}

export interface ItemFilterMenuProps {
  readonly open: OpenFilter<FilterField> | null
  readonly onClose: () => void
  /** As it is edited: days may be relative. */
  readonly query: ItemQuery
  /** As the core takes it. */
  readonly resolved: ItemQuery
  readonly onQuery: (query: ItemQuery) => void
  readonly fields: ListFields
}

/** The menu of one column of items: also tags, and groups by the column's values. */
export function ItemFilterMenu(props: ItemFilterMenuProps): ReactNode {
  const { query, onQuery } = props
  const api = useApi()
  const counts = useMemo(() => createItemCounts(api), [api])

  function extras(field: FilterField): FilterExtras {
    const tags = query.filter.tags
    if (field === 'tags') {
      return {
        isFiltered: tags !== undefined,
        onClear: () => onQuery(withFilter(withoutCondition(query, field), { tags: undefined })),
        body: (
          <FilterTag
            tags={tags ?? []}
            onTags={(next) => onQuery(withFilter(query, { tags: next.length > 0 ? next : undefined }))}
          />
        ),
      }
    }
    return isFacetField(field) ? { foot: <GroupButton field={field} query={query} onQuery={onQuery} /> } : {}
  }
  return <FilterMenu {...props} counts={counts} extras={extras} />
}

function GroupButton({
  field,
  query,
  onQuery,
}: Pick<ItemFilterMenuProps, 'query' | 'onQuery'> & { readonly field: FacetField }): ReactNode {
  const { t } = useTranslator()
  const isGrouped = query.groupBy === field
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      aria-pressed={isGrouped}
      onClick={() => onQuery({ ...query, groupBy: isGrouped ? null : field })}
    >
      {t(isGrouped ? 'items.group.undo' : 'items.group.byThis')}
    </Button>
  )
}
