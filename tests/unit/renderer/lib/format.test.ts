import { describe, expect, it } from 'vitest'
import { createFormats, shorten } from '../../../../src/renderer/lib/format.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'

const zh = createFormats(createTranslator('zh-CN'), 'Asia/Shanghai', '2026-11-20')
const en = createFormats(createTranslator('en'), 'Asia/Shanghai', '2026-11-20')
const at = Date.UTC(2026, 10, 20, 1, 2, 11)

describe('createFormats', () => {
  it('keeps every digit of an amount and pads to what the currency is written in', () => {
    expect(zh.money('1234567.5', 'CNY')).toBe('1,234,567.50 CNY')
    expect(zh.money('0.00375', 'USD')).toBe('0.00375 USD')
    expect(zh.money('12345678901234567890.12', 'CNY')).toBe('12,345,678,901,234,567,890.12 CNY')
    expect(zh.money('1500', 'JPY')).toBe('1,500 JPY')
    expect(zh.money('-1200', 'CNY')).toBe('-1,200.00 CNY')
  })

  it('takes a currency that nobody knows', () => {
    expect(zh.money('1.5', 'X1')).toBe('1.50 X1')
    expect(zh.money('1.5', null)).toBe('1.5')
  })

  it('never writes an unknown value as a number', () => {
    for (const text of [
      zh.money(null, 'CNY'),
      zh.number(null),
      zh.number(Number.NaN),
      zh.percent(null),
      zh.day(null),
      zh.instant(null),
      zh.instantTitle(null),
      zh.daysLeft(null),
      zh.duration(null),
      zh.bytes(null),
      zh.ago(null),
      zh.time(null),
      zh.sums({ sums: [], missing: 3 }),
    ]) {
      expect(text).toBe('—')
    }
  })

  it('adds nothing across currencies and says 0 of nothing', () => {
    const sums = [
      { amount: '10', currency: 'CNY' },
      { amount: '2.5', currency: 'USD' },
    ]
    expect(zh.sums({ sums, missing: 1 })).toBe('10.00 CNY + 2.50 USD')
    expect(zh.sums({ sums: [], missing: 0 })).toBe('0')
  })

  it('writes days with their weekday, and the year only when it is another one', () => {
    expect(zh.day('2026-11-24')).toBe('11-24 周二')
    expect(zh.day('2027-01-04')).toBe('2027-01-04 周一')
    expect(en.day('2026-11-24')).toBe('11-24 Tue')
    expect(zh.dayTitle('2026-11-24')).toBe('2026年11月24日星期二')
    expect(zh.month('2026-11')).toBe('2026年11月')
    expect(en.month('2026-11')).toBe('Nov 2026')
  })

  it('writes instants in the business zone, whatever zone the machine has', () => {
    expect(zh.time(at)).toBe('09:02')
    expect(zh.clock(at)).toBe('09:02:11')
    expect(zh.instant(at)).toBe('11-20 09:02')
    expect(zh.instantTitle(at)).toBe('2026-11-20 09:02:11 Asia/Shanghai (UTC+08:00)')
    const newYork = createFormats(createTranslator('en'), 'America/New_York', '2026-11-20')
    expect(newYork.instantTitle(at)).toBe('2026-11-19 20:02:11 America/New_York (UTC-05:00)')
  })

  it('names the day of a time that is not today', () => {
    expect(zh.time(at - 86_400_000)).toBe('11-19 09:02')
    expect(zh.time(Date.UTC(2025, 10, 20))).toBe('2025-11-20 08:00')
  })

  it('says how long ago something was', () => {
    expect(zh.ago(at, at + 30_000)).toBe('刚刚')
    expect(zh.ago(at, at + 180_000)).toBe('3分钟前')
    expect(en.ago(at, at + 7_200_000)).toBe('2 hours ago')
    expect(en.ago(at, at + 86_400_000)).toBe('yesterday')
  })

  it('says durations without losing a carried minute', () => {
    expect(zh.duration(0)).toBe('0 毫秒')
    expect(zh.duration(1_500)).toBe('1.5 秒')
    expect(zh.duration(59_600)).toBe('1 分 0 秒')
    expect(zh.duration(80_000)).toBe('1 分 20 秒')
    expect(zh.duration(3_599_600)).toBe('1 小时 0 分')
    expect(en.duration(3_660_000)).toBe('1 h 1 min')
  })

  it('says days left in words', () => {
    expect([3, 0, -2].map((days) => zh.daysLeft(days))).toEqual(['3 天', '今天', '已过期 2 天'])
    expect([1, 0, -1].map((days) => en.daysLeft(days))).toEqual(['1 day', 'Today', expect.stringContaining('1 day')])
  })

  it('writes sizes in the unit that fits', () => {
    expect([0, 999, 1000, 12_400_000, 999_950_000].map((bytes) => zh.bytes(bytes))).toEqual([
      '0 B',
      '999 B',
      '1 kB',
      '12.4 MB',
      '1 GB',
    ])
  })
})

describe('shorten', () => {
  it('leaves short names alone and never splits a character', () => {
    expect(shorten('主账号')).toBe('主账号')
    expect(shorten('😀'.repeat(30), 5)).toBe('😀😀😀😀…')
  })
})
