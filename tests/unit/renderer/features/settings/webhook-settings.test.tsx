import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { WebhookSettings } from '../../../../../src/renderer/features/settings/webhook-settings.tsx'
import type { Webhook } from '../../../../../src/shared/domain/webhook.ts'
import { createFakeApi, failWith, renderWithApp, testSystem } from '../../../../support/renderer.tsx'

const GROUP: Webhook = {
  webhookId: 'w-1',
  name: '财务群',
  shape: 'dingtalk',
  host: 'oapi.dingtalk.com',
  kinds: ['digest', 'urgent'],
  isEnabled: true,
  hasSecret: true,
  waiting: 2,
  waitingProblem: null,
  last: { state: 'failed', at: Date.UTC(2026, 10, 20, 1, 2), problem: 'refused: 310000 sign not match' },
}
const ADDRESS = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=6b1f0c52'

async function openForm(button: string): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole('button', { name: button }))
  return await screen.findByRole('dialog')
}

describe('the list of webhooks', () => {
  it('says where each leads, what it is told, how the last delivery went and what waits', async () => {
    const api = createFakeApi({ 'webhook.list': [GROUP] })
    renderWithApp(<WebhookSettings />, { api })
    const row = await screen.findByRole('listitem', { name: '财务群' })
    expect(row.textContent).toContain('钉钉群机器人 · oapi.dingtalk.com')
    expect(row.textContent).toContain('每日摘要 · 紧急提醒')
    expect(row.textContent).toMatch(/最近一次 .*11-20 09:02 没有送达/)
    expect(row.textContent).toContain('机器人拒绝了消息（310000 sign not match）')
    expect(row.textContent).toContain('2 条等待发送')
  })

  it('says what keeps the next from arriving, before it is given up', async () => {
    const api = createFakeApi({ 'webhook.list': [{ ...GROUP, waitingProblem: 'http: HTTP 503 closed' }] })
    renderWithApp(<WebhookSettings />, { api })
    const row = await screen.findByRole('listitem', { name: '财务群' })
    expect(row.textContent).toContain('会再试：接收方没有收下（HTTP 503 closed）')
    expect(row.textContent).not.toContain('sign not match')
  })

  it('leaves no empty brackets where nobody has said why', async () => {
    const last = { state: 'failed', at: 0, problem: 'reset' } as const
    renderWithApp(<WebhookSettings />, { api: createFakeApi({ 'webhook.list': [{ ...GROUP, last }] }) })
    const row = await screen.findByRole('listitem', { name: '财务群' })
    expect(row.textContent).toContain('连接中途断开。消息可能已经收到。')
  })

  it('names what went wrong before a delivery was given up', async () => {
    const last = { state: 'failed', at: 0, problem: 'too-late: timeout' } as const
    const api = createFakeApi({ 'webhook.list': [{ ...GROUP, last }] })
    renderWithApp(<WebhookSettings />, { api, language: 'en' })
    const row = await screen.findByRole('listitem', { name: '财务群' })
    expect(row.textContent).toContain('given up. The receiver did not answer within 10 seconds.')
  })

  it('tests what is stored and says what came of it', async () => {
    const api = createFakeApi({
      'webhook.list': [GROUP],
      'webhook.test': { isSent: true, httpStatus: 200, problem: null },
    })
    renderWithApp(<WebhookSettings />, { api })
    const row = await screen.findByRole('listitem', { name: '财务群' })
    await userEvent.click(within(row).getByRole('button', { name: '发送测试 财务群' }))
    expect(api.inputsOf('webhook.test')).toEqual([{ webhookId: 'w-1', shape: 'dingtalk', url: null, secret: null }])
    expect((await within(row).findByRole('status')).textContent).toContain('已送达')
  })

  it('removes after one question', async () => {
    const api = createFakeApi({ 'webhook.list': [GROUP], 'webhook.remove': null })
    renderWithApp(<WebhookSettings />, { api })
    const dialog = await openForm('删除 财务群')
    expect(api.inputsOf('webhook.remove')).toEqual([])
    await userEvent.click(within(dialog).getByRole('button', { name: '删除' }))
    await waitFor(() => expect(api.inputsOf('webhook.remove')).toEqual([{ webhookId: 'w-1' }]))
  })
})

