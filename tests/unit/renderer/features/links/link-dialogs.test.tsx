import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PinDialog } from '../../../../../src/renderer/features/links/pin-dialog.tsx'
import { RemoveLinks } from '../../../../../src/renderer/features/links/remove-links.tsx'
import { WhitelistDialog } from '../../../../../src/renderer/features/links/whitelist-dialog.tsx'
import { createFakeApi, failWith, renderWithApp } from '../../../../support/renderer.tsx'
import { MORNING } from '../../../../support/renderer-builders.ts'

beforeEach(() => void vi.setSystemTime(MORNING))
afterEach(() => void vi.useRealTimers())

const many = { linkIds: Array.from({ length: 1200 }, (_, index) => `k${index}`), names: ['甲', '乙'] }

describe('WhitelistDialog', () => {
  it('wants a reason before anything is sent', async () => {
    const user = userEvent.setup()
    const onClose = vi.fn()
    const { api } = renderWithApp(<WhitelistDialog {...many} isOpen onClose={onClose} />, {
      api: createFakeApi({ 'link.whitelist': { changed: 1200 } }),
    })
    expect(await screen.findByRole('dialog', { name: '把 1,200 个链接加入白名单' })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: '加入白名单' }))
    const reason = screen.getByRole('textbox', { name: /^原因/ })
    expect(screen.getByText('请填写原因。')).toBeTruthy()
    expect(document.activeElement).toBe(reason)
    expect(api.inputsOf('link.whitelist')).toEqual([])
    await user.type(reason, ' 合作伙伴 ')
    await user.click(screen.getByRole('button', { name: '90 天后' }))
    await user.click(screen.getByRole('button', { name: '加入白名单' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.whitelist')).toEqual([
      { linkIds: many.linkIds, whitelisting: { reason: '合作伙伴', reviewOn: '2027-02-18' } },
    ])
  })

  it('keeps a review day that has passed when only the reason is changed', async () => {
    const user = userEvent.setup()
    const onClose = vi.fn()
    const current = { reason: '旧', by: '王芳', at: 0, reviewOn: '2026-11-01' }
    const { api } = renderWithApp(
      <WhitelistDialog linkIds={['k1']} names={['甲']} current={current} isOpen onClose={onClose} />,
      { api: createFakeApi({ 'link.whitelist': { changed: 1 } }) },
    )
    await user.type(await screen.findByRole('textbox', { name: /^原因/ }), '的')
    await user.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.whitelist')[0]?.whitelisting).toEqual({ reason: '旧的', reviewOn: '2026-11-01' })
  })

  it('stays open with what was typed when it fails', async () => {
    const user = userEvent.setup()
    const onClose = vi.fn()
    renderWithApp(<WhitelistDialog linkIds={['k1']} names={['甲']} isOpen onClose={onClose} />, {
      api: createFakeApi({ 'link.whitelist': () => failWith('LINK_NOT_FOUND', { link: 'k1' }) }),
    })
    const reason = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: /^原因/ })
    await user.type(reason, '登录')
    await user.click(screen.getByRole('button', { name: '加入白名单' }))
    await screen.findByRole('alert')
    expect(reason.value).toBe('登录')
    expect(onClose).not.toHaveBeenCalled()
  })
})

describe('PinDialog', () => {
  it('hides with words, and without words sends none', async () => {
    const user = userEvent.setup()
    const onClose = vi.fn()
    const { api } = renderWithApp(
      <PinDialog linkIds={['k1']} names={['甲']} pinned="hidden" isOpen onClose={onClose} />,
      {
        api: createFakeApi({ 'link.pin': { changed: 1 } }),
      },
    )
    await user.click(await screen.findByRole('radio', { name: '显示' }))
    await user.click(screen.getByRole('button', { name: '手动显示' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.pin')).toEqual([{ linkIds: ['k1'], pinned: 'shown', words: null }])
  })
})

describe('RemoveLinks', () => {
  it('names what goes and how many, and begins with the focus on the way back', async () => {
    const user = userEvent.setup()
    const [onClose, onRemoved] = [vi.fn(), vi.fn()]
    const { api } = renderWithApp(<RemoveLinks {...many} isOpen onClose={onClose} onRemoved={onRemoved} />, {
      api: createFakeApi({ 'link.remove': { removed: 1200 } }),
    })
    const dialog = await screen.findByRole('dialog', { name: '删除 1,200 个链接？' })
    expect(
      within(dialog)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['甲', '乙', '……以及另外 1,198 个'])
    await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: '取消' })))
    await user.click(within(dialog).getByRole('button', { name: '删除 1,200 个链接' }))
    await waitFor(() => expect(onRemoved).toHaveBeenCalled())
    expect(onClose).toHaveBeenCalled()
    expect(api.inputsOf('link.remove')).toEqual([{ linkIds: many.linkIds }])
  })
})
