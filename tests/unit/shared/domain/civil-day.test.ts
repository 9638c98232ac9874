import { describe, expect, it } from 'vitest'
import {
  addCivilDays,
  addCivilMonths,
  civilInstant,
  diffCivilDays,
  diffCivilMonths,
  fromEpochDay,
  isCivilDay,
  isMonthEnd,
  isZone,
  parseCivilDay,
  shiftCivilDays,
  shiftCivilMonths,
  startOfCivilDay,
  toCivilDay,
  toEpochDay,
  weekdayOf,
} from '../../../../src/shared/domain/civil-day.ts'

const at = (iso: string): number => Date.parse(iso)
const iso = (instant: number): string => new Date(instant).toISOString()

describe('toCivilDay', () => {
  it.each([
    // The last second of a Beijing day and the first of the next: UTC shows one date for both.
    ['2026-12-01T15:59:59Z', 'Asia/Shanghai', '2026-12-01'],
    ['2026-12-01T15:59:59.999Z', 'Asia/Shanghai', '2026-12-01'],
    ['2026-12-01T16:00:00Z', 'Asia/Shanghai', '2026-12-02'],
    ['2026-12-31T15:59:59Z', 'Asia/Shanghai', '2026-12-31'],
    ['2026-12-31T16:00:00Z', 'Asia/Shanghai', '2027-01-01'],
    ['2028-02-28T16:00:00Z', 'Asia/Shanghai', '2028-02-29'],
    ['2000-02-28T16:00:00Z', 'Asia/Shanghai', '2000-02-29'],
    ['2100-02-28T16:00:00Z', 'Asia/Shanghai', '2100-03-01'],
    // Summer time in China, 1986 to 1991: midnight is at 15:00 UTC.
    ['1988-07-01T14:59:59Z', 'Asia/Shanghai', '1988-07-01'],
    ['1988-07-01T15:00:00Z', 'Asia/Shanghai', '1988-07-02'],
    ['1988-12-01T15:00:00Z', 'Asia/Shanghai', '1988-12-01'],
    // Local mean time to the second: +08:05:43 until 1901.
    ['1900-06-01T15:54:16.999Z', 'Asia/Shanghai', '1900-06-01'],
    ['1900-06-01T15:54:17Z', 'Asia/Shanghai', '1900-06-02'],
    ['2026-03-08T04:59:59Z', 'America/New_York', '2026-03-07'],
    ['2026-03-08T05:00:00Z', 'America/New_York', '2026-03-08'],
    ['2026-03-09T03:59:59Z', 'America/New_York', '2026-03-08'],
    ['2026-03-09T04:00:00Z', 'America/New_York', '2026-03-09'],
    ['2026-11-02T04:59:59Z', 'America/New_York', '2026-11-01'],
    ['2026-06-30T22:59:59Z', 'Europe/London', '2026-06-30'],
    ['2026-06-30T23:00:00Z', 'Europe/London', '2026-07-01'],
    ['2026-01-31T23:00:00Z', 'Europe/London', '2026-01-31'],
    // Half an hour of summer time: +10:30 and +11.
    ['2026-01-01T12:59:59Z', 'Australia/Lord_Howe', '2026-01-01'],
    ['2026-01-01T13:00:00Z', 'Australia/Lord_Howe', '2026-01-02'],
    ['2026-07-01T13:29:59Z', 'Australia/Lord_Howe', '2026-07-01'],
    ['2026-07-01T13:30:00Z', 'Australia/Lord_Howe', '2026-07-02'],
    ['2026-01-01T18:14:59Z', 'Asia/Kathmandu', '2026-01-01'],
    ['2026-01-01T18:15:00Z', 'Asia/Kathmandu', '2026-01-02'],
    // Samoa skipped 30 December 2011.
    ['2011-12-30T09:59:59Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31'],
    ['0001-01-02T00:00:00Z', 'UTC', '0001-01-02'],
    ['0099-12-31T23:59:59.999Z', 'UTC', '0099-12-31'],
    ['9999-12-31T23:59:59.999Z', 'UTC', '9999-12-31'],
    ['1969-12-31T23:59:59.999Z', 'UTC', '1969-12-31'],
  ])('shows %s in %s as %s', (instant, zone, day) => {
    expect(toCivilDay(at(instant), zone)).toBe(day)
  })

  it('gives the first or last day for instants that no civil day can name', () => {
    expect(toCivilDay(at('9999-12-31T23:59:59Z'), 'Asia/Shanghai')).toBe('9999-12-31')
    expect(toCivilDay(at('0001-01-01T00:00:00Z'), 'America/New_York')).toBe('0001-01-01')
    expect(toCivilDay(8e15, 'Asia/Shanghai')).toBe('9999-12-31')
  })

  it('refuses what is no instant and names an unknown zone', () => {
    expect(() => toCivilDay(Number.NaN, 'UTC')).toThrow(RangeError)
    expect(() => toCivilDay(Infinity, 'UTC')).toThrow(RangeError)
    expect(() => toCivilDay(0, 'Mars/Olympus')).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', params: { input: 'Mars/Olympus' } }),
    )
  })
})

