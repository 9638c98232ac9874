import { addCivilDays, addCivilMonths, type CivilDay } from './civil-day.ts'
import type { ConditionOn } from './column-condition.ts'

/**
 * An end of a day range that moves with the calendar, so that a saved view means the same thing every morning: `today+30`,
 * `month+1.start`, `year+0.end`.
 */
const RELATIVE_DAY = /^(?:today(?<days>[+-]\d{1,5})?|(?<unit>month|year)(?<count>[+-]\d{1,3})\.(?<edge>start|end))$/

/** True for an end of a range that is relative to today. */
export function isRelativeDay(text: string): boolean {
  return RELATIVE_DAY.test(text)
}

/** The day that an end of a range means today; any other text comes back as it is. */
export function resolveDay(text: string, today: CivilDay): string {
  const groups = RELATIVE_DAY.exec(text)?.groups
  if (!groups) return text
  if (!groups['unit']) return addCivilDays(today, Number(groups['days'] ?? 0))
  const months = Number(groups['count']) * (groups['unit'] === 'year' ? 12 : 1)
  const first = groups['unit'] === 'year' ? `${today.slice(0, 4)}-01-01` : `${today.slice(0, 7)}-01`
  const start = addCivilMonths(first, months)
  if (groups['edge'] === 'start') return start
  return addCivilDays(addCivilMonths(start, groups['unit'] === 'year' ? 12 : 1), -1)
}

/** A query of any list, as far as it has conditions on columns. */
interface RangedQuery {
  readonly filter: { readonly columns?: readonly ConditionOn<string, string>[] | undefined }
}

/** The query as the core takes it: the days that relative ones mean now. The same object when there are none. */
export function resolveRanges<Query extends RangedQuery>(query: Query, today: CivilDay): Query {
  const { columns } = query.filter
  if (!columns?.some(isRelativeRange)) return query
  const resolve = (end: string | null): string | null => (end === null ? null : resolveDay(end, today))
  const resolved = columns.map((condition) =>
    condition.kind === 'range' ? { ...condition, min: resolve(condition.min), max: resolve(condition.max) } : condition,
  )
  return { ...query, filter: { ...query.filter, columns: resolved } }
}

function isRelativeRange(condition: ConditionOn<string, string>): boolean {
  return condition.kind === 'range' && [condition.min, condition.max].some((end) => end !== null && isRelativeDay(end))
}
