import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import { isActiveRun, type Run } from '../../../shared/domain/run.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { ProgressLine } from '../../components/progress-line.tsx'
import { ScheduleLine } from '../../components/schedule/schedule-line.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { ApiError } from '../../lib/api.ts'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useLivePaces, useLiveRuns, type LiveRun } from '../../stores/live-runs.ts'
import { currentStage, rateOf, timeLeftMs } from '../../stores/stage-pace.ts'
import classes from './account-list.module.css'
import { CancelNote } from './cancel-note.tsx'
import { describePicture, describeTrouble, pageToMend, runDetails, runTone } from './run-words.ts'
import { useNow } from '../../components/run/use-now.ts'
import type { SyncActions } from './use-sync-actions.ts'

export interface AccountListProps {
  readonly accounts: readonly Account[]
  /** The newest run of each account that has one. */
  readonly latest: readonly Run[]
  readonly selectedRunId: string | null
  readonly actions: SyncActions
  /** False while nothing can be written or no process is there to sync. */
  readonly canSync: boolean
}

/** Each account with its last complete picture, what is missing and since when, and the button that syncs it. */
export function AccountList({ accounts, latest, selectedRunId, actions, canSync }: AccountListProps): ReactNode {
  const live = useLiveRuns(({ runs }) => runs)
  return (
    <ul className={classes.list}>
      {accounts.map((account) => {
        const running =
          Object.values(live).find(({ run }) => run.accountId === account.accountId) ??
          (account.activeRunId ? live[account.activeRunId] : undefined)
        const last = latest.find(({ accountId }) => accountId === account.accountId) ?? null
        return (
          <AccountRow
            key={account.accountId}
            account={account}
            last={last}
            running={running ?? null}
            isSelected={selectedRunId !== null && [running?.run.runId, last?.runId].includes(selectedRunId)}
            actions={actions}
            canSync={canSync}
          />
        )
      })}
    </ul>
  )
}

interface AccountRowProps {
  readonly account: Account
  readonly last: Run | null
  readonly running: LiveRun | null
  readonly isSelected: boolean
  readonly actions: SyncActions
  readonly canSync: boolean
}

function AccountRow({ account, last, running, isSelected, actions, canSync }: AccountRowProps): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  const runId = running?.run.runId ?? last?.runId
  const start = actions.starts[account.accountId]
  return (
    <li className={classes.account} data-selected={isSelected || undefined}>
      <div className={classes.head}>
        <a className={classes.name} href={hrefTo('sync', runId ? { run: runId } : {})} title={account.name}>
          {account.name}
        </a>
        <span className={classes.dim}>
          {t(`domain.provider.${account.provider}`)}
          {account.itemCount > 0 && (
            <>
              {' · '}
              {t('sync.accounts.items', { count: account.itemCount, shown: number(account.itemCount) })}
            </>
          )}
        </span>
        <span className={classes.button}>
          <AccountButton account={account} running={running} last={last} actions={actions} canSync={canSync} />
        </span>
      </div>
      {running ? <Running live={running} account={account} /> : <Picture account={account} />}
      {running && <CancelNote state={actions.cancels[running.run.runId]} />}
      {!running && <Trouble account={account} last={last} actions={actions} canSync={canSync} />}
      <ScheduleLine target={{ kind: 'account', accountId: account.accountId }} />
      {start instanceof ApiError && (
        <ErrorNote
          error={start}
          title={t('sync.startFailed')}
          {...(canSync ? { onRetry: () => actions.start(account.accountId) } : {})}
        />
      )}
    </li>
  )
}

