import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './notices.module.css'
import { useSayFailure } from './use-mark-read.ts'

/** When people were reminded last, when they will be next, and what is in the way. */
export function NoticesState(): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const state = useRequest('reminder.state', {}).data
  const pausedUntil = useRequest('schedule.list', {}).data?.pausedUntil ?? null
  if (!state) return null
  const { lastDigestAt, nextDigestAt, held } = state
  return (
    <span className={classes.state}>
      <span title={lastDigestAt === null ? undefined : formats.instantTitle(lastDigestAt)}>
        {lastDigestAt === null
          ? t('notices.page.state.never')
          : t('notices.page.state.last', { time: formats.time(lastDigestAt) })}
      </span>
      <span title={nextDigestAt === null ? undefined : formats.instantTitle(nextDigestAt)}>
        {nextDigestAt === null
          ? t('notices.page.state.off')
          : t('notices.page.state.next', { time: formats.time(nextDigestAt) })}
      </span>
      {held && (
        <span title={formats.instantTitle(held.until)}>
          {t('notices.page.state.held', {
            count: held.count,
            shown: formats.number(held.count),
            time: formats.time(held.until),
          })}
          {t(`notices.page.state.heldWhy.${held.why}`)}
        </span>
      )}
      {pausedUntil !== null && <Paused until={pausedUntil} />}
    </span>
  )
}

function Paused({ until }: { readonly until: number }): ReactNode {
  const api = useApi()
  const { t } = useTranslator()
  const formats = useFormats()
  const say = useSayFailure()
  return (
    <span title={formats.instantTitle(until)}>
      {t('notices.page.state.paused', { time: formats.time(until) })}{' '}
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => void api.request('schedule.pause', { until: null }).catch(say)}
      >
        {t('notices.page.state.resume')}
      </Button>
    </span>
  )
}
