import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { isLive } from './item-rows.ts'
import { countOf } from './position-ranges.ts'
import type { ItemRows, PositionRanges } from './types.ts'

interface Places {
  /** The question that the positions belong to. */
  readonly key: string
  readonly selection: PositionRanges
  readonly cursor: number | null
}

export interface ListPlaces {
  readonly selection: PositionRanges
  readonly cursor: number | null
  readonly setSelection: (selection: PositionRanges) => void
  readonly setCursor: (cursor: number | null) => void
  /** Puts the cursor on a row and selects it, unless several rows are selected. */
  readonly goTo: (position: number) => void
  /** Selects all rows of a query as soon as they are there. */
  readonly selectAllOf: (query: ItemQuery) => void
}

const NOTHING: PositionRanges = []

/** Selection and cursor. Positions mean nothing in the answer to another question, so a new filter starts without them. */
export function useListPlaces(rows: ItemRows | null, query: ItemQuery, resolved: ItemQuery): ListPlaces {
  const askedKey = useMemo(() => JSON.stringify(resolved), [resolved])
  const key = rows === null ? '' : isLive(rows) ? rows.queryKey : rows.handle
  const [places, setPlaces] = useState<Places>({ key, selection: NOTHING, cursor: null })
  const [wanted, setWanted] = useState<ItemQuery | null>(null)
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
        const isLarge = former.key === key && countOf(former.selection) > 1
        return { key, cursor: position, selection: isLarge ? former.selection : [[position, position + 1]] }
      }),
    [key],
  )
  const total = rows?.total ?? 0
  useEffect(() => {
    if (wanted === null || wanted !== query || key !== askedKey) return
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
      selectAllOf: setWanted,
    }),
    [selection, cursor, put, goTo],
  )
}
