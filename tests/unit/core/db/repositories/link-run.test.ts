import { describe, expect, it } from 'vitest'
import { explain } from '../../../../../src/core/db/connection.ts'
import { readDigests } from '../../../../../src/core/db/repositories/digest.ts'
import { linkCertificateQueries } from '../../../../../src/core/db/repositories/link-certificate.ts'
import { linkCheckQueries } from '../../../../../src/core/db/repositories/link-check.ts'
import { linkDomainQueries } from '../../../../../src/core/db/repositories/link-domain.ts'
import { linkRunQueries } from '../../../../../src/core/db/repositories/link-run.ts'
import type { SqlQuery } from '../../../../../src/core/db/sql.ts'
import { createOverviewService } from '../../../../../src/core/services/overview-service.ts'
import { aCertificate, aCheck, aDomain, aLinkBatch, aLinkRequest, aNewLink } from '../../../../support/link-builders.ts'
import { createTestDb } from '../../../../support/test-db.ts'

const named = { ...aLinkRequest({ scope: { kind: 'links', linkIds: ['a', 'b'] } }), lastLinkKey: 9 }
const grouped = { ...aLinkRequest({ scope: { kind: 'groups', groupIds: ['default'] } }), lastLinkKey: 9 }

describe('statements of runs over links', () => {
  it.each<[string, SqlQuery, RegExp]>([
    ['named links of a run', linkRunQueries.planned(named, 5), /SEARCH l USING INDEX link_id/],
    ['links of a group', linkRunQueries.counts(grouped, 5), /SEARCH l USING INDEX link_group_id/],
    [
      'links that a run does not ask',
      linkRunQueries.left('r', ['a'], grouped, 5),
      /SEARCH c USING .*INDEX link_check_run/,
    ],
    ['how long checks took', linkRunQueries.latencies('r'), /SEARCH link_check USING INDEX link_check_run/],
    ['links of a batch', linkCheckQueries.judged(['a']), /SEARCH l USING INDEX link_id/],
    ['the newest checks', linkCheckQueries.newest(1, 50), /SEARCH link_check USING INDEX link_check_link/],
    ['due certificates', linkCertificateQueries.due(['a'], 5), /SEARCH c USING PRIMARY KEY/],
    ['due domains', linkDomainQueries.due(['a'], 5), /SEARCH d USING PRIMARY KEY/],
  ])('use an index: %s', (_, query, plan) => {
    expect(explain(createTestDb().read, query).join('\n')).toMatch(plan)
  })
})

describe('readDigests', () => {
  it('tells of everything that other processes do to links, and tells accounts apart from it', async () => {
    const { writer, read } = createTestDb()
    const seen = new Set([readDigests(read).links])
    const before = readDigests(read).accounts
    const tells = async (what: string, work: Promise<unknown>) => {
      await work
      const now = readDigests(read).links
      expect(seen.has(now), what).toBe(false)
      seen.add(now)
    }
    const add = writer.call('link.add', aNewLink())
    await tells('added', add)
    const { linkId } = await add
    const who = { by: 'x', at: 5 }
    await tells('edited', writer.call('link.update', { linkIds: [linkId], patch: { name: 'y' }, ...who }))
    await tells('pinned', writer.call('link.pin', { linkIds: [linkId], pinned: 'hidden', words: null, ...who }))
    const typed = { domain: 'example.cn', expiresOn: '2027-01-01', ...who }
    await tells('typed', writer.call('link.setDomainDate', typed))
    const rules = { policy: 'strict', allowsPrivate: true, includesSubdomains: false } as const
    await tells('group', writer.call('link.saveGroup', { groupId: null, name: 'g', ...rules, at: 5 }))
    const start = { request: aLinkRequest(), kind: 'manual', retryOf: null, instanceId: 'i', at: 6 } as const
    const { runId } = await writer.call('link.createRun', start)
    const record = (facts: Parameters<typeof aLinkBatch>[0]) =>
      writer.call('link.record', { runId, batch: aLinkBatch(facts), asked: [null], at: 7 })
    await tells('checked', record({ checks: [aCheck(linkId)] }))
    await tells('measured', record({ certificates: [aCertificate()] }))
    await tells('measured again', record({ certificates: [aCertificate()], domains: [aDomain()] }))
    await tells('removed', writer.call('link.remove', { linkIds: [linkId], ...who }))
    expect(readDigests(read).accounts).toEqual(before)
  })
})

describe('the overview', () => {
  it('counts certificates and domains where they are due, but no account changed with them', async () => {
    const { writer, read, clock } = createTestDb()
    await writer.call('link.add', aNewLink())
    const at = clock.now()
    const start = { request: aLinkRequest(), kind: 'manual', retryOf: null, instanceId: 'i', at } as const
    const { runId } = await writer.call('link.createRun', start)
    const DAY = 86_400_000
    const batch = aLinkBatch({
      certificates: [aCertificate({ expiresAt: at + 3 * DAY })],
      domains: [aDomain({ expiresAt: at + 20 * DAY })],
    })
    await writer.call('link.record', { runId, batch, asked: [], at })
    const overview = await createOverviewService({ db: read, clock }).get()
    expect(overview.bands.filter(({ count }) => count > 0).map(({ band, count }) => [band, count])).toEqual([
      ['0-7', 1],
      ['16-30', 1],
    ])
    expect(overview.lastChanges).toEqual([])
  })
})
