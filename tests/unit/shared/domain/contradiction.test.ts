import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startOfCivilDay, toCivilDay } from '../../../../src/shared/domain/civil-day.ts'
import {
  contradictionDay,
  CONTRADICTIONS,
  contradictionsOf,
  isDeletedAtEnd,
  NEAR_DAYS,
  UNASKED_DAYS,
  type ContradictionFacts,
} from '../../../../src/shared/domain/contradiction.ts'
import { RENEWAL_MODES } from '../../../../src/shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../../../src/shared/domain/review.ts'

const ZONE = 'Asia/Shanghai'
const TODAY = '2026-11-21'
const DAY = contradictionDay(TODAY, ZONE)
const at = (day: string): number => startOfCivilDay(day, ZONE)

/** Far from its end, owned, renewed by hand, undecided: nothing about it is odd. */
function facts(overrides: Partial<ContradictionFacts> = {}): ContradictionFacts {
  return {
    isActive: true,
    renewalMode: 'manual',
    isDeletedAtEnd: false,
    decision: 'undecided',
    owner: '李雷',
    expiresAt: at('2027-06-01'),
    actByAt: at('2027-06-01'),
    isAcknowledged: false,
    unaskedRenewalAt: null,
    unaskedRenewalFor: null,
    ...overrides,
  }
}

const NEAR = { actByAt: at('2026-12-06'), expiresAt: at('2026-12-06') }
const UNASKED = { unaskedRenewalAt: at('2026-11-20'), unaskedRenewalFor: at('2027-06-01') }

