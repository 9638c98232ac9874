import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { all, run } from '../../../../src/core/db/connection.ts'
import { getSettings } from '../../../../src/core/db/repositories/setting.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createItemIndex, type ItemIndex } from '../../../../src/core/index/item-index.ts'
import { createItemService } from '../../../../src/core/services/item-service.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import type { ItemQuery } from '../../../../src/shared/domain/item-query.ts'
import type { CertificateFacts } from '../../../../src/shared/domain/link.ts'
import { aFact } from '../../../support/fact-builders.ts'
import {
  arrangeEstate,
  createPicker,
  decideOddly,
  ESTATE_NOW,
  estateItems,
  oddExtras,
  oddFact,
  type Picker,
} from '../../../support/item-estate.ts'
import {
  aCertificate,
  aDomain,
  aLinkBatch,
  aLinkRequest,
  aNewLink,
  anUnmeasuredCertificate,
} from '../../../support/link-builders.ts'
import { answerOf } from '../../../support/item-oracle.ts'
import { addTestAccount, syncOnce, TEST_POLICY } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const DAY_MS = 86_400_000

const QUERIES: readonly ItemQuery[] = [
  { filter: { isGone: 'all' }, sort: [{ field: 'resourceName', direction: 'asc' }], groupBy: 'band' },
  { filter: {}, sort: [{ field: 'lastSyncedAt', direction: 'desc' }], groupBy: 'tagProductLine' },
  { filter: { search: '商' }, sort: [{ field: 'price', direction: 'desc' }], groupBy: 'account' },
  {
    filter: { isGone: 'all' },
    sort: [
      { field: 'pricedAt', direction: 'desc' },
      { field: 'acknowledgedAt', direction: 'asc' },
    ],
  },
  { filter: { search: 'renewed' }, sort: [{ field: 'owner', direction: 'asc' }], groupBy: 'decision' },
  { filter: { search: 'copy' }, sort: [] },
  { filter: { isGone: 'all' }, sort: [{ field: 'actBy', direction: 'asc' }], groupBy: 'phase' },
  // What these find changes by itself, without anything being written.
  { filter: { expireDays: 12 }, sort: [] },
  { filter: { bands: ['expired', '0-7'] }, sort: [] },
  { filter: { phases: ['grace', 'released'] }, sort: [] },
  { filter: { columns: [{ kind: 'range', field: 'daysLeft', min: '0', max: '20' }] }, sort: [] },
  { filter: { columns: [{ kind: 'values', field: 'band', values: ['8-15'] }] }, sort: [] },
  { filter: { columns: [{ kind: 'contains', field: 'daysLeft', text: '1' }] }, sort: [] },
  { filter: { decisions: ['renewed'] }, sort: [{ field: 'decision', direction: 'desc' }] },
  {
    filter: { columns: [{ kind: 'blank', field: 'contradictions', isBlank: false }] },
    sort: [{ field: 'contradictions', direction: 'asc' }],
    groupBy: 'contradictions',
  },
  {
    filter: { columns: [{ kind: 'values', field: 'customTags', values: ['PROD', null] }] },
    sort: [{ field: 'customTags', direction: 'desc' }],
    groupBy: 'customTags',
  },
]
const FIELDS = [
  'band',
  'phase',
  'account',
  'provider',
  'kind',
  'owner',
  'tagName',
  'goneCause',
  'resourceName',
  'customTags',
  'contradictions',
] as const

function createService({ read, writer }: Pick<TestDb, 'read' | 'writer'>) {
  const clock = { at: ESTATE_NOW, now: () => clock.at }
  const fail = (error: unknown): never => {
    throw error
  }
  const events = createEventBus(fail)
  const service = createItemService({ db: read, writer, events, clock, defaultUserName: 'test', onError: fail })
  return { service, clock, events }
}

type Lab = Omit<TestDb, 'clock'> & {
  accountIds: string[]
  picker: Picker
  at: number
  added: number
  clock: { at: number }
}

