import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { linkHandlers } from '../../../../src/core/ipc/handlers/link.ts'
import { createLinkService } from '../../../../src/core/services/link-service.ts'
import { DEFAULT_GROUP_ID } from '../../../../src/shared/domain/link.ts'
import { LINK_FACETS } from '../../../../src/shared/domain/link-query.ts'
import { routes, type RouteInput, type RouteName, type RouteOutput } from '../../../../src/shared/ipc/contract.ts'
import type { NumberedEvent } from '../../../../src/shared/ipc/events.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { aCertificate, aCheck, aDomain, aLinkBatch, aLinkRequest } from '../../../support/link-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

const DAY = 86_400_000

type LinkRoute = Extract<RouteName, `link.${string}`>

function createStage() {
  const db = createTestDb()
  const { read, writer, clock } = db
  const events = createEventBus((error) => {
    throw error
  })
  const told: NumberedEvent[] = []
  events.on((event) => told.push(event), { signal: new AbortController().signal })
  const links = createLinkService({ db: read, writer, events, clock, defaultUserName: '系统用户' })
  const handlers = linkHandlers({ links, linkRuns: { start: () => ({ runId: 'r', isNew: true }) } })
  /** A request as a window makes it: parsed, with defaults. */
  const request = async <Name extends LinkRoute>(name: Name, input: RouteInput<Name>): Promise<RouteOutput<Name>> => {
    const parsed = routes[name].input.parse(input)
    return (await (handlers[name] as (value: unknown) => unknown)(parsed)) as RouteOutput<Name>
  }
  return {
    ...db,
    told,
    request,
    add: (name: string, url: string, more: Partial<RouteInput<'link.add'>> = {}) =>
      request('link.add', { name, url, ...more }),
    async check(
      checks: readonly ReturnType<typeof aCheck>[],
      { isStrict = true, ...more }: Parameters<typeof aLinkBatch>[0] & { isStrict?: boolean } = {},
    ) {
      const started = { request: aLinkRequest({ isStrict }), kind: 'manual' as const, retryOf: null }
      const { runId } = await writer.call('link.createRun', { ...started, instanceId: 'i', at: clock.now() })
      await writer.call('run.begin', { runId })
      const batch = aLinkBatch({ checks, ...more })
      await writer.call('link.record', { runId, batch, asked: checks.map(() => null), at: clock.now() })
      await writer.call('link.commit', { runId, metrics: NO_METRICS, warnings: 0, at: clock.now() })
      return runId
    },
  }
}

