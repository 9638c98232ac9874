import { isCivilDay, toCivilDay, toEpochDay } from '../../shared/domain/civil-day.ts'
import { RENEWAL_MODES, type RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { DECISIONS, type DecisionKind } from '../../shared/domain/review.ts'
import type { ItemEvent, TracedItem } from '../db/repositories/reminder-past.ts'
import type { ItemStretch } from './reminder-course.ts'

/** The act-by that an item with another expiry or mode has. */
export type ToActBy = (item: TracedItem, expiresAt: number, mode: RenewalMode) => number | null

/** A stretch with the expiry for which reminders are remembered in it. */
export interface TracedStretch extends ItemStretch {
  readonly expiresAt: number
}

interface State {
  isActive: boolean
  expiresAt: number | null
  mode: RenewalMode
  decision: DecisionKind
  decidedFor: number | null
  snoozedUntil: string | null
  acknowledgedAt: number | null
  acknowledgedFor: number | null
}

/** The item as it is now, from an instant on; null when it takes no part in reminders. */
export function presentStretch(item: TracedItem, from: number, zone: string): TracedStretch | null {
  return toStretch(item, toPresent(item), { from, to: Infinity, zone, toActBy: () => item.actByAt })
}

/**
 * The stretches of an item's life up to an instant, as far as its history is known: expiry, renewal mode, presence and what
 * people had said, from the day on which it was first seen. A decision belongs to the expiry of that moment.
 */
export function pastStretches(
  item: TracedItem,
  { until, zone, toActBy }: { readonly until: number; readonly zone: string; readonly toActBy: ToActBy },
): TracedStretch[] {
  const present = toPresent(item)
  const events = completeEvents(item)
  const state = toBeginning(present, events)
  const stretches: TracedStretch[] = []
  let from = item.firstSeenAt
  for (const [index, event] of events.entries()) {
    const to = Math.min(event.at, until)
    const stretch = to > from ? toStretch(item, state, { from, to, zone, toActBy }) : null
    if (stretch) stretches.push(stretch)
    from = Math.max(from, to)
    const isLast = !events.slice(index + 1).some(({ field }) => field === event.field)
    applyEvent(state, event, isLast ? present : null)
  }
  const last = until > from ? toStretch(item, state, { from, to: until, zone, toActBy }) : null
  if (last) stretches.push(last)
  return stretches
}

function toPresent(item: TracedItem): State {
  const { isActive, expiresAt, mode, decision, decidedFor, snoozedUntil, acknowledgedAt, acknowledgedFor } = item
  return { isActive, expiresAt, mode, decision, decidedFor, snoozedUntil, acknowledgedAt, acknowledgedFor }
}

type PastEvent = ItemEvent | { readonly at: number; readonly field: 'review'; readonly old: null; readonly new: null }

function completeEvents({ events, isActive, goneAt, reviewedAt }: TracedItem): PastEvent[] {
  const all: PastEvent[] = [...events]
  if (!isActive && goneAt !== null && !events.some(({ field }) => field === 'presence')) {
    all.push({ at: goneAt, field: 'presence', old: 'gone', new: 'gone' })
  }
  // The same decision said again for another expiry leaves no line, only this instant.
  if (reviewedAt !== null && isReviewed(events)) all.push({ at: reviewedAt, field: 'review', old: null, new: null })
  return all.toSorted((a, b) => a.at - b.at)
}

const isReviewed = (events: readonly ItemEvent[]): boolean =>
  events.some(({ field }) => field === 'decision' || field === 'acknowledgedAt')

/** The first line of a field says what it was before. */
function toBeginning(present: State, events: readonly PastEvent[]): State {
  const state = { ...present }
  const firstOf = (field: PastEvent['field']) => events.find((event) => event.field === field)
  const presence = firstOf('presence')
  if (presence) state.isActive = presence.new === 'gone'
  const expiry = firstOf('expireTime')
  if (expiry) state.expiresAt = toInstant(expiry.old)
  const mode = firstOf('renewalMode')
  if (mode) state.mode = toMode(mode.old)
  const snooze = firstOf('snoozedUntil')
  if (snooze) state.snoozedUntil = toDay(snooze.old)
  const decision = firstOf('decision')
  if (decision) {
    state.decision = toDecision(decision.old)
    state.decidedFor = state.expiresAt
  }
  const acknowledged = firstOf('acknowledgedAt')
  if (acknowledged) {
    state.acknowledgedAt = toInstant(acknowledged.old)
    state.acknowledgedFor = state.expiresAt
  }
  return state
}

/** `present` is given with the last line of a field: what the row says now is known better than what the line says. */
function applyEvent(state: State, event: PastEvent, present: State | null): void {
  switch (event.field) {
    case 'presence':
      state.isActive = present ? present.isActive : event.new === 'back'
      break
    case 'expireTime':
      state.expiresAt = present ? present.expiresAt : toInstant(event.new)
      break
    case 'renewalMode':
      state.mode = present ? present.mode : toMode(event.new)
      break
    case 'snoozedUntil':
      state.snoozedUntil = present ? present.snoozedUntil : toDay(event.new)
      break
    case 'decision':
      state.decision = toDecision(event.new)
      state.decidedFor = state.expiresAt
      break
    case 'acknowledgedAt':
      state.acknowledgedAt = toInstant(event.new)
      state.acknowledgedFor = state.expiresAt
      break
    case 'review':
      if (!present) break
      state.decision = present.decision
      state.decidedFor = present.decidedFor
      state.acknowledgedAt = present.acknowledgedAt
      state.acknowledgedFor = present.acknowledgedFor
  }
}

function toStretch(
  item: TracedItem,
  state: State,
  {
    from,
    to,
    zone,
    toActBy,
  }: { readonly from: number; readonly to: number; readonly zone: string; readonly toActBy: ToActBy },
): TracedStretch | null {
  const { isActive, expiresAt, mode } = state
  if (!isActive || expiresAt === null) return null
  const isSame = expiresAt === item.expiresAt && mode === item.mode
  const actByAt = isSame ? item.actByAt : toActBy(item, expiresAt, mode)
  if (actByAt === null) return null
  return {
    from,
    to,
    expiresAt,
    item: {
      kind: item.kind,
      mode,
      actByAt,
      actByOn: toEpochDay(toCivilDay(actByAt, zone)),
      isDecided: state.decision !== 'undecided' && state.decidedFor === expiresAt,
      isAcknowledged: state.acknowledgedAt !== null && state.acknowledgedFor === expiresAt,
      snoozedUntil: state.snoozedUntil,
    },
  }
}

const toInstant = (text: string | null): number | null => {
  const at = text === null ? Number.NaN : /^-?\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isNaN(at) ? null : at
}
const toDay = (text: string | null): string | null => (text !== null && isCivilDay(text) ? text : null)
const toMode = (text: string | null): RenewalMode => RENEWAL_MODES.find((mode) => mode === text) ?? 'unknown'
const toDecision = (text: string | null): DecisionKind => DECISIONS.find((known) => known === text) ?? 'undecided'
