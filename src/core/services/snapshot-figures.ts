import { addCivilDays, startOfCivilDay, startOfNextCivilDay, toCivilDay } from '../../shared/domain/civil-day.ts'
import {
  contradictionDay,
  contradictionsOf,
  isDeletedAtEnd,
  type ContradictionFacts,
} from '../../shared/domain/contradiction.ts'
import type { RawCode } from '../../shared/domain/item.ts'
import type { Due } from '../../shared/domain/overview.ts'
import { DECISIONS, type DecisionKind } from '../../shared/domain/review.ts'
import type { SnapshotFigures } from '../../shared/domain/snapshot.ts'
import { comparePeople } from '../../shared/people-order.ts'
import { createDueTable } from './due-table.ts'
import { createExactSums, type ExactSums } from './exact-sums.ts'
import type { PresentPicture } from './picture-source.ts'

/** Act-by within so many days is due for a decision; what has passed is, too. */
const DUE_DAYS = 30

/** What the figures of an active item follow from. */
export interface FiguresItem extends Omit<ContradictionFacts, 'isActive' | 'isDeletedAtEnd'> {
  readonly accountId: string
  readonly expiresOn: number | null
  readonly rawPolicy: RawCode
  readonly price: string | null
  readonly currency: string | null
}

/** Adds the active items of a picture up to the figures of a done review. */
export interface FiguresTable {
  add(item: FiguresItem): void
  toFigures(): SnapshotFigures
}

/** Counts and sums of active items; nothing added yet. */
export function createFiguresTable(picture: PresentPicture, bandDays: readonly number[]): FiguresTable {
  const { now, zone, accounts } = picture
  const today = toCivilDay(now, zone)
  const table = createDueTable({ asOf: now, zone, bandDays })
  const day = contradictionDay(today, zone)
  const dueBefore = startOfNextCivilDay(startOfCivilDay(addCivilDays(today, DUE_DAYS), zone), zone)
  const all = createExactSums()
  const undecidedDue = createExactSums()
  const decisions = new Map<DecisionKind, ExactSums>()
  const counts = new Map<string, number>()
  let contradictions = 0

  return {
    add(item) {
      const { accountId, expiresOn, actByAt, renewalMode, price, currency, decision } = item
      const provider = accounts.get(accountId)?.provider ?? null
      table.add(expiresOn, actByAt, renewalMode, price, currency)
      all.add(price, currency)
      let sums = decisions.get(decision)
      if (!sums) decisions.set(decision, (sums = createExactSums()))
      sums.add(price, currency)
      if (decision === 'undecided' && actByAt !== null && actByAt < dueBefore) undecidedDue.add(price, currency)
      counts.set(accountId, (counts.get(accountId) ?? 0) + 1)
      const facts = { ...item, isActive: true, isDeletedAtEnd: isDeletedAtEnd(provider, item.rawPolicy) }
      if (contradictionsOf(facts, day).length > 0) contradictions += 1
    },
    toFigures() {
      const { bands, overdue } = table.toOverview()
      return {
        today,
        all: toDue(all),
        bands,
        decisions: DECISIONS.flatMap((decision) => {
          const sums = decisions.get(decision)
          return sums ? [{ decision, ...toDue(sums) }] : []
        }),
        overdue,
        contradictions,
        undecidedDue: toDue(undecidedDue),
        // The built-in account of certificates and domains has no name and no complete picture.
        accounts: [...accounts.values()]
          .filter(({ name }) => name !== '')
          .map(({ accountId, name, lastCompleteAt }) => ({
            account: name,
            completeAt: lastCompleteAt,
            count: counts.get(accountId) ?? 0,
          }))
          .sort((a, b) => comparePeople(a.account, b.account)),
      }
    },
  }
}

function toDue(sums: ExactSums): Due {
  return { count: sums.count, sums: sums.toSums() }
}
