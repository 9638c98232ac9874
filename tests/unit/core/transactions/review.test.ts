import { describe, expect, it } from 'vitest'
import { all, explain, get, run, transaction } from '../../../../src/core/db/connection.ts'
import { listReviewChanges, reviewQueries } from '../../../../src/core/db/repositories/review.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import type { ReviewPatch } from '../../../../src/core/db/write-commands.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

const EXPIRES = Date.UTC(2026, 5, 1)

async function items(count: number) {
  const test = createTestDb()
  const { accountId } = await test.writer.call('account.add', { ...aNewAccount(), at: 0 })
  const ids = transaction(test.writeDb, () =>
    Array.from({ length: count }, () => insertItem(test.writeDb, { accountId, expiresAt: EXPIRES })),
  )
  const set = (patch: ReviewPatch, at = 1000, itemIds: readonly string[] = ids) =>
    test.writer.call('review.set', { itemIds, patch, by: '王会计', at })
  const row = () => get<Record<string, unknown>>(test.read, 'test', sql`SELECT * FROM item_review`)
  return { ...test, ids, id: ids[0] as string, set, row }
}

describe('review.set', () => {
  it('writes the fields named and one line of history for each', async () => {
    const { set, row, read, id } = await items(1)
    expect(await set({ owner: '李', note: ' 看合同 ' })).toEqual({ changed: 1 })
    expect(row()).toMatchObject({
      owner: '李',
      note: '看合同',
      decision: 'undecided',
      updated_by: '王会计',
      updated_at: 1000,
    })
    const change = { at: 1000, by: '王会计', itemId: id, old: null }
    expect(listReviewChanges(read, id).toSorted((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
      { ...change, field: 'note', new: '看合同' },
      { ...change, field: 'owner', new: '李' },
    ])
  })

  it('writes nothing when nothing changes', async () => {
    const { set, row, read, id } = await items(1)
    expect(await set({ owner: null, note: '  ', decision: 'undecided', isAcknowledged: false })).toEqual({ changed: 0 })
    expect(row()).toBeUndefined()
    await set({ owner: '李' })
    expect(await set({ owner: '李' }, 2000)).toEqual({ changed: 0 })
    expect(row()).toMatchObject({ updated_at: 1000 })
    expect(listReviewChanges(read, id)).toHaveLength(1)
  })

  it('keeps what the patch leaves out and clears with null', async () => {
    const { set, row } = await items(1)
    await set({ owner: '李', backupOwner: '张', reason: 'r', snoozedUntil: '2026-05-01' })
    await set({ owner: null }, 2000)
    expect(row()).toMatchObject({ owner: null, backup_owner: '张', reason: 'r', snoozed_until: '2026-05-01' })
  })

  it('binds a decision to the expiry it was made for, and renews the bond when it is made again', async () => {
    const { set, row, writeDb, read, id } = await items(1)
    await set({ decision: 'renew' })
    expect(row()).toMatchObject({ decision: 'renew', decided_for_expires_at: EXPIRES })
    run(writeDb, 'test', sql`UPDATE item SET expires_at = ${EXPIRES + 1}`)
    await set({ owner: '李' }, 2000)
    expect(row()).toMatchObject({ decided_for_expires_at: EXPIRES })
    expect(await set({ decision: 'renew' }, 3000)).toEqual({ changed: 1 })
    expect(row()).toMatchObject({ decided_for_expires_at: EXPIRES + 1 })
    expect(listReviewChanges(read, id).map((entry) => entry.field)).toEqual(['owner', 'decision'])
    await set({ decision: 'undecided' }, 4000)
    expect(row()).toMatchObject({ decision: 'undecided', decided_for_expires_at: null })
  })

  it('acknowledges once per expiry', async () => {
    const { set, row, writeDb, read, id } = await items(1)
    await set({ isAcknowledged: true }, 1000)
    expect(await set({ isAcknowledged: true }, 2000)).toEqual({ changed: 0 })
    expect(row()).toMatchObject({ acknowledged_at: 1000, acknowledged_for_expires_at: EXPIRES })
    run(writeDb, 'test', sql`UPDATE item SET expires_at = ${EXPIRES + 1}`)
    await set({ isAcknowledged: true }, 3000)
    expect(row()).toMatchObject({ acknowledged_at: 3000, acknowledged_for_expires_at: EXPIRES + 1 })
    await set({ isAcknowledged: false }, 4000)
    expect(row()).toMatchObject({ acknowledged_at: null, acknowledged_for_expires_at: null })
    expect(listReviewChanges(read, id)[0]).toMatchObject({
      field: 'acknowledgedAt',
      old: '1970-01-01T00:00:03.000Z',
      new: null,
    })
  })

  it('names an unknown id and writes nothing for the known ones', async () => {
    const { set, row, id } = await items(1)
    const call = set({ owner: '李' }, 0, [id, 'no-such-item'])
    await expect(call).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND', params: { item: 'no-such-item' } })
    expect(row()).toBeUndefined()
  })

  it('counts an id that is given twice once', async () => {
    const { set, id } = await items(1)
    expect(await set({ owner: '李' }, 0, [id, id])).toEqual({ changed: 1 })
  })

  it.each(['2026-02-30', '2026-13-01', 'tomorrow', '2026-1-1', ''])('refuses to snooze until %j', async (day) => {
    const { set } = await items(1)
    await expect(set({ snoozedUntil: day })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      params: { field: 'snoozedUntil' },
    })
  })

  it('decides 10,000 items in one go', async () => {
    const { set, read } = await items(10_000)
    expect(await set({ decision: 'renew', owner: '李', reason: 'bulk' })).toEqual({ changed: 10_000 })
    const count = sql`SELECT count(*) AS n FROM item_review_change`
    expect(get(read, 'test', count)).toEqual({ n: 30_000 })
  })

  it('reads by index and never walks through all items', () => {
    const { read } = createTestDb()
    const plan = (query: Parameters<typeof explain>[1]) => explain(read, query).join(' | ')
    expect(plan(reviewQueries.rowsOf(['x']))).toContain('SEARCH item USING INDEX item_id (item_id=?)')
    expect(plan(reviewQueries.rowsOf(['x']))).toContain('SEARCH review USING INTEGER PRIMARY KEY')
    expect(plan(reviewQueries.changesOf(1))).toContain('USING INDEX item_review_change_item (item_key=?)')
    expect(plan(reviewQueries.changesOf(1))).not.toContain('TEMP B-TREE')
    expect(plan(reviewQueries.keyOf('x'))).toContain('USING COVERING INDEX item_id (item_id=?)')
    expect(() => listReviewChanges(read, 'x')).toThrow(expect.objectContaining({ code: 'ITEM_NOT_FOUND' }))
    expect(all(read, 'test', sql`SELECT 1 FROM item`)).toEqual([])
  })
})
