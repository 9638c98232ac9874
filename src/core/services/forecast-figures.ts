import { addCivilDays } from '../../shared/domain/civil-day.ts'
import {
  CERTAINTIES,
  MAX_FORECAST_GROUPS,
  OTHER_GROUPS,
  type Forecast,
  type ForecastCell,
  type ForecastInput,
  type ForecastMonth,
} from '../../shared/domain/forecast.ts'
import { compareAmounts, type Converter, type CurrencySums } from '../../shared/domain/money.ts'
import { createSlices } from '../index/slices.ts'
import { createPaymentWalk, createSpan, type ForecastSpan, type PaymentVisitor } from './forecast-count.ts'
import { groupPayments, type PaymentGroup, type PaymentGroups } from './forecast-groups.ts'
import type { PaymentPlan } from './payment-plan.ts'
import { createSumTable, type SumTable } from './payment-sums.ts'

/** Rows that are counted before the clock is looked at. */
const ROWS_AT_ONCE = 250

/** One forecast with what its figures are made of. */
export interface CountedForecast {
  readonly plan: PaymentPlan
  readonly forecast: Forecast
  readonly span: ForecastSpan
  readonly groups: PaymentGroups
  readonly toCell: ToCell
}

/** What a forecast needs beside its plan. */
export interface CountBasis {
  readonly departments: ReadonlyMap<string, string>
  readonly converter: Converter | null
}

/** Counts all payments of a plan. */
export async function countForecast(
  plan: PaymentPlan,
  input: ForecastInput,
  { departments, converter }: CountBasis,
): Promise<CountedForecast> {
  const span = createSpan(plan.today, input.months, input.days)
  const groups = await limitGroups(plan, input, span, await groupPayments(plan, input.by, departments))
  const tables = await addUp(plan, input, span, groups)
  const toCell: ToCell = (table, cell) => {
    const sums = table.sums(cell)
    return { count: table.count(cell), sums, converted: converter && converter.convert(sums.sums) }
  }
  const total = toCell(tables.cumulated, span.months.length - 1)
  const order = sortGroups(groups, tables.byGroup, total.sums)
  const isWanted = createAccountFilter(plan, input)
  const figures: Omit<Forecast, 'rates' | 'withoutRate'> = {
    input,
    asOf: plan.asOf,
    today: plan.today,
    zone: plan.zone,
    reportCurrency: converter && converter.to,
    groups: order.map((group) => ({ ...nameOf(groups, group), ...toCell(tables.byGroup, group) })),
    months: await toMonths(span, groups, order, tables, toCell),
    days: Array.from({ length: span.days }, (_, day) => ({
      day: addCivilDays(plan.today, day),
      ...toCell(tables.byDay, day),
    })),
    overdue: toCell(tables.rest, OVERDUE),
    total,
    open: toCell(tables.rest, OPEN),
    undated: countUndated(plan, isWanted),
  }
  // Last, because only now everything has been converted that is there.
  const rates = (converter?.rates() ?? []).map(({ from, to, rate, on }) => ({ from, to, rate, on }))
  return { plan, span, groups, toCell, forecast: { ...figures, rates, withoutRate: converter?.withoutRate() ?? [] } }
}

type ToCell = (table: SumTable, cell: number) => ForecastCell

const KINDS = CERTAINTIES.length
const [OVERDUE, OPEN] = [0, 1]

interface Tables {
  readonly byGroup: SumTable
  /** Month × groups + group. */
  readonly byMonthAndGroup: SumTable
  /** Month × KINDS + certainty. */
  readonly byCertainty: SumTable
  readonly byMonth: SumTable
  readonly cumulated: SumTable
  readonly byDay: SumTable
  /** OVERDUE and OPEN. */
  readonly rest: SumTable
}

/** Every payment is added to one cell; the figures are sums of cells, so they agree whatever way they are added. */
async function addUp(
  plan: PaymentPlan,
  input: ForecastInput,
  span: ForecastSpan,
  groups: PaymentGroups,
): Promise<Tables> {
  const months = span.months.length
  const width = groups.list.length
  const create = (cells: number): SumTable => createSumTable(plan.prices, cells)
  const cells = create(months * width * KINDS)
  const byDay = create(span.days)
  const rest = create(2)
  await walkPayments(plan, input, span, createAccountFilter(plan, input), {
    onMonth: (row, month, certainty) => {
      cells.add((month * width + (groups.of[row] as number)) * KINDS + certainty, plan.price[row] as number)
    },
    onDay: (row, day) => byDay.add(day, plan.price[row] as number),
    onOverdue: (row) => rest.add(OVERDUE, plan.price[row] as number),
    onOpen: (row) => rest.add(OPEN, plan.price[row] as number),
  })
  const byGroup = create(width)
  const byMonthAndGroup = create(months * width)
  const byCertainty = create(months * KINDS)
  const byMonth = create(months)
  const cumulated = create(months)
  const slices = createSlices()
  for (let month = 0; month < months; month += 1) {
    for (let group = 0; group < width; group += 1) {
      const place = month * width + group
      for (let certainty = 0; certainty < KINDS; certainty += 1) {
        cells.addTo(place * KINDS + certainty, byMonthAndGroup, place)
        cells.addTo(place * KINDS + certainty, byCertainty, month * KINDS + certainty)
      }
      byMonthAndGroup.addTo(place, byGroup, group)
      byMonthAndGroup.addTo(place, byMonth, month)
    }
    if (month > 0) cumulated.addTo(month - 1, cumulated, month)
    byMonth.addTo(month, cumulated, month)
    await slices.rest()
  }
  return { byGroup, byMonthAndGroup, byCertainty, byMonth, cumulated, byDay, rest }
}

