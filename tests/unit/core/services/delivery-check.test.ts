import { describe, expect, it } from 'vitest'
import { run } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createRedactor } from '../../../../src/core/services/bundle-redactor.ts'
import { namesIn, readBundleReminders, toReminderParts } from '../../../../src/core/services/bundle-reminders.ts'
import { checkDeliveries } from '../../../../src/core/services/delivery-check.ts'
import { addTestAccount } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'
import { DIGEST } from '../../../support/webhook-driver.ts'
import { insertNotice } from '../../../../src/core/transactions/notice.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 5, 9, 1)
const HOST = 'hooks.partner.cn'

/** An account whose schedule waits since so long ago, and a webhook that has got one notice. */
async function arrange(): Promise<TestDb & { accountId: string; give(problem: string | null): void }> {
  const db = createTestDb()
  const accountId = await addTestAccount(db.writer)
  const target = { kind: 'account', accountId } as const
  const rule = { kind: 'hourly', minute: 0 } as const
  await db.writer.call('schedule.set', { target, rule, isEnabled: true, at: NOW })
  const fields = {
    name: '财务群',
    shape: 'wecom',
    host: HOST,
    kinds: ['digest'],
    isEnabled: true,
    hasSecret: false,
  } as const
  await db.writer.call('webhook.save', { webhookId: 'hook', isNew: true, fields, at: NOW })
  insertNotice(db.writeDb, { payload: DIGEST, at: NOW, native: 'none' })
  return {
    ...db,
    accountId,
    give: (problem) =>
      void run(
        db.writeDb,
        'test.end',
        sql`UPDATE webhook_delivery SET state = iif(${problem} IS NULL, 'sent', 'failed'), ended_at = ${NOW}, next_at = NULL,
            problem = ${problem}`,
      ),
  }
}

const wait = ({ writeDb }: TestDb, waiting: string | null, since: number): void =>
  void run(
    writeDb,
    'test.wait',
    sql`UPDATE schedule SET next_due_at = ${since}, waiting = ${waiting}, waiting_since = ${waiting === null ? null : since}`,
  )

const wrong = ({ read }: TestDb): string[] =>
  checkDeliveries(read, NOW).flatMap(({ check, isFine, detail }) => (isFine ? [] : [`${check}: ${detail}`]))

describe('the check of what keeps news from coming', () => {
  it('finds all well when nothing waits for long, and says so once for each part', async () => {
    const db = await arrange()
    wait(db, 'offline', NOW - 24 * HOUR)
    db.give(null)
    expect(checkDeliveries(db.read, NOW)).toEqual([
      { check: 'schedule', isFine: true, detail: '' },
      { check: 'notification', isFine: true, detail: '' },
      { check: 'webhook', isFine: true, detail: '' },
    ])
  })

  it('names a schedule that has been due for more than a day, and why', async () => {
    const db = await arrange()
    wait(db, 'offline', NOW - 25 * HOUR)
    expect(wrong(db)).toEqual([expect.stringMatching(/^schedule: .+ \(offline\)$/)])
    wait(db, null, NOW - 25 * HOUR)
    expect(wrong(db)).toEqual([expect.stringMatching(/\(not-started\)$/)])
  })

  it('takes a pause for no fault', async () => {
    const db = await arrange()
    wait(db, 'offline', NOW - 25 * HOUR)
    await db.writer.call('schedule.pause', { until: NOW + HOUR })
    expect(wrong(db)).toEqual([])
  })

  it('names a webhook whose last notice was given up by the reason alone, unless it had been switched off', async () => {
    const db = await arrange()
    db.give('refused: 93000 token=abcdef')
    expect(wrong(db)).toEqual(['webhook: 财务群 (refused)'])
    db.give('switched-off')
    expect(wrong(db)).toEqual([])
  })

  it('says what the system answered when the last notification was not shown', async () => {
    const db = await arrange()
    const { noticeId } = insertNotice(db.writeDb, { payload: DIGEST, at: NOW, native: 'waiting' })
    await db.writer.call('notice.record', { noticeId, state: 'failed', problem: 'no daemon', at: NOW })
    expect(wrong(db)).toEqual(['notification: no daemon'])
  })
})

describe('a support bundle', () => {
  it('tells of schedules, notices and webhooks without a name, an id or an address', async () => {
    const db = await arrange()
    wait(db, 'offline', NOW - 25 * HOUR)
    db.give(`unreachable: ECONNREFUSED ${HOST} 财务群`)
    const { noticeId } = insertNotice(db.writeDb, { payload: DIGEST, at: NOW, native: 'waiting' })
    await db.writer.call('notice.record', { noticeId, state: 'failed', problem: `no daemon for ${HOST}`, at: NOW })
    const data = readBundleReminders(db.read, NOW)
    const redactor = createRedactor({ secrets: [], accounts: [], resources: [], others: namesIn(data) })
    const parts = toReminderParts(data, new Map([[db.accountId, 'account-1']]), redactor)
    expect(parts).toMatchObject({
      pausedUntil: null,
      schedules: [
        {
          of: 'account-1',
          rule: { kind: 'hourly', minute: 0 },
          waiting: 'offline',
          waitingSince: '2026-06-08T00:00:00.000Z',
          lastRunState: null,
          missed: 0,
        },
      ],
      notices: {
        counts: [
          { kind: 'digest', native: 'failed', notices: 1, unread: 1 },
          { kind: 'digest', native: 'none', notices: 1, unread: 1 },
        ],
        nativeProblem: { problem: 'no daemon for webhook-1' },
      },
      webhooks: [
        {
          name: 'webhook-1',
          shape: 'wecom',
          deliveries: { failed: 1, waiting: 1 },
          last: { state: 'failed', problem: 'unreachable' },
        },
      ],
    })
    const text = JSON.stringify(parts)
    for (const name of [db.accountId, '财务群', HOST, '"hook"', noticeId]) expect(text).not.toContain(name)
  })
})
