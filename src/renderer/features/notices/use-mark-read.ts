import { notifications } from '@mantine/notifications'
import { useCallback, useEffect, useRef } from 'react'
import type { Notice } from '../../../shared/domain/notice.ts'
import type { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { sayWithUndo } from '../../components/undo-toast.tsx'
import { useIsReadNow, useMark } from './read-marks.ts'
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

/** Marks one notice as read, or as unread when it is read, because the person asks for it. */
export function useToggleRead(): (notice: Notice) => void {
  const mark = useMark()
  const isReadNow = useIsReadNow()
  const say = useSayFailure()
  return useCallback((notice) => void mark([notice.noticeId], !isReadNow(notice)).catch(say), [mark, isReadNow, say])
}

/** Looking at a notice reads it, once: what is marked as unread while it is open stays so. */
export function useReadOnOpening(noticeId: string | null, isUnread: boolean): void {
  const mark = useMark()
  const done = useRef<string | null>(null)
  useEffect(() => {
    if (noticeId === null) done.current = null
    if (noticeId === null || done.current === noticeId) return
    done.current = noticeId
    // A mark that could not be stored is no reason to disturb anybody who reads.
    if (isUnread) void mark([noticeId], true).catch(() => undefined)
  }, [mark, noticeId, isUnread])
}

/** Marks everything as read; the way back makes exactly those unread again. */
export function useReadAll(): () => Promise<void> {
  const api = useApi()
  const mark = useMark()
  const { t } = useTranslator()
  const { number } = useFormats()
  const say = useSayFailure()
  return useCallback(async () => {
    try {
      const noticeIds = await readUnreadIds(api)
      if (noticeIds.length === 0) return
      const { changed } = await mark(noticeIds, true)
      sayWithUndo(
        'notices-read',
        t('notices.page.list.readAllDone', { count: changed, shown: number(changed) }),
        t('notices.page.list.undo'),
        () => void mark(noticeIds, false).catch(say),
      )
    } catch (error) {
      say(error)
    }
  }, [api, mark, t, number, say])
}
