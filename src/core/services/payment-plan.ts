import type { AccountPolicy } from '../../shared/domain/account.ts'
import { startOfNextCivilDay, toCivilDay, toEpochDay, type CivilDay } from '../../shared/domain/civil-day.ts'
import { hasOwnPrice } from '../../shared/domain/forecast.ts'
import { isMeasuredKind, type ProviderId } from '../../shared/domain/item.ts'
import { RENEWAL_MODES, type RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { decisionOn, DECISIONS, type DecisionKind } from '../../shared/domain/review.ts'
import type { ReadDb } from '../db/connection.ts'
import { listAccounts } from '../db/repositories/account.ts'
import type { PlanRow } from '../db/repositories/forecast.ts'
import { createDayOf, createLaterDays, type LaterDays } from './payment-days.ts'
import { createPriceList, type PriceList } from './payment-sums.ts'

/** Stands for a day that there is not. */
export const NO_DAY = -0x80000000

/**
 * All active items with their payments, column by column; days are counted from 1970-01-01 in the business zone. Rows of
 * items that are gone may stand between them: they have no days, no payments, and belong to no group.
 */
export interface PaymentPlan {
  readonly asOf: number
  readonly zone: string
  readonly today: CivilDay
  readonly todayNumber: number
  readonly rows: number
  readonly itemKey: readonly number[]
  readonly isActive: readonly boolean[]
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

/** What a plan has to know of an item. */
export type PlannedItem = Omit<PlanRow, 'is_closed' | 'retention_ends_at'>

/** A plan that grows row by row. */
export interface PaymentPlanDraft {
  readonly plan: PaymentPlan
  /** Adds an active item; rows come in the order of their keys. */
  add(row: PlannedItem, isReleased: boolean): void
  /** Puts an active item into a row, or behind the last one. */
  put(place: number, row: PlannedItem, isReleased: boolean): void
  /** Leaves a row to an item that is gone. */
  putGone(place: number, itemKey: number): void
  /**
   * A copy of the plan at a later moment of the same day, to be changed: the plan itself stays as it is. What both have in
   * common is shared.
   */
  continued(basis: Pick<PaymentPlan, 'asOf' | 'accounts'>): PaymentPlanDraft
}

const MODES = new Map<RenewalMode, number>(RENEWAL_MODES.map((mode, index) => [mode, index]))
const UNKNOWN_MODE = RENEWAL_MODES.indexOf('unknown')
const PLACES = new Map<DecisionKind, number>(DECISIONS.map((decision, index) => [decision, index]))
const NO_DAYS: readonly number[] = []

/** Accounts as plans need them, by id. */
export function readPlanAccounts(db: ReadDb): ReadonlyMap<string, PlanAccount> {
  return new Map(listAccounts(db).map((account) => [account.accountId, account]))
}

/** In the order in which rows are written. */
const COLUMNS = [
  'itemKey',
  'isActive',
  'accountId',
  'projectId',
  'projectName',
  'productLine',
  'owner',
  'mode',
  'decision',
  'expiresOn',
  'actByOn',
  'price',
  'isFree',
  'isPlanned',
  'isUndated',
  'laterDays',
] as const satisfies readonly (keyof PaymentPlan)[]
type ColumnName = (typeof COLUMNS)[number]

/** The columns of an item that is gone, but for its key. */
const GONE: readonly unknown[] = [
  false,
  '',
  null,
  null,
  null,
  null,
  UNKNOWN_MODE,
  0,
  NO_DAY,
  NO_DAY,
  -1,
  true,
  false,
  false,
  NO_DAYS,
]

/** Begins an empty plan for an instant. */
export function createPaymentPlan(basis: {
  readonly asOf: number
  readonly zone: string
  readonly accounts: ReadonlyMap<string, PlanAccount>
}): PaymentPlanDraft {
  const { asOf, zone, accounts } = basis
  const today = toCivilDay(asOf, zone)
  const plan: Draft = {
    asOf,
    zone,
    today,
    todayNumber: toEpochDay(today),
    rows: 0,
    itemKey: [],
    isActive: [],
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
  return createDraft(plan, {
    tomorrowStart: startOfNextCivilDay(asOf, zone),
    later: createLaterDays(zone, today),
    dayOf: createDayOf(zone),
  })
}

/** What all plans of one day and zone calculate with. */
interface DayTools {
  readonly tomorrowStart: number
  readonly later: LaterDays
  readonly dayOf: (at: number) => number
}

function createDraft(plan: Draft, tools: DayTools, isOwn = true): PaymentPlanDraft {
  const { tomorrowStart, later, dayOf } = tools
  const columns = COLUMNS.map((name): unknown[] => plan[name])
  /** Columns that are not another plan's as well. */
  const owned = COLUMNS.map(() => isOwn)

  function write(place: number, values: readonly unknown[]): void {
    for (let index = 0; index < values.length; index += 1) {
      const column = columns[index] as unknown[]
      const value = values[index]
      if (place < column.length && column[place] === value) continue
      if (owned[index] === true) column[place] = value
      else {
        const copy = column.slice()
        copy[place] = value
        columns[index] = copy
        owned[index] = true
        ;(plan as Record<ColumnName, unknown>)[COLUMNS[index] as ColumnName] = copy
      }
    }
    plan.rows = Math.max(plan.rows, place + 1)
  }

  function put(place: number, row: PlannedItem, isReleased: boolean): void {
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
    const isPaidAgain = isPlanned && price >= 0 && priceMonths !== null && priceMonths >= 1 && mode !== 'on-demand'
    const account = isPaidAgain ? plan.accounts.get(row.account_id) : undefined
    write(place, [
      row.item_key,
      true,
      row.account_id,
      row.enterprise_project_id,
      row.enterprise_project_name,
      row.tag_product_line,
      row.owner,
      MODES.get(mode) ?? UNKNOWN_MODE,
      PLACES.get(decision) ?? 0,
      expiresOn,
      actByOn,
      price,
      isFree,
      isPlanned,
      isLiving && expiresAt === null,
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
    ])
  }

  return {
    plan,
    put,
    add: (row, isReleased) => put(plan.rows, row, isReleased),
    putGone: (place, itemKey) => write(place, [itemKey, ...GONE]),
    // Prices have numbers that stay, so that their list is one for all.
    continued: ({ asOf, accounts }) => createDraft({ ...plan, asOf, accounts }, tools, false),
  }
}
