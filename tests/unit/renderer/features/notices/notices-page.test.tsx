import { Notifications } from '@mantine/notifications'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NoticesPage } from '../../../../../src/renderer/features/notices/notices-page.tsx'
import { DEFAULT_REMINDERS } from '../../../../../src/shared/domain/reminder.ts'
import type { Notice } from '../../../../../src/shared/domain/notice.ts'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/domain/settings.ts'
import type { Language } from '../../../../../src/shared/i18n/resources.ts'
import { createFakeApi, failWith, renderWithApp, testHost, type FakeAnswers } from '../../../../support/renderer.tsx'
import { anItemOf, aNotice, aSummary, coreOf, giveSizes, NINE, THREE_ITEMS } from './notices-support.ts'

const DAY_MS = 86_400_000

const THREE = [
  aNotice('digest', { noticeId: 'n3' }),
  aNotice('failure', { noticeId: 'n2', createdAt: NINE - DAY_MS }),
  aNotice('missed', { noticeId: 'n1', createdAt: NINE - 2 * DAY_MS, readAt: NINE }),
]

function open(hash: string, answers: FakeAnswers = coreOf({ notices: THREE }), language: Language = 'zh-CN') {
  window.history.replaceState(null, '', hash)
  const api = createFakeApi(answers)
  return renderWithApp(
    <>
      <NoticesPage />
      <Notifications />
    </>,
    { api, language },
  )
}

/** A browser whose permission is such. */
function stubNotification(permission: NotificationPermission, asked: NotificationPermission = permission): void {
  const fake = Object.assign(vi.fn(), {
    permission,
    requestPermission: vi.fn(async () => {
      fake.permission = asked
      return asked
    }),
  })
  Object.assign(globalThis, { Notification: fake })
}

const textOf = (element: Element | null | undefined): string => element?.textContent ?? ''
const list = async (): Promise<HTMLElement> => await screen.findByRole('listbox', { name: '通知列表' })
const options = async (): Promise<readonly HTMLElement[]> => within(await list()).findAllByRole('option')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NINE + 3_600_000 })
  giveSizes()
  stubNotification('granted')
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  Reflect.deleteProperty(globalThis, 'Notification')
})

