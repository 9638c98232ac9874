import type { Translator } from '../../../shared/i18n/translator.ts'
import type { Formats } from '../../lib/format.ts'
import type { ListFields } from './list-fields.ts'
import { withoutCondition, type ListCondition, type ListQuery } from './list-query.ts'
import { isRelativeDay, quickRangeOf, resolveDay } from './relative-days.ts'

type Translate = Translator['t']

/** What says a filter in words. */
export interface WordsContext {
  readonly t: Translate
  readonly formats: Formats
  readonly fields: ListFields
  /** Readable names of codes that have been seen, by `field value`. */
  readonly labels: ReadonlyMap<string, string>
}

/** One part of a filter in words, and the query without it. */
export interface FilterWords<Query, Field extends string> {
  readonly key: string
  /** The column that its menu is opened for; null when it has none. */
  readonly field: Field | null
  readonly label: string
  readonly words: string
  readonly without: Query
}

/** At most so many values are named; more are counted. */
const NAMED_VALUES = 3

/** Some values in words: the first of them by name, the rest by number. */
export function listWords(t: Translate, words: readonly string[]): string {
  if (words.length === 0) return t('list.filter.none')
  const named = words.slice(0, NAMED_VALUES).join(t('list.filter.or'))
  return words.length <= NAMED_VALUES ? named : t('list.filter.andMore', { named, count: words.length })
}

function endWords(end: string, field: string, { formats, fields }: WordsContext): string {
  switch (fields.kindOf(field)) {
    case 'instant':
    case 'day':
      return formats.day(isRelativeDay(end) ? resolveDay(end, formats.today) : end)
    case 'number':
      return fields.numberWords?.(field, Number(end)) ?? formats.number(Number(end))
    case 'amount':
      return formats.amount(end, null)
    default:
      return end
  }
}

function rangeWords(condition: Extract<ListCondition, { kind: 'range' }>, context: WordsContext): string {
  const { t, fields } = context
  const { field, min, max } = condition
  const quick = quickRangeOf(min, max)
  if (quick) return t(`list.quick.${quick.key}`)
  const kind = fields.kindOf(field)
  const isDay = kind === 'instant' || kind === 'day'
  const from = min === null ? null : endWords(min, field, context)
  const to = max === null ? null : endWords(max, field, context)
  if (from !== null && to !== null) return from === to ? from : t('list.filter.between', { from, to })
  if (from !== null) return t(isDay ? 'list.filter.since' : 'list.filter.atLeast', { from })
  return t(isDay ? 'list.filter.until' : 'list.filter.atMost', { to: to ?? '' })
}

/** A condition in words, without the name of its column. */
export function conditionWords(condition: ListCondition, context: WordsContext): string {
  const { t, fields, labels } = context
  switch (condition.kind) {
    case 'values': {
      const { field, values, isExcluded } = condition
      const words = listWords(
        t,
        values.map((value) => fields.valueLabel(field, value, labels.get(`${field} ${value}`) ?? null)),
      )
      return isExcluded ? t('list.filter.not', { words }) : words
    }
    case 'range':
      return rangeWords(condition, context)
    case 'blank':
      return t(condition.isBlank ? 'list.filter.isBlank' : 'list.filter.isNotBlank')
    case 'contains':
      return t('list.filter.contains', { text: condition.text })
  }
}

/** The conditions on columns, each in words; the search stands in its own field. */
export function columnWords<Query extends ListQuery, Field extends string>(
  query: Query,
  context: WordsContext,
): readonly FilterWords<Query, Field>[] {
  return (query.filter.columns ?? []).map((condition) => ({
    key: `${condition.field} ${condition.kind}`,
    field: condition.field as Field,
    label: context.fields.label(condition.field),
    words: conditionWords(condition, context),
    without: withoutCondition(query, condition.field, condition.kind),
  }))
}
