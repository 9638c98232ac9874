import { useRequest } from '../../lib/api-context.tsx'
import type { ApiError } from '../../lib/api.ts'
import type { IdSet } from './relative-days.ts'
import { useChangedIds } from './use-changed-ids.ts'

const NONE: readonly string[] = []

/** What a set of items means now. */
export interface KnownIdSet {
  readonly ids: readonly string[]
  /** False until the ids are there; a query without a set has nothing to wait for. */
  readonly isReady: boolean
  readonly error: ApiError | null
  /** When the notice was written whose items they are; null for other sets and until it is known. */
  readonly noticeAt: number | null
}

/** Looks up the set that a query is about, and follows it. */
export function useIdSet(set: IdSet | null): KnownIdSet {
  const noticeId = set?.kind === 'notice' ? set.noticeId : null
  const list = set?.kind === 'due' ? set.list : null
  const changed = useChangedIds(set?.kind === 'changed')
  const ofNotice = useRequest('notice.itemIds', { noticeId: noticeId ?? '' }, { isEnabled: noticeId !== null })
  const notice = useRequest('notice.get', { noticeId: noticeId ?? '' }, { isEnabled: noticeId !== null })
  const due = useRequest('reminder.due', { list: list ?? 'overdue' }, { isEnabled: list !== null })
  if (noticeId !== null || list !== null) {
    const asked = noticeId === null ? due : ofNotice
    const isReady = asked.data !== undefined && !asked.isPlaceholderData
    return {
      ids: isReady && asked.data ? asked.data.itemIds : NONE,
      isReady,
      error: asked.error,
      noticeAt: noticeId !== null && notice.data && !notice.isPlaceholderData ? notice.data.createdAt : null,
    }
  }
  return { ...changed, noticeAt: null }
}
