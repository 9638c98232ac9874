import { act, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { usePageNotifications } from '../../../../src/renderer/app/use-page-notifications.ts'
import { ApiProvider } from '../../../../src/renderer/lib/api-context.tsx'
import { FormatsProvider } from '../../../../src/renderer/lib/format.ts'
import { TranslatorProvider } from '../../../../src/renderer/lib/translator.tsx'
import type { Notice } from '../../../../src/shared/domain/notice.ts'
import type { HostInfo } from '../../../../src/shared/ipc/host.ts'
import { createFakeApi } from '../../../support/renderer.tsx'
import { aNotice, digestPayload } from '../features/notices/notices-support.ts'

/** The browser's notifications as far as the page uses them. */
class FakeNotification extends EventTarget {
  static permission: NotificationPermission = 'granted'
  static refuses = false
  static shown: FakeNotification[] = []
  static requestPermission = async (): Promise<NotificationPermission> => FakeNotification.permission
  readonly title: string
  readonly options: NotificationOptions
  isClosed = false

  constructor(title: string, options: NotificationOptions) {
    super()
    if (FakeNotification.refuses) throw new TypeError('Illegal constructor')
    this.title = title
    this.options = options
    FakeNotification.shown.push(this)
  }

  close(): void {
    this.isClosed = true
  }
}

const MINUTES_AGO = 5 * 60_000
const waiting = (noticeId: string, parts: Partial<Notice> = {}): Notice =>
  aNotice('digest', {
    noticeId,
    createdAt: Date.now() - MINUTES_AGO,
    native: { state: 'waiting', problem: null, at: null },
    ...parts,
  })

function start(notices: readonly Notice[] = [], shownBy: HostInfo['notifications'] = 'page') {
  const api = createFakeApi({
    'notice.list': { total: notices.length, items: notices },
    'notice.shown': null,
    'notice.read': { changed: 1 },
  })
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
    <ApiProvider api={api}>
      <TranslatorProvider language="zh-CN">
        <FormatsProvider zone="Asia/Shanghai">{children}</FormatsProvider>
      </TranslatorProvider>
    </ApiProvider>
  )
  return { api, ...renderHook(() => usePageNotifications(shownBy), { wrapper }) }
}

beforeEach(() => {
  Object.assign(FakeNotification, { permission: 'granted', refuses: false, shown: [] })
  Object.assign(globalThis, { Notification: FakeNotification })
  vi.spyOn(window, 'focus').mockReturnValue(undefined)
})

afterEach(() => {
  vi.restoreAllMocks()
  Reflect.deleteProperty(globalThis, 'Notification')
})

describe('notifications of a page in a browser', () => {
  it('show a notice that comes, in words, under its own tag, and report it once it is shown', () => {
    const { api } = start()
    api.emit('notice.added', { notice: waiting('n1') })
    const [shown] = FakeNotification.shown
    expect(shown?.title).toMatch(/^3 项/)
    expect(shown?.options.tag).toBe('n1')
    expect(shown?.options.body).toContain(digestPayload.names[0])
    expect(api.inputsOf('notice.shown')).toEqual([])
    shown?.dispatchEvent(new Event('show'))
    expect(api.inputsOf('notice.shown')).toEqual([{ noticeId: 'n1', state: 'shown', problem: null }])
  })

  it('do not show what is not for the desktop, and one notice only once', () => {
    const { api } = start()
    api.emit('notice.added', { notice: aNotice('missed') })
    api.emit('notice.added', { notice: waiting('n1') })
    api.emit('notice.added', { notice: waiting('n1') })
    expect(FakeNotification.shown).toHaveLength(1)
  })

  it('show at the start the newest of each kind if it still waits, and nothing of yesterday', async () => {
    const { api } = start([
      waiting('n5', { kind: 'urgent' }),
      waiting('n4'),
      waiting('n3'),
      waiting('n2', { kind: 'test', createdAt: Date.now() - 90_000_000 }),
    ])
    await waitFor(() => expect(FakeNotification.shown.map(({ options }) => options.tag)).toEqual(['n4', 'n5']))
    expect(api.inputsOf('notice.list')).toHaveLength(1)
  })

  it('do not bring up an older one once a newer one has been shown', async () => {
    const { api } = start([aNotice('digest', { noticeId: 'n2', createdAt: Date.now() }), waiting('n1')])
    await waitFor(() => expect(api.inputsOf('notice.list')).toHaveLength(1))
    await act(async () => {})
    expect(FakeNotification.shown).toEqual([])
  })

  it('look again after events may have been missed', async () => {
    const { api } = start()
    await waitFor(() => expect(api.inputsOf('notice.list')).toHaveLength(1))
    api.answer({ 'notice.list': { total: 1, items: [waiting('n1')] } })
    api.reset()
    await waitFor(() => expect(FakeNotification.shown).toHaveLength(1))
  })

  it('lead to the items of a reminder, take the window to the front and mark it as read', () => {
    const { api } = start()
    api.emit('notice.added', { notice: waiting('n1') })
    act(() => void FakeNotification.shown[0]?.dispatchEvent(new Event('click')))
    expect(window.location.hash).toBe('#/items?notice=n1')
    expect(window.focus).toHaveBeenCalledOnce()
    expect(api.inputsOf('notice.read')).toEqual([{ noticeIds: ['n1'], isRead: true }])
    expect(FakeNotification.shown[0]?.isClosed).toBe(true)
  })

  it('report what the browser refuses, at once or later', () => {
    const { api } = start()
    api.emit('notice.added', { notice: waiting('n1') })
    FakeNotification.shown[0]?.dispatchEvent(new Event('error'))
    FakeNotification.refuses = true
    api.emit('notice.added', { notice: waiting('n2') })
    expect(api.inputsOf('notice.shown')).toMatchObject([
      { noticeId: 'n1', state: 'failed', problem: '浏览器没有显示它，请检查浏览器和系统的通知设置' },
      {
        noticeId: 'n2',
        state: 'failed',
        problem: '浏览器没有显示它（Illegal constructor），请检查浏览器和系统的通知设置',
      },
    ])
  })

  it.each([
    ['the desktop shows them itself', 'native', 'granted'],
    ['the browser has not been asked', 'page', 'default'],
    ['the browser refuses', 'page', 'denied'],
  ] as const)('are silent where %s', async (_why, shownBy, permission) => {
    FakeNotification.permission = permission
    const { api } = start([waiting('n1')], shownBy)
    api.emit('notice.added', { notice: waiting('n2') })
    await act(async () => {})
    expect(FakeNotification.shown).toEqual([])
    expect(api.calls).toEqual([])
  })

  it('begin as soon as the browser allows them', async () => {
    FakeNotification.permission = 'default'
    start([waiting('n1')])
    FakeNotification.permission = 'granted'
    act(() => void window.dispatchEvent(new Event('focus')))
    await waitFor(() => expect(FakeNotification.shown).toHaveLength(1))
  })
})
