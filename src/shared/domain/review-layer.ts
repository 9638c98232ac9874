import { AppError } from './app-error.ts'
import { isCivilDay, type CivilDay } from './civil-day.ts'
import { comparePeople } from '../people-order.ts'
import { foldName } from './fold-name.ts'
import {
  decisionOn,
  DECISIONS,
  MAX_CUSTOM_TAGS,
  MAX_NOTE_LENGTH,
  MAX_TAG_LENGTH,
  type DecisionKind,
  type ReviewField,
  type ReviewPatch,
} from './review.ts'

/** All that people say about one item, as it is stored. Instants are epoch ms. */
export interface ReviewLayer {
  readonly owner: string | null
  readonly backupOwner: string | null
  readonly decision: DecisionKind
  readonly decidedForExpiresAt: number | null
  readonly reason: string | null
  readonly note: string | null
  /** A JSON list of texts in the order of people; null for none. */
  readonly customTags: string | null
  readonly snoozedUntil: CivilDay | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedForExpiresAt: number | null
}

/** Of an item that nobody has said anything about. */
export const EMPTY_LAYER: ReviewLayer = {
  owner: null,
  backupOwner: null,
  decision: 'undecided',
  decidedForExpiresAt: null,
  reason: null,
  note: null,
  customTags: null,
  snoozedUntil: null,
  acknowledgedAt: null,
  acknowledgedForExpiresAt: null,
}

export const LAYER_FIELDS = Object.keys(EMPTY_LAYER) as readonly (keyof ReviewLayer)[]

/** One line of history: texts as the history shows them. */
export interface LayerDifference {
  readonly field: ReviewField
  readonly old: string | null
  readonly new: string | null
  /** The expiry for which it is said. */
  readonly expiresAt: number | null
}

/** An item's dates, epoch ms, and the day on which something is said about it. */
export interface LayerMoment {
  readonly expiresAt: number | null
  readonly actByAt: number | null
  /** See `startOfNextCivilDay`. */
  readonly tomorrowStart: number
}

/**
 * Checks what is to be said and brings it into its stored form: blank text means "none", tags once each. Throws
 * BAD_REQUEST naming the field.
 */
export function readReviewPatch(patch: ReviewPatch): ReviewPatch {
  const checked: { -readonly [Key in keyof ReviewPatch]: ReviewPatch[Key] } = { ...patch }
  const { snoozedUntil, decision, noteAppended } = patch
  if (typeof snoozedUntil === 'string' && !isCivilDay(snoozedUntil)) throw bad('snoozedUntil')
  if (decision !== undefined && !DECISIONS.includes(decision)) throw bad('decision')
  if (noteAppended !== undefined && patch.note !== undefined) throw bad('noteAppended')
  for (const key of ['owner', 'backupOwner', 'reason', 'note'] as const) {
    const text = checked[key]
    if (typeof text === 'string') checked[key] = text.trim() === '' ? null : text.trim()
  }
  if ((checked.note?.length ?? 0) > MAX_NOTE_LENGTH) throw bad('note')
  if (noteAppended !== undefined) checked.noteAppended = noteAppended.trim()
  for (const key of ['tagsAdded', 'tagsRemoved'] as const) {
    const tags = checked[key]
    if (tags) checked[key] = distinctTags(tags, key)
  }
  return checked
}

function bad(field: string): AppError {
  return new AppError('BAD_REQUEST', { field })
}

/** The first spelling of each tag. */
function distinctTags(tags: readonly string[], field: string): readonly string[] {
  const byFold = new Map<string, string>()
  for (const tag of tags.map((text) => text.trim())) {
    if (tag === '' || tag.length > MAX_TAG_LENGTH) throw bad(field)
    const folded = foldName(tag)
    if (!byFold.has(folded)) byFold.set(folded, tag)
  }
  return [...byFold.values()]
}

/**
 * The layer after a patch that `readReviewPatch` has checked. A decision and an acknowledgement belong to the expiry that
 * the item has at this moment. Throws TOO_MANY_TAGS, naming the item `name()`, or BAD_REQUEST for a note that gets too long.
 */
export function applyReviewPatch(
  before: ReviewLayer,
  patch: ReviewPatch,
  { expiresAt, at, name }: { readonly expiresAt: number | null; readonly at: number; readonly name: () => string },
): ReviewLayer {
  const isDecided = patch.decision !== undefined && patch.decision !== 'undecided'
  return {
    owner: patch.owner === undefined ? before.owner : patch.owner,
    backupOwner: patch.backupOwner === undefined ? before.backupOwner : patch.backupOwner,
    decision: patch.decision ?? before.decision,
    decidedForExpiresAt: patch.decision === undefined ? before.decidedForExpiresAt : isDecided ? expiresAt : null,
    reason: patch.reason === undefined ? before.reason : patch.reason,
    note: takeNote(before.note, patch),
    customTags: takeTags(before.customTags, patch, name),
    snoozedUntil: patch.snoozedUntil === undefined ? before.snoozedUntil : patch.snoozedUntil,
    ...takeAcknowledgement(before, patch.isAcknowledged, expiresAt, at),
  }
}

