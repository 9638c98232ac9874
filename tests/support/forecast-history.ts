import { all, run } from '../../src/core/db/connection.ts'
import { listAccounts } from '../../src/core/db/repositories/account.ts'
import { listRates } from '../../src/core/db/repositories/rate.ts'
import { getSettings } from '../../src/core/db/repositories/setting.ts'
import { sql } from '../../src/core/db/sql.ts'
import type { ItemFacts, PriceFacts } from '../../src/shared/domain/item.ts'
import { RENEWAL_MODES } from '../../src/shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../src/shared/domain/review.ts'
import { oraclePhase } from './domain-oracle.ts'
import { aFact } from './fact-builders.ts'
import type { OracleEstate, OracleItem } from './forecast-oracle.ts'
import type { Random } from './seeded.ts'
import { addTestAccount, syncOnce, TEST_POLICY } from './sync-driver.ts'
import type { TestDb } from './test-db.ts'

const DAY_MS = 86_400_000
const ZONES = ['Asia/Shanghai', 'America/New_York', 'Pacific/Kiritimati', 'UTC'] as const

/** What happens to an estate: syncs that move, switch, lose and find items, words of people, prices, settings, time. */
export interface ForecastHistory {
  step(): Promise<void>
}

/**
 * Begins with two accounts and a sync of each. What is paid with a main resource is written past all use cases, so that it
 * leaves no trace; `at-first` does so in the beginning only, for readers that follow traces.
 */
export async function createForecastHistory(
  db: TestDb,
  random: Random,
  { withMain = 'always' }: { readonly withMain?: 'always' | 'at-first' } = {},
): Promise<ForecastHistory> {
  const { writer, clock } = db
  const facts = new Map<string, ItemFacts[]>()
  let hasBegun = false
  for (const name of ['Main', 'Other']) {
    const accountId = await addTestAccount(writer, name, clock.now())
    facts.set(
      accountId,
      Array.from({ length: random.integer(1, 7) }, (_, index) => aRandomFact(random, `${name}-${index}`, clock.now())),
    )
    await sync(accountId)
  }
  hasBegun = true

  async function sync(accountId: string): Promise<void> {
    const items = facts.get(accountId) as ItemFacts[]
    const prices = items.filter(() => random.chance(0.6)).map((item) => aQuote(random, item.resourceId, clock.now()))
    await syncOnce(writer, accountId, { items, prices, at: clock.now() })
    if (hasBegun && withMain === 'at-first') return
    // As a connector leaves what is quoted together with its main resource.
    run(
      db.writeDb,
      'test',
      sql`UPDATE item SET price = '0', currency = 'CNY', price_months = 1, price_source = 'with-main'
        WHERE account_id = ${accountId} AND is_main = 0 AND price_source IS NOT 'typed'`,
    )
  }

  function someIds(): string[] {
    const rows = all<{ item_id: string }>(db.read, 'test', sql`SELECT item_id FROM item ORDER BY item_key`)
    return rows.map((row) => row.item_id).filter(() => random.chance(0.3))
  }

  const steps: (() => Promise<unknown>)[] = [
    async () => {
      const [accountId, items] = random.pick([...facts])
      facts.set(
        accountId,
        items
          .map((item) => (random.chance(0.4) ? moved(random, item) : item))
          .concat(random.chance(0.2) ? aRandomFact(random, `new-${clock.now()}`, clock.now()) : [])
          .filter(() => random.chance(0.93)),
      )
      await sync(accountId)
    },
    async () => {
      const itemIds = someIds()
      if (itemIds.length === 0) return
      const patch = random.chance(0.6)
        ? { decision: random.pick(DECISIONS) }
        : { owner: random.pick([null, '李', 'Wang', 'ｗａｎｇ', 'Zoë']) }
      await writer.call('review.set', { itemIds, patch, by: 'me', at: clock.now() })
    },
    async () => {
      const itemIds = someIds()
      if (itemIds.length === 0) return
      const price = random.chance(0.2)
        ? null
        : { amount: random.pick(['10', '0.335', '1200']), currency: 'USD', months: random.pick([1, 12]) }
      await writer.call('price.set', { itemIds, price, by: 'me', at: clock.now() })
    },
    () =>
      writer.call('person.set', {
        name: random.pick(['WANG', '李', 'zoë']),
        department: random.pick([null, '研发', '市场']),
        by: 'me',
        at: clock.now(),
      }),
    () =>
      writer.call('rate.set', {
        rate: {
          from: random.pick(['USD', 'EUR']),
          to: 'CNY',
          rate: random.pick(['7.1234', '0.9', '8']),
          on: new Date(clock.now() + random.integer(-3, 3) * DAY_MS).toISOString().slice(0, 10),
          source: 'typed',
          at: clock.now(),
          by: 'me',
        },
      }),
    () =>
      writer.call('settings.update', {
        patch: random.chance(0.5)
          ? { businessZone: random.pick(ZONES) }
          : { reportCurrency: random.pick([null, 'CNY', 'CNY', 'USD']) },
      }),
    () =>
      writer.call('account.update', {
        accountId: random.pick([...facts.keys()]),
        patch: {
          policy: { ...TEST_POLICY, deductionLeadDays: random.integer(0, 30), graceDays: random.integer(0, 9) },
        },
      }),
    async () => clock.advance(random.pick([1, 3_600_000, 9 * 3_600_000, DAY_MS, 8 * DAY_MS, 40 * DAY_MS])),
  ]
  return {
    async step() {
      // Writes of one instant are told apart by nothing but their place.
      clock.advance(1000)
      await random.pick(steps)()
    },
  }
}

