import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LinkBulkForm } from '../../../../../src/renderer/features/links/link-bulk-form.tsx'
import { LinkForm, type LinkFormProps } from '../../../../../src/renderer/features/links/link-form.tsx'
import type { LinkGroup } from '../../../../../src/shared/domain/link.ts'
import { createFakeApi, failWith, renderWithApp, type FakeAnswers } from '../../../../support/renderer.tsx'
import { aLink, anItem, MORNING } from '../../../../support/renderer-builders.ts'

const DEFAULT: LinkGroup = {
  groupId: 'default',
  name: '',
  policy: 'confirmed',
  allowsPrivate: false,
  includesSubdomains: false,
  linkCount: 3,
}
const FRIENDS: LinkGroup = { ...DEFAULT, groupId: 'g1', name: '友链', linkCount: 1 }

beforeEach(() => void vi.setSystemTime(MORNING))
afterEach(() => void vi.useRealTimers())

function show(answers: FakeAnswers = {}, props: Partial<LinkFormProps> = {}) {
  const onClose = vi.fn()
  const api = createFakeApi({
    'link.groups': [DEFAULT, FRIENDS],
    'link.add': aLink(),
    'link.check': { runId: 'l1', isNew: true },
    'link.update': { changed: 1 },
    ...answers,
  })
  renderWithApp(<LinkForm link={null} isOpen onClose={onClose} {...props} />, { api })
  return { api, onClose }
}

const url = (): HTMLInputElement => screen.getByRole('textbox', { name: /^网址/ })
const choose = async (label: string, option: string): Promise<void> => {
  const user = userEvent.setup()
  await user.click(screen.getByRole('combobox', { name: label }))
  await user.click(await screen.findByRole('option', { name: option, hidden: true }))
}

