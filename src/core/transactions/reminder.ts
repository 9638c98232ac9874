import { bandNames, bandsOf, toBand, type Band } from '../../shared/domain/band.ts'
import { toCivilDay, toEpochDay, type CivilDay } from '../../shared/domain/civil-day.ts'
import { sumByCurrency } from '../../shared/domain/money.ts'
import type { NoticePayload } from '../../shared/domain/notice.ts'
import { planDelivery, type ReminderMoment } from '../../shared/domain/reminder-rules.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { transaction, type ReadDb, type WriteDb } from '../db/connection.ts'
import type { ReminderCommands } from '../db/reminder-commands.ts'
import { listDueItems, readReminderFigures, type DueItem } from '../db/repositories/reminder.ts'
import {
  forgetUntrustedDeliveries,
  getDeliveryState,
  insertDelivery,
  insertReminders,
  pruneNotices,
  readReminderMoment,
} from '../db/repositories/reminder-delivery.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { WriteContext } from './context.ts'
import { insertNotice } from './notice.ts'

type ReminderWriteHandlers = {
  readonly [Name in keyof ReminderCommands]: (
    ctx: WriteContext,
    input: ReminderCommands[Name]['input'],
  ) => ReminderCommands[Name]['output']
}

/** How long people can look up what they were told. */
const NOTICES_KEPT_MS = 400 * 86_400_000
const NAMES = 5

function deliver({ db }: WriteContext, { at }: { at: number }): { noticeIds: string[] } {
  return transaction(db, () => {
    forgetUntrustedDeliveries(db, at)
    const settings = getSettings(db)
    const moment = readReminderMoment(db, at, settings)
    const plan = planDelivery(moment, getDeliveryState(db, at), () => listDueItems(db, moment))
    const notice = plan.kind === null ? null : tell(db, plan.kind, plan.reminders, { moment, settings })
    const noticeKey = notice?.noticeKey ?? null
    if (plan.usedSlotOn !== null) {
      insertDelivery(db, {
        kind: 'digest',
        at,
        on: plan.usedSlotOn,
        noticeKey: plan.kind === 'digest' ? noticeKey : null,
      })
      pruneNotices(db, at - NOTICES_KEPT_MS)
    }
    if (plan.kind === 'urgent') {
      insertDelivery(db, { kind: 'urgent', at, on: toEpochDay(toCivilDay(at, moment.zone)), noticeKey })
    }
    return { noticeIds: notice ? [notice.noticeId] : [] }
  })
}

function tell(
  db: WriteDb,
  kind: 'digest' | 'urgent',
  items: readonly DueItem[],
  { moment, settings }: { moment: ReminderMoment; settings: Settings },
): { noticeId: string; noticeKey: number } {
  const { now: at, zone } = moment
  const payload = toPayload(db, items, { kind, on: toCivilDay(at, zone), bandDays: settings.bandDays })
  const notice = insertNotice(db, { payload, at, native: settings.desktop.showsNotifications ? 'waiting' : 'off' })
  insertReminders(db, items, { noticeKey: notice.noticeKey, at })
  return notice
}

function toPayload(
  db: ReadDb,
  items: readonly DueItem[],
  { kind, on, bandDays }: { kind: 'digest' | 'urgent'; on: CivilDay; bandDays: readonly number[] },
): NoticePayload {
  const figures = readReminderFigures(
    db,
    items.map((item) => item.itemKey),
  )
  const prices = figures.map(({ price, currency }) => ({ amount: price, currency }))
  const ranges = bandsOf(bandDays)
  const byBand = new Map<Band, (typeof prices)[number][]>()
  for (const [index, item] of items.entries()) {
    const band = toBand(item.daysLeft, ranges)
    const part = byBand.get(band) ?? []
    byBand.set(band, part)
    part.push(prices[index] ?? { amount: null, currency: null })
  }
  return {
    kind,
    on,
    items: items.length,
    overdue: items.filter(({ daysLeft }) => daysLeft < 0).length,
    today: items.filter(({ daysLeft }) => daysLeft === 0).length,
    soonestDays: items.find(({ daysLeft }) => daysLeft >= 0)?.daysLeft ?? null,
    bands: bandNames(bandDays).flatMap((band) => {
      const part = byBand.get(band)
      return part ? [{ band, items: part.length, sums: sumByCurrency(part) }] : []
    }),
    bandDays,
    sums: sumByCurrency(prices),
    names: figures.slice(0, NAMES).map(({ name }) => name),
  }
}

/** Every way to write of reminders; a missing or an extra one does not compile. */
export const reminderWriteHandlers: ReminderWriteHandlers = { 'reminder.deliver': deliver }
