import { describe, expect, it } from 'vitest'
import {
  formatUnknownCode,
  RENEWAL_MODES,
  toAutoRenew,
  toHuaweiRenewalMode,
  toHuaweiStatus,
} from '../../../../src/shared/domain/renewal-mode.ts'

describe('toHuaweiRenewalMode', () => {
  it.each([
    [0, 'manual'],
    [1, 'on-demand'],
    [2, 'none'],
    [3, 'auto'],
    [4, 'manual'],
    [5, 'manual'],
    ['3', 'auto'],
    [' 0 ', 'manual'],
    ['2', 'none'],
    // Absence is not "manual" and not "none": nobody said.
    [null, 'unknown'],
    ['', 'unknown'],
    [' ', 'unknown'],
    [6, 'unknown'],
    [-1, 'unknown'],
    [3.5, 'unknown'],
    [Number.NaN, 'unknown'],
    ['03', 'unknown'],
    ['3.0', 'unknown'],
    ['3x', 'unknown'],
    ['0x3', 'unknown'],
    ['AUTO', 'unknown'],
    ['99999999999999999999', 'unknown'],
  ] as const)('reads %j as %s', (raw, mode) => {
    expect(toHuaweiRenewalMode(raw)).toBe(mode)
  })
})

describe('toHuaweiStatus', () => {
  it.each([
    [2, 'in-use'],
    [3, 'closed'],
    [4, 'frozen'],
    [5, 'expired'],
    ['5', 'expired'],
    // Codes of the older API: 1, 6, 7 and 8 meant something else then.
    [0, 'unknown'],
    [1, 'unknown'],
    [6, 'unknown'],
    [7, 'unknown'],
    [8, 'unknown'],
    [null, 'unknown'],
    ['', 'unknown'],
    ['ACTIVE', 'unknown'],
  ] as const)('reads %j as %s', (raw, status) => {
    expect(toHuaweiStatus(raw)).toBe(status)
  })
})

describe('toAutoRenew', () => {
  it('says yes, no, or that nobody knows', () => {
    expect(RENEWAL_MODES.map(toAutoRenew)).toEqual([true, false, false, false, null])
  })
})

describe('formatUnknownCode', () => {
  it.each([
    [7, 'unknown (7)'],
    [0, 'unknown (0)'],
    ['FROZEN2', 'unknown (FROZEN2)'],
    [null, 'unknown'],
    ['  ', 'unknown'],
  ] as const)('shows %j as %s', (raw, shown) => {
    expect(formatUnknownCode(raw)).toBe(shown)
  })
})