describe('startOfCivilDay', () => {
  it.each([
    ['2026-12-02', 'Asia/Shanghai', '2026-12-01T16:00:00.000Z'],
    ['1988-07-02', 'Asia/Shanghai', '1988-07-01T15:00:00.000Z'],
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
    ['2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
    ['2026-03-29', 'Europe/London', '2026-03-29T00:00:00.000Z'],
    ['2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00:00.000Z'],
    // Clocks jumped from 24:00 to 01:00, so the day began at 01:00.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // Clocks went from 24:00 back to 23:00 of the day before.
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
    // Clocks went from 00:01 back to 23:01, so the day began twice; the first counts.
    ['2006-10-29', 'America/St_Johns', '2006-10-29T02:30:00.000Z'],
    // Skipped altogether.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2012-01-01', 'Pacific/Apia', '2011-12-31T10:00:00.000Z'],
    ['1900-06-02', 'Asia/Shanghai', '1900-06-01T15:54:17.000Z'],
    ['9999-12-31', 'America/New_York', '9999-12-31T05:00:00.000Z'],
  ])('begins %s in %s at %s', (day, zone, instant) => {
    expect(iso(startOfCivilDay(day, zone))).toBe(instant)
  })
})

describe('civilInstant', () => {
  it.each([
    ['2026-12-01', '03:00', 'Asia/Shanghai', '2026-11-30T19:00:00.000Z'],
    ['2026-12-01', '00:00', 'Asia/Shanghai', '2026-11-30T16:00:00.000Z'],
    ['2026-12-01', '23:59', 'Asia/Shanghai', '2026-12-01T15:59:00.000Z'],
    // 02:30 does not exist: first instant after the gap, 03:00.
    ['2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['2026-03-08', '01:59', 'America/New_York', '2026-03-08T06:59:00.000Z'],
    ['2026-03-08', '03:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    // 01:30 comes twice: the earlier, in summer time.
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-11-01', '02:00', 'America/New_York', '2026-11-01T07:00:00.000Z'],
    ['2026-03-29', '01:15', 'Europe/London', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25', '01:15', 'Europe/London', '2026-10-25T00:15:00.000Z'],
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    ['2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    ['2018-11-04', '00:30', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2011-12-30', '12:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('finds %s %s in %s at %s', (day, time, zone, instant) => {
    expect(iso(civilInstant(day, time, zone))).toBe(instant)
  })

  it.each(['24:00', '3:00', '03:60', '03:00:00', '', '03.00', ' 03:00'])('refuses the time %j and names it', (time) => {
    expect(() => civilInstant('2026-12-01', time, 'UTC')).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', params: { input: time } }),
    )
  })
})

describe('day arithmetic', () => {
  it.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2027-01-01', -1, '2026-12-31'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2000-02-28', 1, '2000-02-29'],
    ['2100-02-28', 1, '2100-03-01'],
    ['2400-02-28', 1, '2400-02-29'],
    ['1970-01-01', 0, '1970-01-01'],
    ['0001-01-01', 3_652_058, '9999-12-31'],
    ['9999-12-31', 1, '9999-12-31'],
    ['0001-01-01', -1, '0001-01-01'],
  ])('adds to %s %i days: %s', (day, count, expected) => {
    expect(addCivilDays(day, count)).toBe(expected)
  })

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2000-01-30', 1, '2000-02-29'],
    ['2100-01-31', 1, '2100-02-28'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', 48, '2032-02-29'],
    ['2026-02-28', 1, '2026-03-28'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2027-01-15', -1, '2026-12-15'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-03-31', -13, '2025-02-28'],
    ['2026-03-31', 0, '2026-03-31'],
    ['9999-12-01', 1, '9999-12-31'],
    ['0001-01-31', -1, '0001-01-01'],
  ])('adds to %s %i months: %s', (day, count, expected) => {
    expect(addCivilMonths(day, count)).toBe(expected)
  })

  it('counts from the first day to the second', () => {
    expect(diffCivilDays('2026-11-21', '2026-11-28')).toBe(7)
    expect(diffCivilDays('2026-11-28', '2026-11-21')).toBe(-7)
    expect(diffCivilDays('2026-11-21', '2026-11-21')).toBe(0)
    expect(diffCivilMonths('2026-11-30', '2027-02-01')).toBe(3)
    expect(diffCivilMonths('2027-02-01', '2026-11-30')).toBe(-3)
  })

  it('knows weekdays before and after 1970 and ends of months', () => {
    expect(['1969-12-28', '1970-01-01', '2026-11-21', '0001-01-01'].map(weekdayOf)).toEqual([0, 4, 6, 1])
    const days = ['2026-02-28', '2028-02-28', '2028-02-29', '2026-04-30', '2026-12-30']
    expect(days.map(isMonthEnd)).toEqual([true, false, true, true, false])
  })

  it('refuses fractions, days out of range and texts that are no day', () => {
    expect(() => addCivilDays('2026-01-01', 0.5)).toThrow(RangeError)
    expect(() => addCivilMonths('2026-01-01', Number.NaN)).toThrow(RangeError)
    expect(() => fromEpochDay(2_932_897)).toThrow(RangeError)
    expect(() => fromEpochDay(-719_163)).toThrow(RangeError)
    expect(() => toEpochDay('2026-02-30')).toThrow(RangeError)
    expect([fromEpochDay(2_932_896), fromEpochDay(-719_162)]).toEqual(['9999-12-31', '0001-01-01'])
  })
})

