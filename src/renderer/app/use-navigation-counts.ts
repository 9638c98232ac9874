import { useRequest } from '../lib/api-context.tsx'
import { useFormats } from '../lib/format.ts'
import type { PageName } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'

/** A number beside a page's name that asks for action, with the sentence that says so. */
export interface NavigationCount {
  readonly count: number
  readonly title: string
}

/** What asks for action, by page; a page without news is left out. */
export function useNavigationCounts(): Readonly<Partial<Record<PageName, NavigationCount>>> {
  const { t } = useTranslator()
  const { number } = useFormats()
  // What the tray counts, so that both say the same: by today, and nobody has decided, acknowledged or snoozed it.
  const { overdue = 0, today = 0 } = useRequest('reminder.state', {}).data?.counts ?? {}
  const latest = useRequest('run.latest', {})
  const links = useRequest('link.summary', {})
  const notices = useRequest('notice.summary', {})
  const troubled = (latest.data ?? []).filter(
    (run) => run.links === null && ['failed', 'incomplete', 'interrupted'].includes(run.state),
  )
  return {
    ...(overdue + today > 0
      ? {
          items: {
            count: overdue + today,
            title: t(`shell.nav.itemsDue.${overdue > 0 ? (today > 0 ? 'both' : 'overdue') : 'today'}`, {
              overdue: number(overdue),
              today: number(today),
            }),
          },
        }
      : {}),
    ...(links.data && links.data.hidden > 0
      ? {
          links: {
            count: links.data.hidden,
            title: t('shell.nav.linksHidden', { count: links.data.hidden, shown: number(links.data.hidden) }),
          },
        }
      : {}),
    ...(troubled.length > 0
      ? { sync: { count: troubled.length, title: t('shell.nav.syncTrouble', { count: troubled.length }) } }
      : {}),
    ...(notices.data && notices.data.unread > 0
      ? {
          notices: {
            count: notices.data.unread,
            title: t('shell.nav.noticesUnread', { count: notices.data.unread, shown: number(notices.data.unread) }),
          },
        }
      : {}),
  }
}
