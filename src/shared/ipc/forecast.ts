import { z } from 'zod'
import type { CivilDay } from '../domain/civil-day.ts'
import {
  FORECAST_GROUPS,
  MAX_FORECAST_DAYS,
  MAX_FORECAST_MONTHS,
  SCENARIOS,
  type Forecast,
} from '../domain/forecast.ts'
import type { ForecastCell } from '../domain/forecast.ts'
import { currencyCode, output, route, text } from './route.ts'

const day = z.iso.date() as z.ZodType<CivilDay, string>
const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'not a month such as 2026-12')

const input = z.strictObject({
  scenario: z.enum(SCENARIOS).default('as-decided'),
  months: z.int().min(1).max(MAX_FORECAST_MONTHS).default(24),
  days: z.int().min(0).max(MAX_FORECAST_DAYS).default(90),
  by: z.enum(FORECAST_GROUPS).default('account'),
  accountIds: z.array(text(100)).max(1000).optional(),
  currency: currencyCode().optional(),
})

const slot = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('month'), month }),
  z.strictObject({ kind: z.literal('day'), day }),
  z.strictObject({ kind: z.literal('overdue') }),
  z.strictObject({ kind: z.literal('open') }),
  z.strictObject({ kind: z.literal('total') }),
  z.strictObject({ kind: z.literal('undated') }),
])

export const forecastRoutes = {
  'forecast.get': route({ input, output: output<Forecast>() }),
  /** Items behind a figure of a forecast, each once, with the figure itself. */
  'forecast.itemIds': route({
    input: z.strictObject({
      forecast: input,
      pick: z.strictObject({ slot, group: z.string().max(1000).nullable().optional() }),
    }),
    output: output<{ readonly itemIds: readonly string[]; readonly cell: ForecastCell }>(),
  }),
}
