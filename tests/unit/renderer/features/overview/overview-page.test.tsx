import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { OverviewPage } from '../../../../../src/renderer/features/overview/overview-page.tsx'
import type { ItemQuery } from '../../../../../src/shared/domain/item-query.ts'
import type { Overview } from '../../../../../src/shared/domain/overview.ts'
import { aRun, anAccount } from '../../../../support/renderer-builders.ts'
import { createFakeApi, failWith, renderWithApp } from '../../../../support/renderer.tsx'

const NONE = { count: 0, sums: { sums: [], missing: 0 } }
const SOME = { count: 3, sums: { sums: [{ amount: '120.5', currency: 'CNY' }], missing: 1 } }

const overview: Overview = {
  asOf: Date.UTC(2026, 10, 21, 4),
  today: '2026-11-21',
  bands: (['expired', '0-7', '8-15', '16-30', '31-60', '61-90', 'later', 'undated'] as const).map((band) => ({
    band,
    ...(band === '0-7' ? SOME : NONE),
  })),
  overdue: { ...SOME, count: 2 },
  months: Array.from({ length: 12 }, (_, index) => {
    const month = new Date(Date.UTC(2026, 10 + index, 1)).toISOString().slice(0, 7)
    return { month, ...(index === 1 ? SOME : NONE), byMode: index === 1 ? [{ mode: 'auto' as const, ...SOME }] : [] }
  }),
  later: NONE,
  undated: NONE,
  lastChanges: [{ accountId: 'a1', account: '生产账号', runId: 'r1', at: 0, byKind: { renewed: 4, gone: 1 } }],
}

const account = anAccount({ name: '生产账号' })

const failedRun = aRun({
  account: '生产账号',
  state: 'failed',
  error: { code: 'CLOUD_KEY_UNKNOWN', params: {}, raw: 'APIG.0301' },
  complete: false,
})

function queryOf(link: HTMLElement): ItemQuery {
  const search = new URLSearchParams((link.getAttribute('href') ?? '').split('?')[1])
  return JSON.parse(search.get('query') ?? '') as ItemQuery
}

const answers = { 'overview.get': overview, 'account.list': [account], 'run.latest': [failedRun] }

beforeEach(() => {
  window.location.hash = '#/overview'
})