function anyLinkId({ read, picker }: Lab): string | undefined {
  const rows = all<{ id: string }>(read, 'test', sql`SELECT link_id AS id FROM link ORDER BY link_key`)
  return rows[Math.floor(picker.next() * rows.length)]?.id
}

interface Measured {
  readonly domain: string
  readonly certificate: CertificateFacts
  readonly domainExpiresAt: number | null
  readonly at: number
}

async function measure({ writer }: Lab, { domain, certificate, domainExpiresAt, at }: Measured): Promise<void> {
  await writer.call('link.add', aNewLink({ name: domain, url: `https://${domain}/`, at })).catch(() => null)
  const start = { request: aLinkRequest(), kind: 'manual', retryOf: null, instanceId: 'i', at } as const
  const { runId } = await writer.call('link.createRun', start)
  const batch = aLinkBatch({ certificates: [certificate], domains: [aDomain({ domain, expiresAt: domainExpiresAt })] })
  await writer.call('link.record', { runId, batch, asked: [], at })
  await writer.call('link.commit', { runId, metrics: NO_METRICS, warnings: 0, at })
}

/** Everything by which items change, each through another connection than the one that the index reads by. */
const STEPS: Record<string, (lab: Lab) => Promise<unknown>> = {
  async 'people decide'(lab) {
    await decideOddly(lab, lab.picker)
  },
  async 'the same decision is made for a moved expiry'(lab) {
    const [accountId] = lab.accountIds
    if (accountId === undefined) return
    const item = aFact({ resourceId: 'moving', expiresAt: ESTATE_NOW + lab.at * DAY_MS })
    await syncOnce(lab.writer, accountId, { items: [item], outcome: { isStable: false }, at: ESTATE_NOW + lab.at })
    const found = estateItems(lab.read, { now: ESTATE_NOW, settings: getSettings(lab.read) })
    const id = found.find((one) => one.accountId === accountId && one.resourceId === 'moving')?.id ?? ''
    const patch = { decision: 'renew', isAcknowledged: true } as const
    await lab.writer.call('review.set', { itemIds: [id], patch, by: 'test', at: ESTATE_NOW + lab.at })
  },
  async 'prices are typed'(lab) {
    const ids = estateItems(lab.read, { now: ESTATE_NOW, settings: getSettings(lab.read) })
      .filter(() => lab.picker.next() < 0.1)
      .map((item) => item.id)
    const price = lab.picker.pick([{ amount: '7.77', currency: 'EUR', months: 1 }, null])
    if (ids.length > 0) await lab.writer.call('price.set', { itemIds: ids, price, by: 'test', at: ESTATE_NOW + lab.at })
  },
  async 'a sync brings new, changed and vanished items'(lab) {
    const accountId = lab.picker.pick(lab.accountIds)
    const known = estateItems(lab.read, { now: ESTATE_NOW, settings: getSettings(lab.read) }).filter(
      (item) => item.accountId === accountId && lab.picker.next() < 0.9,
    )
    const items = known.map((item, index) => ({ ...oddFact(index, lab.picker), resourceId: item.resourceId }))
    for (let count = 0; count < 5; count += 1) {
      lab.added += 1
      items.push({ ...oddFact(lab.added, lab.picker), resourceId: `new-${lab.added}` })
    }
    await syncOnce(lab.writer, accountId, { items, ...oddExtras(items, lab.picker), at: ESTATE_NOW + lab.at })
  },
  async 'a sync brings nothing but newer quotes of the same prices'(lab) {
    const accountId = lab.picker.pick(lab.accountIds)
    const known = estateItems(lab.read, { now: ESTATE_NOW, settings: getSettings(lab.read) }).filter(
      (item) => item.accountId === accountId && item.price !== null && item.priceSource === 'provider',
    )
    const prices = known.map((item) => ({
      resourceId: item.resourceId,
      amount: item.price as string,
      currency: item.currency as string,
      months: 1,
      quotedAt: ESTATE_NOW + lab.at,
    }))
    const items = known
      .slice(0, 3)
      .map((item, index) => ({ ...oddFact(index, lab.picker), resourceId: item.resourceId }))
    await syncOnce(lab.writer, accountId, { items, prices, outcome: { isStable: false }, at: ESTATE_NOW + lab.at })
  },
  async 'an account is renamed'(lab) {
    const accountId = lab.picker.pick(lab.accountIds)
    await lab.writer.call('account.update', { accountId, patch: { name: `商 ${lab.at}` } })
  },
  async 'a policy is changed'(lab) {
    const accountId = lab.picker.pick(lab.accountIds)
    const policy = { ...TEST_POLICY, graceDays: lab.at % 9, deductionLeadDays: lab.at % 5 }
    await lab.writer.call('account.update', { accountId, patch: { policy } })
  },
  async 'an account is removed and another one added'(lab) {
    const accountId = lab.picker.pick(lab.accountIds)
    await lab.writer.call('account.remove', { accountId })
    lab.accountIds = lab.accountIds.filter((id) => id !== accountId)
    const added = await addTestAccount(lab.writer, `copy ${lab.at}`)
    lab.accountIds.push(added)
    const items = Array.from({ length: 30 }, (_, index) => oddFact(index, lab.picker))
    await syncOnce(lab.writer, added, { items, ...oddExtras(items, lab.picker), at: ESTATE_NOW + lab.at })
  },
  async 'the business zone is changed'(lab) {
    const businessZone = lab.picker.pick(['America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati'])
    await lab.writer.call('settings.update', { patch: { businessZone } })
  },
  async 'tag keys are changed'(lab) {
    const tagKeys = { productLine: [lab.picker.pick(['env', 'prod', '产品线'])], env: ['a"b'], name: ['name'] }
    await lab.writer.call('settings.update', { patch: { tagKeys } })
  },
  async 'bands are changed'(lab) {
    await lab.writer.call('settings.update', {
      patch: { bandDays: lab.picker.pick([[3, 10], [7, 15, 30, 60, 90], [0]]) },
    })
  },
  async 'certificates and domains are measured'(lab) {
    const domain = `h${lab.picker.pick([1, 2, 3, 4, 5])}.cn`
    const at = ESTATE_NOW + lab.at
    const expiresAt = ESTATE_NOW + lab.picker.pick([-3, 5, 40]) * DAY_MS
    const certificate =
      lab.picker.next() < 0.7
        ? aCertificate({ host: domain, expiresAt: lab.picker.pick([expiresAt, ESTATE_NOW]) })
        : anUnmeasuredCertificate({ host: domain })
    await measure(lab, { domain, certificate, domainExpiresAt: lab.picker.pick([expiresAt, null]), at })
    if (lab.picker.next() < 0.3) {
      await lab.writer.call('link.setDomainDate', { domain, expiresOn: '2027-05-01', by: 'test', at })
    }
  },
  async 'the same is measured by a clock that was put back'(lab) {
    const domain = `h${(lab.at % 2) + 1}.cn`
    const certificate = aCertificate({ host: domain, expiresAt: ESTATE_NOW + 5 * DAY_MS })
    const at = ESTATE_NOW - lab.at * DAY_MS
    await measure(lab, { domain, certificate, domainExpiresAt: ESTATE_NOW + 9 * DAY_MS, at })
  },
  async 'a link moves to another address'(lab) {
    const linkId = anyLinkId(lab)
    if (linkId === undefined) return
    const patch = { url: `https://h${lab.picker.pick([1, 2, 3, 4, 5])}.cn/${lab.at}` }
    await lab.writer.call('link.update', { linkIds: [linkId], patch, by: 'test', at: ESTATE_NOW + lab.at })
  },
  async 'links go, and their certificates with them'(lab) {
    const linkId = anyLinkId(lab)
    if (linkId === undefined) return
    await lab.writer.call('link.remove', { linkIds: [linkId], by: 'test', at: ESTATE_NOW + lab.at })
  },
  async 'something is written that is not about items'(lab) {
    await lab.writer.call('settings.update', { patch: { userName: `user ${lab.at}` } })
  },
  async 'a day passes'(lab) {
    lab.clock.at += DAY_MS
    await Promise.resolve()
  },
}

