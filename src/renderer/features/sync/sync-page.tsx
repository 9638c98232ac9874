import { Button } from '@mantine/core'
import { IconCloudDownload } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import type { Run } from '../../../shared/domain/run.ts'
import layout from '../../components/page-layout.module.css'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Freshness } from '../../components/freshness.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import type { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { goTo, hrefTo, usePlace } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useLiveRuns } from '../../stores/live-runs.ts'
import { usePreference } from '../../stores/preferences.ts'
import { AccountList } from './account-list.tsx'
import { Divider } from '../../components/divider.tsx'
import { NoRun, RunDetails } from './run-details.tsx'
import { PartSwitch } from './part-switch.tsx'
import { RunHistory } from './run-history.tsx'
import { ScheduleNotices } from './schedule-notices.tsx'
import { SchedulesPart } from './schedules-part.tsx'
import { SyncNotices } from './sync-notices.tsx'
import classes from './sync.module.css'
import { useSyncActions } from './use-sync-actions.ts'
import { WindowChoice } from './window-choice.tsx'

const LEFT_PX = { min: 280, default: 360, max: 640 } as const
const ACCOUNTS_PX = { min: 80, default: 320, max: 900 } as const

/** Syncing: each account's picture, what goes on now, and everything that has been synced. */
export function SyncPage(): ReactNode {
  const { t } = useTranslator()
  const accounts = useRequest('account.list', {})
  const latest = useRequest('run.latest', {})
  const error = accounts.error ?? latest.error
  return (
    <div className={layout.page}>
      {accounts.data && latest.data ? (
        <Loaded accounts={accounts.data} latest={latest.data} />
      ) : (
        <>
          <PageHeader title={t('sync.title')} />
          {error ? (
            <div className={layout.padded}>
              <ErrorNote
                error={error}
                onRetry={() => {
                  void accounts.refetch()
                  void latest.refetch()
                }}
              />
            </div>
          ) : (
            <p className={layout.waiting}>{t('sync.loading')}</p>
          )}
        </>
      )}
    </div>
  )
}

/** The run that the address names; without one, the run that is most worth seeing, which then stands in the address. */
function useSelectedRunId(latest: readonly Run[], isWanted: boolean): string | null {
  const { page, params } = usePlace()
  const live = useLiveRuns(({ runs }) => runs)
  const named = params.get('run')
  const newest = [...Object.values(live).map(({ run }) => run), ...latest].toSorted(
    (a, b) => Number(b.endedAt === null) - Number(a.endedAt === null) || b.startedAt - a.startedAt,
  )[0]
  const fallback = newest?.runId ?? null
  useEffect(() => {
    if (page === 'sync' && isWanted && named === null && fallback !== null) goTo('sync', { run: fallback }, true)
  }, [page, isWanted, named, fallback])
  return named ?? fallback
}

function Loaded({
  accounts,
  latest,
}: {
  readonly accounts: readonly Account[]
  readonly latest: readonly Run[]
}): ReactNode {
  const { t } = useTranslator()
  // Not remembered: a forgotten window would keep the list from ever being complete.
  const [windowDays, setWindowDays] = useState<number | null>(null)
  const actions = useSyncActions(windowDays)
  const { params } = usePlace()
  const showsSchedules = params.has('schedule') || params.get('part') === 'schedules'
  const runId = useSelectedRunId(latest, !showsSchedules)
  const state = useRequest('system.state', {})
  const canSync = state.data?.canWrite !== false && state.data?.isWorkerCircuitOpen !== true
  const isBusy = accounts.some(({ accountId }) => actions.starts[accountId] === 'starting')
  const idle = accounts.filter(({ activeRunId }) => activeRunId === null)
  if (showsSchedules) return <SchedulesPart accounts={accounts} />
  if (accounts.length === 0 && latest.length === 0 && runId === null) return <NoAccount />
  return (
    <>
      <PageHeader
        title={t('sync.title')}
        freshness={<Freshness />}
        actions={
          <>
            <PartSwitch part="runs" />
            <WindowChoice days={windowDays} onChange={setWindowDays} />
            <Button
              disabled={!canSync || isBusy || idle.length === 0}
              leftSection={<IconCloudDownload aria-hidden size={16} />}
              onClick={() => actions.startAll(idle)}
            >
              {t(accounts.length === 1 ? 'sync.action.start' : 'sync.action.all')}
            </Button>
          </>
        }
      />
      <SyncNotices accounts={accounts} latest={latest} windowDays={windowDays} />
      <ScheduleNotices accounts={accounts} />
      <Panes
        accounts={
          accounts.length > 0 && (
            <AccountList
              accounts={accounts}
              latest={latest}
              selectedRunId={runId}
              actions={actions}
              canSync={canSync}
            />
          )
        }
        history={<RunHistory accounts={accounts} selectedRunId={runId} />}
        details={runId === null ? <NoRun /> : <RunDetails runId={runId} actions={actions} canSync={canSync} />}
      />
    </>
  )
}

