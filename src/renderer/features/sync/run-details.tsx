import { Button, Tabs } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { LogLevel, Run } from '../../../shared/domain/run.ts'
import { toRunName } from '../../../shared/i18n/run-words.ts'
import layout from '../../components/page-layout.module.css'
import { CopyButton } from '../../components/copy-button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { useFormats } from '../../lib/format.ts'
import { goTo, hrefTo, usePlace } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { usePreference } from '../../stores/preferences.ts'
import { CancelNote } from './cancel-note.tsx'
import { RunChanges } from './run-changes.tsx'
import { RunCompare } from './run-compare.tsx'
import classes from './run-details.module.css'
import { RunFailure } from './run-failure.tsx'
import { LinkFiguresList, RunFiguresList } from './run-figures.tsx'
import { RunLogPanel } from '../../components/run/run-log-panel.tsx'
import { MetricLine, RunMetricsPanel } from './run-metrics.tsx'
import { runDetails, runTone } from './run-words.ts'
import { StageTable } from '../../components/run/stage-table.tsx'
import { useNow } from '../../components/run/use-now.ts'
import { useRun, type ShownRun } from './use-run.ts'
import type { SyncActions } from './use-sync-actions.ts'

const TABS = ['log', 'changes', 'metrics', 'compare'] as const
type TabName = (typeof TABS)[number]
/** Two runs over links need not be about the same links. */
const LINK_TABS = ['log', 'changes', 'metrics'] as const satisfies readonly TabName[]

export interface RunDetailsProps {
  readonly runId: string
  readonly actions: SyncActions
  readonly canSync: boolean
}

/** One run: how it stands or ended, its figures, log, changes, metrics and how it compares with the one before. */
export function RunDetails({ runId, actions, canSync }: RunDetailsProps): ReactNode {
  const { t } = useTranslator()
  const { shown, error, retry } = useRun(runId)
  if (error) {
    return (
      <div className={classes.note}>
        <ErrorNote error={error} onRetry={retry} />
      </div>
    )
  }
  if (!shown) return <p className={layout.waiting}>{t('sync.loading')}</p>
  return (
    <article className={classes.root} aria-labelledby="sync-run">
      <RunHead shown={shown} actions={actions} canSync={canSync} />
      <RunTabs key={runId} shown={shown} />
    </article>
  )
}

/** Shown when there is no run yet. */
export function NoRun(): ReactNode {
  const { t } = useTranslator()
  return <EmptyState title={t('sync.run.empty')} text={t('sync.run.emptyText')} />
}

