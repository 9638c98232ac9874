import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseBandDays } from '../../../../../src/renderer/features/settings/day-settings.tsx'
import { SettingsPage } from '../../../../../src/renderer/features/settings/settings-page.tsx'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/domain/settings.ts'
import { createFakeApi, failWith, renderWithApp, testHost } from '../../../../support/renderer.tsx'

beforeEach(() => {
  window.location.hash = '#/settings'
})

describe('parseBandDays', () => {
  it.each([
    ['7, 15, 30', [7, 15, 30]],
    ['7，15、30', [7, 15, 30]],
    ['0', [0]],
    ['30, 7', null],
    ['7, 7', null],
    ['7.5', null],
    ['-1', null],
    ['', null],
    ['1 2 3 4 5 6 7 8 9', null],
    ['4000', null],
  ])('reads %s', (text, days) => {
    expect(parseBandDays(text)).toEqual(days)
  })
})

describe('settings page', () => {
  it.each([
    ['reminders', '提醒'],
    ['desktop', '通知'],
    ['webhooks', 'Webhook'],
  ])('puts the focus on the part that the address names: %s', async (section, name) => {
    window.location.hash = `#/settings?section=${section}`
    renderWithApp(<SettingsPage />, { api: createFakeApi({ 'webhook.list': [] }) })
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('heading', { name })))
  })

  it('keeps a change at once and says so', async () => {
    const api = createFakeApi({ 'settings.update': DEFAULT_SETTINGS })
    renderWithApp(<SettingsPage />, { api })
    const name = await screen.findByLabelText('您的姓名')
    await userEvent.type(name, '王会计{Enter}')
    await waitFor(() => expect(api.inputsOf('settings.update')).toEqual([{ patch: { userName: '王会计' } }]))
    expect(await screen.findByText('已保存')).toBeTruthy()
  })

  it('shows a refusal in the part where it was caused', async () => {
    const api = createFakeApi({
      'settings.update': () =>
        failWith('BAD_REQUEST', { route: 'settings.update', field: 'proxy', problem: 'wrongForm' }),
    })
    renderWithApp(<SettingsPage />, { api })
    await userEvent.click(await screen.findByLabelText('使用下面的代理'))
    const part = screen.getByRole('region', { name: '网络代理' })
    expect(part.textContent).toContain('还没有生效')
    await userEvent.type(screen.getByLabelText('代理地址'), 'nonsense{Enter}')
    expect(part.textContent).toContain('请填写完整的地址')
    expect(api.inputsOf('settings.update')).toHaveLength(0)
    await userEvent.clear(screen.getByLabelText('代理地址'))
    await userEvent.type(screen.getByLabelText('代理地址'), 'http://proxy.example.com:8080{Enter}')
    expect(await within(part).findByRole('alert')).toBeTruthy()
    expect(within(screen.getByRole('region', { name: '日期' })).queryByRole('alert')).toBeNull()
  })

  it('searches the zones by what is typed, in place of the present one', async () => {
    const api = createFakeApi({ 'settings.update': DEFAULT_SETTINGS })
    renderWithApp(<SettingsPage />, { api })
    const zone = await screen.findByRole('combobox', { name: '业务时区' })
    await userEvent.click(zone)
    await userEvent.keyboard('New_Yo')
    expect((zone as HTMLInputElement).value).toBe('New_Yo')
    await userEvent.click(await screen.findByRole('option', { name: 'America/New_York', hidden: true }))
    expect(api.inputsOf('settings.update')).toEqual([{ patch: { businessZone: 'America/New_York' } }])
  })

  it('does not send bands that are no ascending days', async () => {
    const api = createFakeApi({ 'settings.update': DEFAULT_SETTINGS })
    renderWithApp(<SettingsPage />, { api })
    const bands = await screen.findByLabelText('到期分段（天）')
    await userEvent.clear(bands)
    await userEvent.type(bands, '30, 7{Enter}')
    expect(api.inputsOf('settings.update')).toHaveLength(0)
    await userEvent.clear(bands)
    await userEvent.type(bands, '10, 20{Enter}')
    await waitFor(() => expect(api.inputsOf('settings.update')).toEqual([{ patch: { bandDays: [10, 20] } }]))
  })

  it('asks the system for a file where it can, and takes the data folder where it cannot', async () => {
    const api = createFakeApi({
      'host.info': { ...testHost, hasDialogs: true },
      'host.chooseFile': { file: null },
      'system.backup': { file: '/data/x.sqlite', sizeBytes: 1_000_000 },
    })
    const { unmount } = renderWithApp(<SettingsPage />, { api })
    await screen.findByRole('button', { name: '打开文件夹' })
    await userEvent.click(screen.getByRole('button', { name: '立即备份' }))
    await waitFor(() => expect(api.inputsOf('host.chooseFile')).toHaveLength(1))
    expect(api.inputsOf('system.backup')).toHaveLength(0)
    unmount()

    api.answer({ 'host.info': testHost })
    renderWithApp(<SettingsPage />, { api })
    await userEvent.click(await screen.findByRole('button', { name: '立即备份' }))
    await waitFor(() => expect(api.inputsOf('system.backup')).toHaveLength(1))
    expect(api.inputsOf('system.backup')[0]?.file).toMatch(/^\/data\/duewatch-.+\.sqlite$/)
    expect(await screen.findByText(/已备份到 \/data\/duewatch-/)).toBeTruthy()
  })

  it('keeps one limit of link checks and leaves the others as they are', async () => {
    const api = createFakeApi({ 'settings.update': DEFAULT_SETTINGS })
    renderWithApp(<SettingsPage />, { api })
    const seconds = await screen.findByLabelText('一个链接的时限（秒）')
    await userEvent.clear(seconds)
    await userEvent.type(seconds, '5')
    await waitFor(() =>
      expect(api.inputsOf('settings.update').at(-1)).toEqual({
        patch: { linkLimits: { ...DEFAULT_SETTINGS.linkLimits, timeoutMs: 5000 } },
      }),
    )
    await userEvent.click(screen.getByLabelText('向注册局查询域名到期日（RDAP、WHOIS）'))
    await waitFor(() => expect(api.inputsOf('settings.update').at(-1)).toEqual({ patch: { measuresDomains: false } }))
  })
})
