import type { Api } from '../../lib/api.ts'

const PAGE = 500
/** As many as one request marks. */
const MAX_IDS = 10_000

/** Ids of all notices that nobody has read, newest first. */
export async function readUnreadIds(api: Api): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < MAX_IDS) {
    const { items, total } = await api.request('notice.list', { isUnread: true, offset: ids.length, limit: PAGE })
    ids.push(...items.map(({ noticeId }) => noticeId))
    if (items.length === 0 || ids.length >= total) break
  }
  return ids.slice(0, MAX_IDS)
}
