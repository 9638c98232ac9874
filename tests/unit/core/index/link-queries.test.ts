import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { all, openReadDb, run, type ReadDb } from '../../../../src/core/db/connection.ts'
import { getLinksByKeys } from '../../../../src/core/db/repositories/link.ts'
import { getSettings } from '../../../../src/core/db/repositories/setting.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import type { LinkListRow } from '../../../../src/core/db/repositories/link-picture.ts'
import { createLinkQueries, type LinkQueries } from '../../../../src/core/index/link-queries.ts'
import { BACKLINK_STATES, DEFAULT_GROUP_ID, VERDICTS, type Link } from '../../../../src/shared/domain/link.ts'
import {
  LINK_FACETS,
  LINK_FIELD_KINDS,
  LINK_FIELDS,
  type LinkCondition,
  type LinkFilter,
  type LinkQuery,
} from '../../../../src/shared/domain/link-query.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import { aCertificate, aCheck, aDomain, aLinkBatch, aLinkRequest, aNewLink } from '../../../support/link-builders.ts'
import { createLinkOracle } from '../../../support/link-oracle.ts'
import { createRandom, type Random } from '../../../support/seeded.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const NOW = Date.UTC(2026, 10, 21, 10)
const DAY = 86_400_000
const ALL_VALUES = { search: '', limit: 10_000 }
const EVERYTHING: LinkQuery = { filter: {}, sort: [] }

const WORDS = [
  '云商',
  '门户',
  '合作伙伴',
  '供应商',
  'Portal',
  'ÉCOLE',
  'wiki 10',
  'wiki 9',
  '%_\\',
  '重庆',
  '长安',
  'ａｂｃ',
]
const SITES = [null, null, 'us.cn', 'https://US.cn/friends', 'other.com']
const GROUPS = [null, null, '供应商', '组 2', '组 10', 'Ä']

/** Every link as everybody sees it, in the order in which they were added. */
function allLinks(db: ReadDb): Link[] {
  const keys = all<Pick<LinkListRow, 'link_key'>>(db, 'test', sql`SELECT link_key FROM link ORDER BY link_key`)
  const ctx = { now: NOW, zone: getSettings(db).businessZone }
  return getLinksByKeys(
    db,
    keys.map((row) => row.link_key),
    ctx,
  )
}

async function answerIds(db: ReadDb, queries: LinkQueries, query: LinkQuery): Promise<(string | undefined)[]> {
  const { keys } = await queries.query(query, [], ALL_VALUES)
  const rows = all<{ link_id: string; link_key: number }>(db, 'test', sql`SELECT link_id, link_key FROM link`)
  const ids = new Map(rows.map((row) => [row.link_key, row.link_id]))
  return Array.from(keys, (key) => ids.get(key))
}