function RunHead({
  shown,
  actions,
  canSync,
}: {
  readonly shown: ShownRun
  readonly actions: SyncActions
  readonly canSync: boolean
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const { run, progress, metrics, isActive, isElsewhere } = shown
  const name = toRunName(translator, run)
  const isCommitted = run.state === 'succeeded' || run.state === 'incomplete'
  return (
    <header className={classes.head}>
      <div className={classes.titleLine}>
        <h2 className={classes.title} id="sync-run" title={name}>
          {run.links ? name : t('sync.run.title', { account: name })}
        </h2>
        <span className={classes.state}>
          <StatusDot
            tone={runTone(run.state)}
            label={t(`domain.runState.${isActive && progress.length > 0 ? 'running' : run.state}`)}
          />
        </span>
        <span className={classes.buttons}>
          {isActive ? (
            <Button
              size="compact-sm"
              variant="default"
              disabled={actions.cancels[run.runId] === 'cancelling'}
              onClick={() => actions.cancel(run.runId)}
            >
              {t(actions.cancels[run.runId] === 'cancelling' ? 'sync.action.cancelling' : 'sync.action.cancel')}
            </Button>
          ) : (
            run.state !== 'succeeded' && (
              <Button
                size="compact-sm"
                variant="default"
                disabled={!canSync || actions.starts[run.accountId] === 'starting'}
                onClick={() => actions.retry(run)}
              >
                {t('sync.action.retry')}
              </Button>
            )
          )}
          <CopyButton
            value={() => runDetails(run, run.error ? translator.error(run.error) : null)}
            label={t('sync.action.copyDetails')}
          />
        </span>
      </div>
      <RunFacts run={run} isActive={isActive} />
      {isElsewhere && <p className={classes.quiet}>{t('sync.run.elsewhere')}</p>}
      {actions.joinedRunId === run.runId && isActive && <p className={classes.quiet}>{t('sync.joined')}</p>}
      <CancelNote state={isActive ? actions.cancels[run.runId] : undefined} />
      {isActive && <StageTable runId={run.runId} progress={progress} />}
      {isActive && (
        <div className={classes.roomy}>
          <MetricLine metrics={metrics} isActive />
        </div>
      )}
      {run.error && <RunFailure run={run} error={run.error} />}
      {!isActive && isCommitted && !run.links && <RunFiguresList run={run} />}
      {!isActive && run.links && <LinkFiguresList figures={run.links} />}
    </header>
  )
}

/** When, how long, by whom and how much was asked for. */
function RunFacts({ run, isActive }: { readonly run: Run; readonly isActive: boolean }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const now = useNow(1000, isActive)
  const durationMs = (run.endedAt ?? Math.max(now, run.startedAt)) - run.startedAt
  // While it goes on, whole seconds are enough and do not flicker.
  const duration = formats.duration(isActive ? Math.floor(durationMs / 1000) * 1000 : durationMs)
  return (
    <p className={classes.facts}>
      <span>{t(`domain.runKind.${run.kind}`)}</span>
      <span title={formats.instantTitle(run.startedAt)}>
        {t('sync.run.started')} {formats.instant(run.startedAt)}
      </span>
      {run.endedAt !== null && (
        <span title={formats.instantTitle(run.endedAt)}>
          {t('sync.run.ended')} {formats.clock(run.endedAt)}
        </span>
      )}
      <span>
        {t(isActive ? 'sync.run.elapsed' : 'sync.run.duration')} {duration}
      </span>
      {run.links && <span>{t(`sync.run.scope.${run.links.scope.kind}`)}</span>}
      {run.links?.isStrict && <span>{t('sync.run.strict')}</span>}
      {run.windowDays !== null && <span>{t('sync.run.window', { count: run.windowDays })}</span>}
      {run.retryOf !== null && (
        <span>
          {t('sync.run.retryOf')} <a href={hrefTo('sync', { run: run.retryOf })}>{t('sync.run.retryOfLink')}</a>
        </span>
      )}
    </p>
  )
}

function RunTabs({ shown }: { readonly shown: ShownRun }): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  const { run, samples, metrics, isActive } = shown
  const [stored, store] = usePreference<TabName>('sync.tab', 'log')
  // The address may ask for a tab; choosing another one takes that wish back.
  const wanted = usePlace().params.get('tab')
  const tabs: readonly TabName[] = run.links ? LINK_TABS : TABS
  const tab = tabs.find((name) => name === wanted) ?? tabs.find((name) => name === stored) ?? 'log'
  function choose(name: TabName): void {
    store(name)
    if (wanted !== null) goTo('sync', { run: run.runId }, true)
  }
  // A wish from outside the log to see its warnings begins the log anew with that filter.
  const [levels, setLevels] = useState<readonly LogLevel[] | undefined>(undefined)
  return (
    <Tabs
      className={classes.tabs ?? ''}
      value={tab}
      onChange={(value) => choose(tabs.find((name) => name === value) ?? 'log')}
      keepMounted={false}
    >
      <div className={classes.tabLine}>
        <Tabs.List aria-label={t('sync.tab.label')}>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`sync.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {run.warnings > 0 && !isActive && (
          <button
            type="button"
            className={classes.warnings}
            title={t('sync.run.showWarnings')}
            onClick={() => {
              setLevels(['warn', 'error'])
              choose('log')
            }}
          >
            <StatusDot
              tone="warning"
              label={t('sync.run.warnings', { count: run.warnings, shown: number(run.warnings) })}
            />
          </button>
        )}
      </div>
      <Tabs.Panel value="log" className={classes.filling ?? ''}>
        <RunLogPanel key={levels?.join(' ') ?? ''} run={run} isActive={isActive} initialLevels={levels} />
      </Tabs.Panel>
      <Tabs.Panel value="changes" className={classes.filling ?? ''}>
        <RunChanges run={run} isActive={isActive} />
      </Tabs.Panel>
      <Tabs.Panel value="metrics" className={classes.scrolling ?? ''} tabIndex={0}>
        <RunMetricsPanel metrics={metrics} samples={samples} isActive={isActive} />
      </Tabs.Panel>
      {!run.links && (
        <Tabs.Panel value="compare" className={classes.scrolling ?? ''} tabIndex={0}>
          <RunCompare run={run} isActive={isActive} />
        </Tabs.Panel>
      )}
    </Tabs>
  )
}
