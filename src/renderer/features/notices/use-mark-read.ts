import { notifications } from '@mantine/notifications'
import { useCallback, useEffect, useRef } from 'react'
import type { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { sayWithUndo } from '../../components/undo-toast.tsx'
import { readUnreadIds } from './unread-ids.ts'

/** Says what could not be done just now. */
export function useSayFailure(): (error: unknown) => void {
  const translator = useTranslator()
  return useCallback(
    (error) => {
      notifications.show({ color: 'red', message: translator.error((error as ApiError).body) })
    },
    [translator],
  )
}

/** Marks one notice as read or unread because the person asks for it. */
export function useToggleRead(): (noticeId: string, isRead: boolean) => void {
  const api = useApi()
  const say = useSayFailure()
  return useCallback(
    (noticeId, isRead) => void api.request('notice.read', { noticeIds: [noticeId], isRead }).catch(say),
    [api, say],
  )
}

/** Looking at a notice reads it, once: what is marked as unread while it is open stays so. */
export function useReadOnOpening(noticeId: string | null, isUnread: boolean): void {
  const api = useApi()
  const done = useRef<string | null>(null)
  useEffect(() => {
    if (noticeId === null) done.current = null
    if (noticeId === null || done.current === noticeId) return
    done.current = noticeId
    // A mark that could not be stored is no reason to disturb anybody who reads.
    if (isUnread) void api.request('notice.read', { noticeIds: [noticeId], isRead: true }).catch(() => undefined)
  }, [api, noticeId, isUnread])
}

/** Marks everything as read; the way back makes exactly those unread again. */
export function useReadAll(): () => Promise<void> {
  const api = useApi()
  const { t } = useTranslator()
  const { number } = useFormats()
  const say = useSayFailure()
  return useCallback(async () => {
    try {
      const noticeIds = await readUnreadIds(api)
      if (noticeIds.length === 0) return
      const { changed } = await api.request('notice.read', { noticeIds, isRead: true })
      sayWithUndo(
        'notices-read',
        t('notices.page.list.readAllDone', { count: changed, shown: number(changed) }),
        t('notices.page.list.undo'),
        () => void api.request('notice.read', { noticeIds, isRead: false }).catch(say),
      )
    } catch (error) {
      say(error)
    }
  }, [api, t, number, say])
}
