import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Notice } from '../../../shared/domain/notice.ts'
import type { Api } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'

/** When a notice was marked as read, null as unread: what holds until the core's answer says the same. */
type Marks = ReadonlyMap<string, { readonly readAt: number | null }>

const KEY = ['notice.marks on their way'] as const
const NONE: Marks = new Map()
/** Marks are stored in the order in which they were made: two requests at once may overtake each other. */
const lines = new WeakMap<Api, Promise<unknown>>()

const marksOf = (client: QueryClient): Marks => client.getQueryData<Marks>(KEY) ?? NONE

function asMarked(notice: Notice, marks: Marks): Notice {
  const mark = marks.get(notice.noticeId)
  if (!mark || (mark.readAt === null) === (notice.readAt === null)) return notice
  return { ...notice, readAt: mark.readAt }
}

/** Shows notices as they have just been marked, also while the core does not know it yet. */
export function useMarked(): (notice: Notice) => Notice {
  const { data: marks } = useQuery({
    queryKey: KEY,
    queryFn: () => NONE,
    enabled: false,
    initialData: NONE,
    gcTime: Infinity,
  })
  return useCallback((notice) => asMarked(notice, marks), [marks])
}

/** Whether a notice is read at this moment, for what is pressed before the page has been drawn anew. */
export function useIsReadNow(): (notice: Notice) => boolean {
  const client = useQueryClient()
  return useCallback((notice) => asMarked(notice, marksOf(client)).readAt !== null, [client])
}

/** Marks notices as read or unread: lists show it at once, and take it back when it could not be stored. */
export function useMark(): (noticeIds: readonly string[], isRead: boolean) => Promise<{ readonly changed: number }> {
  const api = useApi()
  const client = useQueryClient()
  return useCallback(
    async (noticeIds, isRead) => {
      const mark = { readAt: isRead ? Date.now() : null }
      client.setQueryData<Marks>(KEY, new Map([...marksOf(client), ...noticeIds.map((id) => [id, mark] as const)]))
      const stored = (lines.get(api) ?? Promise.resolve()).then(() =>
        api.request('notice.read', { noticeIds: [...noticeIds], isRead }),
      )
      // A mark that failed does not keep the next one from being stored.
      lines.set(
        api,
        stored.catch(() => undefined),
      )
      try {
        const answer = await stored
        await Promise.all([
          client.invalidateQueries({ queryKey: ['notice.list'] }),
          client.invalidateQueries({ queryKey: ['notice.get'] }),
        ])
        return answer
      } finally {
        // What has been marked again since then stays as it was marked last.
        client.setQueryData<Marks>(KEY, new Map([...marksOf(client)].filter(([, last]) => last !== mark)))
      }
    },
    [api, client],
  )
}
