import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CalendarPage } from '../../../../../src/renderer/features/calendar/calendar-page.tsx'
import { weeksOf } from '../../../../../src/renderer/features/calendar/months.ts'
import type { CalendarMonth } from '../../../../../src/shared/domain/calendar.ts'
import type { ItemQuery } from '../../../../../src/shared/domain/item-query.ts'
import { sumByCurrency } from '../../../../../src/shared/domain/money.ts'
import { isKnownYear, isWorkingDay } from '../../../../../src/shared/domain/working-day.ts'
import type { Language } from '../../../../../src/shared/i18n/resources.ts'
import type { RouteInput } from '../../../../../src/shared/ipc/contract.ts'
import { anAccount, anItem, aRun } from '../../../../support/renderer-builders.ts'
import { createFakeApi, failWith, renderWithApp, type FakeAnswers } from '../../../../support/renderer.tsx'

const TODAY = '2026-10-09'
const BUSY = { count: 12, undecided: 3, automatic: 2, names: ['web-1', 'db-1'] }
const SUMS = {
  ...sumByCurrency([
    { amount: '123456.78', currency: 'CNY' },
    { amount: '20', currency: 'USD' },
  ]),
  missing: 1,
}

/** A month in which only some days have anything. */
function monthOf({ month, basis = 'actBy' }: RouteInput<'calendar.get'>, busy: readonly string[]): CalendarMonth {
  return {
    month,
    basis,
    asOf: Date.parse(`${TODAY}T02:00:00Z`),
    today: TODAY,
    days: weeksOf(month)
      .flat()
      .map((day) => ({
        day,
        ...(busy.includes(day)
          ? { ...BUSY, sums: SUMS }
          : { count: 0, undecided: 0, automatic: 0, names: [], sums: { sums: [], missing: 0 } }),
        isWorkingDay: isWorkingDay(day),
        isCertain: isKnownYear(Number(day.slice(0, 4))),
      })),
    total: busy.some((day) => day.startsWith(month))
      ? { count: 12, undecided: 3, sums: SUMS }
      : { count: 0, undecided: 0, sums: { sums: [], missing: 0 } },
  }
}

const items = [anItem(), anItem({ id: 'i2', resourceName: 'db-1', price: null, currency: null })]
const found = { handle: 'h', total: 2, asOf: 0, items, facets: {}, groups: null }

type OpenOptions = FakeAnswers & { readonly language?: Language; readonly hash?: string; readonly busy?: string[] }

function open({ language = 'zh-CN', hash = '#/calendar', busy = ['2026-10-15'], ...answers }: OpenOptions = {}) {
  window.history.replaceState(null, '', hash)
  const api = createFakeApi({
    'account.list': [anAccount()],
    'run.latest': [aRun()],
    'calendar.get': (input) => monthOf(input, busy),
    'item.query': found,
    ...answers,
  })
  return renderWithApp(<CalendarPage />, { api, language })
}

/** Only when the figures have arrived: days have names of several parts then. */
async function cellOf(name: RegExp): Promise<HTMLElement> {
  const words = await screen.findByText(name, { selector: 'td > span' })
  return words.closest('td') as HTMLElement
}

const press = (key: string, shiftKey = false): void =>
  void fireEvent.keyDown(document.activeElement ?? document.body, { key, shiftKey })
const focusedOn = (): string | undefined => (document.activeElement as HTMLElement | null)?.dataset['day']

function queryOf(link: HTMLElement): ItemQuery {
  return JSON.parse(new URLSearchParams(link.getAttribute('href')?.split('?')[1]).get('query') ?? '') as ItemQuery
}

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(`${TODAY}T02:00:00Z`) }))
afterEach(() => vi.useRealTimers())

