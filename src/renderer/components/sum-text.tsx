import type { ReactNode } from 'react'
import type { CurrencySums } from '../../shared/domain/money.ts'
import { useFormats } from '../lib/format.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './sum-text.module.css'

/** Sums by currency, never added across currencies, with the number of items that have no price. */
export function SumText({
  sums,
  isStacked = false,
}: {
  readonly sums: CurrencySums
  /** True puts that number below the sums, where there is little room beside. */
  readonly isStacked?: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <span className={classes.root}>
      {formats.sums(sums)}
      {sums.missing > 0 && (
        <span className={classes.missing} data-stacked={isStacked || undefined}>
          {isStacked ? ' ' : ' · '}
          {t('shell.sums.missing', { count: sums.missing, shown: formats.number(sums.missing) })}
        </span>
      )}
    </span>
  )
}
