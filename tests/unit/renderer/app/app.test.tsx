import { act, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../../../../src/renderer/app/app.tsx'
import { PageHeader } from '../../../../src/renderer/components/page-header.tsx'
import { goTo } from '../../../../src/renderer/lib/navigation.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import type { MenuCommand, PreloadApi } from '../../../../src/shared/preload-api.ts'
import { createFakeApi, failWith, testHost, type FakeAnswers, type FakeApi } from '../../../support/renderer.tsx'
import { anAccount, aRun } from '../../../support/renderer-builders.ts'

const broken = vi.hoisted(() => ({ isSync: false }))

vi.mock('../../../../src/renderer/features/overview/overview-page.tsx', () => ({
  OverviewPage: () => <PageHeader title="overview page" />,
}))
vi.mock('../../../../src/renderer/features/items/items-page.tsx', () => ({
  ItemsPage: () => <PageHeader title="items page" search={<input aria-label="find" />} />,
}))
vi.mock('../../../../src/renderer/features/sync/sync-page.tsx', () => ({
  SyncPage(): ReactNode {
    if (broken.isSync) throw new Error('no such figure')
    return <PageHeader title="sync page" />
  },
}))
vi.mock('../../../../src/renderer/features/accounts/accounts-page.tsx', () => ({
  AccountsPage: () => <PageHeader title="accounts page" />,
}))
vi.mock('../../../../src/renderer/features/settings/settings-page.tsx', () => ({
  SettingsPage: () => <PageHeader title="settings page" />,
}))
vi.mock('../../../../src/renderer/features/welcome/welcome-page.tsx', () => ({
  WelcomePage: () => <PageHeader title="welcome page" />,
}))

const withAccount: FakeAnswers = { 'account.list': [anAccount()], 'run.latest': [aRun()] }

function renderApp(answers: FakeAnswers = withAccount, bridge: PreloadApi | null = null): FakeApi {
  const api = createFakeApi(answers)
  render(<App api={api} bridge={bridge} />)
  return api
}

/** A desktop whose menu the test works. */
function createBridge(): { readonly bridge: PreloadApi; readonly choose: (command: MenuCommand) => void } {
  const listeners = new Set<(command: MenuCommand) => void>()
  const bridge: PreloadApi = {
    request: () => Promise.reject(new Error('not used')),
    on(channel, listener) {
      if (channel === 'menu') listeners.add(listener as (command: MenuCommand) => void)
      return () => void listeners.delete(listener as (command: MenuCommand) => void)
    },
  }
  return { bridge, choose: (command) => act(() => listeners.forEach((listener) => listener(command))) }
}

let browserLanguage: ReturnType<typeof vi.spyOn>
beforeEach(() => {
  browserLanguage = vi.spyOn(navigator, 'language', 'get').mockReturnValue('zh-CN')
})
afterEach(() => browserLanguage.mockRestore())

describe('starting', () => {
  it('shows the overview with the title and language of the page', async () => {
    renderApp()
    expect(await screen.findByRole('heading', { name: 'overview page' })).toBeTruthy()
    expect(document.title).toBe('概览 – Duewatch')
    expect(document.documentElement.lang).toBe('zh-CN')
  })

  it('leads to the welcome page for as long as there is no account', async () => {
    const api = renderApp({})
    expect(await screen.findByRole('heading', { name: 'welcome page' })).toBeTruthy()
    api.answer(withAccount)
    api.emit('account.changed', { accountId: 'a1' })
    expect(await screen.findByRole('heading', { name: 'overview page' })).toBeTruthy()
  })

  it('takes the language of the setting, and follows it without a reload', async () => {
    const api = renderApp({ ...withAccount, 'settings.get': { ...DEFAULT_SETTINGS, language: 'en' } })
    expect(await screen.findByRole('navigation', { name: 'Main navigation' })).toBeTruthy()
    api.answer({ 'settings.get': { ...DEFAULT_SETTINGS, language: 'zh-CN' } })
    api.emit('settings.changed', {})
    expect(await screen.findByRole('navigation', { name: '主导航' })).toBeTruthy()
    expect(document.documentElement.lang).toBe('zh-CN')
  })

  it('takes the language of the operating system in the desktop when no other is set', async () => {
    renderApp({ ...withAccount, 'host.info': { ...testHost, kind: 'desktop', locale: 'en-GB' } })
    expect(await screen.findByRole('link', { name: /Items/ })).toBeTruthy()
  })

  it('takes the language of the browser in a browser, whatever the machine that serves it speaks', async () => {
    renderApp({ ...withAccount, 'host.info': { ...testHost, locale: 'en-GB' } })
    expect(await screen.findByRole('link', { name: /到期项/ })).toBeTruthy()
  })

  it('has the kept theme and density before the first page is drawn', async () => {
    renderApp({ ...withAccount, 'preference.list': { theme: '"dark"', density: '"comfortable"' } })
    await screen.findByRole('heading', { name: 'overview page' })
    expect(document.documentElement.dataset['mantineColorScheme']).toBe('dark')
    expect(document.documentElement.dataset['density']).toBe('comfortable')
  })

  it('says in words why it cannot open, and opens when a retry succeeds', async () => {
    const api = renderApp({ ...withAccount, 'settings.get': () => failWith('DB_LOST') })
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toMatch(/数据文件的写入通道|writ/)
    api.answer({ 'settings.get': DEFAULT_SETTINGS })
    await userEvent.click(within(alert).getByRole('button', { name: /重试|Try again/ }))
    expect(await screen.findByRole('heading', { name: 'overview page' })).toBeTruthy()
  })

  it('says in words that the preferences could not be read, and reads them again', async () => {
    const api = renderApp({ ...withAccount, 'preference.list': () => failWith('DB_BUSY', { file: 'x.db' }) })
    const alert = await screen.findByRole('alert')
    api.answer({ 'preference.list': { density: '"comfortable"' } })
    await userEvent.click(within(alert).getByRole('button', { name: /重试|Try again/ }))
    await screen.findByRole('heading', { name: 'overview page' })
    expect(document.documentElement.dataset['density']).toBe('comfortable')
  })
})

describe('going from page to page', () => {
  it('marks the page in the navigation and takes the focus to its heading', async () => {
    renderApp()
    await screen.findByRole('heading', { name: 'overview page' })
    await userEvent.click(screen.getByRole('link', { name: '同步' }))
    const heading = await screen.findByRole('heading', { name: 'sync page' })
    await waitFor(() => expect(document.activeElement).toBe(heading))
    expect(screen.getByRole('link', { name: '同步' }).getAttribute('aria-current')).toBe('page')
    expect(screen.getByRole('link', { name: '概览' }).hasAttribute('aria-current')).toBe(false)
    expect(document.title).toBe('同步 – Duewatch')
  })

  it('goes by g and a letter, and not while the person types', async () => {
    renderApp()
    await screen.findByRole('heading', { name: 'overview page' })
    await userEvent.keyboard('gi')
    await screen.findByRole('heading', { name: 'items page' })
    await userEvent.type(screen.getByLabelText('find'), 'gs?')
    expect(screen.getByRole('heading', { name: 'items page' })).toBeTruthy()
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('leads past the navigation to the content by the first stop of the tab key', async () => {
    renderApp()
    await screen.findByRole('heading', { name: 'overview page' })
    await userEvent.tab()
    expect(document.activeElement?.textContent).toBe('跳到正文')
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(screen.getByRole('main'))
  })

  it('keeps the frame when a page breaks, and offers a way back', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    broken.isSync = true
    renderApp()
    await screen.findByRole('heading', { name: 'overview page' })
    await userEvent.click(screen.getByRole('link', { name: '同步' }))
    const alert = await screen.findByRole('alert')
    expect(screen.getByRole('navigation')).toBeTruthy()
    broken.isSync = false
    await userEvent.click(within(alert).getByRole('button', { name: '去概览' }))
    expect(await screen.findByRole('heading', { name: 'overview page' })).toBeTruthy()
    vi.restoreAllMocks()
  })
})

describe('the navigation', () => {
  it('counts what asks for action and says it in words', async () => {
    const api = renderApp({
      ...withAccount,
      'run.latest': [aRun({ state: 'failed' })],
      // The same figure as in the tray: by today, tomorrow's not.
      'reminder.state': {
        today: '2026-11-20',
        counts: { overdue: 11, today: 1, soon: 30 },
        lastDigestAt: null,
        nextDigestAt: null,
        held: null,
      },
    })
    const items = await screen.findByRole('link', { name: /没有决定的：11 项已过处理期限，1 项今天到期限/ })
    expect(items.textContent).toContain('12')
    expect(screen.getByRole('link', { name: /1 个账号上次同步没有成功/ })).toBeTruthy()
    api.answer({ 'run.latest': [aRun()] })
    api.emit('run.ended', { run: aRun() })
    await waitFor(() => expect(screen.queryByRole('link', { name: /没有成功/ })).toBeNull())
  })

  it('collapses to signs that keep their names, and remembers it', async () => {
    const api = renderApp()
    await userEvent.click(await screen.findByRole('button', { name: '收起导航' }))
    expect(screen.getByRole('link', { name: '到期项' })).toBeTruthy()
    await waitFor(() =>
      expect(api.inputsOf('preference.set')).toContainEqual({ key: 'navigation.isCollapsed', value: 'true' }),
    )
    expect(screen.getByRole('button', { name: '展开导航' }).getAttribute('aria-expanded')).toBe('false')
  })
})

describe('demo data', () => {
  const demo = anAccount({ accountId: 'd1', name: '演示', provider: 'demo', itemCount: 500, demoSize: 500 })

  it('are named on every page, and removed only after a question that says what and how many', async () => {
    const api = renderApp({
      ...withAccount,
      'account.list': [demo],
      'account.remove': { items: 500, backupFile: null },
    })
    expect(await screen.findByText('这些是演示数据，不是您的资源。')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '移除演示数据' }))
    const dialog = await screen.findByRole('dialog')
    expect(dialog.textContent).toContain('“演示”')
    expect(dialog.textContent).toContain('500')
    expect(api.inputsOf('account.remove')).toEqual([])
    await userEvent.click(within(dialog).getByRole('button', { name: '移除演示数据' }))
    expect(api.inputsOf('account.remove')).toEqual([{ accountId: 'd1' }])
    expect(await screen.findByText('演示数据已移除（500 个条目）。')).toBeTruthy()
  })

  it('touch no account of the person, and the banner says that they are among them', async () => {
    const api = renderApp({
      ...withAccount,
      'account.list': [anAccount(), demo],
      'account.remove': { items: 500, backupFile: null },
    })
    expect(await screen.findByText('其中包含演示数据。')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '移除演示数据' }))
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: '移除演示数据' }))
    await screen.findByText('演示数据已移除（500 个条目）。')
    expect(api.inputsOf('account.remove')).toEqual([{ accountId: 'd1' }])
  })

  it('stay when the removal fails, and the dialog says why', async () => {
    renderApp({
      ...withAccount,
      'account.list': [demo],
      'account.remove': () => failWith('ACCOUNT_BUSY', { account: '演示', run: 'r9' }),
    })
    await userEvent.click(await screen.findByRole('button', { name: '移除演示数据' }))
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: '移除演示数据' }))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('正在同步')
  })

  it('are not spoken of when there are none', async () => {
    renderApp()
    await screen.findByRole('heading', { name: 'overview page' })
    expect(screen.queryByText(/演示数据/)).toBeNull()
  })
})

