import { bandLabel, compareBands, isBand } from '../../../shared/domain/band.ts'
import {
  GONE_CAUSES,
  ITEM_KINDS,
  ITEM_STATUSES,
  PRICE_SOURCES,
  PROVIDERS,
  type Item,
} from '../../../shared/domain/item.ts'
import { CONTRADICTIONS } from '../../../shared/domain/contradiction.ts'
import { MULTI_FIELDS, SORT_FIELDS, type FacetField } from '../../../shared/domain/item-query.ts'
import { PHASES } from '../../../shared/domain/phase.ts'
import { RENEWAL_MODES } from '../../../shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../../shared/domain/review.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { ListFields } from '../../components/list-tools/list-fields.ts'
import { canBeBlank, isFacetField, isSortField, kindOf, type FilterField } from './query-model.ts'

type Translate = Translator['t']

/** The name of a field, as its column's header says it. */
export function fieldLabel(t: Translate, field: FilterField): string {
  return t(`grid.column.${field === 'enterpriseProject' ? 'enterpriseProjectName' : field}`)
}

/** Fields whose values come from a closed list, with the place of their words. */
const WORDS: Readonly<Partial<Record<FilterField, readonly [group: string, values: readonly string[]]>>> = {
  kind: ['grid.kind', ITEM_KINDS],
  provider: ['domain.provider', PROVIDERS],
  phase: ['domain.phase', PHASES],
  status: ['domain.status', ITEM_STATUSES],
  renewalMode: ['domain.mode', RENEWAL_MODES],
  decision: ['domain.decision', DECISIONS],
  goneCause: ['domain.goneCause', GONE_CAUSES],
  priceSource: ['grid.provenance', PRICE_SOURCES],
  isMain: ['items.flag.isMain', ['true', 'false']],
  autoRenew: ['items.flag.autoRenew', ['true', 'false']],
  isActive: ['items.flag.isActive', ['true', 'false']],
}

/** True when the values of a field are shown in words of ours, which the core cannot search. */
export function hasWords(field: FilterField): boolean {
  return field === 'band' || field === 'contradictions' || WORDS[field] !== undefined
}

/** True for fields of which one row may have several values. */
export function isMultiField(field: FilterField): field is (typeof MULTI_FIELDS)[number] {
  return (MULTI_FIELDS as readonly string[]).includes(field)
}

/** What joins the values of one row where they stand as one text. */
const JOINT = ', '

/** A stored value of a field as people read it; `label` is the readable name of a vendor's code. */
export function valueLabel(
  t: Translate,
  field: FilterField,
  value: string | null,
  label: string | null,
  bandDays: readonly number[],
): string {
  if (value === null || value === '') return t('list.blank')
  if (field === 'band' && isBand(value)) return bandLabel(t, value, bandDays)
  if (field === 'contradictions') {
    // The value of a group may be all that is wrong with its rows.
    const names = value
      .split(JOINT)
      .map((kind) => (isContradiction(kind) ? t(`review.contradiction.${kind}.name`) : kind))
    return names.join(t('items.filter.comma'))
  }
  const words = WORDS[field]
  if (words?.[1].includes(value)) return t(`${words[0]}.${value}`)
  return label !== null && label !== '' && label !== value ? `${label} (${value})` : value
}

const bySeriousness = (a: string, b: string): number =>
  CONTRADICTIONS.findIndex((kind) => kind === a) - CONTRADICTIONS.findIndex((kind) => kind === b)

const isContradiction = (value: string): boolean => (CONTRADICTIONS as readonly string[]).includes(value)

/** Days that lie behind by their nature. */
const LOOKS_BACK: ReadonlySet<string> = new Set([
  'createTime',
  'goneAt',
  'firstSeenAt',
  'lastSyncedAt',
  'pricedAt',
  'acknowledgedAt',
])

/** Ranges of days left that people ask for most. */
const QUICK_DAYS = [
  { key: 'expired', min: null, max: '-1' },
  { key: 'within7', min: '0', max: '7' },
  { key: 'within30', min: '0', max: '30' },
  { key: 'within90', min: '0', max: '90' },
] as const

/** The fields of the list of items, for the tools above its table. */
export function itemFields(t: Translate, bandDays: readonly number[]): ListFields {
  return {
    sortable: SORT_FIELDS,
    label: (field) => fieldLabel(t, field as FilterField),
    kindOf: (field) => kindOf(field as FilterField),
    hasValues: isFacetField,
    hasText: (field) =>
      field === 'tags' ||
      field === 'resourceType' ||
      field === 'region' ||
      (isSortField(field) && kindOf(field) === 'text'),
    canBeBlank: (field) => canBeBlank(field as FilterField),
    hasWords: (field) => hasWords(field as FilterField),
    valueLabel: (field, value, label) => valueLabel(t, field as FilterField, value, label, bandDays),
    compareValues: (field, a, b) =>
      field === 'band' && isBand(a) && isBand(b)
        ? compareBands(a, b)
        : field === 'contradictions' && isContradiction(a) && isContradiction(b)
          ? bySeriousness(a, b)
          : undefined,
    looksBack: (field) => LOOKS_BACK.has(field),
    quickNumbers: (field) =>
      field === 'daysLeft' ? QUICK_DAYS.map((range) => ({ ...range, words: t(`items.quick.${range.key}`) })) : [],
    numberWords: (field, value) => (field === 'daysLeft' ? t('items.filter.days', { count: value }) : undefined),
  }
}

/** What an item's facet says, as the core counts it; undefined for a field that is not counted or has several values. */
export function facetValueOf(item: Item, field: FilterField): string | null | undefined {
  if (!isFacetField(field) || isMultiField(field)) return undefined
  const value = readFacet(item, field)
  return value === null || value === '' ? null : String(value)
}

function readFacet(
  item: Item,
  field: Exclude<FacetField, (typeof MULTI_FIELDS)[number]>,
): string | number | boolean | null {
  switch (field) {
    case 'autoRenew':
      return item.renewalMode === 'unknown' ? null : item.renewalMode === 'auto'
    case 'enterpriseProject':
      return item.enterpriseProjectId ?? item.enterpriseProjectName
    default:
      return item[field]
  }
}
