import type { ColumnCondition, ItemFilter, ItemQuery } from '../../../shared/domain/item-query.ts'
import type { Account } from '../../../shared/domain/account.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { Formats } from '../../lib/format.ts'
import { fieldLabel, valueLabel } from './field-texts.ts'
import { kindOf, withFilter, withoutCondition, type FilterField } from './query-model.ts'
import { CHANGED_IDS, isRelativeDay, quickRangeOf, resolveDay } from './relative-days.ts'

type Translate = Translator['t']

/** What says a filter in words. */
export interface WordsContext {
  readonly t: Translate
  readonly formats: Formats
  readonly bandDays: readonly number[]
  readonly accounts: readonly Pick<Account, 'accountId' | 'name'>[]
  /** Readable names of codes that have been seen, by `field value`. */
  readonly labels: ReadonlyMap<string, string>
}

/** One part of a filter in words, and the query without it. */
export interface FilterWords {
  readonly key: string
  /** The column that its menu is opened for; null when it has none. */
  readonly field: FilterField | null
  readonly label: string
  readonly words: string
  readonly without: ItemQuery
}

/** At most so many values are named; more are counted. */
const NAMED_VALUES = 3

function list(t: Translate, words: readonly string[]): string {
  if (words.length === 0) return t('items.filter.none')
  const named = words.slice(0, NAMED_VALUES).join(t('items.filter.or'))
  return words.length <= NAMED_VALUES ? named : t('items.filter.andMore', { named, count: words.length })
}

/** A day of a range: relative ones with what they mean today. */
function dayWords(end: string, { formats }: WordsContext): string {
  return formats.day(isRelativeDay(end) ? resolveDay(end, formats.today) : end)
}

function endWords(end: string, field: FilterField, context: WordsContext): string {
  const { t, formats } = context
  switch (kindOf(field)) {
    case 'instant':
    case 'day':
      return dayWords(end, context)
    case 'number':
      return field === 'daysLeft' ? t('items.filter.days', { count: Number(end) }) : formats.number(Number(end))
    case 'amount':
      return formats.amount(end, null)
    default:
      return end
  }
}

function rangeWords(condition: Extract<ColumnCondition, { kind: 'range' }>, context: WordsContext): string {
  const { t } = context
  const { field, min, max } = condition
  const quick = quickRangeOf(min, max)
  if (quick) return t(`items.quick.${quick.key}`)
  const isDay = kindOf(field) === 'instant' || kindOf(field) === 'day'
  const from = min === null ? null : endWords(min, field, context)
  const to = max === null ? null : endWords(max, field, context)
  if (from !== null && to !== null) return from === to ? from : t('items.filter.between', { from, to })
  if (from !== null) return t(isDay ? 'items.filter.since' : 'items.filter.atLeast', { from })
  return t(isDay ? 'items.filter.until' : 'items.filter.atMost', { to: to ?? '' })
}

/** A condition in words, without the name of its column. */
export function conditionWords(condition: ColumnCondition, context: WordsContext): string {
  const { t, bandDays, labels } = context
  switch (condition.kind) {
    case 'values': {
      const { field, values, isExcluded } = condition
      const words = list(
        t,
        values.map((value) => valueLabel(t, field, value, labels.get(`${field} ${value}`) ?? null, bandDays)),
      )
      return isExcluded ? t('items.filter.not', { words }) : words
    }
    case 'range':
      return rangeWords(condition, context)
    case 'blank':
      return t(condition.isBlank ? 'items.filter.isBlank' : 'items.filter.isNotBlank')
    case 'contains':
      return t('items.filter.contains', { text: condition.text })
  }
}

/** Parts of a filter that no column's menu makes; other pages send them. */
function otherWords({ filter }: ItemQuery, context: WordsContext): readonly Omit<FilterWords, 'without'>[] {
  const { t, accounts } = context
  const part = (key: keyof ItemFilter, label: string, words: string) => ({ key, field: null, label, words })
  const { accountIds, types, regions, enterpriseProjects, statuses, owner, itemIds, tags } = filter
  const parts: Omit<FilterWords, 'without'>[] = []
  if (accountIds) {
    const names = accountIds.map((id) => accounts.find(({ accountId }) => accountId === id)?.name ?? id)
    parts.push(part('accountIds', fieldLabel(t, 'account'), list(t, names)))
  }
  if (filter.accounts) parts.push(part('accounts', fieldLabel(t, 'account'), list(t, filter.accounts)))
  if (types) parts.push(part('types', fieldLabel(t, 'resourceType'), list(t, types)))
  if (regions) parts.push(part('regions', fieldLabel(t, 'region'), list(t, regions)))
  if (enterpriseProjects) {
    parts.push(part('enterpriseProjects', fieldLabel(t, 'enterpriseProjectName'), list(t, enterpriseProjects)))
  }
  if (statuses) {
    const words = statuses.map((status) => valueLabel(t, 'status', status, null, context.bandDays))
    parts.push(part('statuses', fieldLabel(t, 'status'), list(t, words)))
  }
  if (owner !== undefined) parts.push(part('owner', fieldLabel(t, 'owner'), owner))
  if (tags && tags.length > 0) {
    const words = tags.map(({ key, value }) => `${key}=${value}`)
    parts.push(part('tags', fieldLabel(t, 'tags'), words.join(t('items.filter.and'))))
  }
  if (itemIds) {
    const words = itemIds.includes(CHANGED_IDS)
      ? t('items.filter.changedByLastRun')
      : t('items.filter.chosen', { count: itemIds.length })
    parts.push(part('itemIds', t('items.filter.items'), words))
  }
  return parts
}

/** Everything that a query filters by, part by part; the search stands in its own field. */
export function filterWords(query: ItemQuery, context: WordsContext): readonly FilterWords[] {
  const { t } = context
  const columns = (query.filter.columns ?? []).map((condition) => ({
    key: `${condition.field} ${condition.kind}`,
    field: condition.field,
    label: fieldLabel(t, condition.field),
    words: conditionWords(condition, context),
    without: withoutCondition(query, condition.field, condition.kind),
  }))
  const others = otherWords(query, context).map((part) => ({
    ...part,
    without: withFilter(query, { [part.key]: undefined }),
  }))
  return [...others, ...columns]
}
