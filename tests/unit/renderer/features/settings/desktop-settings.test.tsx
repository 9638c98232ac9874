import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DesktopSettings } from '../../../../../src/renderer/features/settings/desktop-settings.tsx'
import { SaveProvider } from '../../../../../src/renderer/features/settings/use-save.tsx'
import { useRequest } from '../../../../../src/renderer/lib/api-context.tsx'
import { usePagePermission } from '../../../../../src/renderer/lib/notification-permission.ts'
import type { Notice } from '../../../../../src/shared/domain/notice.ts'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/domain/settings.ts'
import type { HostInfo } from '../../../../../src/shared/ipc/host.ts'
import { createFakeApi, failWith, renderWithApp, testHost, type FakeAnswers } from '../../../../support/renderer.tsx'

/** The section alone, fed as the page feeds it. */
function Page(): ReactNode {
  const { data } = useRequest('settings.get', {})
  return data ? (
    <SaveProvider>
      <DesktopSettings settings={data} />
    </SaveProvider>
  ) : null
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'Notification')
})

const desktopHost: HostInfo = {
  ...testHost,
  kind: 'desktop',
  notifications: 'native',
  hasTray: true,
  canStartAtLogin: true,
}

const aNotice = (native: Partial<Notice['native']>): Notice => ({
  noticeId: 'n1',
  kind: 'test',
  createdAt: 1,
  readAt: null,
  native: { state: 'waiting', problem: null, at: null, ...native },
  deliveries: [],
  payload: { kind: 'test' },
})

async function open(answers: FakeAnswers, name = '窗口与通知') {
  const api = createFakeApi({ 'settings.update': DEFAULT_SETTINGS, ...answers })
  renderWithApp(<Page />, { api })
  return { api, part: within(await screen.findByRole('region', { name })) }
}

describe('settings of the desktop', () => {
  it('keeps what closing the window does, and the rest as it was', async () => {
    const { api, part } = await open({ 'host.info': desktopHost, 'host.startsAtLogin': { startsAtLogin: false } })
    await userEvent.click(part.getByLabelText('留在托盘里继续运行'))
    await waitFor(() =>
      expect(api.inputsOf('settings.update')).toEqual([
        { patch: { desktop: { closeAction: 'tray', showsNotifications: true } } },
      ]),
    )
  })

  it('shows what the system has made of the start at login, not what was asked for', async () => {
    const { api, part } = await open({
      'host.info': desktopHost,
      'host.startsAtLogin': { startsAtLogin: false },
      'host.setStartsAtLogin': { startsAtLogin: false },
    })
    const box = part.getByLabelText('登录系统时自动启动')
    await waitFor(() => expect(box).toHaveProperty('disabled', false))
    await userEvent.click(box)
    await waitFor(() => expect(api.inputsOf('host.setStartsAtLogin')).toEqual([{ startsAtLogin: true }]))
    await waitFor(() => expect(box).toHaveProperty('checked', false))
    api.answer({ 'host.setStartsAtLogin': () => failWith('NOT_AVAILABLE_HERE', { route: 'host.setStartsAtLogin' }) })
    await userEvent.click(box)
    expect(await part.findByRole('alert')).toBeTruthy()
    expect(box).toHaveProperty('checked', false)
  })

  it('offers nothing that the host cannot do', async () => {
    const { part } = await open({}, '通知')
    expect(part.queryByLabelText('登录系统时自动启动')).toBeNull()
    expect(part.queryByText('关闭窗口时')).toBeNull()
    expect(part.getByLabelText('用浏览器通知显示提醒')).toBeTruthy()
  })

  it('is not there at all where there is nothing to set', async () => {
    const api = createFakeApi({ 'host.info': { ...testHost, notifications: 'none' } })
    renderWithApp(<Page />, { api })
    await waitFor(() => expect(api.inputsOf('host.info').length).toBeGreaterThan(0))
    expect(screen.queryByRole('region', { name: '通知' })).toBeNull()
  })

  it('says what came of a test, also when that is told later', async () => {
    Object.assign(globalThis, { Notification: { permission: 'granted' } })
    const { api, part } = await open({ 'notice.test': aNotice({}), 'notice.get': aNotice({}) }, '通知')
    await userEvent.click(part.getByRole('button', { name: '测试通知' }))
    expect(await part.findByText('正在等待通知显示…')).toBeTruthy()
    api.answer({ 'notice.get': aNotice({ state: 'failed', problem: 'org.freedesktop.Notifications' }) })
    act(() => api.emit('notice.changed', {}))
    expect(await part.findByText('测试通知没有显示出来：org.freedesktop.Notifications。')).toBeTruthy()
    api.answer({ 'notice.test': () => failWith('DB_LOST') })
    await userEvent.click(part.getByRole('button', { name: '测试通知' }))
    expect(await part.findByRole('alert')).toBeTruthy()
  })

  it('asks the browser for permission on a click only, and says how it stands', async () => {
    const fake = {
      permission: 'default',
      requestPermission: vi.fn(() => Promise.resolve((fake.permission = 'granted'))),
    }
    const { requestPermission } = fake
    Object.assign(globalThis, { Notification: fake })
    const { part } = await open({}, '通知')
    expect(requestPermission).not.toHaveBeenCalled()
    await userEvent.click(part.getByRole('button', { name: '允许通知' }))
    expect(await part.findByText(/^浏览器已允许通知/)).toBeTruthy()
    expect(part.queryByRole('button', { name: '允许通知' })).toBeNull()
  })

  it('asks before a test, and makes none that the browser would not show', async () => {
    const fake = {
      permission: 'default',
      requestPermission: vi.fn(() => Promise.resolve((fake.permission = 'denied'))),
    }
    Object.assign(globalThis, { Notification: fake })
    const { api, part } = await open({ 'notice.test': aNotice({}) }, '通知')
    await userEvent.click(part.getByRole('button', { name: '测试通知' }))
    expect(await part.findByText(/^浏览器不允许显示通知，测试没有进行/)).toBeTruthy()
    expect(fake.requestPermission).toHaveBeenCalledTimes(1)
    expect(api.inputsOf('notice.test')).toHaveLength(0)
  })

  it('lets everything else on the page know at once that notifications are allowed', async () => {
    const fake = {
      permission: 'default',
      requestPermission: vi.fn(() => Promise.resolve((fake.permission = 'granted'))),
    }
    Object.assign(globalThis, { Notification: fake })
    const seen = vi.fn()
    const Other = (): ReactNode => {
      seen(usePagePermission())
      return null
    }
    renderWithApp(
      <>
        <Page />
        <Other />
      </>,
      { api: createFakeApi({}) },
    )
    await userEvent.click(await screen.findByRole('button', { name: '允许通知' }))
    await waitFor(() => expect(seen).toHaveBeenLastCalledWith('granted'))
  })

  it('tells how to allow notifications that the browser refuses', async () => {
    Object.assign(globalThis, { Notification: { permission: 'denied' } })
    const { part } = await open({}, '通知')
    expect(part.getByText(/网站设置/)).toBeTruthy()
  })
})
