import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beijingDay, expectItems, type ExpectedItem } from '../support/huawei-oracle.ts'
import { COUNT, startEstate, type Estate, type ItemJson } from './estate-2314.ts'

const COLLATOR = new Intl.Collator('zh-CN', { numeric: true })

let estate: Estate
let readAt: number
let everything: ItemJson[]
let decidedIds: string[]

beforeAll(async () => {
  estate = await startEstate()
  readAt = Date.parse((await estate.syncWhole()).endedAt)
  decidedIds = [...estate.plain.slice(0, 2), estate.special.percent].toSorted()
  const said = ['--decision', 'let-expire', '--owner', '李娜', '--note', 'Quartalsende']
  const decided = await estate.folder.run(['items', 'decide', ...decidedIds, ...said])
  expect(decided, decided.stderr).toMatchObject({ code: 0, json: { changed: 3 } })
  everything = (await estate.folder.run(['items', 'list', '--page-size', '10000'])).json.items
}, 120_000)

afterAll(async () => {
  await estate?.close()
})

/** Runs `items list` and compares it with what the world says, at a moment at which the answer does not change. */
async function expectFound(
  args: readonly string[],
  isWanted: (item: ExpectedItem, now: number) => boolean,
): Promise<number> {
  const wantedAt = (now: number): string[] =>
    expectItems(estate.simulator.world, now)
      .filter((item) => isWanted(item, now))
      .map(({ resourceId }) => resourceId)
      .sort()
  for (;;) {
    const before = wantedAt(Date.now())
    const { code, json, stderr } = await estate.run(['items', 'list', '--page-size', '10000', ...args])
    if (before.join() !== wantedAt(Date.now()).join()) continue
    expect(code, stderr).toBe(0)
    const found = (json.items as ItemJson[]).map(({ resourceId }) => resourceId)
    expect(found.toSorted()).toEqual(before)
    expect(json.total).toBe(before.length)
    return before.length
  }
}

describe('filters', () => {
  const isAtMost =
    (limit: number) =>
    ({ daysLeft }: ExpectedItem): boolean =>
      daysLeft !== null && daysLeft <= limit
  const finds =
    (...words: readonly string[]) =>
    ({ texts }: ExpectedItem): boolean =>
      words.every((word) => texts.some((text) => text.includes(word)))
  type Filter = readonly [args: readonly string[], isWanted: (item: ExpectedItem, now: number) => boolean]

  const FILTERS: readonly Filter[] = [
    [['--expire-days', '-1'], isAtMost(-1)],
    [['--expire-days', '0'], isAtMost(0)],
    [['--expire-days', '7'], isAtMost(7)],
    [['--expire-days', '30'], isAtMost(30)],
    [['--expire-days', '400'], isAtMost(400)],
    [['--type', 'hws.resource.type.vm'], ({ resourceType }) => resourceType === 'hws.resource.type.vm'],
    [['--type', '云主机,磁盘'], ({ resourceTypeName: name }) => name === '云主机' || name === '磁盘'],
    [['--region', 'CN-SOUTH-1'], ({ region }) => region === 'cn-south-1'],
    [['--region', '华东-上海一'], ({ region }) => region === 'cn-east-3'],
    [['--status', 'in-use'], ({ status }) => status === 'in-use'],
    [['--status', 'frozen', '--status', 'expired'], ({ status }) => status === 'frozen' || status === 'expired'],
    [['--status', '7'], ({ rawStatus }) => rawStatus === 7],
    [['--status', 'unknown'], ({ status }) => status.startsWith('unknown')],
    [['--phase', 'active'], (item, now) => item.phaseAt(now, readAt) === 'active'],
    [['--phase', 'grace'], (item, now) => item.phaseAt(now, readAt) === 'grace'],
    [['--phase', 'retention'], (item, now) => item.phaseAt(now, readAt) === 'retention'],
    [['--mode', 'auto'], ({ renewalMode }) => renewalMode === 'auto'],
    [['--mode', 'none,on-demand'], ({ renewalMode: mode }) => mode === 'none' || mode === 'on-demand'],
    [['--mode', 'unknown'], ({ renewalMode }) => renewalMode === 'unknown'],
    [['--auto-renew', 'true'], ({ autoRenew }) => autoRenew === true],
    [['--auto-renew', 'false'], ({ autoRenew }) => autoRenew === false],
    [['--account', '生产账号'], () => true],
    [['--search', 'JENKINS'], finds('jenkins')],
    [['--search', '财务'], finds('财务')],
    [['--search', '库'], finds('库')],
    [['--search', '支付 prod'], finds('支付', 'prod')],
    [['--search', '100%'], finds('100%')],
    [['--search', 'a_b-x'], finds('a_b-x')],
    [['--search', '%'], finds('%')],
    [['--search', '财务系统'], finds('财务系统')],
    [
      ['--type', '云主机', '--region', 'cn-north-4', '--mode', 'auto', '--expire-days', '60'],
      (item) =>
        item.resourceTypeName === '云主机' &&
        item.region === 'cn-north-4' &&
        item.autoRenew === true &&
        isAtMost(60)(item),
    ],
  ]

  it.each(FILTERS)('%j finds exactly what the cloud has', async (args, isWanted) => {
    expect(await expectFound(args, isWanted)).toBeGreaterThan(0)
  })

  it.each([[['--search', '没有这样的东西']], [['--search', `a_b-x aXb-x`]], [['--type', 'hws.resource.type.%']]])(
    '%j finds nothing, which is no failure',
    async (args) => {
      expect(await expectFound(args, () => false)).toBe(0)
    },
  )

  it('names an account that does not exist instead of showing an empty list', async () => {
    const { code, json } = await estate.run(['items', 'list', '--account', '别的账号'])
    expect(code).toBe(1)
    expect(json.error).toMatchObject({ code: 'ACCOUNT_NOT_FOUND', details: { account: '别的账号' } })
  })

  it('by decision, owner and what people wrote find what people said', async () => {
    for (const args of [
      ['--decision', 'let-expire'],
      ['--owner', '李娜'],
      ['--search', 'quartalsende'],
      ['--search', '李'],
    ]) {
      const { json } = await estate.run(['items', 'list', ...args])
      expect(json.items.map(({ resourceId }: ItemJson) => resourceId).toSorted()).toEqual(decidedIds)
      expect(json.total).toBe(3)
    }
    const undecided = await estate.run(['items', 'list', '--decision', 'undecided'])
    expect(undecided.json.total).toBe(COUNT - 3)
    const ownerless = await estate.run(['items', 'list', '--owner', ''])
    expect(ownerless.json.total).toBe(COUNT - 3)
  })

  it('by tag find exactly the resources that have it', async () => {
    const app = await estate.open()
    try {
      for (const tags of [
        [{ key: 'env', value: 'prod' }],
        [
          { key: 'product_line', value: '支付' },
          { key: 'env', value: 'prod' },
        ],
      ]) {
        const found = await app.items({ filter: { tags } })
        const wanted = expectItems(estate.simulator.world, Date.now()).filter((item) =>
          tags.every(({ key, value }) => item.tags[key] === value),
        )
        expect(wanted.length).toBeGreaterThan(0)
        expect(found.map(({ resourceId }) => resourceId).toSorted()).toEqual(
          wanted.map(({ resourceId }) => resourceId).toSorted(),
        )
      }
    } finally {
      await app.stop()
    }
  })
})

