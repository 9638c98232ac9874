import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Notice } from '../../../shared/domain/notice.ts'
import type { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { askPagePermission, pagePermission } from '../../lib/notification-permission.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { withoutStop } from '../../lib/without-stop.ts'
import { ErrorNote } from '../error-note.tsx'
import { StatusDot, type StatusTone } from '../status-dot.tsx'
import sentence from '../sentence-row.module.css'

/** How a test stands: the browser refused, it went wrong, or a notice whose outcome is followed. */
type TestState =
  | { readonly state: 'idle' | 'busy' }
  | { readonly state: 'refused'; readonly why: 'denied' | 'dismissed' | 'unsupported' }
  | { readonly state: 'failed'; readonly error: ApiError }
  | { readonly state: 'sent'; readonly notice: Notice }

export interface NoticeTest {
  readonly test: TestState
  readonly run: () => void
  readonly close: () => void
}

/** Sends a test notice; in a browser that has not been asked yet, asks first. */
export function useNoticeTest(): NoticeTest {
  const api = useApi()
  const shownBy = useRequest('host.info', {}).data?.notifications
  const [test, setTest] = useState<TestState>({ state: 'idle' })

  async function run(): Promise<void> {
    setTest({ state: 'busy' })
    if (shownBy === 'page') {
      const permission = pagePermission() === 'default' ? await askPagePermission() : pagePermission()
      if (permission !== 'granted') {
        setTest({ state: 'refused', why: permission === 'default' ? 'dismissed' : permission })
        return
      }
    }
    try {
      setTest({ state: 'sent', notice: await api.request('notice.test', {}) })
    } catch (error) {
      setTest({ state: 'failed', error: error as ApiError })
    }
  }
  return { test, run: () => void run(), close: () => setTest({ state: 'idle' }) }
}

/** The button that begins a test. */
export function TestButton({ test, run }: NoticeTest): ReactNode {
  const { t } = useTranslator()
  const isBusy = test.state === 'busy'
  return (
    <Button variant="default" disabled={isBusy} onClick={run}>
      {t(isBusy ? 'notices.page.test.busy' : 'notices.page.test.action')}
    </Button>
  )
}

/** What came of a test, in words, until the person closes it. */
export function TestResult({ test, run, close }: NoticeTest): ReactNode {
  const { t } = useTranslator()
  if (test.state === 'idle' || test.state === 'busy') return null
  return (
    <div className={sentence.row}>
      {test.state === 'failed' && <ErrorNote error={test.error} onRetry={run} />}
      {test.state === 'refused' && (
        <span role="status">
          <StatusDot tone="warning" label={t(`notices.page.test.${test.why}`)} />
        </span>
      )}
      {test.state === 'sent' && <Outcome sent={test.notice} />}
      <ActionIcon aria-label={t('notices.page.test.close')} onClick={close}>
        <IconX aria-hidden size={16} />
      </ActionIcon>
    </div>
  )
}

const TONES: Readonly<Record<Notice['native']['state'], StatusTone>> = {
  shown: 'good',
  failed: 'bad',
  waiting: 'busy',
  none: 'neutral',
  off: 'neutral',
  late: 'neutral',
}

function Outcome({ sent }: { readonly sent: Notice }): ReactNode {
  const { t } = useTranslator()
  const now = useRequest('notice.get', { noticeId: sent.noticeId }).data
  const { state, problem } = (now?.noticeId === sent.noticeId ? now : sent).native
  const key = state === 'shown' || state === 'failed' || state === 'waiting' ? state : 'none'
  const words = t(`notices.page.test.${key}`, { problem: withoutStop(problem ?? t('notices.page.test.unknown')) })
  return (
    <span role="status">
      <StatusDot tone={TONES[state]} label={words} />
    </span>
  )
}
