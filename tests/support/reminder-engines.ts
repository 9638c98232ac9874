import { all, execScript, get, run } from '../../src/core/db/connection.ts'
import { putSetting } from '../../src/core/db/repositories/setting.ts'
import { sql } from '../../src/core/db/sql.ts'
import { fromEpochDay, toCivilDay, toEpochDay } from '../../src/shared/domain/civil-day.ts'
import { CLOCK_TRUST_MS, OVERDUE_STEP } from '../../src/shared/domain/reminder.ts'
import {
  dueReminder,
  planDelivery,
  reminderDay,
  SAME_ACT_BY_MS,
  type DeliveryState,
} from '../../src/shared/domain/reminder-rules.ts'
import { insertItem } from './db-builders.ts'
import type { Demand, OracleItem, OracleWorld } from './reminder-oracle.ts'
import { addTestAccount } from './sync-driver.ts'
import { createTestDb } from './test-db.ts'

/** The engine under test: looks at a world and says what it has delivered, in the lines of the oracle. */
export interface ReminderEngine {
  /** Before every timeline. */
  reset(): void
  look(world: OracleWorld): Demand | Promise<Demand>
}

interface SentRow {
  readonly id: string
  readonly expiresAt: number
  readonly step: number
  readonly dueOn: number
}

export function toLine({ id, expiresAt, step, dueOn }: SentRow): string {
  return `${id}|${expiresAt}|${step === OVERDUE_STEP ? `overdue|${fromEpochDay(dueOn)}` : step}`
}

/** The rules alone, over lists in memory. */
export function createRuleEngine(): ReminderEngine {
  let sent: (SentRow & { at: number; actByAt: number })[] = []
  let deliveries: { kind: 'digest' | 'urgent'; at: number; hasNotice: boolean }[] = []
  const lastAt = (rows: readonly { at: number }[]): number | null =>
    rows.length === 0 ? null : Math.max(...rows.map(({ at }) => at))

  function listDue(world: OracleWorld) {
    const day = reminderDay(toCivilDay(world.now, world.zone), world.settings)
    return world.items.flatMap((item) => {
      if (item.isGone) return []
      const mine = sent.filter(({ id, expiresAt }) => id === item.id && expiresAt === item.expiresAt)
      const overdue = mine.filter(({ step }) => step === OVERDUE_STEP)
      const steps = mine.filter(({ actByAt }) => actByAt > item.actByAt - SAME_ACT_BY_MS).map(({ step }) => step)
      const reminder = dueReminder(
        {
          ...item,
          actByOn: toEpochDay(toCivilDay(item.actByAt, world.zone)),
          isDecided: item.decidedFor === item.expiresAt,
          isAcknowledged: item.acknowledgedFor === item.expiresAt,
          sentStep: steps.length === 0 ? null : Math.min(...steps),
          overdueSentOn: overdue.length === 0 ? null : Math.max(...overdue.map(({ dueOn }) => dueOn)),
        },
        day,
      )
      return reminder ? [{ ...item, ...reminder }] : []
    })
  }

  return {
    reset() {
      sent = []
      deliveries = []
    },
    look(world) {
      const { now: at } = world
      sent = sent.filter((row) => row.at <= at + CLOCK_TRUST_MS)
      deliveries = deliveries.filter((row) => row.at <= at + CLOCK_TRUST_MS)
      const state: DeliveryState = {
        slotUsedAt: lastAt(deliveries.filter(({ kind }) => kind === 'digest')),
        digestAt: lastAt(deliveries.filter(({ kind, hasNotice }) => kind === 'digest' && hasNotice)),
        urgentAt: lastAt(deliveries.filter(({ kind }) => kind === 'urgent')),
      }
      const plan = planDelivery(world, state, () => listDue(world))
      if (plan.usedSlotOn !== null) deliveries.push({ kind: 'digest', at, hasNotice: plan.kind === 'digest' })
      if (plan.kind === 'urgent') deliveries.push({ kind: 'urgent', at, hasNotice: true })
      for (const { id, expiresAt, actByAt, step, dueOn } of plan.reminders) {
        sent.push({ id, expiresAt, actByAt, step, dueOn, at })
      }
      return { kind: plan.kind, lines: plan.reminders.map(toLine).toSorted() }
    },
  }
}

/** The command of the database, over a real file. */
export async function createDatabaseEngine(): Promise<ReminderEngine> {
  const { writer, writeDb, read } = createTestDb()
  const accountId = await addTestAccount(writer)

  function store(item: OracleItem): void {
    const { id, kind, mode, expiresAt, actByAt, isGone, decidedFor, acknowledgedFor, snoozedUntil } = item
    const found = get(writeDb, 'test.item', sql`SELECT 1 FROM item WHERE item_id = ${id}`)
    if (!found) insertItem(writeDb, { accountId, itemId: id })
    run(
      writeDb,
      'test.item',
      sql`UPDATE item SET kind = ${kind}, renewal_mode = ${mode}, expires_at = ${expiresAt}, act_by_at = ${actByAt},
        is_active = ${!isGone} WHERE item_id = ${id}`,
    )
    // "Renew" comes true when the expiry moves, and is asked for again all the same.
    run(
      writeDb,
      'test.review',
      sql`INSERT OR REPLACE INTO item_review (item_key, decision, decided_for_expires_at, snoozed_until, acknowledged_at,
          acknowledged_for_expires_at, updated_at, updated_by)
        SELECT item_key, ${decidedFor === null ? 'undecided' : 'renew'}, ${decidedFor}, ${snoozedUntil},
          ${acknowledgedFor === null ? null : 1}, ${acknowledgedFor}, 0, 'test' FROM item WHERE item_id = ${id}`,
    )
  }

  return {
    reset() {
      execScript(
        writeDb,
        'DELETE FROM notice; DELETE FROM reminder_delivery; DELETE FROM item; DELETE FROM schedule_pause',
      )
    },
    async look(world) {
      for (const item of world.items) store(item)
      putSetting(writeDb, 'reminders', world.settings)
      putSetting(writeDb, 'businessZone', world.zone)
      execScript(writeDb, 'DELETE FROM schedule_pause')
      if (world.pausedUntil !== null) {
        run(writeDb, 'test.pause', sql`INSERT INTO schedule_pause VALUES (1, ${world.pausedUntil})`)
      }
      const { noticeIds } = await writer.call('reminder.deliver', { at: world.now })
      if (noticeIds.length === 0) return { kind: null, lines: [] }
      const rows = all<SentRow & { kind: 'digest' | 'urgent' }>(
        read,
        'test.sent',
        sql`SELECT i.item_id AS id, r.expires_at AS expiresAt, r.step, r.due_on AS dueOn, n.kind
          FROM notice n JOIN reminder r ON r.notice_key = n.notice_key JOIN item i ON i.item_key = r.item_key
          WHERE n.notice_id IN (SELECT value FROM json_each(${JSON.stringify(noticeIds)}))`,
      )
      return { kind: rows[0]?.kind ?? null, lines: rows.map(toLine).toSorted() }
    },
  }
}
