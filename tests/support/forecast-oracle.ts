import {
  divideHalfEven,
  fromScaled,
  oracleAddDays,
  oracleAddMonths,
  oracleDay,
  oracleDeduction,
  oracleWall,
  toScaled,
} from './domain-oracle.ts'

/**
 * A slow and plain second opinion on forecasts: every payment is written down, every figure looks through all of them.
 * Imports nothing of the code under test; amounts are whole numbers of 10^-24.
 */
export interface OracleItem {
  readonly key: number
  readonly account: string
  readonly kind: string
  readonly isPaidWithMain: boolean
  readonly isReleased: boolean
  readonly expiresAt: number | null
  readonly mode: string
  readonly price: string | null
  readonly currency: string | null
  readonly priceMonths: number | null
  readonly projectId: string | null
  readonly projectName: string | null
  readonly productLine: string | null
  readonly owner: string | null
  readonly decision: string | null
  readonly decidedFor: number | null
}

export interface OracleEstate {
  readonly now: number
  readonly zone: string
  readonly accounts: readonly {
    readonly id: string
    readonly name: string
    readonly provider: string
    readonly lead: number
  }[]
  readonly items: readonly OracleItem[]
  readonly departments: readonly { readonly name: string; readonly department: string }[]
  readonly rates: readonly { readonly from: string; readonly to: string; readonly rate: string; readonly on: string }[]
  readonly reportCurrency: string | null
}

export interface OracleInput {
  readonly scenario: string
  readonly months: number
  readonly days: number
  readonly by: string
  readonly accountIds?: readonly string[] | undefined
}

export interface OraclePayment {
  readonly key: number
  readonly day: string
  readonly isNext: boolean
  /** What the scenario makes of it: `counted` or `open`. */
  readonly state: 'counted' | 'open'
  readonly certainty: string
  readonly amount: bigint | null
  readonly currency: string | null
  readonly group: string | null
  readonly label: string | null
}

const SCALE = 24
const HOURS: Readonly<Record<string, number>> = { huawei: 3, demo: 3, alibaba: 8, tencent: 0 }
const DAY_MS = 86_400_000

/** A civil date and a time of day as the zone's clocks show them, as if they were UTC. */
function reading(at: number, zone: string): number {
  const wall = oracleWall(at, zone)
  const ms = ((at % 1000) + 1000) % 1000
  return Date.parse(`${wall.day}T00:00:00Z`) + ((wall.hour * 60 + wall.minute) * 60 + wall.second) * 1000 + ms
}

/** The same time of day so many months later; first of two equal readings, or the end of the gap that swallowed it. */
export function oracleShiftMonths(at: number, months: number, zone: string): number {
  if (months === 0) return at
  const local = reading(at, zone)
  const day = oracleAddMonths(new Date(local).toISOString().slice(0, 10), months)
  const wanted = Date.parse(`${day}T00:00:00Z`) + (((local % DAY_MS) + DAY_MS) % DAY_MS)
  const offsets = [-26, -2, 2, 26].map((hours) => {
    const near = wanted + hours * 3_600_000
    return reading(near, zone) - near
  })
  const hits = offsets.map((offset) => wanted - offset).filter((candidate) => reading(candidate, zone) === wanted)
  if (hits.length > 0) return Math.min(...hits)
  // No clock ever showed it: the first instant that shows more.
  let [before, after] = [wanted - Math.max(...offsets) - 3_600_000, wanted - Math.min(...offsets) + 3_600_000]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (reading(middle, zone) < wanted) before = middle
    else after = middle
  }
  return after
}

function deadline(expiresAt: number, item: OracleItem, estate: OracleEstate): number {
  if (item.mode !== 'auto') return expiresAt
  const account = estate.accounts.find(({ id }) => id === item.account)
  return oracleDeduction(expiresAt, account?.lead ?? 0, HOURS[account?.provider ?? 'huawei'] ?? 3)
}

/** The decision that holds on the day of `now`, read from the words of the decision's life. */
export function oracleDecision(item: OracleItem, estate: OracleEstate): string {
  if (item.decision === null || item.decision === 'undecided') return 'undecided'
  if (item.decidedFor === item.expiresAt) return item.decision
  const isLater = item.decidedFor !== null && item.expiresAt !== null && item.expiresAt > item.decidedFor
  if (!isLater || !['renew', 'renewed'].includes(item.decision)) return 'undecided'
  const ninetyBefore = deadline(item.expiresAt as number, item, estate) - 90 * DAY_MS
  const opens = Math.max(item.decidedFor as number, ninetyBefore)
  return oracleDay(opens, estate.zone) <= oracleDay(estate.now, estate.zone) ? 'undecided' : 'renewed'
}

const fold = (name: string): string => name.normalize('NFKC').trim().toLowerCase()
const nonBlank = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text)

/** The first spelling of a name among all items that are there. */
function spelling(name: string | null, all: readonly (string | null)[]): string | null {
  if (name === null || fold(name) === '') return null
  return all.find((other) => other !== null && fold(other) === fold(name)) ?? null
}

