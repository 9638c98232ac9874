import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LogView } from '../../../../../src/renderer/components/log/log-view.tsx'
import { createRunLog, type RunLog } from '../../../../../src/renderer/stores/run-log.ts'
import type { LogLevel, StoredLogLine } from '../../../../../src/shared/domain/run.ts'
import { createFakeApi, renderWithApp, type FakeApi } from '../../../../support/renderer.tsx'
import { aLine, coreOf, giveSizes, runningRun } from './sync-support.ts'

const opened: RunLog[] = []

function open(
  lines: readonly StoredLogLine[],
  { isLive = false, initialLevels }: { isLive?: boolean; initialLevels?: readonly LogLevel[] } = {},
) {
  const api = createFakeApi(coreOf({ runs: [runningRun], lines }))
  const log = createRunLog({ api, runId: 'r2', requestFrame: (callback) => void requestAnimationFrame(callback) })
  opened.push(log)
  renderWithApp(<LogView log={log} isLive={isLive} label="日志" initialLevels={initialLevels} />, { api })
  return { api, log, list: screen.getByRole('listbox', { name: '日志' }) }
}

const manyLines = (count: number): StoredLogLine[] => Array.from({ length: count }, (_, index) => aLine(index + 1))
const rows = (): HTMLElement[] => screen.queryAllByRole('option')
const rowTexts = (): string[] => rows().map((row) => row.textContent ?? '')

async function untilRows(count: number): Promise<void> {
  await waitFor(() => expect(rows()).toHaveLength(count))
}

/** Lays out a scroller as a browser does; jsdom has no layout. */
function layOut(list: HTMLElement, { height, client, top }: { height: number; client: number; top: number }): void {
  Object.defineProperty(list, 'scrollHeight', { configurable: true, value: height })
  Object.defineProperty(list, 'clientHeight', { configurable: true, value: client })
  list.scrollTop = top
  fireEvent.scroll(list)
}

function announce(api: FakeApi, lines: readonly StoredLogLine[]): void {
  api.emit('run.logged', { runId: 'r2', lines })
}

beforeEach(() => giveSizes())
afterEach(() => {
  opened.splice(0).forEach((log) => log.stop())
  vi.restoreAllMocks()
})