describe('what the index answers', () => {
  it('is what the database holds after whatever has been written to it, in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1000 }),
        fc.array(fc.constantFrom(...Object.keys(STEPS)), { minLength: 1, maxLength: 8 }),
        async (seed, names) => {
          const estate = await arrangeEstate(60, seed)
          const { service, clock } = createService(estate)
          const lab: Lab = { ...estate, picker: createPicker(seed), at: 1, added: 0, clock }
          for (const name of ['', ...names]) {
            lab.at += 1
            await STEPS[name]?.(lab)
            const settings = getSettings(lab.read)
            const items = estateItems(lab.read, { now: clock.at, settings })
            for (const query of QUERIES) {
              const { handle, total, facets, groups } = await service.query(query, { facets: [...FIELDS] })
              const { count: _, ...sums } = await service.sums(handle)
              const answer = { ids: await service.ids(handle, [[0, total]]), facets, groups, sums }
              expect(answer, `after: ${name}`).toEqual(answerOf(items, query, FIELDS, settings))
            }
          }
        },
      ),
      { numRuns: 15 },
    )
  }, 240_000)

  it.each(Object.keys(STEPS))(
    'is true after: %s',
    async (name) => {
      const estate = await arrangeEstate(120)
      const { service, clock } = createService(estate)
      const lab: Lab = { ...estate, picker: createPicker(3), at: 5, added: 0, clock }
      await service.query(QUERIES[0] as ItemQuery, { facets: [...FIELDS] })
      for (let time = 0; time < 3; time += 1) {
        lab.at += 1
        await STEPS[name]?.(lab)
        const settings = getSettings(lab.read)
        const items = estateItems(lab.read, { now: clock.at, settings })
        for (const query of QUERIES) {
          const { handle, total, facets } = await service.query(query, { facets: [...FIELDS] })
          const expected = answerOf(items, query, FIELDS, settings)
          expect(await service.ids(handle, [[0, total]])).toEqual(expected.ids)
          expect(facets).toEqual(expected.facets)
        }
      }
    },
    60_000,
  )

  it('is the picture of the same moment for questions that are asked together while the items are being read', async () => {
    const estate = await arrangeEstate(600)
    const { service } = createService(estate)
    const settings = getSettings(estate.read)
    const asked = QUERIES.map((query) => service.query(query, { facets: [...FIELDS] }))
    await decideOddly(estate, createPicker(11))
    const answers = await Promise.all(asked)
    const items = estateItems(estate.read, { now: ESTATE_NOW, settings })
    for (const [index, { handle, total, groups }] of answers.entries()) {
      const query = QUERIES[index] as ItemQuery
      const expected = answerOf(items, query, [], settings)
      expect(await service.ids(handle, [[0, total]])).toEqual(expected.ids)
      expect(groups).toEqual(expected.groups)
    }
  })
})

