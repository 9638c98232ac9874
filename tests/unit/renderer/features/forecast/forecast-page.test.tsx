import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ForecastPage } from '../../../../../src/renderer/features/forecast/forecast-page.tsx'
import type { Forecast, ForecastInput, ForecastPick } from '../../../../../src/shared/domain/forecast.ts'
import { idsOfForecast } from '../../../../../src/shared/domain/item-sets.ts'
import { moneyText, sumsText } from '../../../../../src/shared/i18n/amount-text.ts'
import type { Language } from '../../../../../src/shared/i18n/resources.ts'
import { anAccount, aRun } from '../../../../support/renderer-builders.ts'
import { createFakeApi, failWith, renderWithApp, type FakeAnswers } from '../../../../support/renderer.tsx'
import { createRandom } from '../../../../support/seeded.ts'
import { forecastOf, somePayments, TODAY, type Payment } from './forecast-support.ts'

const PAYMENTS: readonly Payment[] = [
  { month: -1, group: 'a', certainty: 'automatic', amount: '12.5', currency: 'CNY' },
  { month: -2, group: 'a', certainty: 'assumed', amount: '999', currency: 'CNY' },
  { month: 0, group: 'a', certainty: 'decided', amount: '100.10', currency: 'CNY' },
  { month: 0, group: 'b', certainty: 'automatic', amount: '0.005', currency: 'CNY' },
  { month: 1, group: null, certainty: 'automatic', amount: '20', currency: 'USD' },
  { month: 1, group: 'b', certainty: 'automatic', amount: null, currency: null },
]

function open(forecast: Forecast, { language = 'zh-CN', hash = '#/forecast', ...answers }: OpenOptions = {}) {
  window.history.replaceState(null, '', hash)
  const api = createFakeApi({
    'account.list': [anAccount(), anAccount({ accountId: 'a2', name: '备用账号' })],
    'run.latest': [aRun()],
    'forecast.get': forecast,
    ...answers,
  })
  return renderWithApp(<ForecastPage />, { api, language })
}

type OpenOptions = FakeAnswers & { readonly language?: Language; readonly hash?: string }

/** What a link to items asks for. */
function pickOf(link: Element | null | undefined): { readonly forecast: ForecastInput; readonly pick: ForecastPick } {
  const href = link?.getAttribute('href') ?? ''
  expect(href).toMatch(/^#\/items\?/)
  return JSON.parse(new URLSearchParams(href.split('?')[1]).get('forecast') ?? 'null') as never
}

const table = (): Promise<HTMLElement> => screen.findByRole('grid')
const figure = (name: RegExp): HTMLElement => screen.getByRole('figure', { name })

/** The lines of a cell as one text. */
const textOf = (cell: Element | null | undefined): string =>
  [...(cell?.querySelectorAll('span') ?? [])]
    .filter((span) => span.children.length === 0 && !Object.hasOwn(span.dataset, 'quiet'))
    .map(({ textContent }) => textContent)
    .join(' + ')

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(`${TODAY}T02:00:00Z`) }))
afterEach(() => vi.useRealTimers())

