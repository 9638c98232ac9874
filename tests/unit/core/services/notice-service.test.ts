import { describe, expect, it } from 'vitest'
import { run } from '../../../../src/core/db/connection.ts'
import { CLAIM_MS, LATE_AFTER_MS } from '../../../../src/core/db/repositories/notice-write.ts'
import { getSettings } from '../../../../src/core/db/repositories/setting.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createNoticeService, type NoticeServiceDeps } from '../../../../src/core/services/notice-service.ts'
import { insertNotice } from '../../../../src/core/transactions/notice.ts'
import type { NoticePayload } from '../../../../src/shared/domain/notice.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const DAY_MS = 86_400_000
const NO_SUMS = { sums: [], missing: 0 }

function aDigest(items = 1): NoticePayload {
  return {
    kind: 'digest',
    on: '2026-03-01',
    items,
    overdue: 0,
    today: 0,
    soonestDays: 3,
    bands: [{ band: '0-7', items, sums: NO_SUMS }],
    bandDays: [7],
    sums: NO_SUMS,
    names: ['ecs-1'],
  }
}

interface Shown {
  readonly noticeId: string
  readonly title: string
}

type Show = (notice: Shown) => Promise<{ state: 'shown' | 'failed'; problem: string | null }>

/** One process on the data; `show` is what its system does, null has no system that could show anything. */
function openService(db: TestDb, show: Show | null, notifications: 'native' | 'page' | 'none' = 'native') {
  const events: string[] = []
  const errors: unknown[] = []
  const bus = createEventBus((error) => errors.push(error))
  bus.on(({ name }) => events.push(name), { signal: new AbortController().signal })
  const service = createNoticeService({
    db: db.read,
    writer: db.writer,
    events: bus,
    clock: db.clock,
    settings: { get: () => getSettings(db.read) } as NoticeServiceDeps['settings'],
    host: {
      notifier: show === null ? null : { show },
      info: () => ({ notifications, locale: 'zh-CN' }) as ReturnType<NoticeServiceDeps['host']['info']>,
    },
    onError: (error) => errors.push(error),
  })
  return { service, events, errors }
}

function add(db: TestDb, payload: NoticePayload = aDigest(), native: 'none' | 'waiting' | 'off' = 'waiting') {
  return insertNotice(db.writeDb, { payload, at: db.clock.now(), native })
}

const working: Show = async () => ({ state: 'shown', problem: null })

