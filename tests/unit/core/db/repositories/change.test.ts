import { describe, expect, it } from 'vitest'
import { explain } from '../../../../../src/core/db/connection.ts'
import { changeQueries, queryChanges, type ChangeFilter } from '../../../../../src/core/db/repositories/change.ts'
import { aFact } from '../../../../support/fact-builders.ts'
import { addTestAccount, syncOnce } from '../../../../support/sync-driver.ts'
import { createTestDb } from '../../../../support/test-db.ts'

const NOW = Date.UTC(2026, 10, 21, 2)

/** Two accounts; the first has three runs: two items appear, one is renamed and one goes, that one comes back. */
async function arrange() {
  const db = createTestDb()
  const accountId = await addTestAccount(db.writer, 'One')
  const otherId = await addTestAccount(db.writer, 'Two')
  const [a, b] = [aFact({ resourceId: 'a' }), aFact({ resourceId: 'b' })]
  const renamed = { ...a, resourceName: 'renamed' }
  const first = await syncOnce(db.writer, accountId, { items: [a, b], at: NOW })
  const other = await syncOnce(db.writer, otherId, { items: [a], at: NOW + 5 })
  const second = await syncOnce(db.writer, accountId, { items: [renamed], at: NOW + 10 })
  const third = await syncOnce(db.writer, accountId, { items: [renamed, b], at: NOW + 20 })
  const list = (filter: ChangeFilter, page = { offset: 0, limit: 100 }) => {
    const result = queryChanges(db.read, filter, page)
    return { ...result, texts: result.items.map((c) => `${c.account} ${c.kind} ${c.resourceId}`) }
  }
  return { ...db, accountId, otherId, first, other, second, third, list }
}

describe('queryChanges', () => {
  it('lists the log with first appearances, newest run first, and counts kinds', async () => {
    const { list, first } = await arrange()
    const { total, items, texts, byKind } = list({})
    expect(texts).toEqual([
      'One back b',
      'One gone b',
      'One renamed a',
      'Two appeared a',
      'One appeared a',
      'One appeared b',
    ])
    expect(total).toBe(6)
    expect(byKind).toEqual({ appeared: 3, gone: 1, back: 1, renamed: 1 })
    expect(items.at(-1)).toMatchObject({ runId: first.runId, at: NOW, field: null, old: null, new: 'ecs-b' })
    expect(items[2]).toMatchObject({ field: 'resourceName', old: 'ecs-a', new: 'renamed', resourceName: 'renamed' })
  })

  it('narrows by run, later runs of the same account, time, item, account and kind', async () => {
    const { list, first, second, accountId, otherId } = await arrange()
    expect(list({ runId: second.runId }).texts).toEqual(['One gone b', 'One renamed a'])
    expect(list({ runId: first.runId }).texts).toEqual(['One appeared a', 'One appeared b'])
    expect(list({ sinceRunId: first.runId }).texts).toEqual(['One back b', 'One gone b', 'One renamed a'])
    expect(list({ sinceAt: NOW + 10 }).texts).toEqual(['One back b', 'One gone b', 'One renamed a'])
    expect(list({ accountId: otherId }).texts).toEqual(['Two appeared a'])
    expect(list({ accountId, sinceAt: NOW + 20 }).texts).toEqual(['One back b'])
    expect(list({ itemId: 'b' }).texts).toEqual(['One back b', 'One gone b', 'One appeared b'])
    const itemId = list({ itemId: 'b' }).items[0]?.itemId ?? ''
    expect(list({ itemId }).texts).toEqual(['One back b', 'One gone b', 'One appeared b'])
    expect(list({ kinds: ['appeared', 'gone'], accountId })).toMatchObject({
      total: 3,
      texts: ['One gone b', 'One appeared a', 'One appeared b'],
      byKind: { appeared: 2, gone: 1, back: 1, renamed: 1 },
    })
    expect(list({ kinds: [] })).toMatchObject({ total: 0, items: [] })
  })

  it('neither repeats nor loses a change over pages', async () => {
    const { list } = await arrange()
    const paged = [0, 2, 4, 6].flatMap((offset) => list({}, { offset, limit: 2 }).items)
    expect(paged).toEqual(list({}).items)
  })

  it('refuses a run that does not exist', async () => {
    const { list } = await arrange()
    expect(() => list({ sinceRunId: 'none' })).toThrowError(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
  })

  it('reaches one run and one item by their indexes', async () => {
    const { read, first } = await arrange()
    const plan = (filter: ChangeFilter) =>
      explain(read, changeQueries.page(read, filter, { offset: 0, limit: 10 })).join('\n')
    expect(plan({ runId: first.runId })).toMatch(/item_change_run[\s\S]*item_first_seen/)
    expect(plan({ itemId: 'x' })).toMatch(/item_change_item/)
    expect(plan({ sinceAt: NOW })).toMatch(/item_change_at[\s\S]*item_first_seen/)
    expect(plan({ sinceRunId: first.runId })).not.toMatch(/SCAN (c|i)\b/)
  })
})
