import { useCallback, useEffect, useMemo } from 'react'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import type { ColumnState } from '../../../shared/domain/view.ts'
import { currentPlace, goTo, usePlace } from '../../lib/navigation.ts'
import { getPreference, setPreference, usePreference } from '../../stores/preferences.ts'
import { DEFAULT_COLUMNS } from './item-columns.ts'
import { EMPTY_QUERY, isFacetField, isSortField, MAX_SORTS, toEditable } from './query-model.ts'

/** How the list is arranged now; kept as a preference. */
export interface ItemsState {
  readonly query: ItemQuery
  readonly columns: readonly ColumnState[]
  /** The view that was chosen last, changed since or not; null when another page has led here. */
  readonly viewId: string | null
  /** The item whose details were open when the page was left. */
  readonly openItemId: string | null
}

const PREFERENCE = 'items.state'
/** A preference holds 100,000 characters; lists of ids from other pages may be longer and are not worth keeping. */
const MAX_STORED_CHARACTERS = 90_000

const DEFAULT_STATE: ItemsState = { query: EMPTY_QUERY, columns: DEFAULT_COLUMNS, viewId: 'all', openItemId: null }

type Loose = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Loose =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every((part) => typeof part === 'string')
const isText = (value: unknown): boolean => typeof value === 'string'
const isFlag = (value: unknown): boolean => typeof value === 'boolean'
const isTagList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((tag) => isObject(tag) && isText(tag['key']) && isText(tag['value']))

/** Parts of a filter beside the conditions on columns, and what they look like. */
const FILTER_PARTS: Readonly<Record<Exclude<keyof ItemQuery['filter'], 'columns'>, (value: unknown) => boolean>> = {
  kinds: isTextList,
  providers: isTextList,
  accountIds: isTextList,
  accounts: isTextList,
  expireDays: Number.isSafeInteger,
  bands: isTextList,
  types: isTextList,
  regions: isTextList,
  enterpriseProjects: isTextList,
  statuses: isTextList,
  phases: isTextList,
  modes: isTextList,
  autoRenew: isFlag,
  isMain: isFlag,
  decisions: isTextList,
  owner: isText,
  search: isText,
  itemIds: isTextList,
  tags: isTagList,
  isGone: (value) => value === 'active' || value === 'gone' || value === 'all',
}

/** A query from a preference or an address, which another version may have written: what is not known is left out. */
export function readQuery(value: unknown): ItemQuery {
  if (!isObject(value)) return EMPTY_QUERY
  const filter = isObject(value['filter']) ? value['filter'] : {}
  const sort = Array.isArray(value['sort']) ? value['sort'] : []
  const { groupBy } = value
  const { columns } = filter
  const rest = Object.fromEntries(
    Object.entries(FILTER_PARTS).flatMap(([key, isFit]) => (isFit(filter[key]) ? [[key, filter[key]]] : [])),
  )
  const conditions = Array.isArray(columns) ? columns.filter(isCondition) : []
  return toEditable({
    filter: { ...rest, ...(conditions.length > 0 ? { columns: conditions } : {}) } as ItemQuery['filter'],
    sort: sort.filter(isSort).slice(0, MAX_SORTS),
    groupBy: typeof groupBy === 'string' && isFacetField(groupBy) ? groupBy : null,
  })
}

function isSort(value: unknown): value is ItemQuery['sort'][number] {
  if (!isObject(value) || typeof value['field'] !== 'string') return false
  return isSortField(value['field']) && (value['direction'] === 'asc' || value['direction'] === 'desc')
}

function isCondition(value: unknown): value is NonNullable<ItemQuery['filter']['columns']>[number] {
  if (!isObject(value) || typeof value['field'] !== 'string') return false
  const { field } = value
  const isEnd = (end: unknown): boolean => end === null || typeof end === 'string'
  switch (value['kind']) {
    case 'values':
      return isFacetField(field) && Array.isArray(value['values']) && value['values'].every(isEnd)
    case 'range':
      return isSortField(field) && isEnd(value['min']) && isEnd(value['max'])
    case 'blank':
      return isSortField(field) && typeof value['isBlank'] === 'boolean'
    case 'contains':
      return (isSortField(field) || field === 'tags') && typeof value['text'] === 'string'
    default:
      return false
  }
}

