import type { AccountPolicy, Tier } from './account.ts'
import { shiftCivilDays } from './civil-day.ts'
import type { ItemKind, ItemStatus, Provenance, ProviderId, RawCode } from './item.ts'
import type { RenewalMode } from './renewal-mode.ts'
import { toCodeNumber } from './vendor-code.ts'

/** Life of a prepaid item: usable; usable after expiry (宽限期); frozen with its data kept (保留期); gone. */
export const PHASES = ['active', 'grace', 'retention', 'released'] as const
export type Phase = (typeof PHASES)[number]

/** Kinds of items that end without phases: nobody keeps a certificate or a domain usable for a while. */
export const PHASELESS_KINDS = ['certificate', 'domain'] as const satisfies readonly ItemKind[]

/** False for items that simply end. */
export function hasPhases(kind: ItemKind): boolean {
  return !(PHASELESS_KINDS as readonly ItemKind[]).includes(kind)
}

/** Lengths of the two phases after expiry, in civil days. */
export type PhaseDays = Pick<AccountPolicy, 'graceDays' | 'retentionDays'>

/**
 * Huawei Cloud, China site, yearly/monthly resources, natural days (facts: Huawei usermanual-period, cloud-apis A5). The
 * vendor may change them and the international site differs, so they are only what an account's policy starts with.
 */
export const TIER_DAYS: Readonly<Record<Exclude<Tier, 'custom'>, PhaseDays>> = {
  V0: { graceDays: 1, retentionDays: 1 },
  V1: { graceDays: 1, retentionDays: 7 },
  V2: { graceDays: 1, retentionDays: 7 },
  V3: { graceDays: 7, retentionDays: 7 },
  V4: { graceDays: 7, retentionDays: 15 },
  V5: { graceDays: 7, retentionDays: 15 },
}

/** The tier of an account that nobody has set: the shortest phases, so that nothing is believed to live longer. */
export const DEFAULT_TIER = 'V0' satisfies Tier

/** Vendors count days on Beijing clocks whatever zone people review in. */
const VENDOR_ZONE = 'Asia/Shanghai'
const POLICY_TO_ON_DEMAND = 1
const POLICY_DELETE_AT_EXPIRY = 2
const POLICY_FREEZE_AT_EXPIRY = 4

export interface PhaseFacts {
  readonly expiresAt: number | null
  readonly renewalMode: RenewalMode
  readonly rawPolicy: RawCode
  readonly provider: ProviderId
}

export interface PhaseBounds {
  /** First instant after grace; equals the expiry when there is no grace, null when the item has no phases. */
  readonly graceEndsAt: number | null
  /** First instant after retention; equals `graceEndsAt` when there is none, null when the item has no phases. */
  readonly retentionEndsAt: number | null
  readonly provenance: Extract<Provenance, 'computed'>
}

/**
 * Ends of grace and retention: civil days after expiry at the expiry's time of day in Beijing. Undated items and items
 * that turn to pay-per-use (Huawei policy 1) have no phases: both ends are null, and `phaseAt` keeps them `active`.
 * Huawei policy 2 is deleted straight from active: both ends are the expiry. Policy 4 is frozen at expiry: no grace.
 * All other policies, 5 ("deleted from retention") included, pass through both.
 */
export function phaseBounds(facts: PhaseFacts, policy: PhaseDays): PhaseBounds {
  const { expiresAt, provider } = facts
  // The demo account speaks Huawei's codes; the numbers of other vendors mean other things.
  const code = provider === 'huawei' || provider === 'demo' ? toCodeNumber(facts.rawPolicy) : null
  if (expiresAt === null || facts.renewalMode === 'on-demand' || code === POLICY_TO_ON_DEMAND) {
    return { graceEndsAt: null, retentionEndsAt: null, provenance: 'computed' }
  }
  const hasRetention = code !== POLICY_DELETE_AT_EXPIRY
  const graceDays = hasRetention && code !== POLICY_FREEZE_AT_EXPIRY ? policy.graceDays : 0
  const retentionDays = hasRetention ? policy.retentionDays : 0
  return {
    graceEndsAt: shiftCivilDays(expiresAt, graceDays, VENDOR_ZONE),
    retentionEndsAt: shiftCivilDays(expiresAt, graceDays + retentionDays, VENDOR_ZONE),
    provenance: 'computed',
  }
}