describe('the menu of the desktop', () => {
  it('does what the keys do', async () => {
    const { bridge, choose } = createBridge()
    const api = renderApp({ ...withAccount, 'sync.start': { runId: 'r2', isNew: true } }, bridge)
    await screen.findByRole('heading', { name: 'overview page' })
    choose({ kind: 'open', page: 'items' })
    await screen.findByRole('heading', { name: 'items page' })
    choose({ kind: 'shortcuts' })
    expect(await screen.findByRole('dialog', { name: '快捷键' })).toBeTruthy()
    await userEvent.keyboard('{Escape}')
    choose({ kind: 'palette' })
    expect(await screen.findByRole('combobox', { name: '搜索与命令' })).toBeTruthy()
    await userEvent.keyboard('{Escape}')
    choose({ kind: 'syncAll' })
    await waitFor(() => expect(api.inputsOf('sync.start')).toEqual([{ accountId: 'a1' }]))
    choose({ kind: 'reloadedAfterCrash' })
    expect(await screen.findByText(/意外关闭/)).toBeTruthy()
  })
})

describe('the title bar', () => {
  const at = (platform: string): FakeAnswers => ({
    ...withAccount,
    'host.info': { ...testHost, kind: 'desktop', platform },
  })

  it('is drawn where the system draws none, with one search in all', async () => {
    renderApp(at('darwin'))
    await screen.findByRole('heading', { name: 'overview page' })
    expect(document.querySelector('[data-platform="darwin"]')).not.toBeNull()
    expect(screen.getAllByRole('button', { name: /搜索与命令/ })).toHaveLength(1)
  })

  it('is left to the system on Linux', async () => {
    renderApp(at('linux'))
    await screen.findByRole('heading', { name: 'overview page' })
    expect(document.querySelector('[data-platform]')).toBeNull()
    expect(screen.getAllByRole('button', { name: /搜索与命令/ })).toHaveLength(1)
  })
})

describe('failures that nobody has expected', () => {
  it('are told once each', async () => {
    renderApp()
    await screen.findByRole('heading', { name: 'overview page' })
    const reject = (): void => {
      const event = Object.assign(new Event('unhandledrejection'), { reason: new Error('boom') })
      act(() => void window.dispatchEvent(event))
    }
    reject()
    reject()
    expect(await screen.findAllByText('刚才有一步操作没有完成')).toHaveLength(1)
  })
})

describe('addresses', () => {
  it('lead to the page again after the history has gone back', async () => {
    renderApp()
    await screen.findByRole('heading', { name: 'overview page' })
    act(() => goTo('items', {}, true))
    await screen.findByRole('heading', { name: 'items page' })
    act(() => goTo('settings', {}, true))
    expect(await screen.findByRole('heading', { name: 'settings page' })).toBeTruthy()
  })
})