describe('calendar page', () => {
  it('says of each day exactly what is due, shortened only to the eye', async () => {
    open()
    const cell = await cellOf(/10月15日.*12 项/)
    expect(cell.firstChild?.textContent).toBe(
      '2026年10月15日星期四，12 项，共 123,456.78 CNY + 20.00 USD，1 项无价格，待定 3，自动续费 2 项。其中：web-1、db-1',
    )
    expect(cell.textContent).toContain('12.3万 CNY')
  })

  it('begins weeks on Monday and shows holidays and make-up days in words', async () => {
    open()
    await cellOf(/10月15日.*12 项/)
    expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
      '周一',
      '周二',
      '周三',
      '周四',
      '周五',
      '周六',
      '周日',
    ])
    expect((await cellOf(/10月1日.*放假/)).lastChild?.textContent).toContain('休')
    expect((await cellOf(/10月10日.*调休上班/)).lastChild?.textContent).toContain('班')
    expect((await cellOf(/10月11日/)).lastChild?.textContent).toBe('11')
    const today = await cellOf(/10月9日.*今天/)
    expect(today.getAttribute('aria-current')).toBe('date')
    expect(today.tabIndex).toBe(0)
  })

  it('moves by keys, also into other months, with one tab stop', async () => {
    const { api } = open()
    const today = await cellOf(/10月9日.*没有/)
    act(() => today.focus())
    press('ArrowDown')
    expect(focusedOn()).toBe('2026-10-16')
    press('Home')
    expect(focusedOn()).toBe('2026-10-12')
    press('End')
    expect(focusedOn()).toBe('2026-10-18')
    press('PageDown')
    await waitFor(() => expect(focusedOn()).toBe('2026-11-18'))
    expect(window.location.hash).toContain('month=2026-11')
    press('PageUp', true)
    await waitFor(() => expect(focusedOn()).toBe('2025-11-18'))
    expect(screen.getByRole('grid').querySelectorAll('td[tabindex="0"]')).toHaveLength(1)
    await waitFor(() => expect(api.inputsOf('calendar.get').at(-1)?.month).toBe('2025-11'))
  })

  it('never shows the figures of a month under the days of another one', async () => {
    let answer: (() => void) | null = null
    const { api } = open()
    await cellOf(/10月15日.*12 项/)
    api.answer({
      'calendar.get': (input) => new Promise((resolve) => (answer = () => resolve(monthOf(input, ['2026-11-15'])))),
    })
    await userEvent.click(screen.getByRole('button', { name: '下个月' }))
    expect(screen.getByRole('grid').getAttribute('aria-busy')).toBe('true')
    expect(screen.queryByText(/12 项/, { selector: 'td > span' })).toBeNull()
    await waitFor(() => expect(answer).not.toBeNull())
    act(() => answer?.())
    expect(await cellOf(/11月15日.*12 项/)).toBeTruthy()
  })

  it('opens the items of a day by enter, leads to them, and gives the keyboard back on esc', async () => {
    const { api } = open()
    const today = await cellOf(/10月9日.*没有/)
    act(() => today.focus())
    for (const key of ['ArrowDown', 'ArrowLeft', 'Enter']) press(key)
    const panel = await screen.findByRole('complementary', { name: /10月15日/ })
    const rows = await within(panel).findAllByRole('listitem')
    expect(rows.map((row) => within(row).getByRole('link').textContent)).toEqual([
      expect.stringMatching(/^web-1120\.50 CNY/),
      expect.stringMatching(/^db-1—/),
    ])
    expect(
      within(rows[0] as HTMLElement)
        .getByRole('link')
        .getAttribute('href'),
    ).toBe('#/items?item=i1')
    const asked = api.inputsOf('item.query').at(-1)?.query as ItemQuery
    expect(asked.filter.columns).toEqual([{ kind: 'range', field: 'actBy', min: '2026-10-15', max: '2026-10-15' }])
    expect(queryOf(within(panel).getByRole('link', { name: '在列表中打开 2 项' })).filter).toEqual(asked.filter)
    expect(window.location.hash).toContain('day=2026-10-15')
    press('Escape')
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
    expect(focusedOn()).toBe('2026-10-15')
  })

  it('never writes 0 for what is paid with its main resource', async () => {
    const attached = anItem({ resourceName: 'disk-1', price: '0', priceSource: 'with-main' })
    open({ 'item.query': { ...found, total: 1, items: [attached] } })
    fireEvent.click(await cellOf(/10月15日.*12 项/))
    const panel = await screen.findByRole('complementary', { name: /10月15日/ })
    const row = await within(panel).findByRole('listitem')
    expect(row.textContent).toContain('随主资源一并报价')
    expect(row.textContent).not.toMatch(/0\.00/)
  })

  it('shows that the amount of a day is unknown when nothing of it has a price', async () => {
    open({
      'calendar.get': (input) => {
        const month = monthOf(input, ['2026-10-15'])
        const unpriced = { sums: [], missing: 12 }
        return { ...month, days: month.days.map((day) => (day.count > 0 ? { ...day, sums: unpriced } : day)) }
      },
    })
    const cell = await cellOf(/10月15日.*12 项.*12 项无价格/)
    expect(within(cell).getByText('—')).toBeTruthy()
  })

  it.each([
    ['到期', 'expiry', [{ kind: 'range', field: 'expireTime', min: '2026-10-15', max: '2026-10-15' }]],
    [
      '自动扣款',
      'deduction',
      [
        { kind: 'range', field: 'actBy', min: '2026-10-15', max: '2026-10-15' },
        { kind: 'values', field: 'renewalMode', values: ['auto'] },
      ],
    ],
  ])('by %s asks for those days and their items', async (name, basis, columns) => {
    const { api } = open()
    await userEvent.click(await screen.findByRole('radio', { name }))
    await waitFor(() => expect(api.inputsOf('calendar.get').at(-1)?.basis).toBe(basis))
    fireEvent.click(await cellOf(/10月15日.*12 项/))
    await screen.findByRole('complementary')
    await waitFor(() => expect(api.inputsOf('item.query').at(-1)?.query?.filter?.columns).toEqual(columns))
  })

  it('turns to a month of another year by the picker and by keys in it', async () => {
    const user = userEvent.setup()
    open()
    await user.click(await screen.findByRole('button', { name: '2026年10月' }))
    const picker = await screen.findByRole('dialog', { name: '选择月份' })
    await waitFor(() => expect(document.activeElement?.textContent).toBe('10月'))
    await user.keyboard('{PageDown}{ArrowRight}{Enter}')
    expect(window.location.hash).toContain('month=2027-11')
    await waitFor(() => expect(picker.isConnected).toBe(false))
    expect(screen.getByText(/2027 年的放假安排还没有公布/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: '今天' }))
    expect(window.location.hash).toContain('month=2026-10')
  })

  it('sums the month up and leads to its items and to those that nobody has decided', async () => {
    open()
    expect(await screen.findByText(/123,456\.78 CNY \+ 20\.00 USD/, { selector: 'strong span' })).toBeTruthy()
    const columns = [{ kind: 'range', field: 'actBy', min: '2026-10-01', max: '2026-10-31' }]
    expect(queryOf(screen.getByRole('link', { name: '本月 12 项' })).filter).toEqual({ columns })
    expect(queryOf(screen.getByRole('link', { name: '3 项待定' })).filter).toEqual({
      columns,
      decisions: ['undecided'],
    })
  })

  it('leads on from a month in which nothing is due', async () => {
    open({ busy: [], 'item.query': { ...found, items: [anItem({ actByAt: Date.UTC(2027, 2, 1) })] } })
    await userEvent.click(await screen.findByRole('button', { name: /转到 2027年3月/ }))
    expect(window.location.hash).toContain('month=2027-03')
  })

  it('leads on where there are no data, and says in place that figures could not be read', async () => {
    const { unmount } = open({ 'account.list': [] })
    expect((await screen.findByRole('link', { name: '开始' })).getAttribute('href')).toBe('#/welcome')
    unmount()
    const { api } = open({ 'calendar.get': () => failWith('INTERNAL') })
    const note = await screen.findByRole('alert')
    api.answer({ 'calendar.get': (input) => monthOf(input, ['2026-10-15']) })
    await userEvent.click(within(note).getByRole('button', { name: /重试/ }))
    expect(await cellOf(/10月15日.*12 项/)).toBeTruthy()
  })

  it.each(['zh-CN', 'en'] as const)('has nothing for axe to complain about in %s', async (language) => {
    const { container } = open({ language, hash: '#/calendar?month=2026-10&day=2026-10-15' })
    await within(await screen.findByRole('complementary')).findAllByRole('listitem')
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  })
})
