import { useCallback, useEffect, useMemo, useState } from 'react'
import { countIn } from '../data-grid/ranges.ts'
import type { Ranges } from '../data-grid/types.ts'
import { isLive, type ListRows } from './results.ts'

interface Places {
  /** The question that the positions belong to. */
  readonly key: string
  readonly selection: Ranges
  readonly cursor: number | null
}

export interface ListPlaces<Query> {
  readonly selection: Ranges
  readonly cursor: number | null
  readonly setSelection: (selection: Ranges) => void
  readonly setCursor: (cursor: number | null) => void
  /** Puts the cursor on a row and selects it, unless several rows are selected. */
  readonly goTo: (position: number) => void
  /** Selects all rows of a query as soon as they are there. */
  readonly selectAllOf: (query: Query) => void
}

const NOTHING: Ranges = []

/** Selection and cursor. Positions mean nothing in the answer to another question, so a new filter starts without them. */
export function useListPlaces<Query>(rows: ListRows<unknown> | null, query: Query, resolved: Query): ListPlaces<Query> {
  const askedKey = useMemo(() => JSON.stringify(resolved), [resolved])
  const key = rows === null ? '' : isLive(rows) ? rows.queryKey : rows.handle
  const [places, setPlaces] = useState<Places>({ key, selection: NOTHING, cursor: null })
  const [wanted, setWanted] = useState<{ readonly query: Query } | null>(null)
  const isSame = places.key === key

  const put = useCallback(
    (patch: Partial<Places>) =>
      setPlaces((former) => {
        const base = former.key === key ? former : { selection: NOTHING, cursor: null }
        return { ...base, ...patch, key }
      }),
    [key],
  )
  const goTo = useCallback(
    (position: number) =>
      setPlaces((former) => {
        const isLarge = former.key === key && countIn(former.selection) > 1
        return { key, cursor: position, selection: isLarge ? former.selection : [[position, position + 1]] }
      }),
    [key],
  )
  const total = rows?.total ?? 0
  useEffect(() => {
    if (wanted === null || wanted.query !== query || key !== askedKey) return
    setWanted(null)
    put({ selection: total === 0 ? NOTHING : [[0, total]] })
  }, [wanted, query, key, askedKey, total, put])

  const selection = isSame ? places.selection : NOTHING
  const cursor = isSame ? places.cursor : null
  return useMemo(
    () => ({
      selection,
      cursor,
      setSelection: (next) => put({ selection: next }),
      setCursor: (next) => put({ cursor: next }),
      goTo,
      selectAllOf: (next) => setWanted({ query: next }),
    }),
    [selection, cursor, put, goTo],
  )
}
