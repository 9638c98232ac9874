import { toItemJson } from '../../src/headless/output/json.ts'
import { isBand, rangeOfBand } from '../../src/shared/domain/band.ts'
import { toCivilDay } from '../../src/shared/domain/civil-day.ts'
import { CONTRADICTIONS } from '../../src/shared/domain/contradiction.ts'
import type { Item } from '../../src/shared/domain/item.ts'
import type { Facet } from '../../src/shared/domain/column-condition.ts'
import {
  FIELD_KINDS,
  type ColumnCondition,
  type FacetField,
  type ItemFilter,
  type ItemQuery,
  type SortField,
} from '../../src/shared/domain/item-query.ts'
import { compareAmounts, sumByCurrency, type CurrencySums } from '../../src/shared/domain/money.ts'
import { PHASES } from '../../src/shared/domain/phase.ts'
import { toAutoRenew } from '../../src/shared/domain/renewal-mode.ts'
import type { Settings } from '../../src/shared/domain/settings.ts'

/** Case as people ignore it, said again in other words than the product says it. */
export const foldForTest = (text: string): string => text.toLowerCase().replaceAll('ς', 'σ')

const contains = (text: string, part: string): boolean => foldForTest(text).includes(foldForTest(part))
const isOneOf = (values: readonly string[], ...candidates: (string | null)[]): boolean =>
  candidates.some((candidate) => candidate !== null && values.some((v) => foldForTest(v) === foldForTest(candidate)))

/** What a search looks through. */
export function searchable(item: Item): string[] {
  const texts = [
    item.resourceId,
    item.resourceName,
    item.serviceTypeCode,
    item.serviceTypeName,
    item.resourceType,
    item.resourceTypeName,
    item.resourceSpec,
    item.resourceSpecText,
    item.region,
    item.regionName,
    item.projectId,
    item.parentResourceId,
    item.enterpriseProjectId,
    item.enterpriseProjectName,
    item.account,
    item.owner,
    item.reason,
    item.note,
    item.decision === 'undecided' ? null : item.decision,
    ...item.customTags,
    ...Object.entries(item.tags ?? {}).flat(),
  ]
  return texts.filter((text) => text !== null)
}

type Rules = Pick<Settings, 'businessZone' | 'bandDays'>

const shown = new WeakMap<Item, Record<string, unknown>>()

/** A value as the JSON output shows it. */
export function shownValue(item: Item, field: SortField): string | null {
  // The one column of the list that the output does not have.
  if (field === 'paymentType') return item.paymentType
  if (field === 'customTags' || field === 'contradictions') return item[field].join(', ') || null
  let json = shown.get(item)
  if (!json) {
    json = toItemJson(item) as Record<string, unknown>
    shown.set(item, json)
  }
  const value = json[field === 'lastWorkingDayOn' ? 'lastWorkingDay' : field]
  if (value === undefined) throw new Error(`${field} is not in the JSON output`)
  return value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)
}

/** The value that a facet counts an item under. */
export function facetValue(item: Item, field: FacetField): string | null {
  if (field === 'enterpriseProject') return (item.enterpriseProjectName ?? item.enterpriseProjectId) || null
  if (field === 'status') return item.status
  return shownValue(item, field) || null
}

/** The values that an item counts under in a facet, and is found by. */
function facetValues(item: Item, field: FacetField): readonly (string | null)[] {
  if (field !== 'customTags' && field !== 'contradictions') return [facetValue(item, field)]
  return item[field].length > 0 ? item[field] : [null]
}

/** Tags of people are the same whatever their case and width. */
const toFacetKey = (field: FacetField, value: string | null): string | null =>
  field === 'customTags' && value !== null ? value.normalize('NFKC').toLowerCase() : value

