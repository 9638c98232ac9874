import { describe, expect, it } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import type { ChosenItems } from '../../../../src/core/db/repositories/review-preview.ts'
import { previewQueries } from '../../../../src/core/db/repositories/review-preview.ts'
import { explain } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createReviewService } from '../../../../src/core/services/review-service.ts'
import { MAX_CUSTOM_TAGS, type ReviewPatch } from '../../../../src/shared/domain/review.ts'
import type { NumberedEvent } from '../../../../src/shared/ipc/events.ts'
import { aFact } from '../../../support/fact-builders.ts'
import { arrangeEstate, ESTATE_NOW } from '../../../support/item-estate.ts'
import { addTestAccount, pictureOf, syncOnce } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const DAY_MS = 86_400_000

function createService({ read, writer }: Pick<TestDb, 'read' | 'writer'>) {
  const fail = (error: unknown): never => {
    throw error
  }
  const events = createEventBus(fail)
  const told: NumberedEvent['name'][] = []
  events.on(({ name }) => told.push(name), { signal: new AbortController().signal })
  const clock = { now: () => ESTATE_NOW }
  return { service: createReviewService({ db: read, writer, events, clock, defaultUserName: 'me' }), told }
}

const idsOf = ({ read }: Pick<TestDb, 'read'>): string[] =>
  all<{ id: string }>(read, 'test', sql`SELECT item_id AS id FROM item ORDER BY item_key`).map(({ id }) => id)

/** Everything that a preview must leave as it is. */
const layersOf = ({ read }: Pick<TestDb, 'read'>): unknown => [
  all(read, 'test', sql`SELECT * FROM item_review`),
  all(read, 'test', sql`SELECT count(*) AS n FROM item_review_change`),
  all(read, 'test', sql`SELECT count(*) AS n FROM review_edit`),
]

