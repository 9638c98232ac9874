import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { GroupsDialog } from '../../../../../src/renderer/features/links/groups-dialog.tsx'
import type { LinkGroup } from '../../../../../src/shared/domain/link.ts'
import { aSchedule, aScheduleOverview } from '../../../../support/renderer-builders.ts'
import { createFakeApi, failWith, renderWithApp, type FakeAnswers } from '../../../../support/renderer.tsx'

const DEFAULT: LinkGroup = {
  groupId: 'default',
  name: '',
  policy: 'confirmed',
  allowsPrivate: false,
  includesSubdomains: false,
  linkCount: 3,
}
const INSIDE: LinkGroup = {
  groupId: 'g1',
  name: '内网',
  policy: 'strict',
  allowsPrivate: true,
  includesSubdomains: true,
  linkCount: 1200,
}

async function show(answers: FakeAnswers = {}) {
  const onClose = vi.fn()
  const api = createFakeApi({ 'link.groups': [DEFAULT, INSIDE], 'link.saveGroup': INSIDE, ...answers })
  renderWithApp(<GroupsDialog isOpen onClose={onClose} />, { api })
  await screen.findByText('内网')
  return { api, onClose }
}

describe('GroupsDialog', () => {
  it('says of each group how many links it has and by which rules', async () => {
    await show()
    const list = screen.getByRole('list', { name: '分组' })
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['默认3 个链接 · 确认后隐藏修改', '内网1,200 个链接 · 立即隐藏 · 允许内网地址 · 子域名也算修改删除'])
  })

  it('shows when each group is checked by itself; esc closes the editor of that first', async () => {
    const user = userEvent.setup()
    const target = { kind: 'link-group', groupId: 'g1' } as const
    const inside = aSchedule({ scheduleId: 'links:g1', target, name: '内网', rule: { kind: 'daily', time: '03:00' } })
    const { onClose } = await show({
      'schedule.list': aScheduleOverview([inside]),
      'schedule.next': { next: inside.next, zone: 'Asia/Shanghai' },
    })
    await screen.findByText('每天 03:00')
    await user.click(screen.getByRole('button', { name: '“内网”的计划' }))
    expect(await screen.findByRole('dialog', { name: '链接分组“内网”的计划' })).toBeTruthy()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog', { name: '链接分组“内网”的计划' })).toBeNull())
    expect(onClose).not.toHaveBeenCalled()
  })

  it('never offers to remove or rename the default group', async () => {
    const user = userEvent.setup()
    const { api } = await show({ 'link.saveGroup': DEFAULT })
    await user.click(screen.getByRole('button', { name: '修改分组“默认”' }))
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: '名称' }).readOnly).toBe(true)
    await user.click(screen.getByRole('radio', { name: '立即隐藏' }))
    await user.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => expect(api.inputsOf('link.saveGroup')).toHaveLength(1))
    expect(api.inputsOf('link.saveGroup')[0]).toMatchObject({ groupId: 'default', policy: 'strict' })
  })

  it('explains both rules where they are chosen, and makes a group', async () => {
    const user = userEvent.setup()
    const { api } = await show()
    await user.click(screen.getByRole('button', { name: '新分组' }))
    expect(screen.getByText(/连续失败 3 次并且相隔满 24 小时才隐藏/)).toBeTruthy()
    expect(screen.getByText(/恢复正常马上显示/)).toBeTruthy()
    await user.type(screen.getByRole('textbox', { name: /^名称/ }), ' 合作 ')
    await user.click(screen.getByRole('checkbox', { name: '子域名也算' }))
    await user.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() =>
      expect(api.inputsOf('link.saveGroup')).toEqual([
        { groupId: null, name: '合作', policy: 'confirmed', allowsPrivate: false, includesSubdomains: true },
      ]),
    )
    // The form is gone; the focus is where it came from.
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: '新分组' })))
  })

  it('says at the name that it is taken and keeps the form', async () => {
    const user = userEvent.setup()
    await show({ 'link.saveGroup': () => failWith('LINK_GROUP_NAME_TAKEN', { name: '内网' }) })
    await user.click(screen.getByRole('button', { name: '新分组' }))
    const name = screen.getByRole<HTMLInputElement>('textbox', { name: /^名称/ })
    await user.type(name, '内网{Enter}')
    await screen.findByText(/已经有/)
    expect(name.getAttribute('aria-invalid')).toBe('true')
    expect(name.value).toBe('内网')
  })

  it('says where the links of a group go before it goes', async () => {
    const user = userEvent.setup()
    const { api } = await show({ 'link.removeGroup': { moved: 1200 } })
    await user.click(screen.getByRole('button', { name: '删除分组“内网”' }))
    const ask = screen.getByRole('group', { name: '删除分组“内网”' })
    expect(ask.textContent).toContain('其中的 1,200 个链接会移到“默认”')
    expect(document.activeElement).toBe(within(ask).getByRole('button', { name: '取消' }))
    await user.click(within(ask).getByRole('button', { name: '删除分组' }))
    await waitFor(() => expect(api.inputsOf('link.removeGroup')).toEqual([{ groupId: 'g1' }]))
  })

  it('closes a form with esc before the dialog', async () => {
    const user = userEvent.setup()
    const { onClose } = await show()
    await user.click(screen.getByRole('button', { name: '新分组' }))
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('textbox')).toBeNull()
    expect(onClose).not.toHaveBeenCalled()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(onClose).toHaveBeenCalled())
  })
})
