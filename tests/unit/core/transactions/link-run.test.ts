import { describe, expect, it } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import { createInstanceLease } from '../../../../src/core/db/instance-lease.ts'
import type { LinkRunRequest } from '../../../../src/core/db/link-run-commands.ts'
import { listLinkChecks } from '../../../../src/core/db/repositories/link-check.ts'
import { findLinkRequest, listPlannedLinks } from '../../../../src/core/db/repositories/link-run.ts'
import { findLinkKeys } from '../../../../src/core/db/repositories/link.ts'
import { getRun } from '../../../../src/core/db/repositories/run.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import type { LinkCheckFacts } from '../../../../src/shared/domain/link.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import { aCheck, aLinkBatch, aLinkRequest, aNewLink } from '../../../support/link-builders.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const DAY = 86_400_000

interface Stage extends TestDb {
  add(name: string, fields?: Partial<Parameters<typeof aNewLink>[0]>): Promise<string>
  start(request?: Partial<LinkRunRequest>, at?: number, instanceId?: string): Promise<{ runId: string; isNew: boolean }>
  record(runId: string, checks: readonly LinkCheckFacts[], at?: number): Promise<readonly string[]>
  commit(runId: string, at?: number): ReturnType<TestDb['writer']['call']>
  link(linkId: string): Record<string, unknown>
}

function createStage(): Stage {
  const db = createTestDb()
  const { writer } = db
  return {
    ...db,
    async add(name, fields = {}) {
      const { linkId } = await writer.call(
        'link.add',
        aNewLink({ name, url: `https://${name}.example.cn/`, ...fields }),
      )
      return linkId
    },
    async start(request = {}, at = 1000, instanceId = 'i') {
      const started = await writer.call('link.createRun', {
        request: aLinkRequest(request),
        kind: 'manual',
        retryOf: null,
        instanceId,
        at,
      })
      if (started.isNew) await writer.call('run.begin', { runId: started.runId })
      return started
    },
    async record(runId, checks, at = 2000) {
      const asked = checks.map(() => null)
      const { linkIds } = await writer.call('link.record', { runId, batch: aLinkBatch({ checks }), asked, at })
      return linkIds
    },
    commit: (runId, at = 3000) => writer.call('link.commit', { runId, metrics: NO_METRICS, warnings: 0, at }),
    link: (linkId) =>
      all<Record<string, unknown>>(db.read, 'test', sql`SELECT * FROM link WHERE link_id = ${linkId}`)[0] ?? {},
  }
}

describe('link.createRun', () => {
  it('counts the links in scope, and those that it leaves alone', async () => {
    const { add, start, read, writer } = createStage()
    await add('a')
    await add('b', { whitelisting: { reason: '合作伙伴', reviewOn: null } })
    await add('c', { group: '门户' })
    const { runId } = await start()
    expect(getRun(read, runId)).toMatchObject({
      accountId: 'links',
      account: '',
      state: 'running',
      links: { scope: { kind: 'all' }, activeNum: 3, skipped: 1, checked: 0, byVerdict: { skipped: 1 }, p50Ms: null },
    })
    await writer.call('run.finish', {
      runId,
      state: 'cancelled',
      error: null,
      metrics: NO_METRICS,
      warnings: 0,
      at: 5,
    })
    expect(getRun(read, runId).links?.byVerdict).toEqual({ skipped: 1, cancelled: 2 })
  })

  it('refuses an empty scope and one that names what is not there', async () => {
    const { add, start } = createStage()
    await expect(start()).rejects.toMatchObject({ code: 'NO_LINK' })
    const linkId = await add('a')
    await expect(start({ scope: { kind: 'links', linkIds: [linkId, 'x'] } })).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
      params: { link: 'x' },
    })
    await expect(start({ scope: { kind: 'groups', groupIds: ['default', 'y'] } })).rejects.toMatchObject({
      code: 'LINK_GROUP_NOT_FOUND',
      params: { group: 'y' },
    })
  })

  it('joins a run that covers the request and refuses every other', async () => {
    const { add, start } = createStage()
    const [a, b] = [await add('a'), await add('b', { group: '门户' })]
    const { runId } = await start({ scope: { kind: 'groups', groupIds: ['default'] } })
    const joined = { runId, isNew: false }
    expect(await start({ scope: { kind: 'groups', groupIds: ['default'] } })).toEqual(joined)
    expect(await start({ scope: { kind: 'links', linkIds: [a] } })).toEqual(joined)
    expect(await start({ scope: { kind: 'links', linkIds: [a] }, limits: { concurrency: 3 } })).toEqual(joined)
    const busy = { code: 'LINKS_BUSY', params: { run: runId } }
    await expect(start()).rejects.toMatchObject(busy)
    await expect(start({ scope: { kind: 'links', linkIds: [a, b] } })).rejects.toMatchObject(busy)
    for (const other of [{ isStrict: true }, { allowsPrivate: true }, { limits: { timeoutMs: 500 } }]) {
      const request = { scope: { kind: 'links', linkIds: [a] } as const, ...other }
      await expect(start(request), JSON.stringify(other)).rejects.toMatchObject(busy)
    }
  })

  it('does not join a run that asks an address which has been edited since', async () => {
    const { add, start, writer } = createStage()
    const a = await add('a')
    const { runId } = await start()
    const patch = { url: 'https://other.example.cn/' }
    await writer.call('link.update', { linkIds: [a], patch, by: 'x', at: 1500 })
    await expect(start({ scope: { kind: 'links', linkIds: [a] } })).rejects.toMatchObject({ code: 'LINKS_BUSY' })
    expect(await start()).toEqual({ runId, isNew: false })
  })

  it('waits for a living process, and takes the place of a dead one with its figures filled in', async () => {
    const { add, start, record, read, dataDir } = createStage()
    const [a] = [await add('a'), await add('b')]
    const lease = createInstanceLease(dataDir)
    const other = await start({ scope: { kind: 'links', linkIds: [a] } }, 1000, lease.instanceId)
    await expect(start({}, 1001, 'me')).rejects.toMatchObject({ code: 'LINKS_BUSY' })
    await record(other.runId, [aCheck(a, { verdict: 'broken', latencyMs: 70 })])
    lease.release()
    const mine = await start({}, 1002, 'me')
    expect(mine.isNew).toBe(true)
    expect(getRun(read, other.runId)).toMatchObject({
      state: 'interrupted',
      links: { checked: 1, toNotShow: 1, byVerdict: { broken: 1 }, p50Ms: 70, p95Ms: 70, slowestMs: 70 },
    })
  })

  it('leaves long dead links alone unless they are named or meant', async () => {
    const { add, start, record, commit, link, read } = createStage()
    const a = await add('a')
    await add('b')
    for (const day of [0, 11]) {
      const { runId } = await start({ scope: { kind: 'links', linkIds: [a] } }, day * DAY)
      await record(runId, [aCheck(a, { verdict: 'dns' })], day * DAY)
      await commit(runId, day * DAY)
    }
    expect(link(a)).toMatchObject({ next_check_at: 16 * DAY, unreachable_since: 0, consecutive_failures: 2 })
    const skipped = async (request: Partial<LinkRunRequest>, day: number) => {
      const { runId } = await start(request, day * DAY)
      await commit(runId, day * DAY)
      return getRun(read, runId).links?.skipped
    }
    expect(await skipped({}, 15)).toBe(1)
    expect(await skipped({ includesResting: true }, 15)).toBe(0)
    expect(await skipped({ scope: { kind: 'links', linkIds: [a] } }, 15)).toBe(0)
    expect(await skipped({}, 16)).toBe(0)
  })
})

