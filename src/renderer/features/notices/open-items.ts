import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import type { NoticeItem } from '../../../shared/domain/notice.ts'
import type { Api } from '../../lib/api.ts'

const PAGE = 500

/** All items of a notice. */
export async function readNoticeItems(api: Api, noticeId: string): Promise<readonly NoticeItem[]> {
  const found: NoticeItem[] = []
  for (;;) {
    const { items, total } = await api.request('notice.items', { noticeId, offset: found.length, limit: PAGE })
    found.push(...items)
    if (items.length === 0 || found.length >= total) return found
  }
}

/** What people had said of an item before something was changed. */
export interface FormerReview {
  readonly itemId: string
  readonly snoozedUntil: CivilDay | null
  readonly isAcknowledged: boolean
}

/** What people say of these items now, so that exactly that can be put back. */
export async function readReviews(api: Api, itemIds: readonly string[]): Promise<readonly FormerReview[]> {
  const found: FormerReview[] = []
  const { handle, total } = await api.request('item.query', {
    query: { filter: { itemIds: [...itemIds], isGone: 'all' } },
    rows: 0,
  })
  while (found.length < total) {
    const { items } = await api.request('item.page', { handle, offset: found.length, limit: PAGE })
    if (items.length === 0) break
    for (const { id, snoozedUntil, acknowledgedAt } of items) {
      found.push({ itemId: id, snoozedUntil, isAcknowledged: acknowledgedAt !== null })
    }
  }
  return found
}

/** Puts snoozes back as they were, those with the same day in one request. */
export async function restoreSnoozes(api: Api, former: readonly FormerReview[]): Promise<void> {
  const byDay = new Map<CivilDay | null, string[]>()
  for (const { itemId, snoozedUntil } of former) {
    const itemIds = byDay.get(snoozedUntil)
    if (itemIds) itemIds.push(itemId)
    else byDay.set(snoozedUntil, [itemId])
  }
  for (const [snoozedUntil, itemIds] of byDay) {
    await api.request('item.review', { itemIds, patch: { snoozedUntil } })
  }
}
