import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LinksPage } from '../../../../../src/renderer/features/links/links-page.tsx'
import { setPreference } from '../../../../../src/renderer/stores/preferences.ts'
import { useLivePaces, useLiveRuns } from '../../../../../src/renderer/stores/live-runs.ts'
import { NO_METRICS } from '../../../../../src/shared/domain/run.ts'
import { aLink, aLinkRun, linkFigures, MORNING } from '../../../../support/renderer-builders.ts'
import { failWith, renderWithApp } from '../../../../support/renderer.tsx'
import { aSummary, createLinkCore, lastQuery, linksNamed, type LinkCore } from './links-support.ts'

function show(core: LinkCore, language: 'zh-CN' | 'en' = 'zh-CN') {
  return renderWithApp(<LinksPage />, { api: core.api, language })
}

async function grid(name = '链接'): Promise<HTMLElement> {
  const found = await screen.findByRole('grid', { name })
  await waitFor(() => expect(found.getAttribute('aria-busy')).toBe('false'))
  return found
}

/** A run over all links that goes on. */
function begin(done: number, total: number): void {
  const run = aLinkRun({ runId: 'run-1', state: 'running', endedAt: null })
  act(() =>
    useLiveRuns.setState({
      runs: {
        'run-1': { run, progress: [{ stage: 'links', done, total, failed: 0 }], metrics: NO_METRICS, samples: [] },
      },
    }),
  )
}

beforeEach(() => {
  window.location.hash = '#/links'
})
afterEach(() => {
  act(() => {
    useLiveRuns.setState({ runs: {} })
    useLivePaces.setState({ paces: {} })
  })
  setPreference('links.state', null)
  setPreference('links.dismissedRunId', '')
  setPreference('links.run.isLogOpen', false)
})

describe('the list of links', () => {
  it('says the verdict in words with its status and since when, and why a link is hidden', async () => {
    const hidden = aLink({
      verdict: 'broken',
      httpStatus: 404,
      isShown: false,
      hiddenReason: { kind: 'status', status: 404 },
      unreachableDays: 12,
      consecutiveFailures: 9,
    })
    show(createLinkCore([hidden]))
    const table = await grid()
    expect(within(table).getByText('已失效 404 · 不可达 12 天')).toBeTruthy()
    expect(within(table).getByText('隐藏：网页请求返回 404')).toBeTruthy()
  })

  it('tells the trend of the last checks to those who cannot see its shapes', async () => {
    show(createLinkCore([aLink({ trend: ['ok', 'timeout', 'ok', 'ok'] })]))
    const table = await grid()
    expect(within(table).getByRole('img', { name: '最近 4 次：正常 3，超时 1；最后一次：正常' })).toBeTruthy()
  })

  it('marks white-listed links and those that a person has hidden', async () => {
    const whitelisting = { reason: '朋友', by: '王五', at: MORNING, reviewOn: null }
    const person = { kind: 'person', words: '内容变了', by: '王五', at: MORNING } as const
    show(
      createLinkCore([
        aLink({ linkId: 'a', whitelisting, verdict: null }),
        aLink({ linkId: 'b', isShown: false, pinned: 'hidden', hiddenReason: person }),
      ]),
    )
    const table = await grid()
    expect(within(table).getByText('白名单，始终显示')).toBeTruthy()
    expect(within(table).getByText('不检查')).toBeTruthy()
    expect(within(table).getByText('隐藏：由 王五 手动隐藏：内容变了')).toBeTruthy()
  })

  it('reads its rows in parts, so that twenty thousand cost no more than what is in sight', async () => {
    const core = createLinkCore(linksNamed(20_000))
    show(core)
    const table = await grid()
    expect(table.getAttribute('aria-rowcount')).toBe('20001')
    expect(core.api.inputsOf('link.query').every(({ rows = 0 }) => rows <= 100)).toBe(true)
    expect(screen.getByText('共 20,000 个')).toBeTruthy()
  })

  it('follows results while a run goes on, and keeps cursor and selection on their links', async () => {
    const user = userEvent.setup()
    const links = linksNamed(5)
    const core = createLinkCore(links)
    show(core)
    const table = await grid()
    await user.click(within(table).getByText('site-2'))
    core.links = [aLink({ linkId: 'new', name: 'fresh' }), ...links]
    core.api.emit('link.changed', { linkIds: null })
    await within(table).findByText('fresh')
    const selected = within(table).getAllByRole('row', { selected: true })
    expect(selected).toHaveLength(1)
    expect(selected[0]?.textContent).toContain('site-2')
  })

  it('opens what the address names and filters by what it asks for', async () => {
    window.location.hash = `#/links?query=${encodeURIComponent(
      JSON.stringify({ filter: { columns: [{ kind: 'values', field: 'verdict', values: ['timeout'] }] } }),
    )}`
    const core = createLinkCore(linksNamed(3))
    show(core)
    await grid()
    await waitFor(() =>
      expect(lastQuery(core.api).filter.columns).toEqual([{ kind: 'values', field: 'verdict', values: ['timeout'] }]),
    )
    expect(window.location.hash).toBe('#/links')
    expect(screen.getByRole('button', { name: '取消筛选“结论：超时”' })).toBeTruthy()
  })

  it('leaves out what an address asks for that is no column of links', async () => {
    window.location.hash = `#/links?query=${encodeURIComponent(
      JSON.stringify({ filter: { columns: [{ kind: 'values', field: 'band', values: ['x'] }], search: 'a' } }),
    )}`
    const core = createLinkCore(linksNamed(3))
    show(core)
    await grid()
    await waitFor(() => expect(lastQuery(core.api).filter).toEqual({ search: 'a' }))
  })
})

