import { describe, expect, it } from 'vitest'
import { lateRenewal } from '../../../../src/shared/domain/late-renewal.ts'
import {
  divideHalfEven,
  fromScaled,
  oracleAddMonths,
  oracleDay,
  oracleDiffDays,
} from '../../../support/domain-oracle.ts'
import { repeat, same } from '../../../support/seeded.ts'

const zone = 'Asia/Shanghai'
const beijing = (text: string): number => Date.parse(`${text}+08:00`)

describe('lateRenewal', () => {
  it.each([
    // Expired on 1 January, renewed on 3 January: one month ends on 1 February, not on 3 February.
    ['2026-01-01T23:59:59', '2026-01-03T09:00:00', 1, '2026-02-01', 29, 2, '1.0690'],
    ['2026-11-14T23:59:59', '2026-11-21T10:00:00', 12, '2027-11-14', 358, 7, '1.0196'],
    // On the day itself and before it nothing is lost.
    ['2026-12-01T10:00:00', '2026-12-01T15:00:00', 1, '2027-01-01', 31, 0, '1.0000'],
    ['2026-12-01T23:59:59', '2026-11-21T00:00:00', 1, '2027-01-01', 31, 0, '1.0000'],
    ['2026-12-01T23:59:59', '2026-12-02T00:00:00', 1, '2027-01-01', 30, 1, '1.0333'],
    ['2026-01-31T23:59:59', '2026-02-05T00:00:00', 1, '2026-02-28', 23, 5, '1.2174'],
    ['2028-02-29T23:59:59', '2028-03-01T00:00:00', 12, '2029-02-28', 364, 1, '1.0027'],
    // Over before it is paid.
    ['2026-10-01T23:59:59', '2026-11-01T00:00:00', 1, '2026-11-01', 0, 31, null],
    ['2026-10-01T23:59:59', '2027-11-21T00:00:00', 1, '2026-11-01', 0, 31, null],
  ])('expired %s, renewed %s for %i months', (expiry, now, months, newDay, bought, lost, factor) => {
    expect(lateRenewal({ expiresAt: beijing(expiry), now: beijing(now), months, zone })).toEqual({
      newExpiresAt: beijing(`${newDay}${expiry.slice(10)}`),
      newExpiresOn: newDay,
      daysBought: bought,
      daysLost: lost,
      costFactor: factor,
    })
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %f months', (months) => {
    expect(() => lateRenewal({ expiresAt: 0, now: 0, months, zone })).toThrow(RangeError)
  })

  it('agrees with stepping for 5,000 renewals', () => {
    repeat(5000, (random) => {
      const expiresAt = random.integer(Date.UTC(2020, 0, 1) / 1000, Date.UTC(2032, 0, 1) / 1000) * 1000
      const now = expiresAt + random.integer(-20 * 86_400, 60 * 86_400) * 1000
      const months = random.integer(1, 14)
      const [from, today] = [oracleDay(expiresAt, zone), oracleDay(now, zone)]
      const to = oracleAddMonths(from, months)
      const paid = oracleDiffDays(from, to)
      const lost = Math.min(paid, Math.max(0, oracleDiffDays(from, today)))
      const result = lateRenewal({ expiresAt, now, months, zone })
      const what = `${from} renewed on ${today} for ${months}`
      same(result.newExpiresOn, to, what)
      same(result.daysLost, lost, what)
      same(result.daysBought, paid - lost, what)
      const factor = paid === lost ? null : fromScaled(divideHalfEven(BigInt(paid) * 10_000n, BigInt(paid - lost)), 4)
      same(result.costFactor === null ? null : Number(result.costFactor), factor === null ? null : Number(factor), what)
    })
  })
})
