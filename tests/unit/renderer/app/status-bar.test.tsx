import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { StatusBar } from '../../../../src/renderer/app/status-bar.tsx'
import { currentPlace } from '../../../../src/renderer/lib/navigation.ts'
import { useLiveRuns } from '../../../../src/renderer/stores/live-runs.ts'
import type { NoticeSummary } from '../../../../src/shared/domain/notice.ts'
import { NO_METRICS, type StageProgress } from '../../../../src/shared/domain/run.ts'
import type { ScheduleOverview } from '../../../../src/shared/domain/schedule.ts'
import { createFakeApi, renderWithApp, testSystem, type FakeAnswers, type FakeApi } from '../../../support/renderer.tsx'
import { aLinkRun, anAccount, aRun, aSchedule, aScheduleOverview, MORNING } from '../../../support/renderer-builders.ts'

const noNotices: NoticeSummary = {
  total: 0,
  unread: 0,
  unreadByKind: { digest: 0, urgent: 0, missed: 0, failure: 0, test: 0 },
  missed: 0,
  nativeProblem: null,
}

function renderBar(answers: FakeAnswers = {}): FakeApi {
  return renderWithApp(<StatusBar />, {
    api: createFakeApi({ 'account.list': [anAccount()], 'run.latest': [aRun()], ...answers }),
  }).api
}

function goOn(runId: string, progress: readonly StageProgress[]): void {
  const run = aRun({ runId, accountId: runId, state: 'running', endedAt: null })
  act(() =>
    useLiveRuns.setState(({ runs }) => ({
      runs: { ...runs, [runId]: { run, progress, metrics: NO_METRICS, samples: [] } },
    })),
  )
}

describe('StatusBar', () => {
  it('says when the last sync was, that the next is by hand, and leads to the sync page', async () => {
    renderBar()
    const last = await screen.findByRole('link', { name: /上次同步/ })
    expect(last.getAttribute('title')).toContain('2026-11-20 09:02:11 Asia/Shanghai')
    expect(last.getAttribute('href')).toBe('#/sync')
    expect((await screen.findByRole('link', { name: '仅手动同步' })).getAttribute('href')).toBe('#/sync?part=schedules')
  })

  it('shows the stage of a running sync with real numbers, and leads to it', async () => {
    renderBar()
    goOn('r7', [
      { stage: 'connect', done: 1, total: 1, failed: 0 },
      { stage: 'list', done: 1200, total: 2314, failed: 0 },
    ])
    const link = await screen.findByRole('link', { name: /主账号：列表/ })
    expect(link.getAttribute('href')).toBe('#/sync?run=r7')
    expect(link.textContent).toContain('1,200 / 2,314')
    const bar = within(link).getByRole('progressbar')
    expect(bar.getAttribute('aria-valuenow')).toBe('51')
  })

  it('speaks of the stage that the sync waits for, not of a later one that is done already', async () => {
    renderBar()
    goOn('r7', [
      { stage: 'list', done: 2314, total: 2314, failed: 0 },
      { stage: 'tags', done: 266, total: 2314, failed: 0 },
      { stage: 'prices', done: 305, total: 305, failed: 0 },
    ])
    const link = await screen.findByRole('link', { name: /主账号：标签/ })
    expect(link.textContent).toContain('266 / 2,314')
  })

  it('claims no share while nobody knows the total', async () => {
    renderBar()
    goOn('r7', [{ stage: 'list', done: 300, total: null, failed: 0 }])
    const bar = await screen.findByRole('progressbar')
    expect(bar.hasAttribute('aria-valuenow')).toBe(false)
    expect(bar.getAttribute('aria-valuetext')).toBe('已取 300，总数未知')
  })

  it('counts several running syncs instead of choosing one', async () => {
    renderBar()
    goOn('r7', [])
    goOn('r8', [])
    expect(await screen.findByRole('link', { name: '2 个账号正在同步' })).toBeTruthy()
  })

  it('does not count a check of links among the accounts that sync', async () => {
    renderBar()
    goOn('r7', [])
    const run = aLinkRun({ runId: 'l1', state: 'running', endedAt: null })
    act(() =>
      useLiveRuns.setState(({ runs }) => ({
        runs: { ...runs, l1: { run, progress: [], metrics: NO_METRICS, samples: [] } },
      })),
    )
    expect((await screen.findByRole('link', { name: /主账号：/ })).getAttribute('href')).toBe('#/sync?run=r7')
    expect(screen.getByRole('link', { name: /链接检查：/ }).getAttribute('href')).toBe('#/links')
  })

  it('says that the machine is offline and that everything else works', async () => {
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    renderBar()
    await userEvent.click(screen.getByRole('button', { name: '离线' }))
    expect((await screen.findByRole('dialog')).textContent).toContain('已有数据都可以查看')
    await userEvent.click(await screen.findByRole('button', { name: '打开同步页' }))
    expect(currentPlace().page).toBe('sync')
    onLine.mockReturnValue(true)
    act(() => void window.dispatchEvent(new Event('online')))
    expect(screen.queryByRole('button', { name: '离线' })).toBeNull()
    onLine.mockRestore()
  })

  it('says that the core does not answer until it does again', async () => {
    const api = renderBar()
    await screen.findByRole('link', { name: /上次同步/ })
    api.connect(false)
    expect(screen.getByRole('button', { name: '程序没有回应' })).toBeTruthy()
    api.connect(true)
    await waitFor(() => expect(screen.queryByRole('button', { name: '程序没有回应' })).toBeNull())
  })

  it('offers to allow syncing again when the worker is no longer started', async () => {
    const api = renderBar({ 'system.state': { ...testSystem, isWorkerCircuitOpen: true }, 'worker.reset': null })
    await userEvent.click(await screen.findByRole('button', { name: '同步已停用' }))
    await userEvent.click(await screen.findByRole('button', { name: '重新启用同步' }))
    expect(api.inputsOf('worker.reset')).toEqual([{}])
    api.answer({ 'system.state': testSystem })
    api.emit('worker.circuitChanged', { isOpen: false })
    await waitFor(() => expect(screen.queryByRole('button', { name: '同步已停用' })).toBeNull())
  })

  it('says as soon as the database is lost that nothing can be saved, and what to do', async () => {
    const api = renderBar()
    await screen.findByRole('link', { name: /上次同步/ })
    api.answer({ 'system.state': { ...testSystem, canWrite: false } })
    api.emit('database.lost', {})
    await userEvent.click(await screen.findByRole('button', { name: '数据不能写入' }))
    expect((await screen.findByRole('dialog')).textContent).toContain('请重新启动程序')
  })
})