describe('quick filters', () => {
  it('show how many links each finds, and narrow the list together', async () => {
    const user = userEvent.setup()
    const core = createLinkCore([
      aLink({ linkId: 'a', isShown: false, verdict: 'timeout', hiddenReason: { kind: 'no-backlink' } }),
      aLink({ linkId: 'b', verdict: 'dns' }),
      aLink({ linkId: 'c' }),
    ])
    show(core)
    await grid()
    const chips = within(screen.getByRole('group', { name: '快速筛选' }))
    expect(chips.getByRole('button', { name: '打不开 2' })).toBeTruthy()
    await user.click(chips.getByRole('button', { name: '已隐藏 1' }))
    await user.click(chips.getByRole('button', { name: '打不开 2' }))
    await waitFor(() => expect(lastQuery(core.api).filter.columns).toHaveLength(2))
    expect(lastQuery(core.api).filter.columns?.[0]).toEqual({ kind: 'values', field: 'shown', values: ['false'] })
    expect(chips.getByRole('button', { name: /已隐藏/ }).getAttribute('aria-pressed')).toBe('true')
    await user.click(chips.getByRole('button', { name: /全部/ }))
    await waitFor(() => expect(lastQuery(core.api).filter.columns).toBeUndefined())
  })

  it('ask for certificates that end within thirty days of today, not of the day they were chosen', async () => {
    const user = userEvent.setup()
    const core = createLinkCore(linksNamed(1))
    show(core)
    await grid()
    await user.click(screen.getByRole('button', { name: /证书 30 天内到期/ }))
    await waitFor(() => expect(lastQuery(core.api).filter.columns?.[0]).toMatchObject({ kind: 'range' }))
    const [asked] = lastQuery(core.api).filter.columns ?? []
    expect(asked).toMatchObject({ field: 'certExpiresAt', min: null, max: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })
  })
})

