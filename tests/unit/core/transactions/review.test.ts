import { describe, expect, it } from 'vitest'
import { all, explain, get, run, transaction } from '../../../../src/core/db/connection.ts'
import { editQueries, listEdits } from '../../../../src/core/db/repositories/review-edit.ts'
import { listReviewChanges, reviewQueries } from '../../../../src/core/db/repositories/review.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { KEPT_EDITS, MAX_CUSTOM_TAGS, MAX_NOTE_LENGTH, type ReviewPatch } from '../../../../src/shared/domain/review.ts'
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
    expect(await set({ owner: '李', note: ' 看合同 ' })).toMatchObject({ changed: 1 })
    expect(row()).toMatchObject({
      owner: '李',
      note: '看合同',
      decision: 'undecided',
      updated_by: '王会计',
      updated_at: 1000,
    })
    const change = { at: 1000, by: '王会计', itemId: id, old: null, expiresAt: EXPIRES, runId: null }
    expect(listReviewChanges(read, id).toSorted((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
      { ...change, field: 'note', new: '看合同' },
      { ...change, field: 'owner', new: '李' },
    ])
  })

  it('writes nothing when nothing changes', async () => {
    const { set, row, read, id } = await items(1)
    expect(await set({ owner: null, note: '  ', decision: 'undecided', isAcknowledged: false })).toEqual({
      changed: 0,
      editId: null,
    })
    expect(row()).toBeUndefined()
    await set({ owner: '李' })
    expect(await set({ owner: '李' }, 2000)).toEqual({ changed: 0, editId: null })
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
    expect(await set({ decision: 'renew' }, 3000)).toMatchObject({ changed: 1 })
    expect(row()).toMatchObject({ decided_for_expires_at: EXPIRES + 1 })
    expect(listReviewChanges(read, id).map(({ field, old, new: next }) => [field, old, next])).toEqual([
      ['decision', 'renewed', 'renew'],
      ['owner', null, '李'],
      ['decision', 'undecided', 'renew'],
    ])
    await set({ decision: 'undecided' }, 4000)
    expect(row()).toMatchObject({ decision: 'undecided', decided_for_expires_at: null })
  })

  it.each([
    ['the evening before', Date.UTC(2026, 4, 31, 15, 59), 'renewed'],
    ['the first hour of its day', Date.UTC(2026, 4, 31, 16), 'undecided'],
  ])('tells in %s whether a decision that came true is open again', async (_, at, held) => {
    const { set, writeDb, read, id } = await items(1)
    await set({ decision: 'renew' })
    run(writeDb, 'test', sql`UPDATE item SET expires_at = ${EXPIRES + 1}`)
    await set({ decision: 'let-expire' }, at)
    expect(listReviewChanges(read, id)[0]).toMatchObject({ old: held, new: 'let-expire', expiresAt: EXPIRES + 1 })
  })

  it('acknowledges once per expiry', async () => {
    const { set, row, writeDb, read, id } = await items(1)
    await set({ isAcknowledged: true }, 1000)
    expect(await set({ isAcknowledged: true }, 2000)).toEqual({ changed: 0, editId: null })
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
    expect(await set({ owner: '李' }, 0, [id, id])).toMatchObject({ changed: 1 })
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
    expect(await set({ decision: 'renew', owner: '李', reason: 'bulk' })).toMatchObject({ changed: 10_000 })
    const count = sql`SELECT count(*) AS n FROM item_review_change`
    expect(get(read, 'test', count)).toEqual({ n: 30_000 })
  })

  it('puts a note behind the one that is there, and refuses one that gets too long', async () => {
    const { set, row } = await items(1)
    await set({ noteAppended: ' 第一段 ' })
    await set({ noteAppended: '第二段' }, 2000)
    expect(row()).toMatchObject({ note: '第一段\n\n第二段' })
    await set({ note: 'x'.repeat(MAX_NOTE_LENGTH - 2) }, 3000)
    await expect(set({ noteAppended: 'y' }, 4000)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(set({ note: null, noteAppended: 'y' }, 4000)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('names the item that would get too many tags, and writes nothing for the others', async () => {
    const { set, read, id, ids } = await items(2)
    const tagsAdded = Array.from({ length: MAX_CUSTOM_TAGS }, (_, index) => `t${index}`)
    await set({ tagsAdded }, 1000, [ids[1] as string])
    const name = (item: string) => `res-${item}`
    await expect(set({ tagsAdded: ['one more'], owner: '李' }, 2000)).rejects.toMatchObject({
      code: 'TOO_MANY_TAGS',
      params: { item: name(ids[1] as string), limit: MAX_CUSTOM_TAGS },
    })
    expect(listReviewChanges(read, id)).toEqual([])
    expect(await set({ tagsAdded: ['T1', 'new'], tagsRemoved: ['t0', 'T1'] }, 3000, [ids[1] as string])).toMatchObject({
      changed: 1,
    })
    expect(listReviewChanges(read, ids[1] as string)[0]?.new).toContain('T1')
  })

  it.each<[string, ReviewPatch[], readonly string[]]>([
    ['keeps the first spelling of a tag', [{ tagsAdded: ['VIP', 'vip'] }, { tagsAdded: ['ｖｉｐ'] }], ['VIP']],
    ['sorts tags as people do', [{ tagsAdded: ['组10', '组9', 'b', 'A'] }], ['组9', '组10', 'A', 'b']],
    ['removes a tag however it is written', [{ tagsAdded: ['Vip', 'x'] }, { tagsRemoved: ['ＶＩＰ'] }], ['x']],
    [
      'gives a tag that is removed and added its new spelling',
      [{ tagsAdded: ['vip'] }, { tagsRemoved: ['vip'], tagsAdded: ['VIP'] }],
      ['VIP'],
    ],
    ['has no list left when the last tag goes', [{ tagsAdded: ['x'] }, { tagsRemoved: ['x', 'y'] }], []],
  ])('%s', async (_, patches, tags) => {
    const { set, row } = await items(1)
    for (const [index, patch] of patches.entries()) await set(patch, 1000 + index)
    const stored = row()?.['custom_tags'] ?? null
    expect(stored === null ? [] : JSON.parse(stored as string)).toEqual(tags)
    expect(await set({ tagsRemoved: ['not there'], tagsAdded: tags.map((tag) => tag.toUpperCase()) }, 9000)).toEqual({
      changed: 0,
      editId: null,
    })
  })

  it.each<[string, ReviewPatch]>([
    ['a blank tag', { tagsAdded: [' '] }],
    ['a tag that is too long', { tagsAdded: ['x'.repeat(51)] }],
    ['a note that is too long', { note: 'x'.repeat(MAX_NOTE_LENGTH + 1) }],
  ])('refuses %s', async (_, patch) => {
    const { set } = await items(1)
    await expect(set(patch)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('leaves out keys of items that are there no more', async () => {
    const { writer, read } = await items(1)
    const call = writer.call('review.set', { itemKeys: [1, 99, 1], patch: { owner: '李' }, by: 'x', at: 1 })
    expect(await call).toMatchObject({ changed: 1 })
    expect(get(read, 'test', sql`SELECT count(*) AS n FROM item_review`)).toEqual({ n: 1 })
  })

  it('reads by index and never walks through all items', () => {
    const { read } = createTestDb()
    const plan = (query: Parameters<typeof explain>[1]) => explain(read, query).join(' | ')
    expect(plan(reviewQueries.rowsOf(['x']))).toContain('SEARCH i USING INDEX item_id (item_id=?)')
    expect(plan(reviewQueries.rowsOf(['x']))).toContain('SEARCH r USING INTEGER PRIMARY KEY')
    expect(plan(reviewQueries.rowsOfKeys([1]))).toContain('SEARCH i USING INTEGER PRIMARY KEY')
    expect(plan(reviewQueries.decisionsOf([1]))).toContain('SEARCH r USING INTEGER PRIMARY KEY')
    expect(plan(reviewQueries.changesOf(1))).toContain('USING INDEX item_review_change_item (item_key=?)')
    expect(plan(reviewQueries.changesOf(1))).not.toContain('TEMP B-TREE')
    expect(plan(reviewQueries.keyOf('x'))).toContain('USING COVERING INDEX item_id (item_id=?)')
    expect(() => listReviewChanges(read, 'x')).toThrow(expect.objectContaining({ code: 'ITEM_NOT_FOUND' }))
    expect(all(read, 'test', sql`SELECT 1 FROM item`)).toEqual([])
  })
})

describe('review.undo', () => {
  it('gives back exactly what an edit replaced, bonds included, and tells the history', async () => {
    const { set, row, writer, writeDb, read, id } = await items(1)
    await set({ decision: 'let-expire', tagsAdded: ['a'], isAcknowledged: true, note: 'n' }, 1000)
    const before = row()
    run(writeDb, 'test', sql`UPDATE item SET expires_at = ${EXPIRES + 5}`)
    const { editId } = await set({ decision: 'renew', tagsRemoved: ['a'], isAcknowledged: true, note: null }, 2000)
    expect(await writer.call('review.undo', { editId: editId as string, by: '李', at: 3000 })).toEqual({
      restored: 1,
      skipped: 0,
    })
    expect(row()).toEqual({ ...before, updated_at: 3000, updated_by: '李' })
    const told = listReviewChanges(read, id).filter(({ at }) => at === 3000)
    expect(
      told
        .map(({ by, field, old, new: next, expiresAt }) => [by, field, old, next, expiresAt])
        .toSorted((a, b) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['李', 'acknowledgedAt', '1970-01-01T00:00:02.000Z', '1970-01-01T00:00:01.000Z', EXPIRES + 5],
      ['李', 'customTags', null, '["a"]', EXPIRES + 5],
      // It is the decision for the earlier expiry that is back.
      ['李', 'decision', 'renew', 'let-expire', EXPIRES],
      ['李', 'note', null, 'n', EXPIRES + 5],
    ])
    expect(listEdits(read).map(({ undoneAt }) => undoneAt)).toEqual([3000, null])
  })

  it('leaves alone what somebody has changed since, and counts it', async () => {
    const { set, writer, read, ids } = await items(3)
    const { editId } = await set({ owner: '李' })
    await set({ note: 'mine' }, 2000, [ids[1] as string])
    expect(await writer.call('review.undo', { editId: editId as string, by: 'x', at: 3000 })).toEqual({
      restored: 2,
      skipped: 1,
    })
    const owners = all(read, 'test', sql`SELECT owner FROM item_review ORDER BY item_key`)
    expect(owners).toEqual([{ owner: null }, { owner: '李' }, { owner: null }])
  })

  it('can go back edit by edit', async () => {
    const { set, row, writer } = await items(1)
    const edits = [await set({ owner: 'a' }, 1), await set({ owner: 'b' }, 2), await set({ owner: 'c' }, 3)]
    const owners: unknown[] = []
    for (const { editId } of edits.toReversed()) {
      await writer.call('review.undo', { editId: editId as string, by: 'x', at: 4 })
      owners.push(row()?.['owner'])
    }
    expect(owners).toEqual(['b', 'a', null])
  })

  it('refuses an edit that is undone, too old, or never was', async () => {
    const { set, writer, read } = await items(1)
    const { editId } = await set({ owner: 'first' })
    const undo = (id: string | null) => writer.call('review.undo', { editId: id as string, by: 'x', at: 9 })
    await expect(undo('nobody')).rejects.toMatchObject({ code: 'EDIT_NOT_FOUND' })
    for (let count = 0; count < KEPT_EDITS - 1; count += 1) await set({ owner: `o${count}` }, 2000)
    await undo(editId)
    await expect(undo(editId)).rejects.toMatchObject({ code: 'EDIT_UNDONE' })
    await set({ owner: 'last' }, 3000)
    await expect(undo(editId)).rejects.toMatchObject({ code: 'EDIT_NOT_FOUND' })
    expect(listEdits(read)).toHaveLength(KEPT_EDITS)
    expect(listEdits(read)[0]).toMatchObject({ at: 3000, by: '王会计', items: 1, patch: { owner: 'last' } })
    expect(get(read, 'test', sql`SELECT count(*) AS n FROM review_edit_item`)).toEqual({ n: KEPT_EDITS })
  })

  it('has nothing to give back to items whose account is gone', async () => {
    const { set, writer, read } = await items(2)
    const { editId } = await set({ owner: 'a' })
    const account = get<{ id: string }>(read, 'test', sql`SELECT account_id AS id FROM item`)
    await writer.call('account.remove', { accountId: account?.id as string })
    expect(listEdits(read)).toMatchObject([{ editId, items: 2 }])
    const undo = writer.call('review.undo', { editId: editId as string, by: 'x', at: 9 })
    expect(await undo).toEqual({ restored: 0, skipped: 0 })
  })

  it('restores 10,000 items in one go', async () => {
    const { set, writer } = await items(10_000)
    const { editId } = await set({ decision: 'renew', owner: '李' })
    const undo = writer.call('review.undo', { editId: editId as string, by: 'x', at: 2000 })
    expect(await undo).toEqual({ restored: 10_000, skipped: 0 })
  })

  it('finds edits and their items by index', () => {
    const { read } = createTestDb()
    const plan = (query: Parameters<typeof explain>[1]) => explain(read, query).join(' | ')
    expect(plan(editQueries.byId('x'))).toContain('USING INDEX review_edit_id (edit_id=?)')
    expect(plan(editQueries.formers(1))).toContain('SEARCH e USING PRIMARY KEY (edit_key=?)')
    expect(plan(editQueries.formers(1))).toContain('SEARCH i USING INTEGER PRIMARY KEY')
    expect(plan(editQueries.list())).not.toContain('TEMP B-TREE')
  })
})
