import { bandNames, bandsOf } from '../../shared/domain/band.ts'
import { addCivilMonths, startOfCivilDay, toCivilDay, toEpochDay } from '../../shared/domain/civil-day.ts'
import type { Due, DueMonth, Overview } from '../../shared/domain/overview.ts'
import { RENEWAL_MODES, type RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { createSlices } from '../index/slices.ts'
import { createExactSums, type ExactSums } from './exact-sums.ts'
import { NO_DAY, type PaymentPlan } from './payment-plan.ts'
import { createSumTable } from './payment-sums.ts'

/** This month and the eleven after it. */
export const OVERVIEW_MONTHS = 12

export interface DueTableBasis {
  /** Epoch ms. */
  readonly asOf: number
  readonly zone: string
  readonly bandDays: readonly number[]
}

/** Collects active items one by one into the counts and sums of the overview. */
export interface DueTable {
  /** `expiresOn` is counted in days from 1970-01-01 in the business zone. */
  add(
    expiresOn: number | null,
    actByAt: number | null,
    mode: RenewalMode,
    amount: string | null,
    currency: string | null,
  ): void
  toOverview(): Omit<Overview, 'lastChanges'>
}

/** Places of an act-by: a month by its number, or outside of them. */
const OVERDUE = OVERVIEW_MONTHS
const LATER = OVERVIEW_MONTHS + 1
const UNDATED = OVERVIEW_MONTHS + 2
const SLOTS = OVERVIEW_MONTHS + 3
const MODES = RENEWAL_MODES.length

/** Rows of a plan that are counted before the clock is looked at. */
const ROWS_AT_ONCE = 500

/** A place is one for a band, a slot and a mode; every item has one only, and the sums of the overview are sums of them. */
type Total = (
  isPart: (place: { readonly band: number; readonly slot: number; readonly mode: number }) => boolean,
) => Due

function toPlace(band: number, slot: number, mode: number): number {
  return (band * SLOTS + slot) * MODES + mode
}

function ofPlace(place: number): { readonly band: number; readonly slot: number; readonly mode: number } {
  const cell = Math.floor(place / MODES)
  return { band: Math.floor(cell / SLOTS), slot: cell % SLOTS, mode: place % MODES }
}

/** What overviews of one day have in common; days are counted from 1970-01-01. */
function createLayout({ asOf, zone, bandDays }: DueTableBasis) {
  const today = toCivilDay(asOf, zone)
  const todayNumber = toEpochDay(today)
  const names = bandNames(bandDays)
  const lastDays = bandsOf(bandDays).map((range) => range.maxDays)
  const firstMonth = `${today.slice(0, 7)}-01`
  const monthEnds = Array.from({ length: OVERVIEW_MONTHS }, (_, index) => addCivilMonths(firstMonth, index + 1))

  return {
    today,
    todayNumber,
    monthEnds,
    places: names.length * SLOTS * MODES,
    toBand(expiresOn: number | null): number {
      if (expiresOn === null) return names.length - 1
      const daysLeft = expiresOn - todayNumber
      let index = 0
      while (daysLeft > (lastDays[index] as number)) index += 1
      return index
    },
    toOverview: (total: Total): Omit<Overview, 'lastChanges'> => ({
      asOf,
      today,
      bands: names.map((band, index) => ({ band, ...total((place) => place.band === index) })),
      overdue: total(({ slot }) => slot === OVERDUE),
      months: monthEnds.map((_, index): DueMonth => ({
        month: addCivilMonths(firstMonth, index).slice(0, 7),
        ...total(({ slot }) => slot === index),
        byMode: RENEWAL_MODES.map((mode, modeIndex) => ({
          mode,
          ...total((place) => place.slot === index && place.mode === modeIndex),
        })).filter(({ count }) => count > 0),
      })),
      later: total(({ slot }) => slot === LATER),
      undated: total(({ slot }) => slot === UNDATED),
    }),
  }
}

/** Ends of months ascend; `day` or instant, as they are. */
function slotOf(at: number, today: number, monthEnds: readonly number[]): number {
  if (at < today) return OVERDUE
  for (let index = 0; index < OVERVIEW_MONTHS; index += 1) if (at < (monthEnds[index] as number)) return index
  return LATER
}

/** An empty table for one instant. */
export function createDueTable(basis: DueTableBasis): DueTable {
  const { zone } = basis
  const layout = createLayout(basis)
  const todayStartsAt = startOfCivilDay(layout.today, zone)
  const monthEnds = layout.monthEnds.map((day) => startOfCivilDay(day, zone))
  const modes = new Map<RenewalMode, number>(RENEWAL_MODES.map((mode, index) => [mode, index]))
  /** By place; numbers as places because this is gone through for every item. */
  const cells: (ExactSums | undefined)[] = []

  return {
    add(expiresOn, actByAt, mode, amount, currency) {
      const slot = actByAt === null ? UNDATED : slotOf(actByAt, todayStartsAt, monthEnds)
      const place = toPlace(layout.toBand(expiresOn), slot, modes.get(mode) ?? 0)
      const cell = (cells[place] ??= createExactSums())
      cell.add(amount, currency)
    },
    toOverview: () =>
      layout.toOverview((isPart) => {
        const all = createExactSums()
        cells.forEach((cell, place) => {
          if (cell && isPart(ofPlace(place))) all.addAll(cell)
        })
        return { count: all.count, sums: all.toSums() }
      }),
  }
}

/** The same from a plan, whose rows are at hand. */
export async function countDuePlan(
  plan: PaymentPlan,
  bandDays: readonly number[],
): Promise<Omit<Overview, 'lastChanges'>> {
  const layout = createLayout({ asOf: plan.asOf, zone: plan.zone, bandDays })
  const monthEnds = layout.monthEnds.map(toEpochDay)
  const table = createSumTable(plan.prices, layout.places)
  const slices = createSlices()
  for (let row = 0; row < plan.rows; row += 1) {
    if (row % ROWS_AT_ONCE === 0) await slices.rest()
    if (!plan.isActive[row]) continue
    const [expiresOn, actByOn] = [plan.expiresOn[row] as number, plan.actByOn[row] as number]
    const slot = actByOn === NO_DAY ? UNDATED : slotOf(actByOn, layout.todayNumber, monthEnds)
    const band = layout.toBand(expiresOn === NO_DAY ? null : expiresOn)
    table.add(toPlace(band, slot, plan.mode[row] as number), plan.price[row] as number)
  }
  const used = Array.from({ length: layout.places }, (_, place) => place).filter((place) => table.count(place) > 0)
  return layout.toOverview((isPart) => {
    const all = createSumTable(plan.prices, 1)
    for (const place of used) if (isPart(ofPlace(place))) table.addTo(place, all, 0)
    return { count: all.count(0), sums: all.sums(0) }
  })
}
