import { NOTICE_KINDS, type NoticeKind } from '../../../shared/domain/notice.ts'
import type { ScheduleTarget } from '../../../shared/domain/schedule.ts'
import { toScheduleId } from '../../components/schedule/schedule-id.ts'
import { goTo, hrefTo, usePlace } from '../../lib/navigation.ts'

export const NOTICE_PARTS = ['inbox', 'preview'] as const
export type NoticePart = (typeof NOTICE_PARTS)[number]

/** Where on the page the person is: what has been sent, with one notice open or none, or the dry run. */
export interface NoticesPlace {
  readonly part: NoticePart
  readonly noticeId: string | null
}

export function useNoticesPlace(): NoticesPlace {
  const { page, params } = usePlace()
  if (page !== 'notices') return { part: 'inbox', noticeId: null }
  return { part: params.get('part') === 'preview' ? 'preview' : 'inbox', noticeId: params.get('notice') }
}

/** The kind of which an address asks for the unread ones (`?unread=missed`); null: none. */
export function useUnreadKind(): NoticeKind | null {
  const { page, params } = usePlace()
  const asked = page === 'notices' ? params.get('unread') : null
  return NOTICE_KINDS.find((kind) => kind === asked) ?? null
}

/** Opens a notice; going back closes it, however many have been looked at. */
export function openNotice(noticeId: string, isAnotherOpen: boolean): void {
  goTo('notices', { notice: noticeId }, isAnotherOpen)
}

export function goToPart(part: NoticePart): void {
  goTo('notices', part === 'preview' ? { part } : {})
}

/** Address of exactly the items of a notice. */
export function hrefToItemsOf(noticeId: string): string {
  return hrefTo('items', { notice: noticeId })
}

/** Address of the editor of a schedule's rule. */
export function hrefToSchedule(target: ScheduleTarget): string {
  return hrefTo('sync', { schedule: toScheduleId(target) })
}