describe('a picture', () => {
  function createIndex(db: TestDb): ItemIndex {
    return createItemIndex({ db: db.read, clock: { now: () => ESTATE_NOW } })
  }

  it('is kept when a few rows change, and made anew when an account has gone', async () => {
    const estate = await arrangeEstate(100)
    const index = createIndex(estate)
    const first = await index.current('whole')
    await decideOddly(estate, createPicker(5))
    const second = await index.current('whole')
    expect(second).toBe(first)
    await estate.writer.call('account.remove', { accountId: estate.accountIds[0] as string })
    const third = await index.current('whole')
    expect(third).not.toBe(first)
    expect(third.rows).toBe(50)
  })

  it('is kept when the same is decided again for another expiry, which leaves no line of history', async () => {
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer)
    const patch = { decision: 'renew', isAcknowledged: true } as const
    const decide = (at: number): Promise<unknown> => {
      const [item] = estateItems(db.read, { now: ESTATE_NOW, settings: getSettings(db.read) })
      return db.writer.call('review.set', { itemIds: [item?.id as string], patch, by: 'test', at })
    }
    await syncOnce(db.writer, accountId, { items: [aFact({ resourceId: 'a', expiresAt: ESTATE_NOW })], at: 1 })
    await decide(2)
    await syncOnce(db.writer, accountId, { items: [aFact({ resourceId: 'a', expiresAt: ESTATE_NOW - 1 })], at: 3 })
    const index = createIndex(db)
    const first = await index.current('whole')
    await decide(4)
    const second = await index.current('whole')
    expect(second).toBe(first)
    expect(second.columns.numbers.decided_for_expires_at.values[0]).toBe(ESTATE_NOW - 1)
  })

  it('is made anew when a change has left no trace but in the sums', async () => {
    const estate = await arrangeEstate(60)
    const index = createIndex(estate)
    const first = await index.current('whole')
    run(
      estate.writeDb,
      'test.quiet',
      sql`UPDATE item_review SET note = 'quiet', updated_at = updated_at - 9 WHERE item_key =
        (SELECT min(item_key) FROM item_review)`,
    )
    const second = await index.current('whole')
    expect(second).not.toBe(first)
    expect(second.columns.codes.note.dictionary.codeOf('quiet')).toBeDefined()
  })

  it('answers as of its own moment while a new one is made for a changed zone, and says when that is there', async () => {
    const estate = await arrangeEstate(100)
    let now = ESTATE_NOW
    let tell: () => void = () => {}
    const renewed = new Promise<void>((resolve) => {
      tell = resolve
    })
    const index = createItemIndex({
      db: estate.read,
      clock: { now: () => now },
      patienceMs: 0,
      onRenewed: () => tell(),
    })
    const former = await index.current('whole')
    const before = former.columns.numbers.expires_on.values.slice(0, former.rows)
    await estate.writer.call('settings.update', { patch: { businessZone: 'Pacific/Kiritimati' } })
    now += 5000
    const stale = await index.current('whole')
    expect(stale).toBe(former)
    expect(stale.freshAt).toBe(ESTATE_NOW)
    expect(stale.stamp.settings.businessZone).toBe('Asia/Shanghai')
    expect(stale.columns.numbers.expires_on.values.slice(0, stale.rows)).toEqual(before)
    await renewed
    const next = await index.current('whole')
    expect(next.stamp.settings.businessZone).toBe('Pacific/Kiritimati')
    expect(next.freshAt).toBe(now)
    expect(next.columns.numbers.expires_on.values.slice(0, next.rows)).not.toEqual(before)
  })

  it('is what the database holds after a sync that changes more rows than are taken over one by one', async () => {
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer)
    const sync = (days: number): Promise<unknown> => {
      const items = Array.from({ length: 1100 }, (_, index) =>
        aFact({ resourceId: `r${index}`, expiresAt: ESTATE_NOW + days * DAY_MS }),
      )
      return syncOnce(db.writer, accountId, { items, at: ESTATE_NOW + days })
    }
    await sync(1)
    const index = createIndex(db)
    await index.current('whole')
    await sync(400)
    const { columns, rows } = await index.current('whole')
    expect(rows).toBe(1100)
    expect(new Set(columns.numbers.expires_at.values.subarray(0, rows))).toEqual(new Set([ESTATE_NOW + 400 * DAY_MS]))
  })

  it('is kept when people edit more items than are taken over in one go, and never shows a part of an edit', async () => {
    const estate = await arrangeEstate(3000)
    const { service, clock } = createService(estate)
    const index = createItemIndex({ db: estate.read, clock })
    const former = await index.current('whole')
    const ids = estateItems(estate.read, { now: ESTATE_NOW, settings: getSettings(estate.read) }).map(({ id }) => id)
    clock.at += 1
    const patch = { owner: '王芳', decision: 'renew', tagsAdded: ['Q4'] } as const
    await estate.writer.call('review.set', { itemIds: ids, patch, by: 'test', at: clock.at })
    const pending = [index.current('whole'), index.current('light')]
    const owners = former.columns.codes.owner
    const owned = (): number => {
      const code = owners.dictionary.codeOf('王芳')
      return owners.codes.subarray(0, former.rows).filter((of) => of === code).length
    }
    // Asked between all slices: the edit is there as a whole or not at all.
    const seen = new Set<number>()
    const state = { isDone: false }
    void Promise.all(pending).then(() => {
      state.isDone = true
    })
    while (!state.isDone) {
      seen.add(owned())
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await Promise.all(pending)).toEqual([former, former])
    expect([...seen].filter((count) => count !== 0 && count !== 3000)).toEqual([])
    const items = estateItems(estate.read, { now: clock.at, settings: getSettings(estate.read) })
    for (const query of QUERIES) {
      const { handle, total } = await service.query(query, { rows: 1 })
      expect(await service.ids(handle, [[0, total]])).toEqual(answerOf(items, query, [], getSettings(estate.read)).ids)
    }
  }, 60_000)

  it('is what the database holds when others write while many edits are taken over', async () => {
    const estate = await arrangeEstate(2400)
    let now = ESTATE_NOW
    let left = 2
    const ids = estateItems(estate.read, { now, settings: getSettings(estate.read) }).map(({ id }) => id)
    const say = (itemIds: readonly string[], owner: string): Promise<unknown> => {
      now += 1
      return estate.writer.call('review.set', { itemIds, patch: { owner }, by: 'test', at: now })
    }
    const index = createItemIndex({ db: estate.read, clock: { now: () => now } })
    const picture = await index.current('whole')
    await say(ids, '王芳')
    const pending = index.current('whole')
    const disturb = async (): Promise<void> => {
      while (left > 0) {
        left -= 1
        await say(ids.slice(0, 5), `other ${left}`)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await Promise.all([pending, disturb()])
    expect(await index.current('whole')).toBe(picture)
    const { codes, dictionary } = picture.columns.codes.owner
    const owners = Array.from(codes.subarray(0, picture.rows), (code) => dictionary.text(code))
    expect(owners.filter((owner) => owner === 'other 0')).toHaveLength(5)
    expect(owners.filter((owner) => owner === '王芳')).toHaveLength(2395)
  }, 60_000)

  it('is made although more certificates are measured all the while than are taken over one by one', async () => {
    const db = createTestDb()
    await db.writer.call('link.add', aNewLink({ url: 'https://h0.example.cn/' }))
    const { runId } = await db.writer.call('link.createRun', {
      request: aLinkRequest(),
      kind: 'manual',
      retryOf: null,
      instanceId: 'test',
      at: ESTATE_NOW,
    })
    for (let host = 1; host <= 1100; host += 1) {
      await db.writer.call('link.add', aNewLink({ url: `https://h${host}.example.cn/` }))
    }
    const measure = (hosts: number): Promise<unknown> => {
      const certificates = Array.from({ length: hosts }, (_, host) => aCertificate({ host: `h${host}.example.cn` }))
      const batch = aLinkBatch({ certificates })
      return db.writer.call('link.record', { runId, batch, asked: [], at: ESTATE_NOW })
    }
    await measure(1101)
    let left = 40
    const now = (): number => {
      left -= 1
      // Asked right before the picture is compared with the database.
      if (left > 0) void measure(1)
      return ESTATE_NOW
    }
    const picture = await createItemIndex({ db: db.read, clock: { now } }).current('whole')
    expect(picture.rows).toBe(1101)
  })

  it('answers for an empty list, which then fills', async () => {
    const db = createTestDb()
    const index = createIndex(db)
    expect((await index.current('whole')).rows).toBe(0)
    const accountId = await addTestAccount(db.writer)
    await syncOnce(db.writer, accountId, { items: [aFact({ resourceId: 'a' })], at: ESTATE_NOW })
    expect((await index.current('whole')).rows).toBe(1)
  })

  it('does not outlive its database: who waits for it is told that everything is being closed', async () => {
    const estate = await arrangeEstate(2000)
    const index = createIndex(estate)
    const waiting = index.current('whole')
    estate.read.close()
    await expect(waiting).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    await expect(index.current('light')).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  })
})
