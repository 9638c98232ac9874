import { Button, NumberInput } from '@mantine/core'
import { useId, useState, type ReactNode } from 'react'
import { startOfCivilDay } from '../../../shared/domain/civil-day.ts'
import type { Item } from '../../../shared/domain/item.ts'
import { lateRenewal, type LateRenewal } from '../../../shared/domain/late-renewal.ts'
import { toFixedAmount } from '../../../shared/domain/money.ts'
import facts from '../../components/details/details.module.css'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './item-details.module.css'

/** Periods that renewals are usually bought for, in months. */
const USUAL_MONTHS = [1, 3, 6, 12]
const MAX_MONTHS = 36
const DEFAULT_MONTHS = 12

/**
 * What renewing today buys: until when, and for an item that has expired how many of the paid days are over already,
 * because the period counts from the old expiry. Nothing for what cannot be renewed. Give it the item's id as key.
 */
export function LateRenewalSection({ item }: { readonly item: Item }): ReactNode {
  const { expiresAt, daysLeft } = item
  const isRenewable = item.isActive && item.phase !== 'released' && item.renewalMode !== 'on-demand'
  if (!isRenewable || expiresAt === null || daysLeft === null) return null
  return <Calculator item={item} expiresAt={expiresAt} isLate={daysLeft < 0} />
}

function Calculator({
  item,
  expiresAt,
  isLate,
}: {
  readonly item: Item
  readonly expiresAt: number
  readonly isLate: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const id = useId()
  const [months, setMonths] = useState(() => Math.min(item.priceMonths ?? DEFAULT_MONTHS, MAX_MONTHS))
  const quick = [...new Set([...USUAL_MONTHS, ...(item.priceMonths === null ? [] : [item.priceMonths])])]
    .filter((count) => count <= MAX_MONTHS)
    .toSorted((a, b) => a - b)
  // Days are counted, so any moment of today will do.
  const now = startOfCivilDay(formats.today, formats.zone)
  const offer = (count: number): LateRenewal => lateRenewal({ expiresAt, now, months: count, zone: formats.zone })
  const title = t(isLate ? 'items.late.title' : 'review.form.renewTitle')
  return (
    <section className={facts.group} aria-label={title}>
      <h3>{title}</h3>
      <div className={classes.calculator}>
        <label htmlFor={id}>{t('review.form.renewMonths')}</label>
        <NumberInput
          id={id}
          className={classes.months ?? ''}
          min={1}
          max={MAX_MONTHS}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="strict"
          value={months}
          onChange={(value) => {
            if (typeof value === 'number' && value >= 1 && value <= MAX_MONTHS) setMonths(Math.trunc(value))
          }}
        />
        {quick.map((count) => (
          <Button
            key={count}
            size="compact-xs"
            variant={count === months ? 'light' : 'default'}
            aria-pressed={count === months}
            onClick={() => setMonths(count)}
          >
            {t('items.late.months', { count })}
          </Button>
        ))}
      </div>
      <div role="status">
        <p className={classes.result}>
          <Result months={months} offer={offer(months)} isLate={isLate} />
        </p>
        <p className={classes.explain}>
          <PriceWords item={item} months={months} />
        </p>
      </div>
      <p className={classes.explain}>{t(isLate ? 'items.late.explain' : 'review.form.renewExplain')}</p>
      {isLate && <Comparison months={[...new Set([1, 3, 12, months])].toSorted((a, b) => a - b)} offer={offer} />}
    </section>
  )
}

function Result({
  months,
  offer: { newExpiresOn, newExpiresAt, daysBought, daysLost, costFactor },
  isLate,
}: {
  readonly months: number
  readonly offer: LateRenewal
  readonly isLate: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const until = t('review.form.renewUntil', {
    count: months,
    day: `${newExpiresOn} ${weekday(formats.day(newExpiresOn))}`,
  })
  return (
    <>
      <strong title={formats.instantTitle(newExpiresAt)}>{until}</strong>{' '}
      {isLate &&
        (costFactor === null
          ? t('items.late.noUse')
          : t('review.form.renewLate', {
              bought: formats.number(daysBought),
              lost: formats.number(daysLost),
              factor: toFixedAmount(costFactor),
            }))}
    </>
  )
}

/** The weekday alone, of a day as the formats write it. */
const weekday = (day: string): string => day.slice(day.lastIndexOf(' ') + 1)

/** The price when it is for just this period; another period's price is named as such and never converted. */
function PriceWords({ item, months }: { readonly item: Item; readonly months: number }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { price, currency, priceMonths, priceSource } = item
  if (priceSource === 'with-main') return t('review.form.renewWithMain')
  if (price === null) return t('review.form.renewNoPrice')
  const amount = formats.money(price, currency)
  if (priceMonths === months) return t('review.form.renewPrice', { amount, count: months })
  if (priceMonths === null) return t('review.form.renewPriceUnclear', { amount })
  return t('review.form.renewOtherPrice', {
    amount,
    count: priceMonths,
    months: t('items.late.months', { count: months }),
  })
}

/** What the usual periods would buy, side by side: a longer one loses less per day. */
function Comparison({
  months,
  offer,
}: {
  readonly months: readonly number[]
  readonly offer: (months: number) => LateRenewal
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('items.late.period')}</th>
          <th scope="col">{t('items.late.until')}</th>
          <th scope="col" className={classes.number}>
            {t('items.late.bought')}
          </th>
          <th scope="col" className={classes.number}>
            {t('items.late.lost')}
          </th>
          <th scope="col" className={classes.number}>
            {t('items.late.factor')}
          </th>
        </tr>
      </thead>
      <tbody>
        {months.map((count) => {
          const { newExpiresOn, newExpiresAt, daysBought, daysLost, costFactor } = offer(count)
          return (
            <tr key={count}>
              <th scope="row">{t('items.late.months', { count })}</th>
              <td title={formats.instantTitle(newExpiresAt)}>{formats.day(newExpiresOn)}</td>
              <td className={classes.number}>{t('items.filter.days', { count: daysBought })}</td>
              <td className={classes.number}>{t('items.filter.days', { count: daysLost })}</td>
              <td className={classes.number} title={costFactor === null ? t('items.late.noUse') : undefined}>
                {costFactor === null ? '—' : `× ${toFixedAmount(costFactor)}`}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
