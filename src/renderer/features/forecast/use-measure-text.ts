import type { ForecastCell } from '../../../shared/domain/forecast.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { Measure } from './measures.ts'

/** Writes cells as a measure has them, exactly; its name is the currency. */
export function useMeasureText(measure: Measure): {
  readonly textOf: (cell: ForecastCell) => string
  readonly name: string
} {
  const { t } = useTranslator()
  const formats = useFormats()
  const { currency, key } = measure
  return {
    textOf: (cell) =>
      currency === null ? formats.number(cell.count) : formats.money(measure.amountOf(cell), currency),
    name:
      currency === null
        ? t('forecast.money.count')
        : key === 'converted'
          ? t('forecast.money.converted', { currency })
          : currency,
  }
}