/** What people and checks do to links, one at a time, at random. */
function createLife({ writer, read }: TestDb, random: Random) {
  let names = 0
  let at = NOW - 100 * DAY
  const who = () => {
    at += random.integer(0, 2) * 3_600_000
    return { by: random.pick(['李娜', 'bob']), at }
  }
  // Ids are random: without an order of their own, the same seed would live another life each time.
  const ids = () =>
    all<{ link_id: string }>(read, 'test', sql`SELECT link_id FROM link ORDER BY link_key`).map((row) => row.link_id)
  const some = (): string[] => {
    const known = ids()
    return known.length === 0 ? [] : [...new Set([random.pick(known), random.pick(known)])]
  }
  const groupIds = () =>
    all<{ group_id: string }>(read, 'test', sql`SELECT group_id FROM link_group ORDER BY rowid`).map(
      (row) => row.group_id,
    )
  const newUrl = (): string => {
    names += 1
    const scheme = random.pick(['https', 'https', 'http', 'ftp'])
    return `${scheme}://${random.pick(['www', 'a', 'B'])}${names % 40}.${random.pick(['partner.cn', 'site.com.cn', 'x.co.uk'])}/${names}`
  }

  async function add(): Promise<void> {
    await writer.call(
      'link.add',
      aNewLink({
        name: `${random.pick(WORDS)}${random.chance(0.5) ? '' : ` ${random.integer(1, 12)}`}`,
        url: newUrl(),
        backlinkSite: random.pick(SITES),
        group: random.pick(GROUPS),
        ...who(),
      }),
    )
  }

  async function check(linkIds: readonly string[]): Promise<void> {
    const { at: startedAt } = who()
    const request = aLinkRequest({ isStrict: random.chance(0.5), scope: { kind: 'links', linkIds } })
    const started = { request, kind: 'manual' as const, retryOf: null, instanceId: 'i', at: startedAt }
    const { runId } = await writer.call('link.createRun', started)
    await writer.call('run.begin', { runId })
    const checks = linkIds.map((linkId) => {
      const verdict = random.pick(VERDICTS.filter((entry) => entry !== 'skipped' && entry !== 'cancelled'))
      const backlink = random.pick([null, ...BACKLINK_STATES])
      const rel = random.pick(['', 'nofollow', 'nofollow ugc'])
      return aCheck(linkId, {
        verdict,
        backlink,
        anchor: backlink === 'present' ? { href: 'https://us.cn', text: 'us', rel } : null,
        latencyMs: random.pick([null, 0, 12, 3000, random.integer(1, 9000)]),
        redirects: random.integer(0, 3),
        finalUrl: random.pick([null, 'https://final.cn/', 'https://FINAL.cn/x']),
        checkedAt: startedAt + random.integer(0, 5) * 1000,
      })
    })
    const hosts = allLinks(read).filter((link) => linkIds.includes(link.linkId) && link.host !== null)
    const batch = aLinkBatch({
      checks,
      certificates: hosts.map(({ host }) => {
        const days = random.integer(-5, 60)
        return aCertificate({ host: host ?? '', checkedAt: startedAt, expiresAt: NOW + days * DAY })
      }),
      domains: hosts.flatMap(({ domain }) =>
        domain === null ? [] : [aDomain({ domain, checkedAt: startedAt, expiresAt: NOW + random.integer(1, 9) * DAY })],
      ),
    })
    await writer.call('link.record', { runId, batch, asked: checks.map(() => null), at: startedAt })
    await writer.call('link.commit', { runId, metrics: NO_METRICS, warnings: 0, at: startedAt })
  }

  async function step(): Promise<void> {
    const linkIds = some()
    const [first] = linkIds
    if (first === undefined || random.chance(0.2)) return await add()
    switch (random.integer(0, 9)) {
      case 0:
        return void (await writer.call('link.remove', {
          linkIds: random.chance(0.5) ? linkIds : ids().slice(-1),
          ...who(),
        }))
      case 1:
        return void (await writer.call('link.update', { linkIds: [first], patch: { url: newUrl() }, ...who() }))
      case 2: {
        const patch = { backlinkSite: random.pick(SITES), groupId: random.pick(groupIds()) }
        return void (await writer.call('link.update', { linkIds, patch, ...who() }))
      }
      case 3: {
        const reviewOn = random.pick([null, '2026-11-20', '2026-11-21', '2026-11-22'])
        const whitelisting = random.chance(0.6) ? { reason: random.pick(['a', 'b']), reviewOn } : null
        return void (await writer.call('link.whitelist', { linkIds, whitelisting, ...who() }))
      }
      case 4: {
        const pinned = random.pick([null, 'shown', 'hidden'] as const)
        return void (await writer.call('link.pin', { linkIds, pinned, words: null, ...who() }))
      }
      case 5: {
        const groupId = random.pick(groupIds())
        const name = groupId === DEFAULT_GROUP_ID ? 'x' : `组 ${random.integer(1, 99)} ${names}`
        names += 1
        const rules = { policy: 'confirmed' as const, allowsPrivate: false, includesSubdomains: false }
        return void (await writer.call('link.saveGroup', { groupId, name, ...rules, at }))
      }
      case 6: {
        const groupId = random.pick(groupIds())
        if (groupId === DEFAULT_GROUP_ID || random.chance(0.7)) return await check(linkIds)
        return void (await writer.call('link.removeGroup', { groupId, ...who() }))
      }
      case 7: {
        const domain = allLinks(read).find((link) => link.linkId === first)?.domain
        const expiresOn = random.pick([null, '2026-12-01', '2027-01-31'])
        if (!domain) return
        return void (await writer.call('link.setDomainDate', { domain, expiresOn, ...who() }))
      }
      default:
        return await check(linkIds)
    }
  }
  return { add, step }
}