export interface PhaseState {
  readonly expiresAt: number | null
  readonly graceEndsAt: number | null
  readonly retentionEndsAt: number | null
  readonly status: ItemStatus
  /** When the provider said so: the time of the sync that read the status. */
  readonly statusReadAt: number
}

export interface PhaseReading {
  /** null: undated, and the provider says nothing about a phase. */
  readonly phase: Phase | null
  readonly provenance: Extract<Provenance, 'provider' | 'computed'>
}

/** What the provider's status says about the phase; null when it says nothing. */
function statedPhase(state: PhaseState): Exclude<Phase, 'active'> | null {
  switch (state.status) {
    case 'closed':
      return 'released'
    case 'frozen':
      return 'retention'
    case 'expired':
      // Read before the present expiry it belongs to the period before a renewal and says nothing about this one.
      return state.expiresAt === null || state.statusReadAt >= state.expiresAt ? 'grace' : null
    case 'in-use': {
      // Still usable after the expiry is what grace means, however short it was assumed to be.
      const hasPhases = state.graceEndsAt !== null || state.retentionEndsAt !== null
      return hasPhases && state.expiresAt !== null && state.statusReadAt >= state.expiresAt ? 'grace' : null
    }
    default:
      return null
  }
}

/** The latest bound that has been reached and lies after `since`; half-open, so a bound belongs to the phase it opens. */
function reachedPhase(now: number, state: PhaseState, since: number): Exclude<Phase, 'active'> | null {
  const isReached = (boundAt: number | null): boolean => boundAt !== null && boundAt > since && now >= boundAt
  if (isReached(state.retentionEndsAt)) return 'released'
  if (isReached(state.graceEndsAt)) return 'retention'
  return null
}

/**
 * The phase at an instant, and whose word it is.
 *
 * - Without a statement of the provider (`unknown`; `in-use` and `expired` read before the expiry) the bounds decide:
 *   [expiry, graceEndsAt) grace, [graceEndsAt, retentionEndsAt) retention, then released. Null bounds: `active` for ever.
 *   Undated: null.
 * - A statement is the least phase: `expired` or `in-use` read at or after the expiry is grace, also past the computed
 *   end of grace, because tiers are only assumed; `frozen` is retention and `closed` is released, whenever read.
 * - Bounds move a stated phase forward only when they lie after `statusReadAt`: the provider knew the earlier ones.
 * - Before the expiry only `frozen` and `closed` count; everything else is `active`.
 *
 * With unchanged facts the phase never moves backwards as time passes.
 */
export function phaseAt(now: number, state: PhaseState): PhaseReading {
  const stated = statedPhase(state)
  const { expiresAt } = state
  if (expiresAt === null) return { phase: stated, provenance: stated === null ? 'computed' : 'provider' }
  if (now < expiresAt) {
    const isStopped = stated === 'retention' || stated === 'released'
    return isStopped ? { phase: stated, provenance: 'provider' } : { phase: 'active', provenance: 'computed' }
  }
  if (stated === null) {
    const hasPhases = state.graceEndsAt !== null || state.retentionEndsAt !== null
    const reached = reachedPhase(now, state, -Infinity)
    return { phase: reached ?? (hasPhases ? 'grace' : 'active'), provenance: 'computed' }
  }
  const reached = reachedPhase(now, state, state.statusReadAt)
  const hasMoved = reached !== null && PHASES.indexOf(reached) > PHASES.indexOf(stated)
  return hasMoved ? { phase: reached, provenance: 'computed' } : { phase: stated, provenance: 'provider' }
}
