import { describe, expect, it } from 'vitest'
import { get } from '../../../../src/core/db/connection.ts'
import { listReviewChanges } from '../../../../src/core/db/repositories/review.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import { aFact } from '../../../support/fact-builders.ts'
import { aDomain, aLinkBatch, aLinkRequest, aNewLink } from '../../../support/link-builders.ts'
import { addTestAccount, pictureOf, syncOnce } from '../../../support/sync-driver.ts'
import { createTestDb } from '../../../support/test-db.ts'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 21, 2)
const OLD = Date.UTC(2026, 11, 15, 15, 59, 59)
const MONTH_LATER = Date.UTC(2027, 0, 15, 15, 59, 59)
const YEAR_LATER = Date.UTC(2027, 11, 15, 15, 59, 59)

async function anItem() {
  const db = createTestDb()
  const accountId = await addTestAccount(db.writer)
  let at = NOW
  const sync = async (expiresAt: number | null, isThere = true) => {
    at += 1000
    const items = isThere ? [aFact({ resourceId: 'r', expiresAt, renewalMode: 'manual' })] : []
    return await syncOnce(db.writer, accountId, { items, at })
  }
  await sync(OLD)
  const id = pictureOf(db.read, NOW).get('r')?.id as string
  return {
    ...db,
    sync,
    decide: (decision: 'renew' | 'renewed' | 'let-expire' | 'released') =>
      db.writer.call('review.set', { itemIds: [id], patch: { decision }, by: '王会计', at: (at += 1000) }),
    unasked: () =>
      get(db.read, 'test', sql`SELECT unasked_renewal_at AS at, unasked_renewal_for AS expiresAt FROM item`),
    byItself: () => listReviewChanges(db.read, id).filter(({ by }) => by === ''),
    id,
  }
}

describe('a sync that moves an expiry', () => {
  it('closes `renew` as renewed when it came true, and says by which run and for which expiry', async () => {
    const { decide, sync, byItself, unasked } = await anItem()
    await decide('renew')
    const { runId, startedAt } = await sync(YEAR_LATER)
    expect(byItself()).toMatchObject([
      { at: startedAt, field: 'decision', old: 'renew', new: 'renewed', expiresAt: YEAR_LATER, runId },
    ])
    expect(unasked()).toEqual({ at: null, expiresAt: null })
  })

  it.each(['let-expire', 'released'] as const)('opens `%s` again and asks who wanted the renewal', async (decision) => {
    const { decide, sync, byItself, unasked } = await anItem()
    await decide(decision)
    const { startedAt } = await sync(YEAR_LATER)
    expect(byItself()).toMatchObject([{ old: decision, new: 'undecided' }])
    expect(unasked()).toEqual({ at: startedAt, expiresAt: YEAR_LATER })
  })

  it('lets a decision hold again when the expiry moves back, and asks no more', async () => {
    const { decide, sync, byItself, unasked } = await anItem()
    await decide('let-expire')
    await sync(YEAR_LATER)
    await sync(OLD)
    expect(byItself().map(({ old, new: next }) => [old, next])).toEqual([
      ['undecided', 'let-expire'],
      ['let-expire', 'undecided'],
    ])
    expect(unasked()).toEqual({ at: null, expiresAt: null })
  })

  it('asks about a renewal of what nobody has decided, without a line: nothing was said', async () => {
    const { sync, byItself, unasked } = await anItem()
    expect(unasked()).toEqual({ at: null, expiresAt: null })
    await sync(MONTH_LATER)
    expect(unasked()).toMatchObject({ expiresAt: MONTH_LATER })
    expect(byItself()).toEqual([])
    await sync(MONTH_LATER + 3 * DAY_MS)
    expect(unasked()).toEqual({ at: null, expiresAt: null })
  })

  it('does not ask when the expiry moves by days only', async () => {
    const { sync, unasked } = await anItem()
    await sync(OLD + 10 * DAY_MS)
    expect(unasked()).toEqual({ at: null, expiresAt: null })
  })

  it('closes nothing while the item is only gone, and follows when it comes back with another expiry', async () => {
    const { decide, sync, byItself } = await anItem()
    await decide('renew')
    await sync(OLD, false)
    expect(byItself()).toEqual([])
    await sync(YEAR_LATER)
    expect(byItself()).toMatchObject([{ old: 'renew', new: 'renewed' }])
  })

  it('never rewrites what was said', async () => {
    const { decide, sync, read } = await anItem()
    await decide('renew')
    const row = () => get(read, 'test', sql`SELECT * FROM item_review`)
    const before = row()
    await sync(YEAR_LATER)
    await sync(null)
    await sync(OLD)
    expect(row()).toEqual(before)
  })
})

describe('a day that was typed for a domain', () => {
  it('stays the one that was decided about when the zone changes, also after an edit is taken back', async () => {
    const { writer, read } = createTestDb()
    await writer.call('link.add', aNewLink({ url: 'https://a.cn/', at: NOW }))
    await writer.call('link.setDomainDate', { domain: 'a.cn', expiresOn: '2027-05-01', by: 'test', at: NOW })
    const { id } = get<{ id: string }>(read, 'test', sql`SELECT item_id AS id FROM item`) as { id: string }
    const decide = async (decision: 'renew' | 'released', at: number) =>
      await writer.call('review.set', { itemIds: [id], patch: { decision, isAcknowledged: at === 1 }, by: 'me', at })
    await decide('renew', 1)
    const { editId } = await decide('released', 2)
    await writer.call('settings.update', { patch: { businessZone: 'America/New_York' } })
    await writer.call('review.undo', { editId: editId as string, by: 'me', at: 3 })
    expect(
      get(
        read,
        'test',
        sql`SELECT r.decision, r.decided_for_expires_at = i.expires_at AS isBound, i.expires_at > ${Date.UTC(2027, 4, 2)} AS hasMoved,
          r.acknowledged_for_expires_at = i.expires_at AS isAcknowledged FROM item i JOIN item_review r USING (item_key)`,
      ),
    ).toEqual({ decision: 'renew', isBound: 1, hasMoved: 1, isAcknowledged: 1 })
  })
})

describe('a check that measures another end of a domain', () => {
  it('closes the decision about it, and asks nothing', async () => {
    const { writer, read } = createTestDb()
    const measure = async (expiresAt: number, at: number): Promise<string> => {
      const start = { request: aLinkRequest(), kind: 'manual', retryOf: null, instanceId: 'i', at } as const
      const { runId } = await writer.call('link.createRun', start)
      const batch = aLinkBatch({ domains: [aDomain({ domain: 'a.cn', expiresAt })] })
      await writer.call('link.record', { runId, batch, asked: [], at })
      await writer.call('link.commit', { runId, metrics: NO_METRICS, warnings: 0, at })
      return runId
    }
    await writer.call('link.add', aNewLink({ url: 'https://a.cn/', at: NOW }))
    await measure(OLD, NOW)
    const { id } = get<{ id: string }>(read, 'test', sql`SELECT item_id AS id FROM item`) as { id: string }
    await writer.call('review.set', { itemIds: [id], patch: { decision: 'renew' }, by: 'me', at: NOW + 1 })
    const runId = await measure(YEAR_LATER, NOW + 2)
    expect(listReviewChanges(read, id)[0]).toMatchObject({ by: '', old: 'renew', new: 'renewed', runId })
    expect(get(read, 'test', sql`SELECT unasked_renewal_at AS at FROM item`)).toEqual({ at: null })
  })
})
