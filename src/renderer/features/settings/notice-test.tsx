import { Button } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Notice } from '../../../shared/domain/notice.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { askPagePermission, pagePermission } from '../../lib/notification-permission.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './settings.module.css'

/** Shows a notification now and says what came of it; a browser that has not been asked yet is asked first. */
export function NoticeTest({ isPage }: { readonly isPage: boolean }): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const [isBusy, setBusy] = useState(false)
  const [made, setMade] = useState<Notice | null>(null)
  const [isRefused, setRefused] = useState(false)
  const [failure, setFailure] = useState<ApiError | null>(null)
  // In a browser the page shows it and reports later.
  const { data } = useRequest('notice.get', { noticeId: made?.noticeId ?? '' }, { isEnabled: made !== null })
  async function test(): Promise<void> {
    setBusy(true)
    setMade(null)
    setFailure(null)
    setRefused(false)
    try {
      if (isPage && pagePermission() === 'default') await askPagePermission()
      if (isPage && pagePermission() !== 'granted') {
        setRefused(true)
        return
      }
      setMade(await api.request('notice.test', {}))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  const native = made && data?.noticeId === made.noticeId ? data.native : made?.native
  return (
    <div>
      <Button variant="default" loading={isBusy} onClick={() => void test()}>
        {t('settings.desktop.test')}
      </Button>
      <p className={classes.result} role="status">
        {native?.state === 'shown' ? <IconCheck size={14} aria-hidden /> : null}
        {isRefused || native?.state === 'failed' ? <IconX size={14} aria-hidden /> : null}
        {isRefused ? <span>{t('settings.desktop.result.refused')}</span> : null}
        {native ? (
          <span>{t(`settings.desktop.result.${native.state}`, { problem: native.problem ?? '—' })}</span>
        ) : null}
      </p>
      {failure ? <ErrorNote error={failure} onRetry={() => void test()} /> : null}
    </div>
  )
}