describe('the list', () => {
  it('names kind, title, time and what is unread, the newest first', async () => {
    open('#/notices')
    const names = (await options()).map(textOf)
    expect(names[0]).toMatch(/^未读 3 项.*每日摘要09:00$/)
    expect(names[1]).toMatch(/^未读 生产账号.*运行失败11-20 09:00$/)
    expect(names[2]).toMatch(/^生产账号.*错过的计划11-19 09:00$/)
  })

  it('says in words where a notice has not arrived', async () => {
    const lost = aNotice('urgent', { native: { state: 'failed', problem: 'no daemon', at: NINE } })
    open('#/notices', coreOf({ notices: [lost] }))
    expect(textOf((await options())[0])).toContain('系统通知没有显示')
  })

  it('is moved through by arrows, opened by enter, and u toggles whether one has been read', async () => {
    const { api } = open('#/notices')
    const box = await list()
    await options()
    act(() => box.focus())
    await userEvent.keyboard('{ArrowDown}u')
    expect(api.inputsOf('notice.read')).toEqual([{ noticeIds: ['n2'], isRead: true }])
    await userEvent.keyboard('{ArrowDown}u{Enter}')
    expect(api.inputsOf('notice.read').at(-1)).toEqual({ noticeIds: ['n1'], isRead: false })
    expect(window.location.hash).toBe('#/notices?notice=n1')
    await userEvent.keyboard('{Home}{Enter}')
    expect(window.location.hash).toBe('#/notices?notice=n3')
  })

  it('shows a mark at once and toggles back at the next press, however long the core takes', async () => {
    let isStored: (answer: { changed: number }) => void = () => undefined
    let stored: Notice[] = [...THREE]
    const { api } = open('#/notices', {
      ...coreOf(),
      'notice.list': () => ({ total: stored.length, items: stored }),
      'notice.read': ({ noticeIds, isRead }) =>
        new Promise((resolve) => {
          isStored = (answer) => {
            stored = stored.map((one) =>
              noticeIds?.includes(one.noticeId) ? { ...one, readAt: isRead ? NINE + 1 : null } : one,
            )
            resolve(answer)
          }
        }),
    })
    const box = await list()
    await options()
    const first = async (): Promise<string> => textOf((await options())[0])
    act(() => box.focus())
    await userEvent.keyboard('u')
    await waitFor(async () => expect(await first()).not.toContain('未读'))
    await userEvent.keyboard('u')
    await waitFor(async () => expect(await first()).toContain('未读'))
    // The second mark waits for the first, so that the last one made is the one that stays.
    expect(api.inputsOf('notice.read')).toEqual([{ noticeIds: ['n3'], isRead: true }])
    await act(async () => isStored({ changed: 1 }))
    await waitFor(() => expect(api.inputsOf('notice.read').at(-1)).toEqual({ noticeIds: ['n3'], isRead: false }))
    expect(await first()).toContain('未读')
    await act(async () => isStored({ changed: 1 }))
    await waitFor(async () => expect(await first()).toContain('未读'))
  })

  it('marks both ways when a key is pressed twice before the page is drawn anew', async () => {
    const { api } = open('#/notices')
    const box = await list()
    await options()
    act(() => {
      fireEvent.keyDown(box, { key: 'u' })
      fireEvent.keyDown(box, { key: 'u' })
    })
    await waitFor(() => expect(api.inputsOf('notice.read').map(({ isRead }) => isRead)).toEqual([true, false]))
  })

  it('takes a mark back that could not be stored, and says so', async () => {
    open('#/notices', { ...coreOf({ notices: THREE }), 'notice.read': () => failWith('DB_BUSY') })
    const box = await list()
    await options()
    act(() => box.focus())
    await userEvent.keyboard('u')
    expect(await screen.findByRole('alert')).toBeTruthy()
    await waitFor(async () => expect(textOf((await options())[0])).toContain('未读'))
  })

  it('shows unread ones or one kind, and leads back when nothing matches', async () => {
    const { api } = open('#/notices')
    await options()
    await userEvent.click(screen.getByRole('button', { name: /^未读/ }))
    await waitFor(async () => expect(await options()).toHaveLength(2))
    await userEvent.selectOptions(screen.getByLabelText('通知种类'), '测试通知')
    expect(await screen.findByText('没有符合条件的通知')).toBeTruthy()
    expect(api.inputsOf('notice.list').at(-1)).toMatchObject({ isUnread: true, kinds: ['test'] })
    await userEvent.click(screen.getByRole('button', { name: '查看全部通知' }))
    await waitFor(async () => expect(await options()).toHaveLength(3))
  })

  it('opens at the unread ones of the kind that the address asks for', async () => {
    const { api } = open('#/notices?unread=missed')
    await waitFor(() => expect(api.inputsOf('notice.list').at(-1)).toMatchObject({ isUnread: true, kinds: ['missed'] }))
    expect(window.location.hash).toBe('#/notices')
    expect(screen.getByLabelText('通知种类')).toHaveProperty('value', 'missed')
  })

  it('marks everything as read, and takes exactly that back', async () => {
    const { api } = open('#/notices')
    await options()
    await userEvent.click(screen.getByRole('button', { name: '全部标为已读' }))
    await waitFor(() => expect(api.inputsOf('notice.read')).toEqual([{ noticeIds: ['n3', 'n2'], isRead: true }]))
    await userEvent.click(await screen.findByRole('button', { name: '撤销' }))
    expect(api.inputsOf('notice.read').at(-1)).toEqual({ noticeIds: ['n3', 'n2'], isRead: false })
  })

  it('reads only the pages of a long list that are looked at', async () => {
    const notices = Array.from({ length: 1000 }, (_none, at) =>
      aNotice('digest', { noticeId: `n${at}`, createdAt: NINE - at * DAY_MS }),
    )
    const { api } = open('#/notices', coreOf({ notices }))
    expect((await options()).length).toBeLessThan(60)
    expect(api.inputsOf('notice.list').every(({ limit, offset }) => limit === 100 && offset === 0)).toBe(true)
  })
})