describe('StatusBar: schedules', () => {
  const open = (overview: ScheduleOverview, missed = 0): FakeApi =>
    renderBar({ 'schedule.list': overview, 'notice.summary': { ...noNotices, missed } })

  beforeEach(() => void vi.setSystemTime(MORNING))

  it('says what is due next of all, and names it for people who point at it', async () => {
    const later = aSchedule({ scheduleId: 'account:a2', name: '乙', nextDueAt: MORNING + 9 * 86_400_000 })
    open(aScheduleOverview([later, aSchedule()]))
    const next = await screen.findByRole('link', { name: '下次 周一 09:00' })
    expect(next.getAttribute('title')).toContain('主账号 · 工作日 09:00 · 2026-11-23 09:00:00 Asia/Shanghai')
    expect(next.getAttribute('href')).toBe('#/sync?part=schedules')
    expect(screen.queryByRole('link', { name: '仅手动同步' })).toBeNull()
  })

  it('claims nothing about schedules before it knows them', async () => {
    renderBar({ 'schedule.list': () => new Promise(() => undefined) })
    await screen.findByRole('link', { name: /上次同步/ })
    expect(screen.queryByRole('link', { name: '仅手动同步' })).toBeNull()
  })

  it('says by hand only where every schedule is switched off', async () => {
    open(aScheduleOverview([aSchedule({ isEnabled: false, nextDueAt: null })]))
    await screen.findByRole('link', { name: '仅手动同步' })
  })

  it('says what waits for the network beside what is due next', async () => {
    const waiting = aSchedule({ scheduleId: 'account:a2', name: '乙', waiting: 'offline', nextDueAt: MORNING - 1000 })
    open(aScheduleOverview([waiting, aSchedule()]))
    expect((await screen.findByRole('link', { name: '等待网络' })).getAttribute('title')).toContain('乙')
    expect(screen.getByRole('link', { name: '下次 周一 09:00' })).toBeTruthy()
  })

  it('counts missed due times that nobody has read about, and leads to the notifications of them', async () => {
    const api = open(aScheduleOverview(), 3)
    expect((await screen.findByRole('link', { name: '错过 3 次' })).getAttribute('href')).toBe(
      '#/notices?unread=missed',
    )
    api.answer({ 'notice.summary': noNotices })
    api.emit('notice.changed', {})
    await waitFor(() => expect(screen.queryByRole('link', { name: '错过 3 次' })).toBeNull())
  })

  it('says until when everything is paused instead of what is due, and resumes', async () => {
    const api = open(aScheduleOverview(undefined, { pausedUntil: MORNING + 3_600_000 }))
    api.answer({ 'schedule.pause': { pausedUntil: null } })
    await userEvent.click(await screen.findByRole('button', { name: '已暂停到 10:02' }))
    expect(screen.queryByRole('link', { name: /下次/ })).toBeNull()
    api.answer({ 'schedule.list': aScheduleOverview() })
    await userEvent.click(await screen.findByRole('button', { name: '恢复' }))
    expect(api.inputsOf('schedule.pause')).toEqual([{ until: null }])
    await screen.findByRole('link', { name: '下次 周一 09:00' })
  })
})
