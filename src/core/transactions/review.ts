import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { startOfNextCivilDay } from '../../shared/domain/civil-day.ts'
import {
  applyReviewPatch,
  isSameLayer,
  LAYER_FIELDS,
  layerDifferences,
  readReviewPatch,
  type ReviewLayer,
} from '../../shared/domain/review-layer.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import { createBulkReviewWriter, type BulkReviewWriter } from '../db/repositories/review-bulk.ts'
import { createEditWriter, findEdit, markUndone, readFormers, type EditWriter } from '../db/repositories/review-edit.ts'
import { readItemName, readReviews, readReviewsByKeys, toLayer, type ReviewRow } from '../db/repositories/review.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { WriteCommands } from '../db/write-commands.ts'
import type { WriteHandler } from './context.ts'

/** Items that are read and written in one go: their pages are then still at hand when they are written. */
const ITEMS_AT_ONCE = 500

/**
 * Sets the people's layer of many items at once, with one line of history for each field that really changes, and keeps
 * what was there before, so that the edit can be taken back. `changed` counts items. An unknown id throws ITEM_NOT_FOUND,
 * an item that gets too many tags TOO_MANY_TAGS, and nothing is written.
 */
export const setReview: WriteHandler<'review.set'> = ({ db }, input) => {
  const { by, at } = input
  const patch = readReviewPatch(input.patch)
  return transaction(db, () => {
    const editId = randomUUID()
    const tomorrowStart = startOfNextCivilDay(at, getSettings(db).businessZone)
    const writer = createBulkReviewWriter(db, { by, at, editId })
    let edit: EditWriter | null = null
    let changed = 0
    for (const row of readChosen(db, input)) {
      const before = toLayer(db, row)
      const name = (): string => readItemName(db, row.item_key)
      const after = applyReviewPatch(before, patch, { expiresAt: row.expires_at, at, name })
      if (isSameLayer(before, after)) continue
      edit ??= createEditWriter(db, { editId, at, by, patch })
      edit.keep(row.item_key, { layer: replacedPart(before, after), editId: row.edit_id })
      putLayer(writer, row, { before, after, editId, tomorrowStart })
      changed += 1
      if (changed % ITEMS_AT_ONCE === 0) {
        writer.flush()
        edit.flush()
      }
    }
    writer.flush()
    edit?.flush()
    edit?.close(changed)
    return { changed, editId: edit ? editId : null }
  })
}

/** Chosen items, each once, in the order of their keys: neighbours in the file are then read and written together. */
function* readChosen(db: WriteDb, input: WriteCommands['review.set']['input']): Generator<ReviewRow> {
  if ('itemIds' in input) {
    yield* readReviews(db, [...new Set(input.itemIds)]).sort((a, b) => a.item_key - b.item_key)
    return
  }
  const itemKeys = [...new Set(input.itemKeys)].sort((a, b) => a - b)
  for (let start = 0; start < itemKeys.length; start += ITEMS_AT_ONCE) {
    yield* readReviewsByKeys(db, itemKeys.slice(start, start + ITEMS_AT_ONCE))
  }
}

/**
 * Gives every item of an edit the layer back that it had, unless somebody has said anything about it since; an edit before
 * it can then be taken back as well. Throws EDIT_NOT_FOUND or EDIT_UNDONE.
 */
export const undoReview: WriteHandler<'review.undo'> = ({ db }, { editId, by, at }) =>
  transaction(db, () => {
    const edit = findEdit(db, editId)
    if (!edit) throw new AppError('EDIT_NOT_FOUND', { edit: editId })
    if (edit.undoneAt !== null) throw new AppError('EDIT_UNDONE', { edit: editId })
    const tomorrowStart = startOfNextCivilDay(at, getSettings(db).businessZone)
    const writer = createBulkReviewWriter(db, { by, at })
    let restored = 0
    let skipped = 0
    let afterKey: number | null = null
    for (;;) {
      const items = readFormers(db, edit.editKey, { afterKey, limit: ITEMS_AT_ONCE })
      for (const { row, former } of items) {
        afterKey = row.item_key
        if (row.edit_id !== editId) {
          skipped += 1
          continue
        }
        const before = toLayer(db, row)
        const after = { ...before, ...former.layer }
        putLayer(writer, row, { before, after, editId: former.editId, tomorrowStart })
        restored += 1
      }
      writer.flush()
      if (items.length < ITEMS_AT_ONCE) break
    }
    markUndone(db, edit.editKey, at)
    return { restored, skipped }
  })

interface LayerChange {
  readonly before: ReviewLayer
  readonly after: ReviewLayer
  /** The edit by which the layer becomes what it is. */
  readonly editId: string | null
  readonly tomorrowStart: number
}

function putLayer(writer: BulkReviewWriter, row: ReviewRow, change: LayerChange): void {
  const { before, after, editId, tomorrowStart } = change
  const itemKey = row.item_key
  writer.put(itemKey, after, editId)
  const moment = { expiresAt: row.expires_at, actByAt: row.act_by_at, tomorrowStart }
  for (const { field, old, new: next, expiresAt } of layerDifferences(before, after, moment)) {
    writer.record({ itemKey, expiresAt }, field, old, next)
  }
}

/** The fields that are replaced, as they were; nobody may have touched the others when it is taken back. */
function replacedPart(before: ReviewLayer, after: ReviewLayer): Partial<ReviewLayer> {
  const fields = LAYER_FIELDS.filter((field) => before[field] !== after[field])
  return Object.fromEntries(fields.map((field) => [field, before[field]]))
}
