import { notifications } from '@mantine/notifications'
import { useCallback, useMemo } from 'react'
import type { ReviewPatch } from '../../../shared/domain/review.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { rereadLists } from '../../components/list-tools/results.ts'
import { sayWithUndo } from '../../components/undo-toast.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRefresh } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { BulkTarget } from './bulk-target.ts'
import { useEditStack } from './edit-stack.ts'

export interface ReviewEdits {
  /** Edits items, says how many have changed and offers the way back; rejects with what kept it from being done. */
  readonly apply: (target: BulkTarget, patch: ReviewPatch) => Promise<void>
  /** Takes an edit back and says what was left as it is; a failure is told, not thrown. */
  readonly undo: (editId: string) => Promise<void>
}

/** Editing what people say about items, with undo. */
export function useReviewEdits(): ReviewEdits {
  const api = useApi()
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const refresh = useRefresh()

  const undo = useCallback(
    async (editId: string) => {
      notifications.hide(editId)
      // Whatever comes of it, the next "undo" means another edit.
      useEditStack.getState().drop(editId)
      try {
        const { restored, skipped } = await api.request('item.undoReview', { editId })
        await rereadLists(api)
        const words = [t('items.bulk.undone', { count: restored, shown: formats.number(restored) })]
        if (skipped > 0) words.push(t('items.bulk.undoneSkipped', { count: skipped, shown: formats.number(skipped) }))
        notifications.show({ message: words.join(' ') })
      } catch (failure) {
        if (!(failure instanceof ApiError)) throw failure
        notifications.show({ color: 'red', message: translator.error(failure.body) })
      }
      refresh('item.edits')
    },
    [api, translator, t, formats, refresh],
  )
  const apply = useCallback(
    async ({ chosen }: BulkTarget, patch: ReviewPatch) => {
      const input = { ...chosen, patch } as RouteInput<'item.review'>
      const { changed, editId } = await api.request('item.review', input)
      await rereadLists(api)
      refresh('item.edits')
      if (editId === null) {
        notifications.show({ message: t('items.bulk.doneNone') })
        return
      }
      useEditStack.getState().push(editId)
      const words = t('items.bulk.done', { count: changed, shown: formats.number(changed) })
      sayWithUndo(editId, words, t('items.bulk.undo'), () => void undo(editId))
    },
    [api, t, formats, refresh, undo],
  )
  return useMemo(() => ({ apply, undo }), [apply, undo])
}
