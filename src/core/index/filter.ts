import type { ColumnCondition, FacetField, ItemFilter } from '../../shared/domain/item-query.ts'
import { PHASES } from '../../shared/domain/phase.ts'
import { DECISIONS } from '../../shared/domain/review.ts'
import type { StampAccount } from '../db/repositories/item-stamp.ts'
import { foldName, foldText } from '../db/search-text.ts'
import type { CodeName } from './columns.ts'
import { bandRows, conditionRows } from './column-conditions.ts'
import { isHeavy, isOfPeople } from './field-columns.ts'
import { accountsByCode, beginDay, keepSet } from './picture.ts'
import { emptySet, fullSet, intersectInto, setOfCodes, setOfRange, uniteInto, type RowSet } from './row-set.ts'
import { searchRows } from './search.ts'
import { tagTextsOf } from './tag-texts.ts'
import { decisionCodes, phaseCodes, type View } from './view.ts'

/** One condition of a filter. */
interface Part {
  /** The field whose own list of values this is; a facet of that field leaves it out. */
  readonly owner: FacetField | null
  rows(): RowSet
}

/** Lists of a filter that are the value list of a field. */
const OWNERS: Readonly<Partial<Record<keyof ItemFilter, FacetField>>> = {
  bands: 'band',
  types: 'resourceType',
  regions: 'region',
  enterpriseProjects: 'enterpriseProject',
  statuses: 'status',
  phases: 'phase',
  modes: 'renewalMode',
  decisions: 'decision',
  accounts: 'account',
  providers: 'provider',
  kinds: 'kind',
  owner: 'owner',
}

type Conditions = { readonly [Key in keyof ItemFilter]-?: NonNullable<ItemFilter[Key]> }

/** What each condition means; `itemIds` are looked up by the caller. */
const MEANING: {
  readonly [Key in Exclude<keyof ItemFilter, 'columns' | 'itemIds'>]-?: (
    view: View,
    wanted: Conditions[Key],
  ) => RowSet | null
} = {
  kinds: (view, kinds) => textRows(view, 'kind', (text) => (kinds as readonly string[]).includes(text)),
  providers: (view, providers) =>
    accountRows(view, ({ provider }) => provider !== null && (providers as readonly string[]).includes(provider)),
  accountIds: (view, ids) => {
    const wanted = new Set(ids)
    return accountRows(view, (account) => wanted.has(account.accountId))
  },
  accounts: (view, names) => {
    const wanted = new Set(names.map(foldName))
    return accountRows(view, ({ name }) => name !== '' && wanted.has(foldName(name)))
  },
  expireDays: (view, days) =>
    setOfRange(view.picture.columns.numbers.expires_on.values, -Infinity, view.today + days, view.picture.rows),
  bands: bandRows,
  types: (view, types) => foldedRows(view, ['type_code', 'type_name'], types),
  regions: (view, regions) => foldedRows(view, ['region_code', 'region_name'], regions),
  enterpriseProjects: (view, projects) =>
    foldedRows(view, ['enterprise_project_id', 'enterprise_project_name'], projects),
  statuses: statusRows,
  phases: (view, phases) =>
    setOfCodes(
      phaseCodes(view),
      Uint8Array.from([null, ...PHASES], (phase) => (phase !== null && phases.includes(phase) ? 1 : 0)),
      view.picture.rows,
    ),
  modes: (view, modes) => textRows(view, 'renewal_mode', (text) => (modes as readonly string[]).includes(text)),
  autoRenew: (view, isAuto) =>
    textRows(view, 'renewal_mode', (text) => (isAuto ? text === 'auto' : text !== 'auto' && text !== 'unknown')),
  isMain: (view, isMain) => textRows(view, 'is_main', (text) => text === (isMain ? '1' : '0')),
  decisions: (view, decisions) =>
    setOfCodes(
      decisionCodes(view),
      Uint8Array.from(DECISIONS, (decision) => (decisions.includes(decision) ? 1 : 0)),
      view.picture.rows,
    ),
  owner: ownerRows,
  search: searchRows,
  tags: (view, tags) => {
    const { picture } = view
    const set = fullSet(picture.rows)
    for (const tag of tags) {
      intersectInto(set, setOfCodes(picture.columns.codes.tags.codes, tagTextsOf(picture).with(tag), picture.rows))
    }
    return set
  },
  isGone: (view, isGone) =>
    isGone === 'all' ? null : textRows(view, 'is_active', (text) => text === (isGone === 'active' ? '1' : '0')),
}

/** Conditions that need the texts. */
const HEAVY_CONDITIONS: ReadonlySet<keyof ItemFilter> = new Set(['search', 'statuses', 'tags'])

/** Conditions that look at what people say. */
const CONDITIONS_OF_PEOPLE: ReadonlySet<keyof ItemFilter> = new Set(['decisions', 'owner', 'search'])

/** True when a filter needs the texts. */
export function isHeavyFilter(filter: ItemFilter): boolean {
  return (
    Object.entries(filter).some(
      ([key, value]) => value !== undefined && HEAVY_CONDITIONS.has(key as keyof ItemFilter),
    ) || (filter.columns ?? []).some(({ field }) => field === 'tags' || field === 'status' || isHeavy(field))
  )
}