function aRandomFact(random: Random, resourceId: string, now: number): ItemFacts {
  const renewalMode = random.pick(RENEWAL_MODES)
  return aFact({
    resourceId,
    expiresAt: random.chance(0.1) ? null : now + random.integer(-20, 400) * DAY_MS + random.integer(0, DAY_MS - 1),
    renewalMode,
    rawPolicy: random.pick([0, 1, 2, 3, 4, 5]),
    status: random.chance(0.9) ? 'in-use' : random.pick(['closed', 'expired', 'frozen', 'unknown']),
    isMain: random.pick([true, true, null, false]),
    enterpriseProjectId: random.pick([null, '0', 'p-1']),
    enterpriseProjectName: random.pick([null, 'default', '商城']),
  })
}

function moved(random: Random, item: ItemFacts): ItemFacts {
  if (random.chance(0.3)) return { ...item, renewalMode: random.pick(RENEWAL_MODES) }
  if (random.chance(0.1)) return { ...item, status: random.pick(['closed', 'in-use', 'frozen']) }
  const { expiresAt } = item
  return { ...item, expiresAt: expiresAt === null ? null : expiresAt + random.pick([365, 30, -30, 31]) * DAY_MS }
}

function aQuote(random: Random, resourceId: string, quotedAt: number): PriceFacts {
  return {
    resourceId,
    amount: random.pick(['100', '33.335', '0', '12.000000001', '999.99']),
    currency: random.pick(['CNY', 'CNY', 'USD', 'EUR']),
    months: random.pick([1, 1, 12, 3]),
    quotedAt,
  }
}

interface Row {
  readonly item_key: number
  readonly account_id: string
  readonly kind: string
  readonly price_source: string | null
  readonly expires_at: number | null
  readonly grace_ends_at: number | null
  readonly retention_ends_at: number | null
  readonly status: string
  readonly seen_at: number
  readonly renewal_mode: string
  readonly price: string | null
  readonly currency: string | null
  readonly price_months: number | null
  readonly enterprise_project_id: string | null
  readonly enterprise_project_name: string | null
  readonly tag_product_line: string | null
  readonly decision: string | null
  readonly decided_for_expires_at: number | null
  readonly owner: string | null
}

/** What a database holds at this moment, as the oracle reads it. */
export function readEstate({ read, clock }: TestDb): OracleEstate {
  const accounts = listAccounts(read)
  const settings = getSettings(read)
  const rows = all<Row>(
    read,
    'test',
    sql`SELECT i.*, r.decision, r.decided_for_expires_at, r.owner FROM item i
      LEFT JOIN item_review r ON r.item_key = i.item_key WHERE i.is_active = 1 ORDER BY i.item_key`,
  )
  return {
    now: clock.now(),
    zone: settings.businessZone,
    accounts: accounts.map(({ accountId: id, name, provider, policy }) => {
      return { id, name, provider, lead: policy.deductionLeadDays }
    }),
    items: rows.map((row): OracleItem => {
      const lastCompleteAt = accounts.find(({ accountId }) => accountId === row.account_id)?.lastComplete?.at ?? 0
      const [phase] = oraclePhase(clock.now(), {
        expiresAt: row.expires_at,
        graceEndsAt: row.grace_ends_at,
        retentionEndsAt: row.retention_ends_at,
        status: row.status,
        statusReadAt: Math.max(row.seen_at, lastCompleteAt),
      })
      return {
        key: row.item_key,
        account: row.account_id,
        kind: row.kind,
        isPaidWithMain: row.price_source === 'with-main',
        isReleased: phase === 'released',
        expiresAt: row.expires_at,
        mode: row.renewal_mode,
        price: row.price,
        currency: row.currency,
        priceMonths: row.price_months,
        projectId: row.enterprise_project_id,
        projectName: row.enterprise_project_name,
        productLine: row.tag_product_line,
        owner: row.owner,
        decision: row.decision,
        decidedFor: row.decided_for_expires_at,
      }
    }),
    departments: all<{ name: string; department: string }>(read, 'test', sql`SELECT name, department FROM person`),
    rates: listRates(read).map(({ from, to, rate, on }) => ({ from, to, rate, on })),
    reportCurrency: settings.reportCurrency,
  }
}