describe('notifications of the system', () => {
  it('are shown once in the language of the settings, and what came of it is kept', async () => {
    const db = createTestDb()
    const shown: Shown[] = []
    const { service, events } = openService(db, async (notice) => {
      shown.push(notice)
      return { state: 'shown', problem: null }
    })
    const { noticeId } = add(db, aDigest(12))
    await service.announce([noticeId])
    await service.deliver()
    expect(shown.map(({ title }) => title)).toEqual(['12 项需要处理，最近的还剩 3 天'])
    expect(service.get(noticeId).native).toEqual({ state: 'shown', problem: null, at: db.clock.now() })
    expect(events).toEqual(['notice.added', 'notice.changed'])
  })

  it('are shown by one of two processes that look at the same time', async () => {
    const db = createTestDb()
    const shown: string[] = []
    const show: Show = async ({ noticeId }) => {
      shown.push(noticeId)
      return { state: 'shown', problem: null }
    }
    const [first, second] = [openService(db, show), openService(db, show)]
    const { noticeId } = add(db)
    await Promise.all([first.service.deliver(), second.service.deliver(), first.service.deliver()])
    expect(shown).toEqual([noticeId])
  })

  it('are shown by the next process when the one that claimed them died before it said what came of it', async () => {
    const db = createTestDb()
    const { noticeId } = add(db)
    await db.writer.call('notice.claim', { at: db.clock.now(), showsNotifications: true, canShow: true })
    const { service } = openService(db, working)
    db.clock.advance(CLAIM_MS - 1)
    await service.deliver()
    expect(service.get(noticeId).native.state).toBe('waiting')
    db.clock.advance(1)
    await service.deliver()
    expect(service.get(noticeId).native.state).toBe('shown')
  })

  it('are not held back by a claim of a clock that was ahead', async () => {
    const db = createTestDb()
    const { noticeId } = add(db)
    const at = db.clock.now()
    await db.writer.call('notice.claim', {
      at: at + 30 * DAY_MS - LATE_AFTER_MS,
      showsNotifications: true,
      canShow: true,
    })
    run(db.writeDb, 'test', sql`UPDATE notice SET native_state = 'waiting', claimed_at = ${at + 30 * DAY_MS}`)
    const { service } = openService(db, working)
    await service.deliver()
    expect(service.get(noticeId).native.state).toBe('shown')
  })

  it('show the newest of each kind and call the others late', async () => {
    const db = createTestDb()
    const { service } = openService(db, working)
    const [older, newer] = [add(db), add(db)]
    const urgent = add(db, { ...aDigest(), kind: 'urgent' } as NoticePayload)
    await service.deliver()
    const states = [older, newer, urgent].map(({ noticeId }) => service.get(noticeId).native.state)
    expect(states).toEqual(['late', 'shown', 'shown'])
  })

  it('are late after a day', async () => {
    const db = createTestDb()
    const { service } = openService(db, working)
    const { noticeId } = add(db)
    db.clock.advance(LATE_AFTER_MS + 1)
    await service.deliver()
    expect(service.get(noticeId).native.state).toBe('late')
  })

  it('are off where the settings say so, and a test is shown all the same', async () => {
    const db = createTestDb()
    const { service } = openService(db, working)
    const { desktop } = getSettings(db.read)
    await db.writer.call('settings.update', { patch: { desktop: { ...desktop, showsNotifications: false } } })
    const { noticeId } = add(db)
    await service.deliver()
    expect(service.get(noticeId).native.state).toBe('off')
    expect((await service.test()).native.state).toBe('shown')
  })

  it('say why they failed, and the centre stops to say so once one has been shown', async () => {
    const db = createTestDb()
    const { service } = openService(db, async () => ({ state: 'failed', problem: 'not allowed' }))
    expect((await service.test()).native).toEqual({ state: 'failed', problem: 'not allowed', at: db.clock.now() })
    expect(service.summary().nativeProblem).toEqual({ at: db.clock.now(), problem: 'not allowed' })
    db.clock.advance(1)
    await openService(db, working).service.test()
    expect(service.summary().nativeProblem).toBeNull()
  })

  it('count as failed when the system throws, and reminders go on', async () => {
    const db = createTestDb()
    const { service, errors } = openService(db, async () => {
      throw new Error('no bus')
    })
    const { noticeId } = add(db)
    await service.announce([noticeId])
    expect(service.get(noticeId).native).toMatchObject({ state: 'failed', problem: 'no bus' })
    expect(errors).toEqual([])
  })

  it('of a row that cannot be read fail alone', async () => {
    const db = createTestDb()
    const { service } = openService(db, working)
    const { noticeId, noticeKey } = add(db)
    const readable = add(db, { kind: 'test' })
    run(db.writeDb, 'test', sql`UPDATE notice SET payload = '{"kind":"digest"}' WHERE notice_key = ${noticeKey}`)
    await service.deliver()
    expect(service.get(readable.noticeId).native.state).toBe('shown')
    run(
      db.writeDb,
      'test',
      sql`UPDATE notice SET payload = ${JSON.stringify(aDigest())} WHERE notice_key = ${noticeKey}`,
    )
    expect(service.get(noticeId).native.state).toBe('failed')
  })

  it('wait for a host that can show them', async () => {
    const db = createTestDb()
    const { noticeId } = add(db)
    const terminal = openService(db, null, 'none')
    await terminal.service.deliver()
    expect((await terminal.service.test()).native.state).toBe('waiting')
    expect(terminal.service.get(noticeId).native.state).toBe('waiting')
  })

  it('are left to the page where the browser shows them, and its first word counts', async () => {
    const db = createTestDb()
    const { service, events } = openService(db, null, 'page')
    const { noticeId } = await service.test()
    await service.deliver()
    expect(service.get(noticeId).native.state).toBe('waiting')
    await service.shown({ noticeId, state: 'shown', problem: null })
    await service.shown({ noticeId, state: 'failed', problem: 'denied' })
    expect(service.get(noticeId).native).toEqual({ state: 'shown', problem: null, at: db.clock.now() })
    expect(events).toEqual(['notice.added', 'notice.changed'])
    await expect(service.shown({ noticeId: 'none', state: 'shown', problem: null })).rejects.toMatchObject({
      code: 'NOTICE_NOT_FOUND',
    })
  })
})