function departmentOf(item: OracleItem, estate: OracleEstate): string | null {
  const owner = item.owner
  if (owner === null || fold(owner) === '') return null
  return estate.departments.find(({ name }) => fold(name) === fold(owner))?.department ?? null
}

function hasPrice(item: OracleItem): boolean {
  return nonBlank(item.price) !== null && nonBlank(item.currency) !== null
}

function groupOf(item: OracleItem, by: string, estate: OracleEstate): { group: string | null; label: string | null } {
  const same = (group: string | null) => ({ group, label: group })
  switch (by) {
    case 'account':
      return { group: item.account, label: estate.accounts.find(({ id }) => id === item.account)?.name ?? item.account }
    case 'enterpriseProject': {
      const group = nonBlank(item.projectId) ?? nonBlank(item.projectName)
      const first = estate.items.find((other) => (nonBlank(other.projectId) ?? nonBlank(other.projectName)) === group)
      return { group, label: group === null ? null : (nonBlank(first?.projectName ?? null) ?? group) }
    }
    case 'department':
      return same(
        spelling(
          departmentOf(item, estate),
          estate.items.map((other) => departmentOf(other, estate)),
        ),
      )
    case 'productLine':
      return same(nonBlank(item.productLine))
    case 'currency':
      return same(hasPrice(item) ? (item.currency as string).trim().toUpperCase() : null)
    case 'owner':
      return same(
        spelling(
          item.owner,
          estate.items.map((other) => other.owner),
        ),
      )
    default:
      return same(item.mode)
  }
}

/** Whether a scenario pays for an item's payment, leaves it open, or not at all. */
function verdict(scenario: string, item: OracleItem, decision: string, isNext: boolean): 'counted' | 'open' | null {
  const isAuto = item.mode === 'auto'
  if (scenario === 'auto-only') return isAuto ? 'counted' : null
  if (['to-on-demand', 'released'].includes(decision)) return null
  // Pay-per-use goes on without prices: only a decision renews it, and only once.
  if (item.mode === 'on-demand') return decision === 'renew' && isNext ? 'counted' : null
  if (scenario === 'all-renew') return 'counted'
  if (decision === 'let-expire') return null
  if (decision === 'undecided') return isAuto ? 'counted' : 'open'
  return 'counted'
}

function certainty(item: OracleItem, decision: string, isNext: boolean): string {
  if (decision === 'renew' && isNext) return 'decided'
  if (item.mode === 'auto' && ['undecided', 'renew', 'renewed'].includes(decision)) return 'automatic'
  return 'assumed'
}

function takesPart(item: OracleItem): boolean {
  if (item.kind === 'certificate' || item.kind === 'domain' || item.isReleased) return false
  return true
}

function monthAfter(day: string, months: number): string {
  return oracleAddMonths(`${day.slice(0, 7)}-01`, months)
}

/** Every payment of every item up to the last day that could be asked for. */
export function oraclePayments(estate: OracleEstate, input: OracleInput): OraclePayment[] {
  const today = oracleDay(estate.now, estate.zone)
  const lastMonthsDay = oracleAddDays(monthAfter(today, input.months), -1)
  const lastDaysDay = oracleAddDays(today, input.days - 1)
  const lastDay = lastMonthsDay > lastDaysDay ? lastMonthsDay : lastDaysDay
  const payments: OraclePayment[] = []
  for (const item of estate.items) {
    if (!takesPart(item) || item.expiresAt === null) continue
    if (item.isPaidWithMain) continue
    if (input.accountIds && !input.accountIds.includes(item.account)) continue
    const decision = oracleDecision(item, estate)
    const amount = hasPrice(item) ? toScaled((item.price as string).trim(), SCALE) : null
    const currency = hasPrice(item) ? (item.currency as string).trim().toUpperCase() : null
    const recurs = amount !== null && item.priceMonths !== null && item.priceMonths > 0
    for (let index = 0; index < (recurs ? Infinity : 1); index += 1) {
      const expiry = oracleShiftMonths(item.expiresAt, index * (item.priceMonths ?? 0), estate.zone)
      const day = oracleDay(deadline(expiry, item, estate), estate.zone)
      if (day > lastDay && index > 0) break
      if (index === 0 || day >= today) {
        const state = verdict(input.scenario, item, decision, index === 0)
        if (state !== null) {
          payments.push({
            key: item.key,
            day,
            isNext: index === 0,
            state,
            certainty: certainty(item, decision, index === 0),
            amount,
            currency,
            ...groupOf(item, input.by, estate),
          })
        }
      }
      if (day > lastDay) break
    }
  }
  return payments
}

interface OracleCell {
  readonly count: number
  readonly sums: { readonly sums: { amount: string; currency: string }[]; readonly missing: number }
  readonly converted: { amount: string; currency: string } | null
}

/** The figure of some payments. */
export function oracleCell(payments: readonly OraclePayment[], estate: OracleEstate): OracleCell {
  const currencies = [...new Set(payments.flatMap(({ currency }) => (currency === null ? [] : [currency])))].sort()
  const totals = currencies.map((currency) =>
    payments.reduce((sum, own) => (own.currency === currency ? sum + (own.amount as bigint) : sum), 0n),
  )
  return {
    count: payments.length,
    sums: {
      sums: currencies.map((currency, index) => ({ amount: fromScaled(totals[index] as bigint, SCALE), currency })),
      missing: payments.filter(({ amount }) => amount === null).length,
    },
    converted: convertAll(currencies, totals, estate),
  }
}

