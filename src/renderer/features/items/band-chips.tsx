import type { ReactNode } from 'react'
import { bandLabel, bandNames, compareBands, isBand, rangeOfBand, type Band } from '../../../shared/domain/band.ts'
import type { Facet } from '../../../shared/domain/column-condition.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { BandShape, bandTone } from '../../components/band-mark.tsx'
import { conditionOn, withCondition, withoutCondition } from '../../components/list-tools/list-query.ts'
import { QuickChip, QuickChips, QuickWords } from '../../components/list-tools/quick-chip.tsx'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { useTranslator } from '../../lib/translator.tsx'

/** A band in few letters; where there are none, in words. */
function shortLabel(t: Translator['t'], band: Band, bandDays: readonly number[]): string {
  if (band === 'later') return t('items.bandShort.after', { from: bandDays.at(-1) ?? 0 })
  const range = band === 'expired' || band === 'undated' ? null : rangeOfBand(band, bandDays)
  if (!range || range.minDays === range.maxDays) return bandLabel(t, band, bandDays)
  const { minDays: from, maxDays: to } = range
  return t(`items.bandShort.${from === 0 ? 'within' : 'range'}`, { from, to })
}

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
          <QuickChip
            key={band}
            isOn={isOn}
            count={facet && count}
            title={bandLabel(t, band, bandDays)}
            onToggle={() => toggle(band)}
          >
            <BandShape tone={bandTone(band, bandDays)} />
            <QuickWords words={bandLabel(t, band, bandDays)} short={shortLabel(t, band, bandDays)} />
          </QuickChip>
        )
      })}
    </QuickChips>
  )
}
