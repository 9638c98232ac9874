import type { WriteDb } from '../db/connection.ts'
import type { ItemWriter } from '../db/repositories/item-write.ts'
import type { ReviewAuthor } from '../db/repositories/review.ts'
import { Flag, type KnownItems } from './known-items.ts'
import type { Stage } from './sync-stage.ts'

/** Rows between two looks at the cancel flag: some milliseconds of work. */
const CHUNK_ROWS = 500

/** What the steps of one commit share. */
export interface Commit {
  readonly db: WriteDb
  readonly stage: Stage
  readonly writer: ItemWriter
  readonly at: number
  /** Of lines of history that nobody has caused. */
  readonly author: ReviewAuthor
  /** See `startOfNextCivilDay`. */
  readonly tomorrowStart: number
  readonly isComplete: boolean
  /** First instant outside of the window that was asked for; null when everything was. */
  readonly windowEndAt: number | null
  readonly deriveDates: Stage['deriveDates']
  readonly throwIfCancelled: () => void
}

/** What is to be done with the resources that are stored or were reported. */
export interface Plan {
  /** Distinct resources that the list holds. */
  readonly listed: number
  readonly added: readonly number[]
  /** Stored and reported slots with something to compare or to bring back. */
  readonly touched: readonly number[]
  readonly vanished: readonly number[]
  readonly isReported: (slot: number) => boolean
  /** True for stored slots that a complete run must have reported if they still exist. */
  readonly isExpected: (slot: number) => boolean
}

/** Sorts all slots into what is to be done with them; unchanged ones cost a few comparisons and no statement. */
export function planSlots({ stage, isComplete, windowEndAt }: Commit, lastPass: number): Plan {
  const { known } = stage
  const isListed = isComplete
    ? (slot: number) => known.passOf(slot) === lastPass
    : (slot: number) => known.passOf(slot) > 0
  const isReported = (slot: number): boolean => isListed(slot) || known.has(slot, Flag.LookedUp)
  const isExpected = (slot: number): boolean => {
    if (!known.isStored(slot) || !known.has(slot, Flag.Active) || !known.has(slot, Flag.Cloud)) return false
    if (windowEndAt === null) return true
    const expiresAt = known.expiresAt[slot] ?? null
    return expiresAt !== null && expiresAt < windowEndAt
  }
  const added: number[] = []
  const touched: number[] = []
  const vanished: number[] = []
  let listed = 0
  const staged = Flag.StagedItem | Flag.StagedTags | Flag.StagedPrice
  for (let slot = 0; slot < known.size; slot += 1) {
    if (!isReported(slot)) {
      if (isComplete && isExpected(slot)) vanished.push(slot)
      continue
    }
    if (isListed(slot)) listed += 1
    if (!known.isStored(slot)) added.push(slot)
    else if (known.has(slot, staged)) touched.push(slot)
    else if (!known.has(slot, Flag.Active) && !known.has(slot, Flag.Closed)) touched.push(slot)
  }
  return { listed, added: sortByResourceId(known, added), touched, vanished, isReported, isExpected }
}

/** Rows that lie in the order of their unique index are inserted faster and read faster later. */
function sortByResourceId({ ids }: KnownItems, slots: number[]): number[] {
  const idOf = (slot: number) => ids[slot] as string
  return slots.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
}

/** Parts of a long list; looks at the cancel flag before each. */
export function* inChunks(slots: readonly number[], throwIfCancelled: () => void): Generator<readonly number[]> {
  for (let start = 0; start < slots.length; start += CHUNK_ROWS) {
    throwIfCancelled()
    yield slots.slice(start, start + CHUNK_ROWS)
  }
}
