import { hash } from './random.ts'

/** What can happen to an ordinary asset between one sync and the next. */
export const EVENTS = [
  'renewed-early',
  'renamed',
  'mode-switched',
  'repriced',
  'retagged',
  // Released and at once succeeded by another resource.
  'replaced',
  // Released; its successor arrives with one of the next three syncs.
  'released',
  // Missing from exactly one sync, then back as the same resource.
  'missed',
] as const
export type EventKind = (typeof EVENTS)[number]

/** Sum of all that has happened to an asset up to a sync. */
export interface History {
  readonly isAbsent: boolean
  /** Counts the resources that came after a release; everything below belongs to the latest one. */
  readonly successor: number
  readonly aheadMonths: number
  readonly modeSwitches: number
  readonly renames: number
  readonly retags: number
  /** The sync that last changed the price; 0 when none did. */
  readonly repricedBy: number
}

/** History of an asset that never changes by itself. */
export const NO_HISTORY: History = {
  isAbsent: false,
  successor: 0,
  aheadMonths: 0,
  modeSwitches: 0,
  renames: 0,
  retags: 0,
  repricedBy: 0,
}

/**
 * Each asset has one event in every 37 syncs, and of every 37 neighbours each sync meets exactly one: that is 1 to 2 % of
 * the list. A prime, so that every step width visits all places.
 */
const SYNCS_PER_EVENT = 37
const LONGEST_AHEAD_MONTHS = 36
// Any odd step: neighbouring blocks see different kinds in one sync, one block sees all kinds in turn.
const KIND_STEP = 5

/** The sync (counted from 1) in which an asset meets its event of a cycle. */
function eventOrdinal(block: number, place: number, cycle: number): number {
  const step = 1 + (hash(block, cycle, 11) % (SYNCS_PER_EVENT - 1))
  const start = hash(block, cycle, 12) % SYNCS_PER_EVENT
  return cycle * SYNCS_PER_EVENT + 1 + ((place * step + start) % SYNCS_PER_EVENT)
}

function aheadBy(termMonths: number, chance: number): number {
  if (termMonths === 1) return chance % 4 === 0 ? 3 : 1
  if (termMonths === 3) return 3
  return chance % 5 === 0 ? 1 : 12
}

/**
 * Folds the events of the ordinary asset at `index` up to sync `ordinal`; the first sync (0) has seen none. Costs one
 * step per 37 syncs.
 */
export function historyOf(index: number, ordinal: number, termMonths: number): History {
  const block = Math.floor(index / SYNCS_PER_EVENT)
  const place = index % SYNCS_PER_EVENT
  let history = NO_HISTORY
  let absentUntil = 0
  for (let cycle = 0; cycle * SYNCS_PER_EVENT < ordinal; cycle += 1) {
    const at = eventOrdinal(block, place, cycle)
    if (at > ordinal) break
    // Nothing happens to what is not there.
    if (at < absentUntil) continue
    const chance = hash(index, at, 13)
    const kind = EVENTS[(block + at * KIND_STEP) % EVENTS.length] as EventKind
    if (kind === 'missed') absentUntil = at + 1
    if (kind === 'released') absentUntil = at + 1 + (chance % 3)
    history = withEvent(history, kind, at, aheadBy(termMonths, chance))
  }
  return ordinal < absentUntil ? { ...history, isAbsent: true } : history
}

function withEvent(history: History, kind: EventKind, at: number, aheadMonths: number): History {
  switch (kind) {
    case 'renewed-early':
      if (history.aheadMonths + aheadMonths > LONGEST_AHEAD_MONTHS) return { ...history, renames: history.renames + 1 }
      return { ...history, aheadMonths: history.aheadMonths + aheadMonths }
    case 'renamed':
      return { ...history, renames: history.renames + 1 }
    case 'mode-switched':
      return { ...history, modeSwitches: history.modeSwitches + 1 }
    case 'repriced':
      return { ...history, repricedBy: at }
    case 'retagged':
      return { ...history, retags: history.retags + 1 }
    case 'replaced':
    case 'released':
      return { ...NO_HISTORY, successor: history.successor + 1 }
    case 'missed':
      return history
  }
}
