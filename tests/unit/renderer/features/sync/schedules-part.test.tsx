import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SyncPage } from '../../../../../src/renderer/features/sync/sync-page.tsx'
import { setPreference } from '../../../../../src/renderer/stores/preferences.ts'
import type { Schedule, ScheduleOverview } from '../../../../../src/shared/domain/schedule.ts'
import type { Language } from '../../../../../src/shared/i18n/resources.ts'
import { aSchedule, aScheduleOverview, MORNING } from '../../../../support/renderer-builders.ts'
import {
  createFakeApi,
  failWith,
  renderWithApp,
  type FakeAnswers,
  type FakeApi,
} from '../../../../support/renderer.tsx'
import { anAccount, coreOf } from './sync-support.ts'

const HOUR_MS = 3_600_000

const manual: Partial<Schedule> = { rule: null, isEnabled: false, nextDueAt: null, next: [] }
const ofLinks = aSchedule({
  ...manual,
  scheduleId: 'links:default',
  target: { kind: 'link-group', groupId: 'default' },
  name: '',
})

function open(
  overview: ScheduleOverview = aScheduleOverview([aSchedule(), ofLinks]),
  answers: FakeAnswers = {},
  language: Language = 'zh-CN',
): FakeApi {
  const api = createFakeApi({
    ...coreOf({ accounts: [anAccount({ name: '主账号' })] }),
    'schedule.list': overview,
    'schedule.next': { next: aSchedule().next, zone: 'Asia/Shanghai' },
    ...answers,
  })
  renderWithApp(<SyncPage />, { api, language })
  return api
}

const row = async (name: RegExp): Promise<HTMLElement> => await screen.findByRole('row', { name })

beforeEach(() => {
  vi.setSystemTime(MORNING)
  window.history.replaceState(null, '', '#/sync?part=schedules')
  act(() => setPreference('schedules.isOfferClosed', false))
})

