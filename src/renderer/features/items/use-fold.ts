import { useCallback, useMemo, useState } from 'react'
import type { FacetField, ItemGroup } from '../../../shared/domain/item-query.ts'

export interface Fold {
  /** Values of groups whose rows are folded away; `''` stands for blank. */
  readonly collapsed: ReadonlySet<string>
  readonly toggle: (value: string | null) => void
  readonly foldAll: () => void
  readonly unfoldAll: () => void
}

const NONE: ReadonlySet<string> = new Set()

/** Which groups are folded; another grouping starts with all of them open. */
export function useFold(groupBy: FacetField | null, groups: readonly ItemGroup[] | null): Fold {
  const [folded, setFolded] = useState<{ readonly groupBy: FacetField | null; readonly values: ReadonlySet<string> }>({
    groupBy,
    values: NONE,
  })
  const collapsed = folded.groupBy === groupBy ? folded.values : NONE
  const toggle = useCallback(
    (value: string | null) =>
      setFolded((former) => {
        const values = new Set(former.groupBy === groupBy ? former.values : NONE)
        const key = value ?? ''
        if (!values.delete(key)) values.add(key)
        return { groupBy, values }
      }),
    [groupBy],
  )
  return useMemo(
    () => ({
      collapsed,
      toggle,
      foldAll: () => setFolded({ groupBy, values: new Set(groups?.map(({ value }) => value ?? '')) }),
      unfoldAll: () => setFolded({ groupBy, values: NONE }),
    }),
    [collapsed, toggle, groupBy, groups],
  )
}