describe('contradictionsOf', () => {
  it.each<[string, Partial<ContradictionFacts>, readonly string[]]>([
    ['nothing odd', {}, []],
    ['shall end, renews itself', { decision: 'let-expire', renewalMode: 'auto' }, ['let-expire-auto']],
    ['shall end, ends', { decision: 'let-expire', renewalMode: 'none' }, []],
    ['renews itself, is deleted', { renewalMode: 'auto', isDeletedAtEnd: true }, ['auto-deletes']],
    ['is deleted, as everybody expects', { renewalMode: 'none', isDeletedAtEnd: true }, []],
    ['renew, near, by hand', { ...NEAR, decision: 'renew' }, ['renew-not-auto']],
    ['renew, near, turns to on-demand', { ...NEAR, decision: 'renew', renewalMode: 'on-demand' }, ['renew-not-auto']],
    ['renew, near, renews itself', { ...NEAR, decision: 'renew', renewalMode: 'auto' }, []],
    ['renew, far, by hand', { decision: 'renew' }, []],
    ['renew, overdue, by hand', { decision: 'renew', actByAt: at('2026-11-01') }, ['renew-not-auto']],
    ['renew, no date', { decision: 'renew', expiresAt: null, actByAt: null }, []],
    ['renewed unasked', UNASKED, ['renewed-unasked']],
    ['renewed unasked, acknowledged', { ...UNASKED, isAcknowledged: true }, []],
    ['renewed unasked, decided since', { ...UNASKED, decision: 'renew' }, []],
    ['renewed unasked, moved again', { ...UNASKED, expiresAt: at('2027-07-01') }, []],
    ['near, nobody', { ...NEAR, owner: null }, ['no-owner-near']],
    ['near, nobody, renewed', { ...NEAR, owner: null, decision: 'renewed' }, []],
    ['near, nobody, released', { ...NEAR, owner: null, decision: 'released' }, []],
    ['far, nobody', { owner: null }, []],
    [
      'everything at once',
      { ...UNASKED, actByAt: NEAR.actByAt, renewalMode: 'auto', isDeletedAtEnd: true, owner: null },
      ['auto-deletes', 'renewed-unasked', 'no-owner-near'],
    ],
    ['gone', { ...NEAR, isActive: false, owner: null, decision: 'let-expire', renewalMode: 'auto' }, []],
  ])('finds what does not fit: %s', (_, overrides, expected) => {
    expect(contradictionsOf(facts(overrides), DAY)).toEqual(expected)
  })

  it('counts a deadline as near through its fifteenth day, to the millisecond, in the zone', () => {
    const first = at('2026-12-07')
    const nobody = (actByAt: number) => contradictionsOf(facts({ actByAt, owner: null }), DAY)
    expect(nobody(first - 1)).toEqual(['no-owner-near'])
    expect(nobody(first)).toEqual([])
  })

  it('asks about a renewal on its forty-fifth day for the last time', () => {
    const first = at('2026-10-07')
    const unasked = (unaskedRenewalAt: number) => contradictionsOf(facts({ ...UNASKED, unaskedRenewalAt }), DAY)
    expect(unasked(first)).toEqual(['renewed-unasked'])
    expect(unasked(first - 1)).toEqual([])
  })

  it('finds for any facts, at any instant and in any zone, what the words of each kind say', () => {
    const anyAt = fc.option(fc.integer({ min: at('2026-08-01'), max: at('2027-03-01') }))
    const anyFacts: fc.Arbitrary<ContradictionFacts> = fc
      .record({
        isActive: fc.boolean(),
        renewalMode: fc.constantFrom(...RENEWAL_MODES),
        isDeletedAtEnd: fc.boolean(),
        decision: fc.constantFrom(...DECISIONS),
        owner: fc.constantFrom('a', null),
        expiresAt: anyAt,
        actByAt: anyAt,
        isAcknowledged: fc.boolean(),
        unaskedRenewalAt: anyAt,
        isSameExpiry: fc.boolean(),
      })
      .map(({ isSameExpiry, ...rest }) => ({
        ...rest,
        unaskedRenewalFor: isSameExpiry ? rest.expiresAt : (rest.expiresAt ?? 0) - 1,
      }))
    const zones = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Pacific/Kiritimati')
    fc.assert(
      fc.property(anyFacts, zones, fc.integer({ min: at('2026-10-01'), max: at('2026-12-31') }), (f, zone, now) => {
        const found = contradictionsOf(f, contradictionDay(toCivilDay(now, zone), zone))
        const days = (instant: number): number =>
          (Date.parse(toCivilDay(instant, zone)) - Date.parse(toCivilDay(now, zone))) / 86_400_000
        const isNear = f.actByAt !== null && days(f.actByAt) <= NEAR_DAYS
        const expected = {
          'let-expire-auto': f.decision === 'let-expire' && f.renewalMode === 'auto',
          'auto-deletes': f.renewalMode === 'auto' && f.isDeletedAtEnd,
          'renew-not-auto': f.decision === 'renew' && f.renewalMode !== 'auto' && isNear,
          'renewed-unasked':
            f.unaskedRenewalAt !== null &&
            days(f.unaskedRenewalAt) >= -UNASKED_DAYS &&
            f.unaskedRenewalFor === f.expiresAt &&
            f.decision === 'undecided' &&
            !f.isAcknowledged,
          'no-owner-near': f.owner === null && isNear && !['renewed', 'released'].includes(f.decision),
        }
        expect(found).toEqual(f.isActive ? CONTRADICTIONS.filter((kind) => expected[kind]) : [])
      }),
      { numRuns: 500 },
    )
  })
})

describe('isDeletedAtEnd', () => {
  it('is what Huawei says with the policies 2 and 5, as a number or as text', () => {
    const deleting = [0, 1, 2, 3, 4, 5, '2', '5', null, 'x'].filter((policy) => isDeletedAtEnd('huawei', policy))
    expect(deleting).toEqual([2, 5, '2', '5'])
    expect(isDeletedAtEnd('demo', 2)).toBe(true)
  })

  it('is not read into the codes of other providers', () => {
    expect([isDeletedAtEnd('alibaba', 2), isDeletedAtEnd('tencent', 5), isDeletedAtEnd(null, 2)]).not.toContain(true)
  })
})
