import { describe, expect, it } from 'vitest'
import {
  certaintyOf,
  hasOwnPrice,
  laterPaymentDays,
  SCENARIOS,
  standingOf,
} from '../../../../src/shared/domain/forecast.ts'
import { fromEpochDay, toEpochDay } from '../../../../src/shared/domain/civil-day.ts'
import { RENEWAL_MODES } from '../../../../src/shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../../../src/shared/domain/review.ts'

describe('standingOf', () => {
  it.each([
    // What was decided is done; what is undecided goes on only when it renews by itself.
    ['as-decided', 'auto', 'undecided', 'all'],
    ['as-decided', 'auto', 'renew', 'all'],
    ['as-decided', 'auto', 'renewed', 'all'],
    ['as-decided', 'auto', 'let-expire', 'none'],
    ['as-decided', 'auto', 'to-on-demand', 'none'],
    ['as-decided', 'auto', 'released', 'none'],
    ['as-decided', 'manual', 'undecided', 'open'],
    ['as-decided', 'none', 'undecided', 'open'],
    ['as-decided', 'unknown', 'undecided', 'open'],
    ['as-decided', 'manual', 'renew', 'all'],
    ['as-decided', 'manual', 'renewed', 'all'],
    ['as-decided', 'on-demand', 'undecided', 'none'],
    ['as-decided', 'on-demand', 'renewed', 'none'],
    // Renewed once more because somebody said so; then it is pay-per-use.
    ['as-decided', 'on-demand', 'renew', 'next'],
    ['all-renew', 'manual', 'undecided', 'all'],
    ['all-renew', 'auto', 'let-expire', 'all'],
    ['all-renew', 'none', 'let-expire', 'all'],
    ['all-renew', 'auto', 'to-on-demand', 'none'],
    ['all-renew', 'manual', 'released', 'none'],
    ['all-renew', 'on-demand', 'undecided', 'none'],
    ['auto-only', 'auto', 'let-expire', 'all'],
    ['auto-only', 'auto', 'undecided', 'all'],
    ['auto-only', 'manual', 'renew', 'none'],
  ] as const)('takes, %s, what is %s and %s as %s', (scenario, mode, decision, expected) => {
    expect(standingOf(scenario, mode, decision)).toBe(expected)
  })

  it('never pays less when everything renews than as decided', () => {
    const weight = { none: 0, open: 0, next: 1, all: 2 }
    for (const mode of RENEWAL_MODES) {
      for (const decision of DECISIONS) {
        const [decided, all] = (['as-decided', 'all-renew'] as const).map((name) => standingOf(name, mode, decision))
        expect(weight[all as keyof typeof weight]).toBeGreaterThanOrEqual(weight[decided as keyof typeof weight])
      }
    }
  })

  it('leaves something open only where nobody has decided and only as decided', () => {
    for (const scenario of SCENARIOS) {
      for (const mode of RENEWAL_MODES) {
        for (const decision of DECISIONS) {
          if (standingOf(scenario, mode, decision) !== 'open') continue
          expect([scenario, decision]).toEqual(['as-decided', 'undecided'])
        }
      }
    }
  })
})

describe('certaintyOf', () => {
  it.each([
    ['auto', 'renew', true, 'decided'],
    ['manual', 'renew', true, 'decided'],
    ['auto', 'renew', false, 'automatic'],
    ['manual', 'renew', false, 'assumed'],
    ['auto', 'undecided', true, 'automatic'],
    ['auto', 'renewed', true, 'automatic'],
    ['manual', 'renewed', true, 'assumed'],
    ['manual', 'undecided', true, 'assumed'],
    // Nobody wants it: only the scenario pays.
    ['auto', 'let-expire', true, 'assumed'],
  ] as const)('calls a payment of what is %s and %s (the next one: %s) %s', (mode, decision, isNext, expected) => {
    expect(certaintyOf(mode, decision, isNext)).toBe(expected)
  })

  it('keeps the certainty of the months behind when a renewal comes true', () => {
    // Before, the second payment of what shall be renewed; after, the first of what was.
    for (const mode of RENEWAL_MODES) {
      expect(certaintyOf(mode, 'renewed', true)).toBe(certaintyOf(mode, 'renew', false))
    }
  })
})