function AccountButton({ account, running, last, actions, canSync }: Omit<AccountRowProps, 'isSelected'>): ReactNode {
  const { t } = useTranslator()
  const activeId = running?.run.runId ?? account.activeRunId ?? (last && isActiveRun(last.state) ? last.runId : null)
  if (activeId !== null) {
    const isCancelling = actions.cancels[activeId] === 'cancelling'
    return (
      <Button
        size="compact-sm"
        variant="default"
        disabled={isCancelling}
        aria-label={t('sync.accounts.cancelOf', { account: account.name })}
        onClick={() => actions.cancel(activeId)}
      >
        {t(isCancelling ? 'sync.action.cancelling' : 'sync.action.cancel')}
      </Button>
    )
  }
  const isStarting = actions.starts[account.accountId] === 'starting'
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={!canSync || isStarting}
      aria-label={t('sync.accounts.startOf', { account: account.name })}
      onClick={() => actions.start(account.accountId)}
    >
      {t(isStarting ? 'sync.action.starting' : 'sync.action.start')}
    </Button>
  )
}

function Running({ live, account }: { readonly live: LiveRun; readonly account: Account }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const pace = useLivePaces(({ paces }) => paces[live.run.runId])
  const now = useNow(1000, true)
  const stage = currentStage(live.progress)
  const leftMs = stage && timeLeftMs(stage, rateOf(pace?.[stage.stage], now))
  const state = live.run.state === 'queued' && !stage ? 'queued' : 'running'
  return (
    <>
      <div className={classes.line}>
        <StatusDot tone="busy" label={t(`sync.accounts.${state}`)} />
        {stage && (
          <span className={classes.dim}>
            {t(`domain.stage.${stage.stage}`)}{' '}
            {stage.total === null
              ? t('sync.stage.unknownTotal', { done: formats.number(stage.done) })
              : t('sync.stage.of', { done: formats.number(stage.done), total: formats.number(stage.total) })}
            {leftMs !== null && leftMs > 0 && (
              <>
                {' · '}
                {t('sync.stage.about', { time: formats.duration(Math.ceil(leftMs / 1000) * 1000) })}
              </>
            )}
          </span>
        )}
      </div>
      {stage && <ProgressLine done={stage.done} total={stage.total} isBare label={account.name} />}
    </>
  )
}

function Picture({ account }: { readonly account: Account }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { lastComplete } = account
  return (
    <div className={classes.line}>
      {lastComplete ? (
        <span title={formats.instantTitle(lastComplete.at)}>
          <StatusDot
            tone="good"
            label={t('sync.accounts.complete', {
              count: formats.number(lastComplete.count),
              time: formats.time(lastComplete.at),
            })}
          />
        </span>
      ) : (
        <StatusDot tone="neutral" label={t('sync.accounts.neverComplete')} />
      )}
    </div>
  )
}

/** Why the newest run brought no complete picture, and the way out. */
function Trouble({
  account,
  last,
  actions,
  canSync,
}: Pick<AccountRowProps, 'account' | 'last' | 'actions' | 'canSync'>): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const trouble = describeTrouble(last, t, formats)
  if (trouble === null || last === null) return null
  if (last.state === 'succeeded') return <p className={classes.quiet}>{trouble}</p>
  const sentence = last.error ? translator.error(last.error) : null
  const page = last.error && pageToMend(last.error.code)
  const story = t('sync.accounts.story', {
    what: trouble,
    error: sentence ?? '',
    // Without a picture the line above has said so already.
    picture: account.lastComplete ? describePicture(account, t, formats) : '',
  })
  return (
    <div className={classes.trouble}>
      <p className={classes.troubleText} title={story}>
        <StatusDot tone={runTone(last.state)} label={t(`domain.runState.${last.state}`)} /> {story}
      </p>
      <div className={classes.ways}>
        {last.state !== 'cancelled' && (
          <Button size="compact-sm" variant="subtle" disabled={!canSync} onClick={() => actions.retry(last)}>
            {t('sync.action.retry')}
          </Button>
        )}
        {page && (
          <Button size="compact-sm" variant="subtle" component="a" href={hrefTo(page)}>
            {t(`sync.action.${page}`)}
          </Button>
        )}
        {last.error && <CopyButton value={() => runDetails(last, sentence)} label={t('sync.action.copyDetails')} />}
      </div>
    </div>
  )
}
