import { notifications } from '@mantine/notifications'
import { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { countIn, isIn } from '../../components/data-grid/ranges.ts'
import type { ListPlaces } from '../../components/list-tools/use-list-places.ts'
import { useReturningFocus } from '../../components/list-tools/use-returning-focus.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useHotkey } from '../../lib/hotkeys.ts'
import { currentPlace, goTo, usePlace } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { BulkBarProps } from './bulk-bar.tsx'
import type { BulkKind } from './bulk-draft.ts'
import { BulkForm, type OpenBulkForm } from './bulk-form.tsx'
import { oneItem, selectedItems } from './bulk-target.ts'
import { useEditStack } from './edit-stack.ts'
import { EditsDialog } from './edits-dialog.tsx'
import type { ItemsState } from './items-state.ts'
import { PasteDialog } from './paste-dialog.tsx'
import { EMPTY_QUERY } from './query-model.ts'
import type { ItemRows } from './types.ts'
import { useReviewEdits } from './use-review-edits.ts'

type OpenDialog =
  | { readonly kind: 'form'; readonly form: OpenBulkForm }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'edits' }

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
  const [open, setOpen] = useReturningFocus<OpenDialog>()
  const { selection, setSelection, selectAllOf } = places
  const close = useCallback(() => setOpen(null), [setOpen])
  const openPaste = useCallback((text = '') => setOpen({ kind: 'paste', text }), [setOpen])
  const openEdits = useCallback(() => setOpen({ kind: 'edits' }), [setOpen])
  useOpenedByAddress(openPaste, openEdits)
  usePastedIds(openPaste)
  useUndoKey()

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
      onPaste: () => openPaste(),
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
    openPaste: () => openPaste(),
    openEdits,
    dialogs: (
      <>
        <BulkForm open={open?.kind === 'form' ? open.form : null} onClose={close} />
        <PasteDialog
          text={open?.kind === 'paste' ? open.text : null}
          onClose={close}
          onChoose={(itemIds) => {
            close()
            showOnly(itemIds)
          }}
        />
        <EditsDialog isOpen={open?.kind === 'edits'} onClose={close} />
      </>
    ),
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

/** `show=paste` and `show=edits` of the address open the dialogs, for whoever comes from elsewhere. */
function useOpenedByAddress(openPaste: () => void, openEdits: () => void): void {
  const { page, params } = usePlace()
  const show = page === 'items' ? params.get('show') : null
  useEffect(() => {
    if (show === null) return
    if (show === 'paste') openPaste()
    if (show === 'edits') openEdits()
    const { show: _taken, ...rest } = Object.fromEntries(currentPlace().params)
    goTo('items', rest, true)
  }, [show, openPaste, openEdits])
}

/** What is pasted anywhere but into a field or a dialog are ids to select. */
function usePastedIds(openPaste: (text: string) => void): void {
  const latest = useRef(openPaste)
  useEffect(() => {
    latest.current = openPaste
  })
  useEffect(() => {
    function onPaste(event: ClipboardEvent): void {
      const { target } = event
      const isField =
        target instanceof HTMLElement &&
        (target.isContentEditable || target.closest('input, textarea, select, [contenteditable=true]') !== null)
      if (isField || event.defaultPrevented || document.querySelector('[aria-modal="true"]') !== null) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text.trim() === '') return
      event.preventDefault()
      latest.current(text)
    }
    document.addEventListener('paste', onPaste)
    return () => document.removeEventListener('paste', onPaste)
  }, [])
}

/** The usual key takes back the newest edit of this window. */
function useUndoKey(): void {
  const { t } = useTranslator()
  const { undo } = useReviewEdits()
  const last = useEditStack(({ editIds }) => editIds.at(-1))
  useHotkey('mod+z', () => last !== undefined && void undo(last), t('items.bulk.undoLast'), {
    isEnabled: last !== undefined,
    group: t('items.bulk.keys'),
  })
}
