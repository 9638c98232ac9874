import { describe, expect, it } from 'vitest'
import { queryChanges } from '../../../../src/core/db/repositories/change.ts'
import { listAccounts } from '../../../../src/core/db/repositories/account.ts'
import { getItem } from '../../../../src/core/db/repositories/item.ts'
import { findCertificate } from '../../../../src/core/db/repositories/link-certificate.ts'
import { findDomain, readBootstrap } from '../../../../src/core/db/repositories/link-domain.ts'
import { getSettings } from '../../../../src/core/db/repositories/setting.ts'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import type { Item } from '../../../../src/shared/domain/item.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import type { LinkFactBatch } from '../../../../src/shared/worker/link-frames.ts'
import {
  aCertificate,
  aDomain,
  aLinkBatch,
  aLinkRequest,
  aNewLink,
  anUnmeasuredCertificate,
} from '../../../support/link-builders.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const T0 = Date.UTC(2026, 9, 1)
const DAY = 86_400_000
const CERTIFICATE = 'a.example.cn:443'
const DOMAIN = 'example.cn'

interface Stage extends TestDb {
  readonly linkId: string
  /** A whole run that finds this. */
  measure(facts: Partial<LinkFactBatch>, at?: number): Promise<number>
  item(resourceId: string): Item | null
  /** Kinds of changes with field, old and new value, oldest first. */
  changes(resourceId: string): (string | null)[][]
}

async function createStage(): Promise<Stage> {
  const db = createTestDb()
  const { writer, read } = db
  const { linkId } = await writer.call('link.add', aNewLink())
  return {
    ...db,
    linkId,
    async measure(facts, at = T0) {
      const start = { request: aLinkRequest(), kind: 'manual', retryOf: null, instanceId: 'i', at } as const
      const { runId } = await writer.call('link.createRun', start)
      const { movedItems } = await writer.call('link.record', { runId, batch: aLinkBatch(facts), asked: [], at })
      await writer.call('link.commit', { runId, metrics: NO_METRICS, warnings: 0, at })
      return movedItems
    },
    item(resourceId) {
      try {
        return getItem(read, resourceId, { now: T0, settings: getSettings(read) })
      } catch (error) {
        if (error instanceof AppError && error.code === 'ITEM_NOT_FOUND') return null
        throw error
      }
    },
    changes(resourceId) {
      const { items } = queryChanges(read, { itemId: resourceId }, { offset: 0, limit: 100 })
      return items.map((change) => [change.kind, change.field, change.old, change.new]).toReversed()
    },
  }
}