describe('shiftCivilDays and shiftCivilMonths', () => {
  it.each([
    ['2026-12-01T15:59:59.000Z', 7, 'Asia/Shanghai', '2026-12-08T15:59:59.000Z'],
    // Across the change of clocks the hour stays, not the number of elapsed hours.
    ['2026-03-07T17:00:00.000Z', 1, 'America/New_York', '2026-03-08T16:00:00.000Z'],
    ['2026-10-31T16:00:00.000Z', 1, 'America/New_York', '2026-11-01T17:00:00.000Z'],
    ['2026-03-07T07:30:00.000Z', 1, 'America/New_York', '2026-03-08T07:00:00.000Z'],
    // The second 01:30 of the day plus nothing is itself.
    ['2026-11-01T06:30:00.000Z', 0, 'America/New_York', '2026-11-01T06:30:00.000Z'],
    ['2011-12-29T22:00:00.000Z', 1, 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['9999-12-31T20:00:00.000Z', 1, 'Asia/Shanghai', '+010000-01-01T20:00:00.000Z'],
  ])('moves %s by %i days in %s to %s', (from, count, zone, to) => {
    expect(iso(shiftCivilDays(at(from), count, zone))).toBe(to)
  })

  it.each([
    ['2026-01-31T15:59:59.000Z', 1, 'Asia/Shanghai', '2026-02-28T15:59:59.000Z'],
    ['2026-01-31T16:00:00.000Z', 1, 'Asia/Shanghai', '2026-02-28T16:00:00.000Z'],
    ['2027-12-31T15:59:59.000Z', 2, 'Asia/Shanghai', '2028-02-29T15:59:59.000Z'],
    ['2026-02-08T07:30:00.000Z', 1, 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['2026-11-01T06:30:00.000Z', 0, 'America/New_York', '2026-11-01T06:30:00.000Z'],
  ])('moves %s by %i months in %s to %s', (from, count, zone, to) => {
    expect(iso(shiftCivilMonths(at(from), count, zone))).toBe(to)
  })
})

describe('reading days and zones', () => {
  it.each(['2026-12-01', '0001-01-01', '9999-12-31', '2000-02-29', '2028-02-29'])('takes %s', (text) => {
    expect(isCivilDay(text)).toBe(true)
    expect(parseCivilDay(text)).toBe(text)
  })

  it.each([
    '0000-01-01',
    '10000-01-01',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-01-00',
    '2026-02-29',
    '1900-02-29',
    '2100-02-29',
    '2026-1-1',
    '2026/01/01',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '2026-01-01\n',
    '',
    '-001-01-01',
    '２０２６-01-01',
  ])('refuses %j and names it', (text) => {
    expect(isCivilDay(text)).toBe(false)
    expect(() => parseCivilDay(text)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', params: { input: text } }))
  })

  it('takes IANA names only for zones', () => {
    expect(['Asia/Shanghai', 'UTC', 'Etc/GMT+8', 'America/Argentina/San_Luis'].every(isZone)).toBe(true)
    expect(['', '+08:00', '-0800', 'Beijing', 'Asia/Shanghai ', 'CCT8', 'Asia'].some(isZone)).toBe(false)
  })
})