async function toMonths(
  span: ForecastSpan,
  groups: PaymentGroups,
  order: readonly number[],
  tables: Tables,
  toCell: ToCell,
): Promise<ForecastMonth[]> {
  const width = groups.list.length
  const slices = createSlices()
  const months: ForecastMonth[] = []
  for (const [month, name] of span.months.entries()) {
    await slices.rest()
    const { byCertainty, byMonthAndGroup } = tables
    months.push({
      month: name,
      ...toCell(tables.byMonth, month),
      byCertainty: CERTAINTIES.flatMap((certainty, index) => {
        const cell = month * KINDS + index
        return byCertainty.count(cell) === 0 ? [] : { certainty, ...toCell(byCertainty, cell) }
      }),
      byGroup: order.flatMap((group) => {
        const cell = month * width + group
        if (byMonthAndGroup.count(cell) === 0) return []
        return { group: nameOf(groups, group).group, ...toCell(byMonthAndGroup, cell) }
      }),
      cumulated: toCell(tables.cumulated, month),
    })
  }
  return months
}

function nameOf({ list }: PaymentGroups, group: number): Pick<Forecast['groups'][number], 'group' | 'label'> {
  const { value, label } = list[group] as PaymentGroup
  return { group: value, label }
}

/** Shows the payments of all wanted rows to a visitor, in slices. */
export async function walkPayments(
  plan: PaymentPlan,
  input: ForecastInput,
  span: ForecastSpan,
  isWanted: (row: number) => boolean,
  visitor: PaymentVisitor,
): Promise<void> {
  const slices = createSlices()
  const walkRow = createPaymentWalk(plan, input.scenario, span, visitor)
  for (let row = 0; row < plan.rows; row += 1) {
    if (row % ROWS_AT_ONCE === 0) await slices.rest()
    if (isWanted(row)) walkRow(row)
  }
}

/** Rows of the accounts that are asked for. */
export function createAccountFilter(plan: PaymentPlan, { accountIds }: ForecastInput): (row: number) => boolean {
  if (accountIds === undefined) return () => true
  const wanted = new Set(accountIds)
  return (row) => wanted.has(plan.accountId[row] as string)
}

function countUndated(plan: PaymentPlan, isWanted: (row: number) => boolean): number {
  let undated = 0
  for (let row = 0; row < plan.rows; row += 1) if (plan.isUndated[row] && isWanted(row)) undated += 1
  return undated
}

/** Groups in which something is paid within the months, the largest first. */
function sortGroups(groups: PaymentGroups, table: SumTable, total: CurrencySums): number[] {
  const sums = groups.list.map((_, group) => {
    const { sums: own } = table.sums(group)
    return total.sums.map(({ currency }) => own.find((sum) => sum.currency === currency)?.amount ?? '0')
  })
  const isOther = (group: number): boolean => groups.list[group]?.value === OTHER_GROUPS
  const compare = (a: number, b: number): number => {
    if (isOther(a) !== isOther(b)) return isOther(a) ? 1 : -1
    for (const [index, amount] of (sums[a] as string[]).entries()) {
      const order = compareAmounts((sums[b] as string[])[index] as string, amount)
      if (order !== 0) return order
    }
    return table.count(b) - table.count(a) || compareNames(groups, a, b)
  }
  return groups.list
    .map((_, group) => group)
    .filter((group) => table.count(group) > 0)
    .toSorted(compare)
}

/** By label, then by value, because two of a kind may be called the same; none comes last. */
function compareNames({ list }: PaymentGroups, a: number, b: number): number {
  const [first, second] = [list[a] as PaymentGroup, list[b] as PaymentGroup]
  return compareTexts(first.label, second.label) || compareTexts(first.value, second.value)
}

function compareTexts(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -1 : 1
}

/** Puts the smaller groups together when there are more than anybody can read. */
async function limitGroups(
  plan: PaymentPlan,
  input: ForecastInput,
  span: ForecastSpan,
  groups: PaymentGroups,
): Promise<PaymentGroups> {
  if (groups.list.length <= MAX_FORECAST_GROUPS) return groups
  const table = createSumTable(plan.prices, groups.list.length)
  const total = createSumTable(plan.prices, 1)
  const isWanted = createAccountFilter(plan, input)
  await walkPayments(plan, input, span, isWanted, {
    onMonth: (row) => {
      table.add(groups.of[row] as number, plan.price[row] as number)
      total.add(0, plan.price[row] as number)
    },
    onDay: () => {},
    onOverdue: () => {},
    onOpen: () => {},
  })
  const own = sortGroups(groups, table, total.sums(0)).slice(0, MAX_FORECAST_GROUPS)
  const numbers = new Map(own.map((group, index) => [group, index]))
  return {
    list: [...own.map((group) => groups.list[group] as PaymentGroup), { value: OTHER_GROUPS, label: OTHER_GROUPS }],
    of: groups.of.map((group) => numbers.get(group) ?? own.length),
  }
}
