import { useEffect } from 'react'
import type { Notice, NoticeKind } from '../../shared/domain/notice.ts'
import { noticeBody, noticeTitle } from '../../shared/i18n/notice-words.ts'
import type { HostInfo } from '../../shared/ipc/host.ts'
import type { Api } from '../lib/api.ts'
import { useApi } from '../lib/api-context.tsx'
import { useFormats } from '../lib/format.ts'
import { goTo } from '../lib/navigation.ts'
import { usePagePermission } from '../lib/notification-permission.ts'
import { useTranslator } from '../lib/translator.tsx'

/** Notices that have waited longer are shown by nobody any more. */
const FRESH_MS = 86_400_000
/** Notices that are looked through for waiting ones; a day has far fewer. */
const LOOKED_THROUGH = 100

/**
 * Shows notices by the browser's notifications where the page is the one to do so and may: new ones as they come, at the
 * start the newest of each kind that still waits.
 */
export function usePageNotifications(shownBy: HostInfo['notifications']): void {
  const api = useApi()
  const translator = useTranslator()
  const { zone } = useFormats()
  const permission = usePagePermission()
  useEffect(() => {
    if (shownBy !== 'page' || permission !== 'granted') return undefined
    const handled = new Set<string>()
    let isOver = false
    const show = (notice: Notice): void => {
      if (isOver || handled.has(notice.noticeId) || notice.native.state !== 'waiting') return
      handled.add(notice.noticeId)
      showNotice(api, notice, {
        title: noticeTitle(translator, notice.payload),
        body: noticeBody(translator, notice.payload, zone),
        refused: (words) =>
          words === null
            ? translator.t('notices.page.delivery.browserRefused')
            : translator.t('notices.page.delivery.browserRefusedBy', { words }),
      })
    }
    const lookAgain = (): void => {
      void readWaiting(api).then(
        (notices) => notices.forEach(show),
        // The core says by itself when it cannot be reached; what waits is asked for again then.
        () => undefined,
      )
    }
    lookAgain()
    const stops = [api.on('notice.added', ({ notice }) => show(notice)), api.onReset(lookAgain)]
    return () => {
      isOver = true
      stops.forEach((stop) => stop())
    }
  }, [api, shownBy, permission, translator, zone])
}

/** The newest notice of each kind, if it still waits: what came before it is old news. */
async function readWaiting(api: Api): Promise<readonly Notice[]> {
  const { items } = await api.request('notice.list', { limit: LOOKED_THROUGH })
  const newest = new Map<NoticeKind, Notice>()
  for (const notice of items) {
    if (notice.native.state === 'none' || notice.createdAt < Date.now() - FRESH_MS) continue
    if (!newest.has(notice.kind)) newest.set(notice.kind, notice)
  }
  return [...newest.values()].filter(({ native }) => native.state === 'waiting').toReversed()
}

interface ShownWords {
  readonly title: string
  readonly body: string
  /** What is reported when the browser does not show it. */
  readonly refused: (words: string | null) => string
}

function showNotice(api: Api, notice: Notice, words: ShownWords): void {
  const { noticeId } = notice
  const report = (state: 'shown' | 'failed', problem: string | null): void => {
    // Another window may have reported it before; only the first report counts.
    void api.request('notice.shown', { noticeId, state, problem }).catch(() => undefined)
  }
  try {
    // The tag makes one of what several windows show.
    const shown = new Notification(words.title, { body: words.body, tag: noticeId })
    shown.addEventListener('show', () => report('shown', null))
    shown.addEventListener('error', () => report('failed', words.refused(null)))
    shown.addEventListener('click', () => {
      window.focus()
      shown.close()
      openNotice(api, notice)
    })
  } catch (error) {
    // Some browsers show notifications of service workers only and throw here.
    report('failed', words.refused(error instanceof Error ? error.message : String(error)).slice(0, 500))
  }
}

/** A reminder leads to its items, anything else to itself. */
function openNotice(api: Api, { noticeId, kind }: Notice): void {
  void api.request('notice.read', { noticeIds: [noticeId], isRead: true }).catch(() => undefined)
  goTo(kind === 'digest' || kind === 'urgent' ? 'items' : 'notices', { notice: noticeId })
}