describe('laterPaymentDays', () => {
  const days = (expiry: string, priceMonths: number, first: string, last: string, options: object = {}): string[] =>
    laterPaymentDays(
      {
        expiresAt: Date.parse(expiry),
        renewalMode: 'manual',
        provider: 'huawei',
        deductionLeadDays: 7,
        ...options,
      },
      priceMonths,
      { zone: 'Asia/Shanghai', firstDay: toEpochDay(first), lastDay: toEpochDay(last) },
    ).map(fromEpochDay)

  it('counts months from the first expiry, so that the 31st does not become the 28th for ever', () => {
    expect(days('2027-01-31T15:59:59Z', 1, '2027-01-01', '2027-05-31')).toEqual([
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
      '2027-05-31',
    ])
    expect(days('2028-02-29T15:59:59Z', 12, '2028-01-01', '2032-12-31')).toEqual([
      '2029-02-28',
      '2030-02-28',
      '2031-02-28',
      '2032-02-29',
    ])
  })

  it('pays automatic renewals on the day of the deduction', () => {
    expect(days('2027-01-31T15:59:59Z', 1, '2027-01-01', '2027-04-30', { renewalMode: 'auto' })).toEqual([
      '2027-02-21',
      '2027-03-24',
      '2027-04-23',
    ])
  })

  it('counts months on the clocks of the business zone', () => {
    // 30 January, 20:00 in New York, is the 31st in UTC: February has neither, and the days differ.
    const facts = {
      expiresAt: Date.parse('2027-01-31T01:00:00Z'),
      renewalMode: 'manual',
      provider: 'huawei',
      deductionLeadDays: 7,
    } as const
    const span = { zone: 'America/New_York', firstDay: toEpochDay('2027-02-01'), lastDay: toEpochDay('2027-04-30') }
    expect(laterPaymentDays(facts, 1, span).map(fromEpochDay)).toEqual(['2027-02-28', '2027-03-30', '2027-04-30'])
  })

  it('leaves out what lies before the first day and behind the last one, both included', () => {
    expect(days('2027-01-15T15:59:59Z', 1, '2027-03-15', '2027-05-15')).toEqual([
      '2027-03-15',
      '2027-04-15',
      '2027-05-15',
    ])
    expect(days('2027-01-15T15:59:59Z', 1, '2027-03-16', '2027-05-14')).toEqual(['2027-04-15'])
  })

  it('finds the same days from an expiry of long ago at once', () => {
    expect(days('0001-01-31T12:00:00Z', 1, '2027-02-01', '2027-04-30')).toEqual([
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
    ])
  })

  it('ends for dates that stand for "never"', () => {
    for (const expiresAt of [8.6e15, -8.6e15, Date.parse('9999-12-31T23:59:59Z')]) {
      const facts = { expiresAt, renewalMode: 'auto', provider: 'huawei', deductionLeadDays: 30 } as const
      const span = { zone: 'America/New_York', firstDay: 20_800, lastDay: 21_600 }
      expect(laterPaymentDays(facts, 1, span).length).toBe(expiresAt > 0 ? 0 : 26)
    }
  })
})

describe('hasOwnPrice', () => {
  it.each([
    ['cloud', false, true],
    ['manual', false, true],
    ['cloud', true, false],
    ['certificate', false, false],
    ['domain', false, false],
  ] as const)('says for %s, paid with its main resource: %s, %s', (kind, isPaidWithMain, expected) => {
    expect(hasOwnPrice({ kind, isPaidWithMain })).toBe(expected)
  })
})