/** What each condition means, over items as everybody sees them. */
const MEANING: {
  [Key in keyof ItemFilter]-?: (item: Item, wanted: NonNullable<ItemFilter[Key]>, rules: Rules) => boolean
} = {
  kinds: (item, kinds) => kinds.includes(item.kind),
  providers: (item, providers) => item.provider !== null && providers.includes(item.provider),
  accountIds: (item, ids) => ids.includes(item.accountId),
  accounts: (item, names) => isOneOf(names, item.account),
  expireDays: (item, days) => item.daysLeft !== null && item.daysLeft <= days,
  bands: (item, bands, rules) => bands.some((band) => isInBand(item, band, rules)),
  types: (item, types) => isOneOf(types, item.resourceType, item.resourceTypeName),
  regions: (item, regions) => isOneOf(regions, item.region, item.regionName),
  enterpriseProjects: (item, projects) => isOneOf(projects, item.enterpriseProjectId, item.enterpriseProjectName),
  statuses: (item, statuses) =>
    statuses.includes(item.status) || (item.rawStatus !== null && statuses.includes(String(item.rawStatus))),
  phases: (item, phases) => item.phase !== null && phases.includes(item.phase),
  modes: (item, modes) => modes.includes(item.renewalMode),
  autoRenew: (item, isAuto) => toAutoRenew(item.renewalMode) === isAuto,
  isMain: (item, isMain) => item.isMain === isMain,
  decisions: (item, decisions) => decisions.includes(item.decision),
  owner: (item, owner) => (owner === '' ? item.owner === null : isOneOf([owner], item.owner)),
  search: (item, search) =>
    foldForTest(search)
      .split(/\s+/u)
      .filter((word) => word !== '')
      .every((word) => word === item.id || searchable(item).some((text) => contains(text, word))),
  itemIds: (item, ids) => ids.includes(item.id),
  tags: (item, tags) => tags.every(({ key, value }) => item.tags?.[key] === value),
  columns: (item, columns, rules) => columns.every((condition) => meetsCondition(item, condition, rules)),
  isGone: (item, isGone) => isGone === 'all' || item.isActive === (isGone === 'active'),
}

function isInBand({ daysLeft }: Item, band: string, { bandDays }: Rules): boolean {
  if (!isBand(band)) return false
  const range = rangeOfBand(band, bandDays)
  if (range === null || daysLeft === null) return range === null && daysLeft === null
  return daysLeft >= range.minDays && daysLeft <= range.maxDays
}

function meetsCondition(item: Item, condition: ColumnCondition, rules: Rules): boolean {
  switch (condition.kind) {
    case 'values': {
      const own = facetValues(item, condition.field).map((value) => toFacetKey(condition.field, value))
      const isAmong =
        condition.field === 'band'
          ? condition.values.some((band) => band !== null && isInBand(item, band, rules))
          : condition.values.some((wanted) => own.includes(toFacetKey(condition.field, wanted || null)))
      return isAmong !== (condition.isExcluded ?? false)
    }
    case 'blank':
      return ((shownValue(item, condition.field) || null) === null) === condition.isBlank
    case 'contains':
      if (condition.field === 'tags') {
        return Object.entries(item.tags ?? {})
          .flat()
          .some((text) => contains(text, condition.text))
      }
      return (
        contains(shownValue(item, condition.field) ?? '\u{10FFFF}', condition.text) &&
        shownValue(item, condition.field) !== null
      )
    case 'range':
      return isInRange(item, condition, rules)
  }
}

function isInRange(
  item: Item,
  { field, min, max }: Extract<ColumnCondition, { kind: 'range' }>,
  { businessZone }: Rules,
): boolean {
  const shown = shownValue(item, field)
  if (shown === null || shown === '') return false
  switch (FIELD_KINDS[field]) {
    case 'instant': {
      const day = toCivilDay(Date.parse(shown), businessZone)
      return (min === null || day >= min) && (max === null || day <= max)
    }
    case 'day':
      return (min === null || shown >= min) && (max === null || shown <= max)
    case 'number':
    case 'amount':
      return (min === null || compareAmounts(shown, min) >= 0) && (max === null || compareAmounts(shown, max) <= 0)
    default:
      throw new Error(`${field} has no range`)
  }
}

/** Whether an item matches; `leftOut` is the field whose own list of values does not count. */
export function matchesFilter(
  item: Item,
  filter: ItemFilter,
  rules: Rules,
  leftOut: FacetField | null = null,
): boolean {
  const own = leftOut === null ? null : OWN_LISTS[leftOut]
  const conditions: ItemFilter = { isGone: 'active', ...filter }
  return (Object.keys(conditions) as (keyof ItemFilter)[]).every((key) => {
    if (conditions[key] === undefined || key === own) return true
    const wanted =
      key === 'columns'
        ? conditions.columns?.filter((c) => c.kind !== 'values' || c.field !== leftOut)
        : conditions[key]
    return (MEANING[key] as (item: Item, wanted: unknown, rules: Rules) => boolean)(item, wanted, rules)
  })
}

