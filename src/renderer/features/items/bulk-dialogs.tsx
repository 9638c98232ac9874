import { useCallback, useEffect, useImperativeHandle, type ReactNode, type Ref } from 'react'
import { useReturningFocus } from '../../components/list-tools/use-returning-focus.ts'
import { useHotkey } from '../../lib/hotkeys.ts'
import { currentPlace, goTo, usePlace } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { BulkForm, type OpenBulkForm } from './bulk-form.tsx'
import { useEditStack } from './edit-stack.ts'
import { EditsDialog } from './edits-dialog.tsx'
import { PasteDialog } from './paste-dialog.tsx'
import { useReviewEdits } from './use-review-edits.ts'

/** A dialog of the bulk work, with what it is about. */
export type BulkDialog =
  | { readonly kind: 'form'; readonly form: OpenBulkForm }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'edits' }

/** Opens the dialogs. */
export interface BulkDialogsHandle {
  open(dialog: BulkDialog): void
}

/**
 * The dialogs of the bulk work and the keys that go with it. Which one is open is known here alone: the page with its
 * table is not drawn anew when one opens or closes.
 */
export function BulkDialogs({
  ref,
  onChoose,
}: {
  readonly ref: Ref<BulkDialogsHandle>
  /** Shows items that were chosen by their ids. */
  readonly onChoose: (itemIds: readonly string[]) => void
}): ReactNode {
  const [open, setOpen] = useReturningFocus<BulkDialog>()
  useImperativeHandle(ref, () => ({ open: setOpen }), [setOpen])
  const close = useCallback(() => setOpen(null), [setOpen])
  useOpenedByAddress(setOpen)
  usePastedIds(setOpen)
  useUndoKey()
  return (
    <>
      <BulkForm open={open?.kind === 'form' ? open.form : null} onClose={close} />
      <PasteDialog
        text={open?.kind === 'paste' ? open.text : null}
        onClose={close}
        onChoose={(itemIds) => {
          close()
          onChoose(itemIds)
        }}
      />
      <EditsDialog isOpen={open?.kind === 'edits'} onClose={close} />
    </>
  )
}

/** `show=paste` and `show=edits` of the address open the dialogs, for whoever comes from elsewhere. */
function useOpenedByAddress(open: (dialog: BulkDialog) => void): void {
  const { page, params } = usePlace()
  const show = page === 'items' ? params.get('show') : null
  useEffect(() => {
    if (show === null) return
    if (show === 'paste') open({ kind: 'paste', text: '' })
    if (show === 'edits') open({ kind: 'edits' })
    const { show: _taken, ...rest } = Object.fromEntries(currentPlace().params)
    goTo('items', rest, true)
  }, [show, open])
}

/** What is pasted anywhere but into a field or a dialog are ids to select. */
function usePastedIds(open: (dialog: BulkDialog) => void): void {
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
      open({ kind: 'paste', text })
    }
    document.addEventListener('paste', onPaste)
    return () => document.removeEventListener('paste', onPaste)
  }, [open])
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
