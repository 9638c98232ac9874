import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAmounts } from '../../../../src/shared/domain/money.ts'
import type { Forecast } from '../../../../src/shared/domain/forecast.ts'
import { createCliFolder } from '../../../support/cli.ts'
import { runInline } from '../../../support/inline-cli.ts'

// One folder for all: nothing here changes its items, and making one takes most of the time.
const folder = createCliFolder()
const run = (...args: string[]) => runInline(folder, args)

beforeAll(async () => {
  await run('accounts', 'add', '--provider', 'demo', '--name', 'Demo', '--size', '120')
  await run('sync')
}, 60_000)
afterAll(() => folder.remove())

describe('forecast', () => {
  it('writes the same figures as JSON, as CSV and as text', { timeout: 60_000 }, async () => {
    const args = ['forecast', '--months', '6', '--by', 'productLine', '--scenario', 'all-renew']
    const { code, json } = await run('--json', ...args)
    const forecast = json as Omit<Forecast, 'asOf'> & { asOf: string }
    expect(code).toBe(0)
    expect(forecast.asOf).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/)
    expect(forecast.months).toHaveLength(6)
    expect(forecast.input).toEqual({ scenario: 'all-renew', months: 6, days: 0, by: 'productLine' })
    expect(forecast.total.count).toBeGreaterThan(20)

    const { stdout: csv } = await run('--lang', 'en', ...args, '--csv')
    expect(csv.startsWith('\ufeff')).toBe(false)
    const lines = parse(csv, { relax_column_count: false }) as string[][]
    expect(lines[0]?.slice(2, -1)).toEqual(forecast.months.map(({ month }) => month))
    for (const { amount, currency } of forecast.total.sums.sums) {
      const total = lines.find((line) => line[0] === 'Total' && line[1] === currency) as string[]
      expect(total.at(-1)).toBe(amount)
      for (const [index, month] of forecast.months.entries()) {
        const own = month.sums.sums.find((sum) => sum.currency === currency)?.amount
        expect(total[index + 2] || undefined).toBe(own ?? (month.sums.missing > 0 ? undefined : '0'))
      }
      expect(addAmounts(total.slice(2, -1).map((text) => text || '0'))).toBe(amount)
    }

    const { stdout: text } = await run('--lang', 'en', ...args)
    for (const { month } of forecast.months) expect(text).toContain(month)
    const [first] = forecast.total.sums.sums
    const [whole = '', cents = ''] = (first?.amount ?? '').split('.')
    expect(text).toContain(`${whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')}.${cents.padEnd(2, '0')} CNY`)
    const inChinese = (await run('--lang', 'zh-CN', ...args)).stdout
    expect(inChinese).toContain('全部续费')
    expect(inChinese).toContain('产品线')
  })

  it(
    'converts with the rates that people gave and says which, or that one is missing',
    { timeout: 60_000 },
    async () => {
      const args = ['--lang', 'en', 'forecast', '--months', '3', '--scenario', 'all-renew', '--currency', 'eur']
      expect((await run(...args)).stdout).toContain('There is no rate from')
      for (const from of ['CNY', 'USD']) await run('rates', 'set', from, 'EUR', '0.5', '--on', '2020-01-01')
      const { stdout } = await run(...args)
      expect(stdout).toContain('Rate: 1 CNY = 0.5 EUR (2020-01-01)')
      const { json } = await run('--json', ...args)
      const { total } = json as Forecast
      const doubled = addAmounts([total.converted?.amount as string, total.converted?.amount as string])
      const sum = Number(addAmounts(total.sums.sums.map(({ amount }) => amount)))
      expect(Math.abs(Number(doubled) - sum)).toBeLessThanOrEqual(0.0101)
    },
  )

  it('shows the days that are asked for', { timeout: 60_000 }, async () => {
    const { json } = await run('--json', 'forecast', '--days', '10')
    expect((json as Forecast).days).toHaveLength(10)
    expect((json as Forecast).months).toHaveLength(12)
    expect((await run('--lang', 'en', 'forecast', '--days', '1')).stdout).toMatch(/Day|No payments in the next 1 day\n/)
  })

  it('takes accounts by name and refuses what it cannot read', { timeout: 60_000 }, async () => {
    const { json } = await run('--json', 'forecast', '--account', 'Demo')
    expect((json as Forecast).input.accountIds).toHaveLength(1)
    for (const [args, code, words] of [
      [['--months', '0'], 64, '--months 0 (1…36)'],
      [['--days', '121'], 64, '--days 121 (0…120)'],
      [['--by', 'colour'], 64, 'productLine'],
      [['--scenario', 'best'], 64, 'all-renew'],
      [['--currency', 'yuan'], 64, 'currency'],
      [['--account', 'Nobody'], 1, 'Nobody'],
    ] as const) {
      const result = await run('--lang', 'en', 'forecast', ...args)
      expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(words)])
    }
    expect((await run('--json', 'forecast', '--csv')).code).toBe(64)
  })
})

describe('calendar', () => {
  it('answers six weeks as JSON and the days on which something is due as text', { timeout: 60_000 }, async () => {
    const { json } = await run('--json', 'calendar', '--basis', 'expiry')
    const calendar = json as {
      days: { day: string; count: number }[]
      month: string
      asOf: string
      total: { count: number }
    }
    expect(calendar.days).toHaveLength(42)
    expect(calendar.asOf).toMatch(/Z$/)
    const own = calendar.days.filter(({ day }) => day.startsWith(calendar.month))
    expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(calendar.total.count)
    const { stdout } = await run('--lang', 'en', 'calendar', '--basis', 'expiry', '--month', calendar.month)
    expect(stdout).toContain(`${calendar.month}, by expiry`)
    expect(stdout).toContain(`${calendar.total.count} item`)
    expect((await run('--lang', 'zh-CN', 'calendar', '--month', '1999-01')).stdout).toContain('这个月没有')
  })

  it('refuses what is no month and no basis, and months around which days cannot be written', async () => {
    for (const month of ['2026-13', '0000-12', '9999-12']) {
      expect((await run('calendar', '--month', month)).code, month).toBe(64)
    }
    for (const month of ['0001-01', '9999-11']) expect((await run('calendar', '--month', month)).code, month).toBe(0)
    expect((await run('calendar', '--basis', 'birthday')).code).toBe(64)
  })
})