describe('LinkForm', () => {
  it('adds a link by its address alone and checks it', async () => {
    const user = userEvent.setup()
    const { api, onClose } = show()
    await waitFor(() => expect(document.activeElement).toBe(url()))
    await user.keyboard('https://new.example.com/{Enter}')
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.add')).toEqual([
      {
        name: 'new.example.com',
        url: 'https://new.example.com/',
        backlinkSite: null,
        group: null,
        itemId: null,
        whitelisting: null,
      },
    ])
    expect(api.inputsOf('link.check')).toEqual([{ scope: { kind: 'links', linkIds: ['k1'] } }])
  })

  it('adds with everything, into a new group, white-listed and therefore unchecked', async () => {
    const user = userEvent.setup()
    const { api, onClose } = show()
    await user.type(url(), 'https://new.example.com/')
    await user.type(screen.getByRole('textbox', { name: '名称' }), '新站')
    await user.type(screen.getByRole('textbox', { name: '要求链接的站点' }), 'our.example.com')
    await choose('分组', '新分组…')
    const name = await screen.findByRole('textbox', { name: /新分组的名称/ })
    expect(document.activeElement).toBe(name)
    await user.type(name, '合作伙伴')
    await user.click(screen.getByRole('checkbox', { name: /加入白名单/ }))
    expect(screen.queryByRole('checkbox', { name: '保存后立即检查' })).toBeNull()
    await user.type(screen.getByRole('textbox', { name: /^原因/ }), '要登录')
    await user.click(screen.getByRole('button', { name: '30 天后' }))
    await user.click(screen.getByRole('button', { name: '添加' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.add')).toEqual([
      {
        name: '新站',
        url: 'https://new.example.com/',
        backlinkSite: 'our.example.com',
        group: '合作伙伴',
        itemId: null,
        whitelisting: { reason: '要登录', reviewOn: '2026-12-20' },
      },
    ])
    expect(api.inputsOf('link.check')).toEqual([])
  })

  it('mends an address without a scheme at a click', async () => {
    const user = userEvent.setup()
    show()
    await user.type(url(), 'example.com')
    await user.click(screen.getByRole('button', { name: '改成 https://example.com' }))
    expect(url().value).toBe('https://example.com')
    expect(screen.queryByRole('button', { name: /改成/ })).toBeNull()
    expect(document.activeElement).toBe(url())
  })

  it('says what is wrong with an address when the person leaves it, not while it is typed', async () => {
    const user = userEvent.setup()
    show()
    await user.type(url(), 'https://user:pass@example.com')
    expect(screen.queryByText(/带有账号或密码/)).toBeNull()
    await user.tab()
    expect(screen.getByText(/带有账号或密码/)).toBeTruthy()
    expect(url().getAttribute('aria-invalid')).toBe('true')
  })

  it('says at the address that it is there already, and loses nothing', async () => {
    const user = userEvent.setup()
    const { onClose } = show({ 'link.add': () => failWith('LINK_EXISTS', { name: '旧站' }) })
    await user.type(url(), 'https://old.example.com/')
    await user.type(screen.getByRole('textbox', { name: '名称' }), '新站')
    await user.click(screen.getByRole('button', { name: '添加' }))
    await screen.findByText(/旧站/)
    await waitFor(() => expect(document.activeElement).toBe(url()))
    expect(url().getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: '名称' }).value).toBe('新站')
    expect(onClose).not.toHaveBeenCalled()
    await user.type(url(), 'x')
    expect(screen.queryByText(/旧站/)).toBeNull()
  })

  it('keeps what was typed when the core cannot be reached, and tries again', async () => {
    const user = userEvent.setup()
    const { api, onClose } = show()
    await user.type(url(), 'https://new.example.com/')
    api.connect(false)
    await user.click(screen.getByRole('button', { name: '添加' }))
    const alert = await screen.findByRole('alert')
    expect(url().value).toBe('https://new.example.com/')
    api.connect(true)
    await user.click(within(alert).getByRole('button', { name: '重试' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
  })

  it('sends only what was changed', async () => {
    const user = userEvent.setup()
    const { api, onClose } = show({}, { link: aLink({ backlinkSite: 'our.example.com' }) })
    await user.clear(screen.getByRole('textbox', { name: '要求链接的站点' }))
    await choose('分组', '友链')
    await user.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.update')).toEqual([{ linkIds: ['k1'], patch: { backlinkSite: null, groupId: 'g1' } }])
    expect(api.inputsOf('link.whitelist')).toEqual([])
  })

  it('warns that another address forgets what checks have found', async () => {
    const user = userEvent.setup()
    show({}, { link: aLink() })
    expect(screen.queryByText(/以前的检查结果会清空/)).toBeNull()
    await user.type(url(), 'x')
    expect(screen.getByText(/以前的检查结果会清空/)).toBeTruthy()
  })

  it('does not make a new group twice when the link cannot be saved at once', async () => {
    const user = userEvent.setup()
    const { api, onClose } = show(
      { 'link.saveGroup': { ...FRIENDS, groupId: 'g2', name: '新' }, 'link.update': () => failWith('INTERNAL') },
      { link: aLink() },
    )
    await choose('分组', '新分组…')
    await user.type(await screen.findByRole('textbox', { name: /新分组的名称/ }), '新')
    await user.click(screen.getByRole('button', { name: '保存' }))
    const alert = await screen.findByRole('alert')
    api.answer({ 'link.update': { changed: 1 } })
    await user.click(within(alert).getByRole('button', { name: '重试' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.saveGroup')).toHaveLength(1)
    expect(api.inputsOf('link.update').at(-1)).toEqual({ linkIds: ['k1'], patch: { groupId: 'g2' } })
  })

  it('ends a white-listing that is no longer ticked', async () => {
    const user = userEvent.setup()
    const whitelisting = { reason: '要登录', by: '王芳', at: 0, reviewOn: null }
    const { api, onClose } = show({ 'link.whitelist': { changed: 1 } }, { link: aLink({ whitelisting }) })
    await user.click(screen.getByRole('checkbox', { name: /加入白名单/ }))
    await user.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.whitelist')).toEqual([{ linkIds: ['k1'], whitelisting: null }])
    expect(api.inputsOf('link.update')).toEqual([])
  })

  it('finds the item that a link belongs to', async () => {
    const user = userEvent.setup()
    const item = anItem({ id: 'i7', resourceName: '官网服务器', resourceId: 'res-7' })
    const { api, onClose } = show({
      'item.query': { handle: 'h', total: 1, asOf: MORNING, items: [item], facets: {}, groups: null },
      'item.get': item,
    })
    await user.type(url(), 'https://new.example.com/')
    await user.type(screen.getByRole('combobox', { name: '所属到期项' }), '官网')
    await user.click(await screen.findByRole('option', { name: /官网服务器.*res-7/, hidden: true }))
    await user.click(screen.getByRole('button', { name: '添加' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.add')[0]?.itemId).toBe('i7')
    expect(api.inputsOf('item.query')[0]).toEqual({ query: { filter: { search: '官网', isGone: 'all' } }, rows: 20 })
  })
})

describe('LinkBulkForm', () => {
  function showBulk(answers: FakeAnswers = {}) {
    const onClose = vi.fn()
    const api = createFakeApi({ 'link.groups': [DEFAULT, FRIENDS], 'link.update': { changed: 4 }, ...answers })
    renderWithApp(
      <LinkBulkForm linkIds={['a', 'b', 'c', 'd']} names={['甲', '乙', '丙', '丁']} isOpen onClose={onClose} />,
      { api },
    )
    return { api, onClose }
  }

  it('names the links and changes nothing before something is chosen', async () => {
    const user = userEvent.setup()
    const { api } = showBulk()
    expect(screen.getByText('甲、乙、丙等 4 个链接')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: '保存' }))
    expect(screen.getByText('请选择要修改什么。')).toBeTruthy()
    expect(api.inputsOf('link.update')).toEqual([])
  })

  it('changes only the wanted site when only that is chosen', async () => {
    const user = userEvent.setup()
    const { api, onClose } = showBulk()
    await user.click(screen.getByRole('checkbox', { name: '修改要求链接的站点' }))
    await user.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.update')).toEqual([{ linkIds: ['a', 'b', 'c', 'd'], patch: { backlinkSite: null } }])
  })

  it('uses the group that already has the typed name', async () => {
    const user = userEvent.setup()
    const { api, onClose } = showBulk()
    await user.click(screen.getByRole('checkbox', { name: '修改分组' }))
    await choose('分组', '新分组…')
    await user.type(await screen.findByRole('textbox', { name: /新分组的名称/ }), '友链')
    await user.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.saveGroup')).toEqual([])
    expect(api.inputsOf('link.update')[0]?.patch).toEqual({ groupId: 'g1' })
  })
})