describe('a measured certificate', () => {
  it('becomes an item of no account and no provider, without phases, due at its end', async () => {
    const { measure, item, read } = await createStage()
    expect(await measure({ certificates: [aCertificate()] })).toBe(1)
    expect(item(CERTIFICATE)).toMatchObject({
      kind: 'certificate',
      provider: null,
      accountId: 'links',
      account: '',
      resourceName: 'a.example.cn',
      resourceType: 'certificate',
      resourceSpec: 'CN=Test CA',
      createdAt: Date.UTC(2026, 8, 1),
      expiresAt: Date.UTC(2026, 11, 1),
      expiresOn: '2026-12-01',
      daysLeft: 61,
      band: '61-90',
      actByAt: Date.UTC(2026, 11, 1),
      phase: null,
      graceEndsAt: null,
      status: 'in-use',
      renewalMode: 'unknown',
      price: null,
      tags: null,
      isActive: true,
      lastSyncedAt: T0,
    })
    expect(listAccounts(read)).toEqual([])
  })

  it('says only when it was measured last while nothing else changes', async () => {
    const { measure, item, changes } = await createStage()
    await measure({ certificates: [aCertificate()] })
    expect(await measure({ certificates: [aCertificate()] }, T0 + DAY)).toBe(0)
    expect(item(CERTIFICATE)).toMatchObject({ lastSyncedAt: T0 + DAY, firstSeenAt: T0 })
    expect(changes(CERTIFICATE).map(([kind]) => kind)).toEqual(['appeared'])
  })

  it('is renewed when it ends later, whatever the number of days, and expired once its end has passed', async () => {
    const { measure, item, changes } = await createStage()
    await measure({ certificates: [aCertificate()] })
    const later = aCertificate({ expiresAt: Date.UTC(2026, 11, 1) + 17 * DAY, fingerprint: 'CC' })
    expect(await measure({ certificates: [later] }, T0 + DAY)).toBe(1)
    expect(changes(CERTIFICATE).slice(1)).toEqual([
      ['renewed', 'expireTime', '2026-12-01T00:00:00.000Z', '2026-12-18T00:00:00.000Z'],
    ])
    await measure({ certificates: [later] }, T0 + 90 * DAY)
    expect(item(CERTIFICATE)?.status).toBe('expired')
  })

  it('is unknown since its last good measurement when it cannot be measured, and not expired', async () => {
    const { measure, item, read } = await createStage()
    await measure({ certificates: [aCertificate()] })
    expect(await measure({ certificates: [anUnmeasuredCertificate()] }, T0 + DAY)).toBe(1)
    expect(item(CERTIFICATE)).toMatchObject({
      status: 'unknown',
      rawStatus: 'connection-refused',
      expiresAt: Date.UTC(2026, 11, 1),
      resourceSpec: 'CN=Test CA',
      lastSyncedAt: T0,
      isActive: true,
    })
    expect(findCertificate(read, 'a.example.cn', 443)).toMatchObject({
      measuredAt: T0,
      facts: { isMeasured: false, checkedAt: T0 + DAY, issuer: 'CN=Test CA', problem: 'connection-refused' },
    })
  })

  it('is no item before anybody has seen it', async () => {
    const { measure, item, read } = await createStage()
    expect(await measure({ certificates: [anUnmeasuredCertificate()] })).toBe(0)
    expect(item(CERTIFICATE)).toBeNull()
    expect(findCertificate(read, 'a.example.cn', 443)).toMatchObject({ measuredAt: null, facts: { isMeasured: false } })
  })

  it('has its port in its name where that is not the usual one, and an address its brackets', async () => {
    const { measure, item, writer } = await createStage()
    await writer.call('link.add', aNewLink({ name: 'six', url: 'https://[2001:db8::1]:8443/' }))
    await measure({ certificates: [aCertificate({ host: '2001:db8::1', port: 8443 })] })
    expect(item('[2001:db8::1]:8443')).toMatchObject({ resourceName: '[2001:db8::1]:8443' })
  })

  it('is named in the letters of its owner, and known by those of its registry', async () => {
    const { measure, item, writer } = await createStage()
    await writer.call('link.add', aNewLink({ name: 'idn', url: 'https://门户.中文.中国:8443/' }))
    const [host, domain] = ['xn--zoup46i.xn--fiq228c.xn--fiqs8s', 'xn--fiq228c.xn--fiqs8s']
    await measure({ certificates: [aCertificate({ host, port: 8443 })], domains: [aDomain({ domain })] })
    expect(item(domain)).toMatchObject({ resourceName: '中文.中国' })
    expect(item(`${host}:8443`)).toMatchObject({ resourceName: '门户.中文.中国:8443' })
  })

  it('is gone with the last link that used it, and comes back as the same item with the next', async () => {
    const { measure, item, changes, writer, linkId } = await createStage()
    const other = await writer.call('link.add', aNewLink({ name: 'b', url: 'https://a.example.cn/b' }))
    await measure({ certificates: [aCertificate()], domains: [aDomain()] })
    const before = item(CERTIFICATE)
    await writer.call('link.remove', { linkIds: [linkId], by: 'x', at: T0 + 1 })
    expect(item(CERTIFICATE)?.isActive).toBe(true)
    await writer.call('link.remove', { linkIds: [other.linkId], by: 'x', at: T0 + 2 })
    expect(item(CERTIFICATE)).toMatchObject({ isActive: false, goneAt: T0 + 2, goneCause: 'unknown', lastSyncedAt: T0 })
    expect(item(DOMAIN)).toMatchObject({ isActive: false })
    await writer.call('link.add', aNewLink({ at: T0 + 3 }))
    expect(item(CERTIFICATE)).toEqual(before)
    expect(changes(CERTIFICATE).map(([kind]) => kind)).toEqual(['appeared', 'gone', 'back'])
  })

  it('measured for a host that no link names any more changes no item', async () => {
    const { measure, item } = await createStage()
    expect(await measure({ certificates: [aCertificate({ host: 'gone.example.cn' })] })).toBe(0)
    expect(item('gone.example.cn:443')).toBeNull()
  })
})