describe('preview', () => {
  const patches: ReviewPatch[] = [
    { owner: '李雷' },
    { owner: null, backupOwner: null },
    { decision: 'renew' },
    { decision: 'undecided', reason: null },
    { note: 'new' },
    { noteAppended: 'more' },
    { tagsAdded: ['月结'], tagsRemoved: ['old'] },
    { snoozedUntil: '2027-03-01' },
    { isAcknowledged: true },
    { isAcknowledged: false, decision: 'let-expire', owner: 'x' },
  ]

  it.each(patches)('of %j counts exactly what is changed then, and writes nothing', async (patch) => {
    const estate = await arrangeEstate(160)
    const { service, told } = createService(estate)
    const itemIds = idsOf(estate).filter((_, index) => index % 3 !== 0)
    const before = layersOf(estate)
    const found = await service.preview({ itemIds }, patch)
    expect(layersOf(estate)).toEqual(before)
    expect(told).toEqual([])
    const { changed } = await service.set({ itemIds }, patch)
    expect([found.count, found.changed]).toEqual([itemIds.length, changed])
    const lines = all<{ field: string; n: number }>(
      estate.read,
      'test',
      sql`SELECT field, count(*) AS n FROM item_review_change WHERE by = 'me' GROUP BY field`,
    )
    const byField = new Map(lines.map(({ field, n }) => [field, n]))
    for (const { field, changed: items, former } of found.fields) {
      expect([field, items]).toEqual([field, byField.get(field) ?? 0])
      expect(former.length <= 5 && former.every(({ count }) => count > 0)).toBe(true)
    }
    expect((await service.preview({ itemIds }, patch)).changed === 0 || 'noteAppended' in patch).toBe(true)
  })

  async function fourItems() {
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer)
    const items = [
      aFact({ resourceId: 'auto', renewalMode: 'auto', expiresAt: ESTATE_NOW + 200 * DAY_MS }),
      aFact({ resourceId: 'near', renewalMode: 'manual', expiresAt: ESTATE_NOW + 3 * DAY_MS }),
      aFact({ resourceId: 'far', renewalMode: 'manual', expiresAt: ESTATE_NOW + 90 * DAY_MS }),
      aFact({ resourceId: 'gone', renewalMode: 'auto', expiresAt: ESTATE_NOW + 3 * DAY_MS }),
    ]
    await syncOnce(db.writer, accountId, { items, at: ESTATE_NOW - 2 * DAY_MS })
    await syncOnce(db.writer, accountId, { items: items.slice(0, 3), at: ESTATE_NOW - DAY_MS })
    const picture = pictureOf(db.read, ESTATE_NOW)
    const id = (name: string): string => picture.get(name)?.id as string
    return { ...createService(db), db, all: { itemIds: ['auto', 'near', 'far', 'gone'].map(id) } as ChosenItems, id }
  }

  it('counts items that are gone, and decisions that would contradict how items are renewed', async () => {
    const { service, all: chosen } = await fourItems()
    expect(await service.preview(chosen, { decision: 'let-expire' })).toMatchObject({ gone: 1, contradicting: 1 })
    expect(await service.preview(chosen, { decision: 'renew' })).toMatchObject({ gone: 1, contradicting: 1 })
    expect(await service.preview(chosen, { owner: 'x' })).toMatchObject({ count: 4, contradicting: 0 })
  })

  it('names what would be replaced, the most frequent value first', async () => {
    const { service, id, all: chosen } = await fourItems()
    await service.set({ itemIds: [id('auto'), id('near')] }, { owner: '李雷', tagsAdded: ['a', 'b'] })
    await service.set({ itemIds: [id('far')] }, { owner: '韩梅梅', decision: 'renew' })
    const { fields } = await service.preview(chosen, {
      owner: '李雷',
      decision: 'let-expire',
      tagsAdded: ['c'],
      tagsRemoved: ['A'],
    })
    expect(fields).toEqual([
      {
        field: 'owner',
        changed: 2,
        replaced: 1,
        former: [
          { value: null, count: 1 },
          { value: '韩梅梅', count: 1 },
        ],
      },
      {
        field: 'decision',
        changed: 4,
        replaced: 1,
        former: [
          { value: 'undecided', count: 3 },
          { value: 'renew', count: 1 },
        ],
      },
      {
        field: 'customTags',
        changed: 4,
        replaced: 2,
        former: [
          { value: null, count: 2 },
          { value: 'a, b', count: 2 },
        ],
      },
    ])
  })

  it('takes nothing away where a note or a tag is only added', async () => {
    const { service, all: chosen } = await fourItems()
    await service.set(chosen, { note: 'n', tagsAdded: ['a'] })
    const { fields } = await service.preview(chosen, { noteAppended: 'more', tagsAdded: ['b'] })
    expect(fields.map(({ field, changed, replaced }) => [field, changed, replaced])).toEqual([
      ['note', 4, 0],
      ['customTags', 4, 0],
    ])
  })

  it('refuses what could not be done', async () => {
    const { service, all: chosen } = await fourItems()
    await service.set(chosen, { tagsAdded: Array.from({ length: MAX_CUSTOM_TAGS }, (_, index) => `t${index}`) })
    await expect(service.preview(chosen, { tagsAdded: ['x'] })).rejects.toMatchObject({ code: 'TOO_MANY_TAGS' })
  })

  it('lets others have their turn while it looks at 10,000 items', async () => {
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer)
    const items = Array.from({ length: 10_000 }, (_, index) => aFact({ resourceId: `r${index}` }))
    await syncOnce(db.writer, accountId, { items, at: ESTATE_NOW })
    const { service } = createService(db)
    let turns = 0
    const count = (): void => {
      turns += 1
      timer = setImmediate(count)
    }
    let timer = setImmediate(count)
    const itemKeys = Array.from({ length: 10_000 }, (_, index) => index + 1)
    const found = await service.preview({ itemKeys }, { decision: 'renew' })
    clearImmediate(timer)
    expect(found).toMatchObject({ count: 10_000, changed: 10_000 })
    expect(turns).toBeGreaterThanOrEqual(4)
  })

  it('finds items by index', () => {
    const { read } = createTestDb()
    const plan = (query: Parameters<typeof explain>[1]) => explain(read, query).join(' | ')
    expect(plan(previewQueries.groups({ itemKeys: [1] }, 0))).toContain('SEARCH i USING INTEGER PRIMARY KEY')
    expect(plan(previewQueries.layers({ itemIds: ['x'] }))).toContain('SEARCH i USING INDEX item_id')
    expect(plan(previewQueries.layers({ itemIds: ['x'] }))).toContain('SEARCH r USING INTEGER PRIMARY KEY')
  })
})

describe('set and undo', () => {
  it('say who did it, tell the windows, and stay silent when nothing changes', async () => {
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer)
    await syncOnce(db.writer, accountId, { items: [aFact({ resourceId: 'a' })], at: ESTATE_NOW })
    await db.writer.call('settings.update', { patch: { userName: '李娜' } })
    const { service, told } = createService(db)
    const itemIds = idsOf(db)
    const { editId } = await service.set({ itemIds }, { owner: '王芳' })
    expect(await service.set({ itemIds }, { owner: '王芳' })).toEqual({ changed: 0, editId: null })
    expect(told).toEqual(['item.changed'])
    expect(await service.undo(editId as string)).toEqual({ restored: 1, skipped: 0 })
    expect(told).toEqual(['item.changed', 'item.changed'])
    expect(service.edits()).toMatchObject([{ editId, by: '李娜', patch: { owner: '王芳' }, undoneAt: ESTATE_NOW }])
    expect(service.history(itemIds[0] as string).map(({ by, old, new: next }) => [by, old, next])).toEqual([
      ['李娜', '王芳', null],
      ['李娜', null, '王芳'],
    ])
  })
})
