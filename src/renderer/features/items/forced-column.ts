import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import type { ColumnState } from '../../../shared/domain/view.ts'

/** True for a list that is about what does not fit: there the sentence that says so has to be in sight. */
export function isAboutContradictions({ filter, groupBy }: ItemQuery): boolean {
  const conditions = filter.columns ?? []
  return (
    groupBy === 'contradictions' ||
    conditions.some(
      (condition) => condition.field === 'contradictions' && !(condition.kind === 'blank' && condition.isBlank),
    )
  )
}

/** The columns with that of contradictions in sight, behind what is pinned; the same list when it is already. */
export function withContradictions(columns: readonly ColumnState[]): readonly ColumnState[] {
  const own = columns.find(({ field }) => field === 'contradictions')
  if (!own || own.isVisible) return columns
  const others = columns.filter((column) => column !== own)
  const place = others.findLastIndex(({ pin, isVisible }) => pin === 'left' && isVisible) + 1
  return others.toSpliced(place, 0, { ...own, isVisible: true })
}

/** What people have arranged in such a list, without the column that they have not put there themselves. */
export function withoutForced(
  arranged: readonly ColumnState[],
  former: readonly ColumnState[],
): readonly ColumnState[] {
  const own = former.find(({ field }) => field === 'contradictions')
  if (!own || own.isVisible) return arranged
  const widthPx = arranged.find(({ field }) => field === 'contradictions')?.widthPx ?? own.widthPx
  const rest = arranged.filter(({ field }) => field !== 'contradictions')
  return rest.toSpliced(Math.min(former.indexOf(own), rest.length), 0, { ...own, widthPx })
}
