import { Button } from '@mantine/core'
import { IconCalendarDue } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Freshness } from '../../components/freshness.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { AccountStates } from './account-states.tsx'
import { DueBands } from './due-bands.tsx'
import { DueMonths } from './due-months.tsx'
import { LastChanges } from './last-changes.tsx'
import { LastErrors } from './last-errors.tsx'
import { LinkStates } from './link-states.tsx'
import classes from './overview.module.css'
import { ToDo } from './to-do.tsx'

/** What is due, what will be charged when, what changed, and whether the picture can be trusted. */
export function OverviewPage(): ReactNode {
  const { t } = useTranslator()
  const overview = useRequest('overview.get', {})
  const accounts = useRequest('account.list', {})
  const latest = useRequest('run.latest', {})
  const settings = useRequest('settings.get', {})
  const links = useRequest('link.summary', {})

  const error = overview.error ?? accounts.error ?? latest.error ?? settings.error ?? links.error
  const isReady = overview.data && accounts.data && latest.data && settings.data && links.data
  // What no sync has fetched yet is unknown: a table of zeros would say that nothing is due.
  const hasLinks = (links.data?.total ?? 0) > 0
  const hasPicture =
    hasLinks || accounts.data?.some(({ lastComplete, itemCount }) => lastComplete !== null || itemCount > 0)
  return (
    <>
      <PageHeader
        title={t('overview.title')}
        freshness={<Freshness />}
        actions={
          <Button component="a" href={hrefTo('items')} size="xs">
            {t('overview.openItems')}
          </Button>
        }
      />
      {error && !isReady ? (
        <div className={classes.page}>
          <ErrorNote
            error={error}
            onRetry={() => {
              for (const read of [overview, accounts, latest, settings, links]) if (read.error) void read.refetch()
            }}
          />
        </div>
      ) : null}
      {isReady && accounts.data.length === 0 && !hasLinks ? (
        <EmptyState
          icon={<IconCalendarDue />}
          title={t('overview.empty.title')}
          text={t('overview.empty.text')}
          actions={
            <Button component="a" href={hrefTo('welcome')}>
              {t('overview.empty.start')}
            </Button>
          }
        />
      ) : null}
      {isReady && accounts.data.length > 0 && !hasPicture ? (
        <>
          <NothingYet accounts={accounts.data} />
          <div className={classes.page}>
            <AccountStates accounts={accounts.data} latest={latest.data} />
            <LastErrors latest={latest.data} />
          </div>
        </>
      ) : null}
      {isReady && hasPicture ? (
        <div className={classes.page} data-stale={overview.isFetching || undefined}>
          {accounts.data.length > 0 && <ToDo />}
          <div className={classes.columns}>
            <DueBands overview={overview.data} bandDays={settings.data.bandDays} />
            <div className={classes.stack}>
              {accounts.data.length > 0 && <AccountStates accounts={accounts.data} latest={latest.data} />}
              {hasLinks && <LinkStates summary={links.data} />}
              <LastErrors latest={latest.data} />
            </div>
          </div>
          <DueMonths overview={overview.data} />
          <LastChanges overview={overview.data} />
          <p className={classes.note}>{t('overview.pricesFrom')}</p>
        </div>
      ) : null}
    </>
  )
}

/** Accounts without any data: the first sync goes on, has failed or was never started. */
function NothingYet({ accounts }: { readonly accounts: readonly Account[] }): ReactNode {
  const { t } = useTranslator()
  const isRunning = accounts.some(({ activeRunId }) => activeRunId !== null)
  const words = isRunning ? 'overview.firstSync' : 'overview.notSynced'
  return (
    <EmptyState
      icon={<IconCalendarDue />}
      title={t(`${words}.title`)}
      text={t(`${words}.text`)}
      actions={
        <Button component="a" href={hrefTo('sync')} variant="default">
          {t(`${words}.open`)}
        </Button>
      }
    />
  )
}
