import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { readLadder } from '../../../../../src/renderer/features/settings/ladder-input.tsx'
import { ReminderSettings } from '../../../../../src/renderer/features/settings/reminder-settings.tsx'
import { SaveProvider } from '../../../../../src/renderer/features/settings/use-save.tsx'
import { useRequest } from '../../../../../src/renderer/lib/api-context.tsx'
import { parseTimeOfDay } from '../../../../../src/renderer/features/settings/time-setting.tsx'
import { DEFAULT_REMINDERS, type ReminderSettings as Reminders } from '../../../../../src/shared/domain/reminder.ts'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/domain/settings.ts'
import { createFakeApi, failWith, renderWithApp, type FakeApi } from '../../../../support/renderer.tsx'

/** The section alone, fed as the page feeds it. */
function Page(): ReactNode {
  const { data } = useRequest('settings.get', {})
  return data ? (
    <SaveProvider>
      <ReminderSettings settings={data} />
    </SaveProvider>
  ) : null
}

const SETTINGS = { ...DEFAULT_SETTINGS, businessZone: 'Asia/Shanghai' }

function withReminders(patch: Partial<Reminders> = {}) {
  return { ...SETTINGS, reminders: { ...DEFAULT_REMINDERS, ...patch } }
}

/** What was last asked to be kept of the reminders. */
function kept(api: FakeApi): Reminders | undefined {
  return api.inputsOf('settings.update').at(-1)?.patch.reminders as Reminders | undefined
}

async function open(patch: Partial<Reminders> = {}) {
  const api = createFakeApi({ 'settings.get': withReminders(patch), 'settings.update': SETTINGS })
  renderWithApp(<Page />, { api })
  const part = within(await screen.findByRole('region', { name: '提醒' }))
  return { api, part }
}

describe('parseTimeOfDay', () => {
  it.each([
    ['09:00', '09:00'],
    ['9:05', '09:05'],
    ['0930', '09:30'],
    ['9', '09:00'],
    ['９：３０', '09:30'],
    ['18点', '18:00'],
    ['18点30分', '18:30'],
    [' 23:59 ', '23:59'],
    ['24:00', null],
    ['9:60', null],
    ['9:5', null],
    ['noon', null],
    ['', null],
  ])('reads %s', (text, time) => {
    expect(parseTimeOfDay(text)).toBe(time)
  })
})

describe('readLadder', () => {
  it('puts days in falling order, each once, digits of full width too', () => {
    expect(readLadder(['7', '30', ' 7', '１５', '0'])).toEqual({ days: [30, 15, 7, 0] })
    expect(readLadder([])).toEqual({ days: [] })
  })

  it.each(['-1', '1.5', '366', 'seven', ''])('refuses %s and names it', (text) => {
    expect(readLadder(['30', text])).toEqual({ problem: 'notDays', text })
  })

  it('refuses more steps than the core takes', () => {
    const days = Array.from({ length: 13 }, (_, index) => String(index))
    expect(readLadder(days)).toEqual({ problem: 'tooMany' })
    expect(readLadder(days.slice(1))).toHaveProperty('days.length', 12)
  })
})

