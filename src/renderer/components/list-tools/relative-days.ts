export { isRelativeDay, resolveDay, resolveRanges } from '../../../shared/domain/relative-days.ts'

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
