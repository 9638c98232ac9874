import { toCivilDay } from '../../shared/domain/civil-day.ts'
import { DUE_LISTS, type DueList, type ReminderState } from '../../shared/domain/reminder.ts'
import {
  holdAt,
  nextAllowed,
  nextDigestAt,
  pickForTurn,
  turnAt,
  type HoldReason,
  type ReminderMoment,
  type Turn,
} from '../../shared/domain/reminder-rules.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import { itemDigest } from '../db/repositories/digest.ts'
import { countOpenItems, listDueItems, listOpenItemIds } from '../db/repositories/reminder.ts'
import { getDeliveryState, hasUntrustedDeliveries, readReminderMoment } from '../db/repositories/reminder-delivery.ts'
import type { Writer } from '../db/write-commands.ts'
import type { Picture } from '../index/picture.ts'
import type { NoticeService } from './notice-service.ts'
import type { HeldReminders } from './reminder-held.ts'
import { createReminderPreview } from './reminder-preview.ts'
import type { SettingsService } from './settings-service.ts'

/** Items that move while what is held is counted are counted anew this often before the host is made to wait once. */
const CALM_ATTEMPTS = 4

/** How long a digest waits for a run that is under way. */
const RUN_PATIENCE_MS = 10 * 60_000

export interface ReminderService {
  state(): Promise<RouteOutput<'reminder.state'>>
  due(input: RouteParsed<'reminder.due'>): RouteOutput<'reminder.due'>
  preview(input: RouteParsed<'reminder.preview'>): Promise<RouteOutput<'reminder.preview'>>
  /** Delivers what is due now; cheap when nothing can be. */
  tick(): Promise<void>
}

export interface ReminderServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly clock: { now(): number }
  readonly settings: SettingsService
  readonly notices: NoticeService
  /** A run is under way whose news should be in the digest; it is waited for within bounds. */
  readonly isRunning: () => boolean
  /**
   * The index of all items, whole; null when it cannot be made now. Left out: what is held is counted by the database, in
   * one go.
   */
  readonly index?: () => Promise<Picture | null>
}

/** What holds reminders back, and what it takes to count them. */
interface Hold {
  readonly why: HoldReason
  readonly moment: ReminderMoment
  readonly turn: Turn
  readonly basis: unknown
}

function toHeld({ why, moment }: Hold, count: number): ReminderState['held'] {
  if (count === 0) return null
  return { count, until: nextAllowed(moment.now, moment.settings, moment.zone, moment.pausedUntil), why }
}

/** When people are reminded of what. */
export function createReminderService(deps: ReminderServiceDeps): ReminderService {
  const { db, writer, clock, settings, notices, isRunning } = deps
  const preview = createReminderPreview({ db, clock, settings })
  const counts = createKept<ReminderState['counts']>()
  const held = createKept<number>()
  const { index } = deps
  let heldByIndex: Promise<HeldReminders> | null = null
  // A command that asks once starts without it.
  const heldReminders = index
    ? async (): Promise<HeldReminders> =>
        await (heldByIndex ??= import('./reminder-held.ts').then(({ createHeldReminders }) =>
          createHeldReminders({ db, index }),
        ))
    : null
  /** The slot whose digest waits for a run, and since when. */
  let waiting: { readonly slotOn: number; readonly since: number } | null = null
  /** What the last look for urgent items was made of; the same again can have nothing new. */
  let looked: string | null = null

  /** All but what is held; that is counted of what stands there then. */
  function readState(): { readonly state: Omit<ReminderState, 'held'>; readonly hold: Hold | null } {
    const now = clock.now()
    const own = settings.get()
    const moment = readReminderMoment(db, now, own)
    const today = toCivilDay(now, own.businessZone)
    const items = itemDigest(db)
    const delivered = getDeliveryState(db, now)
    const hold = holdAt(moment)
    const turn = hold ? turnAt(moment, delivered) : null
    return {
      state: {
        today,
        counts: counts.get([items, today, own.businessZone], () => countOpen(today, own.businessZone)),
        lastDigestAt: delivered.digestAt,
        nextDigestAt: nextDigestAt(moment, delivered),
      },
      hold: hold && turn && { why: hold.why, moment, turn, basis: [items, today, own, delivered, turn] },
    }
  }

  function countHeld({ moment, turn, basis }: Hold): number {
    return held.get(basis, () => pickForTurn(listDueItems(db, moment), turn).length)
  }

  async function getState(): Promise<ReminderState> {
    for (let attempt = 1; attempt <= CALM_ATTEMPTS; attempt += 1) {
      if (!heldReminders) break
      const before = readTransaction(db, readState)
      if (!before.hold) return { ...before.state, held: null }
      const count = await (await heldReminders()).count(before.hold)
      if (count === null) break
      // What was delivered or changed while it was counted belongs to the answer.
      const after = readTransaction(db, readState)
      const isSame = JSON.stringify(after.hold?.basis) === JSON.stringify(before.hold.basis)
      if (isSame) return { ...after.state, held: toHeld(before.hold, count) }
    }
    return readTransaction(db, () => {
      const { state, hold } = readState()
      return { ...state, held: hold && toHeld(hold, countHeld(hold)) }
    })
  }

  function countOpen(today: string, zone: string): ReminderState['counts'] {
    const entries = DUE_LISTS.map((list) => [list, countOpenItems(db, list, today, zone)])
    return Object.fromEntries(entries) as Record<DueList, number>
  }

  /** Whether a look of the database thread could deliver anything. */
  function isWorthALook(now: number): boolean {
    if (hasUntrustedDeliveries(db, now)) return true
    const own = settings.get()
    const moment = readReminderMoment(db, now, own)
    const turn = holdAt(moment) ? null : turnAt(moment, getDeliveryState(db, now))
    if (turn?.kind !== 'digest') waiting = null
    if (!turn) return false
    if (turn.kind === 'digest') return !isWaiting(now, turn.slotOn)
    if (turn.kind === 'skip') return true
    // Time alone makes nothing urgent within a day.
    const look = JSON.stringify([itemDigest(db), toCivilDay(now, own.businessZone), own, turn.act?.before])
    if (look === looked) return false
    looked = look
    return true
  }

  function isWaiting(now: number, slotOn: number): boolean {
    if (!isRunning()) {
      waiting = null
      return false
    }
    // A clock that was set back must not make it wait for longer.
    if (waiting?.slotOn !== slotOn || now < waiting.since) waiting = { slotOn, since: now }
    return now - waiting.since < RUN_PATIENCE_MS
  }

  return {
    state: getState,
    due: ({ list }) => {
      const { businessZone: zone } = settings.get()
      return { itemIds: listOpenItemIds(db, list, toCivilDay(clock.now(), zone), zone) }
    },
    preview,
    async tick() {
      const at = clock.now()
      if (!isWorthALook(at)) return
      const { noticeIds } = await writer.call('reminder.deliver', { at }).catch((error: unknown) => {
        looked = null
        throw error
      })
      if (noticeIds.length > 0) await notices.announce(noticeIds)
    },
  }
}

/** Keeps the last answer for as long as what it was made of stays the same. */
function createKept<Answer>(): { get(basis: unknown, make: () => Answer): Answer } {
  let kept: { readonly key: string; readonly answer: Answer } | null = null
  return {
    get(basis, make) {
      const key = JSON.stringify(basis)
      if (kept?.key !== key) kept = { key, answer: make() }
      return kept.answer
    },
  }
}
