import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { ChangeKind } from '../../shared/domain/change.ts'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import type { Overview } from '../../shared/domain/overview.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import { itemDigest } from '../db/repositories/digest.ts'
import { countChanges, listLastChanges, readDueColumns } from '../db/repositories/overview.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { countDuePlan, createDueTable, type DueTable } from './due-table.ts'
import type { PaymentPlanSource } from './payment-plans.ts'

/** Rows that are counted at a time; 5,000 take about 5 ms. */
const ROWS = 5_000
/** Pictures that move while they are counted are counted anew this often before the host is made to wait once. */
const CALM_ATTEMPTS = 3
/** Runs whose changes are remembered: they never change again. */
const REMEMBERED_RUNS = 200

export interface OverviewService {
  get(): Promise<Overview>
}

/** Counts and sums of the first page, all of one picture. An answer is kept until items are others or the day ends. */
export function createOverviewService({
  db,
  clock,
  rowsAtOnce = ROWS,
  plans,
}: {
  readonly db: ReadDb
  readonly clock: { now(): number }
  readonly rowsAtOnce?: number
  /** Plans that are at hand anyway, because they follow an index; left out: items are read from the database. */
  readonly plans?: PaymentPlanSource
}): OverviewService {
  const changes = new Map<string, Partial<Record<ChangeKind, number>>>()
  let kept: { readonly key: string; readonly answer: Promise<Overview> } | null = null

  const keyOf = (): string => {
    const { businessZone, bandDays } = getSettings(db)
    return JSON.stringify([itemDigest(db), toCivilDay(clock.now(), businessZone), businessZone, bandDays])
  }

  async function count(): Promise<Overview> {
    for (let attempt = 1; attempt <= CALM_ATTEMPTS; attempt += 1) {
      const digest = itemDigest(db)
      const figures = await (plans ? countPlan(plans) : countStored())
      const answer = { ...figures, lastChanges: lastChanges() }
      // When somebody has written in between, parts of two pictures do not add up.
      if (itemDigest(db) === digest) return answer
    }
    return readTransaction(db, () => {
      const table = createTable()
      for (let next = addPart(table, 0); next !== null;) next = addPart(table, next)
      return { ...table.toOverview(), lastChanges: lastChanges() }
    })
  }

  async function countPlan(source: PaymentPlanSource): Promise<Omit<Overview, 'lastChanges'>> {
    const plan = await source.current()
    return await countDuePlan(plan, getSettings(db).bandDays)
  }

  async function countStored(): Promise<Omit<Overview, 'lastChanges'>> {
    const table = createTable()
    for (let next = addPart(table, 0); next !== null; next = addPart(table, next)) await yieldToOthers()
    return table.toOverview()
  }

  function createTable(): DueTable {
    const { businessZone: zone, bandDays } = getSettings(db)
    return createDueTable({ asOf: clock.now(), zone, bandDays })
  }

  function addPart(table: DueTable, after: number): number | null {
    const { expiresOn, actByAt, mode, amount, currency, next } = readDueColumns(db, after, rowsAtOnce)
    for (const [index, ofItem] of mode.entries()) {
      table.add(
        expiresOn[index] as number | null,
        actByAt[index] as number | null,
        ofItem,
        amount[index] as string | null,
        currency[index] as string | null,
      )
    }
    return next
  }

  function lastChanges(): Overview['lastChanges'] {
    return listLastChanges(db).map(({ added, ...run }) => {
      const byKind = changes.get(run.runId) ?? countChanges(db, { runId: run.runId, added })
      if (changes.size >= REMEMBERED_RUNS) changes.clear()
      changes.set(run.runId, byKind)
      return { ...run, byKind }
    })
  }

  return {
    async get() {
      const key = keyOf()
      if (kept?.key !== key) {
        const answer = count()
        kept = { key, answer }
        answer.catch(() => {
          if (kept?.answer === answer) kept = null
        })
      }
      return await kept.answer
    },
  }
}
