import { useCallback, useEffect } from 'react'
import type { Ranges } from '../data-grid/types.ts'
import type { ListRows } from './results.ts'
import type { ListPlaces } from './use-list-places.ts'

/** The way from an opened row to its neighbours. */
export interface RowSteps {
  /** null: there is no row before or after it. */
  readonly onPrevious: (() => void) | null
  readonly onNext: (() => void) | null
}

/** Steps through a list whose one row is open, and brings the table along to a row that was opened from elsewhere. */
export function useRowSteps<Row>({
  rows,
  position,
  isAtCursor,
  idOf,
  readIds,
  open,
  places: { goTo },
}: {
  readonly rows: ListRows<Row> | null
  /** Where the open row stands; null when none is open or nobody knows. */
  readonly position: number | null
  readonly isAtCursor: boolean
  readonly idOf: (row: Row) => string
  readonly readIds: (handle: string, ranges: Ranges) => Promise<readonly string[]>
  readonly open: (id: string) => void
  readonly places: Pick<ListPlaces<unknown>, 'goTo'>
}): RowSteps {
  const total = rows?.total ?? 0
  useEffect(() => {
    if (position !== null && !isAtCursor) goTo(position)
  }, [position, isAtCursor, goTo])

  const go = useCallback(
    async (target: number) => {
      if (rows === null) return
      const row = rows.row(target)
      const ids = row === null ? await readIds(rows.handle, [[target, target + 1]]) : [idOf(row)]
      if (ids[0] === undefined) return
      goTo(target)
      open(ids[0])
    },
    [rows, readIds, idOf, open, goTo],
  )
  // A result that is no longer kept is asked for anew by the table; the next press of the key finds it.
  const step = (target: number) => () => void go(target).catch(() => undefined)
  return {
    onPrevious: position !== null && position > 0 ? step(position - 1) : null,
    onNext: position !== null && position < total - 1 ? step(position + 1) : null,
  }
}