/** The newest rate that is not of a day to come. */
export function oracleRate(from: string, estate: OracleEstate): OracleEstate['rates'][number] | null {
  const today = oracleDay(estate.now, estate.zone)
  const fitting = estate.rates.filter(
    (rate) => rate.from === from && rate.to === estate.reportCurrency && rate.on <= today,
  )
  return fitting.sort((a, b) => (a.on < b.on ? 1 : -1))[0] ?? null
}

function convertAll(currencies: readonly string[], totals: readonly bigint[], estate: OracleEstate) {
  if (estate.reportCurrency === null) return null
  let sum = 0n
  for (const [index, currency] of currencies.entries()) {
    const own = currency === estate.reportCurrency ? { rate: '1' } : oracleRate(currency, estate)
    if (own === null) return null
    sum += (totals[index] as bigint) * toScaled(own.rate, SCALE)
  }
  const cents = divideHalfEven(sum, 10n ** BigInt(2 * SCALE - 2))
  return { amount: fromScaled(cents, 2), currency: estate.reportCurrency }
}

/** The whole forecast, figure by figure. */
export function oracleForecast(estate: OracleEstate, input: OracleInput) {
  const today = oracleDay(estate.now, estate.zone)
  const all = oraclePayments(estate, input)
  const cell = (payments: readonly OraclePayment[]) => oracleCell(payments, estate)
  const months = Array.from({ length: input.months }, (_, index) => monthAfter(today, index).slice(0, 7))
  const last = months.at(-1) as string
  const future = all.filter(({ day }) => day >= today)
  const counted = future.filter(({ state }) => state === 'counted')
  const inMonths = counted.filter(({ day }) => day.slice(0, 7) <= last)
  const total = cell(inMonths)
  const groups = [...new Map(inMonths.map(({ group, label }) => [group, label]))]
    .map(([group, label]) => ({ group, label, ...cell(inMonths.filter((own) => own.group === group)) }))
    .sort((a, b) => {
      for (const { currency } of total.sums.sums) {
        const [first, second] = [a, b].map(({ sums }) =>
          toScaled(sums.sums.find((sum) => sum.currency === currency)?.amount ?? '0', SCALE),
        ) as [bigint, bigint]
        if (first !== second) return first > second ? -1 : 1
      }
      if (a.count !== b.count) return b.count - a.count
      if (a.label === null || b.label === null) return a.label === null ? 1 : -1
      if (a.label !== b.label) return a.label < b.label ? -1 : 1
      return (a.group as string) < (b.group as string) ? -1 : 1
    })
  const shown = [...inMonths, ...counted, ...all.filter(isPast(today)), ...openOf(future, last)]
  const used = [
    ...new Set(shown.flatMap(({ currency, day }) => (isShown(day, today, input, last) ? (currency ?? []) : []))),
  ]
  const foreign = used.sort().filter((currency) => currency !== estate.reportCurrency)
  const rates = estate.reportCurrency === null ? [] : foreign.flatMap((currency) => oracleRate(currency, estate) ?? [])
  return {
    today,
    zone: estate.zone,
    asOf: estate.now,
    reportCurrency: estate.reportCurrency,
    rates,
    withoutRate: estate.reportCurrency === null ? [] : foreign.filter((own) => oracleRate(own, estate) === null),
    months: months.map((month) => {
      const own = inMonths.filter(({ day }) => day.startsWith(month))
      return {
        month,
        ...cell(own),
        byCertainty: ['decided', 'automatic', 'assumed']
          .map((name) => ({ certainty: name, ...cell(own.filter((payment) => payment.certainty === name)) }))
          .filter(({ count }) => count > 0),
        byGroup: groups
          .map(({ group }) => ({ group, ...cell(own.filter((payment) => payment.group === group)) }))
          .filter(({ count }) => count > 0),
        cumulated: cell(inMonths.filter(({ day }) => day.slice(0, 7) <= month)),
      }
    }),
    days: Array.from({ length: input.days }, (_, index) => {
      const day = oracleAddDays(today, index)
      return { day, ...cell(counted.filter((payment) => payment.day === day)) }
    }),
    groups,
    overdue: cell(all.filter(isPast(today))),
    total,
    open: cell(openOf(future, last)),
    undated: estate.items.filter(
      (item) =>
        takesPart(item) && item.expiresAt === null && (!input.accountIds || input.accountIds.includes(item.account)),
    ).length,
  }
}

function isPast(today: string) {
  return ({ day, isNext }: OraclePayment): boolean => isNext && day < today
}

function openOf(future: readonly OraclePayment[], last: string): OraclePayment[] {
  return future.filter(({ state, day }) => state === 'open' && day.slice(0, 7) <= last)
}

function isShown(day: string, today: string, input: OracleInput, last: string): boolean {
  return day.slice(0, 7) <= last || day <= oracleAddDays(today, input.days - 1)
}