describe('a domain', () => {
  it('becomes an item with its registrar, and keeps its date when the registry is silent', async () => {
    const { measure, item, read } = await createStage()
    await measure({ domains: [aDomain()] })
    expect(item(DOMAIN)).toMatchObject({
      kind: 'domain',
      resourceSpec: 'Test Registrar',
      expiresAt: Date.UTC(2027, 2, 1),
      status: 'in-use',
    })
    const silent = {
      source: null,
      expiresAt: null,
      registrar: null,
      statuses: [],
      problem: 'registry-unreachable',
    } as const
    await measure({ domains: [aDomain(silent)] }, T0 + DAY)
    expect(item(DOMAIN)).toMatchObject({
      status: 'unknown',
      rawStatus: 'registry-unreachable',
      expiresAt: Date.UTC(2027, 2, 1),
      resourceSpec: 'Test Registrar',
      lastSyncedAt: T0,
    })
    expect(findDomain(read, DOMAIN)).toMatchObject({ measuredAt: T0, checkedAt: T0 + DAY, problem: silent.problem })
  })

  it('is an undated item of unknown state while its registry tells no date, and none when nobody registered it', async () => {
    const { measure, item } = await createStage()
    const nothing = { source: null, expiresAt: null, registrar: null, statuses: [] } as const
    await measure({ domains: [aDomain({ ...nothing, problem: 'not-registered' })] })
    expect(item(DOMAIN)).toBeNull()
    await measure({ domains: [aDomain({ ...nothing, problem: 'no-expiry-published' })] })
    expect(item(DOMAIN)).toMatchObject({ status: 'unknown', expiresAt: null, band: 'undated' })
  })

  it('ends on the day that a person has typed, to its last moment, until that is taken back', async () => {
    const { measure, item, writer } = await createStage()
    await measure({ domains: [aDomain()] })
    const type = (expiresOn: string | null) =>
      writer.call('link.setDomainDate', { domain: DOMAIN, expiresOn, by: 'x', at: T0 + 5 })
    await type('2026-12-24')
    expect(item(DOMAIN)).toMatchObject({ expiresOn: '2026-12-24', expiresAt: Date.UTC(2026, 11, 24, 16) - 1 })
    await measure({ domains: [aDomain({ expiresAt: Date.UTC(2028, 0, 1) })] }, T0 + DAY)
    expect(item(DOMAIN)).toMatchObject({ expiresOn: '2026-12-24', status: 'in-use', rawStatus: null })
    await type(null)
    expect(item(DOMAIN)).toMatchObject({ expiresOn: '2028-01-01' })
  })

  it('keeps its typed day, and what was decided for it, when people count days in another zone', async () => {
    const { measure, item, writer } = await createStage()
    await measure({ certificates: [aCertificate()], domains: [aDomain()] })
    await writer.call('link.setDomainDate', { domain: DOMAIN, expiresOn: '2026-12-24', by: 'x', at: T0 })
    const itemIds = [item(DOMAIN)?.id ?? '', item(CERTIFICATE)?.id ?? '']
    await writer.call('review.set', {
      itemIds,
      patch: { decision: 'renew', isAcknowledged: true },
      by: 'x',
      at: T0 + 1,
    })
    await writer.call('settings.update', { patch: { businessZone: 'America/New_York' } })
    expect(item(DOMAIN)).toMatchObject({
      expiresOn: '2026-12-24',
      expiresAt: Date.UTC(2026, 11, 25, 5) - 1,
      actByAt: Date.UTC(2026, 11, 25, 5) - 1,
      decision: 'renew',
      acknowledgedAt: T0 + 1,
    })
    expect(item(CERTIFICATE)).toMatchObject({ expiresOn: '2026-11-30', decision: 'renew', acknowledgedAt: T0 + 1 })
  })

  it('keeps a newer list of registries, never an older one', async () => {
    const { measure, read } = await createStage()
    const list = (fetchedAt: number) => ({
      fetchedAt,
      services: [[['cn'], [`https://rdap.test/${fetchedAt}`]]] as const,
    })
    await measure({ bootstrap: list(5) })
    await measure({ bootstrap: list(4) })
    expect(readBootstrap(read)).toEqual(list(5))
  })
})

describe('the built-in account', () => {
  it('cannot be named, changed, removed or synchronised', async () => {
    const { writer } = await createStage()
    const notFound = { code: 'ACCOUNT_NOT_FOUND' }
    const accountId = 'links'
    await expect(writer.call('account.remove', { accountId })).rejects.toMatchObject(notFound)
    await expect(writer.call('account.update', { accountId, patch: { name: 'x' } })).rejects.toMatchObject(notFound)
    const start = { accountId, kind: 'manual', windowDays: null, retryOf: null, instanceId: 'i', at: 0 } as const
    await expect(writer.call('run.create', start)).rejects.toMatchObject(notFound)
  })
})
