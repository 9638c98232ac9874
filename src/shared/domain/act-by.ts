import type { AccountPolicy } from './account.ts'
import { addCivilDays, civilInstant, toCivilDay } from './civil-day.ts'
import type { ProviderId } from './item.ts'
import type { RenewalMode } from './renewal-mode.ts'
import type { DecisionKind } from './review.ts'

/** The vendors' deduction days and hours are Beijing's, whatever zone people review in. */
const VENDOR_ZONE = 'Asia/Shanghai'

/**
 * Hour at which a vendor starts to charge automatic renewals. Huawei: 03:00 (facts: cloud-apis A5). Alibaba ECS: 08:00
 * (facts: user-needs 1.1, alibabacloud.com/help/doc-detail/52843.htm). Tencent states none, so its day counts from the
 * start.
 */
export const DEDUCTION_TIMES: Readonly<Record<ProviderId, string>> = {
  huawei: '03:00',
  demo: '03:00',
  alibaba: '08:00',
  tencent: '00:00',
}

export interface ActByFacts {
  readonly expiresAt: number | null
  readonly renewalMode: RenewalMode
  /** null: typed or imported, charged by nobody that we know; counted as Huawei's hour. */
  readonly provider: ProviderId | null
}

export interface ActBy {
  readonly at: number | null
  readonly kind: 'deduction' | 'expiry' | 'none'
}

/**
 * The deadline that people sort by. `auto`: the moment money moves, that is the Beijing day of expiry less the account's
 * lead at the vendor's hour, never later than the expiry. Other modes: the expiry. Undated: none.
 */
export function actBy(facts: ActByFacts, policy: Pick<AccountPolicy, 'deductionLeadDays'>): ActBy {
  const { expiresAt, renewalMode, provider } = facts
  if (expiresAt === null) return { at: null, kind: 'none' }
  if (renewalMode !== 'auto') return { at: expiresAt, kind: 'expiry' }
  const day = addCivilDays(toCivilDay(expiresAt, VENDOR_ZONE), -policy.deductionLeadDays)
  const deductedAt = civilInstant(day, DEDUCTION_TIMES[provider ?? 'huawei'], VENDOR_ZONE)
  return { at: Math.min(deductedAt, expiresAt), kind: 'deduction' }
}

/** What the deadline is, for its wording; the instant is the same for `deduction` and `switch-off-auto`. */
export type ActByKind = 'deduction' | 'expiry' | 'switch-off-auto'

/** For an item that renews by itself but shall end, the deadline is the last moment to switch automatic renewal off. */
export function actByKind(mode: RenewalMode, decision: DecisionKind): ActByKind {
  if (mode !== 'auto') return 'expiry'
  return decision === 'let-expire' ? 'switch-off-auto' : 'deduction'
}
