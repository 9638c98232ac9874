import { actBy } from './act-by.ts'
import { shiftCivilMonths, toCivilDay, toEpochDay, type CivilDay } from './civil-day.ts'
import { isMeasuredKind, type ItemKind, type ProviderId } from './item.ts'
import type { CurrencySums, Money, Rate } from './money.ts'
import type { RenewalMode } from './renewal-mode.ts'
import type { DecisionKind } from './review.ts'

/**
 * What is assumed: `as-decided`: what was decided is done, what is undecided goes on when it renews by itself;
 * `all-renew`: everything that can be renewed is; `auto-only`: only what renews by itself.
 */
export const SCENARIOS = ['as-decided', 'all-renew', 'auto-only'] as const
export type Scenario = (typeof SCENARIOS)[number]

/** What a forecast is split by. `department` is the owner's. */
export const FORECAST_GROUPS = [
  'account',
  'enterpriseProject',
  'department',
  'productLine',
  'currency',
  'owner',
  'renewalMode',
] as const
export type ForecastGroup = (typeof FORECAST_GROUPS)[number]

/**
 * Why an amount is in a forecast: `decided`: somebody decided to renew; `automatic`: undecided, but it renews by itself;
 * `assumed`: only because the scenario says so.
 */
export const CERTAINTIES = ['decided', 'automatic', 'assumed'] as const
export type Certainty = (typeof CERTAINTIES)[number]

/** Months and days that can be asked for at most. */
export const MAX_FORECAST_MONTHS = 36
export const MAX_FORECAST_DAYS = 120

export interface ForecastInput {
  readonly scenario: Scenario
  /** Civil months from this one on. */
  readonly months: number
  /** Civil days from today on. */
  readonly days: number
  readonly by: ForecastGroup
  readonly accountIds?: readonly string[] | undefined
  /** ISO 4217 code into which sums are converted; left out: the settings' currency of reports. */
  readonly currency?: string | undefined
}

/** Groups that are told apart at most; the smaller ones stand together as OTHER_GROUPS, the last of the list. */
export const MAX_FORECAST_GROUPS = 300
export const OTHER_GROUPS = '…'

/** Payments of one month, one day, or all before today. */
export interface ForecastCell {
  /** Payments; an item that is paid twice within a month counts twice. */
  readonly count: number
  /** Exact sums by currency; `missing` counts payments without a known price. */
  readonly sums: CurrencySums
  /**
   * In the currency of reports, rounded half to even at cents once, from the exact sums: a total may differ by cents from
   * the sum of its rounded parts and is the more exact one. Null without a currency, or when a rate is missing for a sum.
   */
  readonly converted: Money | null
}

export interface ForecastMonth extends ForecastCell {
  /** `YYYY-MM`. */
  readonly month: string
  /** In the order of CERTAINTIES, those that occur. */
  readonly byCertainty: readonly (ForecastCell & { readonly certainty: Certainty })[]
  /** Groups that occur, in the order of `groups`. */
  readonly byGroup: readonly (ForecastCell & { readonly group: string | null })[]
  /** Of every currency and converted: all months up to and with this one. */
  readonly cumulated: ForecastCell
}

export interface ForecastDay extends ForecastCell {
  readonly day: CivilDay
}

/** Cash that leaves by act-by dates, prices and modes. Only active items that are not released take part. */
export interface Forecast {
  readonly input: ForecastInput
  /** The instant for which it holds, epoch ms. */
  readonly asOf: number
  readonly today: CivilDay
  readonly zone: string
  /** Of the currency of reports: the rates that were used, with their days; null currency: none is set. */
  readonly reportCurrency: string | null
  readonly rates: readonly Rate[]
  /** Currencies that no rate leads from. */
  readonly withoutRate: readonly string[]
  /**
   * All groups of all months, the largest first by the sums in the order of the currencies of `total`; null is "none". The
   * value of a group of owners or departments is their first spelling.
   */
  readonly groups: readonly (ForecastCell & { readonly group: string | null; readonly label: string | null })[]
  readonly months: readonly ForecastMonth[]
  readonly days: readonly ForecastDay[]
  /**
   * Whose day lies before today: what should have been paid or renewed, also where nobody has decided. Not part of any month
   * or day.
   */
  readonly overdue: ForecastCell
  /** All months together. */
  readonly total: ForecastCell
  /** Payments of these months that the scenario leaves out because nobody has decided: what they would cost. */
  readonly open: ForecastCell
  /** Active items without a date of their end. */
  readonly undated: number
}

