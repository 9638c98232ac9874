import { Notifications } from '@mantine/notifications'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent, type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { AccountsPage } from '../../../../../src/renderer/features/accounts/accounts-page.tsx'
import type { AccountTest } from '../../../../../src/shared/domain/account.ts'
import { anAccount, aSchedule } from '../../../../support/renderer-builders.ts'
import { createFakeApi, failWith, renderWithApp, testSystem } from '../../../../support/renderer.tsx'

const account = anAccount({ name: '生产账号', accessKey: 'AKEXAMPLE', lastComplete: null })

const result: AccountTest = {
  isUsable: true,
  visibleTotal: 2314,
  checks: [
    {
      check: 'list',
      action: 'billing:subscription:view',
      isRequired: true,
      outcome: 'allowed',
      errorCode: null,
      raw: null,
    },
    {
      check: 'tags-bulk',
      action: 'rms:resources:list',
      isRequired: false,
      outcome: 'forbidden',
      errorCode: 'CLOUD_FORBIDDEN',
      raw: 'RMS.0001',
    },
  ],
  policyText: '{}',
  clockSkewMs: 90_000,
}

beforeEach(() => {
  window.location.hash = '#/accounts'
})

describe('accounts page', () => {
  it('adds an account with the key it has tried, and starts its sync', async () => {
    const api = createFakeApi({
      'account.list': [account],
      'account.try': result,
      'account.add': account,
      'sync.start': { runId: 'r1', isNew: true },
      'schedule.set': aSchedule(),
    })
    renderWithApp(<AccountsPage />, { api })
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: '添加账号' }))
    const dialog = await screen.findByRole('dialog')
    const field = (name: string): HTMLInputElement => dialog.querySelector(`input[name="${name}"]`) as HTMLInputElement
    await waitFor(() => expect(field('name')).toBeTruthy())
    await user.type(field('name'), '生产账号')
    await user.type(field('accessKey'), 'AKEXAMPLE')
    await user.type(field('secretKey'), 'SKEXAMPLE')
    await user.click(within(dialog).getByRole('button', { name: '测试密钥' }))
    expect(await within(dialog).findByText(/可以使用/)).toBeTruthy()
    expect(within(dialog).getByText(/RMS\.0001/)).toBeTruthy()
    expect(within(dialog).getByText(/90 秒/)).toBeTruthy()
    await user.click(within(dialog).getByRole('button', { name: '保存并同步' }))
    await waitFor(() => expect(api.inputsOf('sync.start')).toEqual([{ accountId: 'a1' }]))
    expect(api.inputsOf('schedule.set')).toEqual([
      { target: { kind: 'account', accountId: 'a1' }, rule: { kind: 'workdays', time: '09:00' } },
    ])
    expect(api.inputsOf('account.add')[0]).toMatchObject({ name: '生产账号', secretKey: 'SKEXAMPLE' })
    expect(window.location.hash).toBe('#/sync')
  })

  async function fillIn(): Promise<{ readonly dialog: HTMLElement; readonly user: UserEvent }> {
    const user = userEvent.setup()
    const dialog = await screen.findByRole('dialog')
    await waitFor(() => expect(dialog.querySelector('input[name="name"]')).toBeTruthy())
    await user.type(dialog.querySelector('input[name="name"]') as Element, '生产账号')
    await user.type(dialog.querySelector('input[name="accessKey"]') as Element, 'AK')
    await user.type(dialog.querySelector('input[name="secretKey"]') as Element, 'SK')
    return { dialog, user }
  }

  it('keeps and syncs an account whose schedule could not be set, and offers that again', async () => {
    window.location.hash = '#/accounts?add=1'
    const api = createFakeApi({
      'account.list': [account],
      'account.add': account,
      'sync.start': { runId: 'r1', isNew: true },
      'schedule.set': () => failWith('DB_BUSY'),
    })
    renderWithApp(
      <>
        <Notifications />
        <AccountsPage />
      </>,
      { api },
    )
    const { dialog, user } = await fillIn()
    await user.click(within(dialog).getByRole('button', { name: '保存并同步' }))
    await waitFor(() => expect(api.inputsOf('sync.start')).toEqual([{ accountId: 'a1' }]))
    await screen.findByText('账号“生产账号”已添加，但自动同步没有设好')
    await user.click(screen.getByRole('button', { name: '现在设定' }))
    expect(decodeURIComponent(window.location.hash)).toBe('#/sync?schedule=account:a1')
  })

  it('sets no schedule where the person chooses by hand only, and none that cannot be understood', async () => {
    window.location.hash = '#/accounts?add=1'
    const api = createFakeApi({
      'account.list': [account],
      'account.add': account,
      'sync.start': { runId: 'r1', isNew: true },
    })
    renderWithApp(<AccountsPage />, { api })
    const { dialog, user } = await fillIn()
    const time = dialog.querySelector('input[name="time"]') as HTMLInputElement
    await user.clear(time)
    await user.type(time, '25')
    await user.click(within(dialog).getByRole('button', { name: '保存并同步' }))
    expect(dialog.textContent).toContain('请写成 09:00 这样的时间')
    expect(api.inputsOf('account.add')).toEqual([])
    await user.selectOptions(within(dialog).getByLabelText('自动同步'), '仅手动')
    await user.click(within(dialog).getByRole('button', { name: '保存并同步' }))
    await waitFor(() => expect(api.inputsOf('sync.start')).toHaveLength(1))
    expect(api.inputsOf('schedule.set')).toEqual([])
  })

  it('proposes no schedule for generated data, unless the person has chosen one', async () => {
    window.location.hash = '#/accounts?add=1'
    renderWithApp(<AccountsPage />, { api: createFakeApi() })
    const user = userEvent.setup()
    const dialog = await screen.findByRole('dialog')
    const schedule = (): HTMLSelectElement => dialog.querySelector('select[name="schedule"]') as HTMLSelectElement
    await waitFor(() => expect(schedule()).toBeTruthy())
    const provider = within(dialog).getByLabelText('云厂商')
    expect(schedule().value).toBe('workdays')
    await user.click(provider)
    await user.click(await screen.findByText('演示数据'))
    expect(schedule().value).toBe('manual')
    await user.selectOptions(schedule(), 'daily')
    await user.click(provider)
    await user.click(await screen.findByText('华为云'))
    expect(schedule().value).toBe('daily')
  })

  it('shows a refusal where it happened and keeps what was typed', async () => {
    window.location.hash = '#/accounts?add=1'
    const api = createFakeApi({
      'account.list': [account],
      'account.add': () => failWith('ACCOUNT_NAME_TAKEN', { account: '生产账号' }),
    })
    renderWithApp(<AccountsPage />, { api })
    const user = userEvent.setup()
    const dialog = await screen.findByRole('dialog')
    await waitFor(() => expect(dialog.querySelector('input[name="name"]')).toBeTruthy())
    await user.type(dialog.querySelector('input[name="name"]') as Element, '生产账号')
    await user.type(dialog.querySelector('input[name="accessKey"]') as Element, 'AK')
    await user.type(dialog.querySelector('input[name="secretKey"]') as Element, 'SK')
    await user.click(within(dialog).getByRole('button', { name: '保存并同步' }))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('生产账号')
    expect((dialog.querySelector('input[name="secretKey"]') as HTMLInputElement).value).toBe('SK')
  })

  it('keeps a key without a keychain only after the person has accepted that', async () => {
    window.location.hash = '#/accounts?add=1'
    let isAccepted = false
    const api = createFakeApi({
      'account.list': [account],
      'system.state': { ...testSystem, secretStore: 'weak' },
      'account.add': () => (isAccepted ? account : failWith('SECRET_STORE_WEAK')),
      'host.acceptWeakSecretStore': () => {
        isAccepted = true
        return null
      },
      'sync.start': { runId: 'r1', isNew: true },
    })
    renderWithApp(<AccountsPage />, { api })
    const user = userEvent.setup()
    const dialog = await screen.findByRole('dialog')
    await waitFor(() => expect(dialog.querySelector('input[name="name"]')).toBeTruthy())
    for (const name of ['name', 'accessKey', 'secretKey'])
      await user.type(dialog.querySelector(`input[name="${name}"]`) as Element, 'x')
    await user.click(within(dialog).getByRole('button', { name: '保存并同步' }))
    await user.click(await within(dialog).findByRole('button', { name: '我知道，仍然保存' }))
    await waitFor(() => expect(api.inputsOf('account.add')).toHaveLength(2))
    await waitFor(() => expect(api.inputsOf('sync.start')).toHaveLength(1))
  })

  it('changes an account without touching its secret', async () => {
    const api = createFakeApi({ 'account.list': [account], 'account.update': account })
    renderWithApp(<AccountsPage />, { api })
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: '修改' }))
    const dialog = await screen.findByRole('dialog')
    const name = await waitFor(() => dialog.querySelector('input[name="name"]') as HTMLInputElement)
    await user.clear(name)
    await user.type(name, '新名称')
    await user.click(within(dialog).getByRole('button', { name: '保存' }))
    await waitFor(() => expect(api.inputsOf('account.update')).toHaveLength(1))
    expect(api.inputsOf('account.update')[0]).toMatchObject({ accountId: 'a1', patch: { name: '新名称' } })
    expect(api.inputsOf('account.update')[0]?.patch).not.toHaveProperty('secretKey')
  })

  it('removes an account after one question that names what goes', async () => {
    const api = createFakeApi({
      'account.list': [account],
      'account.remove': { items: 2314, backupFile: '/data/backups/x.sqlite' },
    })
    renderWithApp(<AccountsPage />, { api })
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: '删除' }))
    const dialog = await screen.findByRole('dialog')
    await waitFor(() => expect(dialog.textContent).toContain('2,314 项'))
    expect(api.inputsOf('account.remove')).toHaveLength(0)
    await user.click(within(dialog).getByRole('button', { name: '删除账号和 2,314 项' }))
    await waitFor(() => expect(api.inputsOf('account.remove')).toEqual([{ accountId: 'a1' }]))
  })

  it('opens demo data with one click when there is no account, and says so when that fails', async () => {
    const api = createFakeApi({
      'account.add': () => failWith('DB_LOST'),
      'sync.start': { runId: 'r1', isNew: true },
    })
    renderWithApp(<AccountsPage />, { api })
    await userEvent.click(await screen.findByRole('button', { name: '打开演示数据' }))
    const note = await screen.findByRole('alert')
    api.answer({ 'account.add': { ...account, provider: 'demo' } })
    await userEvent.click(within(note).getByRole('button', { name: '重试' }))
    await waitFor(() => expect(window.location.hash).toBe('#/overview'))
    expect(api.inputsOf('sync.start')).toEqual([{ accountId: 'a1' }])
  })

  it('offers no test of a key to demo data, which have none', async () => {
    const demo = { ...account, accountId: 'a2', name: '样例', provider: 'demo' as const, accessKey: null }
    renderWithApp(<AccountsPage />, { api: createFakeApi({ 'account.list': [account, demo] }) })
    await screen.findByText('样例')
    expect(screen.getAllByRole('button', { name: '测试密钥' })).toHaveLength(1)
  })

  it('shortens a very long name in the question whether to remove it', async () => {
    const long = { ...account, name: '很长'.repeat(100) }
    renderWithApp(<AccountsPage />, { api: createFakeApi({ 'account.list': [long] }) })
    await userEvent.click(await screen.findByRole('button', { name: '删除' }))
    const heading = await screen.findByRole('heading', { name: /删除账号/ })
    expect(heading.textContent?.length).toBeLessThan(60)
  })
})
