import { CERTAINTIES, certaintyOf, standingOf, type Scenario, type Standing } from '../../shared/domain/forecast.ts'
import { addCivilMonths, toEpochDay, type CivilDay } from '../../shared/domain/civil-day.ts'
import { RENEWAL_MODES } from '../../shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../shared/domain/review.ts'
import type { PaymentPlan } from './payment-plan.ts'

/** Where a payment stands: `index` counts months, or is a place behind them. */
export interface PaymentVisitor {
  /** A payment of a month; `certainty` is a position in CERTAINTIES. */
  onMonth(row: number, month: number, certainty: number): void
  /** The same payment again, or one behind the months, on a day that is asked for. */
  onDay(row: number, day: number): void
  /** Before today. */
  onOverdue(row: number): void
  /** In a month, if only somebody decided. */
  onOpen(row: number): void
}

/** Months and days of a forecast: places of a day that is counted from today. */
export interface ForecastSpan {
  readonly months: readonly string[]
  readonly days: number
  /** By days from today: the month, or -1 behind the last one. */
  readonly monthOf: Int16Array
}

/** The civil months from the one of `today` on, and as many days as are asked for. */
export function createSpan(today: CivilDay, months: number, days: number): ForecastSpan {
  const firstMonth = `${today.slice(0, 7)}-01`
  const names = Array.from({ length: months }, (_, index) => addCivilMonths(firstMonth, index).slice(0, 7))
  const todayNumber = toEpochDay(today)
  const starts = Array.from({ length: months + 1 }, (_, i) => toEpochDay(addCivilMonths(firstMonth, i)) - todayNumber)
  const end = starts[months] as number
  const monthOf = new Int16Array(Math.max(end, days)).fill(-1)
  for (let month = 0; month < months; month += 1) {
    monthOf.fill(month, Math.max(0, starts[month] as number), starts[month + 1])
  }
  return { months: names, days, monthOf }
}

/** What is done with a row, by mode and decision. */
interface Rule {
  readonly standing: Standing
  readonly next: number
  readonly later: number
}

/** Makes the function that shows the payments of a row to a visitor, each in all its places. */
export function createPaymentWalk(
  plan: PaymentPlan,
  scenario: Scenario,
  span: ForecastSpan,
  visitor: PaymentVisitor,
): (row: number) => void {
  const rules: Rule[] = RENEWAL_MODES.flatMap((mode) =>
    DECISIONS.map((decision) => ({
      standing: standingOf(scenario, mode, decision),
      next: CERTAINTIES.indexOf(certaintyOf(mode, decision, true)),
      later: CERTAINTIES.indexOf(certaintyOf(mode, decision, false)),
    })),
  )
  const { monthOf, days } = span
  const { todayNumber } = plan

  function place(row: number, fromToday: number, isOpen: boolean, certainty: number): void {
    if (fromToday >= monthOf.length) return
    const month = monthOf[fromToday] as number
    if (isOpen) {
      if (month >= 0) visitor.onOpen(row)
      return
    }
    if (month >= 0) visitor.onMonth(row, month, certainty)
    if (fromToday < days) visitor.onDay(row, fromToday)
  }

  return (row) => {
    if (!plan.isPlanned[row]) return
    const rule = rules[(plan.mode[row] as number) * DECISIONS.length + (plan.decision[row] as number)] as Rule
    if (rule.standing === 'none') return
    const isOpen = rule.standing === 'open'
    const fromToday = (plan.actByOn[row] as number) - todayNumber
    if (fromToday < 0) visitor.onOverdue(row)
    else place(row, fromToday, isOpen, rule.next)
    if (rule.standing === 'next') return
    for (const day of plan.laterDays[row] as readonly number[]) place(row, day - todayNumber, isOpen, rule.later)
  }
}
