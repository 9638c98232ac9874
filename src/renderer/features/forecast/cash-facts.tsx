import { Anchor } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import type { Forecast, ForecastCell } from '../../../shared/domain/forecast.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { hrefToPayments } from './forecast-address.ts'
import classes from './forecast.module.css'
import { MoneyLines } from './money-lines.tsx'

const SLOTS = ['overdue', 'total', 'open'] as const

/** What should have been paid already, what is coming, and what nobody has decided; each leads to its items. */
export const CashFacts = memo(function CashFacts({ forecast }: { readonly forecast: Forecast }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  // Nobody's silence counts in the other scenarios: what is left out there is left out on purpose.
  const slots = SLOTS.filter((slot) => slot !== 'open' || forecast.input.scenario === 'as-decided')
  return (
    <dl className={classes.facts}>
      {slots.map((slot) => {
        const cell: ForecastCell = forecast[slot]
        return (
          <div key={slot} className={classes.fact} data-slot={slot} data-empty={cell.count === 0 || undefined}>
            <dt>{t(`forecast.fact.${slot}`, { months: forecast.months.length })}</dt>
            <dd>
              <span className={classes.amount}>
                <MoneyLines cell={cell} />
              </span>
              {cell.count === 0 ? (
                <span className={classes.quiet}>{t('forecast.noPayments')}</span>
              ) : (
                <Anchor href={hrefToPayments(forecast.input, { slot: { kind: slot } })}>
                  {t('forecast.payments', { count: cell.count, shown: formats.number(cell.count) })}
                  {cell.sums.missing > 0 &&
                    t('forecast.ofThemMissing', { count: cell.sums.missing, shown: formats.number(cell.sums.missing) })}
                </Anchor>
              )}
              <span className={classes.quiet}>{t(`forecast.factText.${slot}`)}</span>
            </dd>
          </div>
        )
      })}
    </dl>
  )
})