describe('orders', () => {
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  const number = (a: unknown, b: unknown): number => Number(a) - Number(b)
  type Order = readonly [field: string, compare: (a: never, b: never) => number]
  const ORDERS: readonly Order[] = [
    ['expireTime', text],
    ['resourceName', (a, b) => COLLATOR.compare(a, b)],
    ['resourceType', text],
    ['price', number],
    ['actBy', text],
    ['status', (a: string, b: string) => text(a.replace(/ .*/, ''), b.replace(/ .*/, ''))],
    ['tagEnv', (a, b) => COLLATOR.compare(a, b)],
    ['owner', (a, b) => COLLATOR.compare(a, b)],
    ['autoRenew', number],
  ]

  it.each(ORDERS)('by %s hold both ways, blanks last', async (field, compare) => {
    for (const direction of ['asc', 'desc']) {
      const { json } = await estate.run(['items', 'list', '--page-size', '10000', '--sort', `${field}:${direction}`])
      const values = (json.items as ItemJson[]).map((item) => item[field])
      const blankAt = values.findIndex((value) => value === null)
      const given = blankAt < 0 ? values : values.slice(0, blankAt)
      expect(values.slice(given.length).every((value) => value === null)).toBe(true)
      const wrongAt = given.findIndex((value, index) => {
        if (index === 0) return false
        const order = compare(given[index - 1] as never, value as never)
        return direction === 'asc' ? order > 0 : order < 0
      })
      expect(wrongAt).toBe(-1)
      expect(json.total).toBe(COUNT)
      expect(new Set(json.items.map(({ id }: ItemJson) => id)).size).toBe(COUNT)
    }
  })

  it('by two fields sort the second within the first', async () => {
    const { json } = await estate.run([
      'items',
      'list',
      '--page-size',
      '10000',
      '--sort',
      'region:desc',
      '--sort',
      'expireTime:asc',
    ])
    const rows = json.items as ItemJson[]
    for (let index = 1; index < rows.length; index += 1) {
      const [before, after] = [rows[index - 1] as ItemJson, rows[index] as ItemJson]
      const region = text(before.region ?? '', after.region ?? '')
      expect(region).toBeGreaterThanOrEqual(0)
      if (region === 0) expect((before.expireTime ?? '9') <= (after.expireTime ?? '9')).toBe(true)
    }
  })

  it('without a wish show first what runs out first', () => {
    const times = everything.map(({ expireTime }) => expireTime ?? '9')
    expect(times).toEqual(times.toSorted())
    expect(everything[0]?.daysLeft).toBeLessThan(0)
    expect(beijingDay(Date.parse(everything[0]?.expireTime as string))).toBeLessThan(beijingDay(Date.now()))
  })
})