describe('the form of a webhook', () => {
  it('sends nothing before name and address are there, and says which is missing', async () => {
    const api = createFakeApi({ 'webhook.save': GROUP })
    renderWithApp(<WebhookSettings />, { api })
    const dialog = await openForm('添加 Webhook')
    await userEvent.click(within(dialog).getByRole('button', { name: '保存' }))
    expect(within(dialog).getAllByText('请填写')).toHaveLength(2)
    await userEvent.type(within(dialog).getByLabelText(/^名称/), '财务群')
    await userEvent.type(within(dialog).getByLabelText(/^Webhook 地址/), 'oapi.dingtalk.com/x')
    expect(within(dialog).getByText(/请粘贴以 https/)).toBeTruthy()
    expect(api.inputsOf('webhook.save')).toEqual([])
  })

  it('tests without a name and saves what was typed', async () => {
    const api = createFakeApi({
      'webhook.save': GROUP,
      'webhook.test': { isSent: false, httpStatus: 200, problem: 'refused: 93000 invalid webhook url' },
    })
    renderWithApp(<WebhookSettings />, { api })
    const dialog = await openForm('添加 Webhook')
    await userEvent.click(within(dialog).getByLabelText(/^Webhook 地址/))
    await userEvent.paste(ADDRESS)
    await userEvent.click(within(dialog).getByRole('button', { name: '发送测试' }))
    expect(await within(dialog).findByText(/没有送达：机器人拒绝了消息（93000/)).toBeTruthy()
    expect(api.inputsOf('webhook.test')).toEqual([{ webhookId: null, shape: 'wecom', url: ADDRESS, secret: '' }])
    await userEvent.type(within(dialog).getByLabelText(/^名称/), ' 财务群 ')
    await userEvent.click(within(dialog).getByLabelText('错过的计划'))
    await userEvent.click(within(dialog).getByRole('button', { name: '保存' }))
    await waitFor(() => expect(api.inputsOf('webhook.save')).toHaveLength(1))
    expect(api.inputsOf('webhook.save')[0]).toEqual({
      webhookId: null,
      name: '财务群',
      shape: 'wecom',
      url: ADDRESS,
      secret: '',
      kinds: ['digest', 'urgent', 'failure', 'missed'],
      isEnabled: true,
    })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('shows that address and secret are stored, never what they are, and keeps them', async () => {
    const api = createFakeApi({ 'webhook.list': [GROUP], 'webhook.save': GROUP })
    renderWithApp(<WebhookSettings />, { api })
    const dialog = await openForm('修改 财务群')
    const address = within(dialog).getByLabelText(/^Webhook 地址/) as HTMLInputElement
    expect([address.value, address.type, address.placeholder]).toEqual(['', 'password', '已保存（oapi.dingtalk.com）'])
    expect((within(dialog).getByLabelText(/^加签密钥/) as HTMLInputElement).placeholder).toBe('已保存')
    await userEvent.click(within(dialog).getByRole('button', { name: '保存' }))
    await waitFor(() => expect(api.inputsOf('webhook.save')[0]).toMatchObject({ url: null, secret: null }))
  })

  it('takes the stored secret away when told so', async () => {
    const api = createFakeApi({ 'webhook.list': [GROUP], 'webhook.save': GROUP })
    renderWithApp(<WebhookSettings />, { api })
    const dialog = await openForm('修改 财务群')
    await userEvent.click(within(dialog).getByLabelText('删除已保存的密钥'))
    await userEvent.click(within(dialog).getByRole('button', { name: '保存' }))
    await waitFor(() => expect(api.inputsOf('webhook.save')[0]).toMatchObject({ url: null, secret: '' }))
  })

  it('keeps the address without a keychain only after the person has accepted that', async () => {
    let isAccepted = false
    const api = createFakeApi({
      'system.state': { ...testSystem, secretStore: 'weak' },
      'webhook.save': () => (isAccepted ? GROUP : failWith('SECRET_STORE_WEAK')),
      'host.acceptWeakSecretStore': () => {
        isAccepted = true
        return null
      },
    })
    renderWithApp(<WebhookSettings />, { api })
    const dialog = await openForm('添加 Webhook')
    await userEvent.type(within(dialog).getByLabelText(/^名称/), '财务群')
    await userEvent.click(within(dialog).getByLabelText(/^Webhook 地址/))
    await userEvent.paste(ADDRESS)
    await userEvent.click(within(dialog).getByRole('button', { name: '保存' }))
    await userEvent.click(await within(dialog).findByRole('button', { name: '我知道，仍然保存' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(api.inputsOf('webhook.save')).toHaveLength(2)
  })
})
