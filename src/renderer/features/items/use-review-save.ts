import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { ReviewPatch } from '../../../shared/domain/review.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { rereadLists } from '../../components/list-tools/results.ts'
import { sayWithUndo } from '../../components/undo-toast.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { shorten } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useEditStack } from './edit-stack.ts'
import { fieldLabel } from './field-texts.ts'

/** Fields of the people's layer as the panel saves them, each on its own. */
export type SavedField =
  | 'decision'
  | 'reason'
  | 'owner'
  | 'backupOwner'
  | 'customTags'
  | 'snoozedUntil'
  | 'acknowledgedAt'
  | 'note'

/** What became of the last change of one field. */
export type FieldState =
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'failed'; readonly error: ApiError; readonly retry: () => void }

export interface ReviewSave {
  readonly stateOf: (field: SavedField) => FieldState | null
  /** Resolves with true when the item has been read again with what was saved. */
  readonly save: (field: SavedField, patch: ReviewPatch) => Promise<boolean>
}

/** Saves what is said about one item, one change after another, and offers the way back. */
export function useReviewSave(item: Pick<Item, 'id' | 'resourceName'>): ReviewSave {
  const api = useApi()
  const translator = useTranslator()
  const readAgain = useReadAgain()
  const [states, setStates] = useState<Readonly<Partial<Record<SavedField, FieldState>>>>({})
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const isThere = useRef(true)
  useEffect(() => {
    isThere.current = true
    return () => {
      isThere.current = false
    }
  }, [])
  const undo = useUndo(readAgain)

  const { id, resourceName } = item
  const save = useCallback(
    (field: SavedField, patch: ReviewPatch): Promise<boolean> => {
      const { t, error: toSentence } = translator
      const set = (state: FieldState): void => setStates((old) => ({ ...old, [field]: state }))
      const what = {
        name: shorten(resourceName),
        field: field === 'acknowledgedAt' ? t('review.form.quiet') : fieldLabel(t, field),
      }
      async function carryOut(): Promise<boolean> {
        try {
          const { editId } = await api.request('item.review', {
            itemIds: [id],
            patch: patch as RouteInput<'item.review'>['patch'],
          })
          await readAgain()
          set({ kind: 'saved' })
          if (editId !== null) {
            useEditStack.getState().push(editId)
            sayWithUndo('item-review', t('review.form.savedToast', what), t('review.form.undo'), () => undo(editId))
          }
          return true
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          set({ kind: 'failed', error, retry: () => void enqueue() })
          // Whoever has gone on to another item learns it all the same.
          if (!isThere.current) {
            const message = t('review.form.notSaved', { ...what, why: toSentence(error.body) })
            notifications.show({ color: 'red', autoClose: false, message })
          }
          return false
        }
      }
      function enqueue(): Promise<boolean> {
        set({ kind: 'saving' })
        const done = queue.current.then(carryOut)
        queue.current = done.catch(() => undefined)
        return done
      }
      return enqueue()
    },
    [api, id, resourceName, readAgain, translator, undo],
  )
  return { stateOf: (field) => states[field] ?? null, save }
}

/** Reads what the panel shows once more and waits for it, so that no field falls back to its old value in between. */
function useReadAgain(): () => Promise<void> {
  const api = useApi()
  const client = useQueryClient()
  return useCallback(async () => {
    const routes = ['item.get', 'item.history', 'person.list', 'item.facets']
    await rereadLists(api)
    // What the event of the change has asked for already is waited for, not asked for twice.
    await Promise.all(routes.map((route) => client.invalidateQueries({ queryKey: [route] }, { cancelRefetch: false })))
  }, [api, client])
}

function useUndo(readAgain: () => Promise<void>): (editId: string) => void {
  const api = useApi()
  const { t, error: toSentence } = useTranslator()
  return useCallback(
    (editId) => {
      async function carryOut(): Promise<void> {
        try {
          useEditStack.getState().drop(editId)
          const { restored } = await api.request('item.undoReview', { editId })
          await readAgain()
          notifications.show({ message: t(restored > 0 ? 'review.form.undone' : 'review.form.notUndone') })
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          notifications.show({ color: 'red', message: toSentence(error.body) })
        }
      }
      void carryOut()
    },
    [api, readAgain, t, toSentence],
  )
}