/**
 * Which payments: of a month, a day, all before today, or what is open; or the items that have none because they have no
 * date of their end. Narrowed to a group.
 */
export interface ForecastPick {
  readonly slot:
    | { readonly kind: 'month'; readonly month: string }
    | { readonly kind: 'day'; readonly day: CivilDay }
    | { readonly kind: 'overdue' }
    | { readonly kind: 'open' }
    | { readonly kind: 'total' }
    | { readonly kind: 'undated' }
  /** Left out: all groups; null: those without one. */
  readonly group?: string | null | undefined
}

/** What a scenario does with the payments of an item: all of them, only the next one, none, or none until somebody decides. */
export type Standing = 'all' | 'next' | 'none' | 'open'

/**
 * How a scenario takes an item, by the decision that holds for its next payment. On-demand turns to pay-per-use at the next
 * deadline, so only a decision pays once more; what has been released is not there to be renewed.
 */
export function standingOf(scenario: Scenario, mode: RenewalMode, decision: DecisionKind): Standing {
  if (scenario === 'auto-only') return mode === 'auto' ? 'all' : 'none'
  if (decision === 'released' || decision === 'to-on-demand') return 'none'
  if (mode === 'on-demand') return decision === 'renew' ? 'next' : 'none'
  if (scenario === 'all-renew') return 'all'
  if (decision === 'let-expire') return 'none'
  return decision === 'undecided' && mode !== 'auto' ? 'open' : 'all'
}

/**
 * Why a payment that a scenario counts is there; `isNext`: it is the item's next one. A decision is about the next payment
 * only: `renewed` was about the one before it.
 */
export function certaintyOf(mode: RenewalMode, decision: DecisionKind, isNext: boolean): Certainty {
  if (isNext && decision === 'renew') return 'decided'
  const isLeftAlone = decision === 'undecided' || decision === 'renew' || decision === 'renewed'
  return mode === 'auto' && isLeftAlone ? 'automatic' : 'assumed'
}

/** What the days of payments follow from. Instants are epoch ms. */
export interface PaymentFacts {
  readonly expiresAt: number
  readonly renewalMode: RenewalMode
  readonly provider: ProviderId | null
  readonly deductionLeadDays: number
}

/**
 * Day of an item's payment `index` (0 is the next one), in days from 1970-01-01 in `zone`: of the act-by of the expiry that
 * many times `priceMonths` civil months later, counted from the present expiry.
 */
export function paymentDay(facts: PaymentFacts, index: number, priceMonths: number, zone: string): number {
  const expiresAt = index === 0 ? facts.expiresAt : shiftCivilMonths(facts.expiresAt, index * priceMonths, zone)
  const { at } = actBy({ ...facts, expiresAt }, facts)
  return toEpochDay(toCivilDay(at ?? expiresAt, zone))
}

/** Of the Gregorian calendar, over its 400 years. */
const MEAN_MONTH_DAYS = 30.436_875

/**
 * Days on which an item is paid again after its next payment, from `firstDay` to `lastDay`, both included, ascending; all in
 * days from 1970-01-01 in `zone`. Calculates in instants, so it is right in every zone.
 */
export function laterPaymentDays(
  facts: PaymentFacts,
  priceMonths: number,
  { zone, firstDay, lastDay }: { readonly zone: string; readonly firstDay: number; readonly lastDay: number },
): number[] {
  const days: number[] = []
  // Also keeps dates that stand for "never" from being shifted out of what an instant can be.
  if (paymentDay(facts, 0, priceMonths, zone) > lastDay) return days
  // An expiry long ago is not walked through month by month; the two periods to spare are more than months vary.
  const passed = Math.floor((firstDay - facts.expiresAt / 86_400_000) / (MEAN_MONTH_DAYS * priceMonths)) - 2
  for (let index = Math.max(1, passed); ; index += 1) {
    const day = paymentDay(facts, index, priceMonths, zone)
    if (day > lastDay) return days
    if (day >= firstDay) days.push(day)
  }
}

/** Whether an item is paid for by itself. */
export interface PriceOwner {
  readonly kind: ItemKind
  /** Its price is in the one of its main resource (ADR 0033). */
  readonly isPaidWithMain: boolean
}

/** False for what is paid with something else or never: it gives no payments, and no price of it is missing. */
export function hasOwnPrice({ kind, isPaidWithMain }: PriceOwner): boolean {
  return !isMeasuredKind(kind) && !isPaidWithMain
}
