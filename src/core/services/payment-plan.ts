import type { AccountPolicy } from '../../shared/domain/account.ts'
import { startOfNextCivilDay, toCivilDay, toEpochDay, type CivilDay } from '../../shared/domain/civil-day.ts'
import { hasOwnPrice } from '../../shared/domain/forecast.ts'
import { isMeasuredKind, type ProviderId } from '../../shared/domain/item.ts'
import { RENEWAL_MODES, type RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { decisionOn, DECISIONS, type DecisionKind } from '../../shared/domain/review.ts'
import type { PlanRow } from '../db/repositories/forecast.ts'
import { createDayOf, createLaterDays } from './payment-days.ts'
import { createPriceList, type PriceList } from './payment-sums.ts'

/** Stands for a day that there is not. */
export const NO_DAY = -0x80000000

/** All active items with their payments, column by column; days are counted from 1970-01-01 in the business zone. */
export interface PaymentPlan {
  readonly asOf: number
  readonly zone: string
  readonly today: CivilDay
  readonly todayNumber: number
  readonly rows: number
  readonly itemKey: readonly number[]
  readonly accountId: readonly string[]
  readonly projectId: readonly (string | null)[]
  readonly projectName: readonly (string | null)[]
  readonly productLine: readonly (string | null)[]
  readonly owner: readonly (string | null)[]
  /** Positions in RENEWAL_MODES and, of the decision that holds, in DECISIONS. */
  readonly mode: readonly number[]
  readonly decision: readonly number[]
  /** NO_DAY for undated items. */
  readonly expiresOn: readonly number[]
  readonly actByOn: readonly number[]
  /** In `prices`; -1 when it is not known. */
  readonly price: readonly number[]
  /** No price of its own is to be expected: paid with the main resource, or never. */
  readonly isFree: readonly boolean[]
  /** Dated, with an end that is paid for, not released. */
  readonly isPlanned: readonly boolean[]
  /** Days on which it is paid again after its next payment, from today on; for the longest forecast. */
  readonly laterDays: readonly (readonly number[])[]
  /** By row; neither measured nor released, and without a date. */
  readonly isUndated: readonly boolean[]
  readonly prices: PriceList
  readonly accounts: ReadonlyMap<string, PlanAccount>
}

/** What a plan has to know of an account. */
export interface PlanAccount {
  readonly name: string
  readonly provider: ProviderId
  readonly policy: Pick<AccountPolicy, 'deductionLeadDays'>
}

type Draft = { -readonly [Key in keyof PaymentPlan]: Writable<PaymentPlan[Key]> }
type Writable<T> = T extends readonly (infer E)[] ? E[] : T

/** A plan that grows row by row. */
export interface PaymentPlanDraft {
  readonly plan: PaymentPlan
  /** Adds an active item; rows come in the order of their keys. */
  add(row: PlanRow, isReleased: boolean): void
}

const MODES = new Map<RenewalMode, number>(RENEWAL_MODES.map((mode, index) => [mode, index]))
const UNKNOWN_MODE = RENEWAL_MODES.indexOf('unknown')
const PLACES = new Map<DecisionKind, number>(DECISIONS.map((decision, index) => [decision, index]))
const NO_DAYS: readonly number[] = []

/** Begins an empty plan for an instant. */
export function createPaymentPlan(basis: {
  readonly asOf: number
  readonly zone: string
  readonly accounts: ReadonlyMap<string, PlanAccount>
}): PaymentPlanDraft {
  const { asOf, zone, accounts } = basis
  const today = toCivilDay(asOf, zone)
  const tomorrowStart = startOfNextCivilDay(asOf, zone)
  const later = createLaterDays(zone, today)
  const dayOf = createDayOf(zone)
  const plan: Draft = {
    asOf,
    zone,
    today,
    todayNumber: toEpochDay(today),
    rows: 0,
    itemKey: [],
    accountId: [],
    projectId: [],
    projectName: [],
    productLine: [],
    owner: [],
    mode: [],
    decision: [],
    expiresOn: [],
    actByOn: [],
    price: [],
    isFree: [],
    isPlanned: [],
    laterDays: [],
    isUndated: [],
    prices: createPriceList(),
    accounts,
  }

  function add(row: PlanRow, isReleased: boolean): void {
    const { expires_at: expiresAt, act_by_at: actByAt, price_months: priceMonths, renewal_mode: mode } = row
    const isLiving = !isMeasuredKind(row.kind) && !isReleased
    const isFree = !hasOwnPrice({ kind: row.kind, isPaidWithMain: row.is_with_main === 1 })
    const isPlanned = isLiving && !isFree && expiresAt !== null && actByAt !== null
    const price = plan.prices.add(row.price, row.currency)
    const actByOn = actByAt === null ? NO_DAY : dayOf(actByAt)
    const expiresOn = row.expires_on ?? NO_DAY
    const decision =
      row.decision === null
        ? 'undecided'
        : decisionOn(
            { decision: row.decision, decidedForExpiresAt: row.decided_for_expires_at, expiresAt, actByAt },
            tomorrowStart,
          )
    plan.rows += 1
    plan.itemKey.push(row.item_key)
    plan.accountId.push(row.account_id)
    plan.projectId.push(row.enterprise_project_id)
    plan.projectName.push(row.enterprise_project_name)
    plan.productLine.push(row.tag_product_line)
    plan.owner.push(row.owner)
    plan.mode.push(MODES.get(mode) ?? UNKNOWN_MODE)
    plan.decision.push(PLACES.get(decision) ?? 0)
    plan.expiresOn.push(expiresOn)
    plan.actByOn.push(actByOn)
    plan.price.push(price)
    plan.isFree.push(isFree)
    plan.isPlanned.push(isPlanned)
    plan.isUndated.push(isLiving && expiresAt === null)
    const isPaidAgain = isPlanned && price >= 0 && priceMonths !== null && priceMonths >= 1 && mode !== 'on-demand'
    const account = accounts.get(row.account_id)
    plan.laterDays.push(
      isPaidAgain
        ? later({
            expiresAt,
            renewalMode: mode,
            provider: account?.provider ?? null,
            deductionLeadDays: account?.policy.deductionLeadDays ?? 0,
            priceMonths,
            expiresOn,
            actByOn,
          })
        : NO_DAYS,
    )
  }

  return { plan, add }
}