function takeNote(before: string | null, { note, noteAppended }: ReviewPatch): string | null {
  if (note !== undefined) return note
  if (!noteAppended) return before
  const joined = before === null ? noteAppended : `${before}\n\n${noteAppended}`
  if (joined.length > MAX_NOTE_LENGTH) throw bad('noteAppended')
  return joined
}

/** Removed first: a tag that is removed and added gets the new spelling. */
function takeTags(before: string | null, patch: ReviewPatch, name: () => string): string | null {
  const { tagsAdded = [], tagsRemoved = [] } = patch
  if (tagsAdded.length === 0 && tagsRemoved.length === 0) return before
  const tags = new Map(readCustomTags(before).map((tag) => [foldName(tag), tag]))
  for (const tag of tagsRemoved) tags.delete(foldName(tag))
  const kept = tags.size
  for (const tag of tagsAdded) {
    const folded = foldName(tag)
    if (!tags.has(folded)) tags.set(folded, tag)
  }
  if (tags.size > MAX_CUSTOM_TAGS && tags.size > kept) {
    throw new AppError('TOO_MANY_TAGS', { item: name(), limit: MAX_CUSTOM_TAGS })
  }
  return writeCustomTags([...tags.values()])
}

function takeAcknowledgement(
  before: ReviewLayer,
  isAcknowledged: boolean | undefined,
  expiresAt: number | null,
  at: number,
): Pick<ReviewLayer, 'acknowledgedAt' | 'acknowledgedForExpiresAt'> {
  if (isAcknowledged === false) return { acknowledgedAt: null, acknowledgedForExpiresAt: null }
  const { acknowledgedAt, acknowledgedForExpiresAt } = before
  const isKept = acknowledgedAt !== null && acknowledgedForExpiresAt === expiresAt
  if (isAcknowledged === undefined || isKept) return { acknowledgedAt, acknowledgedForExpiresAt }
  return { acknowledgedAt: at, acknowledgedForExpiresAt: expiresAt }
}

/** True when nothing is said otherwise than before. */
export function isSameLayer(a: ReviewLayer, b: ReviewLayer): boolean {
  return LAYER_FIELDS.every((field) => a[field] === b[field])
}

/**
 * What a change of the layer is told by, one line for each field. A decision's line says what held before, and what is
 * decided now for which expiry: after an edit was taken back that need not be the present one. A decision or an
 * acknowledgement that was said anew for another expiry has a line also when both are the same.
 */
export function layerDifferences(before: ReviewLayer, after: ReviewLayer, moment: LayerMoment): LayerDifference[] {
  const { expiresAt } = moment
  const lines: LayerDifference[] = []
  const add = (field: ReviewField, old: string | null, next: string | null): void => {
    if (old !== next) lines.push({ field, old, new: next, expiresAt })
  }
  add('owner', before.owner, after.owner)
  add('backupOwner', before.backupOwner, after.backupOwner)
  if (before.decision !== after.decision || before.decidedForExpiresAt !== after.decidedForExpiresAt) {
    const { decision, decidedForExpiresAt } = after
    lines.push({
      field: 'decision',
      old: heldDecision(before, moment),
      new: decision,
      expiresAt: decision === 'undecided' ? expiresAt : decidedForExpiresAt,
    })
  }
  add('reason', before.reason, after.reason)
  add('note', before.note, after.note)
  add('customTags', before.customTags, after.customTags)
  add('snoozedUntil', before.snoozedUntil, after.snoozedUntil)
  if (
    before.acknowledgedAt !== after.acknowledgedAt ||
    before.acknowledgedForExpiresAt !== after.acknowledgedForExpiresAt
  ) {
    lines.push({
      field: 'acknowledgedAt',
      old: toIso(before.acknowledgedAt),
      new: toIso(after.acknowledgedAt),
      expiresAt,
    })
  }
  return lines
}

/** The decision of a layer that holds at a moment. */
export function heldDecision(
  layer: Pick<ReviewLayer, 'decision' | 'decidedForExpiresAt'>,
  { expiresAt, actByAt, tomorrowStart }: LayerMoment,
): DecisionKind {
  const { decision, decidedForExpiresAt } = layer
  return decisionOn({ decision, decidedForExpiresAt, expiresAt, actByAt }, tomorrowStart)
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** The stored form of custom tags, also that of their lines of history: a JSON list, null for none. */
export function writeCustomTags(tags: readonly string[]): string | null {
  if (tags.length === 0) return null
  return JSON.stringify(tags.toSorted(comparePeople))
}

/** Custom tags from their stored form or a line of history; what is no list of texts is no tags. */
export function readCustomTags(text: string | null): readonly string[] {
  if (text === null) return []
  try {
    const tags: unknown = JSON.parse(text)
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : []
  } catch {
    return []
  }
}
