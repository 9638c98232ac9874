import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { StatusDot, type StatusTone } from '../../components/status-dot.tsx'
import sentence from '../../components/sentence-row.module.css'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { askPagePermission, usePagePermission } from '../../lib/notification-permission.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { withoutStop } from '../../lib/without-stop.ts'
import classes from './notices.module.css'

interface Problem {
  readonly key: string
  readonly tone: StatusTone
  readonly text: string
  readonly action: ReactNode
}

/** What keeps reminders from arriving, in words, with the way out. */
export function NoticesProblems(): ReactNode {
  const { t } = useTranslator()
  const problems = useNoticeProblems()
  if (problems.length === 0) return null
  return (
    <ul className={classes.problems} aria-label={t('notices.page.problem.label')}>
      {problems.map(({ key, tone, text, action }) => (
        <li key={key} className={sentence.row}>
          <StatusDot tone={tone} label={text} />
          {action}
        </li>
      ))}
    </ul>
  )
}

function useNoticeProblems(): readonly Problem[] {
  const { t } = useTranslator()
  const formats = useFormats()
  const shownBy = useRequest('host.info', {}).data?.notifications
  const settings = useRequest('settings.get', {}).data
  const failed = useRequest('notice.summary', {}).data?.nativeProblem ?? null
  const permission = usePagePermission()
  const problems: Problem[] = []
  const toSettings = (section: 'reminders' | 'desktop'): ReactNode => (
    <Button size="compact-sm" variant="default" component="a" href={hrefTo('settings', { section })}>
      {t('notices.page.problem.toSettings')}
    </Button>
  )
  if (settings?.reminders.isOn === false) {
    problems.push({ key: 'off', tone: 'warning', text: t('notices.page.problem.off'), action: toSettings('reminders') })
  }
  if (settings?.desktop.showsNotifications === false) {
    problems.push({
      key: 'nativeOff',
      tone: 'neutral',
      text: t('notices.page.problem.nativeOff'),
      action: toSettings('desktop'),
    })
    return problems
  }
  if (shownBy === 'none') {
    problems.push({ key: 'none', tone: 'neutral', text: t('notices.page.problem.hostNone'), action: null })
  }
  if (shownBy === 'page' && permission === 'default') {
    problems.push({
      key: 'ask',
      tone: 'warning',
      text: t('notices.page.problem.ask'),
      action: (
        <Button size="compact-sm" variant="default" onClick={() => void askPagePermission()}>
          {t('notices.page.problem.allow')}
        </Button>
      ),
    })
  }
  if (shownBy === 'page' && (permission === 'denied' || permission === 'unsupported')) {
    problems.push({ key: permission, tone: 'warning', text: t(`notices.page.problem.${permission}`), action: null })
  }
  if (failed !== null) {
    const text = t('notices.page.problem.native', {
      time: formats.instant(failed.at),
      problem: withoutStop(failed.problem),
    })
    problems.push({ key: 'native', tone: 'bad', text, action: null })
  }
  return problems
}
