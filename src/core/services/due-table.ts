import { bandNames, bandsOf } from '../../shared/domain/band.ts'
import { addCivilMonths, startOfCivilDay, toCivilDay, toEpochDay } from '../../shared/domain/civil-day.ts'
import type { Due, DueMonth, Overview } from '../../shared/domain/overview.ts'
import { RENEWAL_MODES, type RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { createExactSums, type ExactSums } from './exact-sums.ts'

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

interface Cell {
  readonly band: number
  readonly slot: number
  readonly mode: number
  readonly sums: ExactSums
}

/** An empty table for one instant. Every item is added to one cell only; the sums of the overview are sums of cells. */
export function createDueTable({ asOf, zone, bandDays }: DueTableBasis): DueTable {
  const today = toCivilDay(asOf, zone)
  const todayNumber = toEpochDay(today)
  const names = bandNames(bandDays)
  const lastDays = bandsOf(bandDays).map((range) => range.maxDays)
  const todayStartsAt = startOfCivilDay(today, zone)
  const firstMonth = `${today.slice(0, 7)}-01`
  const monthEnds = Array.from({ length: OVERVIEW_MONTHS }, (_, index) =>
    startOfCivilDay(addCivilMonths(firstMonth, index + 1), zone),
  )
  const modes = new Map<RenewalMode, number>(RENEWAL_MODES.map((mode, index) => [mode, index]))
  /** By band, slot and mode; numbers as places because this is gone through for every item. */
  const cells: (Cell | undefined)[] = []

  function toBandIndex(expiresOn: number | null): number {
    if (expiresOn === null) return names.length - 1
    const daysLeft = expiresOn - todayNumber
    let index = 0
    while (daysLeft > (lastDays[index] as number)) index += 1
    return index
  }

  function toSlot(actByAt: number | null): number {
    if (actByAt === null) return UNDATED
    if (actByAt < todayStartsAt) return OVERDUE
    for (let index = 0; index < OVERVIEW_MONTHS; index += 1) if (actByAt < (monthEnds[index] as number)) return index
    return LATER
  }

  function total(isPart: (cell: Cell) => boolean): Due {
    const all = createExactSums()
    for (const cell of cells) if (cell && isPart(cell)) all.addAll(cell.sums)
    return { count: all.count, sums: all.toSums() }
  }

  return {
    add(expiresOn, actByAt, mode, amount, currency) {
      const band = toBandIndex(expiresOn)
      const slot = toSlot(actByAt)
      const modeIndex = modes.get(mode) ?? 0
      const place = (band * SLOTS + slot) * RENEWAL_MODES.length + modeIndex
      const cell = (cells[place] ??= { band, slot, mode: modeIndex, sums: createExactSums() })
      cell.sums.add(amount, currency)
    },
    toOverview: () => ({
      asOf,
      today,
      bands: names.map((band, index) => ({ band, ...total((cell) => cell.band === index) })),
      overdue: total((cell) => cell.slot === OVERDUE),
      months: monthEnds.map((_, index): DueMonth => ({
        month: addCivilMonths(firstMonth, index).slice(0, 7),
        ...total((cell) => cell.slot === index),
        byMode: RENEWAL_MODES.map((mode, modeIndex) => ({
          mode,
          ...total((cell) => cell.slot === index && cell.mode === modeIndex),
        })).filter(({ count }) => count > 0),
      })),
      later: total((cell) => cell.slot === LATER),
      undated: total((cell) => cell.slot === UNDATED),
    }),
  }
}
