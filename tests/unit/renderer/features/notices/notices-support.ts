import { vi } from 'vitest'
import type {
  Notice,
  NoticeItem,
  NoticeKind,
  NoticePayload,
  NoticeSummary,
} from '../../../../../src/shared/domain/notice.ts'
import { DEFAULT_REMINDERS, OVERDUE_STEP, type PlannedReminder } from '../../../../../src/shared/domain/reminder.ts'
import type { FakeAnswers } from '../../../../support/renderer.tsx'

/** 2026-11-21 09:00 in Beijing. */
export const NINE = Date.UTC(2026, 10, 21, 1)
const DAY_MS = 86_400_000

export const digestPayload: NoticePayload & { readonly kind: 'digest' | 'urgent' } = {
  kind: 'digest',
  on: '2026-11-21',
  items: 3,
  overdue: 1,
  today: 0,
  soonestDays: 2,
  bands: [
    { band: 'expired', items: 1, sums: { sums: [{ currency: 'CNY', amount: '120' }], missing: 0 } },
    { band: '0-7', items: 2, sums: { sums: [{ currency: 'CNY', amount: '2469' }], missing: 1 } },
  ],
  bandDays: [7, 15, 30, 60, 90],
  sums: { sums: [{ currency: 'CNY', amount: '2589' }], missing: 1 },
  names: ['数据库主机', '网站证书', '云硬盘'],
}

const PAYLOADS: Readonly<Record<NoticeKind, NoticePayload>> = {
  digest: digestPayload,
  urgent: { ...digestPayload, kind: 'urgent' },
  missed: {
    kind: 'missed',
    target: { kind: 'account', accountId: 'a1' },
    name: '生产账号',
    missed: 4,
    from: NINE - 2 * DAY_MS,
    to: NINE - DAY_MS,
    runId: 'r1',
  },
  failure: {
    kind: 'failure',
    runId: 'r2',
    account: '生产账号',
    state: 'failed',
    error: { code: 'CLOUD_SECRET_WRONG', params: { account: '生产账号' }, raw: 'APIG.0301' },
  },
  test: { kind: 'test' },
}

export function aNotice(kind: NoticeKind = 'digest', parts: Partial<Notice> = {}): Notice {
  return {
    noticeId: 'n1',
    kind,
    createdAt: NINE,
    readAt: null,
    native: { state: kind === 'digest' || kind === 'urgent' ? 'shown' : 'none', problem: null, at: NINE + 5_000 },
    deliveries: [],
    payload: PAYLOADS[kind],
    ...parts,
  }
}

export function anItemOf(parts: Partial<NoticeItem> = {}): NoticeItem {
  return {
    itemId: 'i1',
    name: '数据库主机',
    kind: 'cloud',
    account: '生产账号',
    expiresAt: NINE + 5 * DAY_MS,
    actByAt: NINE + 5 * DAY_MS,
    step: 7,
    daysLeft: 5,
    mode: 'manual',
    now: 'open',
    ...parts,
  }
}

/** One that was overdue, one that is charged, one that has been dealt with. */
export const THREE_ITEMS: readonly NoticeItem[] = [
  anItemOf({
    itemId: 'i0',
    name: '网站证书',
    kind: 'certificate',
    account: '',
    step: OVERDUE_STEP,
    daysLeft: -2,
    actByAt: NINE - 2 * DAY_MS,
  }),
  anItemOf({ mode: 'auto' }),
  anItemOf({ itemId: 'i2', name: '云硬盘', step: 0, daysLeft: 0, actByAt: NINE + 3_600_000, now: 'snoozed' }),
]

export function aSummary(notices: readonly Notice[], parts: Partial<NoticeSummary> = {}): NoticeSummary {
  const unread = notices.filter(({ readAt }) => readAt === null)
  const byKind = (kind: NoticeKind): number => unread.filter((notice) => notice.kind === kind).length
  return {
    total: notices.length,
    unread: unread.length,
    unreadByKind: {
      digest: byKind('digest'),
      urgent: byKind('urgent'),
      missed: byKind('missed'),
      failure: byKind('failure'),
      test: byKind('test'),
    },
    missed: 0,
    nativeProblem: null,
    ...parts,
  }
}

export function aPlanned(on: string, parts: Partial<PlannedReminder> = {}): PlannedReminder {
  return {
    at: Date.parse(`${on}T01:00:00Z`),
    on,
    kind: 'digest',
    items: 4,
    overdue: 1,
    urgent: 1,
    steps: [
      { step: 7, items: 3 },
      { step: OVERDUE_STEP, items: 1 },
    ],
    sums: { sums: [{ currency: 'CNY', amount: '400' }], missing: 0 },
    names: ['数据库主机', '网站证书'],
    ...parts,
  }
}

/** A core that has these notices and items. */
export function coreOf({
  notices = [aNotice()],
  items = THREE_ITEMS,
}: {
  readonly notices?: readonly Notice[]
  readonly items?: readonly NoticeItem[]
} = {}): FakeAnswers {
  return {
    'notice.list': ({ kinds = null, isUnread = false, offset = 0, limit = 100 }) => {
      const found = notices.filter((one) => (!isUnread || one.readAt === null) && (!kinds || kinds.includes(one.kind)))
      return { total: found.length, items: found.slice(offset, offset + limit) }
    },
    'notice.get': ({ noticeId }) => {
      const notice = notices.find((one) => one.noticeId === noticeId)
      if (notice) return notice
      throw Object.assign(new Error(), { body: { code: 'NOTICE_NOT_FOUND', params: { notice: noticeId }, raw: null } })
    },
    'notice.items': ({ offset = 0, limit = 100 }) => ({
      total: items.length,
      items: items.slice(offset, offset + limit),
    }),
    'notice.itemIds': { itemIds: items.map(({ itemId }) => itemId) },
    'notice.summary': aSummary(notices),
    'notice.read': { changed: 1 },
    'reminder.state': {
      today: '2026-11-21',
      counts: { overdue: 1, today: 0, soon: 0 },
      lastDigestAt: NINE,
      nextDigestAt: NINE + DAY_MS,
      held: null,
    },
    'reminder.preview': {
      asOf: NINE,
      zone: 'Asia/Shanghai',
      next: [aPlanned('2026-11-24'), aPlanned('2026-12-01', { items: 2, overdue: 0 })],
      past: [aPlanned('2026-11-20')],
    },
    'schedule.list': { schedules: [], zone: 'Asia/Shanghai', pausedUntil: null, isOnline: true },
  }
}

export const SETTINGS_OFF = { ...DEFAULT_REMINDERS, isOn: false }

/** Gives elements a size, which jsdom has not, so that rows are drawn. */
export function giveSizes(heightPx = 440, widthPx = 800): void {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(heightPx)
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(widthPx)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(heightPx)
}
