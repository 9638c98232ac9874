import { Button } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useDeferredValue, type ReactNode } from 'react'
import type { Forecast } from '../../../shared/domain/forecast.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Freshness } from '../../components/freshness.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import layout from '../../components/page-layout.module.css'
import { useRequest } from '../../lib/api-context.tsx'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { CashDays } from './cash-days.tsx'
import { CashFacts } from './cash-facts.tsx'
import { CashMonths } from './cash-months.tsx'
import { CashNotes } from './cash-notes.tsx'
import { CashTable } from './cash-table.tsx'
import { goToForecast, toInput, useForecastPlace, type ForecastPlace } from './forecast-address.ts'
import { ForecastControls } from './forecast-controls.tsx'
import classes from './forecast.module.css'

/** Cash that leaves in the coming months, by what is decided and what is assumed. */
export function ForecastPage(): ReactNode {
  const { t } = useTranslator()
  const place = useForecastPlace()
  const accounts = useRequest('account.list', {})
  const forecast = useRequest('forecast.get', toInput(place))
  if (accounts.data?.length === 0) {
    return (
      <div className={layout.page}>
        <PageHeader title={t('shell.page.forecast')} />
        <EmptyState
          icon={<IconChartBar size={32} />}
          title={t('forecast.empty.title')}
          text={t('forecast.empty.text')}
          actions={
            <Button component="a" href={hrefTo('welcome')}>
              {t('forecast.empty.start')}
            </Button>
          }
        />
      </div>
    )
  }
  return (
    <div className={layout.page}>
      <PageHeader title={t('shell.page.forecast')} freshness={<Freshness />}>
        <ForecastControls place={place} accounts={accounts.data ?? []} forecast={forecast.data ?? null} />
      </PageHeader>
      <div className={classes.page} aria-busy={forecast.isFetching}>
        {forecast.error && <ErrorNote error={forecast.error} onRetry={() => void forecast.refetch()} />}
        {!forecast.data && !forecast.error && <p className={classes.quiet}>{t('forecast.reading')}</p>}
        {forecast.data && (
          <div className={classes.content} data-stale={forecast.isPlaceholderData || undefined}>
            <Shown forecast={forecast.data} place={place} />
          </div>
        )}
      </div>
    </div>
  )
}

function Shown({ forecast, place }: { readonly forecast: Forecast; readonly place: ForecastPlace }): ReactNode {
  const { t } = useTranslator()
  const { scenario } = forecast.input
  // What is below the first chart follows it, so that nobody waits for what is out of sight.
  const below = useDeferredValue<Forecast | null>(forecast, null)
  const isWithoutPayments = forecast.total.count === 0
  return (
    <>
      <CashFacts forecast={forecast} />
      <CashNotes forecast={forecast} />
      {isWithoutPayments ? (
        <EmptyState
          icon={<IconChartBar size={32} />}
          title={t('forecast.nothing.title')}
          text={t(`forecast.nothing.${scenario}`)}
          actions={
            scenario !== 'all-renew' && (
              <Button onClick={() => goToForecast({ ...place, scenario: 'all-renew' })}>
                {t('forecast.nothing.showAll')}
              </Button>
            )
          }
        />
      ) : (
        <>
          <CashMonths forecast={forecast} place={place} />
          {below && (
            <>
              <CashDays forecast={below} isConverted={place.isConverted} />
              {/* Another grouping begins at its first cell and folds its groups again. */}
              <CashTable key={below.input.by} forecast={below} />
            </>
          )}
        </>
      )}
    </>
  )
}