async function aFilledDb(steps: number, seed = 7): Promise<TestDb & { readonly life: ReturnType<typeof createLife> }> {
  const db = createTestDb()
  const life = createLife(db, createRandom(seed))
  for (let index = 0; index < 60; index += 1) await life.add()
  for (let index = 0; index < steps; index += 1) await life.step()
  return { ...db, life }
}

function anyCondition(links: readonly Link[]): fc.Arbitrary<LinkCondition> {
  const texts = fc.constantFrom('云', 'e', 'É', 'cn', '1', '404', 'status', '2026-', '%', 'true', 'no', '')
  const number = fc.integer({ min: -1, max: 3000 }).map(String)
  const day = fc.constantFrom(
    '2026-08-13',
    '2026-09-01',
    '2026-11-21',
    '2026-11-30',
    '2026-12-01',
    '0001-01-01',
    '9999-12-31',
  )
  const field = fc.constantFrom(...LINK_FIELDS)
  const values = fc.constantFrom(...LINK_FACETS).chain((facet) => {
    const known = createLinkOracle({ zone: 'Asia/Shanghai', now: NOW })
      .facet(links, {}, facet)
      .values.map(({ value }) => value)
    return fc.record({
      kind: fc.constant('values' as const),
      field: fc.constant(facet),
      values: fc.array(fc.constantFrom(null, '', 'nobody has this', ...known), { maxLength: 4 }),
      isExcluded: fc.option(fc.boolean(), { nil: undefined }),
    })
  })
  const ranged = fc.constantFrom(
    ...LINK_FIELDS.filter((name) => ['number', 'instant'].includes(LINK_FIELD_KINDS[name])),
  )
  return fc.oneof(
    { weight: 4, arbitrary: values },
    {
      weight: 3,
      arbitrary: ranged.chain((name) => {
        const bound = fc.option(LINK_FIELD_KINDS[name] === 'instant' ? day : number)
        return fc.record({ kind: fc.constant('range' as const), field: fc.constant(name), min: bound, max: bound })
      }),
    },
    fc.record({ kind: fc.constant('blank' as const), field, isBlank: fc.boolean() }),
    fc.record({ kind: fc.constant('contains' as const), field, text: texts }),
  )
}

function anyQuery(links: readonly Link[]): fc.Arbitrary<LinkQuery> {
  const filter: fc.Arbitrary<LinkFilter> = fc.record(
    {
      search: fc.constantFrom(
        '',
        '云',
        '商 PARTNER',
        'É',
        'é',
        '10',
        '%',
        '_',
        '供应商',
        'final',
        'us.cn',
        'nothing at all',
      ),
      linkIds: fc.subarray(links.map((link) => link.linkId)),
      columns: fc.array(anyCondition(links), { maxLength: 4 }),
    },
    { requiredKeys: [] },
  )
  const term = fc.record({
    field: fc.constantFrom(...LINK_FIELDS),
    direction: fc.constantFrom('asc' as const, 'desc' as const),
  })
  return fc.record({ filter, sort: fc.array(term, { maxLength: 3 }) })
}

