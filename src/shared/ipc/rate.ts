import { z } from 'zod'
import type { CivilDay } from '../domain/civil-day.ts'
import type { Rate } from '../domain/money.ts'
import { currencyCode, decimal, output, route } from './route.ts'

/** Where a rate comes from; no rate is ever looked up by the program itself. */
export const RATE_SOURCES = ['typed', 'imported'] as const
export type RateSource = (typeof RATE_SOURCES)[number]

/** A rate with the word of whoever gave it. */
export interface DatedRate extends Rate {
  readonly source: RateSource
  readonly at: number
  readonly by: string
}

const pair = { from: currencyCode(), to: currencyCode(), on: z.iso.date() as z.ZodType<CivilDay, string> }

export const rateRoutes = {
  /** By pair of currencies, the newest day first. */
  'rate.list': route({ input: z.strictObject({}), output: output<readonly DatedRate[]>() }),
  /** Gives the rate of a day, or another one in its place. */
  'rate.set': route({ input: z.strictObject({ ...pair, rate: decimal() }), output: output<DatedRate>() }),
  /** NOT_FOUND when there is no rate of that day. */
  'rate.remove': route({ input: z.strictObject(pair), output: output<null>() }),
}
