import { NativeSelect } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { LINKS_ACCOUNT_ID, type Account } from '../../../shared/domain/account.ts'
import type { LinkRunFigures } from '../../../shared/domain/link.ts'
import { isActiveRun, type Run } from '../../../shared/domain/run.ts'
import { toRunName } from '../../../shared/i18n/run-words.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Pager } from '../../components/pager.tsx'
import classes from './run-history.module.css'
import { runTone } from './run-words.ts'

const PAGE_ROWS = 50

/** All syncs and link checks, newest first, of all accounts or of one. */
export function RunHistory({
  accounts,
  selectedRunId,
}: {
  readonly accounts: readonly Account[]
  readonly selectedRunId: string | null
}): ReactNode {
  const { t } = useTranslator()
  const [accountId, setAccountId] = useState<string | null>(null)
  const [offset, setOffset] = useState(0)
  const runs = useRequest('run.list', { accountId, offset, limit: PAGE_ROWS })
  const summary = useRequest('link.summary', {})
  const hasLinkRuns = (summary.data?.lastRunId ?? null) !== null
  const choices = [
    ...accounts.map(({ accountId: value, name }) => ({ value, label: name })),
    ...(hasLinkRuns ? [{ value: LINKS_ACCOUNT_ID, label: t('domain.linkRun') }] : []),
  ]
  // The account may have been removed meanwhile.
  const filter = choices.some(({ value }) => value === accountId) ? accountId : null
  return (
    <section className={classes.root} aria-labelledby="sync-history">
      <div className={classes.head}>
        <h2 className={classes.title} id="sync-history">
          {t('sync.history.title')}
        </h2>
        {choices.length > 1 && (
          <NativeSelect
            size="xs"
            className={classes.filter ?? ''}
            aria-label={t('sync.history.accountFilter')}
            value={filter ?? ''}
            onChange={({ currentTarget: { value } }) => {
              setAccountId(value === '' ? null : value)
              setOffset(0)
            }}
            data={[
              { value: '', label: t(hasLinkRuns ? 'sync.history.everything' : 'sync.history.allAccounts') },
              ...choices,
            ]}
          />
        )}
      </div>
      <div className={classes.scroller}>
        {runs.error && <ErrorNote error={runs.error} onRetry={() => void runs.refetch()} />}
        {runs.data?.items.length === 0 && (
          <EmptyState title={t('sync.history.empty')} text={t('sync.history.emptyText')} />
        )}
        <RunList
          runs={runs.data?.items ?? []}
          selectedRunId={selectedRunId}
          hasNames={filter === null && choices.length > 1}
        />
      </div>
      {runs.data && runs.data.total > PAGE_ROWS && (
        <Pager
          offset={offset}
          shown={runs.data.items.length}
          total={runs.data.total}
          pageRows={PAGE_ROWS}
          onChange={setOffset}
          words={{ range: 'sync.history.range', previous: 'sync.history.newer', next: 'sync.history.older' }}
        />
      )}
    </section>
  )
}

/** Arrow keys go from row to row, as in every list of the app. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a')]
  const at = links.indexOf(document.activeElement as HTMLElement)
  const wanted = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key]
  const link = wanted === undefined || at === -1 ? undefined : links[wanted]
  if (!link) return
  event.preventDefault()
  link.focus()
}

function RunList({
  runs,
  selectedRunId,
  hasNames,
}: {
  readonly runs: readonly Run[]
  readonly selectedRunId: string | null
  readonly hasNames: boolean
}): ReactNode {
  return (
    <ul className={classes.list} onKeyDown={moveFocus}>
      {runs.map((run) => (
        <li key={run.runId}>
          <RunRow run={run} isSelected={run.runId === selectedRunId} hasName={hasNames} />
        </li>
      ))}
    </ul>
  )
}

function RunRow({
  run,
  isSelected,
  hasName,
}: {
  readonly run: Run
  readonly isSelected: boolean
  readonly hasName: boolean
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const name = toRunName(translator, run)
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (isSelected) link.current?.scrollIntoView({ block: 'nearest' })
  }, [isSelected])
  return (
    <a
      ref={link}
      className={classes.run}
      href={hrefTo('sync', { run: run.runId })}
      {...(isSelected ? { 'aria-current': 'true' as const } : {})}
    >
      <span className={classes.first}>
        <span className={classes.state}>
          <StatusDot tone={runTone(run.state)} label={t(`domain.runState.${run.state}`)} />
        </span>
        {hasName && (
          <span className={classes.account} title={name}>
            {name}
          </span>
        )}
        <time
          className={classes.time}
          dateTime={new Date(run.startedAt).toISOString()}
          title={formats.instantTitle(run.startedAt)}
        >
          {formats.instant(run.startedAt)}
        </time>
      </span>
      <span className={classes.second}>
        <RunFigures run={run} />
      </span>
    </a>
  )
}

function RunFigures({ run }: { readonly run: Run }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { number } = formats
  const isActive = isActiveRun(run.state)
  const isCommitted = run.state === 'succeeded' || run.state === 'incomplete'
  const { links } = run
  const words = [
    links && t('sync.history.checked', { checked: number(links.checked), total: number(links.activeNum) }),
    ...(links && !isActive ? describeShown(links) : []),
    isCommitted &&
      links === null &&
      (run.reportedTotal === null
        ? t('sync.history.fetchedOnly', { fetched: number(run.fetched) })
        : t('sync.history.fetched', { fetched: number(run.fetched), total: number(run.reportedTotal) })),
    ...(isCommitted && links === null ? describeDelta() : []),
    run.windowDays !== null && t('sync.history.window', { count: run.windowDays }),
    run.error?.code,
    !isActive && run.endedAt !== null && formats.duration(run.endedAt - run.startedAt),
  ].filter(Boolean)
  return words.join(' · ')

  function describeShown({ toShow, toNotShow }: LinkRunFigures): readonly string[] {
    return [
      ...(toShow > 0 ? [t('sync.history.toShow', { shown: number(toShow) })] : []),
      ...(toNotShow > 0 ? [t('sync.history.toNotShow', { shown: number(toNotShow) })] : []),
    ]
  }

  function describeDelta(): readonly string[] {
    const parts = (['added', 'changed', 'gone'] as const).filter((name) => run[name] > 0)
    return parts.length === 0
      ? [t('sync.history.noDelta')]
      : parts.map((name) => t(`sync.history.${name}`, { shown: number(run[name]) }))
  }
}
