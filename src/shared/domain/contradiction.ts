import { addCivilDays, startOfCivilDay, type CivilDay } from './civil-day.ts'
import type { ProviderId, RawCode } from './item.ts'
import type { RenewalMode } from './renewal-mode.ts'
import type { DecisionKind } from './review.ts'

/**
 * Ways in which what people say and what the provider does do not fit, the most serious first:
 * `let-expire-auto`: shall end, but renews by itself; `auto-deletes`: renews by itself, but its policy deletes it;
 * `renew-not-auto`: shall be renewed, nobody but a person does it, and the deadline is near; `renewed-unasked`: was renewed
 * lately although nobody had decided so; `no-owner-near`: the deadline is near and nobody owns it.
 */
export const CONTRADICTIONS = [
  'let-expire-auto',
  'auto-deletes',
  'renew-not-auto',
  'renewed-unasked',
  'no-owner-near',
] as const
export type Contradiction = (typeof CONTRADICTIONS)[number]

/** A deadline within so many civil days is near; a deadline that has passed is, too. */
export const NEAR_DAYS = 15

/** For so many days after a renewal that nobody decided, it is asked about. */
export const UNASKED_DAYS = 45

/** What contradictions follow from. Instants are epoch ms. */
export interface ContradictionFacts {
  readonly isActive: boolean
  readonly renewalMode: RenewalMode
  /** The provider's policy says that the item is deleted at its end. */
  readonly isDeletedAtEnd: boolean
  /** The decision that holds (`decisionOn`). */
  readonly decision: DecisionKind
  readonly owner: string | null
  readonly expiresAt: number | null
  readonly actByAt: number | null
  readonly isAcknowledged: boolean
  /** When a renewal was seen that nobody had decided, and the expiry that it led to. */
  readonly unaskedRenewalAt: number | null
  readonly unaskedRenewalFor: number | null
}

/** Instants that contradictions of one civil day are measured by. */
export interface ContradictionDay {
  /** Start of the first civil day that is not near any more: of today + NEAR_DAYS + 1. */
  readonly nearBefore: number
  /** Renewals seen before this are not asked about any more: start of today − UNASKED_DAYS. */
  readonly unaskedFrom: number
}

/** The instants of a civil day in the business zone. */
export function contradictionDay(today: CivilDay, zone: string): ContradictionDay {
  return {
    nearBefore: startOfCivilDay(addCivilDays(today, NEAR_DAYS + 1), zone),
    unaskedFrom: startOfCivilDay(addCivilDays(today, -UNASKED_DAYS), zone),
  }
}

/**
 * Whether a provider's raw policy says that the resource is deleted at its end: Huawei's 2 (deleted straight from active)
 * and 5 (deleted from retention). facts: Huawei BSS ListPayPerUseCustomerResources, expire_policy.
 */
export function isDeletedAtEnd(provider: ProviderId | null, rawPolicy: RawCode): boolean {
  return (provider === 'huawei' || provider === 'demo') && (String(rawPolicy) === '2' || String(rawPolicy) === '5')
}

/** All that does not fit, the most serious first. An item that is gone contradicts nothing. */
export function contradictionsOf(facts: ContradictionFacts, day: ContradictionDay): readonly Contradiction[] {
  if (!facts.isActive) return []
  const { renewalMode, decision, actByAt } = facts
  const isNear = actByAt !== null && actByAt < day.nearBefore
  const found: Contradiction[] = []
  if (decision === 'let-expire' && renewalMode === 'auto') found.push('let-expire-auto')
  if (renewalMode === 'auto' && facts.isDeletedAtEnd) found.push('auto-deletes')
  if (decision === 'renew' && renewalMode !== 'auto' && isNear) found.push('renew-not-auto')
  const { unaskedRenewalAt, unaskedRenewalFor } = facts
  const isUnasked =
    unaskedRenewalAt !== null &&
    unaskedRenewalFor === facts.expiresAt &&
    unaskedRenewalAt >= day.unaskedFrom &&
    decision === 'undecided' &&
    !facts.isAcknowledged
  if (isUnasked) found.push('renewed-unasked')
  if (isNear && facts.owner === null && decision !== 'renewed' && decision !== 'released') found.push('no-owner-near')
  return found
}