describe('edits of links', () => {
  it('are made in the name of the person whom the settings name, else of the system user', async () => {
    const { add, request, writer } = createStage()
    const { linkId } = await add('甲', 'https://a.cn')
    await request('link.pin', { linkIds: [linkId], pinned: 'hidden' })
    await writer.call('settings.update', { patch: { userName: '李娜' } })
    await request('link.pin', { linkIds: ['甲'], pinned: null })
    const { history } = await request('link.get', { id: '甲' })
    expect(history.map(({ by }) => by)).toEqual(['李娜', '系统用户'])
  })

  it('tell windows which links have changed, and nobody when nothing has', async () => {
    const { add, request, told } = createStage()
    const a = await add('甲', 'https://a.cn')
    const b = await add('乙', 'https://b.cn')
    told.length = 0
    await request('link.update', { linkIds: [a.linkId, '乙'], patch: { backlinkSite: 'us.cn' } })
    await request('link.update', { linkIds: [a.linkId, '乙'], patch: { backlinkSite: 'us.cn' } })
    await request('link.whitelist', { linkIds: [a.linkId], whitelisting: { reason: 'x' } })
    await request('link.remove', { linkIds: [b.linkId] })
    await request('link.saveGroup', {
      name: 'G',
      policy: 'strict',
      allowsPrivate: false,
      includesSubdomains: false,
    })
    expect(told.map(({ name, payload }) => [name, payload])).toEqual([
      ['link.changed', { linkIds: [a.linkId, b.linkId] }],
      ['link.changed', { linkIds: [a.linkId] }],
      ['link.changed', { linkIds: [b.linkId] }],
      ['link.changed', { linkIds: null }],
    ])
  })

  it('tell of the items that moved with them', async () => {
    const { add, request, told, check } = createStage()
    const { linkId } = await add('甲', 'https://www.partner.cn')
    await check([aCheck(linkId)], { certificates: [aCertificate({ host: 'www.partner.cn' })] })
    told.length = 0
    await request('link.setDomainDate', { domain: 'partner.cn', expiresOn: '2026-12-31' })
    await request('link.remove', { linkIds: [linkId] })
    expect(told.map(({ name }) => name)).toEqual(['link.changed', 'item.changed', 'link.changed', 'item.changed'])
  })

  it('take an item by its resource id as well', async () => {
    const { add, request, writer, writeDb } = createStage()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const itemId = insertItem(writeDb, { accountId, resourceId: 'ecs-1' })
    const link = await add('甲', 'https://a.cn', { itemId: 'ecs-1' })
    expect(link.itemId).toBe(itemId)
    await request('link.update', { linkIds: [link.linkId], patch: { itemId: null } })
    expect((await request('link.get', { id: link.linkId })).link.itemId).toBeNull()
    await expect(add('乙', 'https://b.cn', { itemId: 'nope' })).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' })
  })
})

describe('link.get', () => {
  it('tells everything about a link: checks with their evidence newest first, certificate, domain and history', async () => {
    const { add, check, request, clock } = createStage()
    const { linkId } = await add('甲', 'https://www.partner.cn/', { backlinkSite: 'us.cn' })
    const hops = [{ url: 'https://www.partner.cn/', status: 404, address: '203.0.113.7' }]
    await check([aCheck(linkId, { verdict: 'broken', hops, raw: 'nope', checkedAt: clock.now() })])
    clock.advance(3 * DAY)
    const anchor = { href: 'https://us.cn/', text: '我们', rel: 'nofollow' }
    const expiresAt = clock.now() + 30 * DAY
    await check([aCheck(linkId, { backlink: 'present', anchor, checkedAt: clock.now() })], {
      certificates: [aCertificate({ host: 'www.partner.cn', expiresAt, checkedAt: clock.now() })],
      domains: [aDomain({ domain: 'partner.cn', expiresAt: expiresAt + 1, checkedAt: clock.now() })],
    })
    const details = await request('link.get', { id: '甲' })
    expect(details.link).toMatchObject({
      verdict: 'ok',
      backlink: 'present',
      rel: 'nofollow',
      isShown: true,
      certExpiresAt: expiresAt,
      domainExpiresAt: expiresAt + 1,
      trend: ['broken', 'ok'],
    })
    expect(details.checks.map(({ verdict, isShown }) => [verdict, isShown])).toEqual([
      ['ok', true],
      ['broken', false],
    ])
    expect(details.checks[0]).toMatchObject({ linkId, anchor })
    expect(details.checks[1]).toMatchObject({ hops, raw: 'nope', httpStatus: 404 })
    expect(details.certificate).toMatchObject({ host: 'www.partner.cn', expiresAt, measuredAt: clock.now() })
    expect(details.domain).toMatchObject({ domain: 'partner.cn', source: 'whois', expiresAt: expiresAt + 1 })
    expect(details.history.map(({ field, by }) => [field, by])).toEqual([
      ['shown', null],
      ['shown', null],
    ])
  })

  it('names the domain also before anything is known of it, and none for an address', async () => {
    const { add, request } = createStage()
    await add('甲', 'https://www.partner.cn/')
    await add('乙', 'http://203.0.113.7/')
    expect((await request('link.get', { id: '甲' })).domain).toMatchObject({ domain: 'partner.cn', expiresAt: null })
    expect(await request('link.get', { id: '乙' })).toMatchObject({ domain: null, certificate: null, checks: [] })
    await expect(request('link.get', { id: '丙' })).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' })
  })
})

