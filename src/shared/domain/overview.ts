import type { Band } from './band.ts'
import type { ChangeKind } from './change.ts'
import type { CivilDay } from './civil-day.ts'
import type { CurrencySums } from './money.ts'
import type { RenewalMode } from './renewal-mode.ts'

/** Items with the sums of their prices. */
export interface Due {
  readonly count: number
  readonly sums: CurrencySums
}

/** What has to be acted on in one calendar month of the business zone. */
export interface DueMonth extends Due {
  /** `YYYY-MM`. */
  readonly month: string
  /** Modes that occur, in the order of RENEWAL_MODES. */
  readonly byMode: readonly (Due & { readonly mode: RenewalMode })[]
}

/** The first page: counts and sums of active items, as of one instant. */
export interface Overview {
  /** Epoch ms. */
  readonly asOf: number
  readonly today: CivilDay
  /** All bands in order, empty ones too. */
  readonly bands: readonly (Due & { readonly band: Band })[]
  /** Act-by lies before today. */
  readonly overdue: Due
  /** By act-by from today on: this month and the eleven after it, empty ones too. */
  readonly months: readonly DueMonth[]
  /** Act-by after the last of these months. */
  readonly later: Due
  /** Items without an act-by. */
  readonly undated: Due
  /** The newest run of each account that has changed the picture. */
  readonly lastChanges: readonly {
    readonly accountId: string
    readonly account: string
    readonly runId: string
    readonly at: number
    readonly byKind: Readonly<Partial<Record<ChangeKind, number>>>
  }[]
}
