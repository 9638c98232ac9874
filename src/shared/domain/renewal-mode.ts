import type { ItemStatus, RawCode } from './item.ts'
import { toCodeNumber } from './vendor-code.ts'

/** What happens at expiry: renewed by itself, by hand, not at all, turned to pay-per-use, or nobody said. */
export const RENEWAL_MODES = ['auto', 'manual', 'none', 'on-demand', 'unknown'] as const
export type RenewalMode = (typeof RENEWAL_MODES)[number]

/**
 * Reads Huawei's `expire_policy`. Only 3 means automatic renewal; absent, blank and new codes are `unknown`, never "no".
 * (facts: Huawei BSS ListPayPerUseCustomerResources; 1 and 3 are stated, 2 = none and 0, 4, 5 = manual follow the tabs of
 * the console.)
 */
export function toHuaweiRenewalMode(expirePolicy: RawCode): RenewalMode {
  switch (toCodeNumber(expirePolicy)) {
    case 3:
      return 'auto'
    case 1:
      return 'on-demand'
    case 2:
      return 'none'
    case 0:
    case 4:
    case 5:
      return 'manual'
    default:
      return 'unknown'
  }
}

/**
 * Reads Huawei's resource `status`. The numbers meant other things before 2025, so any other code is `unknown` and the
 * number itself is kept beside it (facts: Huawei BSS ListPayPerUseCustomerResources).
 */
export function toHuaweiStatus(status: RawCode): ItemStatus {
  switch (toCodeNumber(status)) {
    case 2:
      return 'in-use'
    case 3:
      return 'closed'
    case 4:
      return 'frozen'
    case 5:
      return 'expired'
    default:
      return 'unknown'
  }
}

/** Whether the item renews by itself; null when nobody said, which is not "no". */
export function toAutoRenew(mode: RenewalMode): boolean | null {
  return mode === 'unknown' ? null : mode === 'auto'
}

/** How a code that we do not know is shown: `unknown (7)`, or `unknown` when there is none. */
export function formatUnknownCode(raw: RawCode): string {
  const text = raw === null ? '' : String(raw).trim()
  return text === '' ? 'unknown' : `unknown (${text})`
}
