import type { ReadDb } from '../../src/core/db/connection.ts'
import { all, run } from '../../src/core/db/connection.ts'
import { getItemsByKeys, type ItemContext } from '../../src/core/db/repositories/item.ts'
import { sql } from '../../src/core/db/sql.ts'
import type { Item, ItemFacts } from '../../src/shared/domain/item.ts'
import { RENEWAL_MODES } from '../../src/shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../src/shared/domain/review.ts'
import { aFact } from './fact-builders.ts'
import { addTestAccount, syncOnce } from './sync-driver.ts'
import { createTestDb, type TestDb } from './test-db.ts'

const DAY_MS = 86_400_000

/** The moment around which the estate's items run out: 10:00 in Shanghai. */
export const ESTATE_NOW = Date.UTC(2026, 10, 21, 2)

/** A fixed sequence, so that a failure can be repeated. */
export interface Picker {
  next(): number
  pick<T>(values: readonly T[]): T
}

export function createPicker(seed: number): Picker {
  let state = seed
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
  return { next, pick: <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T }
}

/** Names in which case, width, order and length behave in unusual ways. */
const NAMES = [
  '订单-主库',
  '商城 100%',
  'a_b',
  'aXb',
  'back\\slash',
  'É cafÉ',
  'E\u0301 cafe\u0301',
  'ＡＢＣ全角',
  "o'hara",
  '"quoted"',
  '',
  'ΟΔΟΣ',
  'οδός',
  'Straße',
  'STRASSE ẞ',
  'İstanbul ıI',
  '𠮷野家',
  '\uE000 private',
  '🚀 rocket 👩‍💻',
  'ecs-9',
  'ecs-10',
  'ecs-010',
  '\u0000x',
  'line\nbreak',
  '张三',
  '阿里',
  '中国',
]
const REGIONS = [
  ['cn-north-4', '华北-北京四'],
  ['cn-north-4', '华北-北京 4'],
  ['cn-east-3', '华东-上海一'],
  ['cn-east-3', null],
  [null, null],
] as const
const TAGS = [
  {},
  { env: 'prod' },
  { env: 'Test', 产品线: '商城' },
  { env: '', name: '李' },
  { 'a"b': 'c\\d' },
  { Name: '50% _off_' },
  { prod: 'env' },
] as const

/** A resource with odd facts; `index` makes it another one. */
export function oddFact(index: number, { next, pick }: Picker): ItemFacts {
  const [regionCode, regionName] = pick(REGIONS)
  const expiresAt =
    next() < 0.1 ? null : ESTATE_NOW + Math.floor((next() - 0.3) * 130) * DAY_MS + pick([0, 1, 13 * 3_600_000, -1])
  return aFact({
    resourceId: `res-${index}-${pick(['x', '%', '_', 'É'])}`,
    resourceName: `${pick(NAMES)}${next() < 0.5 ? index : ''}`,
    serviceTypeCode: pick(['hws.service.type.ec2', null]),
    serviceTypeName: pick(['弹性云服务器', null]),
    typeCode: pick(['hws.resource.type.vm', 'hws.resource.type.volume', null, 'ÉLAN']),
    typeName: pick(['云主机', '云硬盘', null]),
    regionCode,
    regionName,
    projectId: pick(['project-1', null]),
    parentResourceId: pick([null, null, 'res-1-x', `res-${index}-p`]),
    enterpriseProjectId: pick(['0', 'p-1', null]),
    enterpriseProjectName: pick(['default', '财务', '', null]),
    isMain: pick([true, false, null]),
    status: pick(['in-use', 'expired', 'frozen', 'closed', 'unknown']),
    rawStatus: pick([2, '2', 7, 10, 'weird', null]),
    renewalMode: pick(RENEWAL_MODES),
    rawPolicy: pick([0, 1, 2, 3, 4, 5, null]),
    spec: pick(['s6.large', null]),
    specText: pick(['通用 2核4G', null]),
    expiresAt,
    createdAt: pick([null, ESTATE_NOW - 400 * DAY_MS, ESTATE_NOW - 30 * DAY_MS]),
  })
}

