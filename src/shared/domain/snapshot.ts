import type { Band } from './band.ts'
import type { CivilDay } from './civil-day.ts'
import type { Due } from './overview.ts'
import type { DecisionKind } from './review.ts'
import type { RenewalMode } from './renewal-mode.ts'

/** Counts and sums of a done review, of active items. */
export interface SnapshotFigures {
  readonly today: CivilDay
  readonly all: Due
  readonly bands: readonly (Due & { readonly band: Band })[]
  readonly decisions: readonly (Due & { readonly decision: DecisionKind })[]
  readonly overdue: Due
  readonly contradictions: number
  /** Act-by within 30 days or past, nobody has decided. */
  readonly undecidedDue: Due
  /** Accounts with their last complete picture at that moment. */
  readonly accounts: readonly { readonly account: string; readonly completeAt: number | null; readonly count: number }[]
}

/** A review that was marked done: who, when, and what the list was like at that moment, frozen. */
export interface Snapshot {
  readonly snapshotId: string
  readonly title: string
  readonly note: string | null
  readonly at: number
  readonly by: string
  readonly figures: SnapshotFigures
  /** Size of the frozen picture in the database, bytes. */
  readonly sizeBytes: number
}

/** A review that is being stored at this moment. */
export interface SnapshotTaking {
  readonly title: string
  readonly note: string | null
  /** Items that have been read, of how many; both are 0 before the first. All of them: only storing remains. */
  readonly done: number
  readonly total: number
}

/** One item as it was. */
export interface SnapshotItem {
  readonly itemId: string
  readonly resourceId: string
  readonly resourceName: string
  readonly accountId: string
  readonly account: string
  readonly resourceTypeName: string | null
  readonly enterpriseProjectName: string | null
  readonly productLine: string | null
  readonly expiresAt: number | null
  readonly actByAt: number | null
  readonly renewalMode: RenewalMode
  readonly price: string | null
  readonly currency: string | null
  readonly priceMonths: number | null
  /** `with-main`: paid together with its main resource, so that its price of 0 is none of its own; else null. */
  readonly priceSource: 'with-main' | null
  readonly isActive: boolean
  readonly decision: DecisionKind
  readonly owner: string | null
  readonly reason: string | null
}