describe('the centre', () => {
  it('lists the newest first, by kind and by what is unread, in pages', async () => {
    const db = createTestDb()
    const { service } = openService(db, working)
    const ids = [add(db), add(db, { kind: 'test' }), add(db)].map(({ noticeId }) => noticeId)
    const all = { kinds: null, isUnread: false, offset: 0, limit: 100 }
    expect(service.list(all).items.map(({ noticeId }) => noticeId)).toEqual(ids.toReversed())
    expect(service.list({ ...all, kinds: ['test'] })).toMatchObject({ total: 1, items: [{ noticeId: ids[1] }] })
    expect(service.list({ ...all, kinds: [] }).total).toBe(0)
    expect(service.list({ ...all, offset: 1, limit: 1 })).toMatchObject({ total: 3, items: [{ noticeId: ids[1] }] })
    expect(await service.read({ noticeIds: [ids[0] as string, 'unknown'], isRead: true })).toEqual({ changed: 1 })
    expect(await service.read({ noticeIds: [ids[0] as string], isRead: true })).toEqual({ changed: 0 })
    expect(service.list({ ...all, isUnread: true }).total).toBe(2)
    expect(await service.read({ noticeIds: null, isRead: true })).toEqual({ changed: 2 })
    expect(await service.read({ noticeIds: null, isRead: false })).toEqual({ changed: 3 })
  })

  it('counts what is unread and the due times that were missed', async () => {
    const db = createTestDb()
    const { service } = openService(db, working)
    const missed: NoticePayload = {
      kind: 'missed',
      target: { kind: 'account', accountId: 'a' },
      name: '生产',
      missed: 3,
      from: 1,
      to: 2,
      runId: 'r',
    }
    const { noticeId } = add(db, missed, 'none')
    add(db, { ...missed, missed: 4 }, 'none')
    add(db)
    expect(service.summary()).toMatchObject({ total: 3, unread: 3, missed: 7, unreadByKind: { missed: 2, digest: 1 } })
    await service.read({ noticeIds: [noticeId], isRead: true })
    expect(service.summary()).toMatchObject({ unread: 2, missed: 4 })
  })

  it('reports a payload that cannot be read as damage', () => {
    const db = createTestDb()
    const { service } = openService(db, working)
    const { noticeId } = add(db)
    for (const payload of ['', '[]', '{"kind":"test"}', '{"kind":"digest","items":"1"}']) {
      run(db.writeDb, 'test', sql`UPDATE notice SET payload = ${payload}`)
      expect(() => service.get(noticeId)).toThrow(expect.objectContaining({ code: 'DB_DAMAGED' }))
      expect(service.summary().unread).toBe(1)
    }
  })

  it('says what has become of each item since', async () => {
    const db = createTestDb()
    const { service } = openService(db, working)
    const { accountId } = await db.writer.call('account.add', { ...aNewAccount(), at: 0 })
    const { noticeId, noticeKey } = add(db)
    const expiresAt = db.clock.now() + DAY_MS
    const names = ['open', 'renewedBefore', 'decided', 'acknowledged', 'snoozed', 'moved', 'gone', 'removed'] as const
    const items = names.map((name, index) => {
      const itemId = insertItem(db.writeDb, { accountId, itemId: name, expiresAt })
      run(
        db.writeDb,
        'test',
        sql`INSERT INTO reminder SELECT item_key, expires_at, 3, 0, ${noticeKey}, ${db.clock.now()}, ${expiresAt - index},
          1 FROM item WHERE item_id = ${itemId}`,
      )
      return itemId
    })
    const setReview = (itemId: string, patch: object) =>
      db.writer.call('review.set', { itemIds: [itemId], patch, by: 'x', at: db.clock.now() })
    await setReview('decided', { decision: 'renew' })
    // The decision was for last year's expiry.
    await setReview('renewedBefore', { decision: 'renew' })
    run(
      db.writeDb,
      'test',
      sql`UPDATE item_review SET decided_for_expires_at = decided_for_expires_at - 1
        WHERE item_key = (SELECT item_key FROM item WHERE item_id = 'renewedBefore')`,
    )
    await setReview('acknowledged', { isAcknowledged: true })
    await setReview('snoozed', { snoozedUntil: '2026-03-02' })
    run(db.writeDb, 'test', sql`UPDATE item SET expires_at = expires_at + 1 WHERE item_id = 'moved'`)
    run(db.writeDb, 'test', sql`UPDATE item SET is_active = 0 WHERE item_id = 'gone'`)
    run(db.writeDb, 'test', sql`DELETE FROM item WHERE item_id = 'removed'`)
    const wanted = items.slice(0, -1).toReversed()
    const { total, items: rows } = service.items({ noticeId, offset: 0, limit: 500 })
    const standings = wanted.map((name) => (name === 'renewedBefore' ? 'open' : name))
    expect(total).toBe(7)
    expect(rows.map(({ now }) => now)).toEqual(standings)
    expect(rows.map(({ itemId }) => itemId)).toEqual(wanted)
    expect(service.items({ noticeId, offset: 2, limit: 2 }).items.map(({ now }) => now)).toEqual(standings.slice(2, 4))
    expect(service.itemIds(noticeId)).toEqual({ itemIds: wanted })
    // A snooze ends on its day.
    db.clock.advance(DAY_MS)
    expect(
      service.items({ noticeId, offset: 0, limit: 500 }).items.find(({ itemId }) => itemId === 'snoozed')?.now,
    ).toBe('open')
    // Once the act-by has passed, only a decision keeps an item quiet.
    run(db.writeDb, 'test', sql`UPDATE item SET act_by_at = expires_at WHERE item_id IN ('acknowledged', 'decided')`)
    db.clock.advance(2 * DAY_MS)
    const later = new Map(
      service.items({ noticeId, offset: 0, limit: 500 }).items.map(({ itemId, now }) => [itemId, now]),
    )
    expect([later.get('acknowledged'), later.get('decided')]).toEqual(['open', 'decided'])
    expect(() => service.items({ noticeId: 'x', offset: 0, limit: 1 })).toThrow(
      expect.objectContaining({ code: 'NOTICE_NOT_FOUND' }),
    )
  })
})