describe('a run after the clock was set back', () => {
  it('asks links that were added in the future, and those whose rest lies too far ahead', async () => {
    const { add, start, record, commit, read } = createStage()
    const a = await add('a', { at: 400 * DAY })
    const b = await add('b', { at: 400 * DAY })
    for (const day of [400, 411]) {
      const { runId } = await start({ scope: { kind: 'links', linkIds: [b] } }, day * DAY)
      await record(runId, [aCheck(b, { verdict: 'dns' })], day * DAY)
      await commit(runId, day * DAY)
    }
    const { runId } = await start({}, 5 * DAY)
    expect(getRun(read, runId).links).toMatchObject({ activeNum: 2, skipped: 0 })
    const request = findLinkRequest(read, runId)
    if (!request) throw new Error('no request')
    const planned = listPlannedLinks(read, request, 5 * DAY).map((link) => link.link_id)
    expect(planned).toEqual([a, b])
    const late = await add('late', { at: 5 * DAY - 1 })
    expect(listPlannedLinks(read, request, 5 * DAY).map((link) => link.link_id)).toEqual(planned)
    await expect(start({ scope: { kind: 'links', linkIds: [late] } }, 5 * DAY)).rejects.toMatchObject({
      code: 'LINKS_BUSY',
    })
  })
})

describe('the figures of a run', () => {
  it('add up also when a link left the white list after it was counted', async () => {
    const { add, start, record, commit, read, writer } = createStage()
    const a = await add('a', { whitelisting: { reason: '合作伙伴', reviewOn: null } })
    await add('b')
    const { runId } = await start()
    await writer.call('link.whitelist', { linkIds: [a], whitelisting: null, by: 'x', at: 1001 })
    const c = await add('c', { at: 999 })
    await record(runId, [aCheck(a), aCheck(c)])
    await commit(runId)
    expect(getRun(read, runId).links).toMatchObject({ activeNum: 2, checked: 2, skipped: 0, byVerdict: { ok: 2 } })
  })
})