/** Tags and quotes for some of the resources. */
export function oddExtras(items: readonly ItemFacts[], { next, pick }: Picker) {
  const tags = items.flatMap(({ resourceId }) =>
    next() < 0.7 ? [{ resourceId, tags: pick<Record<string, string>>(TAGS) }] : [],
  )
  const prices = items.flatMap(({ resourceId }) =>
    next() < 0.5
      ? [
          {
            resourceId,
            amount: pick([
              '9',
              '10.5',
              '100',
              '1000.00',
              '0.12345',
              '12345678901234567890.1',
              '99999999999.9999',
              '1e3',
            ]),
            currency: pick(['CNY', 'USD', 'usd ']),
            months: pick([1, 1, 3, 12]),
            quotedAt: ESTATE_NOW,
          },
        ]
      : [],
  )
  return { tags, prices }
}

/** Lets people say something about a part of the items. */
export async function decideOddly(
  { writer, read }: Pick<TestDb, 'writer' | 'read'>,
  { next, pick }: Picker,
): Promise<void> {
  const ids = all<{ item_id: string }>(read, 'test.ids', sql`SELECT item_id FROM item ORDER BY item_key`)
  for (const decision of DECISIONS) {
    const itemIds = ids.filter(() => next() < 0.1).map((row) => row.item_id)
    const patch = {
      decision,
      owner: pick(['Li Lei', 'ÉMILE', '李雷', null]),
      backupOwner: pick(['Han Meimei', null]),
      reason: pick(['省钱', null]),
      note: pick(['see _wiki_\nsecond line', null]),
      snoozedUntil: pick(['2026-12-01', '2027-01-31', null]),
      isAcknowledged: next() < 0.5,
      tagsAdded: pick([['Prod'], ['prod', '核心'], ['ＰＲＯＤ', 'a, b'], ['待确认', 'zz'], []]),
    }
    if (itemIds.length > 0) await writer.call('review.set', { itemIds, patch, by: 'test', at: ESTATE_NOW })
  }
}

/** Two accounts that share some resource ids, with gone items, moved decisions, quotes and notes. */
export async function arrangeEstate(rows: number, seed = 7): Promise<TestDb & { accountIds: string[] }> {
  const db = createTestDb()
  const picker = createPicker(seed)
  const accountIds: string[] = []
  for (const name of ['主账号 É', 'second']) {
    const accountId = await addTestAccount(db.writer, name)
    accountIds.push(accountId)
    const items = Array.from({ length: rows / 2 }, (_, index) => oddFact(index, picker))
    await syncOnce(db.writer, accountId, { items, ...oddExtras(items, picker), at: ESTATE_NOW - 20 * DAY_MS })
    await decideOddly(db, picker)
    const later = items
      .filter(() => picker.next() < 0.95)
      .map((item) =>
        picker.next() < 0.1 ? { ...item, expiresAt: (item.expiresAt ?? ESTATE_NOW) + 31 * DAY_MS } : item,
      )
    await syncOnce(db.writer, accountId, { items: later, at: ESTATE_NOW - 3 * DAY_MS })
  }
  renewUnasked(db)
  return { ...db, accountIds }
}

/** Renewals that nobody had decided, recent and long ago, of the present expiry and of a former one. */
function renewUnasked({ writeDb }: TestDb): void {
  run(
    writeDb,
    'test.unasked',
    sql`UPDATE item SET unasked_renewal_at = ${ESTATE_NOW} - (item_key % 60) * ${DAY_MS},
      unasked_renewal_for = iif(item_key % 5 = 0, expires_at - 1, expires_at) WHERE item_key % 3 = 0`,
  )
}

/** All items, gone ones included, in the order in which they came. */
export function estateItems(read: ReadDb, context: ItemContext): readonly Item[] {
  const keys = all<{ item_key: number }>(read, 'test.keys', sql`SELECT item_key FROM item ORDER BY item_key`)
  return getItemsByKeys(
    read,
    keys.map((row) => row.item_key),
    context,
  )
}
