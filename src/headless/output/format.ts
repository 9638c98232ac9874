import { toCivilDay, type CivilDay } from '../../shared/domain/civil-day.ts'
import type { Item, PriceSource } from '../../shared/domain/item.ts'
import type { Translator } from '../../shared/i18n/translator.ts'

/** Shown where a value is not known; never 0. */
export const UNKNOWN = '—'

/** `11-24 周一`, with the year when it is not the one of `today`. */
export function formatDay(day: CivilDay | null, today: CivilDay, t: Translator): string {
  if (day === null) return UNKNOWN
  const weekday = new Intl.DateTimeFormat(t.language, { weekday: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
  return `${day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day} ${weekday}`
}

/** `3 天`, `今天`, `已过期 2 天`. */
export function formatDaysLeft(daysLeft: number | null, t: Translator): string {
  if (daysLeft === null) return t.t('domain.daysLeft.none')
  if (daysLeft === 0) return t.t('domain.daysLeft.today')
  if (daysLeft < 0) return t.t('domain.daysLeft.past', { count: -daysLeft })
  return t.t('domain.daysLeft.future', { count: daysLeft })
}

/** An instant as people read it in the business zone: `2026-11-24 09:02:11`. */
export function formatInstant(at: number | null, zone: string): string {
  if (at === null) return UNKNOWN
  return `${toCivilDay(at, zone)} ${toClock(zone).format(at)}`
}

/** Making one takes longer than a whole row of a list. */
const clocks = new Map<string, Intl.DateTimeFormat>()

function toClock(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' })
  clocks.set(zone, made)
  return made
}

/** An item's price; one that is paid with its main resource has none of its own. */
export function priceText(
  item: Pick<Item, 'price' | 'currency'> & { readonly priceSource: PriceSource | null },
  t: Translator,
): string {
  if (item.priceSource === 'with-main') return t.t('cli.provenance.with-main')
  return formatMoney(item.price, item.currency)
}

/** `1,234.50 CNY` with separators of the language, digits kept as they are. */
export function formatMoney(amount: string | null, currency: string | null): string {
  if (amount === null) return UNKNOWN
  const [whole = '', fraction] = amount.split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency ?? ''}`.trim()
}

export function formatDuration(durationMs: number): string {
  return durationMs < 1000 ? `${durationMs} ms` : `${(durationMs / 1000).toFixed(1)} s`
}

/** The provider's status in words; a code that we do not know is shown with its number. */
export function formatStatus(item: Pick<Item, 'status' | 'rawStatus'>, t: Translator): string {
  const word = t.t(`domain.status.${item.status}`)
  return item.status === 'unknown' && item.rawStatus !== null ? `${word} (${item.rawStatus})` : word
}

/** The renewal mode in words; a policy that we do not know is shown with its code. */
export function formatMode(item: Pick<Item, 'renewalMode' | 'rawPolicy'>, t: Translator): string {
  const word = t.t(`domain.mode.${item.renewalMode}`)
  return item.renewalMode === 'unknown' && item.rawPolicy !== null ? `${word} (${item.rawPolicy})` : word
}
