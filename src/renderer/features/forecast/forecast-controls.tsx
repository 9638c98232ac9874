import { NativeSelect, SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import {
  FORECAST_GROUPS,
  SCENARIOS,
  type Forecast,
  type ForecastGroup,
  type Scenario,
} from '../../../shared/domain/forecast.ts'
import { AccountChoice } from '../../components/account-choice.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { goToForecast, type ForecastPlace } from './forecast-address.ts'
import classes from './forecast.module.css'
import { canConvert } from './measures.ts'

/** What is assumed and how it is split, with what the assumption means. */
export function ForecastControls({
  place,
  accounts,
  forecast,
}: {
  readonly place: ForecastPlace
  readonly accounts: readonly Account[]
  /** null before the first answer. */
  readonly forecast: Forecast | null
}): ReactNode {
  const { t } = useTranslator()
  const currency = forecast?.reportCurrency ?? null
  return (
    <div className={classes.controls}>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t('forecast.scenario.label')}
          value={place.scenario}
          onChange={(next) => goToForecast({ ...place, scenario: next as Scenario })}
          data={SCENARIOS.map((value) => ({ value, label: t(`forecast.scenario.${value}`) }))}
        />
        <label className={classes.by}>
          <span>{t('forecast.by.label')}</span>
          <NativeSelect
            value={place.by}
            onChange={({ currentTarget: { value } }) => goToForecast({ ...place, by: value as ForecastGroup })}
            data={FORECAST_GROUPS.map((value) => ({ value, label: t(`forecast.by.${value}`) }))}
          />
        </label>
        <AccountChoice
          accounts={accounts}
          accountIds={place.accountIds}
          onChange={(accountIds) => goToForecast({ ...place, accountIds })}
        />
        {forecast && currency !== null && canConvert(forecast) && (
          <SegmentedControl
            aria-label={t('forecast.money.label')}
            value={place.isConverted ? 'converted' : 'original'}
            onChange={(next) => goToForecast({ ...place, isConverted: next === 'converted' })}
            data={[
              { value: 'original', label: t('forecast.money.original') },
              { value: 'converted', label: t('forecast.money.converted', { currency }) },
            ]}
          />
        )}
      </div>
      <p className={classes.quiet}>{t(`forecast.meaning.${place.scenario}`)}</p>
    </div>
  )
}
