import type { ReactNode } from 'react'
import { bandNames, compareBands, isBand, type Band } from '../../../shared/domain/band.ts'
import type { Facet } from '../../../shared/domain/column-condition.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { BandMark } from '../../components/band-mark.tsx'
import { conditionOn, withCondition, withoutCondition } from '../../components/list-tools/list-query.ts'
import { QuickChip, QuickChips } from '../../components/list-tools/quick-chip.tsx'
import { useTranslator } from '../../lib/translator.tsx'

export interface BandChipsProps {
  readonly query: ItemQuery
  readonly onQuery: (query: ItemQuery) => void
  /** Counts by band of what the other filters find; undefined while they are on their way. */
  readonly facet: Facet | undefined
  readonly bandDays: readonly number[]
}

/** Every band with its count; several can be chosen at once. */
export function BandChips({ query, onQuery, facet, bandDays }: BandChipsProps): ReactNode {
  const { t } = useTranslator()
  const condition = conditionOn(query, 'band', 'values')
  const names = bandNames(bandDays)
  const foreign = (condition?.values ?? []).filter(
    (value): value is Band => value !== null && isBand(value) && !names.includes(value),
  )
  const bands = [...names, ...foreign].toSorted(compareBands)
  const counts = new Map(facet?.values.map(({ value, count }) => [value, count]))

  function toggle(band: Band): void {
    const isChosen = condition !== undefined && !condition.isExcluded && condition.values.includes(band)
    const chosen = condition && !condition.isExcluded ? condition.values : []
    const values = isChosen ? chosen.filter((value) => value !== band) : [...chosen, band]
    onQuery(
      values.length === 0
        ? withoutCondition(query, 'band', 'values')
        : withCondition(query, { kind: 'values', field: 'band', values }),
    )
  }

  return (
    <QuickChips label={t('items.bands')}>
      {bands.map((band) => {
        const count = counts.get(band) ?? 0
        const isOn = condition !== undefined && condition.values.includes(band) !== (condition.isExcluded ?? false)
        return (
          <QuickChip key={band} isOn={isOn} count={facet && count} onToggle={() => toggle(band)}>
            <BandMark band={band} bandDays={bandDays} />
          </QuickChip>
        )
      })}
    </QuickChips>
  )
}
