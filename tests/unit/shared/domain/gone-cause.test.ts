import { describe, expect, it } from 'vitest'
import { goneCause } from '../../../../src/shared/domain/gone-cause.ts'
import type { GoneContext, GoneFacts } from '../../../../src/shared/domain/gone-cause.ts'

const NOW = Date.parse('2026-11-21T00:00:00Z')
const DAY_MS = 86_400_000

const anItem = (changes: Partial<GoneFacts> = {}): GoneFacts => ({
  status: 'in-use',
  expiresAt: NOW + 30 * DAY_MS,
  renewalMode: 'manual',
  graceEndsAt: NOW + 31 * DAY_MS,
  retentionEndsAt: NOW + 32 * DAY_MS,
  ...changes,
})
const aContext = (changes: Partial<GoneContext> = {}): GoneContext => ({
  now: NOW,
  siblingsStillReported: 5,
  siblingsBefore: 6,
  ...changes,
})
const expired = { expiresAt: NOW - DAY_MS, graceEndsAt: NOW + DAY_MS, retentionEndsAt: NOW + 2 * DAY_MS }
const alone = { siblingsStillReported: 0 }

describe('goneCause', () => {
  it.each<[string, Partial<GoneFacts>, Partial<GoneContext>, string]>([
    ['closed by the provider', { status: 'closed' }, {}, 'released'],
    ['closed, whole project gone', { status: 'closed' }, alone, 'released'],
    ['closed and undated', { status: 'closed', expiresAt: null, retentionEndsAt: null }, {}, 'released'],
    ['at the end of retention', { ...expired, retentionEndsAt: NOW }, {}, 'released'],
    ['an instant before the end of retention', { ...expired, retentionEndsAt: NOW + 1 }, {}, 'unknown'],
    ['not renewed, at expiry', { ...expired, renewalMode: 'none', expiresAt: NOW }, {}, 'released'],
    ['not renewed, before expiry', { renewalMode: 'none', expiresAt: NOW + 1 }, {}, 'unsubscribed'],
    ['expired in grace', expired, {}, 'unknown'],
    ['expired, turned to pay-per-use', { ...expired, renewalMode: 'on-demand', retentionEndsAt: null }, {}, 'unknown'],
    ['expired, whole project gone', expired, alone, 'unknown'],
    ['before expiry, others reported', {}, {}, 'unsubscribed'],
    ['before expiry, one other reported', {}, { siblingsStillReported: 1, siblingsBefore: 2 }, 'unsubscribed'],
    ['before expiry, all three gone', {}, { siblingsStillReported: 0, siblingsBefore: 3 }, 'permission-lost'],
    ['before expiry, both of two gone', {}, { siblingsStillReported: 0, siblingsBefore: 2 }, 'unknown'],
    ['before expiry, the only one', {}, { siblingsStillReported: 0, siblingsBefore: 1 }, 'unknown'],
    ['undated, others reported', { expiresAt: null, retentionEndsAt: null }, {}, 'unknown'],
    ['undated, all gone', { expiresAt: null, retentionEndsAt: null }, alone, 'unknown'],
  ])('%s', (_what, item, context, cause) => {
    expect(goneCause(anItem(item), aContext(context))).toBe(cause)
  })
})
