import { describe, expect, it } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import type { LinkCommands, LinkPatch } from '../../../../src/core/db/link-commands.ts'
import { getLink } from '../../../../src/core/db/repositories/link.ts'
import { getLinkDetails } from '../../../../src/core/db/repositories/link-details.ts'
import { listLinkGroups } from '../../../../src/core/db/repositories/link-group.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { DEFAULT_GROUP_ID, type LinkCheckFacts } from '../../../../src/shared/domain/link.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { aCheck, aCertificate, aDomain, aLinkBatch, aLinkRequest, aNewLink } from '../../../support/link-builders.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const ZONE = 'Asia/Shanghai'
const WHO = { by: '李娜', at: 5000 }
const NO_BACKLINK = { backlinkSite: 'https://us.cn' }

type AddFields = Partial<LinkCommands['link.add']['input']>

function createStage() {
  const db = createTestDb()
  const { read, writer } = db
  const ctx = { now: 10_000, zone: ZONE }
  return {
    ...db,
    async add(fields: AddFields = {}) {
      return (await writer.call('link.add', aNewLink(fields))).linkId
    },
    update: (linkIds: readonly string[], patch: LinkPatch) => writer.call('link.update', { linkIds, patch, ...WHO }),
    whitelist: (linkIds: readonly string[], reason: string | null, reviewOn: string | null = null) =>
      writer.call('link.whitelist', { linkIds, whitelisting: reason === null ? null : { reason, reviewOn }, ...WHO }),
    pin: (linkIds: readonly string[], pinned: 'shown' | 'hidden' | null, words: string | null = null) =>
      writer.call('link.pin', { linkIds, pinned, words, ...WHO }),
    /** Lets a strict run find something out. */
    check: (checks: readonly LinkCheckFacts[], more: Partial<Parameters<typeof aLinkBatch>[0]> = {}) =>
      runOver(db, checks, more),
    link: (linkId: string) => getLink(read, linkId, ctx),
    details: (linkId: string) => getLinkDetails(read, linkId, ctx),
    history: (linkId: string) =>
      getLinkDetails(read, linkId, ctx).history.map((change) => [change.field, change.old, change.new, change.by]),
    groups: () => listLinkGroups(read),
    count: (table: 'link' | 'link_check' | 'link_change' | 'link_domain' | 'link_certificate') =>
      all(read, 'test', { ...sql`${1}`, text: `SELECT 1 FROM ${table}`, values: [] }).length,
  }
}

async function runOver({ writer }: TestDb, checks: readonly LinkCheckFacts[], more: object): Promise<void> {
  const request = aLinkRequest({ isStrict: true })
  const run = { request, kind: 'manual' as const, retryOf: null, instanceId: 'i', at: 1000 }
  const { runId } = await writer.call('link.createRun', run)
  await writer.call('run.begin', { runId })
  const asked = checks.map(() => null)
  await writer.call('link.record', { runId, batch: aLinkBatch({ checks, ...more }), asked, at: 2000 })
  await writer.call('link.commit', { runId, metrics: NO_METRICS, warnings: 0, at: 3000 })
}

