import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { DUE_LISTS, type DueList } from '../../../shared/domain/reminder.ts'
import { resolveRanges } from '../../components/list-tools/relative-days.ts'

/** Stands in a list of ids for "whatever the newest run of each account has changed". */
export const CHANGED_IDS = 'changed:last-run'

const NOTICE_PREFIX = 'notice:'
const DUE_PREFIX = 'due:'

/** A set of items that is told elsewhere and looked up when it is needed. */
export type IdSet =
  | { readonly kind: 'changed' }
  | { readonly kind: 'notice'; readonly noticeId: string }
  | { readonly kind: 'due'; readonly list: DueList }

/** Stands in a list of ids for the items of a notice. */
export function idsOfNotice(noticeId: string): string {
  return `${NOTICE_PREFIX}${noticeId}`
}

/** Stands in a list of ids for the items behind one count of reminders. */
export function idsOfDue(list: DueList): string {
  return `${DUE_PREFIX}${list}`
}

/** The set that a query is about; null when it names no set. */
export function idSetOf({ filter: { itemIds = [] } }: ItemQuery): IdSet | null {
  for (const id of itemIds) {
    if (id === CHANGED_IDS) return { kind: 'changed' }
    if (id.startsWith(NOTICE_PREFIX)) return { kind: 'notice', noticeId: id.slice(NOTICE_PREFIX.length) }
    const list = DUE_LISTS.find((name) => id === idsOfDue(name))
    if (list) return { kind: 'due', list }
  }
  return null
}

/** The query as the core takes it: the days and the ids that relative ones mean now. */
export function resolveQuery(query: ItemQuery, today: CivilDay, ids: readonly string[]): ItemQuery {
  const resolved = resolveRanges(query, today)
  return idSetOf(query) === null ? resolved : { ...resolved, filter: { ...resolved.filter, itemIds: ids } }
}