describe('forecast page', () => {
  it('says the same to the cent in its charts, its table and what is copied', async () => {
    const user = userEvent.setup()
    const random = createRandom(20_261_122)
    for (let round = 0; round < 6; round += 1) {
      const forecast = forecastOf(somePayments(random, random.integer(1, 160)), { isConverted: round % 2 === 0 })
      if (forecast.total.count === 0) continue
      const { unmount } = open(forecast)
      const rows = [...(await table()).querySelectorAll('tr')]
      await user.click(screen.getByRole('button', { name: '复制表格' }))
      const copied = (await navigator.clipboard.readText()).split('\n').map((line) => line.split('\t'))
      const currencies = forecast.total.sums.sums.map(({ currency }) => currency)
      for (const [index, month] of forecast.months.entries()) {
        const shown = rows.at(-2)?.cells[index + 1]
        if (month.sums.sums.length > 0) expect(textOf(shown)).toBe(sumsText(month.sums))
        for (const currency of currencies) {
          const amount = month.sums.sums.find((sum) => sum.currency === currency)?.amount
          const line = copied.find(([name, code]) => name === '合计' && code === currency)
          const bars = figure(new RegExp(`每月的付款，${currency}$`))
          const bar = bars.querySelectorAll('li')[index]?.querySelector('a')
          expect(line?.[index + 2]).toBe(amount ?? (month.sums.missing > 0 ? '' : '0'))
          if (amount !== undefined)
            expect(bar?.getAttribute('aria-label')).toContain(`共 ${moneyText(amount, currency)}`)
        }
        for (const [at, group] of forecast.groups.entries()) {
          const cell = month.byGroup.find((other) => other.group === group.group)
          const drawn = rows[at + 1]?.cells[index + 1]
          if (cell === undefined) expect(drawn?.textContent).toBe('')
          else if (cell.sums.sums.length > 0) expect(textOf(drawn)).toBe(sumsText(cell.sums))
          else expect(textOf(drawn)).toBe('—')
        }
        if (forecast.reportCurrency !== null && copied.some(([, code]) => code === '折合 CNY')) {
          const line = copied.find(([name, code]) => name === '合计' && code === '折合 CNY')
          const isUnknown = month.sums.sums.length === 0 && month.sums.missing > 0
          expect(Number(line?.[index + 2])).toBe(isUnknown ? 0 : Number(month.converted?.amount))
        }
      }
      unmount()
    }
  })

  it('leads from every figure to exactly its items', async () => {
    const forecast = forecastOf(PAYMENTS)
    open(forecast)
    const rows = [...(await table()).querySelectorAll('tr')]
    expect(pickOf(rows[1]?.cells[1]?.querySelector('a'))).toEqual({
      forecast: forecast.input,
      pick: { slot: { kind: 'month', month: '2026-11' }, group: 'a' },
    })
    expect(pickOf(rows[3]?.cells[2]?.querySelector('a')).pick).toEqual({
      slot: { kind: 'month', month: '2026-12' },
      group: null,
    })
    expect(pickOf(rows[1]?.cells[25]?.querySelector('a')).pick).toEqual({ slot: { kind: 'total' }, group: 'a' })
    expect(pickOf(rows[4]?.cells[1]?.querySelector('a')).pick).toEqual({ slot: { kind: 'month', month: '2026-11' } })
    const [bar] = within(figure(/每月的付款，CNY/)).getAllByRole('link')
    expect(pickOf(bar).pick).toEqual({ slot: { kind: 'month', month: '2026-11' } })
    const [, day] = within(figure(/每天的付款，USD/)).getAllByRole('link')
    expect(pickOf(day).pick).toEqual({ slot: { kind: 'day', day: '2026-12-02' } })
    const facts = screen.getAllByRole('definition').map((part) => pickOf(within(part).getByRole('link')).pick)
    expect(facts).toEqual([{ slot: { kind: 'overdue' } }, { slot: { kind: 'total' } }, { slot: { kind: 'open' } }])
  })

  it('says what is left out: overdue first, what is open, without a price and without a date', async () => {
    open(forecastOf(PAYMENTS, { undated: 3 }))
    const [overdue, total, undecided] = (await screen.findAllByRole('definition')).map(({ textContent }) => textContent)
    expect(overdue).toContain('12.50 CNY')
    expect(total).toContain('4 笔付款，其中 1 笔没有价格')
    expect(undecided).toContain('999.00 CNY')
    const notes = within(screen.getByRole('list', { name: /金额里没有的/ }))
    expect(notes.getByText(/1 笔付款没有价格，没有计入金额/)).toBeTruthy()
    const undated = notes.getByText(/3 项没有到期日/)
    expect(pickOf(within(undated).getByRole('link')).pick).toEqual({ slot: { kind: 'undated' } })
    expect(notes.getByText(/不同币种不相加/)).toBeTruthy()
    expect(notes.getByRole('link', { name: '打开汇率设置' }).getAttribute('href')).toBe('#/settings?section=rates')
  })

  it('leads from payments without a price to exactly those items, overdue ones apart', async () => {
    const unpriced: Payment = { month: -1, group: 'a', certainty: 'automatic', amount: null, currency: null }
    const forecast = forecastOf([...PAYMENTS, unpriced, unpriced])
    open(forecast)
    const notes = within(await screen.findByRole('list', { name: /金额里没有的/ }))
    expect(notes.getByText(/已过期限的有 2 笔没有价格/)).toBeTruthy()
    expect(notes.getByText(/^1 笔付款没有价格/)).toBeTruthy()
    const queries = notes
      .getAllByRole('link', { name: '查看没有价格的项' })
      .map((link) => JSON.parse(new URLSearchParams(link.getAttribute('href')?.split('?')[1]).get('query') ?? ''))
    expect(queries.map(({ filter }) => filter)).toEqual(
      (['overdue', 'total'] as const).map((kind) => ({
        itemIds: [idsOfForecast({ forecast: forecast.input, pick: { slot: { kind } } })],
        columns: [{ kind: 'blank', field: 'price', isBlank: true }],
      })),
    )
  })

  it('never calls a month nought whose payments have no price', async () => {
    open(forecastOf(PAYMENTS))
    const rows = [...(await table()).querySelectorAll('tr')]
    expect(textOf(rows[2]?.cells[2])).toBe('—')
    const cny = within(figure(/每月的付款，CNY/)).getAllByRole('link')
    expect(cny[1]?.getAttribute('aria-label')).toMatch(/；其中 1 笔没有价格$/)
    expect(cny[1]?.querySelector('[data-tone="incomplete"]')).toBeTruthy()
    expect(cny[0]?.querySelector('[data-tone="incomplete"]')).toBeNull()
  })

  it('asks for what is chosen and keeps it in the address', async () => {
    const user = userEvent.setup()
    const { api } = open(forecastOf(PAYMENTS))
    await table()
    await user.click(screen.getByRole('radio', { name: '全部续费' }))
    await user.selectOptions(screen.getByRole('combobox', { name: '分组' }), '负责人部门')
    await user.click(screen.getByRole('button', { name: /^账号/ }))
    await user.click(await screen.findByRole('checkbox', { name: '备用账号' }))
    await waitFor(() =>
      expect(api.inputsOf('forecast.get').at(-1)).toEqual({
        scenario: 'all-renew',
        by: 'department',
        months: 24,
        days: 90,
        accountIds: ['a2'],
      }),
    )
    expect(window.location.hash).toContain('scenario=all-renew')
    expect(screen.getByText(/能续费的都续/)).toBeTruthy()
  })

  it('shows everything in the currency of reports with the rate and its day', async () => {
    const user = userEvent.setup()
    open(forecastOf(PAYMENTS, { isConverted: true }))
    await table()
    expect(screen.getByText(/1 USD = 7\.1234 CNY（2026-11-01）/)).toBeTruthy()
    await user.click(screen.getByRole('radio', { name: '折合 CNY' }))
    const bars = within(await screen.findByRole('figure', { name: /每月的付款，折合 CNY/ })).getAllByRole('link')
    expect(bars[1]?.getAttribute('aria-label')).toContain('共 142.47 CNY')
    expect(screen.queryByRole('figure', { name: /每月的付款，USD/ })).toBeNull()
  })

  it('says that a rate is missing instead of a converted amount', async () => {
    open(forecastOf(PAYMENTS, { isConverted: true, rates: [] }))
    expect(await screen.findByText(/没有从 USD 到 CNY 的汇率/)).toBeTruthy()
    expect(screen.queryByRole('radio', { name: '折合 CNY' })).toBeNull()
  })

  it('counts payments where nothing has a price', async () => {
    open(forecastOf([{ month: 2, group: 'a', certainty: 'automatic', amount: null, currency: null }]))
    const bars = within(await screen.findByRole('figure', { name: /每月的付款，付款笔数/ })).getAllByRole('link')
    expect(bars.map((bar) => bar.getAttribute('aria-label'))).toEqual(['2027年1月：1 笔付款（自动续费 1）'])
  })

  it('stacks bars by the largest groups and names the rest together', async () => {
    const groups = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const payments = groups.map((group, index) => ({
      month: 0,
      group,
      certainty: 'decided' as const,
      amount: String(index + 1),
      currency: 'CNY',
    }))
    open(forecastOf(payments), { hash: '#/forecast?split=group' })
    await table()
    const chart = figure(/每月的付款，CNY/)
    expect(within(chart).getByText('其余 2 组')).toBeTruthy()
    expect(within(chart).getByRole('link').getAttribute('aria-label')).toBe(
      '2026年11月：7 笔付款，共 28.00 CNY（名称 g 7.00 CNY，名称 f 6.00 CNY，名称 e 5.00 CNY，名称 d 4.00 CNY，名称 c 3.00 CNY）',
    )
  })

  it('moves through the figures by arrows with one tab stop', async () => {
    open(forecastOf(PAYMENTS))
    const grid = await table()
    const stops = [...grid.querySelectorAll<HTMLElement>('a[tabindex="0"]')]
    expect(stops).toHaveLength(1)
    act(() => stops[0]?.focus())
    const press = (key: string): string => {
      fireEvent.keyDown(document.activeElement ?? document.body, { key })
      return document.activeElement?.getAttribute('title')?.split('\n')[0] ?? ''
    }
    expect(press('ArrowDown')).toBe('名称 b 2026年11月')
    expect(press('ArrowRight')).toBe('名称 b 2026年12月')
    expect(press('ArrowDown')).toBe('无账号 2026年12月')
    expect(press('End')).toBe('无账号')
    expect(press('ArrowUp')).toBe('名称 b')
  })

  it('draws many groups on demand only', async () => {
    const payments = Array.from({ length: 60 }, (_, index) => ({
      month: 0,
      group: `g${index}`,
      certainty: 'decided' as const,
      amount: '1',
      currency: 'CNY',
    }))
    open(forecastOf(payments))
    expect((await table()).querySelectorAll('tbody tr')).toHaveLength(40)
    await userEvent.click(screen.getByRole('button', { name: '显示其余 20 组' }))
    expect((await table()).querySelectorAll('tbody tr')).toHaveLength(60)
  })

  it('leads on where there is no account, and where nothing is to be paid', async () => {
    const { unmount } = open(forecastOf([]), { 'account.list': [] })
    expect((await screen.findByRole('link', { name: '开始' })).getAttribute('href')).toBe('#/welcome')
    unmount()
    open(forecastOf([]))
    await userEvent.click(await screen.findByRole('button', { name: '看看全部续费要付多少' }))
    expect(window.location.hash).toContain('scenario=all-renew')
  })

  it('says in place that the figures could not be read, and reads again', async () => {
    const { api } = open(forecastOf([]), { 'forecast.get': () => failWith('INTERNAL') })
    const note = await screen.findByRole('alert')
    api.answer({ 'forecast.get': forecastOf(PAYMENTS) })
    await userEvent.click(within(note).getByRole('button', { name: /重试/ }))
    expect(await table()).toBeTruthy()
  })

  it.each(['zh-CN', 'en'] as const)('has nothing for axe to complain about in %s', async (language) => {
    const { container } = open(forecastOf(PAYMENTS, { isConverted: true }), { language })
    await table()
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  })
})
