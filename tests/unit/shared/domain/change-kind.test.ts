import { describe, expect, it } from 'vitest'
import { toChangeKind } from '../../../../src/shared/domain/change-kind.ts'
import { oracleAddDays, oracleAddMonths, oracleMonthLength, toTriple } from '../../../support/domain-oracle.ts'
import { repeat, same } from '../../../support/seeded.ts'

const beijing = (text: string): number => Date.parse(`${text}+08:00`)

describe('toChangeKind', () => {
  it.each([
    // Whole months, any number of them.
    ['2026-12-01T23:59:59', '2027-01-01T23:59:59', 'renewed'],
    ['2026-12-01T23:59:59', '2027-12-01T23:59:59', 'renewed'],
    ['2026-12-01T23:59:59', '2029-12-01T23:59:59', 'renewed'],
    ['2026-12-15T10:20:30', '2027-03-15T23:59:59', 'renewed'],
    // In UTC these are 30 November and 1 January: Beijing days decide.
    ['2026-12-01T07:00:00', '2027-01-01T23:59:59', 'renewed'],
    // Clamped to the end of the month, and back to it.
    ['2026-01-31T23:59:59', '2026-02-28T23:59:59', 'renewed'],
    ['2028-01-31T23:59:59', '2028-02-29T23:59:59', 'renewed'],
    ['2026-01-30T23:59:59', '2026-02-28T23:59:59', 'renewed'],
    ['2026-02-28T23:59:59', '2026-03-31T23:59:59', 'renewed'],
    ['2026-02-28T23:59:59', '2026-03-28T23:59:59', 'renewed'],
    ['2026-04-30T23:59:59', '2026-05-31T23:59:59', 'renewed'],
    ['2028-02-29T23:59:59', '2029-02-28T23:59:59', 'renewed'],
    ['2027-02-28T23:59:59', '2028-02-29T23:59:59', 'renewed'],
    // Anything else only moved.
    ['2026-12-01T23:59:59', '2026-12-02T00:00:00', 'expiry-moved'],
    ['2026-12-01T23:59:59', '2026-12-28T23:59:59', 'expiry-moved'],
    ['2026-12-01T23:59:59', '2026-12-31T23:59:59', 'expiry-moved'],
    ['2026-12-01T23:59:59', '2027-01-02T00:00:00', 'expiry-moved'],
    ['2026-12-01T23:59:59', '2027-01-02T23:59:59', 'expiry-moved'],
    ['2026-02-28T23:59:59', '2026-03-30T23:59:59', 'expiry-moved'],
    ['2026-01-29T23:59:59', '2026-03-31T23:59:59', 'expiry-moved'],
    ['2026-12-01T10:00:00', '2026-12-01T23:59:59', 'expiry-moved'],
    ['2027-01-01T23:59:59', '2026-12-01T23:59:59', 'expiry-moved'],
    ['2026-05-31T23:59:59', '2026-04-30T23:59:59', 'expiry-moved'],
  ])('calls an expiry that goes from %s to %s (Beijing) %s', (from, to, kind) => {
    expect(toChangeKind('expiresAt', beijing(from), beijing(to))).toBe(kind)
    expect(toChangeKind('expiresAt', String(beijing(from)), String(beijing(to)))).toBe(kind)
    const [oldIso, newIso] = [new Date(beijing(from)).toISOString(), new Date(beijing(to)).toISOString()]
    expect(toChangeKind('expiresAt', oldIso, newIso)).toBe(kind)
  })

  it.each([
    [null, 1_796_140_799_000],
    [1_796_140_799_000, null],
    ['soon', 1_796_140_799_000],
    ['2026-99-01T00:00:00Z', 1_796_140_799_000],
  ])('only says that it moved from %j to %j', (from, to) => {
    expect(toChangeKind('expiresAt', from, to)).toBe('expiry-moved')
  })

  it.each([
    ['renewalMode', 'mode-changed'],
    ['price', 'price-changed'],
    ['resourceName', 'renamed'],
    ['spec', 'changed'],
    ['status', 'changed'],
    ['', 'changed'],
  ])('names a change of %j %s', (field, kind) => {
    expect(toChangeKind(field, 'a', 'b')).toBe(kind)
  })

  it('agrees with trying every number of months, for 20,000 moves', () => {
    repeat(20_000, (random) => {
      const from = oracleAddDays('2026-01-01', random.integer(0, 800))
      const near = oracleAddMonths(from, random.integer(0, 14))
      const to = oracleAddDays(near, random.pick([0, 0, 0, 1, -1, 2, 3, -3]))
      const isEnd = (day: string): boolean => {
        const [year, month, date] = toTriple(day)
        return date === oracleMonthLength(year, month)
      }
      let isRenewed = false
      for (let months = 1; months <= 16; months += 1) {
        const target = oracleAddMonths(from, months)
        if (target === to || (isEnd(from) && isEnd(to) && target.slice(0, 7) === to.slice(0, 7))) isRenewed = true
      }
      const hour = random.pick(['00:00:00', '07:59:59', '23:59:59'])
      const kind = toChangeKind('expiresAt', beijing(`${from}T12:00:00`), beijing(`${to}T${hour}`))
      same(kind, isRenewed ? 'renewed' : 'expiry-moved', `${from} to ${to}`)
    })
  })
})
