import type { NotificationConstructorOptions } from 'electron'
import type { NativeNotice, Notifier } from '../core/host-port.ts'
import type { Translator } from '../shared/i18n/translator.ts'

/** The part of Electron's Notification that is used here. */
export interface SystemNotification {
  on(event: 'show' | 'click', listener: () => void): unknown
  on(event: 'failed', listener: (event: unknown, problem: string) => void): unknown
  show(): void
}

export interface NotifierOptions {
  readonly platform: NodeJS.Platform
  readonly isSupported: () => boolean
  readonly create: (options: NotificationConstructorOptions) => SystemNotification
  readonly onClick: (noticeId: string) => void
  readonly translator: () => Translator
  readonly boundMs?: number
}

type Outcome = Awaited<ReturnType<Notifier['show']>>

/** A system that shows a notification says so at once; one that is silent for so long has not shown it. */
const BOUND_MS = 5_000

/** A notification whose object is gone can no longer be clicked; older ones than these nobody clicks. */
const MAX_KEPT = 50

/** Shows notifications of the system and passes clicks on them back, for as long as the app runs. */
export function createNotifier(options: NotifierOptions): Notifier {
  const kept = new Map<string, SystemNotification>()

  function keep(noticeId: string, notification: SystemNotification): void {
    kept.delete(noticeId)
    kept.set(noticeId, notification)
    const [oldest] = kept.keys()
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  }

  return {
    async show(notice) {
      const { t } = options.translator()
      const fail = (problem: string): Outcome => ({ state: 'failed', problem })
      try {
        if (!options.isSupported()) return fail(t('tray.notify.unsupported'))
        const notification = options.create(toSystemOptions(notice, options.platform))
        keep(notice.noticeId, notification)
        return await new Promise<Outcome>((resolve) => {
          const seconds = (options.boundMs ?? BOUND_MS) / 1_000
          const timer = setTimeout(() => resolve(fail(t('tray.notify.silent', { seconds }))), seconds * 1_000)
          const settle = (outcome: Outcome): void => {
            clearTimeout(timer)
            resolve(outcome)
          }
          notification.on('show', () => settle({ state: 'shown', problem: null }))
          notification.on('failed', (_event, problem) => settle(fail(problem || t('tray.notify.refused'))))
          notification.on('click', () => options.onClick(notice.noticeId))
          notification.show()
        })
      } catch (error) {
        return fail(error instanceof Error ? error.message : String(error))
      }
    },
  }
}

/** Options that a platform or an older Electron does not know are passed over by it. */
function toSystemOptions(notice: NativeNotice, platform: NodeJS.Platform): NotificationConstructorOptions {
  const { noticeId, title, body, isUrgent } = notice
  return {
    // Shown again, it takes the place of its former self.
    id: noticeId,
    groupId: 'reminders',
    title,
    body: platform === 'linux' ? escapeMarkup(body) : body,
    urgency: isUrgent ? 'critical' : 'normal',
    timeoutType: isUrgent ? 'never' : 'default',
  }
}

/** Daemons of Linux read the body as markup (Desktop Notifications Specification, "Markup"); names may hold its signs. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