describe('link.record', () => {
  it('stores checks with their evidence, the newest state of the link and the figures of the run', async () => {
    const { add, start, record, commit, link, read } = createStage()
    const [a, b, c] = [await add('a'), await add('b'), await add('c')]
    const { runId } = await start()
    const hops = [{ url: 'https://a.example.cn/', status: 301, address: '192.0.2.1' }]
    const anchor = { href: 'https://us.cn/', text: '我们', rel: 'nofollow' }
    const good = aCheck(a, { verdict: 'redirected', redirects: 1, hops, anchor, backlink: 'present', latencyMs: 300 })
    expect(await record(runId, [good, aCheck(b, { verdict: 'broken', latencyMs: 20 })])).toEqual([a, b])
    expect(getRun(read, runId).links).toMatchObject({
      checked: 2,
      toNotShow: 1,
      byVerdict: { redirected: 1, broken: 1 },
    })
    await record(runId, [aCheck(c, { verdict: 'timeout', latencyMs: 900 })])
    await commit(runId)
    expect(getRun(read, runId)).toMatchObject({
      state: 'succeeded',
      endedAt: 3000,
      links: {
        activeNum: 3,
        checked: 3,
        toShow: 0,
        toNotShow: 1,
        byVerdict: { redirected: 1, broken: 1, timeout: 1 },
        p50Ms: 300,
        p95Ms: 900,
        slowestMs: 900,
      },
    })
    expect(link(a)).toMatchObject({ verdict: 'redirected', rel: 'nofollow', backlink: 'present', checked_at: 2000 })
    expect(link(b)).toMatchObject({ is_shown: 0, hidden_reason: '{"kind":"status","status":404}', trend: '["broken"]' })
    const linkKey = findLinkKeys(read, [a]).get(a) as number
    expect(listLinkChecks(read, { linkKey, linkId: a }, 50)).toEqual([
      { ...good, checkedAt: 2000, checkId: expect.any(Number) as number, runId, isShown: true },
    ])
  })

  it('writes a line of history when a check hides a link or shows it again, but not under a pin', async () => {
    const { add, start, record, commit, read, writer } = createStage()
    const [a, b] = [await add('a'), await add('b')]
    await writer.call('link.pin', { linkIds: [b], pinned: 'shown', words: null, by: 'x', at: 1 })
    for (const verdict of ['broken', 'ok'] as const) {
      const { runId } = await start()
      await record(runId, [aCheck(a, { verdict }), aCheck(b, { verdict })])
      await commit(runId)
      const figures = getRun(read, runId).links
      expect([figures?.toShow, figures?.toNotShow]).toEqual(verdict === 'ok' ? [1, 0] : [0, 1])
    }
    const query = sql`SELECT l.name, c.by, c.old_value, c.new_value FROM link_change c JOIN link l USING (link_key)
      WHERE c.field = 'shown' ORDER BY c.change_id`
    expect(all(read, 'test', query)).toEqual([
      { name: 'a', by: null, old_value: 'shown', new_value: '{"kind":"status","status":404}' },
      { name: 'a', by: null, old_value: '{"kind":"status","status":404}', new_value: 'shown' },
    ])
  })

  it('goes by the rules of the group, and by the strict ones where the run says so', async () => {
    const { add, start, record, commit, link } = createStage()
    const a = await add('a')
    const check = async (isStrict: boolean) => {
      const { runId } = await start({ isStrict })
      await record(runId, [aCheck(a, { verdict: 'timeout' })])
      await commit(runId)
      return link(a)['is_shown']
    }
    expect(await check(false)).toBe(1)
    expect(await check(true)).toBe(0)
  })

  it('takes nothing of links that are gone or were edited meanwhile, nor what asked nobody', async () => {
    const { add, start, writer, read, commit } = createStage()
    const [a, b] = [await add('a'), await add('b')]
    const { runId } = await start()
    const checks = [aCheck(a), aCheck(b, { verdict: 'cancelled' }), aCheck('gone'), aCheck(b, { verdict: 'broken' })]
    const asked = [
      { url: 'https://before.example.cn/', backlinkSite: null },
      null,
      null,
      { url: 'https://b.example.cn/', backlinkSite: 'us.cn' },
    ]
    const stored = await writer.call('link.record', { runId, batch: aLinkBatch({ checks }), asked, at: 2000 })
    expect(stored.linkIds).toEqual([])
    await commit(runId)
    expect(getRun(read, runId).links).toMatchObject({ checked: 0, byVerdict: { cancelled: 2 } })
  })

  it('takes nothing any more once the run has ended', async () => {
    const { add, start, record, commit, link } = createStage()
    const a = await add('a')
    const { runId } = await start()
    await commit(runId)
    expect(await record(runId, [aCheck(a)])).toEqual([])
    expect(link(a)['verdict']).toBeNull()
    await expect(commit(runId)).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  it('keeps the newest hundred checks of a link, and every change for ever', async () => {
    const { add, start, record, commit, read } = createStage()
    const a = await add('a')
    for (let round = 0; round < 103; round += 1) {
      const { runId } = await start()
      await record(runId, [aCheck(a, { verdict: round % 2 === 0 ? 'broken' : 'ok' })], 2000 + round)
      await commit(runId)
    }
    const count = (table: 'link_check' | 'link_change') =>
      all<{ n: number }>(read, 'test', { ...sql``, text: `SELECT count(*) AS n, min(rowid) AS first FROM ${table}` })[0]
    expect(count('link_check')).toMatchObject({ n: 100, first: 4 })
    expect(count('link_change')).toMatchObject({ n: 103 })
  })
})
