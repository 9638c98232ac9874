import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../../shared/domain/app-error.ts'
import { startOfNextCivilDay, toCivilDay } from '../../shared/domain/civil-day.ts'
import { contradictionDay, contradictionsOf } from '../../shared/domain/contradiction.ts'
import {
  applyReviewPatch,
  EMPTY_LAYER,
  layerDifferences,
  readCustomTags,
  readReviewPatch,
  type LayerDifference,
  type ReviewLayer,
} from '../../shared/domain/review-layer.ts'
import {
  REVIEW_FIELDS,
  type DecisionKind,
  type ReviewField,
  type ReviewPatch,
  type ReviewPreview,
} from '../../shared/domain/review.ts'
import type { ReadDb } from '../db/connection.ts'
import { groupChosen, readChosenLayers, type ChosenGroup, type ChosenItems } from '../db/repositories/review-preview.ts'
import { readItemName, toLayer } from '../db/repositories/review.ts'

/** Items that are looked at in one go: some milliseconds. */
const AT_ONCE = 2000

/** Former values that are named. */
const NAMED_VALUES = 5

/** Fields of the layer that each part of a patch is about. */
const FIELDS: Readonly<Record<keyof ReviewPatch, ReviewField>> = {
  owner: 'owner',
  backupOwner: 'backupOwner',
  decision: 'decision',
  reason: 'reason',
  note: 'note',
  noteAppended: 'note',
  tagsAdded: 'customTags',
  tagsRemoved: 'customTags',
  snoozedUntil: 'snoozedUntil',
  isAcknowledged: 'acknowledgedAt',
}

interface Tally {
  changed: number
  replaced: number
  readonly former: Map<string | null, number>
}

/**
 * Says what a patch would do to some items, without writing anything. Others have their turn in between. Throws what
 * applying it would throw: BAD_REQUEST or TOO_MANY_TAGS.
 */
export async function previewReview(
  db: ReadDb,
  chosen: ChosenItems,
  wanted: ReviewPatch,
  { now, zone }: { readonly now: number; readonly zone: string },
): Promise<ReviewPreview> {
  const patch = readReviewPatch(wanted)
  const tomorrowStart = startOfNextCivilDay(now, zone)
  const day = contradictionDay(toCivilDay(now, zone), zone)
  const tallies = new Map<ReviewField, Tally>()
  for (const key of Object.keys(patch) as (keyof ReviewPatch)[]) {
    tallies.set(FIELDS[key], { changed: 0, replaced: 0, former: new Map() })
  }
  let [count, changed, gone, unsaid, contradicting] = [0, 0, 0, 0, 0]

  function tally(lines: readonly LayerDifference[], items: number): void {
    if (items === 0 || lines.length === 0) return
    changed += items
    for (const line of lines) {
      const field = tallies.get(line.field)
      if (!field) continue
      const old = toFormerValue(line)
      field.changed += items
      if (isLost(line, patch)) field.replaced += items
      field.former.set(old, (field.former.get(old) ?? 0) + items)
    }
  }

  for (const part of partsOf(chosen)) {
    if (count > 0) await nextTurn()
    if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
    for (const group of groupChosen(db, part, day.nearBefore)) {
      count += group.items
      unsaid += group.unsaid
      if (group.isActive === 0) gone += group.items
      if (patch.decision && contradicts(group, patch.decision, day)) contradicting += group.items
    }
    for (const row of readChosenLayers(db, part)) {
      const before = toLayer(db, row)
      const { expires_at: expiresAt, act_by_at: actByAt } = row
      const after = applyReviewPatch(before, patch, {
        expiresAt,
        at: now,
        name: () => readItemName(db, row.item_key),
      })
      tally(layerDifferences(before, after, { expiresAt, actByAt, tomorrowStart }), 1)
    }
  }
  tally(differencesOfUnsaid(patch, now, tomorrowStart), unsaid)
  return { count, changed, gone, fields: toFields(tallies), contradicting }
}

function* partsOf(chosen: ChosenItems): Generator<ChosenItems> {
  if ('itemIds' in chosen) {
    const itemIds = [...new Set(chosen.itemIds)]
    for (let start = 0; start < itemIds.length; start += AT_ONCE)
      yield { itemIds: itemIds.slice(start, start + AT_ONCE) }
    return
  }
  const itemKeys = [...new Set(chosen.itemKeys)]
  for (let start = 0; start < itemKeys.length; start += AT_ONCE) {
    yield { itemKeys: itemKeys.slice(start, start + AT_ONCE) }
  }
}

/** Of items that nobody has said anything about all are changed alike. */
function differencesOfUnsaid(patch: ReviewPatch, now: number, tomorrowStart: number): LayerDifference[] {
  const before: ReviewLayer = EMPTY_LAYER
  const after = applyReviewPatch(before, patch, { expiresAt: null, at: now, name: () => '' })
  return layerDifferences(before, after, { expiresAt: null, actByAt: null, tomorrowStart })
}

/** Whether a decision would not fit how the items of a group are renewed. */
function contradicts(group: ChosenGroup, decision: DecisionKind, day: Parameters<typeof contradictionsOf>[1]): boolean {
  const facts = {
    isActive: group.isActive === 1,
    renewalMode: group.mode,
    isDeletedAtEnd: false,
    decision,
    owner: '',
    expiresAt: null,
    actByAt: group.isNear === 1 ? day.nearBefore - 1 : null,
    isAcknowledged: false,
    unaskedRenewalAt: null,
    unaskedRenewalFor: null,
  }
  return contradictionsOf(facts, day).some((kind) => kind === 'let-expire-auto' || kind === 'renew-not-auto')
}

/** A former value as people read it: tags as names, the others as their line of history has them. */
function toFormerValue({ field, old }: LayerDifference): string | null {
  if (field !== 'customTags') return old
  const tags = readCustomTags(old)
  return tags.length === 0 ? null : tags.join(', ')
}

/** Whether somebody's word is no longer to be seen; what is put behind a note or beside tags takes nothing away. */
function isLost({ field, old, new: next }: LayerDifference, { noteAppended }: ReviewPatch): boolean {
  if (old === null || old === next) return false
  if (field === 'decision') return old !== 'undecided'
  if (field === 'note') return noteAppended === undefined
  if (field !== 'customTags') return true
  const kept = new Set(readCustomTags(next))
  return readCustomTags(old).some((tag) => !kept.has(tag))
}

function toFields(tallies: ReadonlyMap<ReviewField, Tally>): ReviewPreview['fields'] {
  return REVIEW_FIELDS.flatMap((field) => {
    const found = tallies.get(field)
    if (!found) return []
    const former = [...found.former]
      .map(([value, count]) => ({ value, count }))
      .toSorted((a, b) => b.count - a.count || compareValues(a.value, b.value))
      .slice(0, NAMED_VALUES)
    return [{ field, changed: found.changed, replaced: found.replaced, former }]
  })
}

function compareValues(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : 1
}