describe('link.summary', () => {
  it('counts every link once: by verdict, unchecked, or white-listed', async () => {
    const { add, check, request, clock } = createStage()
    const ids: string[] = []
    for (let index = 0; index < 6; index += 1) ids.push((await add(`L${index}`, `https://s${index}.cn`)).linkId)
    const [a, b, c, d, e] = ids as [string, string, string, string, string]
    const runId = await check([
      aCheck(a, { checkedAt: clock.now() }),
      aCheck(b, { verdict: 'broken', checkedAt: clock.now() }),
      aCheck(c, { verdict: 'broken', checkedAt: clock.now() }),
      aCheck(d, { verdict: 'timeout', checkedAt: clock.now() }),
    ])
    await request('link.pin', { linkIds: [c], pinned: 'shown' })
    await request('link.pin', { linkIds: [a], pinned: 'hidden' })
    await request('link.whitelist', { linkIds: [d], whitelisting: { reason: 'x', reviewOn: '2026-03-01' } })
    await request('link.whitelist', { linkIds: [e], whitelisting: { reason: 'x', reviewOn: '2026-03-02' } })
    expect(await request('link.summary', {})).toEqual({
      total: 6,
      shown: 4,
      hidden: 2,
      whitelisted: 2,
      unchecked: 1,
      toReview: 1,
      byVerdict: { ok: 1, broken: 2, skipped: 2 },
      lastRunId: runId,
      lastCheckedAt: clock.now(),
      measuredItems: 0,
    })
    // It is the next day in the business zone long before it is in UTC.
    clock.set(Date.UTC(2026, 2, 1, 16))
    expect((await request('link.summary', {})).toReview).toBe(2)
  })

  it('says that there is nothing before the first link', async () => {
    const { request } = createStage()
    expect(await request('link.summary', {})).toEqual({
      total: 0,
      shown: 0,
      hidden: 0,
      whitelisted: 0,
      unchecked: 0,
      toReview: 0,
      byVerdict: {},
      lastRunId: null,
      lastCheckedAt: null,
      measuredItems: 0,
    })
  })
})