/** Columns as stored, known ones only; columns that have been added to the product since come last, hidden. */
export function readColumns(value: unknown): readonly ColumnState[] {
  if (!Array.isArray(value)) return DEFAULT_COLUMNS
  const known = new Map(DEFAULT_COLUMNS.map((column) => [column.field as string, column]))
  const stored = value.filter(isObject).flatMap((column): readonly ColumnState[] => {
    const standard = known.get(String(column['field']))
    if (!standard) return []
    known.delete(standard.field)
    const { isVisible, widthPx, pin } = column
    return [
      {
        field: standard.field,
        isVisible: isVisible === true,
        widthPx: typeof widthPx === 'number' ? Math.min(2000, Math.max(24, Math.round(widthPx))) : null,
        pin: pin === 'left' || pin === 'right' ? pin : null,
      },
    ]
  })
  if (!stored.some(({ isVisible }) => isVisible)) return DEFAULT_COLUMNS
  return [...stored, ...[...known.values()].map((column) => ({ ...column, isVisible: false }))]
}

function readState(stored: unknown): ItemsState {
  if (!isObject(stored)) return DEFAULT_STATE
  const { query, columns, viewId, openItemId } = stored
  return {
    query: readQuery(query),
    columns: readColumns(columns),
    viewId: typeof viewId === 'string' ? viewId : null,
    openItemId: typeof openItemId === 'string' ? openItemId : null,
  }
}

const current: { stored: unknown; state: ItemsState } = { stored: undefined, state: DEFAULT_STATE }

/** Reading what is stored gives the same object for the same text, so that nothing is drawn without need. */
function toState(stored: unknown): ItemsState {
  if (current.stored !== stored) {
    current.stored = stored
    current.state = readState(stored)
  }
  return current.state
}

type Change = Partial<ItemsState> | ((state: ItemsState) => Partial<ItemsState>)

function changeState(change: Change): void {
  const state = toState(getPreference<unknown>(PREFERENCE, null))
  const next = { ...state, ...(typeof change === 'function' ? change(state) : change) }
  const isStorable = JSON.stringify(next).length <= MAX_STORED_CHARACTERS
  current.stored = isStorable ? next : { ...next, query: EMPTY_QUERY, viewId: 'all' }
  current.state = next
  setPreference(PREFERENCE, current.stored)
}

/** The arrangement of the list and the ways to change it. */
export function useItemsState(): readonly [ItemsState, (change: Change) => void] {
  const [stored] = usePreference<unknown>(PREFERENCE, null)
  return [toState(stored), changeState]
}

/**
 * Follows the address: `query` replaces the filters, `view` chooses a built-in view, `item` opens details. The first two are
 * taken out of the address again, so that going back does not undo what the person has done since. Returns the open
 * item's id and the way to open another one.
 */
export function useItemsAddress(
  /** null: the views are not there yet, and the address waits for them. */
  onView: ((viewId: string) => void) | null,
): readonly [openItemId: string | null, open: (itemId: string | null) => void] {
  const { page, params } = usePlace()
  const isHere = page === 'items'
  const itemId = isHere ? params.get('item') : null
  const query = isHere ? params.get('query') : null
  const view = isHere ? params.get('view') : null

  useEffect(() => {
    if (query === null && view === null) return
    if (view !== null && onView === null) return
    if (view !== null) onView?.(view)
    if (query !== null) changeState({ query: parseQuery(query), viewId: null })
    goTo('items', itemId === null ? {} : { item: itemId }, true)
  }, [query, view, itemId, onView])

  useEffect(() => {
    const { openItemId } = toState(getPreference<unknown>(PREFERENCE, null))
    const { page: now, params: present } = currentPlace()
    if (openItemId !== null && now === 'items' && present.size === 0) goTo('items', { item: openItemId }, true)
  }, [])

  const open = useCallback((next: string | null) => {
    const isOpen = currentPlace().params.has('item')
    changeState({ openItemId: next })
    // One step back closes the details, however many items have been looked at.
    goTo('items', next === null ? {} : { item: next }, isOpen)
  }, [])
  return useMemo(() => [itemId, open] as const, [itemId, open])
}

function parseQuery(text: string): ItemQuery {
  try {
    return readQuery(JSON.parse(text))
  } catch {
    return EMPTY_QUERY
  }
}
