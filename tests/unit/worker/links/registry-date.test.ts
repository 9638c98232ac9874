import { describe, expect, test } from 'vitest'
import { readRegistryDate, toDateHabits, UTC_HABITS } from '../../../../src/worker/links/registry-date.ts'

const cases: readonly (readonly [domain: string, text: string, expected: string | null])[] = [
  ['a.cn', '2027-03-17 12:48:36', '2027-03-17T04:48:36Z'],
  ['a.com.cn', '2027-01-01 00:00:00', '2026-12-31T16:00:00Z'],
  ['a.xn--fiqs8s', '2027-03-17 12:48:36', '2027-03-17T04:48:36Z'],
  ['a.hk', '31-03-2027', '2027-03-31T15:59:59Z'],
  ['a.com.hk', '01-02-2027', '2027-02-01T15:59:59Z'],
  ['a.xn--j6w193g', '01-02-2027', '2027-02-01T15:59:59Z'],
  ['a.com', '2027-08-14T07:01:31Z', '2027-08-14T07:01:31Z'],
  ['a.com', '2027-08-14T07:01:31.0Z', '2027-08-14T07:01:31Z'],
  ['a.com', '2027-08-14T07:01:31+08:00', '2027-08-13T23:01:31Z'],
  ['a.com', '2027-08-14T07:01:31-0330', '2027-08-14T10:31:31Z'],
  ['a.com', '2027-08-14T07:01:31', '2027-08-14T07:01:31Z'],
  ['a.com', '2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
  ['a.com', '2027-08-14', '2027-08-14T23:59:59Z'],
  ['a.com', '2027.08.14', '2027-08-14T23:59:59Z'],
  ['a.com', '14-Aug-2027', '2027-08-14T23:59:59Z'],
  ['a.com', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
  ['a.com', '2027-02-29T00:00:00Z', null],
  ['a.com', '2027-13-01', null],
  ['a.com', '2027-08-14T25:00:00Z', null],
  ['a.hk', '31-02-2027', null],
  // Could be the first of February and the second of January.
  ['a.com', '01-02-2027', null],
  ['a.com', '14-Foo-2027', null],
  ['a.com', '0001-01-01T00:00:00Z', null],
  ['a.com', 'REDACTED', null],
  ['a.com', '', null],
]

describe('reading dates of registries', () => {
  test.each(cases)('%s writes %j and means %s', (domain, text, expected) => {
    const read = readRegistryDate(text, toDateHabits(domain))
    expect(read).toBe(expected === null ? null : Date.parse(expected))
  })

  test('a civil day of Hong Kong stays the same day in Hong Kong and in UTC', () => {
    const at = readRegistryDate('31-03-2027', toDateHabits('a.hk')) ?? 0
    const days = ['Asia/Hong_Kong', 'Asia/Shanghai', 'UTC', 'America/New_York'].map((timeZone) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at),
    )
    expect(new Set(days)).toEqual(new Set(['2027-03-31']))
  })

  test('without habits a time is UTC', () => {
    expect(readRegistryDate('2027-03-17 12:48:36', UTC_HABITS)).toBe(Date.UTC(2027, 2, 17, 12, 48, 36))
  })
})
