import { describe, expect, it } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import { listWebhooks } from '../../../../src/core/db/repositories/webhook.ts'
import { hasHopelessDeliveries, listDueWebhooks } from '../../../../src/core/db/repositories/webhook-delivery.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { insertNotice } from '../../../../src/core/transactions/notice.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const DAY = 86_400_000
const LEASE = 130_000

/** A database with one webhook that has one notice to be told. */
async function setUp(): Promise<TestDb> {
  const test = createTestDb()
  const fields = {
    name: '财务群',
    shape: 'wecom',
    host: 'qyapi.weixin.qq.com',
    kinds: ['test'],
    isEnabled: true,
    hasSecret: false,
  } as const
  await test.writer.call('webhook.save', { webhookId: 'w', isNew: true, fields, at: 0 })
  insertNotice(test.writeDb, { payload: { kind: 'test' }, at: 1_000, native: 'none' })
  return test
}

function claim({ writer }: TestDb, at: number) {
  return writer.call('webhook.claim', { webhookIds: ['w'], at, leaseUntil: at + LEASE })
}

function rowsOf({ read }: TestDb): unknown {
  const query = sql`SELECT state, attempts, next_at, problem FROM webhook_delivery`
  return all<object>(read, 'test.deliveries', query)[0]
}

describe('a claim', () => {
  it('is given to one of two, and to the other once it has run out', async () => {
    const test = await setUp()
    expect(await claim(test, 2_000)).toMatchObject([{ webhookId: 'w', attempt: 1, payload: { kind: 'test' } }])
    expect(await claim(test, 2_000 + LEASE - 1)).toEqual([])
    expect(await claim(test, 2_000 + LEASE)).toMatchObject([{ attempt: 2 }])
  })

  it('that a clock far ahead has made is not waited for', async () => {
    const test = await setUp()
    await claim(test, 400 * DAY)
    expect(listDueWebhooks(test.read, 2_000)).toEqual([{ webhookId: 'w', problem: null }])
  })

  it('is not given before the notice has come, nor for a webhook that is switched off', async () => {
    const test = await setUp()
    expect(await claim(test, 999)).toEqual([])
    const [webhook] = listWebhooks(test.read)
    if (!webhook) throw new Error('no webhook')
    await test.writer.call('webhook.save', {
      webhookId: 'w',
      isNew: false,
      fields: { ...webhook, isEnabled: false },
      at: 1_500,
    })
    expect(await claim(test, 2_000)).toEqual([])
    expect(rowsOf(test)).toMatchObject({ state: 'failed', problem: 'switched-off' })
  })
})

describe('what comes of an attempt', () => {
  const failed = { state: 'failed', httpStatus: 404, problem: 'http: HTTP 404' } as const

  it('that somebody else has taken over since is not kept when it failed', async () => {
    const test = await setUp()
    const [first] = await claim(test, 2_000)
    await claim(test, 2_000 + LEASE)
    const { noticeKey } = first as { noticeKey: number }
    const late = { webhookId: 'w', noticeKey, attempt: 1, at: 300_000 }
    await test.writer.call('webhook.settle', { ...late, end: failed })
    expect(rowsOf(test)).toMatchObject({ state: 'waiting', attempts: 2 })
    await test.writer.call('webhook.settle', { ...late, end: { state: 'sent', httpStatus: 200 } })
    expect(rowsOf(test)).toMatchObject({ state: 'sent', next_at: null, problem: null })
    await test.writer.call('webhook.settle', { ...late, attempt: 2, end: failed })
    expect(rowsOf(test)).toMatchObject({ state: 'sent' })
  })
})

describe('what has waited too long', () => {
  it('is given up after a day and keeps what went wrong until then', async () => {
    const test = await setUp()
    await test.writer.call('webhook.note', { webhookId: 'w', problem: 'secret-unreadable', at: 2_000 })
    expect(hasHopelessDeliveries(test.read, 1_000 + DAY)).toBe(false)
    expect(hasHopelessDeliveries(test.read, 1_001 + DAY)).toBe(true)
    expect(await test.writer.call('webhook.giveUp', { at: 1_001 + DAY })).toEqual({ ended: 1 })
    expect(rowsOf(test)).toMatchObject({ state: 'failed', problem: 'too-late: secret-unreadable' })
    expect(listWebhooks(test.read)[0]).toMatchObject({ waiting: 0, last: { state: 'failed', at: 1_001 + DAY } })
  })

  it('is given up when six attempts have been cut off', async () => {
    const test = await setUp()
    for (let attempt = 0; attempt < 6; attempt += 1) expect(await claim(test, 2_000 + attempt * LEASE)).toHaveLength(1)
    const at = 2_000 + 6 * LEASE
    expect(hasHopelessDeliveries(test.read, at - 1)).toBe(false)
    expect(await claim(test, at)).toEqual([])
    expect(await test.writer.call('webhook.giveUp', { at })).toEqual({ ended: 1 })
    expect(rowsOf(test)).toMatchObject({ state: 'failed', problem: 'interrupted' })
  })
})