describe('link.add', () => {
  it('stores the address as typed and takes it apart', async () => {
    const { add, link } = createStage()
    const linkId = await add({ name: ' 伙伴 ', url: ' HTTPS://WWW.Partner.COM.CN:8443/友链#top ', ...NO_BACKLINK })
    expect(link(linkId)).toMatchObject({
      name: '伙伴',
      url: 'HTTPS://WWW.Partner.COM.CN:8443/友链#top',
      host: 'www.partner.com.cn',
      domain: 'partner.com.cn',
      groupId: DEFAULT_GROUP_ID,
      group: '',
      backlinkSite: 'https://us.cn',
      isShown: true,
      hiddenReason: null,
      verdict: null,
      trend: [],
    })
  })

  it('refuses a second link to the same address in another spelling, and says which one has it', async () => {
    const { add, count } = createStage()
    await add({ name: '甲', url: 'https://a.cn' })
    await expect(add({ name: '乙', url: 'HTTPS://A.cn:443/#x' })).rejects.toMatchObject({
      code: 'LINK_EXISTS',
      params: { name: '甲' },
    })
    expect(count('link')).toBe(1)
  })

  it('takes addresses that are only checked to be what they are, and refuses what is none', async () => {
    const { add } = createStage()
    await add({ url: 'ftp://files.partner.cn/' })
    await add({ url: 'https://[broken' })
    await expect(add({ url: 'partner.cn' })).rejects.toMatchObject({ code: 'LINK_URL_INVALID' })
    await expect(add({ url: 'https://li:geheim@partner.cn/' })).rejects.toMatchObject({
      code: 'LINK_URL_INVALID',
      params: { url: 'https://***@partner.cn/', reason: 'url-credentials' },
    })
  })

  it('refuses a wanted site that names no host, because no page could link to it', async () => {
    const { add } = createStage()
    await expect(add({ backlinkSite: '是的' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      params: { field: 'backlinkSite' },
    })
  })

  it('makes a group that is missing once, whatever case and width it is written in', async () => {
    const { add, groups } = createStage()
    await add({ url: 'https://a.cn', group: '合作 ABC' })
    await add({ url: 'https://b.cn', group: ' 合作 ａｂｃ' })
    expect(groups()).toEqual([
      expect.objectContaining({ groupId: DEFAULT_GROUP_ID, name: '', linkCount: 0 }),
      expect.objectContaining({ name: '合作 ABC', policy: 'confirmed', allowsPrivate: false, linkCount: 2 }),
    ])
  })

  it.each(['默认', 'default', 'Default'])('knows the default group by the word %s', async (group) => {
    const { add, link, groups } = createStage()
    expect(link(await add({ group })).groupId).toBe(DEFAULT_GROUP_ID)
    expect(groups()).toHaveLength(1)
  })

  it('binds a link to an item, and refuses one that is not there without adding anything', async () => {
    const { add, link, writer, writeDb, count } = createStage()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const itemId = insertItem(writeDb, { accountId })
    expect(link(await add({ itemId })).itemId).toBe(itemId)
    await expect(add({ url: 'https://b.cn', itemId: 'nope', group: 'G' })).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
    })
    expect(count('link')).toBe(1)
  })

  it('white-lists at once when told so', async () => {
    const { add, link, history } = createStage()
    const linkId = await add({ whitelisting: { reason: '自己的站', reviewOn: '2026-12-01' }, ...WHO })
    expect(link(linkId)).toMatchObject({
      whitelisting: { reason: '自己的站', reviewOn: '2026-12-01', ...WHO },
      verdict: 'skipped',
      isShown: true,
    })
    expect(history(linkId)).toEqual([['whitelist', null, '自己的站 · 2026-12-01', '李娜']])
  })
})

