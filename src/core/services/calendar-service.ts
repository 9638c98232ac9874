import type { CalendarBasis, CalendarMonth } from '../../shared/domain/calendar.ts'
import { addCivilMonths, fromEpochDay, toEpochDay, weekdayOf, type CivilDay } from '../../shared/domain/civil-day.ts'
import { compareAmounts, convert, type Money, type Rate } from '../../shared/domain/money.ts'
import { RENEWAL_MODES } from '../../shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../shared/domain/review.ts'
import { isKnownYear, isWorkingDay } from '../../shared/domain/working-day.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { ReadDb } from '../db/connection.ts'
import { readItemNames } from '../db/repositories/forecast.ts'
import { listRates } from '../db/repositories/rate.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { createSlices } from '../index/slices.ts'
import { NO_DAY, type PaymentPlan } from './payment-plan.ts'
import { createPaymentPlans, type PaymentPlanSource } from './payment-plans.ts'
import { createSumTable, type PriceList } from './payment-sums.ts'

export interface CalendarService {
  get(input: RouteParsed<'calendar.get'>): Promise<RouteOutput<'calendar.get'>>
}

export interface CalendarServiceDeps {
  readonly db: ReadDb
  readonly clock: { now(): number }
  /** Shared with others that read the same; default one of its own. */
  readonly plans?: PaymentPlanSource
}

const WEEKS = 6
const DAYS = WEEKS * 7
/** Names that a day shows. */
const NAMES = 3
/** Rows that are counted before the clock is looked at. */
const ROWS_AT_ONCE = 500

const UNDECIDED = DECISIONS.indexOf('undecided')
const AUTO = RENEWAL_MODES.indexOf('auto')

/** What is due on which day. */
export function createCalendarService(deps: CalendarServiceDeps): CalendarService {
  const { db } = deps
  const plans = deps.plans ?? createPaymentPlans(deps)
  let kept: { readonly plan: PaymentPlan; readonly key: string; readonly compare: ComparePrices } | null = null

  function dearnessOf(plan: PaymentPlan): ComparePrices {
    const rates = listRates(db)
    const { reportCurrency } = getSettings(db)
    const key = JSON.stringify([rates, reportCurrency])
    if (kept?.plan !== plan || kept.key !== key) {
      kept = { plan, key, compare: createDearness(plan.prices, rates, reportCurrency, plan.today) }
    }
    return kept.compare
  }

  return {
    async get(input) {
      const plan = await plans.current()
      const { month, basis } = input
      const firstOfMonth = `${month}-01`
      const first = toEpochDay(firstOfMonth)
      const end = toEpochDay(addCivilMonths(firstOfMonth, 1))
      const start = first - ((weekdayOf(firstOfMonth) + 6) % 7)
      const comparePrices = dearnessOf(plan)
      const days = createSumTable(plan.prices, DAYS)
      const total = createSumTable(plan.prices, 1)
      const counts = Array.from({ length: DAYS }, () => ({ count: 0, undecided: 0, automatic: 0 }))
      const dearest: number[][] = Array.from({ length: DAYS }, () => [])
      const ofMonth = { count: 0, undecided: 0 }

      const compareRows = (a: number, b: number): number =>
        comparePrices(plan.price[a] as number, plan.price[b] as number)

      function add(row: number, day: number): void {
        const index = day - start
        if (index < 0 || index >= DAYS) return
        const isUndecided = plan.decision[row] === UNDECIDED
        const isOfMonth = day >= first && day < end
        const own = counts[index] as (typeof counts)[number]
        own.count += 1
        if (isUndecided) own.undecided += 1
        if (plan.mode[row] === AUTO) own.automatic += 1
        if (isOfMonth) {
          ofMonth.count += 1
          if (isUndecided) ofMonth.undecided += 1
        }
        keepDearest(dearest[index] as number[], row, compareRows)
        // Whoever is paid with something else, or never, has no price that could be missing.
        if (plan.isFree[row]) return
        days.add(index, plan.price[row] as number)
        if (isOfMonth) total.add(0, plan.price[row] as number)
      }

      const slices = createSlices()
      const wanted = input.accountIds && new Set(input.accountIds)
      const dayOf = createDayOf(plan, basis)
      for (let row = 0; row < plan.rows; row += 1) {
        if (row % ROWS_AT_ONCE === 0) await slices.rest()
        if (wanted && !wanted.has(plan.accountId[row] as string)) continue
        const day = dayOf(row)
        if (day !== NO_DAY) add(row, day)
      }

      const names = readItemNames(
        db,
        dearest.flat().map((row) => plan.itemKey[row] as number),
      )
      const answer: CalendarMonth = {
        month,
        basis,
        asOf: plan.asOf,
        today: plan.today,
        days: counts.map((own, index) => {
          const day = fromEpochDay(start + index)
          return {
            day,
            ...own,
            sums: days.sums(index),
            names: (dearest[index] as number[]).flatMap((row) => names.get(plan.itemKey[row] as number) ?? []),
            isWorkingDay: isWorkingDay(day),
            isCertain: isKnownYear(Number(day.slice(0, 4))),
          }
        }),
        total: { ...ofMonth, sums: total.sums(0) },
      }
      return answer
    },
  }
}

function createDayOf(plan: PaymentPlan, basis: CalendarBasis): (row: number) => number {
  switch (basis) {
    case 'actBy':
      return (row) => plan.actByOn[row] as number
    case 'deduction':
      return (row) => (plan.mode[row] === AUTO ? (plan.actByOn[row] as number) : NO_DAY)
    case 'expiry':
      return (row) => plan.expiresOn[row] as number
  }
}

/** Keeps the best few in order; of equal ones those that came first. */
function keepDearest(rows: number[], row: number, compare: (a: number, b: number) => number): void {
  let place = rows.length
  while (place > 0 && compare(rows[place - 1] as number, row) > 0) place -= 1
  if (place >= NAMES) return
  rows.splice(place, 0, row)
  if (rows.length > NAMES) rows.pop()
}

/** Compares prices by their numbers: the dearest first, what has no price last. */
type ComparePrices = (a: number, b: number) => number

/**
 * Different currencies are compared by what they are in the currency of reports; where there is none, or no rate leads to it,
 * the currencies stand one behind the other.
 */
function createDearness(prices: PriceList, rates: readonly Rate[], to: string | null, on: CivilDay): ComparePrices {
  const known = new Map<number, Worth>()
  const worthOf = (price: number): Worth => {
    let worth = known.get(price)
    if (worth === undefined) {
      const amount = prices.amounts[price] as string
      const currency = prices.currencies[prices.currencyOf[price] as number] as string
      const conversion = to === null ? null : convert({ amount, currency }, rates, { to, on })
      const own = conversion?.money ?? { amount, currency }
      worth = { ...own, isConverted: conversion !== null, about: Number(own.amount) }
      known.set(price, worth)
    }
    return worth
  }
  return (a, b) => {
    if (a === b) return 0
    if (a < 0 || b < 0) return a < 0 ? 1 : -1
    const [first, second] = [worthOf(a), worthOf(b)]
    if (first.isConverted !== second.isConverted) return first.isConverted ? -1 : 1
    if (first.currency !== second.currency) return first.currency < second.currency ? -1 : 1
    // Rounding keeps the order, so only what looks equal has to be compared exactly.
    return second.about - first.about || compareAmounts(second.amount, first.amount)
  }
}

interface Worth extends Money {
  readonly isConverted: boolean
  readonly about: number
}
