import type { FacetField, ItemGroup } from '../../../shared/domain/item-query.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { GridGroup } from '../../components/data-grid/types.ts'
import type { Formats } from '../../lib/format.ts'
import { valueLabel } from './field-texts.ts'

interface GroupWords {
  readonly groupBy: FacetField | null
  readonly bandDays: readonly number[]
  readonly formats: Formats
  readonly t: Translator['t']
}

/** Headers of groups. Their words are made when they come into sight: there may be a group for every row. */
export function toGridGroups(
  groups: readonly ItemGroup[],
  collapsed: ReadonlySet<string>,
  { groupBy, bandDays, formats, t }: GroupWords,
): readonly GridGroup[] {
  return groups.map(({ value, label, start, count, sums }): GridGroup => {
    const key = value ?? ''
    return {
      key,
      start,
      count,
      isCollapsed: collapsed.has(key),
      get label() {
        return groupBy === null ? (label ?? key) : valueLabel(t, groupBy, value, label, bandDays)
      },
      get summary() {
        const rows = t('grid.group.rows', { count, rows: formats.number(count) })
        const missing =
          sums.missing > 0 ? t('grid.group.missing', { count: sums.missing, rows: formats.number(sums.missing) }) : ''
        return [rows, sums.sums.length > 0 ? formats.sums(sums) : '', missing].filter((part) => part !== '').join(' · ')
      },
    }
  })
}