const OWN_LISTS: Partial<Record<FacetField, keyof ItemFilter>> = {
  band: 'bands',
  resourceType: 'types',
  region: 'regions',
  enterpriseProject: 'enterpriseProjects',
  status: 'statuses',
  phase: 'phases',
  renewalMode: 'modes',
  decision: 'decisions',
  account: 'accounts',
  provider: 'providers',
  kind: 'kinds',
  owner: 'owner',
}

const collator = new Intl.Collator('zh-CN', { numeric: true })
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
const byName = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)

const NAMES: ReadonlySet<SortField | FacetField> = new Set([
  'account',
  'resourceName',
  'resourceTypeName',
  'resourceSpec',
  'regionName',
  'enterpriseProject',
  'enterpriseProjectName',
  'tagProductLine',
  'tagEnv',
  'tagName',
  'owner',
  'reason',
  'note',
  'serviceTypeName',
  'resourceSpecText',
  'backupOwner',
  'customTags',
])

/** What a field sorts by: numbers and texts, null last. */
function sortValue(item: Item, field: SortField | FacetField, rules: Rules): number | string | null {
  switch (field) {
    case 'enterpriseProject':
      return item.enterpriseProjectName ?? item.enterpriseProjectId
    case 'band':
      return item.daysLeft === null ? null : ['expired', ...rules.bandDays.map(String), 'later'].indexOf(bandKey(item))
    case 'phase':
      return item.phase === null ? null : PHASES.indexOf(item.phase)
    case 'status':
      return item.status
    case 'rawStatus':
      return item.rawStatus
    case 'rawPolicy':
      return item.rawPolicy
    case 'price':
      return item.price === null ? null : Number(item.price)
    case 'daysLeft':
      return item.daysLeft
    case 'priceMonths':
      return item.priceMonths
    case 'contradictions':
      // The most serious kind decides, then the next one.
      return item.contradictions.length === 0
        ? null
        : CONTRADICTIONS.map((kind) => (item.contradictions.includes(kind) ? 'a' : 'b')).join('')
    default: {
      const shown = shownValue(item, field)
      return shown !== null && field in FIELD_KINDS && FIELD_KINDS[field] === 'instant' ? Date.parse(shown) : shown
    }
  }
}

const bandKey = ({ band }: Item): string => band.split('-')[1] ?? band

function compareValues(field: SortField | FacetField, a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return NAMES.has(field) ? byName(String(a), String(b)) : byBytes(String(a), String(b))
}

type SortKeys = readonly (number | string | null)[]
type Terms = ItemQuery['sort']

const termsOf = ({ sort }: ItemQuery): Terms => (sort.length > 0 ? sort : [{ field: 'expireTime', direction: 'asc' }])

function compareKeys(a: SortKeys, b: SortKeys, terms: Terms): number {
  for (const [index, { field, direction }] of terms.entries()) {
    const [first, second] = [a[index] ?? null, b[index] ?? null]
    if (first === null || second === null) {
      if (first !== second) return first === null ? 1 : -1
      continue
    }
    const order = compareValues(field, first, second)
    if (order !== 0) return direction === 'asc' ? order : -order
  }
  return 0
}

/** What a query has to answer. */
export interface Expected {
  readonly ids: string[]
  readonly facets: Partial<Record<FacetField, Facet>>
  readonly groups:
    | { value: string | null; label: string | null; start: number; count: number; sums: CurrencySums }[]
    | null
  readonly sums: CurrencySums
}

