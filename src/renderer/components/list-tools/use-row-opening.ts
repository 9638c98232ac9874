import { useCallback, useEffect, useRef } from 'react'

/** How rows of a list lead to their details. */
export interface RowOpening<Row> {
  onCursorChange(position: number): void
  onOpen(row: Row, position: number): void
}

/** Opens rows, and lets open details follow the cursor. `idOf` should keep its identity. */
export function useRowOpening<Row>({
  rows,
  openId,
  idOf,
  setCursor,
  onOpenId,
}: {
  readonly rows: { readonly handle: string; row(position: number): Row | null } | null
  /** null: no details are open. */
  readonly openId: string | null
  readonly idOf: (row: Row) => string
  readonly setCursor: (position: number) => void
  readonly onOpenId: (id: string) => void
}): RowOpening<Row> {
  const handle = rows?.handle ?? null
  const settled = useRef(handle)
  useEffect(() => {
    settled.current = handle
  }, [handle])
  const onCursorChange = useCallback(
    (position: number) => {
      setCursor(position)
      // A newer result moves the cursor along with its row, which is no wish to see another one.
      if (openId === null || settled.current !== handle) return
      const row = rows?.row(position) ?? null
      if (row !== null) onOpenId(idOf(row))
    },
    [setCursor, openId, rows, handle, idOf, onOpenId],
  )
  const onOpen = useCallback(
    (row: Row, position: number) => {
      setCursor(position)
      onOpenId(idOf(row))
    },
    [setCursor, idOf, onOpenId],
  )
  return { onCursorChange, onOpen }
}
