import { toCivilDay, type CivilDay } from '../domain/civil-day.ts'
import type { Contradiction } from '../domain/contradiction.ts'
import type { Item } from '../domain/item.ts'
import type { Translator } from './translator.ts'

/** How days and amounts are written where the sentence stands. */
export interface ContradictionFormats {
  /** IANA zone in which people count days. */
  readonly zone: string
  readonly today: CivilDay
  day(day: CivilDay | null): string
  money(amount: string | null, currency: string | null): string
}

/** What the sentences speak of. */
export type ContradictedItem = Pick<
  Item,
  'kind' | 'provider' | 'actByAt' | 'expiresOn' | 'price' | 'currency' | 'priceSource'
>

/** What does not fit, in one sentence, and what to do about it, in another one. */
export function contradictionSentence(
  { t }: Pick<Translator, 't'>,
  item: ContradictedItem,
  kind: Contradiction,
  formats: ContradictionFormats,
): { readonly sentence: string; readonly action: string } {
  const day = dayOf(item, kind, formats.zone)
  const form = day === null ? 'undated' : day < formats.today ? 'past' : 'sentence'
  return {
    sentence: t(`review.contradiction.${kind}.${form}`, { day: formats.day(day), amount: amountOf(t, item, formats) }),
    action: t(`review.contradiction.${kind}.${actionOf(item, kind)}`, { provider: providerOf(t, item) }),
  }
}

/** What is paid together with its main resource says so: a 0 would look like a gift. */
function amountOf(
  t: Translator['t'],
  { price, currency, priceSource }: ContradictedItem,
  formats: ContradictionFormats,
): string {
  if (price === null) return ''
  const amount = priceSource === 'with-main' ? t('grid.provenance.with-main') : formats.money(price, currency)
  return t('review.contradiction.amount', { amount })
}

/** A renewal that nobody asked for is about the end that it led to, everything else about the deadline. */
function dayOf({ actByAt, expiresOn }: ContradictedItem, kind: Contradiction, zone: string): CivilDay | null {
  if (kind === 'renewed-unasked') return expiresOn
  return actByAt === null ? null : toCivilDay(actByAt, zone)
}

/** Certificates and domains are renewed elsewhere. */
function actionOf({ kind: itemKind }: ContradictedItem, kind: Contradiction): string {
  const isElsewhere = kind === 'renew-not-auto' && (itemKind === 'certificate' || itemKind === 'domain')
  return isElsewhere ? itemKind : 'action'
}

/** There is no console of demo data. */
function providerOf(t: Translator['t'], { provider }: ContradictedItem): string {
  return provider === null || provider === 'demo'
    ? t('review.contradiction.provider')
    : t(`domain.provider.${provider}`)
}
