import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { resolveRanges } from '../../components/list-tools/relative-days.ts'

/** Stands in a list of ids for "whatever the newest run of each account has changed". */
export const CHANGED_IDS = 'changed:last-run'

/** True when the query is about what the last runs have changed. */
export function isAboutChanges(query: ItemQuery): boolean {
  return query.filter.itemIds?.includes(CHANGED_IDS) ?? false
}

/** The query as the core takes it: the days and the ids that relative ones mean now. */
export function resolveQuery(query: ItemQuery, today: CivilDay, changedIds: readonly string[]): ItemQuery {
  const resolved = resolveRanges(query, today)
  return isAboutChanges(query) ? { ...resolved, filter: { ...resolved.filter, itemIds: changedIds } } : resolved
}