describe('LogView', () => {
  it('shows time in the business zone, level and step as words, and the sentence', async () => {
    open([aLine(2, { code: 'huawei.total', params: { total: 7 } })].map((line) => ({ ...line, seq: 1 })))
    await untilRows(1)
    await waitFor(() => expect(rowTexts()[0]).toBe('09:00:02提醒列表华为云报告共 7 条包年/包月资源'))
  })

  it('draws only what is in sight of a long log, and knows how long it is', async () => {
    open(manyLines(3000))
    await waitFor(() => expect(screen.getByText('3,000 行')).toBeTruthy())
    await waitFor(() => expect(rows().length).toBeGreaterThan(10))
    expect(rows().length).toBeLessThan(80)
    expect(rows()[0]?.getAttribute('aria-setsize')).toBe('3000')
  })

  it('shows the log from its first line although it was opened in the middle', async () => {
    const lines = manyLines(30)
    const { api } = open(lines.slice(0, 20), { isLive: true })
    api.answer(coreOf({ runs: [runningRun], lines }))
    announce(api, lines.slice(20))
    await waitFor(() => expect(rowTexts().filter((text) => text.includes('生成一页'))).toHaveLength(30))
    expect(rowTexts()[0]).toContain('生成一页，1 条')
  })

  it('filters by level', async () => {
    open(manyLines(16))
    await untilRows(16)
    for (const name of ['调试', '信息', '错误']) await userEvent.click(screen.getByRole('button', { name }))
    await untilRows(4)
    expect(rowTexts().every((text) => text.includes('提醒'))).toBe(true)
    expect(screen.getByText('4 / 16 行')).toBeTruthy()
  })

  it('begins with the levels that were asked for', async () => {
    open(manyLines(16), { initialLevels: ['error'] })
    await untilRows(4)
    expect(screen.getByRole('button', { name: '错误' }).getAttribute('aria-pressed')).toBe('true')
    expect(screen.getByRole('button', { name: '信息' }).getAttribute('aria-pressed')).toBe('false')
  })

  it('finds text without regard to case, marks it, also in lines that come later, and clears it with esc', async () => {
    const { api } = open(
      [aLine(1, { code: 'http.retry', params: { api: 'bss.Resources', attempt: 1, cause: 'x' } }), aLine(2)],
      {
        isLive: true,
      },
    )
    await untilRows(2)
    const field = screen.getByRole('searchbox', { name: '在日志中查找' })
    await userEvent.type(field, 'RESOURCES')
    await untilRows(1)
    expect(document.querySelector('mark')?.textContent).toBe('Resources')
    announce(api, [aLine(3), aLine(4, { code: 'http.retry', params: { api: 'resources', attempt: 2, cause: 'x' } })])
    await untilRows(2)
    await userEvent.type(field, '{Escape}')
    await untilRows(4)
  })

  it('does not take letters for a search that an input method still composes', async () => {
    open([aLine(1, { code: 'huawei.total', params: { total: 7 } }), aLine(2)])
    await untilRows(2)
    const field = screen.getByRole('searchbox', { name: '在日志中查找' })
    fireEvent.compositionStart(field)
    fireEvent.input(field, { target: { value: 'bao gao' }, isComposing: true })
    await act(async () => {})
    expect(rows()).toHaveLength(2)
    fireEvent.input(field, { target: { value: '报告' }, isComposing: true })
    fireEvent.compositionEnd(field)
    await untilRows(1)
  })

  it('says that nothing matches and takes the filters away', async () => {
    open(manyLines(8))
    await untilRows(8)
    await userEvent.type(screen.getByRole('searchbox', { name: '在日志中查找' }), '没有这个')
    await userEvent.click(await screen.findByRole('button', { name: '清除筛选' }))
    await untilRows(8)
  })

  it('pauses when the person scrolls up, counts what comes, and follows again on wish', async () => {
    const { api, list } = open(manyLines(100), { isLive: true })
    await waitFor(() => expect(screen.getByText('100 行')).toBeTruthy())
    layOut(list, { height: 2200, client: 440, top: 1760 })
    layOut(list, { height: 2200, client: 440, top: 1000 })
    expect(screen.getByRole('button', { name: '跟随最新' }).getAttribute('aria-pressed')).toBe('false')
    announce(api, [aLine(101), aLine(102)])
    await userEvent.click(await screen.findByRole('button', { name: '2 行新日志' }))
    expect(screen.getByRole('button', { name: '跟随最新' }).getAttribute('aria-pressed')).toBe('true')
    expect(list.scrollTop).toBe(2200)
  })

  it('follows again by itself when the person comes back to the end', async () => {
    const { list } = open(manyLines(100), { isLive: true })
    await waitFor(() => expect(screen.getByText('100 行')).toBeTruthy())
    layOut(list, { height: 2200, client: 440, top: 1760 })
    layOut(list, { height: 2200, client: 440, top: 900 })
    layOut(list, { height: 2200, client: 440, top: 1755 })
    expect(screen.getByRole('button', { name: '跟随最新' }).getAttribute('aria-pressed')).toBe('true')
  })

  it('selects by keyboard and copies the selected lines as text', async () => {
    const writeText = vi.fn(async (_text: string) => {})
    const { list } = open(manyLines(12))
    await untilRows(12)
    list.focus()
    const user = userEvent.setup()
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(writeText)
    await user.keyboard('{Home}{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    expect(rows().filter((row) => row.getAttribute('aria-selected') === 'true')).toHaveLength(3)
    expect(screen.getByText('已选 3 行')).toBeTruthy()
    await user.keyboard('{Control>}c{/Control}')
    await waitFor(() => expect(writeText).toHaveBeenCalledOnce())
    expect(writeText.mock.calls[0]?.[0].split('\n')).toEqual([
      '2026-11-20 09:00:01\t调试\t列表\t生成一页，1 条',
      '2026-11-20 09:00:02\t提醒\t列表\t生成一页，2 条',
      '2026-11-20 09:00:03\t错误\t列表\t生成一页，3 条',
      '',
    ])
  })

  it('selects by click and shift, and lets go with esc', async () => {
    const { list } = open(manyLines(10))
    await untilRows(10)
    fireEvent.mouseDown(rows()[2] as HTMLElement)
    fireEvent.mouseDown(rows()[6] as HTMLElement, { shiftKey: true })
    expect(screen.getByText('已选 5 行')).toBeTruthy()
    fireEvent.keyDown(list, { key: 'Escape' })
    expect(screen.getByText('10 行')).toBeTruthy()
  })

  it('copies the whole log although only a part of it was ever in sight', async () => {
    const writeText = vi.fn(async (_text: string) => {})
    open(manyLines(1700))
    await waitFor(() => expect(screen.getByText('1,700 行')).toBeTruthy())
    const user = userEvent.setup()
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(writeText)
    await user.click(screen.getByRole('button', { name: '复制日志' }))
    // The menu fades in, which jsdom never finishes.
    fireEvent.click(await screen.findByText('复制全部'))
    await waitFor(() => expect(writeText).toHaveBeenCalledOnce())
    const copied = writeText.mock.calls[0]?.[0].trimEnd().split('\n') ?? []
    expect(copied).toHaveLength(1700)
    expect(copied.at(-1)).toContain('生成一页，1700 条')
  })

  it('keeps the choice to wrap lines', async () => {
    const { list } = open(manyLines(3))
    await userEvent.click(screen.getByRole('button', { name: '换行' }))
    expect(list.getAttribute('data-wrapped')).toBe('true')
  })

  it('says that a run has no log', async () => {
    open([])
    expect(await screen.findByText('这次同步没有日志')).toBeTruthy()
  })
})