describe('the schedules of the sync page', () => {
  it('list accounts and groups of links with their rules, and unfold the next five times', async () => {
    open()
    const account = await row(/主账号/)
    expect(account.textContent).toContain('工作日 09:00')
    expect(account.textContent).toContain('下次 周一 09:00')
    expect((await row(/默认/)).textContent).toContain('仅手动')
    await userEvent.click(within(account).getByRole('button', { name: '“主账号”接下来的五次' }))
    const times = within(account)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent)
    expect(times).toHaveLength(5)
    expect(times[0]).toBe('11-23 周一 09:00')
  })

  it('lead from the last run to what it has done, and say how many due times it has made up for', async () => {
    open(
      aScheduleOverview([
        aSchedule({ lastRunId: 'r0', lastRunAt: MORNING - HOUR_MS, lastRunState: 'succeeded', missed: 3 }),
      ]),
    )
    const account = await row(/主账号/)
    expect(within(account).getByRole('link', { name: /完成/ }).getAttribute('href')).toBe('#/sync?run=r0')
    expect(account.textContent).toContain('错过 3 次，已补跑')
  })

  it('are switched off and on where they stand, keeping their rule', async () => {
    const api = open(undefined, { 'schedule.set': ({ isEnabled }) => aSchedule({ isEnabled: isEnabled ?? true }) })
    const toggle = within(await row(/主账号/)).getByRole('switch', { name: '“主账号”的计划：启用' })
    await userEvent.click(toggle)
    await waitFor(() =>
      expect(api.inputsOf('schedule.set')).toEqual([
        {
          target: { kind: 'account', accountId: 'a1' },
          rule: { kind: 'workdays', time: '09:00' },
          isEnabled: false,
        },
      ]),
    )
  })

  it('say in their row what went wrong with switching, and stay as they are', async () => {
    open(undefined, { 'schedule.set': () => failWith('DB_BUSY') })
    const account = await row(/主账号/)
    await userEvent.click(within(account).getByRole('switch'))
    expect((await within(account).findByRole('alert')).textContent).toContain('“主账号”的计划没有改成')
    expect((within(account).getByRole('switch') as HTMLInputElement).checked).toBe(true)
  })

  it('open the editor of the one that the address names, and leave a clean address behind', async () => {
    window.history.replaceState(null, '', '#/sync?schedule=account:a1')
    open()
    const dialog = await screen.findByRole('dialog', { name: '“主账号”的计划' })
    await userEvent.click(within(dialog).getByRole('button', { name: '取消' }))
    expect(window.location.hash).toBe('#/sync?part=schedules')
  })

  it('offer one click where no account has one, for every account that is not generated', async () => {
    const accounts = [
      anAccount({ accountId: 'a1', name: '甲' }),
      anAccount({ accountId: 'a2', name: '乙' }),
      anAccount({ accountId: 'a3', name: '演示', provider: 'demo' }),
    ]
    const api = open(aScheduleOverview([aSchedule(manual)]), {
      ...coreOf({ accounts }),
      'schedule.set': aSchedule(),
    })
    await userEvent.click(await screen.findByRole('button', { name: '工作日 09:00 同步 2 个账号' }))
    await waitFor(() =>
      expect(api.inputsOf('schedule.set')).toEqual(
        ['a1', 'a2'].map((accountId) => ({
          target: { kind: 'account', accountId },
          rule: { kind: 'workdays', time: '09:00' },
        })),
      ),
    )
  })

  it('offer nothing once one account has a schedule, even one that is switched off', async () => {
    open(aScheduleOverview([aSchedule({ isEnabled: false, nextDueAt: null, next: [] })]))
    await row(/主账号/)
    expect(screen.queryByText(/还没有账号设定自动同步/)).toBeNull()
  })

  it('do not come back to the runs with an offer that was closed, but keep it here', async () => {
    window.history.replaceState(null, '', '#/sync?run=r1')
    open(aScheduleOverview([aSchedule(manual)]))
    await userEvent.click(await screen.findByRole('button', { name: '不再提示' }))
    expect(screen.queryByText(/还没有账号设定自动同步/)).toBeNull()
    await userEvent.click(screen.getByRole('link', { name: '计划' }))
    act(() => void window.dispatchEvent(new HashChangeEvent('hashchange')))
    await screen.findByText(/还没有账号设定自动同步/)
  })

  it.each([
    ['1 小时', MORNING + HOUR_MS],
    ['4 小时', MORNING + 4 * HOUR_MS],
    ['到明天 08:00', Date.UTC(2026, 10, 21, 0)],
  ])('are paused for %s, by the clock of the business zone', async (name, until) => {
    const api = open(undefined, { 'schedule.pause': { pausedUntil: until } })
    await userEvent.click(await screen.findByRole('button', { name: '暂停全部' }))
    await userEvent.click(await screen.findByRole('menuitem', { name }))
    await waitFor(() => {
      const [asked] = api.inputsOf('schedule.pause')
      expect(Math.abs((asked?.until ?? 0) - until)).toBeLessThan(10_000)
    })
  })

  it('are paused until a day and time of one’s own, which must be to come', async () => {
    const api = open(undefined, { 'schedule.pause': ({ until }) => ({ pausedUntil: until }) })
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: '暂停全部' }))
    await user.click(await screen.findByRole('menuitem', { name: '到其他时间…' }))
    const dialog = await screen.findByRole('dialog', { name: '暂停全部计划和提醒' })
    const time = dialog.querySelector('input[name="pause-time"]') as HTMLInputElement
    const day = dialog.querySelector('input[name="pause-day"]') as HTMLInputElement
    await user.clear(day)
    await user.type(day, '2026-11-20')
    await user.clear(time)
    await user.type(time, '8')
    await user.click(within(dialog).getByRole('button', { name: '暂停到这个时间' }))
    expect(dialog.textContent).toContain('请选择以后的时间')
    expect(api.inputsOf('schedule.pause')).toEqual([])
    await user.clear(day)
    await user.type(day, '2026-12-01')
    await user.click(within(dialog).getByRole('button', { name: '暂停到这个时间' }))
    await waitFor(() => expect(api.inputsOf('schedule.pause')).toEqual([{ until: Date.UTC(2026, 11, 1, 0) }]))
  })

  it('say while they are paused until when, what comes due within it, and go on by one click', async () => {
    const api = open(aScheduleOverview(undefined, { pausedUntil: MORNING + 4 * 24 * HOUR_MS }), {
      'schedule.pause': { pausedUntil: null },
    })
    expect((await screen.findByText(/全部计划已暂停到/)).textContent).toContain('11-24 09:02')
    expect((await row(/主账号/)).textContent).toContain('已暂停')
    expect(screen.queryByRole('button', { name: '暂停全部' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: '恢复' }))
    await waitFor(() => expect(api.inputsOf('schedule.pause')).toEqual([{ until: null }]))
  })

  it('follow what becomes of them', async () => {
    const api = open()
    await row(/主账号/)
    api.answer({
      'schedule.list': aScheduleOverview([aSchedule({ waiting: 'offline', nextDueAt: MORNING - 60_000 })]),
    })
    api.emit('schedule.changed', {})
    await waitFor(async () => expect((await row(/主账号/)).textContent).toContain('等待网络'))
  })

  it.each([['zh-CN'], ['en']] as const)('have no barrier that axe finds: %s', async (language) => {
    open(
      aScheduleOverview([aSchedule({ missed: 2, lastRunState: 'failed', lastRunAt: MORNING }), ofLinks]),
      {},
      language,
    )
    await row(/主账号/)
    const { violations } = await axe.run(document.body, {
      rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    })
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  })
})
