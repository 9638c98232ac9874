import { useMemo } from 'react'
import type { FacetField, ItemQuery } from '../../../shared/domain/item-query.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { toInput } from './query-model.ts'

/** Fields whose values are vendors' codes with a readable name. */
const CODED: readonly FacetField[] = ['resourceType', 'region', 'enterpriseProject', 'enterpriseProjectId']

/** Readable names of the codes that a query filters by, by `field value`. */
export function useLabels(query: ItemQuery): ReadonlyMap<string, string> {
  const fields = CODED.filter((field) =>
    query.filter.columns?.some((condition) => condition.kind === 'values' && condition.field === field),
  )
  const { data } = useRequest(
    'item.facets',
    { query: toInput({ filter: { isGone: 'all' }, sort: [], groupBy: null }), fields, limit: 10_000 },
    { isEnabled: fields.length > 0 },
  )
  return useMemo(() => {
    const labels = new Map<string, string>()
    for (const field of CODED) {
      for (const { value, label } of data?.[field]?.values ?? []) if (label) labels.set(`${field} ${value}`, label)
    }
    return labels
  }, [data])
}
