import { describe, expect, it } from 'vitest'
import { actBy, actByKind } from '../../../../src/shared/domain/act-by.ts'
import { PROVIDERS } from '../../../../src/shared/domain/item.ts'
import { RENEWAL_MODES } from '../../../../src/shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../../../src/shared/domain/review.ts'
import { oracleDeduction } from '../../../support/domain-oracle.ts'
import { repeat, same } from '../../../support/seeded.ts'

describe('actBy', () => {
  it.each([
    // Both expire on 1 December in Beijing; one second later is the next day and so is its deduction.
    ['2026-12-01T15:59:59Z', 7, 'huawei', '2026-11-23T19:00:00.000Z'],
    ['2026-12-01T16:00:00Z', 7, 'huawei', '2026-11-24T19:00:00.000Z'],
    ['2026-12-01T15:59:59Z', 2, 'huawei', '2026-11-28T19:00:00.000Z'],
    ['2026-12-01T15:59:59Z', 0, 'huawei', '2026-11-30T19:00:00.000Z'],
    ['2026-03-05T15:59:59Z', 7, 'huawei', '2026-02-25T19:00:00.000Z'],
    ['2028-03-07T15:59:59Z', 7, 'huawei', '2028-02-28T19:00:00.000Z'],
    // Expires at 02:00 Beijing, before the deduction hour of its own day.
    ['2026-11-30T18:00:00Z', 0, 'huawei', '2026-11-30T18:00:00.000Z'],
    ['2026-11-30T19:00:00Z', 0, 'huawei', '2026-11-30T19:00:00.000Z'],
    ['2026-12-01T15:59:59Z', 9, 'alibaba', '2026-11-22T00:00:00.000Z'],
    ['2026-12-01T15:59:59Z', 7, 'tencent', '2026-11-23T16:00:00.000Z'],
    ['2026-12-01T15:59:59Z', 7, null, '2026-11-23T19:00:00.000Z'],
  ] as const)('charges what expires at %s, %i days before, by %s, at %s', (expiry, lead, provider, expected) => {
    const expiresAt = Date.parse(expiry)
    const deadline = actBy({ expiresAt, renewalMode: 'auto', provider }, { deductionLeadDays: lead })
    expect(deadline.kind).toBe('deduction')
    expect(new Date(deadline.at ?? Number.NaN).toISOString()).toBe(expected)
  })

  it.each(['manual', 'none', 'on-demand', 'unknown'] as const)('is the expiry itself for %s', (renewalMode) => {
    const facts = { expiresAt: 1_796_140_799_000, renewalMode, provider: 'huawei' } as const
    expect(actBy(facts, { deductionLeadDays: 7 })).toEqual({ at: 1_796_140_799_000, kind: 'expiry' })
  })

  it.each(RENEWAL_MODES)('is none for an undated item with mode %s', (renewalMode) => {
    const facts = { expiresAt: null, renewalMode, provider: 'huawei' } as const
    expect(actBy(facts, { deductionLeadDays: 7 })).toEqual({ at: null, kind: 'none' })
  })

  it('survives dates that stand for "never"', () => {
    for (const expiry of ['9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z']) {
      const expiresAt = Date.parse(expiry)
      const { at } = actBy({ expiresAt, renewalMode: 'auto', provider: 'huawei' }, { deductionLeadDays: 7 })
      expect(at).toBeLessThanOrEqual(expiresAt)
    }
  })

  it('agrees with stepping back over Beijing days for 100,000 expiries', { timeout: 60_000 }, () => {
    repeat(100_000, (random) => {
      const quarter = random.integer(Date.UTC(1992, 0, 1) / 900_000, Date.UTC(2100, 0, 1) / 900_000)
      const expiresAt = quarter * 900_000 - random.pick([0, 1, 1000, 123_456])
      const deductionLeadDays = random.integer(0, 30)
      const renewalMode = random.pick(RENEWAL_MODES)
      const provider = random.pick(PROVIDERS)
      const hour = { huawei: 3, demo: 3, alibaba: 8, tencent: 0 }[provider]
      const expected = renewalMode === 'auto' ? oracleDeduction(expiresAt, deductionLeadDays, hour) : expiresAt
      const { at } = actBy({ expiresAt, renewalMode, provider }, { deductionLeadDays })
      same(at, expected, `${renewalMode} ${provider} ${new Date(expiresAt).toISOString()} - ${deductionLeadDays}`)
    })
  })
})

describe('actByKind', () => {
  it('asks to switch auto-renew off only where an auto item shall end', () => {
    for (const decision of DECISIONS) {
      const expected = decision === 'let-expire' ? 'switch-off-auto' : 'deduction'
      expect(actByKind('auto', decision)).toBe(expected)
      for (const mode of ['manual', 'none', 'on-demand', 'unknown'] as const) {
        expect(actByKind(mode, decision)).toBe('expiry')
      }
    }
  })
})