describe('checking', () => {
  it('checks all links with one click, the selected ones by the menu', async () => {
    const user = userEvent.setup()
    const core = createLinkCore(linksNamed(3))
    show(core)
    const table = await grid()
    await user.click(screen.getByRole('button', { name: '检查全部' }))
    await waitFor(() => expect(core.api.inputsOf('link.check')).toEqual([{ scope: { kind: 'all' } }]))
    await user.click(within(table).getByText('site-1'))
    await user.click(screen.getByRole('button', { name: '更多检查方式' }))
    await user.click(await screen.findByRole('menuitem', { name: '检查选中的 1 个' }))
    await waitFor(() =>
      expect(core.api.inputsOf('link.check').at(-1)).toEqual({ scope: { kind: 'links', linkIds: ['k1'] } }),
    )
  })

  it('says where it happened why a check was not started', async () => {
    const user = userEvent.setup()
    const core = createLinkCore(linksNamed(3), {
      'link.check': () => failWith('LINKS_BUSY', { run: 'run-9' }),
    })
    show(core)
    await grid()
    await user.click(screen.getByRole('button', { name: '检查全部' }))
    expect((await screen.findByRole('alert')).textContent).toContain('run-9')
  })

  it('shows how far a run is and cancels it', async () => {
    const user = userEvent.setup()
    const core = createLinkCore(linksNamed(3), { 'run.cancel': { outcome: 'cancelled' } })
    show(core)
    await grid()
    begin(120, 500)
    const panel = within(screen.getByRole('region', { name: '检查进度' }))
    expect(panel.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('24')
    expect(panel.getByText('120 / 500')).toBeTruthy()
    expect(panel.getByText('正在检查全部链接')).toBeTruthy()
    await user.click(panel.getByRole('button', { name: '取消' }))
    expect(core.api.inputsOf('run.cancel')).toEqual([{ runId: 'run-1' }])
    expect(await panel.findByText('已取消；已得到的结果保留。')).toBeTruthy()
  })

  it('says that it waits for slow links instead of an estimate that has proved wrong', async () => {
    show(createLinkCore(linksNamed(3)))
    await grid()
    const marks = [
      { at: Date.now() - 9000, done: 0 },
      { at: Date.now() - 6000, done: 498 },
      { at: Date.now() - 1000, done: 498 },
    ]
    act(() => useLivePaces.setState({ paces: { 'run-1': { links: { marks } } } }))
    begin(498, 500)
    const panel = within(screen.getByRole('region', { name: '检查进度' }))
    expect(panel.getByText('在等最后 2 个回答')).toBeTruthy()
    expect(panel.queryByText(/约剩/)).toBeNull()
  })

  it('shows the log of the run on demand', async () => {
    const user = userEvent.setup()
    const core = createLinkCore(linksNamed(3), {
      'run.get': {
        run: aLinkRun({ runId: 'run-1', state: 'running', endedAt: null }),
        isLive: true,
        progress: [],
        metrics: NO_METRICS,
        samples: [],
        lastSeq: 0,
      },
    })
    show(core)
    await grid()
    begin(1, 3)
    expect(screen.queryByRole('listbox')).toBeNull()
    await user.click(screen.getByRole('button', { name: '显示日志' }))
    expect(await screen.findByRole('listbox')).toBeTruthy()
    expect(screen.getByRole('button', { name: '收起日志' }).getAttribute('aria-expanded')).toBe('true')
  })

  it('sums a run up when it has ended, leads to it and to the links of a verdict, until it is closed', async () => {
    const user = userEvent.setup()
    const core = createLinkCore(linksNamed(3))
    show(core)
    await grid()
    begin(2, 3)
    act(() => useLiveRuns.setState({ runs: {} }))
    const figures = linkFigures({ toShow: 1, toNotShow: 3, byVerdict: { ok: 14, timeout: 3, cancelled: 2 } })
    core.api.emit('run.ended', { run: aLinkRun({ runId: 'run-1', startedAt: MORNING, links: figures }) })
    const summary = within(await screen.findByRole('region', { name: '检查完成' }))
    expect(summary.getByText('恢复显示 1')).toBeTruthy()
    expect(summary.getByText('隐藏 3')).toBeTruthy()
    expect(summary.getByRole('link', { name: '检查详情' }).getAttribute('href')).toBe('#/sync?run=run-1')
    // Links that were not asked keep what was known of them: no filter finds just these.
    expect(summary.getByText('已取消').tagName).toBe('SPAN')
    await user.click(summary.getByRole('button', { name: /超时/ }))
    await waitFor(() =>
      expect(lastQuery(core.api).filter.columns).toEqual([{ kind: 'values', field: 'verdict', values: ['timeout'] }]),
    )
    await user.click(summary.getByRole('button', { name: '关闭摘要' }))
    expect(screen.queryByRole('region', { name: '检查完成' })).toBeNull()
  })

  it('says that nothing true can be found without a network', async () => {
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    show(createLinkCore(linksNamed(1)))
    await grid()
    expect(screen.getByText('网络已断开。')).toBeTruthy()
    online.mockRestore()
  })
})

describe('an address with a filter', () => {
  it('opens no details of before, which have nothing to do with it', async () => {
    setPreference('links.state', { openLinkId: 'k2' })
    const query = { filter: { columns: [{ kind: 'values', field: 'domain', values: ['example.com'] }] } }
    window.location.hash = `#/links?query=${encodeURIComponent(JSON.stringify(query))}`
    const core = createLinkCore(linksNamed(3))
    show(core)
    await grid()
    await waitFor(() => expect(lastQuery(core.api).filter.columns).toHaveLength(1))
    expect(window.location.hash).toBe('#/links')
    expect(screen.queryByRole('complementary')).toBeNull()
  })
})

describe('how fresh the list is', () => {
  it('marks rows as old when newer ones could not be read, also while a run goes on', async () => {
    const core = createLinkCore(linksNamed(3))
    show(core)
    const table = await grid()
    begin(1, 3)
    core.api.answer({ 'link.query': () => failWith('INTERNAL') })
    await userEvent.setup().click(screen.getByRole('button', { name: /^已隐藏/ }))
    expect(await screen.findByRole('alert')).toBeTruthy()
    expect(table.getAttribute('aria-busy')).toBe('true')
  })

  it('says how many links have never been checked', async () => {
    show(createLinkCore(linksNamed(3), { 'link.summary': aSummary({ unchecked: 2 }) }))
    await grid()
    expect(screen.getByText(/^最近检查：.*，还有 2 个没有检查过$/)).toBeTruthy()
  })
})

describe('an empty list', () => {
  it('leads on to adding and importing', async () => {
    show(createLinkCore([], { 'link.summary': aSummary({ total: 0, lastCheckedAt: null }) }), 'en')
    expect(await screen.findByRole('heading', { name: 'No links yet' })).toBeTruthy()
    expect(screen.getAllByRole('button', { name: 'Import…' }).length).toBeGreaterThan(0)
    expect((screen.getByRole('button', { name: 'Check all' }) as HTMLButtonElement).disabled).toBe(true)
  })

  it('says which filters let nothing pass and clears them with one click', async () => {
    const user = userEvent.setup()
    setPreference('links.state', {
      query: { filter: { columns: [{ kind: 'values', field: 'shown', values: ['false'] }] }, sort: [] },
    })
    const core = createLinkCore([], { 'link.summary': aSummary({ total: 4 }) })
    show(core)
    expect(await screen.findByRole('heading', { name: '没有符合条件的链接' })).toBeTruthy()
    const [clear] = screen.getAllByRole('button', { name: '清除全部筛选' })
    if (clear) await user.click(clear)
    await waitFor(() => expect(lastQuery(core.api).filter.columns).toBeUndefined())
  })
})

describe('the menu of a row', () => {
  it('acts on the whole selection when the row is part of it', async () => {
    const user = userEvent.setup()
    const core = createLinkCore(linksNamed(4))
    show(core)
    const table = await grid()
    await user.click(within(table).getByText('site-0'))
    await user.keyboard('{Shift>}')
    await user.click(within(table).getByText('site-2'))
    await user.keyboard('{/Shift}')
    await user.pointer({ keys: '[MouseRight]', target: within(table).getByText('site-1') })
    await user.click(await screen.findByRole('menuitem', { name: '检查这 3 个' }))
    await waitFor(() =>
      expect(core.api.inputsOf('link.check')).toEqual([{ scope: { kind: 'links', linkIds: ['k0', 'k1', 'k2'] } }]),
    )
  })

  it('narrows the list to the value of the cell', async () => {
    const user = userEvent.setup()
    const core = createLinkCore([aLink({ verdict: 'timeout' })])
    show(core)
    const table = await grid()
    await user.pointer({ keys: '[MouseRight]', target: within(table).getByText('超时') })
    await user.click(await screen.findByRole('menuitem', { name: '只看这个值' }))
    await waitFor(() =>
      expect(lastQuery(core.api).filter.columns).toEqual([{ kind: 'values', field: 'verdict', values: ['timeout'] }]),
    )
  })
})