describe('link.update', () => {
  it('writes one line of history for each field that really changes, with who and when', async () => {
    const { add, update, details, writer } = createStage()
    const { groupId } = await writer.call('link.saveGroup', {
      groupId: null,
      name: '供应商',
      policy: 'strict',
      allowsPrivate: false,
      includesSubdomains: false,
      at: 0,
    })
    const linkId = await add({ name: '甲', url: 'https://a.cn/' })
    const patch = { name: '乙', url: 'https://a.cn/#x', backlinkSite: 'us.cn', groupId }
    expect(await update([linkId], patch)).toMatchObject({ changed: 1 })
    expect(await update([linkId], patch)).toMatchObject({ changed: 0 })
    const { history } = details(linkId)
    expect(history.every(({ by, at }) => by === '李娜' && at === 5000)).toBe(true)
    expect(
      history
        .map(({ field, old, new: next }) => [field, old, next])
        .toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    ).toEqual([
      ['backlink', null, 'us.cn'],
      ['group', '', '供应商'],
      ['name', '甲', '乙'],
      ['url', 'https://a.cn/', 'https://a.cn/#x'],
    ])
  })

  it('changes all links or none', async () => {
    const { add, update, link } = createStage()
    const [a, b] = [await add({ url: 'https://a.cn' }), await add({ url: 'https://b.cn' })]
    expect(await update([a, b, a], { backlinkSite: 'us.cn' })).toMatchObject({ changed: 2 })
    await expect(update([a, 'nope', b], { backlinkSite: null })).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
      params: { link: 'nope' },
    })
    expect([link(a).backlinkSite, link(b).backlinkSite]).toEqual(['us.cn', 'us.cn'])
  })

  it('refuses one name, or one address, for several links', async () => {
    const { add, update } = createStage()
    const ids = [await add({ url: 'https://a.cn' }), await add({ url: 'https://b.cn' })]
    await expect(update(ids, { name: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(update(ids, { url: 'https://c.cn' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('refuses the address of another link, and lets a link keep its own in another spelling', async () => {
    const { add, update, link } = createStage()
    const a = await add({ name: '甲', url: 'https://a.cn' })
    await add({ name: '乙', url: 'https://b.cn' })
    await expect(update([a], { url: 'https://B.cn/' })).rejects.toMatchObject({ code: 'LINK_EXISTS' })
    await update([a], { url: 'https://A.cn/' })
    expect(link(a).url).toBe('https://A.cn/')
  })

  it('forgets what checks have found about another address, and shows the link again', async () => {
    const { add, update, check, link, details, history, count } = createStage()
    const linkId = await add({ url: 'https://a.cn' })
    await check([aCheck(linkId, { verdict: 'broken', checkedAt: 2000 })])
    expect(link(linkId)).toMatchObject({ isShown: false, verdict: 'broken', consecutiveFailures: 1 })
    await update([linkId], { url: 'https://b.cn/' })
    expect(link(linkId)).toMatchObject({
      host: 'b.cn',
      isShown: true,
      hiddenReason: null,
      verdict: null,
      httpStatus: null,
      checkedAt: null,
      consecutiveFailures: 0,
      unreachableSince: null,
      nextCheckAt: null,
      trend: [],
    })
    expect(details(linkId).checks).toEqual([])
    expect(count('link_check')).toBe(0)
    expect(history(linkId).map(([field]) => field)).toEqual(['url', 'shown', 'shown'])
    expect(history(linkId)[1]).toEqual(['shown', '{"kind":"status","status":404}', 'shown', '李娜'])
  })

  it('keeps what checks have found when only the spelling of the address changes', async () => {
    const { add, update, check, link } = createStage()
    const linkId = await add({ url: 'https://a.cn' })
    await check([aCheck(linkId, { verdict: 'broken', checkedAt: 2000 })])
    await update([linkId], { url: 'https://A.CN/#top' })
    expect(link(linkId)).toMatchObject({ isShown: false, verdict: 'broken' })
  })

  it('forgets about the backlink when another site is wanted, and nothing else', async () => {
    const { add, update, check, link } = createStage()
    const linkId = await add({ url: 'https://a.cn', ...NO_BACKLINK })
    await check([aCheck(linkId, { backlink: 'absent', checkedAt: 2000 })])
    expect(link(linkId)).toMatchObject({ isShown: false, hiddenReason: { kind: 'no-backlink' }, backlink: 'absent' })
    await update([linkId], { backlinkSite: 'other.cn' })
    expect(link(linkId)).toMatchObject({ isShown: true, hiddenReason: null, backlink: null, verdict: 'ok' })
  })

  it('leaves a link hidden that is hidden for another reason when another site is wanted', async () => {
    const { add, update, check, link, history } = createStage()
    const linkId = await add({ url: 'https://a.cn', ...NO_BACKLINK })
    await check([aCheck(linkId, { verdict: 'broken', backlink: 'unknown', checkedAt: 2000 })])
    await update([linkId], { backlinkSite: null })
    expect(link(linkId)).toMatchObject({ isShown: false, hiddenReason: { kind: 'status', status: 404 } })
    expect(history(linkId).map(([field]) => field)).toEqual(['backlink', 'shown'])
  })

  it('makes the certificate of an address that no link has any more gone', async () => {
    const { add, update, check, read } = createStage()
    const linkId = await add({ url: 'https://a.partner.cn' })
    await check([aCheck(linkId)], { certificates: [aCertificate({ host: 'a.partner.cn' })] })
    const active = () => all(read, 'test', sql`SELECT resource_id FROM item WHERE is_active = 1`)
    expect(active()).toEqual([{ resource_id: 'a.partner.cn:443' }])
    expect(await update([linkId], { url: 'https://b.partner.cn' })).toEqual({ changed: 1, movedItems: 1 })
    expect(active()).toEqual([])
  })
})

describe('link.remove', () => {
  it('takes a link with its checks, its history and its domain away', async () => {
    const { add, check, writer, count, update } = createStage()
    const [a, b] = [await add({ url: 'https://a.cn' }), await add({ url: 'https://b.cn' })]
    await update([a], { name: 'x' })
    await check([aCheck(a), aCheck(b)], { domains: [aDomain({ domain: 'a.cn' }), aDomain({ domain: 'b.cn' })] })
    expect(await writer.call('link.remove', { linkIds: [a], ...WHO })).toEqual({ removed: 1, movedItems: 1 })
    expect([count('link'), count('link_check'), count('link_change'), count('link_domain')]).toEqual([1, 1, 0, 1])
  })

  it('takes all or none', async () => {
    const { add, writer, count } = createStage()
    const linkId = await add()
    await expect(writer.call('link.remove', { linkIds: [linkId, 'nope'], ...WHO })).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
    })
    expect(count('link')).toBe(1)
  })
})

describe('link.whitelist', () => {
  it('shows a hidden link without what checks once said, and lets it hold again when it ends', async () => {
    const { add, check, whitelist, link } = createStage()
    const linkId = await add()
    await check([aCheck(linkId, { verdict: 'broken', checkedAt: 2000 })])
    const hidden = link(linkId)
    expect(await whitelist([linkId], '自己的站')).toEqual({ changed: 1 })
    expect(link(linkId)).toMatchObject({
      isShown: true,
      hiddenReason: null,
      verdict: 'skipped',
      httpStatus: null,
      consecutiveFailures: 0,
      unreachableSince: null,
      unreachableDays: null,
      whitelisting: { reason: '自己的站', reviewOn: null, ...WHO },
    })
    expect(await whitelist([linkId], null)).toEqual({ changed: 1 })
    expect(link(linkId)).toEqual({ ...hidden, updatedAt: 5000 })
  })

  it('shows a link that a person has hidden by hand, because the list is stronger', async () => {
    const { add, pin, whitelist, link } = createStage()
    const linkId = await add()
    await pin([linkId], 'hidden')
    await whitelist([linkId], 'x')
    expect(link(linkId)).toMatchObject({ isShown: true, hiddenReason: null, pinned: 'hidden' })
  })

  it('changes nothing when it is said again, and notes another reason or review day', async () => {
    const { add, whitelist, history } = createStage()
    const linkId = await add()
    expect(await whitelist([linkId], 'a')).toEqual({ changed: 1 })
    expect(await whitelist([linkId], 'a')).toEqual({ changed: 0 })
    expect(await whitelist([linkId], 'a', '2027-01-01')).toEqual({ changed: 1 })
    expect(await whitelist([linkId], null)).toEqual({ changed: 1 })
    expect(await whitelist([linkId], null)).toEqual({ changed: 0 })
    expect(history(linkId).map(([, old, next]) => [old, next])).toEqual([
      ['a · 2027-01-01', null],
      ['a', 'a · 2027-01-01'],
      [null, 'a'],
    ])
  })
})

describe('link.pin', () => {
  it('hides by hand with words until it is released, while checks go on underneath', async () => {
    const { add, pin, check, link } = createStage()
    const linkId = await add()
    await pin([linkId], 'hidden', ' 合同到期 ')
    expect(link(linkId)).toMatchObject({
      isShown: false,
      pinned: 'hidden',
      hiddenReason: { kind: 'person', words: '合同到期', ...WHO },
    })
    await check([aCheck(linkId, { verdict: 'broken' })])
    expect(link(linkId).hiddenReason).toMatchObject({ kind: 'person' })
    await pin([linkId], 'shown')
    expect(link(linkId)).toMatchObject({ isShown: true, hiddenReason: null, verdict: 'broken' })
    await pin([linkId], null)
    expect(link(linkId)).toMatchObject({ isShown: false, pinned: null, hiddenReason: { kind: 'status', status: 404 } })
  })

  it('records who has pinned and released', async () => {
    const { add, pin, history } = createStage()
    const linkId = await add()
    expect(await pin([linkId], 'hidden', 'a')).toEqual({ changed: 1 })
    expect(await pin([linkId], 'hidden', 'a')).toEqual({ changed: 0 })
    await pin([linkId], null)
    expect(history(linkId)).toEqual([
      ['pinned', 'hidden · a', null, '李娜'],
      ['pinned', null, 'hidden · a', '李娜'],
    ])
  })
})

describe('groups of links', () => {
  const RULES = { policy: 'strict', allowsPrivate: true, includesSubdomains: true } as const

  it('are saved and come back with the default group in front', async () => {
    const { writer, groups } = createStage()
    for (const name of ['组 10', '组 2']) {
      await writer.call('link.saveGroup', { groupId: null, name, ...RULES, at: 0 })
    }
    expect(groups().map(({ name }) => name)).toEqual(['', '组 2', '组 10'])
    expect(groups()[1]).toMatchObject(RULES)
  })

  it.each(['ＡＢＣ', 'abc', '默认', 'Default'])('refuse the name %s when it is taken', async (name) => {
    const { writer } = createStage()
    const { groupId } = await writer.call('link.saveGroup', { groupId: null, name: 'Abc', ...RULES, at: 0 })
    const save = (id: string | null, text: string) =>
      writer.call('link.saveGroup', { groupId: id, name: text, ...RULES, at: 0 })
    await expect(save(null, name)).rejects.toMatchObject({ code: 'LINK_GROUP_NAME_TAKEN' })
    await expect(save(groupId, 'ABC')).resolves.toMatchObject({ name: 'ABC' })
    await expect(save('nope', 'x')).rejects.toMatchObject({ code: 'LINK_GROUP_NOT_FOUND' })
  })

  it('let the default group have other rules, but no name', async () => {
    const { writer, groups } = createStage()
    await writer.call('link.saveGroup', { groupId: DEFAULT_GROUP_ID, name: 'x', ...RULES, at: 0 })
    expect(groups()).toEqual([{ groupId: DEFAULT_GROUP_ID, name: '', ...RULES, linkCount: 0 }])
  })

  it('give their links to the default group when they are removed, which itself stays', async () => {
    const { add, writer, groups, link, history } = createStage()
    const linkId = await add({ group: 'G' })
    const groupId = link(linkId).groupId
    const remove = (id: string) => writer.call('link.removeGroup', { groupId: id, ...WHO })
    expect(await remove(groupId)).toEqual({ moved: 1 })
    expect(groups().map((group) => [group.groupId, group.linkCount])).toEqual([[DEFAULT_GROUP_ID, 1]])
    expect(history(linkId)).toEqual([['group', 'G', '', '李娜']])
    await expect(remove(groupId)).rejects.toMatchObject({ code: 'LINK_GROUP_NOT_FOUND' })
    await expect(remove(DEFAULT_GROUP_ID)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('link.setDomainDate', () => {
  it('lets a typed day win over a measured one to its end in the business zone, until it is taken back', async () => {
    const { add, check, writer, link, details } = createStage()
    const linkId = await add({ url: 'https://www.partner.cn' })
    const measured = Date.UTC(2027, 2, 1)
    await check([aCheck(linkId)], { domains: [aDomain({ domain: 'partner.cn', expiresAt: measured })] })
    expect(link(linkId).domainExpiresAt).toBe(measured)
    const type = (domain: string, expiresOn: string | null) =>
      writer.call('link.setDomainDate', { domain, expiresOn, ...WHO })
    const { domain } = await type('Partner.CN', '2026-12-31')
    // The last millisecond of the day in Shanghai.
    const end = Date.UTC(2026, 11, 31, 16) - 1
    expect(domain).toMatchObject({ domain: 'partner.cn', source: 'typed', typedOn: '2026-12-31', expiresAt: end })
    expect(link(linkId).domainExpiresAt).toBe(end)
    expect(details(linkId).domain).toEqual(domain)
    await type('partner.cn', null)
    expect(link(linkId).domainExpiresAt).toBe(measured)
  })

  it('moves the item of the domain with it', async () => {
    const { add, writer, read } = createStage()
    await add({ url: 'https://www.partner.cn' })
    const answer = await writer.call('link.setDomainDate', { domain: 'partner.cn', expiresOn: '2026-12-31', ...WHO })
    expect(answer.movedItems).toBe(1)
    const items = all(read, 'test', sql`SELECT kind, resource_id, expires_at FROM item WHERE is_active = 1`)
    expect(items).toEqual([{ kind: 'domain', resource_id: 'partner.cn', expires_at: Date.UTC(2026, 11, 31, 16) - 1 }])
  })

  it('takes a domain as people write it, and refuses one of no link', async () => {
    const { add, writer } = createStage()
    await add({ url: 'https://www.例子.cn/' })
    const type = (domain: string, expiresOn: string) => writer.call('link.setDomainDate', { domain, expiresOn, ...WHO })
    expect((await type('例子.cn', '2027-01-01')).domain.domain).toBe('xn--fsqu00a.cn')
    await expect(type('other.cn', '2027-01-01')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(type('例子.cn', '2027-02-30')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
