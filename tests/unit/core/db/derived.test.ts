import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDeriveDates, liftTags } from '../../../../src/core/db/derived.ts'
import { foldText, joinSearchText, toSearchWords } from '../../../../src/core/db/search-text.ts'
import { actBy } from '../../../../src/shared/domain/act-by.ts'
import { toCivilDay, toEpochDay } from '../../../../src/shared/domain/civil-day.ts'
import { phaseBounds } from '../../../../src/shared/domain/phase.ts'
import { RENEWAL_MODES } from '../../../../src/shared/domain/renewal-mode.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import { TEST_POLICY } from '../../../support/sync-driver.ts'

describe('createDeriveDates', () => {
  it('gives what the domain gives, also when it remembers', () => {
    const basis = {
      provider: 'huawei',
      policy: TEST_POLICY,
      businessZone: 'America/New_York',
      tagKeys: DEFAULT_SETTINGS.tagKeys,
    } as const
    const derive = createDeriveDates(basis)
    const instants = fc.option(fc.integer({ min: 0, max: 40 }).map((n) => Date.UTC(2026, 2, 1) + n * 6 * 3_600_000))
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom(...RENEWAL_MODES),
        fc.constantFrom(null, 1, '1', 2, 4, 7),
        (expiresAt, mode, rawPolicy) => {
          const bounds = phaseBounds({ expiresAt, renewalMode: mode, rawPolicy, provider: 'huawei' }, TEST_POLICY)
          expect(derive(expiresAt, mode, rawPolicy)).toEqual({
            expiresOn: expiresAt === null ? null : toEpochDay(toCivilDay(expiresAt, 'America/New_York')),
            actByAt: actBy({ expiresAt, renewalMode: mode, provider: 'huawei' }, TEST_POLICY).at,
            graceEndsAt: bounds.graceEndsAt,
            retentionEndsAt: bounds.retentionEndsAt,
          })
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('liftTags', () => {
  const keys = { productLine: ['line', '产品线'], env: ['env'], name: [] }
  it.each([
    { name: 'the first configured key wins', tags: { 产品线: 'b', line: 'a' }, expected: ['a', null, null] },
    { name: 'case does not matter', tags: { LINE: 'a', Env: 'x' }, expected: ['a', 'x', null] },
    { name: 'the exact spelling goes first', tags: { ENV: '1', env: '2', Env: '3' }, expected: [null, '2', null] },
    { name: 'a blank value is a value', tags: { env: '' }, expected: [null, '', null] },
    { name: 'no tags give nothing', tags: {}, expected: [null, null, null] },
  ])('$name', ({ tags, expected }) => {
    const lifted = liftTags(tags as Record<string, string>, keys)
    expect([lifted.productLine, lifted.env, lifted.name]).toEqual(expected)
  })
})

describe('search text', () => {
  it('folds the letters of every alphabet', () => {
    expect(foldText('ÉCAFÉ ＡＢＣ ΟΔΟΣ ΟΔΟΣΑ')).toBe('écafé ａｂｃ οδοσ οδοσα')
  })
  it('splits words at any white space and drops repeats', () => {
    expect(toSearchWords('  订单\tA\u3000a\n')).toEqual(['订单', 'a'])
  })
  it('lets no word match across two values', () => {
    expect(joinSearchText(['ab', null, '', 'CD'])).toBe('ab\ncd')
  })
})
