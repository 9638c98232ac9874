import type { ReactNode } from 'react'
import type { ForecastCell } from '../../../shared/domain/forecast.ts'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './forecast.module.css'

/** True when the converted amount says more than the sums beside it. */
function isWorthConverting({ sums: { sums }, converted }: ForecastCell): boolean {
  return converted !== null && sums.length > 0 && (sums.length > 1 || sums[0]?.currency !== converted.currency)
}

/** The sums of a cell, a line for each currency, and below them what they are in the currency of reports. */
export function MoneyLines({ cell }: { readonly cell: ForecastCell }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { sums } = cell.sums
  return (
    <>
      {sums.length === 0 && <span className={classes.line}>{cell.sums.missing > 0 ? UNKNOWN : formats.number(0)}</span>}
      {sums.map(({ amount, currency }) => (
        <span key={currency} className={classes.line}>
          {formats.money(amount, currency)}
        </span>
      ))}
      {cell.converted && isWorthConverting(cell) && (
        <span className={classes.line} data-quiet>
          {t('forecast.about', { amount: formats.money(cell.converted.amount, cell.converted.currency) })}
        </span>
      )}
    </>
  )
}
