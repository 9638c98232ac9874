import { AppError } from '../../shared/domain/app-error.ts'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import type { ItemKind } from '../../shared/domain/item.ts'
import {
  dueReminder,
  pickForTurn,
  reminderDay,
  type RemindedItem,
  type ReminderMoment,
  type Turn,
} from '../../shared/domain/reminder-rules.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import type { ReadDb } from '../db/connection.ts'
import { endOfLadders, readSentReminders, type SentReminders } from '../db/repositories/reminder.ts'
import { readDataVersion } from '../db/repositories/item-stamp.ts'
import { readSentStamp } from '../db/repositories/reminder-delivery.ts'
import type { Picture } from '../index/picture.ts'
import { createSlices } from '../index/slices.ts'
import { createDayOf } from './payment-days.ts'

/** Items whose reminders are read at once: about two milliseconds. */
const ITEMS_AT_ONCE = 250
/** Rows that are judged before the clock is looked at. */
const ROWS_AT_ONCE = 500
/** Items that move while they are counted are counted anew this often before the host is made to wait once. */
const CALM_ATTEMPTS = 4

/** What of that which is due now a turn may deliver. */
export interface HeldCount {
  readonly moment: ReminderMoment
  readonly turn: Turn
}

/** Counts what is held back, in slices; null when there is no index to count from. */
export interface HeldReminders {
  count(wanted: HeldCount): Promise<number | null>
}

type Candidate = { -readonly [Key in keyof RemindedItem]: RemindedItem[Key] }

/**
 * Judges the rows of the index by the rules by which reminders are sent. What has been sent of an item is read when it
 * would be due otherwise, and remembered until something else is sent.
 */
export function createHeldReminders({
  db,
  index,
}: {
  readonly db: ReadDb
  readonly index: () => Promise<Picture | null>
}): HeldReminders {
  const sent = new Map<number, SentReminders>()
  let sentStamp = ''
  let kept: { readonly key: string; readonly count: number } | null = null

  async function readSent(itemKeys: readonly number[]): Promise<void> {
    const slices = createSlices()
    for (let start = 0; start < itemKeys.length; start += ITEMS_AT_ONCE) {
      if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
      const rows = readSentReminders(db, itemKeys.slice(start, start + ITEMS_AT_ONCE))
      for (const row of rows) sent.set(row.itemKey, row)
      await slices.rest()
    }
  }

  /** The number, or keys of items of which it has to be read first what was sent; null when the picture has changed. */
  async function judge(
    picture: Picture,
    { moment, turn }: HeldCount,
    isPatient: boolean,
  ): Promise<number | readonly number[] | null> {
    const { version } = picture
    const { zone, settings } = moment
    const today = toCivilDay(moment.now, zone)
    const day = reminderDay(today, settings)
    const rows = createCandidates(picture, { zone, before: endOfLadders(today, zone, settings) })
    const unknown: number[] = []
    let count = 0
    const slices = createSlices()
    for (let row = 0; row < picture.rows; row += 1) {
      if (isPatient && row % ROWS_AT_ONCE === 0) {
        await slices.rest()
        if (picture.version !== version) return null
      }
      const item = rows.at(row)
      if (item === null) continue
      const key = picture.keys[row] as number
      const known = sent.get(key)
      if (known?.expiresAt === rows.expiresAt(row) && known.actByAt === item.actByAt) {
        item.sentStep = known.sentStep
        item.overdueSentOn = known.overdueSentOn
        const reminder = dueReminder(item, day)
        if (reminder && pickForTurn([{ actByAt: item.actByAt, daysLeft: reminder.daysLeft }], turn).length > 0)
          count += 1
      } else if (dueReminder(item, day) !== null) unknown.push(key)
    }
    return unknown.length > 0 ? unknown : count
  }

  async function countOnce(wanted: HeldCount, isPatient: boolean): Promise<number | null> {
    const picture = await index()
    if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
    if (picture === null || !picture.isUsable || readDataVersion(db) !== picture.dataVersion) return null
    const stamp = readSentStamp(db)
    if (stamp !== sentStamp) sent.clear()
    sentStamp = stamp
    const { zone, settings, now } = wanted.moment
    const key = JSON.stringify([
      [picture.id, picture.version, stamp],
      [toCivilDay(now, zone), zone, settings, wanted.turn],
    ])
    if (kept?.key === key) return kept.count
    const judged = await judge(picture, wanted, isPatient)
    if (typeof judged === 'number') {
      kept = { key, count: judged }
      return judged
    }
    if (judged !== null) await readSent(judged)
    return null
  }

  return {
    async count(wanted) {
      for (let attempt = 1; attempt <= CALM_ATTEMPTS; attempt += 1) {
        const count = await countOnce(wanted, attempt < CALM_ATTEMPTS)
        if (count !== null) return count
      }
      return null
    },
  }
}

interface Candidates {
  /** One and the same object for all rows, of which nothing was sent; null for a row that takes no part. */
  at(row: number): Candidate | null
  expiresAt(row: number): number
}

/** Active items with a deadline before an instant about which nobody has decided. */
function createCandidates(picture: Picture, span: { readonly zone: string; readonly before: number }): Candidates {
  const { codes, numbers } = picture.columns
  const dayOf = createDayOf(span.zone)
  const active = codes.is_active.dictionary.codeOf(1)
  const undecided = codes.decision.dictionary.codeOf('undecided')
  const [actBy, expires] = [numbers.act_by_at, numbers.expires_at]
  const [decidedFor, acknowledged] = [numbers.decided_for_expires_at, numbers.acknowledged_for_expires_at]
  const texts = {
    kind: textsOf('kind'),
    renewal_mode: textsOf('renewal_mode'),
    snoozed_until: textsOf('snoozed_until'),
  }
  const text = (name: keyof typeof texts, row: number): string | null =>
    texts[name][codes[name].codes[row] as number] ?? null
  function textsOf(name: 'kind' | 'renewal_mode' | 'snoozed_until'): readonly (string | null)[] {
    const { dictionary } = codes[name]
    return Array.from({ length: dictionary.size }, (_, code) => dictionary.text(code))
  }
  const candidate: Candidate = {
    kind: 'cloud',
    mode: 'unknown',
    actByAt: 0,
    actByOn: 0,
    isDecided: false,
    isAcknowledged: false,
    snoozedUntil: null,
    sentStep: null,
    overdueSentOn: null,
  }
  return {
    expiresAt: (row) => expires.values[row] as number,
    at(row) {
      const actByAt = actBy.values[row] as number
      const expiresAt = expires.values[row] as number
      // Nothing compares with NaN, which stands for none.
      if (!(actByAt < span.before) || Number.isNaN(expiresAt) || codes.is_active.codes[row] !== active) return null
      const decision = codes.decision.codes[row] as number
      if (decision !== 0 && decision !== undecided && decidedFor.values[row] === expiresAt) return null
      candidate.kind = text('kind', row) as ItemKind
      candidate.mode = text('renewal_mode', row) as RenewalMode
      candidate.actByAt = actByAt
      candidate.actByOn = dayOf(actByAt)
      candidate.isAcknowledged =
        acknowledged.values[row] === expiresAt && !Number.isNaN(numbers.acknowledged_at.values[row] as number)
      candidate.snoozedUntil = text('snoozed_until', row)
      candidate.sentStep = null
      candidate.overdueSentOn = null
      return candidate
    },
  }
}
