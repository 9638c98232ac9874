import { addCivilDays, addCivilMonths, type CivilDay } from '../../../shared/domain/civil-day.ts'
import { withColumns, type ListCondition, type ListQuery } from './list-query.ts'

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

/** The query as the core takes it: the days that relative ones mean now. The same object when there are none. */
export function resolveRanges<Query extends ListQuery>(query: Query, today: CivilDay): Query {
  const { columns } = query.filter
  if (!columns?.some(isRelativeRange)) return query
  const resolve = (end: string | null): string | null => (end === null ? null : resolveDay(end, today))
  return withColumns(
    query,
    columns.map((condition) =>
      condition.kind === 'range'
        ? { ...condition, min: resolve(condition.min), max: resolve(condition.max) }
        : condition,
    ),
  )
}

function isRelativeRange(condition: ListCondition): boolean {
  return condition.kind === 'range' && [condition.min, condition.max].some((end) => end !== null && isRelativeDay(end))
}

/** Ranges of days that people ask for most; the key names their words. */
const QUICK_RANGES = [
  { key: 'past', min: null, max: 'today-1' },
  { key: 'next7', min: 'today', max: 'today+7' },
  { key: 'next30', min: 'today', max: 'today+30' },
  { key: 'next90', min: 'today', max: 'today+90' },
  { key: 'last7', min: 'today-7', max: 'today' },
  { key: 'last30', min: 'today-30', max: 'today' },
  { key: 'last90', min: 'today-90', max: 'today' },
  { key: 'lastMonth', min: 'month-1.start', max: 'month-1.end' },
  { key: 'thisMonth', min: 'month+0.start', max: 'month+0.end' },
  { key: 'nextMonth', min: 'month+1.start', max: 'month+1.end' },
  { key: 'thisYear', min: 'year+0.start', max: 'year+0.end' },
] as const
export type QuickRange = (typeof QUICK_RANGES)[number]

const AHEAD: readonly QuickRange['key'][] = ['past', 'next7', 'next30', 'next90', 'thisMonth', 'nextMonth', 'thisYear']
const BEHIND: readonly QuickRange['key'][] = ['last7', 'last30', 'last90', 'thisMonth', 'lastMonth', 'thisYear']

/** The ranges that make sense for a column: deadlines lie ahead, what was recorded lies behind. */
export function quickRangesFor(looksBack: boolean): readonly QuickRange[] {
  const keys = looksBack ? BEHIND : AHEAD
  return keys.flatMap((key) => QUICK_RANGES.filter((range) => range.key === key))
}

/** The named range with these ends; undefined for any other. */
export function quickRangeOf(min: string | null, max: string | null): QuickRange | undefined {
  return QUICK_RANGES.find((range) => range.min === min && range.max === max)
}