describe('a list of links', () => {
  it('finds, orders and counts exactly what a look at every single link does', async () => {
    const db = await aFilledDb(150)
    const { read } = db
    const links = allLinks(read)
    expect(links.length).toBeGreaterThan(30)
    const queries = createLinkQueries({ db: read, clock: { now: () => NOW } })
    const oracle = createLinkOracle({ zone: 'Asia/Shanghai', now: NOW })
    await fc.assert(
      fc.asyncProperty(anyQuery(links), fc.constantFrom(...LINK_FACETS), async (query, field) => {
        expect(await answerIds(read, queries, query)).toEqual(oracle.find(links, query))
        const facets = await queries.facets(query, [field], ALL_VALUES)
        expect(facets[field]).toEqual(oracle.facet(links, query.filter, field))
      }),
      { numRuns: 300 },
    )
  })

  it.each([1, 2, 3])(
    'is true right after whatever people and checks did, here and in another process (%i)',
    async (seed) => {
      const db = await aFilledDb(0, seed)
      const { life } = db
      const other = openReadDb(db.file)
      onTestFinished(() => other.close())
      const clock = { now: () => NOW }
      const often = createLinkQueries({ db: db.read, clock })
      const seldom = createLinkQueries({ db: other, clock })
      const oracle = createLinkOracle({ zone: 'Asia/Shanghai', now: NOW })
      const query: LinkQuery = {
        filter: {},
        sort: [
          { field: 'certExpiresAt', direction: 'desc' },
          { field: 'group', direction: 'asc' },
        ],
      }
      for (let index = 0; index < 120; index += 1) {
        await life.step()
        const links = allLinks(db.read)
        const message = `step ${index}`
        expect(await answerIds(db.read, often, EVERYTHING), message).toEqual(oracle.find(links, EVERYTHING))
        expect(await answerIds(db.read, often, query), message).toEqual(oracle.find(links, query))
        if (index % 17 !== 0) continue
        expect(await answerIds(other, seldom, query), message).toEqual(oracle.find(links, query))
        for (const field of LINK_FACETS) {
          const facets = await seldom.facets(EVERYTHING, [field], ALL_VALUES)
          expect(facets[field], `${message} ${field}`).toEqual(oracle.facet(links, {}, field))
        }
      }
    },
  )

  describe('certificates and registrations', () => {
    function aList() {
      const { read, writer } = createTestDb()
      const queries = createLinkQueries({ db: read, clock: { now: () => NOW } })
      const by = '李娜'
      /** Names of the links with an end of this kind, latest first. */
      const withEnd = async (field: 'certExpiresAt' | 'domainExpiresAt') => {
        const columns: LinkCondition[] = [{ kind: 'blank', field, isBlank: false }]
        const { keys } = await queries.query(
          { filter: { columns }, sort: [{ field, direction: 'desc' }] },
          [],
          ALL_VALUES,
        )
        return getLinksByKeys(read, [...keys], { now: NOW, zone: 'Asia/Shanghai' }).map((link) => link.name)
      }
      const add = async (name: string, url: string) => (await writer.call('link.add', aNewLink({ name, url }))).linkId
      const move = (linkId: string, url: string) =>
        writer.call('link.update', { linkIds: [linkId], patch: { url }, by, at: NOW })
      const measure = async (linkId: string, host: string, expiresAt: number, at = NOW) => {
        const request = aLinkRequest({ scope: { kind: 'links', linkIds: [linkId] } })
        const started = { request, kind: 'manual' as const, retryOf: null, instanceId: 'i', at }
        const { runId } = await writer.call('link.createRun', started)
        await writer.call('run.begin', { runId })
        const batch = aLinkBatch({ checks: [aCheck(linkId)], certificates: [aCertificate({ host, expiresAt })] })
        await writer.call('link.record', { runId, batch, asked: [null], at })
        await writer.call('link.commit', { runId, metrics: NO_METRICS, warnings: 0, at })
      }
      const type = (domain: string, expiresOn: string | null) =>
        writer.call('link.setDomainDate', { domain, expiresOn, by, at: NOW })
      const renameGroup = (name: string) => {
        const rules = { policy: 'confirmed' as const, allowsPrivate: false, includesSubdomains: false }
        return writer.call('link.saveGroup', { groupId: DEFAULT_GROUP_ID, name, ...rules, at: NOW })
      }
      return { withEnd, add, move, measure, type, renameGroup }
    }

    it('shows no certificate of a host that was left by its last link and is named by another one now', async () => {
      const { withEnd, add, move, measure, renameGroup } = aList()
      const first = await add('甲', 'https://a.cn')
      const second = await add('乙', 'https://b.cn')
      const third = await add('丙', 'https://c.cn')
      await measure(first, 'a.cn', NOW + DAY)
      // Another link has the newest check: that of the first one goes with its address, and everything would be read.
      await measure(third, 'c.cn', NOW + 2 * DAY)
      expect(await withEnd('certExpiresAt')).toEqual(['丙', '甲'])
      await move(first, 'https://d.cn')
      expect(await withEnd('certExpiresAt')).toEqual(['丙'])
      await move(second, 'https://a.cn/second')
      expect(await withEnd('certExpiresAt')).toEqual(['丙'])
      await add('丁', 'https://a.cn/new')
      expect(await withEnd('certExpiresAt')).toEqual(['丙'])
      await renameGroup('组')
      expect(await withEnd('certExpiresAt')).toEqual(['丙'])
    })

    it('shows the certificate of a host that a link has come to', async () => {
      const { withEnd, add, move, measure } = aList()
      const first = await add('甲', 'https://a.cn')
      const second = await add('乙', 'https://b.cn')
      await measure(first, 'a.cn', NOW + DAY)
      expect(await withEnd('certExpiresAt')).toEqual(['甲'])
      await move(second, 'https://a.cn/other')
      expect((await withEnd('certExpiresAt')).toSorted()).toEqual(['乙', '甲'].toSorted())
    })

    it('takes over what a run has measured whose clock was behind that of the run before', async () => {
      const { withEnd, add, measure } = aList()
      const first = await add('甲', 'https://a.cn')
      await add('乙', 'https://a.cn/other')
      await measure(first, 'a.cn', NOW + DAY)
      const third = await add('丙', 'https://c.cn')
      await measure(third, 'c.cn', NOW + 2 * DAY)
      expect(await withEnd('certExpiresAt')).toEqual(['丙', '甲', '乙'])
      await measure(first, 'a.cn', NOW + 3 * DAY, NOW - 400 * DAY)
      expect(await withEnd('certExpiresAt')).toEqual(['甲', '乙', '丙'])
    })

    it('sees that a typed day has moved to another domain', async () => {
      const { withEnd, add, type } = aList()
      await add('甲', 'https://www.a.cn')
      await add('乙', 'https://www.b.cn')
      await type('b.cn', '2026-12-01')
      await type('b.cn', null)
      await type('a.cn', '2026-12-01')
      expect(await withEnd('domainExpiresAt')).toEqual(['甲'])
      await type('a.cn', null)
      await type('b.cn', '2026-12-01')
      expect(await withEnd('domainExpiresAt')).toEqual(['乙'])
    })
  })

  it('sees that the last link was removed and another one added in its place', async () => {
    const { read, writer } = createTestDb()
    const queries = createLinkQueries({ db: read, clock: { now: () => NOW } })
    const add = async (name: string, url: string) => (await writer.call('link.add', aNewLink({ name, url }))).linkId
    await add('甲', 'https://a.cn')
    const linkId = await add('乙', 'https://b.cn')
    const nameFacet = async () =>
      (await queries.facets(EVERYTHING, ['host'], ALL_VALUES)).host?.values.map((v) => v.value)
    expect(await nameFacet()).toEqual(['a.cn', 'b.cn'])
    await writer.call('link.remove', { linkIds: [linkId], by: 'x', at: 0 })
    await add('丙', 'https://c.cn')
    expect(await nameFacet()).toEqual(['a.cn', 'c.cn'])
  })

  it('counts typed days by the business zone that holds now', async () => {
    const { read, writer } = createTestDb()
    const queries = createLinkQueries({ db: read, clock: { now: () => NOW } })
    await writer.call('link.add', aNewLink({ url: 'https://www.partner.cn' }))
    await writer.call('link.setDomainDate', { domain: 'partner.cn', expiresOn: '2026-12-01', by: 'x', at: 0 })
    const onDay = async (day: string) => {
      const columns: LinkCondition[] = [{ kind: 'range', field: 'domainExpiresAt', min: day, max: day }]
      return (await queries.query({ filter: { columns }, sort: [] }, [], ALL_VALUES)).keys.length
    }
    expect(await onDay('2026-12-01')).toBe(1)
    await writer.call('settings.update', { patch: { businessZone: 'America/New_York' } })
    expect([await onDay('2026-12-01'), await onDay('2026-11-30')]).toEqual([1, 0])
  })

  it('refuses a range of what has none, and one that is no day or number', async () => {
    const { read } = createTestDb()
    const queries = createLinkQueries({ db: read, clock: { now: () => NOW } })
    const range = (field: LinkCondition['field'], min: string) =>
      queries.query({ filter: { columns: [{ kind: 'range', field, min, max: null }] }, sort: [] }, [], ALL_VALUES)
    for (const [field, min] of [
      ['name', 'a'],
      ['verdict', 'ok'],
      ['checkedAt', '5'],
      ['latencyMs', 'fast'],
    ] as const) {
      await expect(range(field, min), field).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
  })

  it('narrows and bounds lists of values, most frequent first', async () => {
    const { read, writer } = createTestDb()
    const queries = createLinkQueries({ db: read, clock: { now: () => NOW } })
    for (let index = 0; index < 40; index += 1) {
      await writer.call('link.add', aNewLink({ url: `https://s${String(index % 30).padStart(2, '0')}.cn/${index}` }))
    }
    const host = async (search: string, limit: number) =>
      (await queries.facets(EVERYTHING, ['host'], { search, limit })).host
    expect(await host('', 3)).toEqual({
      distinct: 30,
      values: ['s00.cn', 's01.cn', 's02.cn'].map((value) => ({ value, label: null, count: 2 })),
    })
    expect((await host('', 12))?.values.map(({ value }) => value).slice(-2)).toEqual(['s10.cn', 's11.cn'])
    expect(await host('S2', 100)).toMatchObject({ distinct: 10 })
  })

  it('reads many links in chunks, and does not miss what is written meanwhile', async () => {
    const { read, writeDb, writer } = createTestDb()
    run(
      writeDb,
      'test',
      sql`INSERT INTO link (link_id, name, url, url_key, is_https, group_id, is_shown, created_at, updated_at)
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
          SELECT 'id' || i, 'n' || i, 'http://u' || i || '.cn', 'u' || i, 0, 'default', 1, 0, 0 FROM n`,
    )
    const queries = createLinkQueries({ db: read, clock: { now: () => NOW } })
    const query: LinkQuery = { filter: {}, sort: [{ field: 'name', direction: 'desc' }] }
    const who = { by: 'x', at: 0 }
    const first = queries.query(query, [], ALL_VALUES)
    // The first rows have been read by the time of each of these.
    await new Promise(setImmediate)
    await writer.call('link.update', { linkIds: ['id1'], patch: { name: 'zz' }, ...who })
    await new Promise(setImmediate)
    await writer.call('link.remove', { linkIds: ['id2', 'id2500'], ...who })
    await writer.call('link.add', aNewLink({ name: 'zzz' }))
    const { keys } = await first
    expect(Array.from(keys.slice(0, 4))).toEqual([2500, 1, 2499, 2498])
    expect(keys).toHaveLength(2499)
  })
})
