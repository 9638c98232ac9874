import { notifications } from '@mantine/notifications'
import { useCallback, useMemo, useRef, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { countIn, isIn } from '../../components/data-grid/ranges.ts'
import type { ListPlaces } from '../../components/list-tools/use-list-places.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { BulkBarProps } from './bulk-bar.tsx'
import type { BulkKind } from './bulk-draft.ts'
import { BulkDialogs, type BulkDialog, type BulkDialogsHandle } from './bulk-dialogs.tsx'
import { oneItem, selectedItems } from './bulk-target.ts'
import type { ItemsState } from './items-state.ts'
import { EMPTY_QUERY } from './query-model.ts'
import type { ItemRows } from './types.ts'

/** Everything that edits many items at once, and the dialogs for it. */
export interface Bulk {
  readonly bar: Omit<BulkBarProps, 'rows' | 'selection'>
  /** Edits a row, or all that are selected when it is one of them. */
  readonly editAt: (kind: BulkKind, at: { readonly item: Item; readonly position: number }) => void
  readonly openPaste: () => void
  readonly openEdits: () => void
  readonly dialogs: ReactNode
}

export function useBulk({
  rows,
  places,
  change,
}: {
  readonly rows: ItemRows | null
  readonly places: ListPlaces<ItemQuery>
  readonly change: (part: Partial<ItemsState>) => void
}): Bulk {
  const api = useApi()
  const { t, error: toSentence } = useTranslator()
  const formats = useFormats()
  const dialogs = useRef<BulkDialogsHandle>(null)
  const setOpen = useCallback((dialog: BulkDialog) => dialogs.current?.open(dialog), [])
  const openPaste = useCallback(() => setOpen({ kind: 'paste', text: '' }), [setOpen])
  const openEdits = useCallback(() => setOpen({ kind: 'edits' }), [setOpen])
  const { selection, setSelection, selectAllOf } = places

  const showOnly = useCallback(
    (itemIds: readonly string[]) => {
      const query: ItemQuery = { ...EMPTY_QUERY, filter: { itemIds, isGone: 'all' } }
      change({ query, viewId: null })
      selectAllOf(query)
    },
    [change, selectAllOf],
  )

  const readSelected = useCallback(async (): Promise<readonly string[]> => {
    const ranges = selection.map(([from, to]): [number, number] => [from, to])
    return rows === null ? [] : await api.request('item.ids', { handle: rows.handle, ranges })
  }, [api, rows, selection])

  const attempt = useCallback(
    async (work: () => Promise<void>) => {
      try {
        await work()
      } catch (failure) {
        const message = failure instanceof ApiError ? toSentence(failure.body) : t('shell.errorNote.notCopied')
        notifications.show({ color: 'red', message })
      }
    },
    [t, toSentence],
  )

  const bar = useMemo(
    (): Bulk['bar'] => ({
      onEdit(kind) {
        if (rows === null || countIn(selection) === 0) return
        const first = rows.row(selection[0]?.[0] ?? 0)
        const name = first === null ? null : first.resourceName || first.resourceId
        setOpen({ kind: 'form', form: { kind, target: selectedItems(rows.handle, selection, name) } })
      },
      onOnlySelected: () => void attempt(async () => showOnly(await readSelected())),
      onCopyIds: () =>
        void attempt(async () => {
          if (rows === null) return
          const resourceIds = await readResourceIds(api, rows.handle, selection)
          await navigator.clipboard.writeText(resourceIds.join('\n'))
          const words = { count: resourceIds.length, shown: formats.number(resourceIds.length) }
          notifications.show({ message: t('items.bulk.copiedIds', words) })
        }),
      onClear: () => setSelection([]),
      onPaste: openPaste,
      onEdits: openEdits,
    }),
    [api, t, formats, rows, selection, setOpen, setSelection, attempt, readSelected, showOnly, openPaste, openEdits],
  )

  const editAt: Bulk['editAt'] = (kind, { item, position }) => {
    const isSelected = rows !== null && isIn(selection, position) && countIn(selection) > 1
    const target = isSelected ? selectedItems(rows.handle, selection) : oneItem(item)
    setOpen({ kind: 'form', form: { kind, target } })
  }

  return {
    bar,
    editAt,
    openPaste,
    openEdits,
    dialogs: <BulkDialogs ref={dialogs} onChoose={showOnly} />,
  }
}

/** Rows of one page that are read for their resource ids. */
const PAGE = 500

async function readResourceIds(
  api: ReturnType<typeof useApi>,
  handle: string,
  ranges: ListPlaces<unknown>['selection'],
): Promise<readonly string[]> {
  const ids: string[] = []
  for (const [from, to] of ranges) {
    for (let offset = from; offset < to; offset += PAGE) {
      const { items } = await api.request('item.page', { handle, offset, limit: Math.min(PAGE, to - offset) })
      for (const { resourceId } of items) ids.push(resourceId)
    }
  }
  return ids
}