/** Answers a query over all items, which come in the order of their keys. */
export function answerOf(
  items: readonly Item[],
  query: ItemQuery,
  fields: readonly FacetField[],
  rules: Rules,
  facetOptions: { readonly search?: string; readonly limit?: number } = {},
): Expected {
  const { groupBy } = query
  const placeOf = groupBy ? groupOrder(items, groupBy, rules) : null
  const terms = termsOf(query)
  const found = items
    .filter((item) => matchesFilter(item, query.filter, rules))
    .map((item) => ({
      item,
      group: placeOf && groupBy ? placeOf(facetValue(item, groupBy)) : 0,
      keys: terms.map(({ field }) => sortValue(item, field, rules)),
    }))
    .toSorted((a, b) => (a.group === b.group ? compareKeys(a.keys, b.keys, terms) : a.group - b.group))
    .map(({ item }) => item)
  return {
    ids: found.map((item) => item.id),
    facets: Object.fromEntries(
      fields.map((field) => [
        field,
        facetOf(
          items,
          items.filter((item) => matchesFilter(item, query.filter, rules, field)),
          field,
          facetOptions,
        ),
      ]),
    ),
    groups: groupBy ? groupsOf(items, found, groupBy) : null,
    sums: toSums(found),
  }
}

export const toSums = (items: readonly Item[]): CurrencySums =>
  sumByCurrency(items.map(({ price, currency }) => ({ amount: price, currency })))

/** The place of a group: that of the least of its values, blank last. */
function groupOrder(items: readonly Item[], field: FacetField, rules: Rules): (value: string | null) => number {
  const least = new Map<string, number | string | null>()
  for (const item of items) {
    const value = facetValue(item, field)
    if (value === null) continue
    const sorted = sortValue(item, field, rules)
    const known = least.get(value)
    if (known === undefined || (known !== null && sorted !== null && compareValues(field, sorted, known) < 0)) {
      least.set(value, sorted)
    }
  }
  const values = [...least].toSorted(([, a], [, b]) =>
    a === null || b === null ? Number(a === null) - Number(b === null) : compareValues(field, a, b),
  )
  const places = new Map(values.map(([value], index) => [value, index]))
  return (value) => (value === null ? Infinity : (places.get(value) ?? 0))
}

function labelOf(items: readonly Item[], field: FacetField, value: string | null): string | null {
  if (value === null) return null
  switch (field) {
    case 'resourceType':
      return items.find((i) => i.resourceType === value && i.resourceTypeName !== null)?.resourceTypeName ?? null
    case 'region':
      return items.find((i) => i.region === value && i.regionName !== null)?.regionName ?? null
    case 'enterpriseProjectId':
      return (
        items.find((i) => i.enterpriseProjectId === value && i.enterpriseProjectName !== null)?.enterpriseProjectName ??
        null
      )
    default:
      return null
  }
}

function facetOf(
  items: readonly Item[],
  matching: readonly Item[],
  field: FacetField,
  { search = '', limit = 1000 }: { readonly search?: string; readonly limit?: number },
): Facet {
  const counts = new Map<string | null, number>()
  const spellings = new Map<string | null, string | null>()
  for (const item of matching) {
    for (const value of facetValues(item, field)) {
      const key = toFacetKey(field, value)
      counts.set(key, (counts.get(key) ?? 0) + 1)
      const known = spellings.get(key) ?? value
      spellings.set(key, value !== null && known !== null && byBytes(value, known) < 0 ? value : known)
    }
  }
  const values = [...counts]
    .map(([key, count]) => ({ value: spellings.get(key) ?? null, count }))
    .map(({ value, count }) => ({ value, label: labelOf(items, field, value), count }))
    .filter(
      ({ value, label }) =>
        search === '' || (value !== null && (contains(value, search) || contains(label ?? '', search))),
    )
    .toSorted((a, b) => {
      if (a.count !== b.count) return b.count - a.count
      if (a.value === null || b.value === null) return a.value === null ? 1 : -1
      return byBytes(a.value, b.value)
    })
  return { values: values.slice(0, limit), distinct: values.length }
}

function groupsOf(items: readonly Item[], found: readonly Item[], field: FacetField): NonNullable<Expected['groups']> {
  const groups: NonNullable<Expected['groups']> = []
  for (let start = 0; start < found.length;) {
    const value = facetValue(found[start] as Item, field)
    let end = start + 1
    while (end < found.length && facetValue(found[end] as Item, field) === value) end += 1
    const label = labelOf(items, field, value)
    groups.push({ value, label, start, count: end - start, sums: toSums(found.slice(start, end)) })
    start = end
  }
  return groups
}
