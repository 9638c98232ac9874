import type { PlanRow } from '../../src/core/db/repositories/forecast.ts'
import { createPaymentPlan, type PaymentPlan } from '../../src/core/services/payment-plan.ts'
import { actBy } from '../../src/shared/domain/act-by.ts'
import { toCivilDay, toEpochDay } from '../../src/shared/domain/civil-day.ts'
import { ITEM_KINDS, PROVIDERS, type ProviderId } from '../../src/shared/domain/item.ts'
import { RENEWAL_MODES, type RenewalMode } from '../../src/shared/domain/renewal-mode.ts'
import { DECISIONS, type DecisionKind } from '../../src/shared/domain/review.ts'
import type { OracleEstate, OracleItem } from './forecast-oracle.ts'
import type { Random } from './seeded.ts'

const DAY_MS = 86_400_000

/** Zones without and with clocks that are changed, on both sides of Beijing, at midnight and by half an hour. */
export const FORECAST_ZONES = [
  'Asia/Shanghai',
  'Asia/Shanghai',
  'UTC',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Havana',
  'Pacific/Kiritimati',
  'Asia/Kolkata',
  'Africa/Casablanca',
] as const

const AMOUNTS = ['0', '0.005', '12.5', '100', '999999999.999999999', '1234567890.5', '-3.2', '0.0000000001', '33.335']
const CURRENCIES = ['CNY', 'CNY', 'CNY', 'USD', 'usd', ' EUR ', '']
const NAMES = ['Li', 'LI', 'ｌｉ', '王', ' 王 ', 'Zoë', '', ' ']

/** A moment to stand at: month ends, leap days, minutes beside midnight and ordinary ones. */
export function aNow(random: Random): number {
  const day = random.pick([
    Date.UTC(2026, 10, 21),
    Date.UTC(2027, 0, 31),
    Date.UTC(2028, 1, 29),
    Date.UTC(2027, 1, 28),
    Date.UTC(2026, 2, 29),
    Date.UTC(2026, 11, 31),
    Date.UTC(2026, 0, 1) + random.integer(0, 900) * DAY_MS,
  ])
  return day + random.pick([0, 15 * 3_600_000 + 59 * 60_000, 16 * 3_600_000, random.integer(0, DAY_MS - 1)])
}

function anExpiry(random: Random, now: number): number | null {
  if (random.chance(0.06)) return null
  const at = now + random.integer(-120, 800) * DAY_MS
  const day = Math.floor(at / DAY_MS) * DAY_MS
  if (random.chance(0.03)) return now - random.integer(400, 1500) * DAY_MS
  if (random.chance(0.3)) {
    // The last days of months, so that shorter months have to be clamped.
    const date = new Date(at)
    return (
      Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, random.integer(-3, 0)) + random.integer(0, 95) * 900_000
    )
  }
  return day + random.pick([16 * 3_600_000 - 1000, 16 * 3_600_000, 0, random.integer(0, DAY_MS - 1)])
}

function anItem(random: Random, key: number, now: number, accounts: readonly string[]): OracleItem {
  const expiresAt = anExpiry(random, now)
  const decision = random.chance(0.4) ? null : random.pick(DECISIONS)
  return {
    key,
    account: random.pick(accounts),
    kind: random.chance(0.85) ? 'cloud' : random.pick(ITEM_KINDS),
    isPaidWithMain: random.chance(0.1),
    isReleased: random.chance(0.05),
    expiresAt,
    mode: random.chance(0.4) ? 'auto' : random.pick(RENEWAL_MODES),
    price: random.chance(0.15) ? null : random.chance(0.5) ? random.pick(AMOUNTS) : cents(random),
    currency: random.chance(0.05) ? null : random.pick(CURRENCIES),
    priceMonths: random.chance(0.1) ? null : random.pick([1, 1, 12, 3, random.integer(1, 36), 0]),
    projectId: random.pick([null, 'p-1', 'p-2', '']),
    projectName: random.pick([null, '商城', '订单', ' ']),
    productLine: random.pick([null, '', '支付', '搜索']),
    owner: random.chance(0.3) ? null : random.pick(NAMES),
    decision,
    decidedFor: aDecidedFor(random, expiresAt, decision),
  }
}

