import {
  addCivilDays,
  addCivilMonths,
  type CivilDay,
  diffCivilMonths,
  shiftCivilDays,
  toCivilDay,
} from '../../../shared/domain/civil-day.ts'
import type { RawCode } from '../../../shared/domain/item.ts'
import { TIER_DAYS } from '../../../shared/domain/phase.ts'
import { BEIJING, toInstant } from './calendar.ts'

/**
 * - `kept`: renewed term after term, and replaced at the end of a term every few years;
 * - `lapses`: nobody renews it, so it expires, is frozen, is closed, and a successor takes its place;
 * - `ends`: leaves the list at its expiry (deleted, or turned to pay-per-use), and a successor takes its place.
 */
export type Fate = 'kept' | 'lapses' | 'ends'

/**
 * The fixed grid on which an asset's expiries lie. What holds at an instant follows from the grid and the instant alone:
 * two syncs see the same dates unless one of the asset's own turning points lies between them.
 */
export interface Timeline {
  readonly fate: Fate
  /** One of the asset's expiry days; the others are whole terms away. */
  readonly anchorOn: CivilDay
  readonly termMonths: number
  /** Days before expiry on which a kept asset is renewed; negative: in the grace period. */
  readonly leadDays: number
  /** Terms after which a kept asset is replaced. */
  readonly lifeTerms: number
  /** Second of the Beijing day at which renewals happen: 03:00 when automatic. */
  readonly renewSecond: number
  /** Second of the Beijing day at which people buy and release. */
  readonly workSecond: number
  /** Second of the Beijing day at which terms end; 86,399 is `15:59:59Z`, 86,400 is `16:00:00Z`. */
  readonly endSecond: number
}

/** Where an asset stands on its timeline. */
export interface Position {
  /** Counts terms from the anchor; may be negative. */
  readonly term: number
  /** Counts successors; a change means another resource. */
  readonly generation: number
  readonly createdAt: number
}

// A successor of a lapsed asset arrives one month after the expiry: longer than grace and retention together.
const GAP_MONTHS = 1

function monthsApart(timeline: Timeline): number {
  return timeline.fate === 'lapses' ? timeline.termMonths + GAP_MONTHS : timeline.termMonths
}

function isLastTerm(timeline: Timeline, term: number): boolean {
  return Math.floor((term + 1) / timeline.lifeTerms) !== Math.floor(term / timeline.lifeTerms)
}

/** The expiry of a term, moved by the months that were bought ahead. */
export function expiryOf(timeline: Timeline, term: number, aheadMonths: number): number {
  return toInstant(addCivilMonths(timeline.anchorOn, term * monthsApart(timeline) + aheadMonths), timeline.endSecond)
}

/** The instant at which a term gives way to the next: renewal or replacement. */
function endOf(timeline: Timeline, term: number): number {
  const months = term * monthsApart(timeline)
  switch (timeline.fate) {
    case 'kept': {
      const day = addCivilMonths(timeline.anchorOn, months)
      return isLastTerm(timeline, term)
        ? toInstant(day, timeline.workSecond)
        : toInstant(addCivilDays(day, -timeline.leadDays), timeline.renewSecond)
    }
    case 'lapses':
      return toInstant(addCivilMonths(timeline.anchorOn, months + GAP_MONTHS), timeline.workSecond)
    case 'ends':
      return toInstant(addCivilMonths(timeline.anchorOn, months), timeline.endSecond)
  }
}

function createdAtOf(timeline: Timeline, term: number): number {
  switch (timeline.fate) {
    case 'kept':
      return endOf(timeline, Math.floor(term / timeline.lifeTerms) * timeline.lifeTerms - 1)
    case 'lapses':
      return endOf(timeline, term - 1)
    case 'ends': {
      const previousEnd = addCivilMonths(timeline.anchorOn, (term - 1) * timeline.termMonths)
      return toInstant(previousEnd, Math.min(timeline.workSecond, timeline.endSecond))
    }
  }
}

/** Finds the term that holds at an instant: the first one that has not given way yet. */
export function positionAt(timeline: Timeline, at: number): Position {
  let term = Math.floor(diffCivilMonths(timeline.anchorOn, toCivilDay(at, BEIJING)) / monthsApart(timeline))
  while (endOf(timeline, term - 1) > at) term -= 1
  while (endOf(timeline, term) <= at) term += 1
  const generation = timeline.fate === 'kept' ? Math.floor(term / timeline.lifeTerms) : term
  return { term, generation, createdAt: createdAtOf(timeline, term) }
}

/** Huawei's status numbers (facts: Huawei BSS ListPayPerUseCustomerResources). */
const STATUS = { inUse: 2, closed: 3, frozen: 4, expired: 5 } as const
const POLICY_FREEZE_AT_EXPIRY = 4

/** The status number that a resource's dates lead to; a closed resource is still reported for a few days. */
export function rawStatusAt(expiresAt: number, rawPolicy: RawCode, at: number): number {
  if (at < expiresAt) return STATUS.inUse
  const { graceDays, retentionDays } = TIER_DAYS.V5
  const usableDays = rawPolicy === POLICY_FREEZE_AT_EXPIRY ? 0 : graceDays
  if (at < shiftCivilDays(expiresAt, usableDays, BEIJING)) return STATUS.expired
  return at < shiftCivilDays(expiresAt, usableDays + retentionDays, BEIJING) ? STATUS.frozen : STATUS.closed
}