/** The rows that match a filter, and those that match it without the value list of one field. */
export interface Matches {
  readonly all: RowSet
  without(field: FacetField): RowSet
}

/** `chosen` are the rows of `itemIds`, null when the filter names none. */
export function matchRows(view: View, filter: ItemFilter, chosen: RowSet | null): Matches {
  const parts = toParts(view, filter)
  const join = (leftOut: FacetField | null): RowSet => {
    const set = chosen ? chosen.slice() : fullSet(view.picture.rows)
    for (const part of parts) {
      if (leftOut === null || part.owner !== leftOut) intersectInto(set, part.rows())
    }
    return set
  }
  const all = join(null)
  return { all, without: (field) => (parts.some(({ owner }) => owner === field) ? join(field) : all) }
}

function toParts(view: View, filter: ItemFilter): Part[] {
  const { picture } = view
  beginDay(picture, view.today)
  const parts: Part[] = []
  const add = (name: string, owner: FacetField | null, isOfPeople: boolean, make: () => RowSet | null): void => {
    // What depends on the moment is kept for that moment's phases only; what depends on the day was dropped with it.
    parts.push({ owner, rows: () => keepSet(picture, name, isOfPeople, () => make() ?? fullSet(picture.rows)) })
  }
  const given: ItemFilter = { ...filter, isGone: filter.isGone ?? 'active' }
  for (const [name, wanted] of Object.entries(given)) {
    const key = name as keyof ItemFilter
    if (wanted === undefined || key === 'columns' || key === 'itemIds') continue
    const make = MEANING[key] as (view: View, wanted: unknown) => RowSet | null
    add(
      `${key} ${JSON.stringify(wanted)} ${momentOf(view, key)}`,
      OWNERS[key] ?? null,
      CONDITIONS_OF_PEOPLE.has(key),
      () => make(view, wanted),
    )
  }
  for (const condition of filter.columns ?? []) {
    add(
      `column ${JSON.stringify(condition)} ${momentOf(view, condition.field)}`,
      condition.kind === 'values' ? condition.field : null,
      isOfPeople(condition.field),
      () => conditionRows(view, condition),
    )
  }
  return parts
}

/** What a condition depends on besides the picture and the day. */
function momentOf(view: View, name: keyof ItemFilter | ColumnCondition['field']): string {
  if (name !== 'phases' && name !== 'phase') return ''
  const codes = phaseCodes(view)
  let version = phaseVersions.get(codes)
  if (version === undefined) {
    version = phaseCount += 1
    phaseVersions.set(codes, version)
  }
  return String(version)
}

const phaseVersions = new WeakMap<Uint8Array, number>()
let phaseCount = 0

function textRows(view: View, name: CodeName, isWanted: (text: string) => boolean): RowSet {
  const { codes, dictionary } = view.picture.columns.codes[name]
  const allowed = new Uint8Array(dictionary.size)
  for (let code = 1; code < dictionary.size; code += 1) allowed[code] = isWanted(dictionary.text(code) ?? '') ? 1 : 0
  return setOfCodes(codes, allowed, view.picture.rows)
}

function accountRows(
  view: View,
  isWanted: (account: Pick<StampAccount, 'accountId' | 'name' | 'provider'>) => boolean,
): RowSet {
  const allowed = Uint8Array.from(accountsByCode(view.picture), (account) => (account && isWanted(account) ? 1 : 0))
  return setOfCodes(view.picture.columns.codes.account_id.codes, allowed, view.picture.rows)
}

/** Equal to one of the values in one of the columns, whatever the case. */
function foldedRows(view: View, names: readonly CodeName[], values: readonly string[]): RowSet {
  const wanted = new Set(values.map(foldText))
  const set = emptySet(view.picture.rows)
  for (const name of names)
    uniteInto(
      set,
      textRows(view, name, (text) => wanted.has(foldText(text))),
    )
  return set
}

/** Normalised names and raw codes, also as they are shown: `4` and `unknown (4)` find the number and the text. */
function statusRows(view: View, shown: readonly string[]): RowSet {
  const wanted = new Set(shown.map((text) => /^unknown \((.+)\)$/.exec(text)?.[1] ?? text))
  const set = textRows(view, 'status', (text) => wanted.has(text))
  uniteInto(
    set,
    textRows(view, 'raw_status', (text) => wanted.has(text)),
  )
  return set
}

function ownerRows(view: View, owner: string): RowSet {
  const wanted = foldText(owner.trim())
  const { codes, dictionary } = view.picture.columns.codes.owner
  const allowed = new Uint8Array(dictionary.size)
  for (let code = 0; code < dictionary.size; code += 1) {
    const text = dictionary.text(code) ?? ''
    allowed[code] = (wanted === '' ? text === '' : foldText(text) === wanted) ? 1 : 0
  }
  return setOfCodes(codes, allowed, view.picture.rows)
}