describe('settings of reminders', () => {
  it('changes the days of all kinds at once while they are the same', async () => {
    const { api, part } = await open()
    await userEvent.type(part.getByLabelText('所有条目（天）'), '60{Enter}')
    await waitFor(() => expect(kept(api)?.ladders.cloud).toEqual([60, 30, 15, 7, 3, 1, 0]))
    expect(kept(api)?.ladders.domain).toEqual([60, 30, 15, 7, 3, 1, 0])
  })

  it('gives one kind days of its own and leaves the others as they are', async () => {
    const { api, part } = await open()
    await userEvent.click(part.getByLabelText('各类条目都一样'))
    await userEvent.click(part.getByRole('button', { name: '常用：证书（天）' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: /合同/, hidden: true }))
    await waitFor(() => expect(kept(api)?.ladders.certificate[0]).toBe(180))
    expect(kept(api)?.ladders.cloud).toEqual(DEFAULT_REMINDERS.ladders.cloud)
  })

  it('makes all kinds alike again with the days of cloud resources', async () => {
    const { api, part } = await open({ ladders: { ...DEFAULT_REMINDERS.ladders, cloud: [5], domain: [90] } })
    await userEvent.click(part.getByLabelText('各类条目都一样'))
    await waitFor(() => expect(new Set(Object.values(kept(api)?.ladders ?? {}).map(String))).toEqual(new Set(['5'])))
  })

  it('says at the field which day cannot be taken, and keeps nothing', async () => {
    const { api, part } = await open()
    await userEvent.type(part.getByLabelText('所有条目（天）'), '400{Enter}')
    expect(await part.findByText('“400”不是 0 至 365 之间的整数，没有加入。')).toBeTruthy()
    expect(api.inputsOf('settings.update')).toHaveLength(0)
  })

  it('builds a second change on the first, although the first has not been answered yet', async () => {
    const { api, part } = await open()
    api.answer({ 'settings.update': () => new Promise(() => {}) })
    await userEvent.click(part.getByLabelText('已过处理期限、还没有决定的，每天提醒'))
    await userEvent.click(part.getByLabelText('只在工作日提醒'))
    expect(part.getByLabelText('只在工作日提醒')).toHaveProperty('checked', true)
    expect(part.getByLabelText('已过处理期限、还没有决定的，每天提醒')).toHaveProperty('checked', false)
    // Changes go one after another: the second is sent once the first has been answered.
    expect(kept(api)).toMatchObject({ repeatsOverdue: false, workingDaysOnly: false })
  })

  it('sends the second of two quick changes with the first in it', async () => {
    const { api, part } = await open()
    await userEvent.click(part.getByLabelText('已过处理期限、还没有决定的，每天提醒'))
    await userEvent.click(part.getByLabelText('只在工作日提醒'))
    await waitFor(() => expect(kept(api)).toMatchObject({ repeatsOverdue: false, workingDaysOnly: true }))
  })

  it('keeps a time that people type in their way, and no other', async () => {
    const { api, part } = await open()
    const time = part.getByLabelText('每天发送摘要的时间')
    await userEvent.clear(time)
    await userEvent.type(time, '25:00{Enter}')
    expect(await part.findByText('请填写 00:00 至 23:59 的时间，例如 09:00。')).toBeTruthy()
    expect(api.inputsOf('settings.update')).toHaveLength(0)
    await userEvent.clear(time)
    await userEvent.type(time, '8：30{Enter}')
    await waitFor(() => expect(kept(api)?.digestTime).toBe('08:30'))
    expect(time).toHaveProperty('value', '08:30')
  })

  it('switches quiet hours off and on, and refuses hours that end where they begin', async () => {
    const { api, part } = await open()
    const from = part.getByLabelText('从')
    await userEvent.clear(from)
    await userEvent.type(from, '08:00{Enter}')
    expect(await part.findByText('开始和结束不能相同。')).toBeTruthy()
    expect(api.inputsOf('settings.update')).toHaveLength(0)
    await userEvent.click(part.getByLabelText('免打扰时段'))
    await waitFor(() => expect(kept(api)?.quietHours).toBeNull())
    await userEvent.click(part.getByLabelText('免打扰时段'))
    await waitFor(() => expect(kept(api)?.quietHours).toEqual({ from: '20:00', to: '08:00' }))
  })

  it('says in words when the next digest comes, what is held back, and leads to the dry run', async () => {
    const api = createFakeApi({
      'settings.get': SETTINGS,
      'reminder.state': {
        today: '2026-11-21',
        counts: { overdue: 0, today: 0, soon: 0 },
        lastDigestAt: null,
        nextDigestAt: Date.UTC(2026, 10, 23, 1),
        held: { count: 3, until: Date.UTC(2026, 10, 23, 1), why: 'day-off' },
      },
    })
    renderWithApp(<Page />, { api })
    const part = within(await screen.findByRole('region', { name: '提醒' }))
    expect(await part.findByText(/^下一次摘要：(2026-)?11-23 周一 09:00$/)).toBeTruthy()
    expect(part.getByText(/^3 项提醒遇到休息日/)).toBeTruthy()
    expect(part.getByRole('link', { name: '预览会发送哪些提醒' }).getAttribute('href')).toBe('#/notices?part=preview')
  })

  it.each([
    ['20:00', true],
    ['07:59', true],
    ['08:00', false],
    ['12:00', false],
  ])('says that a digest at %s is held back by quiet hours over midnight: %s', async (digestTime, isHeld) => {
    const { part } = await open({ digestTime })
    expect(part.queryByText('在免打扰时段内，推迟到 08:00 发送。') !== null).toBe(isHeld)
  })

  it('hides what has no effect while reminders are off', async () => {
    const { part } = await open({ isOn: false })
    expect(part.queryByLabelText('每天发送摘要的时间')).toBeNull()
    expect(part.getByText(/^已关闭/)).toBeTruthy()
  })

  it('shows a refusal in its own part', async () => {
    const { api, part } = await open()
    api.answer({ 'settings.update': () => failWith('DB_LOST') })
    await userEvent.click(part.getByLabelText('只在工作日提醒'))
    expect(await part.findByRole('alert')).toBeTruthy()
  })
})
