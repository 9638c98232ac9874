import { Alert, Button } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle, IconPlugConnectedX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import type { ApiError } from '../../lib/api.ts'
import { useApi, useRefresh, useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useIsOnline } from '../../lib/online.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './sync.module.css'

/** What stands in the way of syncing, with the way out: no network, the background process, the data file. */
export function SyncNotices({
  accounts,
  latest,
  windowDays,
}: {
  readonly accounts: readonly Account[]
  readonly latest: readonly Run[]
  readonly windowDays: number | null
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const state = useRequest('system.state', {})
  return (
    <div className={classes.notices}>
      {state.data?.canWrite === false && (
        <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />} title={t('sync.notice.databaseTitle')}>
          {translator.error({ code: 'DB_LOST', params: {}, raw: null })}
        </Alert>
      )}
      {state.data?.isWorkerCircuitOpen === true && <CircuitNotice />}
      <NetworkNotice accounts={accounts} latest={latest} />
      {windowDays !== null && (
        <p className={classes.notice}>
          <IconInfoCircle aria-hidden size={16} />
          <span>{t('sync.window.note', { count: windowDays })}</span>
        </p>
      )}
    </div>
  )
}

function CircuitNotice(): ReactNode {
  const api = useApi()
  const refresh = useRefresh()
  const { t } = useTranslator()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  async function reset(): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      await api.request('worker.reset', {})
      refresh('system.state')
    } catch (failure) {
      setError(failure as ApiError)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Alert color="orange" role="alert" icon={<IconAlertTriangle aria-hidden />} title={t('sync.notice.circuitTitle')}>
        <p className={classes.noticeText}>{t('sync.notice.circuit')}</p>
        <Button variant="default" loading={isBusy} onClick={() => void reset()}>
          {t('sync.notice.circuitReset')}
        </Button>
      </Alert>
      {error && <ErrorNote error={error} onRetry={() => void reset()} />}
    </>
  )
}

/** Says why syncing cannot work without a network and that everything else does. Demo accounts need none. */
function NetworkNotice({
  accounts,
  latest,
}: {
  readonly accounts: readonly Account[]
  readonly latest: readonly Run[]
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const isOnline = useIsOnline()
  const real = accounts.filter(({ provider }) => provider !== 'demo')
  const cutOff = real.filter(({ accountId, activeRunId }) => {
    const last = latest.find((run) => run.accountId === accountId)
    return activeRunId === null && last?.state === 'failed' && last.error?.code.startsWith('NET_') === true
  })
  if (real.length === 0 || (isOnline && cutOff.length === 0)) return null
  const shown = isOnline ? cutOff : real
  const pictures = shown.flatMap(({ lastComplete }) => lastComplete?.at ?? [])
  // The oldest picture of those concerned: nothing that is shown is older.
  const asOf =
    pictures.length === shown.length
      ? t('sync.notice.asOf', { time: formats.time(Math.min(...pictures)) })
      : t('sync.notice.asOfNone')
  const names = shown.map(({ name }) => name).join(t('sync.notice.separator'))
  return (
    <p className={classes.notice} role="status">
      <IconPlugConnectedX aria-hidden size={16} />
      <span>
        <strong>{t(isOnline ? 'sync.notice.networkTitle' : 'sync.notice.offlineTitle')}</strong>{' '}
        {isOnline ? t('sync.notice.network', { accounts: names, asOf }) : t('sync.notice.offline', { asOf })}
      </span>
    </p>
  )
}