/** Accounts above the history on the left, the chosen run on the right; the borders move and stay where they are put. */
function Panes({
  accounts,
  history,
  details,
}: {
  /** `false`: links have been checked, but there is no account. */
  readonly accounts: ReactNode
  readonly history: ReactNode
  readonly details: ReactNode
}): ReactNode {
  const { t } = useTranslator()
  const [leftPx, setLeftPx] = usePreference<number>('sync.leftPx', LEFT_PX.default)
  const [accountsPx, setAccountsPx] = usePreference<number>('sync.accountsPx', ACCOUNTS_PX.default)
  return (
    <div className={classes.panes}>
      <div className={classes.left} style={{ width: leftPx }}>
        {accounts !== false && (
          <>
            <section
              className={classes.accounts}
              style={{ maxHeight: `min(${accountsPx}px, 70%)` }}
              aria-label={t('sync.accounts.title')}
            >
              {accounts}
            </section>
            <Divider
              orientation="horizontal"
              label={t('sync.pane.accounts')}
              sizePx={accountsPx}
              minPx={ACCOUNTS_PX.min}
              maxPx={ACCOUNTS_PX.max}
              defaultPx={ACCOUNTS_PX.default}
              onChange={setAccountsPx}
            />
          </>
        )}
        {history}
      </div>
      <Divider
        orientation="vertical"
        label={t('sync.pane.width')}
        sizePx={leftPx}
        minPx={LEFT_PX.min}
        maxPx={LEFT_PX.max}
        defaultPx={LEFT_PX.default}
        onChange={setLeftPx}
      />
      <div className={classes.right}>{details}</div>
    </div>
  )
}

/** Nothing to sync yet: says what a sync is and offers an account or the demo. */
function NoAccount(): ReactNode {
  const api = useApi()
  const { t } = useTranslator()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  async function addDemo(): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      const { accountId } = await api.request('account.add', { name: t('sync.notice.demoName'), provider: 'demo' })
      const { runId } = await api.request('sync.start', { accountId })
      goTo('sync', { run: runId })
    } catch (failure) {
      setError(failure as ApiError)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <PageHeader title={t('sync.title')} actions={<PartSwitch part="runs" />} />
      <EmptyState
        icon={<IconCloudDownload size={32} />}
        title={t('sync.notice.noAccount')}
        text={t('sync.notice.noAccountText')}
        actions={
          <>
            <Button component="a" href={hrefTo('accounts', { add: '1' })}>
              {t('sync.notice.addAccount')}
            </Button>
            <Button variant="default" disabled={isBusy} onClick={() => void addDemo()}>
              {t(isBusy ? 'sync.notice.demoAdding' : 'sync.notice.demo')}
            </Button>
          </>
        }
      />
      {error && (
        <div className={layout.padded}>
          <ErrorNote error={error} onRetry={() => void addDemo()} />
        </div>
      )}
    </>
  )
}
