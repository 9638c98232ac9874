import type { LinkFacets, LinkQuery } from '../../../shared/domain/link-query.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import {
  conditionOn,
  withCondition,
  withoutCondition,
  type ConditionOf,
} from '../../components/list-tools/list-query.ts'
import { EMPTY_QUERY, FAILING_VERDICTS } from './links-query-model.ts'

/** Filters that are one click away, in the order of their chips; `all` takes every filter away. */
export const QUICK_FILTERS = ['hidden', 'failing', 'noBacklink', 'whitelisted', 'unchecked', 'certificate'] as const
export type QuickFilter = (typeof QUICK_FILTERS)[number]

/** What a quick filter asks for; days are relative to today. */
export const QUICK_CONDITIONS: Readonly<Record<QuickFilter, ConditionOf<LinkQuery>>> = {
  hidden: { kind: 'values', field: 'shown', values: ['false'] },
  failing: { kind: 'values', field: 'verdict', values: FAILING_VERDICTS },
  noBacklink: { kind: 'values', field: 'backlink', values: ['absent'] },
  whitelisted: { kind: 'values', field: 'whitelisted', values: ['true'] },
  unchecked: { kind: 'values', field: 'verdict', values: [null] },
  certificate: { kind: 'range', field: 'certExpiresAt', min: null, max: 'today+30' },
}

function isSame(a: ConditionOf<LinkQuery> | undefined, b: ConditionOf<LinkQuery>): boolean {
  if (a?.kind === 'values' && b.kind === 'values') {
    const values = new Set(a.values)
    return !a.isExcluded && values.size === b.values.length && b.values.every((value) => values.has(value))
  }
  return a?.kind === 'range' && b.kind === 'range' && a.min === b.min && a.max === b.max
}

/** True when a query filters by exactly this. */
export function isQuickOn(query: LinkQuery, quick: QuickFilter): boolean {
  const condition = QUICK_CONDITIONS[quick]
  return isSame(conditionOn(query, condition.field, condition.kind), condition)
}

/** Adds a quick filter to what is filtered, or takes it away. */
export function toggleQuick(query: LinkQuery, quick: QuickFilter): LinkQuery {
  const condition = QUICK_CONDITIONS[quick]
  return isQuickOn(query, quick)
    ? withoutCondition(query, condition.field, condition.kind)
    : withCondition(query, condition)
}

/** The same order without any filter. */
export function withoutFilters(query: LinkQuery): LinkQuery {
  return { ...EMPTY_QUERY, sort: query.sort }
}

/** True when something narrows the list. */
export function isFiltered({ filter }: LinkQuery): boolean {
  return Object.values(filter).some((value) => value !== undefined && value !== '')
}

/** How many links a quick filter finds among what the other filters leave; undefined while nobody knows. */
export function quickCount(quick: QuickFilter, facets: LinkFacets | undefined): number | undefined {
  const condition = QUICK_CONDITIONS[quick]
  if (condition.kind !== 'values') return undefined
  const facet = facets?.[condition.field]
  return facet?.values
    .filter(({ value }) => condition.values.includes(value))
    .reduce((sum, { count }) => sum + count, 0)
}

/** The words of a filter that names every verdict of a failure; null for any other one. */
export function failingWords(query: LinkQuery, key: string, t: Translator['t']): string | null {
  return key === 'verdict values' && isQuickOn(query, 'failing') ? t('links.filter.failing') : null
}
