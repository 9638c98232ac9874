import { toEpochDay } from '../../shared/domain/civil-day.ts'
import { foldName } from '../../shared/domain/fold-name.ts'
import type { ForecastCell, ForecastInput, ForecastPick } from '../../shared/domain/forecast.ts'
import { createConverter } from '../../shared/domain/money.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { ReadDb } from '../db/connection.ts'
import { listDepartments, listItemIds } from '../db/repositories/forecast.ts'
import { listRates } from '../db/repositories/rate.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { createSlices } from '../index/slices.ts'
import { countForecast, createAccountFilter, walkPayments, type CountedForecast } from './forecast-figures.ts'
import type { PaymentGroups } from './forecast-groups.ts'
import type { PaymentPlan } from './payment-plan.ts'
import { createPaymentPlans, type PaymentPlanSource } from './payment-plans.ts'
import { createSumTable } from './payment-sums.ts'

export interface ForecastService {
  get(input: RouteParsed<'forecast.get'>): Promise<RouteOutput<'forecast.get'>>
  itemIds(input: RouteParsed<'forecast.itemIds'>): Promise<RouteOutput<'forecast.itemIds'>>
  /** Counts, in slices, the forecast that is most likely asked for next. */
  prepare(): Promise<void>
}

export interface ForecastServiceDeps {
  readonly db: ReadDb
  readonly clock: { now(): number }
  /** Shared with others that read the same; default one of its own. */
  readonly plans?: PaymentPlanSource
}

/** Answers that are kept: the scenarios and groups that somebody goes through. */
const KEPT = 12
/** What is shown when nobody has chosen anything. */
const USUAL: ForecastInput = { scenario: 'as-decided', months: 12, days: 90, by: 'account' }
/** Ids that are read at once. */
const IDS_AT_ONCE = 1_000

/** Cash that leaves, month by month and day by day. */
export function createForecastService(deps: ForecastServiceDeps): ForecastService {
  const { db } = deps
  const plans = deps.plans ?? createPaymentPlans(deps)
  let keptPlan: PaymentPlan | null = null
  const kept = new Map<string, Promise<CountedForecast>>()
  let lastInput = USUAL

  async function count(input: ForecastInput): Promise<CountedForecast> {
    const plan = await plans.current()
    if (plan !== keptPlan) kept.clear()
    keptPlan = plan
    const rates = listRates(db)
    const departments = listDepartments(db)
    const reportCurrency = input.currency ?? getSettings(db).reportCurrency
    const key = JSON.stringify([input, reportCurrency, rates, [...departments]])
    let counted = kept.get(key)
    if (counted === undefined) {
      const converter = reportCurrency === null ? null : createConverter(rates, { to: reportCurrency, on: plan.today })
      const own = countForecast(plan, input, { departments, converter })
      own.catch(() => {
        if (kept.get(key) === own) kept.delete(key)
      })
      counted = own
    }
    // Taken out and put back: the first one is then the one unused for longest.
    kept.delete(key)
    kept.set(key, counted)
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string)
    return await counted
  }

  return {
    async get(input) {
      lastInput = input
      return (await count(input)).forecast
    },
    async prepare() {
      await count(lastInput)
    },
    async itemIds({ forecast, pick }) {
      const counted = await count(forecast)
      const { itemKeys, cell } = await pickPayments(counted, forecast, pick)
      const itemIds: string[] = []
      const slices = createSlices()
      for (let start = 0; start < itemKeys.length; start += IDS_AT_ONCE) {
        itemIds.push(...listItemIds(db, itemKeys.slice(start, start + IDS_AT_ONCE)))
        await slices.rest()
      }
      return { itemIds, cell }
    },
  }
}

/** Items behind a figure, each once, and the figure itself; a month or day that is not in the forecast has none. */
async function pickPayments(
  { plan, span, groups, toCell }: CountedForecast,
  input: ForecastInput,
  { slot, group }: ForecastPick,
): Promise<{ readonly itemKeys: readonly number[]; readonly cell: ForecastCell }> {
  const month = slot.kind === 'month' ? span.months.indexOf(slot.month) : -1
  const day = slot.kind === 'day' ? toEpochDay(slot.day) - plan.todayNumber : -1
  const isAccount = createAccountFilter(plan, input)
  const isGroup = createGroupFilter(groups, input, group)
  const table = createSumTable(plan.prices, 1)
  const itemKeys: number[] = []
  let lastRow = -1
  const take = (row: number): void => {
    table.add(0, plan.price[row] as number)
    if (row !== lastRow) itemKeys.push(plan.itemKey[row] as number)
    lastRow = row
  }
  const isWanted = (row: number): boolean => isAccount(row) && isGroup(row)
  if (slot.kind === 'undated') {
    for (let row = 0; row < plan.rows; row += 1) if (plan.isUndated[row] && isWanted(row)) take(row)
    return { itemKeys, cell: toCell(table, 0) }
  }
  await walkPayments(plan, input, span, isWanted, {
    onMonth: (row, of) => {
      if (slot.kind === 'total' || of === month) take(row)
    },
    onDay: (row, of) => {
      if (of === day) take(row)
    },
    onOverdue: (row) => {
      if (slot.kind === 'overdue') take(row)
    },
    onOpen: (row) => {
      if (slot.kind === 'open') take(row)
    },
  })
  return { itemKeys, cell: toCell(table, 0) }
}

/** Groups of people are found in any spelling: the first one may be another by the time a link is opened. */
function createGroupFilter(
  { list, of }: PaymentGroups,
  { by }: ForecastInput,
  wanted: string | null | undefined,
): (row: number) => boolean {
  if (wanted === undefined) return () => true
  const toKey = (value: string | null): string | null =>
    value !== null && (by === 'owner' || by === 'department') ? foldName(value) : value
  const isWanted = list.map(({ value }) => toKey(value) === toKey(wanted))
  return (row) => isWanted[of[row] as number] as boolean
}
