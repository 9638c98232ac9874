import type { ReviewChange, ReviewEdit, ReviewPatch, ReviewPreview } from '../../shared/domain/review.ts'
import type { RouteOutput } from '../../shared/ipc/contract.ts'
import { withoutUndefined } from '../../shared/without-undefined.ts'
import type { ReadDb } from '../db/connection.ts'
import { listEdits } from '../db/repositories/review-edit.ts'
import type { ChosenItems } from '../db/repositories/review-preview.ts'
import { listReviewChanges } from '../db/repositories/review.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import { previewReview } from './review-preview.ts'

/** A patch as it comes out of a request: what is left out may be undefined. */
type Patch = { readonly [Key in keyof ReviewPatch]?: ReviewPatch[Key] | undefined }

/** What people say about items that have been chosen already. */
export interface ReviewService {
  /** Items by ids: all or none. Items by keys: those that still exist. */
  set(chosen: ChosenItems, patch: Patch): Promise<RouteOutput<'item.review'>>
  preview(chosen: ChosenItems, patch: Patch): Promise<ReviewPreview>
  undo(editId: string): Promise<RouteOutput<'item.undoReview'>>
  edits(): readonly ReviewEdit[]
  /** Of an item's own id. */
  history(itemId: string): readonly ReviewChange[]
}

export interface ReviewServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  /** Name of the person for the history when the settings have none. */
  readonly defaultUserName: string
}

/** The people's layer: set, look before, take back, read what was said. */
export function createReviewService({ db, writer, events, clock, defaultUserName }: ReviewServiceDeps): ReviewService {
  const who = (): { by: string; at: number } => ({ by: getSettings(db).userName || defaultUserName, at: clock.now() })
  return {
    async set(chosen, patch) {
      const result = await writer.call('review.set', { ...chosen, patch: withoutUndefined(patch), ...who() })
      if (result.changed > 0) events.emit('item.changed', { accountId: null })
      return result
    },
    preview: (chosen, patch) =>
      previewReview(db, chosen, withoutUndefined(patch), {
        now: clock.now(),
        zone: getSettings(db).businessZone,
      }),
    async undo(editId) {
      const result = await writer.call('review.undo', { editId, ...who() })
      events.emit('item.changed', { accountId: null })
      return result
    },
    edits: () => listEdits(db),
    history: (itemId) => listReviewChanges(db, itemId),
  }
}
