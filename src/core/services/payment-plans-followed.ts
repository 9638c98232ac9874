import { AppError } from '../../shared/domain/app-error.ts'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import { readDataVersion } from '../db/repositories/item-stamp.ts'
import type { Picture } from '../index/picture.ts'
import { createSlices } from '../index/slices.ts'
import { changedRows, takePlanFacts, type PlanFacts } from './payment-plan-facts.ts'
import { createPaymentPlan, readPlanAccounts, type PaymentPlan, type PaymentPlanDraft } from './payment-plan.ts'

/** Rows that are planned before the clock is looked at. */
const ROWS_AT_ONCE = 250
/** An index that somebody writes past each time is not waited for any longer. */
const CALM_ATTEMPTS = 3

/** What is kept: a plan with the facts that it was made of. */
interface Followed {
  readonly facts: PlanFacts
  readonly draft: PaymentPlanDraft
}

export interface FollowedPlans {
  /** Null when there is no index that is true now. */
  current(): Promise<PaymentPlan | null>
}

/** Keeps a plan that follows the index: rows that are others there are planned anew, and all of them once a day. */
export function createFollowedPlans({
  db,
  clock,
  index,
}: {
  readonly db: ReadDb
  readonly clock: { now(): number }
  readonly index: () => Promise<Picture | null>
}): FollowedPlans {
  let kept: Followed | null = null
  let following: Promise<void> | null = null

  /** Null when somebody has written since the index was looked at. */
  function take(
    picture: Picture,
  ): { readonly facts: PlanFacts; readonly accounts: PaymentPlan['accounts'] } | 'same' | null {
    return readTransaction(db, () => {
      if (!picture.isUsable || readDataVersion(db) !== picture.dataVersion) return null
      const now = clock.now()
      const isSame = kept?.facts.pictureId === picture.id && kept.facts.version === picture.version && holds(kept, now)
      return isSame
        ? 'same'
        : { facts: takePlanFacts(picture, now, kept?.facts ?? null), accounts: readPlanAccounts(db) }
    })
  }

  async function follow(facts: PlanFacts, accounts: PaymentPlan['accounts']): Promise<void> {
    const { asOf, zone, pictureId } = facts
    const isContinued = kept?.facts.pictureId === pictureId && kept.draft.plan.today === toCivilDay(asOf, zone)
    const former = isContinued ? kept : null
    const draft = former ? former.draft.continued({ asOf, accounts }) : createPaymentPlan({ asOf, zone, accounts })
    const rows = former ? changedRows(former.facts, facts) : null
    const slices = createSlices()
    const count = rows ? rows.length : facts.rows
    for (let place = 0; place < count; place += 1) {
      if (place % ROWS_AT_ONCE === 0) {
        await slices.rest()
        if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
      }
      const row = rows ? (rows[place] as number) : place
      if (facts.isActive(row)) draft.put(row, facts.rowOf(row), facts.isReleased(row))
      else draft.putGone(row, facts.keyOf(row))
    }
    kept = { facts, draft }
  }

  return {
    async current() {
      for (let attempt = 1; attempt <= CALM_ATTEMPTS;) {
        if (following) {
          // Whoever waits for it is told of its failure.
          await following.catch(() => {})
          continue
        }
        const picture = await index()
        if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
        if (picture === null) return null
        if (following) continue
        const taken = take(picture)
        if (taken === 'same') return kept?.draft.plan ?? null
        attempt += 1
        if (taken === null) continue
        following = follow(taken.facts, taken.accounts).finally(() => {
          following = null
        })
        await following
        return kept?.draft.plan ?? null
      }
      return null
    },
  }
}

/** Whether nothing has become of another day or phase since. */
function holds({ facts, draft }: Followed, now: number): boolean {
  return now >= facts.asOf && now < facts.nextPhaseAt && draft.plan.today === toCivilDay(now, facts.zone)
}