describe('an empty centre', () => {
  it('says when the next digest may come and leads to the preview and the settings', async () => {
    open('#/notices', coreOf({ notices: [] }))
    expect(await screen.findByRole('heading', { name: '还没有通知' })).toBeTruthy()
    expect(await screen.findByText(/下一次提醒最早在 11-22 09:00/)).toBeTruthy()
    expect(screen.getByRole('link', { name: '看看会提醒什么' }).getAttribute('href')).toBe('#/notices?part=preview')
  })
})

describe('a notice', () => {
  it('that an address opens is read by opening it, once: marked as unread it stays so', async () => {
    const { api } = open('#/notices?notice=n3')
    await screen.findByRole('article')
    await waitFor(() => expect(api.inputsOf('notice.read')).toEqual([{ noticeIds: ['n3'], isRead: true }]))
    api.emit('notice.changed', {})
    await waitFor(() => expect(api.inputsOf('notice.get').length).toBeGreaterThan(1))
    expect(api.inputsOf('notice.read')).toHaveLength(1)
  })

  it('is shown also when it cannot be marked as read', async () => {
    open('#/notices?notice=n3', { ...coreOf({ notices: THREE }), 'notice.read': () => failWith('DB_LOST') })
    expect(textOf(await screen.findByRole('article'))).toContain('按剩余天数')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('of a reminder shows counts and sums by band and leads to exactly its items', async () => {
    open('#/notices?notice=n3')
    const article = await screen.findByRole('article')
    const rows = within(within(article).getAllByRole('table')[0] as HTMLElement).getAllByRole('row')
    expect(rows.map(textOf)).toEqual([
      '剩余天数项数金额',
      '已过处理期限1120.00 CNY',
      '7 天内22,469.00 CNY 1 项无价格',
      '合计32,589.00 CNY 1 项无价格',
    ])
    const link = within(article).getByRole('link', { name: '打开这 3 项' })
    expect(link.getAttribute('href')).toBe('#/items?notice=n3')
  })

  it('says of each item why it was spoken of, what the deadline was and how it stands now', async () => {
    open('#/notices?notice=n3')
    const table = await screen.findByRole('table', { name: '条目（3）' })
    await within(table).findByRole('link', { name: '云硬盘' })
    const rows = within(table).getAllByRole('row').slice(1).map(textOf)
    expect(rows).toEqual([
      '网站证书证书11-19 周四 到期当时：已过 2 天已过处理期限未决定，每天提醒待处理',
      '数据库主机生产账号11-26 周四 扣款当时：还有 5 天提前 7 天的提醒：当时还剩 5 天，尚未决定待处理',
      '云硬盘生产账号11-21 周六 到期当时：当天当天的提醒：当时是最后一天，尚未决定已暂缓',
    ])
  })

  it('does not promise a daily reminder where that is switched off', async () => {
    const settings = { ...DEFAULT_SETTINGS, reminders: { ...DEFAULT_REMINDERS, repeatsOverdue: false } }
    open('#/notices?notice=n3', { ...coreOf({ notices: THREE }), 'settings.get': settings })
    expect(await screen.findByText('已过处理期限未决定')).toBeTruthy()
  })

  it('tells how many of its items have been removed since', async () => {
    open('#/notices?notice=n3', coreOf({ notices: THREE, items: THREE_ITEMS.slice(0, 1) }))
    expect(await screen.findByText('另有 2 项已从清单中删除。')).toBeTruthy()
  })

  it('says what became of it on the desktop and at webhooks', async () => {
    const notice = aNotice('digest', {
      noticeId: 'n3',
      native: { state: 'failed', problem: 'no daemon', at: NINE },
      deliveries: [
        { webhookId: 'w1', name: '财务群', state: 'sent', attempts: 1, problem: null, at: NINE },
        { webhookId: 'w2', name: '运维群', state: 'failed', attempts: 5, problem: 'HTTP 403', at: NINE },
        { webhookId: 'w3', name: '值班', state: 'waiting', attempts: 0, problem: null, at: null },
      ],
    })
    open('#/notices?notice=n3', coreOf({ notices: [notice] }))
    const region = await screen.findByRole('region', { name: '送达情况' })
    expect(textOf(region)).toContain('没有显示出来：no daemon')
    expect(textOf(region)).toContain('财务群09:00 已送达')
    expect(textOf(region)).toContain('运维群试了 5 次，没有送达：HTTP 403')
    expect(textOf(region)).toContain('值班等待发送')
  })

  it('of a failed run shows the sentence of its error and leads to the run', async () => {
    open('#/notices?notice=n2')
    const article = await screen.findByRole('article')
    expect(textOf(article)).toContain('APIG.0301')
    expect(within(article).getByRole('link', { name: '查看这次运行' }).getAttribute('href')).toBe('#/sync?run=r2')
  })

  it('of missed due times leads to the run that made up for them and to the schedule', async () => {
    open('#/notices?notice=n1')
    const article = await screen.findByRole('article')
    expect(within(article).getByRole('link', { name: '查看补跑' }).getAttribute('href')).toBe('#/sync?run=r1')
    expect(within(article).getByRole('link', { name: '查看计划' }).getAttribute('href')).toBe(
      '#/sync?schedule=account%3Aa1',
    )
  })

  it('that is no longer kept is said to be gone', async () => {
    open('#/notices?notice=old')
    expect(await screen.findByText('通知保留 400 天。')).toBeTruthy()
  })
})

describe('top of the page', () => {
  it('says when the last digest was, when the next may come, what is held back and that all is paused', async () => {
    const { api } = open('#/notices', {
      ...coreOf({ notices: THREE }),
      'reminder.state': {
        today: '2026-11-21',
        counts: { overdue: 0, today: 0, soon: 0 },
        lastDigestAt: NINE,
        nextDigestAt: NINE + DAY_MS,
        held: { count: 3, until: NINE + DAY_MS, why: 'quiet-hours' },
      },
      'schedule.list': { schedules: [], zone: 'Asia/Shanghai', pausedUntil: NINE + DAY_MS, isOnline: true },
      'schedule.pause': { pausedUntil: null },
    })
    expect(await screen.findByText('上次提醒 09:00')).toBeTruthy()
    expect(screen.getByText('下次 11-22 09:00 起')).toBeTruthy()
    expect(screen.getByText('3 项留到 11-22 09:00（免打扰时段）')).toBeTruthy()
    await userEvent.click(await screen.findByRole('button', { name: '恢复' }))
    expect(api.inputsOf('schedule.pause')).toEqual([{ until: null }])
  })

  it('says that reminders are off and that the system has refused the last one', async () => {
    open('#/notices', {
      ...coreOf({ notices: THREE }),
      'notice.summary': aSummary(THREE, { nativeProblem: { at: NINE, problem: 'no daemon.' } }),
      'settings.get': { ...DEFAULT_SETTINGS, reminders: { ...DEFAULT_REMINDERS, isOn: false } },
    })
    const problems = await screen.findByRole('list', { name: '需要留意的情况' })
    await waitFor(() => expect(textOf(problems)).toContain('提醒已关闭'))
    expect(textOf(problems)).toContain('11-21 09:00 的系统通知没有显示出来：no daemon。提醒仍然')
  })

  it('asks the browser when the person wants it, and is quiet once it may', async () => {
    stubNotification('default', 'granted')
    open('#/notices')
    await userEvent.click(await screen.findByRole('button', { name: '允许通知…' }))
    await waitFor(() => expect(screen.queryByText(/浏览器还没有允许/)).toBeNull())
  })

  it('says how to allow what the browser has been told to refuse', async () => {
    stubNotification('denied')
    open('#/notices')
    expect(await screen.findByText(/浏览器不允许这个网址显示通知/)).toBeTruthy()
  })

  it('does not speak of the browser where the desktop shows notifications', async () => {
    stubNotification('denied')
    open('#/notices', {
      ...coreOf({ notices: THREE }),
      'host.info': { ...testHost, kind: 'desktop', notifications: 'native' },
    })
    await options()
    expect(screen.queryByRole('list', { name: '需要留意的情况' })).toBeNull()
  })
})

describe('the test', () => {
  const waiting = aNotice('test', { noticeId: 't1', native: { state: 'waiting', problem: null, at: null } })

  it('follows its notice until somebody has shown it', async () => {
    const { api } = open('#/notices', { ...coreOf({ notices: [...THREE, waiting] }), 'notice.test': waiting })
    await userEvent.click(await screen.findByRole('button', { name: '测试通知' }))
    expect(await screen.findByText('正在等待通知显示…')).toBeTruthy()
    api.answer({ 'notice.get': { ...waiting, native: { state: 'shown', problem: null, at: NINE } } })
    api.emit('notice.changed', {})
    expect(await screen.findByText(/测试通知已显示/)).toBeTruthy()
  })

  it('says why it was not shown', async () => {
    const failed = { ...waiting, native: { state: 'failed', problem: 'no daemon', at: NINE } } as const
    open('#/notices', { ...coreOf({ notices: [failed] }), 'notice.test': failed })
    await userEvent.click(await screen.findByRole('button', { name: '测试通知' }))
    expect(await screen.findByText('测试通知没有显示出来：no daemon。')).toBeTruthy()
  })

  it('is not made while the browser refuses, and says so', async () => {
    stubNotification('default', 'denied')
    const { api } = open('#/notices')
    await options()
    await userEvent.click(screen.getByRole('button', { name: '测试通知' }))
    expect(await screen.findByText(/浏览器不允许显示通知，测试没有进行/)).toBeTruthy()
    expect(api.inputsOf('notice.test')).toEqual([])
  })
})

describe('the preview', () => {
  it('says in one sentence what will come, assumes no change, and lists each reminder', async () => {
    open('#/notices?part=preview')
    expect(await screen.findByRole('heading', { name: '未来 90 天会有 2 次提醒，每次平均 3 项。' })).toBeTruthy()
    expect(screen.getByText(/假定今后什么都不变/)).toBeTruthy()
    const rows = within(screen.getByRole('table', { name: '每一次提醒' })).getAllByRole('row')
    expect(rows.map(textOf)).toEqual([
      '日期时间项数已过处理期限提前天数金额条目',
      '11-24 周二09:00417 天 × 3400.00 CNY数据库主机、网站证书 等',
      '12-01 周二09:00207 天 × 3400.00 CNY数据库主机、网站证书',
    ])
  })

  it('marks the row of the day that is chosen in the chart, also by arrow keys', async () => {
    open('#/notices?part=preview')
    const first = await screen.findByRole('button', { name: '11-24 周二：4 项，其中 1 项已过处理期限' })
    act(() => first.focus())
    await userEvent.keyboard('{ArrowRight}{Enter}')
    const chosen = document.querySelector('tr[data-chosen]')
    expect(textOf(chosen)).toMatch(/^12-01/)
  })

  it('looks back and over other lengths', async () => {
    const { api } = open('#/notices?part=preview')
    await userEvent.click(await screen.findByRole('radio', { name: '以前' }))
    expect(await screen.findByRole('heading', { name: /过去 90 天本应有 1 次提醒/ })).toBeTruthy()
    await userEvent.click(screen.getByRole('radio', { name: '30 天' }))
    await waitFor(() => expect(api.inputsOf('reminder.preview').at(-1)).toEqual({ days: 30 }))
  })

  it('says what to do when nothing would come', async () => {
    open('#/notices?part=preview', {
      ...coreOf(),
      'reminder.preview': { asOf: NINE, zone: 'Asia/Shanghai', next: [], past: [] },
    })
    expect(await screen.findByRole('heading', { name: '未来 90 天没有提醒。' })).toBeTruthy()
  })
})

describe('what can be done at once', () => {
  const reviewed = (snoozed: string | null, acknowledged: number | null) => ({
    snoozedUntil: snoozed,
    acknowledgedAt: acknowledged,
  })
  const core = (): FakeAnswers => ({
    ...coreOf({ notices: THREE, items: [...THREE_ITEMS, anItemOf({ itemId: 'i3', name: '第四' })] }),
    'item.query': { handle: 'h', total: 3, asOf: NINE, items: [], facets: {}, groups: null },
    'item.page': {
      total: 3,
      items: [
        { id: 'i0', ...reviewed('2026-11-10', NINE - DAY_MS) },
        { id: 'i1', ...reviewed(null, null) },
        { id: 'i3', ...reviewed('2026-11-10', null) },
      ] as never,
    },
    'item.review': { changed: 3, editId: 'e1' },
  })

  it('snoozes what is open until a day, and puts back exactly the days of before', async () => {
    const { api } = open('#/notices?notice=n3', core())
    await userEvent.click(await screen.findByRole('button', { name: '暂缓 3 天' }))
    await waitFor(() => expect(api.inputsOf('item.review')).toHaveLength(1))
    expect(api.inputsOf('item.review')[0]).toEqual({
      itemIds: ['i0', 'i1', 'i3'],
      patch: { snoozedUntil: '2026-11-24' },
    })
    expect(api.inputsOf('item.query').at(-1)?.query?.filter).toEqual({ itemIds: ['i0', 'i1', 'i3'], isGone: 'all' })
    expect(await screen.findByText(/3 项暂缓至 11-24 周二。其中 1 项已过处理期限，作出决定前仍会提醒。/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '撤销' }))
    expect(await screen.findByText('已撤销，3 项恢复原样。')).toBeTruthy()
    expect(api.inputsOf('item.review').slice(1)).toEqual([
      { itemIds: ['i0', 'i3'], patch: { snoozedUntil: '2026-11-10' } },
      { itemIds: ['i1'], patch: { snoozedUntil: null } },
    ])
  })

  it('acknowledges what is open, and takes that back but not what was acknowledged before', async () => {
    const { api } = open('#/notices?notice=n3', core())
    await userEvent.click(await screen.findByRole('button', { name: '全部知悉' }))
    await waitFor(() =>
      expect(api.inputsOf('item.review')).toEqual([{ itemIds: ['i0', 'i1', 'i3'], patch: { isAcknowledged: true } }]),
    )
    await userEvent.click(await screen.findByRole('button', { name: '撤销' }))
    await waitFor(() => expect(api.inputsOf('item.review')).toHaveLength(2))
    expect(api.inputsOf('item.review')[1]).toEqual({ itemIds: ['i1', 'i3'], patch: { isAcknowledged: false } })
  })

  it('says that nothing is open any more instead of writing', async () => {
    const { api } = open('#/notices?notice=n3', {
      ...core(),
      ...coreOf({ notices: THREE, items: THREE_ITEMS.slice(2) }),
    })
    await userEvent.click(await screen.findByRole('button', { name: '全部知悉' }))
    expect(await screen.findByText('都已处理，没有待处理的条目。')).toBeTruthy()
    expect(api.inputsOf('item.review')).toEqual([])
  })

  it('says what could not be written', async () => {
    open('#/notices?notice=n3', { ...core(), 'item.review': () => failWith('DB_LOST') })
    await userEvent.click(await screen.findByRole('button', { name: '暂缓 1 天' }))
    expect(await screen.findByRole('alert')).toBeTruthy()
  })
})

describe.each(['zh-CN', 'en'] as const)('for everybody (%s)', (language) => {
  it.each(['#/notices', '#/notices?notice=n3', '#/notices?notice=n1', '#/notices?part=preview'])(
    'has nothing that axe complains about at %s',
    async (hash) => {
      vi.useRealTimers()
      const { container } = open(hash, coreOf({ notices: THREE }), language)
      await waitFor(() => expect(container.querySelector('[role=listbox], table')).toBeTruthy())
      // Colours need a real browser; the end-to-end tests look at them.
      const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } })
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    },
  )
})
