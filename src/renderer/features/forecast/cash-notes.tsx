import { Anchor } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import type { Forecast } from '../../../shared/domain/forecast.ts'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { hrefToPayments, hrefToUnpriced } from './forecast-address.ts'
import classes from './forecast.module.css'

/** What is not in the figures, and by which rates they are converted. */
export const CashNotes = memo(function CashNotes({ forecast }: { readonly forecast: Forecast }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { total, overdue, undated, reportCurrency, rates, withoutRate } = forecast
  const currencies = new Set([...total.sums.sums, ...overdue.sums.sums].map(({ currency }) => currency))
  const notes: { readonly key: string; readonly text: string; readonly href?: string; readonly link?: string }[] = []
  for (const kind of ['overdue', 'total'] as const) {
    const { missing } = forecast[kind].sums
    if (missing === 0) continue
    notes.push({
      key: kind,
      text: t(`forecast.note.missing.${kind}`, { count: missing, shown: formats.number(missing) }),
      href: hrefToUnpriced(forecast.input, { slot: { kind } }),
      link: t('forecast.note.missingLink'),
    })
  }
  if (undated > 0) {
    notes.push({
      key: 'undated',
      text: t('forecast.note.undated', { count: undated, shown: formats.number(undated) }),
      href: hrefToPayments(forecast.input, { slot: { kind: 'undated' } }),
      link: t('forecast.note.undatedLink'),
    })
  }
  const toRates = { href: hrefTo('settings', { section: 'rates' }), link: t('forecast.note.ratesLink') }
  if (reportCurrency === null && currencies.size > 1) {
    notes.push({ key: 'currencies', text: t('forecast.note.currencies'), ...toRates })
  }
  if (reportCurrency !== null && withoutRate.length > 0) {
    notes.push({
      key: 'withoutRate',
      text: t('forecast.note.withoutRate', { from: withoutRate.join(t('forecast.join')), to: reportCurrency }),
      ...toRates,
    })
  }
  if (reportCurrency !== null && rates.length > 0) {
    const words = rates.map(({ from, to, rate, on }) => t('forecast.rate', { from, to, rate, day: on }))
    notes.push({
      key: 'rates',
      text: t('forecast.note.rates', { currency: reportCurrency, rates: words.join(t('forecast.join')) }),
      ...toRates,
    })
  }
  if (notes.length === 0) return null
  return (
    <ul className={classes.notes} aria-label={t('forecast.note.label')}>
      {notes.map(({ key, text, href, link }) => (
        <li key={key}>
          {text}
          {href !== undefined && (
            <Anchor href={href} underline="always">
              {link}
            </Anchor>
          )}
        </li>
      ))}
    </ul>
  )
})