function cents(random: Random): string {
  const amount = random.integer(0, 500_000)
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`
}

/** Mostly the present expiry, else an earlier or later one: a sync has moved it. */
function aDecidedFor(random: Random, expiresAt: number | null, decision: string | null): number | null {
  if (decision === null || expiresAt === null) return null
  if (random.chance(0.55)) return expiresAt
  return random.pick([expiresAt - random.integer(1, 400) * DAY_MS, expiresAt - 365 * DAY_MS, expiresAt + 30 * DAY_MS])
}

/** A small estate with everything that forecasts look at. */
export function anEstate(random: Random, maxItems: number): OracleEstate {
  const now = aNow(random)
  const accounts = ['a', 'b', 'c'].slice(0, random.integer(1, 3)).map((id) => ({
    id,
    name: `account ${id}`,
    provider: random.pick(PROVIDERS) as string,
    lead: random.pick([7, 0, 1, random.integer(0, 30)]),
  }))
  const ids = accounts.map(({ id }) => id)
  const days = ['2020-01-01', '2026-02-01', new Date(now).toISOString().slice(0, 10), '2099-01-01']
  return {
    now,
    zone: random.pick(FORECAST_ZONES),
    accounts,
    items: Array.from({ length: random.integer(0, maxItems) }, (_, index) => anItem(random, index + 1, now, ids)),
    departments: [
      { name: 'li', department: '研发' },
      { name: '王', department: random.pick(['市场', '研发']) },
    ].slice(0, random.integer(0, 2)),
    rates: ['USD', 'EUR'].flatMap((from) =>
      random.chance(0.7)
        ? [...new Set([random.pick(days), random.pick(days)])].map((on) => ({
            from,
            to: 'CNY',
            rate: random.pick(['7.1', '0.333333333', '7', '12.00005']),
            on,
          }))
        : [],
    ),
    reportCurrency: random.pick([null, 'CNY', 'CNY', 'USD']),
  }
}

/** An item as the database has it, with the dates that follow from it. */
export function toPlanRow(item: OracleItem, estate: OracleEstate): PlanRow {
  const account = estate.accounts.find(({ id }) => id === item.account)
  const { expiresAt } = item
  return {
    item_key: item.key,
    account_id: item.account,
    kind: item.kind as PlanRow['kind'],
    expires_at: expiresAt,
    expires_on: expiresAt === null ? null : toEpochDay(toCivilDay(expiresAt, estate.zone)),
    act_by_at: actBy(
      { expiresAt, renewalMode: item.mode as RenewalMode, provider: (account?.provider ?? null) as ProviderId | null },
      { deductionLeadDays: account?.lead ?? 0 },
    ).at,
    renewal_mode: item.mode as RenewalMode,
    price: item.price,
    currency: item.currency,
    price_months: item.priceMonths,
    is_with_main: item.isPaidWithMain ? 1 : 0,
    enterprise_project_id: item.projectId,
    enterprise_project_name: item.projectName,
    tag_product_line: item.productLine,
    is_closed: 0,
    retention_ends_at: null,
    decision: item.decision as DecisionKind | null,
    decided_for_expires_at: item.decidedFor,
    owner: item.owner,
  }
}

/** The plan of an estate, without a database. */
export function toPlan(estate: OracleEstate): PaymentPlan {
  const accounts = new Map(
    estate.accounts.map(({ id, name, provider, lead }) => [
      id,
      { name, provider: provider as ProviderId, policy: { deductionLeadDays: lead } },
    ]),
  )
  const draft = createPaymentPlan({ asOf: estate.now, zone: estate.zone, accounts })
  for (const item of estate.items) draft.add(toPlanRow(item, estate), item.isReleased)
  return draft.plan
}
