import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import { toCsvText } from '../../shared/csv-text.ts'
import {
  FORECAST_GROUPS,
  MAX_FORECAST_DAYS,
  MAX_FORECAST_MONTHS,
  SCENARIOS,
  type Forecast,
} from '../../shared/domain/forecast.ts'
import { forecastTableLines } from '../../shared/domain/forecast-table.ts'
import type { RouteInput } from '../../shared/ipc/contract.ts'
import { formatForecast, groupName } from '../output/forecast.ts'
import { iso } from '../output/json.ts'
import type { Session } from '../session.ts'
import { collectWhole, parseChoice, parseCurrency, parseWhole, type CommandHost } from './host.ts'

interface ForecastOptions {
  readonly months: string
  readonly days?: string
  readonly by: string
  readonly scenario: string
  readonly account?: string[]
  readonly currency?: string
  readonly csv?: boolean
}

/** forecast [--months N] [--days N] [--by GROUP] [--scenario S] [--account N] [--currency C] [--csv]. */
export function addForecastCommand(program: Command, host: CommandHost): void {
  const { t } = host
  program
    .command('forecast')
    .description(t.t('cli.forecast.about'))
    .option('--months <number>', t.t('cli.forecast.months', { max: MAX_FORECAST_MONTHS }), '12')
    .option('--days <number>', t.t('cli.forecast.days', { max: MAX_FORECAST_DAYS }))
    .option('--by <group>', t.t('cli.forecast.by', { groups: FORECAST_GROUPS.join(', ') }), 'account')
    .option('--scenario <scenario>', t.t('cli.forecast.scenario', { scenarios: SCENARIOS.join(', ') }), 'as-decided')
    .option('--account <name>', t.t('cli.forecast.account'), collectWhole)
    .option('--currency <code>', t.t('cli.forecast.currency'))
    .option('--csv', t.t('cli.forecast.csv'))
    .action(async (options: ForecastOptions) => {
      const input: RouteInput<'forecast.get'> = {
        months: parseWhole('--months', options.months, 1, MAX_FORECAST_MONTHS),
        days: options.days === undefined ? 0 : parseWhole('--days', options.days, 0, MAX_FORECAST_DAYS),
        by: parseChoice('--by', options.by, FORECAST_GROUPS),
        scenario: parseChoice('--scenario', options.scenario, SCENARIOS),
        ...(options.currency === undefined ? {} : { currency: parseCurrency('--currency', options.currency) }),
      }
      if (options.csv && host.options().json) throw new AppError('USAGE', { problem: '--csv --json' })
      await host.run((session) => show(session, input, options))
    })
}

async function show(
  session: Session,
  input: RouteInput<'forecast.get'>,
  { account, csv }: ForecastOptions,
): Promise<number> {
  const accountIds = await findAccountIds(session, account)
  const forecast = await session.request('forecast.get', { ...input, ...(accountIds && { accountIds }) })
  if (csv) {
    session.io.stdout.write(toForecastCsv(session, forecast))
    return 0
  }
  session.answer(toForecastJson(forecast))
  session.say(() => formatForecast(session, forecast))
  return 0
}

/** Ids of accounts by their names; nothing when none is named. */
export async function findAccountIds(
  session: Session,
  names: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (names === undefined) return undefined
  const ids: string[] = []
  for (const name of names) ids.push((await session.request('account.get', { name })).accountId)
  return ids
}

function toForecastJson(forecast: Forecast): object {
  return { ...forecast, asOf: iso(forecast.asOf) }
}

function toForecastCsv({ t }: Session, forecast: Forecast): string {
  const { by } = forecast.input
  return toCsvText(
    forecastTableLines(forecast, {
      group: t.t(`forecast.by.${by}`),
      currency: t.t('forecast.table.currency'),
      total: t.t('forecast.table.total'),
      cumulated: t.t('forecast.table.cumulated'),
      missing: t.t('forecast.table.missing'),
      converted: (currency) => t.t('forecast.money.converted', { currency }),
      nameOf: (row) => groupName(t, by, row),
    }),
  )
}