describe('lists of links', () => {
  it('put first what asks for action', async () => {
    const { add, check, request } = createStage()
    const names = ['4 静', '3 待复核', '2 失败', '1 隐藏', '5 静', '6 手动隐藏']
    const ids = new Map<string, string>()
    for (const [index, name] of names.entries()) ids.set(name, (await add(name, `https://s${index}.cn`)).linkId)
    const id = (name: string): string => ids.get(name) ?? ''
    const broken = ['1 隐藏', '6 手动隐藏'].map((name) => aCheck(id(name), { verdict: 'broken' }))
    // Once is not enough to hide it by the default rules.
    await check([...broken, aCheck(id('2 失败'), { verdict: 'timeout' })], { isStrict: false })
    await request('link.pin', { linkIds: [id('6 手动隐藏')], pinned: 'hidden' })
    await request('link.whitelist', {
      linkIds: [id('3 待复核')],
      whitelisting: { reason: 'x', reviewOn: '2026-02-01' },
    })
    const { links } = await request('link.query', { query: {}, rows: 100 })
    expect(links.map(({ name }) => name)).toEqual(['1 隐藏', '2 失败', '3 待复核', '4 静', '5 静', '6 手动隐藏'])
  })

  it('keep the order of a result while links change underneath, and answer pages, places and ids from it', async () => {
    const { add, request } = createStage()
    for (const index of [3, 1, 2, 5, 4]) await add(`L${index}`, `https://s${index}.cn`)
    const result = await request('link.query', { query: { sort: [{ field: 'name', direction: 'desc' }] }, rows: 2 })
    expect(result).toMatchObject({ total: 5, links: [{ name: 'L5' }, { name: 'L4' }] })
    const { handle } = result
    const third = (await request('link.get', { id: 'L3' })).link.linkId
    await request('link.update', { linkIds: ['L5'], patch: { name: 'A0' } })
    await request('link.remove', { linkIds: ['L1'] })
    const page = await request('link.page', { handle, offset: 0, limit: 3 })
    expect(page.items.map(({ name }) => name)).toEqual(['A0', 'L4', 'L3'])
    expect((await request('link.page', { handle, offset: 3, limit: 3 })).items.map(({ name }) => name)).toEqual(['L2'])
    expect(await request('link.locate', { handle, linkIds: ['nope', third] })).toEqual([null, 2])
    expect(await request('link.ids', { handle })).toHaveLength(4)
    expect(await request('link.ids', { handle, ranges: [[2, 3]] })).toEqual([third])
    await expect(request('link.page', { handle: 'old' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('answer the values of every field with a query, and one field narrowed', async () => {
    const { add, request } = createStage()
    await add('甲', 'https://www.partner.cn', { group: 'G', backlinkSite: 'us.cn' })
    await add('乙', 'https://shop.partner.cn')
    const { facets } = await request('link.query', { query: {}, facets: [...LINK_FACETS] })
    expect(Object.keys(facets).toSorted()).toEqual([...LINK_FACETS].toSorted())
    expect(facets.group).toEqual({
      distinct: 2,
      values: [
        { value: 'G', label: null, count: 1 },
        { value: null, label: null, count: 1 },
      ],
    })
    expect(facets.domain?.values).toEqual([{ value: 'partner.cn', label: null, count: 2 }])
    const narrowed = await request('link.facets', { query: {}, fields: ['host'], search: 'SHOP' })
    expect(narrowed.host?.values).toEqual([{ value: 'shop.partner.cn', label: null, count: 1 }])
  })
})

describe('link.import', () => {
  const toInput = (fileName: string, text: string) => ({ fileName, content: Buffer.from(text).toString('base64') })
  const CSV = `name,url,backlink,group,whitelist
甲,https://a.cn,us.cn,供应商,
乙,https://b.cn,,,自己的站
丙,not an address,,,
`

  it('reads a file, says what it would do, does it, and tells windows once', async () => {
    const { request, told } = createStage()
    const dry = await request('link.import', { ...toInput('links.csv', CSV), isDryRun: true })
    expect(dry).toMatchObject({ format: 'csv', imported: 2, updated: 0, skipped: 0, newGroups: ['供应商'] })
    expect(dry.issues).toMatchObject([{ row: 4, column: 'url', problem: 'url-invalid' }])
    expect(told).toEqual([])
    expect((await request('link.summary', {})).total).toBe(0)
    expect(await request('link.import', toInput('links.csv', CSV))).toEqual(dry)
    expect(told.map(({ name, payload }) => [name, payload])).toEqual([['link.changed', { linkIds: null }]])
    expect(
      (await request('link.groups', {})).map(({ groupId, name, linkCount }) => [name || groupId, linkCount]),
    ).toEqual([
      [DEFAULT_GROUP_ID, 1],
      ['供应商', 1],
    ])
    expect((await request('link.get', { id: '乙' })).link.whitelisting?.reason).toBe('自己的站')
  })

  it('tells nobody when a file brings nothing new', async () => {
    const { request, told } = createStage()
    await request('link.import', toInput('links.csv', CSV))
    told.length = 0
    expect(await request('link.import', toInput('links.csv', CSV))).toMatchObject({ imported: 0, skipped: 2 })
    expect(told).toEqual([])
  })

  it('refuses a file that no links can be read from', async () => {
    const { request } = createStage()
    await expect(request('link.import', toInput('x.csv', ''))).rejects.toMatchObject({ code: 'LINK_FILE_UNREADABLE' })
  })
})