describe('overview page', () => {
  it('counts every band and leads to its items', async () => {
    renderWithApp(<OverviewPage />, { api: createFakeApi(answers) })
    const row = await screen.findByRole('row', { name: /7 天内/ })
    expect(row.textContent).toContain('120.50 CNY')
    expect(queryOf(within(row).getByRole('link')).filter).toEqual({
      columns: [{ kind: 'values', field: 'band', values: ['0-7'] }],
    })
  })

  it('adds all bands up: items, sums by currency and items without a price', async () => {
    const bands = overview.bands.map((band) =>
      band.band === 'later'
        ? {
            ...band,
            count: 1200,
            sums: {
              sums: [
                { amount: '0.1', currency: 'CNY' },
                { amount: '7', currency: 'USD' },
              ],
              missing: 1000,
            },
          }
        : band,
    )
    renderWithApp(<OverviewPage />, { api: createFakeApi({ ...answers, 'overview.get': { ...overview, bands } }) })
    const row = await screen.findByRole('row', { name: /^全部/ })
    expect(
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual(['1,203', '', '120.60 CNY + 7.00 USD', '1,001'])
  })

  it('puts accounts that something is the matter with first, and calls nothing nought that nobody has read', async () => {
    const fine = { ...account, accountId: 'a2', name: '一切正常', itemCount: 2309 }
    const fresh = { ...account, accountId: 'a3', name: '还没同步', itemCount: 0, lastComplete: null }
    const latest = [failedRun, { ...failedRun, runId: 'r2', accountId: 'a2', state: 'succeeded' as const, error: null }]
    const api = createFakeApi({ ...answers, 'account.list': [fine, account, fresh], 'run.latest': latest })
    renderWithApp(<OverviewPage />, { api })
    const rows = within(await screen.findByRole('region', { name: '数据是否最新、完整' })).getAllByRole('listitem')
    expect(rows.map((row) => within(row).getAllByRole('link')[0]?.textContent)).toEqual([
      '生产账号',
      '还没同步',
      '一切正常',
    ])
    expect(rows[1]?.textContent).toContain('—')
    expect(rows[1]?.textContent).not.toContain('0 项')
    // 2,314 have been read, 2,309 are there: the rest is named, so that the two numbers do not contradict each other.
    expect(rows[2]?.textContent).toContain('2,309 项，另 5 项已释放或退订')
  })

  it('writes the first month of a year as the language does, and says a count once', async () => {
    renderWithApp(<OverviewPage />, { api: createFakeApi(answers) })
    const chart = await screen.findByRole('figure')
    expect(chart.textContent).toContain('2027年1月')
    expect(within(chart).getAllByRole('link')[1]?.getAttribute('aria-label')).toBe(
      '2026年12月：3 项（自动续费 3）；1 项没有价格',
    )
  })

  it('draws the months as links in words, from today on, and moves by arrow keys', async () => {
    renderWithApp(<OverviewPage />, { api: createFakeApi(answers) })
    const chart = await screen.findByRole('figure')
    const bars = within(chart).getAllByRole('link')
    expect(bars).toHaveLength(12)
    expect(bars[1]?.getAttribute('aria-label')).toContain('2026年12月')
    expect(queryOf(bars[0] as HTMLElement).filter.columns).toEqual([
      { kind: 'range', field: 'actBy', min: '2026-11-21', max: '2026-11-30' },
    ])
    expect(queryOf(bars[3] as HTMLElement).filter.columns).toEqual([
      { kind: 'range', field: 'actBy', min: '2027-02-01', max: '2027-02-28' },
    ])
    const user = userEvent.setup()
    bars[0]?.focus()
    await user.keyboard('{ArrowRight}{ArrowRight}')
    expect(document.activeElement).toBe(bars[2])
    await user.keyboard('{End}')
    expect(document.activeElement).toBe(bars[11])
  })

  it('has the same figures as a table', async () => {
    renderWithApp(<OverviewPage />, { api: createFakeApi(answers) })
    await userEvent.click(await screen.findByText('表'))
    const row = await screen.findByRole('row', { name: /2026年12月/ })
    expect(row.textContent).toContain('120.50 CNY')
  })

  it('says the last failure in words with its code, and what the last run changed', async () => {
    renderWithApp(<OverviewPage />, { api: createFakeApi(answers) })
    expect((await screen.findAllByText(/APIG\.0301/)).length).toBeGreaterThan(0)
    const changes = screen.getByRole('region', { name: '最近一次同步的变化' })
    expect(changes.textContent).toMatch(/消失\s*1.*已续费\s*4/)
  })

  it('leads on without accounts, and offers a retry when the figures cannot be read', async () => {
    const { unmount } = renderWithApp(<OverviewPage />, {
      api: createFakeApi({ ...answers, 'account.list': [], 'run.latest': [] }),
    })
    expect((await screen.findByRole('link', { name: '开始' })).getAttribute('href')).toBe('#/welcome')
    unmount()
    const api = createFakeApi({ ...answers, 'overview.get': () => failWith('DB_BUSY') })
    renderWithApp(<OverviewPage />, { api })
    const retry = await screen.findByRole('button', { name: '重试' })
    api.answer({ 'overview.get': overview })
    await userEvent.click(retry)
    expect(await screen.findByRole('figure')).toBeTruthy()
  })

  it('counts links, also where there is no account, and leads to those that are hidden or do not answer well', async () => {
    const summary = {
      total: 20,
      shown: 17,
      hidden: 3,
      whitelisted: 2,
      unchecked: 0,
      toReview: 1,
      byVerdict: { ok: 14, timeout: 3, skipped: 2 },
      lastRunId: 'l1',
      lastCheckedAt: Date.UTC(2026, 10, 21, 1),
      measuredItems: 0,
    }
    const api = createFakeApi({ ...answers, 'account.list': [], 'run.latest': [], 'link.summary': summary })
    renderWithApp(<OverviewPage />, { api })
    const links = await screen.findByRole('region', { name: '链接' })
    expect(links.textContent).toContain('上次检查 11-21 09:00')
    expect(links.textContent).toContain('白名单待复查1')
    const conditionOf = (name: RegExp): unknown =>
      queryOf(within(links).getByRole('link', { name })).filter.columns?.[0] as unknown
    expect(conditionOf(/^隐藏/)).toEqual({ kind: 'values', field: 'shown', values: ['false'] })
    expect(conditionOf(/超时/)).toEqual({ kind: 'values', field: 'verdict', values: ['timeout'] })
    expect(within(links).queryByRole('link', { name: /正常/ })).toBeNull()
  })
})
