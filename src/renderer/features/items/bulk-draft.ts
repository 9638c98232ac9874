import { addCivilDays, isCivilDay, type CivilDay } from '../../../shared/domain/civil-day.ts'
import { MAX_CUSTOM_TAGS, MAX_TAG_LENGTH, type DecisionKind, type ReviewPatch } from '../../../shared/domain/review.ts'

/** What can be said of many items at once, in the order of the bar. */
export const BULK_KINDS = ['decision', 'owner', 'tags', 'note', 'snooze', 'acknowledge'] as const
export type BulkKind = (typeof BULK_KINDS)[number]

/** Days for which people snooze most. */
export const SNOOZE_DAYS = [7, 14, 30] as const

/** Everything that the forms hold; each kind looks at its own part. */
export interface BulkDraft {
  readonly decision: DecisionKind | null
  readonly reason: string
  readonly clearsReason: boolean
  readonly owner: string
  readonly clearsOwner: boolean
  readonly backupOwner: string
  readonly clearsBackupOwner: boolean
  readonly tagsAdded: readonly string[]
  readonly tagsRemoved: readonly string[]
  readonly note: string
  readonly replacesNote: boolean
  /** Days from today, a day of its own, or the end of a snooze. */
  readonly snooze: 'date' | 'end' | `${(typeof SNOOZE_DAYS)[number]}`
  readonly snoozeOn: string
  readonly isAcknowledged: boolean
}

export const EMPTY_DRAFT: BulkDraft = {
  decision: null,
  reason: '',
  clearsReason: false,
  owner: '',
  clearsOwner: false,
  backupOwner: '',
  clearsBackupOwner: false,
  tagsAdded: [],
  tagsRemoved: [],
  note: '',
  replacesNote: false,
  snooze: '7',
  snoozeOn: '',
  isAcknowledged: true,
}

/** A text that may be left as it is, set or cleared: undefined, text, null. */
function textPart(text: string, isCleared: boolean): string | null | undefined {
  return isCleared ? null : text.trim() === '' ? undefined : text.trim()
}

/** The day until which is snoozed; null ends it, undefined is none that can be meant. */
export function snoozeDay({ snooze, snoozeOn }: BulkDraft, today: CivilDay): CivilDay | null | undefined {
  if (snooze === 'end') return null
  if (snooze !== 'date') return addCivilDays(today, Number(snooze))
  return isCivilDay(snoozeOn) && snoozeOn > today ? snoozeOn : undefined
}

/** What a form would set; null while it says nothing that can be set. */
export function patchOf(kind: BulkKind, draft: BulkDraft, today: CivilDay): ReviewPatch | null {
  const patch = partsOf(kind, draft, today)
  const said = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  return Object.keys(said).length === 0 ? null : said
}

type Parts = { readonly [Key in keyof ReviewPatch]: ReviewPatch[Key] | undefined }

function partsOf(kind: BulkKind, draft: BulkDraft, today: CivilDay): Parts {
  switch (kind) {
    case 'decision':
      return { decision: draft.decision ?? undefined, reason: textPart(draft.reason, draft.clearsReason) }
    case 'owner':
      return {
        owner: textPart(draft.owner, draft.clearsOwner),
        backupOwner: textPart(draft.backupOwner, draft.clearsBackupOwner),
      }
    case 'tags':
      return areTagsFit(draft) ? { tagsAdded: listPart(draft.tagsAdded), tagsRemoved: listPart(draft.tagsRemoved) } : {}
    case 'note':
      return draft.replacesNote
        ? { note: draft.note.trim() === '' ? null : draft.note.trim() }
        : { noteAppended: draft.note.trim() === '' ? undefined : draft.note.trim() }
    case 'snooze':
      return { snoozedUntil: snoozeDay(draft, today) }
    case 'acknowledge':
      return { isAcknowledged: draft.isAcknowledged }
  }
}

const listPart = (tags: readonly string[]): readonly string[] | undefined => (tags.length === 0 ? undefined : tags)

/** False when a tag is too long, or there are too many. */
export function areTagsFit({ tagsAdded, tagsRemoved }: Pick<BulkDraft, 'tagsAdded' | 'tagsRemoved'>): boolean {
  return [tagsAdded, tagsRemoved].every(
    (tags) => tags.length <= MAX_CUSTOM_TAGS && tags.every((tag) => tag.length <= MAX_TAG_LENGTH),
  )
}
