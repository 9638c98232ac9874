import { useMemo } from 'react'
import {
  FORECAST_GROUPS,
  SCENARIOS,
  type ForecastGroup,
  type ForecastInput,
  type ForecastPick,
  type Scenario,
} from '../../../shared/domain/forecast.ts'
import { idsOfForecast } from '../../../shared/domain/item-sets.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { goTo, hrefTo, hrefToItems, usePlace } from '../../lib/navigation.ts'

/** Months and days that the page shows. */
export const SHOWN_MONTHS = 24
export const SHOWN_DAYS = 90

export const SPLITS = ['certainty', 'group'] as const
export type Split = (typeof SPLITS)[number]

/** What the page shows, as its address says it. */
export interface ForecastPlace {
  readonly scenario: Scenario
  readonly by: ForecastGroup
  /** None means all. */
  readonly accountIds: readonly string[]
  /** What the bars of months are stacked by. */
  readonly split: Split
  /** True: everything in the currency of reports, where there is one. */
  readonly isConverted: boolean
}

export function readPlace(params: URLSearchParams): ForecastPlace {
  return {
    scenario: SCENARIOS.find((name) => name === params.get('scenario')) ?? 'as-decided',
    by: FORECAST_GROUPS.find((name) => name === params.get('by')) ?? 'account',
    accountIds: params.get('accounts')?.split(',').filter(Boolean) ?? [],
    split: SPLITS.find((name) => name === params.get('split')) ?? 'certainty',
    isConverted: params.get('money') === 'converted',
  }
}

export function useForecastPlace(): ForecastPlace {
  const { page, params } = usePlace()
  return useMemo(() => readPlace(page === 'forecast' ? params : new URLSearchParams()), [page, params])
}

/** Shows something else; going back leaves the page. */
export function goToForecast({ scenario, by, accountIds, split, isConverted }: ForecastPlace): void {
  const params = {
    scenario,
    by,
    split,
    ...(accountIds.length > 0 ? { accounts: accountIds.join(',') } : {}),
    ...(isConverted ? { money: 'converted' } : {}),
  }
  goTo('forecast', params, true)
}

/** What is asked of the core. */
export function toInput({ scenario, by, accountIds }: ForecastPlace): RouteInput<'forecast.get'> {
  return {
    scenario,
    by,
    months: SHOWN_MONTHS,
    days: SHOWN_DAYS,
    ...(accountIds.length > 0 ? { accountIds: [...accountIds] } : {}),
  }
}

/** Address of exactly the items behind a figure. */
export function hrefToPayments(forecast: ForecastInput, pick: ForecastPick): string {
  return hrefTo('items', { forecast: JSON.stringify({ forecast, pick }) })
}

/** Address of those items behind a figure whose payment has no price. */
export function hrefToUnpriced(forecast: ForecastInput, pick: ForecastPick): string {
  return hrefToItems({
    filter: {
      itemIds: [idsOfForecast({ forecast, pick })],
      columns: [{ kind: 'blank', field: 'price', isBlank: true }],
    },
    sort: [{ field: 'actBy', direction: 'asc' }],
  })
}
