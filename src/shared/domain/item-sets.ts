import type { CivilDay } from './civil-day.ts'
import type { ComparisonEnd, ComparisonStart, DifferenceKind } from './comparison.ts'
import type { ForecastInput, ForecastPick } from './forecast.ts'
import type { ItemQuery } from './item-query.ts'
import { resolveRanges } from './relative-days.ts'
import { DUE_LISTS, type DueList } from './reminder.ts'

/** Stands in a list of ids for "whatever the newest run of each account has changed". */
export const CHANGED_IDS = 'changed:last-run'

const NOTICE_PREFIX = 'notice:'
const DUE_PREFIX = 'due:'
const FORECAST_PREFIX = 'forecast:'
const DIFFERENCE_PREFIX = 'difference:'

/** The items behind one figure of a forecast. */
export interface ForecastItems {
  readonly forecast: Partial<ForecastInput>
  readonly pick: ForecastPick
}

/** The items that differ between two pictures, narrowed like the rows of a comparison. */
export interface DifferentItems {
  readonly from: ComparisonStart
  readonly to?: ComparisonEnd
  readonly kinds?: readonly DifferenceKind[]
  readonly accountIds?: readonly string[]
  readonly search?: string
}

/** A set of items that is told elsewhere and looked up when it is needed. */
export type IdSet =
  | { readonly kind: 'changed' }
  | { readonly kind: 'notice'; readonly noticeId: string }
  | { readonly kind: 'due'; readonly list: DueList }
  | { readonly kind: 'forecast'; readonly items: ForecastItems }
  | { readonly kind: 'difference'; readonly items: DifferentItems }

/** Stands in a list of ids for the items of a notice. */
export function idsOfNotice(noticeId: string): string {
  return `${NOTICE_PREFIX}${noticeId}`
}

/** Stands in a list of ids for the items behind one count of reminders. */
export function idsOfDue(list: DueList): string {
  return `${DUE_PREFIX}${list}`
}

/** Stands in a list of ids for the items behind a figure of a forecast. */
export function idsOfForecast(items: ForecastItems): string {
  return `${FORECAST_PREFIX}${JSON.stringify(items)}`
}

/** Stands in a list of ids for the items of a comparison. */
export function idsOfDifference(items: DifferentItems): string {
  return `${DIFFERENCE_PREFIX}${JSON.stringify(items)}`
}

type Loose = Readonly<Record<string, unknown>>

const isLoose = (value: unknown): value is Loose => value !== null && typeof value === 'object' && !Array.isArray(value)

const hasKind = (value: unknown): boolean => isLoose(value) && typeof value['kind'] === 'string'

function parse(text: string): Loose {
  try {
    const value: unknown = JSON.parse(text)
    return isLoose(value) ? value : {}
  } catch {
    return {}
  }
}

/** The figure that a text names, from an address or a stored query; null when it names none. What it asks for is checked by its route. */
export function readForecastItems(text: string): ForecastItems | null {
  const { forecast = {}, pick } = parse(text)
  return isLoose(forecast) && isLoose(pick) && hasKind(pick['slot'])
    ? ({ forecast, pick } as unknown as ForecastItems)
    : null
}

/** The comparison that a text names; null when it names none. What it asks for is checked by its route. */
export function readDifferentItems(text: string): DifferentItems | null {
  const { from, to, kinds, accountIds, search } = parse(text)
  if (!hasKind(from) || (to !== undefined && !hasKind(to))) return null
  const given = Object.entries({ from, to, kinds, accountIds, search }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as unknown as DifferentItems
}

/** The set that a query is about; null when it names no set. */
export function idSetOf({ filter: { itemIds = [] } }: ItemQuery): IdSet | null {
  for (const id of itemIds) {
    if (id === CHANGED_IDS) return { kind: 'changed' }
    if (id.startsWith(NOTICE_PREFIX)) return { kind: 'notice', noticeId: id.slice(NOTICE_PREFIX.length) }
    const list = DUE_LISTS.find((name) => id === idsOfDue(name))
    if (list) return { kind: 'due', list }
    const forecast = id.startsWith(FORECAST_PREFIX) ? readForecastItems(id.slice(FORECAST_PREFIX.length)) : null
    if (forecast) return { kind: 'forecast', items: forecast }
    const difference = id.startsWith(DIFFERENCE_PREFIX) ? readDifferentItems(id.slice(DIFFERENCE_PREFIX.length)) : null
    if (difference) return { kind: 'difference', items: difference }
  }
  return null
}

/** The query as the core takes it: the days and the ids that relative ones mean now. */
export function resolveQuery(query: ItemQuery, today: CivilDay, ids: readonly string[]): ItemQuery {
  const resolved = resolveRanges(query, today)
  return idSetOf(query) === null ? resolved : { ...resolved, filter: { ...resolved.filter, itemIds: ids } }
}
