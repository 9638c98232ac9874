import { useCallback, useEffect, useMemo } from 'react'
import { currentPlace, goTo, usePlace, type PageName } from '../../lib/navigation.ts'
import { getPreference, setPreference, usePreference } from '../../stores/preferences.ts'
import type { GridColumnState } from '../data-grid/column-states.ts'
import type { ListCondition, ListSort } from './list-query.ts'

/** Something that was stored or typed into an address, of which nothing is known yet. */
export type Loose = Readonly<Record<string, unknown>>

export function isLoose(value: unknown): value is Loose {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** A preference holds 100,000 characters; lists of ids from other pages may be longer and are not worth keeping. */
const MAX_STORED_CHARACTERS = 90_000

type Change<State> = Partial<State> | ((state: State) => Partial<State>)

/** How a list is arranged; kept as a preference. */
export interface ListStore<State> {
  readonly get: () => State
  readonly change: (change: Change<State>) => void
  /** The arrangement, followed as it changes, and the way to change it. */
  readonly use: () => readonly [State, (change: Change<State>) => void]
}

/** Makes the store of one list. `read` takes what another version may have written; `without` leaves out what is too long. */
export function createListStore<State>({
  preference,
  read,
  without,
}: {
  readonly preference: string
  /** null: nothing has been stored yet. */
  readonly read: (stored: unknown) => State
  readonly without: (state: State) => State
}): ListStore<State> {
  let current: { readonly stored: unknown; readonly state: State } | null = null

  /** Reading what is stored gives the same object for the same text, so that nothing is drawn without need. */
  function toState(stored: unknown): State {
    if (current?.stored !== stored || current === null) current = { stored, state: read(stored) }
    return current.state
  }
  const get = (): State => toState(getPreference<unknown>(preference, null))

  function change(wanted: Change<State>): void {
    const state = get()
    const next = { ...state, ...(typeof wanted === 'function' ? wanted(state) : wanted) }
    const isStorable = JSON.stringify(next).length <= MAX_STORED_CHARACTERS
    current = { stored: isStorable ? next : without(next), state: next }
    setPreference(preference, current.stored)
  }

  return {
    get,
    change,
    use() {
      const [stored] = usePreference<unknown>(preference, null)
      return [toState(stored), change]
    },
  }
}

/** Columns as stored, known ones only; columns that have been added to the product since come last, hidden. */
export function readColumnStates<Field extends string>(
  value: unknown,
  standard: readonly GridColumnState<Field>[],
): readonly GridColumnState<Field>[] {
  if (!Array.isArray(value)) return standard
  const known = new Map(standard.map((column) => [column.field as string, column]))
  const stored = value.filter(isLoose).flatMap((column): readonly GridColumnState<Field>[] => {
    const own = known.get(String(column['field']))
    if (!own) return []
    known.delete(own.field)
    const { isVisible, widthPx, pin } = column
    return [
      {
        field: own.field,
        isVisible: isVisible === true,
        widthPx: typeof widthPx === 'number' ? Math.min(2000, Math.max(24, Math.round(widthPx))) : null,
        pin: pin === 'left' || pin === 'right' ? pin : null,
      },
    ]
  })
  if (!stored.some(({ isVisible }) => isVisible)) return standard
  return [...stored, ...[...known.values()].map((column) => ({ ...column, isVisible: false }))]
}

/** True for a part of an order by one of these fields. */
export function isSortOf(value: unknown, isSortable: (field: string) => boolean): value is ListSort {
  if (!isLoose(value) || typeof value['field'] !== 'string') return false
  return isSortable(value['field']) && (value['direction'] === 'asc' || value['direction'] === 'desc')
}

/** True for a condition that the columns of a list can have. */
export function isConditionOf(
  value: unknown,
  fields: {
    readonly isSortable: (field: string) => boolean
    readonly hasValues: (field: string) => boolean
    readonly hasText: (field: string) => boolean
  },
): value is ListCondition {
  if (!isLoose(value) || typeof value['field'] !== 'string') return false
  const { field } = value
  const isEnd = (end: unknown): boolean => end === null || typeof end === 'string'
  switch (value['kind']) {
    case 'values':
      return fields.hasValues(field) && Array.isArray(value['values']) && value['values'].every(isEnd)
    case 'range':
      return fields.isSortable(field) && isEnd(value['min']) && isEnd(value['max'])
    case 'blank':
      return fields.isSortable(field) && typeof value['isBlank'] === 'boolean'
    case 'contains':
      return fields.hasText(field) && typeof value['text'] === 'string'
    default:
      return false
  }
}

/** The JSON in an address; null when it is none. */
export function parseLoose(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export interface ListAddress {
  readonly page: PageName
  /** The parameter that names the open row. */
  readonly param: string
  /** The row that was open when the page was left; kept with the list's arrangement. */
  readonly openId: () => string | null
  readonly keepOpenId: (id: string | null) => void
  /** Replaces the filters by those of an address. */
  readonly onQuery: (query: unknown) => void
}

/**
 * Follows the address: `query` replaces the filters, `view` chooses a built-in view, the list's own parameter opens details.
 * The first two are taken out of the address again, so that going back does not undo what the person has done since.
 * Returns the open row's id and the way to open another one. `address` should keep its identity.
 */
export function useListAddress(
  address: ListAddress,
  /** null: the views are not there yet, and the address waits for them; absent: there are none. */
  onView?: ((viewId: string) => void) | null,
): readonly [openId: string | null, open: (id: string | null) => void] {
  const { page, params } = usePlace()
  const isHere = page === address.page
  const openId = isHere ? params.get(address.param) : null
  const query = isHere ? params.get('query') : null
  const view = isHere && onView !== undefined ? params.get('view') : null
  const paramsOf = useCallback(
    (id: string | null): Readonly<Record<string, string>> => (id === null ? {} : { [address.param]: id }),
    [address],
  )

  useEffect(() => {
    if (query === null && view === null) return
    if (view !== null && onView === null) return
    if (view !== null) onView?.(view)
    if (query !== null) address.onQuery(parseLoose(query))
    // Details of before have nothing to do with what is asked for now.
    address.keepOpenId(openId)
    goTo(address.page, paramsOf(openId), true)
  }, [address, paramsOf, query, view, openId, onView])

  useEffect(() => {
    const former = address.openId()
    const { page: now, params: present } = currentPlace()
    if (former !== null && now === address.page && present.size === 0) goTo(address.page, paramsOf(former), true)
  }, [address, paramsOf])

  const open = useCallback(
    (next: string | null) => {
      const isOpen = currentPlace().params.has(address.param)
      address.keepOpenId(next)
      // One step back closes the details, however many rows have been looked at.
      goTo(address.page, paramsOf(next), isOpen)
    },
    [address, paramsOf],
  )
  return useMemo(() => [openId, open] as const, [openId, open])
}
