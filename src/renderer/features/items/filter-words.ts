import type { ItemFilter, ItemQuery } from '../../../shared/domain/item-query.ts'
import type { Account } from '../../../shared/domain/account.ts'
import {
  columnWords,
  listWords,
  type FilterWords,
  type WordsContext as ListWordsContext,
} from '../../components/list-tools/filter-words.ts'
import { withFilter } from '../../components/list-tools/list-query.ts'
import { fieldLabel, itemFields, valueLabel } from './field-texts.ts'
import { idSetOf } from './relative-days.ts'
import { differenceWords, forecastWords } from './set-words.ts'
import type { ItemColumnField } from './types.ts'
import type { ToldEnds } from './use-id-set.ts'

/** What says a filter of items in words. */
export interface WordsContext extends Omit<ListWordsContext, 'fields'> {
  readonly bandDays: readonly number[]
  readonly accounts: readonly Pick<Account, 'accountId' | 'name'>[]
  /** What is known of a set of items that the query is about; absent: nothing yet. */
  readonly told?:
    | {
        readonly count: number | null
        readonly noticeAt: number | null
        readonly isLost?: boolean
        /** What was compared, of items that differ. */
        readonly ends?: ToldEnds | null
      }
    | undefined
}

/** One part of a filter of items in words. */
export type ItemFilterWords = FilterWords<ItemQuery, ItemColumnField>

/** Parts of a filter that no column's menu makes; other pages send them. */
function otherWords(query: ItemQuery, context: WordsContext): readonly Omit<ItemFilterWords, 'without'>[] {
  const { filter } = query
  const { t, accounts } = context
  const part = (key: keyof ItemFilter, label: string, words: string) => ({ key, field: null, label, words })
  const { accountIds, types, regions, enterpriseProjects, statuses, owner, itemIds, tags } = filter
  const parts: Omit<ItemFilterWords, 'without'>[] = []
  if (accountIds) {
    const names = accountIds.map((id) => accounts.find(({ accountId }) => accountId === id)?.name ?? id)
    parts.push(part('accountIds', fieldLabel(t, 'account'), listWords(t, names)))
  }
  if (filter.accounts) parts.push(part('accounts', fieldLabel(t, 'account'), listWords(t, filter.accounts)))
  if (types) parts.push(part('types', fieldLabel(t, 'resourceType'), listWords(t, types)))
  if (regions) parts.push(part('regions', fieldLabel(t, 'region'), listWords(t, regions)))
  if (enterpriseProjects) {
    parts.push(part('enterpriseProjects', fieldLabel(t, 'enterpriseProjectName'), listWords(t, enterpriseProjects)))
  }
  if (statuses) {
    const words = statuses.map((status) => valueLabel(t, 'status', status, null, context.bandDays))
    parts.push(part('statuses', fieldLabel(t, 'status'), listWords(t, words)))
  }
  if (owner !== undefined) parts.push(part('owner', fieldLabel(t, 'owner'), owner))
  if (tags && tags.length > 0) {
    const words = tags.map(({ key, value }) => `${key}=${value}`)
    parts.push(part('tags', fieldLabel(t, 'tags'), words.join(t('list.filter.and'))))
  }
  if (itemIds) {
    const { label, words } = idWords(query, context)
    parts.push(part('itemIds', label, words))
  }
  return parts
}

const DUE_KEYS = { overdue: 'dueOverdue', today: 'dueToday', soon: 'dueSoon' } as const

/** Whether something beside the set itself says which items are listed, so that the list may hold fewer than the set. */
function isNarrowed({ itemIds: _ids, isGone, ...rest }: ItemFilter, set: ReturnType<typeof idSetOf>): boolean {
  // What is gone is told of by these two as well; the others hold active items only.
  const holdsGone = set?.kind === 'notice' || set?.kind === 'difference'
  if (isGone === 'gone' || (holdsGone && isGone !== 'all')) return true
  return Object.values(rest).some(
    (value) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  )
}

/** A list of ids: where it comes from, and how many it holds. */
function idWords(
  query: ItemQuery,
  { t, formats, told, accounts }: WordsContext,
): { readonly label: string; readonly words: string } {
  const set = idSetOf(query)
  const count = told?.count ?? null
  const isPart = isNarrowed(query.filter, set)
  const counted = (key: string, what = ''): string => {
    if (count === null) return t(told?.isLost ? 'items.filter.notRead' : 'items.filter.reading')
    const words = t(`items.filter.${key}`, { what, count, shown: formats.number(count) })
    return isPart ? t('items.filter.partOf', { set: words }) : words
  }
  switch (set?.kind) {
    case 'changed':
      return { label: t('items.filter.items'), words: t('items.filter.changedByLastRun') }
    case 'notice': {
      const at = told?.noticeAt ?? null
      const label =
        at === null ? t('items.filter.ofNoticeUnknown') : t('items.filter.ofNotice', { time: formats.instant(at) })
      return { label, words: counted('inNotice') }
    }
    case 'due':
      return { label: t('items.filter.due'), words: counted(DUE_KEYS[set.list]) }
    case 'forecast':
      return {
        label: t('items.filter.ofForecast'),
        words: counted('inForecast', forecastWords(t, formats, set.items, accounts)),
      }
    case 'difference':
      return {
        label: t('items.filter.ofDifference'),
        words: counted('inDifference', differenceWords(t, formats, set.items, told?.ends ?? null, accounts)),
      }
    default:
      return {
        label: t('items.filter.items'),
        words: t('items.filter.chosen', { count: query.filter.itemIds?.length ?? 0 }),
      }
  }
}

/** Everything that a query filters by, part by part; the search stands in its own field. */
export function filterWords(query: ItemQuery, context: WordsContext): readonly ItemFilterWords[] {
  const { t, bandDays } = context
  const others = otherWords(query, context).map((part) => ({
    ...part,
    without: withFilter(query, { [part.key]: undefined }),
  }))
  return [...others, ...columnWords<ItemQuery, ItemColumnField>(query, { ...context, fields: itemFields(t, bandDays) })]
}
