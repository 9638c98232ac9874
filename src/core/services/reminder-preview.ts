import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { performance } from 'node:perf_hooks'
import { actBy } from '../../shared/domain/act-by.ts'
import { shiftCivilDays } from '../../shared/domain/civil-day.ts'
import type { ReminderPreview, ReminderSettings } from '../../shared/domain/reminder.ts'
import { SAME_ACT_BY_MS } from '../../shared/domain/reminder-rules.ts'
import type { ReadDb } from '../db/connection.ts'
import { listAccounts } from '../db/repositories/account.ts'
import { itemDigest } from '../db/repositories/digest.ts'
import { getDeliveryState, readReminderMoment } from '../db/repositories/reminder-delivery.ts'
import { readTracedItems, type TracedItem } from '../db/repositories/reminder-past.ts'
import { pastStretches, presentStretch, type ToActBy, type TracedStretch } from './item-past.ts'
import { followItem, type SentState } from './reminder-course.ts'
import { createReminderTally, type ReminderTally, type TalliedItem } from './reminder-tally.ts'
import { listTurns, type PlannedTurn } from './reminder-turns.ts'
import type { SettingsService } from './settings-service.ts'

/** Rows that are read at a time. */
const ROWS = 1_000
/** How long the host may be kept from anything else. */
const SLICE_MS = 8
/** Pictures that move while they are looked through are looked through anew this often. */
const CALM_ATTEMPTS = 3
/** Steps of the ladder behind the past that is shown decide what is sent in it. */
const MIN_LEAD_DAYS = 7

const NOTHING_SENT: SentState = { sentStep: null, overdueSentOn: null }

export interface ReminderPreviewDeps {
  readonly db: ReadDb
  readonly clock: { now(): number }
  readonly settings: Pick<SettingsService, 'get'>
}

/** How far to look ahead and back; other settings may be tried before they are stored. */
export interface ReminderTrial {
  readonly days: number
  readonly settings: ReminderSettings | null
}

interface Plan {
  readonly asOf: number
  readonly zone: string
  readonly settings: ReminderSettings
  readonly next: readonly PlannedTurn[]
  readonly past: readonly PlannedTurn[]
  /** Position of the first turn of the past that is shown; those before it tell what had been sent by then. */
  readonly firstShown: number
}

/**
 * Makes the dry run of reminders by the rules by which they are sent: what would be sent if nothing changed, and what
 * would have been sent, had the ladder and the app been there since the items were first seen. Nothing is written.
 */
export function createReminderPreview({
  db,
  clock,
  settings,
}: ReminderPreviewDeps): (input: ReminderTrial) => Promise<ReminderPreview> {
  async function run(plan: Plan): Promise<ReminderPreview> {
    const [next, past] = [createReminderTally(plan.next), createReminderTally(plan.past)]
    const toActBy = createToActBy(db)
    let startedAt = performance.now()
    for (let after: number | null = 0; after !== null;) {
      const part = readTracedItems(db, after, ROWS)
      for (const item of part.items) {
        followPresent(item, plan, next)
        followPast(item, plan, { tally: past, toActBy })
        if (performance.now() - startedAt < SLICE_MS) continue
        await yieldToOthers()
        startedAt = performance.now()
      }
      after = part.next
      await yieldToOthers()
      startedAt = performance.now()
    }
    return { asOf: plan.asOf, zone: plan.zone, next: next.toPlanned(), past: past.toPlanned() }
  }

  return async ({ days, settings: tried }) => {
    for (let attempt = 1; ; attempt += 1) {
      const digest = itemDigest(db)
      const preview = await run(toPlan(db, { now: clock.now(), own: settings.get(), tried, days }))
      // Each item stands for itself, so that a picture which never rests still gives an answer.
      if (attempt === CALM_ATTEMPTS || itemDigest(db) === digest) return preview
    }
  }
}

function toPlan(
  db: ReadDb,
  {
    now,
    own,
    tried,
    days,
  }: { now: number; own: ReturnType<SettingsService['get']>; tried: ReminderSettings | null; days: number },
): Plan {
  const { businessZone: zone } = own
  const settings = tried ?? own.reminders
  const [since, until] = [shiftCivilDays(now, -days, zone), shiftCivilDays(now, days, zone)]
  const leadDays = Math.max(MIN_LEAD_DAYS, ...Object.values(settings.ladders).flat())
  const past = listTurns({
    from: shiftCivilDays(since, -leadDays, zone),
    until: now + 1,
    zone,
    settings,
    pausedUntil: null,
    state: { slotUsedAt: null, digestAt: null, urgentAt: null },
  })
  const { pausedUntil } = readReminderMoment(db, now, own)
  const next = listTurns({ from: now, until, zone, settings, pausedUntil, state: getDeliveryState(db, now) })
  return { asOf: now, zone, settings, next, past, firstShown: past.filter(({ at }) => at <= since).length }
}

function followPresent(item: TracedItem, { asOf, zone, settings, next: turns }: Plan, tally: ReminderTally): void {
  const stretch = presentStretch(item, asOf, zone)
  if (!stretch) return
  const tallied = toTallied(item, stretch)
  followItem(stretch, item, { turns, settings }, (position, reminder) => tally.add(position, tallied, reminder))
}

function followPast(
  item: TracedItem,
  { asOf, zone, settings, past: turns, firstShown }: Plan,
  { tally, toActBy }: { tally: ReminderTally; toActBy: ToActBy },
): void {
  const sent: { readonly expiresAt: number; readonly actByAt: number; readonly state: SentState }[] = []
  for (const stretch of pastStretches(item, { until: asOf + 1, zone, toActBy })) {
    const { actByAt } = stretch.item
    const before = sent
      .filter(({ expiresAt }) => expiresAt === stretch.expiresAt)
      .reduce(
        (known, { state, actByAt: toldFor }) => addSent(known, state, toldFor > actByAt - SAME_ACT_BY_MS),
        NOTHING_SENT,
      )
    const tallied = toTallied(item, stretch)
    const after = followItem(stretch, before, { turns, settings }, (position, reminder) => {
      if (position >= firstShown) tally.add(position, tallied, reminder)
    })
    sent.push({ expiresAt: stretch.expiresAt, actByAt, state: after })
  }
}

/** What was sent in both; steps count while the deadline is the same, days on which it was overdue in any case. */
function addSent(known: SentState, more: SentState, isSameDeadline: boolean): SentState {
  const steps = [known.sentStep, isSameDeadline ? more.sentStep : null].filter((step) => step !== null)
  const days = [known.overdueSentOn, more.overdueSentOn].filter((on) => on !== null)
  return {
    sentStep: steps.length === 0 ? null : Math.min(...steps),
    overdueSentOn: days.length === 0 ? null : Math.max(...days),
  }
}

function toTallied({ itemKey, name, price, currency }: TracedItem, stretch: TracedStretch): TalliedItem {
  return { itemKey, name, price, currency, actByAt: stretch.item.actByAt }
}

/** By the policy that an account has now; certificates and domains are due at their end. */
function createToActBy(db: ReadDb): ToActBy {
  const policies = new Map(listAccounts(db).map(({ accountId, policy }) => [accountId, policy]))
  return ({ accountId, provider }, expiresAt, renewalMode) => {
    const policy = policies.get(accountId)
    return policy ? actBy({ expiresAt, renewalMode, provider }, policy).at : expiresAt
  }
}
