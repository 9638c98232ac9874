import { json, type Answer, type Call } from './api.ts'
import { readJsonObject } from './bss.ts'
import { badParameter, flatError } from './errors.ts'
import type { SimResource } from './resource.ts'
import type { QuoteRecord } from './stats.ts'
import type { Quoting } from './switches.ts'
import type { World } from './world.ts'

interface Failure {
  readonly resource_id: string
  readonly error_code: string
  readonly error_msg: string
}

/** The account's contract: 8 % off, known to the price call as one optional discount. */
const DISCOUNT_PERCENT = 8

/**
 * `POST /v2/bills/ratings/period-resources/renew-rate` (facts: Huawei BSS ListRenewRateOnPeriod). An id that cannot be
 * priced stands in fail_resource_infos beside the prices of the others; if none can be priced, its error is the answer.
 */
export function createRateRenewal(onQuote: (quote: QuoteRecord) => void): (call: Call) => Answer {
  return (call) => rateRenewal(call, onQuote)
}

function rateRenewal({ world, switches, body }: Call, onQuote: (quote: QuoteRecord) => void): Answer {
  const { quoting } = switches
  const parsed = readJsonObject(body)
  if (!parsed) return badParameter('The request body must be a JSON object.')
  const ids = parsed['resource_ids']
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > 10 || ids.some((id) => typeof id !== 'string' || !id)) {
    return badParameter('resource_ids must be an array of 1 to 10 ids.')
  }
  const periodType = parsed['period_type']
  const periodNum = parsed['period_num']
  if (periodType !== 2 && periodType !== 3) return badParameter('period_type must be 2 or 3.')
  const max = periodType === 2 ? 11 : 3
  if (!Number.isInteger(periodNum) || (periodNum as number) < 1 || (periodNum as number) > max) {
    return badParameter(`period_num must be an integer from 1 to ${max}.`)
  }
  const withAttached = parsed['include_relative_resources'] ?? false
  if (typeof withAttached !== 'boolean') return badParameter('include_relative_resources must be a boolean.')
  if (new Set(ids).size !== ids.length) return flatError(400, 'CBC.30050012', 'Duplicate resource ids.')

  const months = periodType === 2 ? (periodNum as number) : (periodNum as number) * 12
  onQuote({ ids: ids as string[], months, withAttached })

  const failures: Failure[] = []
  const prices: { id: string; cents: number }[] = []
  for (const id of ids as string[]) {
    const failure = findFault(world, id) ?? findRefusal(quoting, id, months)
    if (failure) failures.push(failure)
    else prices.push({ id, cents: officialCents(world, id, periodType, periodNum as number, withAttached) })
  }
  const [first] = failures
  if (first && (prices.length === 0 || quoting.refusesWhole)) return flatError(400, first.error_code, first.error_msg)

  const official = prices.reduce((sum, { cents }) => sum + cents, 0)
  const payable = prices.reduce((sum, { cents }) => sum + discounted(cents), 0)
  return json(200, {
    currency: quoting.currency === undefined ? 'CNY' : quoting.currency,
    renew_inquiry_results: prices.map(({ id, cents }) => ({
      resource_id: id,
      amount: quoted(discounted(cents), quoting),
    })),
    official_website_rating_result: {
      official_website_amount: yuan(official),
      installment_official_website_amount: null,
      installment_period_type: null,
    },
    optional_discount_rating_results: [
      {
        discount_id: `d-${world.domain.id.slice(0, 12)}`,
        amount: yuan(payable),
        official_website_amount: yuan(official),
        discount_amount: yuan(official - payable),
        discount_type: 605,
        discount_name: '商务折扣',
        best_offer: 1,
      },
    ],
    fail_resource_infos: failures,
  })
}

function findFault(world: World, id: string): Failure | null {
  const row = world.resources.get(id)?.row
  if (!row || row['status'] === 3) {
    return { resource_id: id, error_code: 'CBC.99003012', error_msg: 'The resource id does not exist.' }
  }
  if (row['is_main_resource'] !== 1) {
    return { resource_id: id, error_code: 'CBC.30010036', error_msg: 'The resource is not a main resource.' }
  }
  return null
}

function findRefusal({ notRenewable = [], periods = {} }: Quoting, id: string, months: number): Failure | null {
  if (notRenewable.includes(id)) {
    return { resource_id: id, error_code: 'CBC.99006024', error_msg: 'The product does not support renewal.' }
  }
  if (periods[id] && !periods[id].includes(months)) {
    return { resource_id: id, error_code: 'CBC.30010069', error_msg: 'The renewal period does not exist.' }
  }
  return null
}

function quoted(cents: number, { moreDecimals }: Quoting): string {
  return moreDecimals === undefined ? yuan(cents) : `${(cents / 100).toFixed(2)}${moreDecimals}`
}

/** A year costs ten months, as on Huawei's price list. */
function officialCents(world: World, id: string, type: 2 | 3, count: number, withAttached: boolean): number {
  const own = (world.resources.get(id) as SimResource).monthlyCents
  const attached = withAttached
    ? world
        .attachedTo(id)
        .filter(({ row }) => row?.['status'] !== 3)
        .reduce((sum, { monthlyCents }) => sum + monthlyCents, 0)
    : 0
  return (own + attached) * (type === 2 ? count : count * 10)
}

function discounted(cents: number): number {
  return Math.round((cents * (100 - DISCOUNT_PERCENT)) / 100)
}

/** Amounts are strings; BSS leaves trailing zeros out of some and not of others, so both forms appear. */
function yuan(cents: number): string {
  return cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2)
}
