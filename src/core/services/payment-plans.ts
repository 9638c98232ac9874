import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import { itemDigest } from '../db/repositories/digest.ts'
import { findReleased, readPlanRows, type PlanRow } from '../db/repositories/forecast.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { Picture } from '../index/picture.ts'
import type { FollowedPlans } from './payment-plans-followed.ts'
import { createPaymentPlan, readPlanAccounts, type PaymentPlan } from './payment-plan.ts'

/** Rows that are read at a time: they take about 3 ms. */
const ROWS = 500
/** Items that move while they are read are read anew this often before the host is made to wait once. */
const CALM_ATTEMPTS = 3
const NO_KEYS: ReadonlySet<number> = new Set()

export interface PaymentPlanSource {
  /** The plan as it holds now; other when items, people's words, settings or the day are others. */
  current(): Promise<PaymentPlan>
}

export interface PaymentPlansDeps {
  readonly db: ReadDb
  readonly clock: { now(): number }
  readonly rowsAtOnce?: number
  /**
   * The index of all items, whole; null when it cannot be made now. Left out: items are read from the database, which for
   * one question is sooner done.
   */
  readonly index?: () => Promise<Picture | null>
}

/**
 * Keeps what forecasts and calendars are counted from. Beside an index it follows it: only rows that are others there are
 * planned anew, and all of them once a day.
 */
export function createPaymentPlans(deps: PaymentPlansDeps): PaymentPlanSource {
  const stored = createStoredPlans(deps)
  const { index } = deps
  if (!index) return stored
  let followed: Promise<FollowedPlans> | null = null
  return {
    async current() {
      // A command that asks once starts without it.
      followed ??= import('./payment-plans-followed.ts').then(({ createFollowedPlans }) =>
        createFollowedPlans({ ...deps, index }),
      )
      return (await (await followed).current()) ?? (await stored.current())
    },
  }
}

/** Plans that are read from the database as a whole, again when anything is other. */
function createStoredPlans({ db, clock, rowsAtOnce = ROWS }: PaymentPlansDeps): PaymentPlanSource {
  let kept: { readonly key: string; readonly plan: Promise<PaymentPlan> } | null = null
  /** Within them no item comes into another phase. */
  let held: { readonly from: number; readonly before: number } = { from: -Infinity, before: Infinity }

  function keyOf(): string {
    const { businessZone } = getSettings(db)
    return JSON.stringify([itemDigest(db), businessZone, toCivilDay(clock.now(), businessZone)])
  }

  async function read(): Promise<PaymentPlan> {
    for (let attempt = 1; attempt <= CALM_ATTEMPTS; attempt += 1) {
      const digest = itemDigest(db)
      const reading = createReading(db, clock.now())
      for (let next = reading.addPart(0, rowsAtOnce); next !== null; next = reading.addPart(next, rowsAtOnce)) {
        await yieldToOthers()
      }
      // When somebody has written in between, parts of two pictures do not add up.
      if (itemDigest(db) === digest) return finish(reading)
    }
    return readTransaction(db, () => {
      const reading = createReading(db, clock.now())
      for (let next = reading.addPart(0, rowsAtOnce); next !== null;) next = reading.addPart(next, rowsAtOnce)
      return finish(reading)
    })
  }

  function finish({ plan, nextPhaseAt }: Reading): PaymentPlan {
    held = { from: plan.asOf, before: nextPhaseAt() }
    return plan
  }

  return {
    async current() {
      const key = keyOf()
      const now = clock.now()
      const isOver = now < held.from || now >= held.before
      if (kept?.key !== key || isOver) {
        held = { from: -Infinity, before: Infinity }
        const plan = read()
        kept = { key, plan }
        plan.catch(() => {
          if (kept?.plan === plan) kept = null
        })
      }
      return await (kept as { readonly plan: Promise<PaymentPlan> }).plan
    },
  }
}

interface Reading {
  readonly plan: PaymentPlan
  /** Adds the part behind a key; answers where the next one begins, null behind the last. */
  addPart(after: number, rows: number): number | null
  /** From when on an item may be in another phase; Infinity when none will. */
  nextPhaseAt(): number
}

function createReading(db: ReadDb, asOf: number): Reading {
  const draft = createPaymentPlan({ asOf, zone: getSettings(db).businessZone, accounts: readPlanAccounts(db) })
  let nextPhaseAt = Infinity
  return {
    plan: draft.plan,
    nextPhaseAt: () => nextPhaseAt,
    addPart(after, rowsAtOnce) {
      const rows = readPlanRows(db, after, rowsAtOnce)
      const released = readReleased(db, rows, asOf)
      for (const row of rows) {
        draft.add(row, released.has(row.item_key))
        const endsAt = row.retention_ends_at
        if (endsAt !== null && endsAt > asOf) nextPhaseAt = Math.min(nextPhaseAt, endsAt)
      }
      return rows.length < rowsAtOnce ? null : (rows.at(-1) as PlanRow).item_key
    },
  }
}

/** Only what is closed or has passed its bounds can be released, which are few. */
function readReleased(db: ReadDb, rows: readonly PlanRow[], asOf: number): ReadonlySet<number> {
  const ended = rows.filter((row) => row.is_closed === 1 || (row.retention_ends_at ?? Infinity) <= asOf)
  const itemKeys = ended.map((row) => row.item_key)
  return itemKeys.length === 0 ? NO_KEYS : findReleased(db, itemKeys, asOf)
}
