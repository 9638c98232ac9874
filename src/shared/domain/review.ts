import type { CivilDay } from './civil-day.ts'

/** What people decided about one item for the expiry it had at that time. */
export const DECISIONS = ['undecided', 'renew', 'let-expire', 'to-on-demand', 'renewed', 'released'] as const
export type DecisionKind = (typeof DECISIONS)[number]

/** What people say and what is kept in the history of it; a sync never touches it. */
export const REVIEW_FIELDS = [
  'owner',
  'backupOwner',
  'decision',
  'reason',
  'note',
  'customTags',
  'snoozedUntil',
  'acknowledgedAt',
  'price',
  'priceMonths',
  'priceSource',
] as const
export type ReviewField = (typeof REVIEW_FIELDS)[number]

/** One line of the history of the people's layer. */
export interface ReviewChange {
  readonly at: number
  /** `''`: nobody; a sync moved the expiry, and the decision closed or opened by itself. */
  readonly by: string
  readonly itemId: string
  readonly field: ReviewField
  readonly old: string | null
  readonly new: string | null
  /**
   * The expiry for which it was said, epoch ms: of a decision that an undo has given back, the one it was made for. Null
   * for an undated item and for lines of older versions.
   */
  readonly expiresAt: number | null
  /** The run that closed or opened a decision by itself. */
  readonly runId: string | null
}

/** What people may say about items; a field that is left out stays as it is, null clears it. */
export interface ReviewPatch {
  readonly owner?: string | null
  readonly backupOwner?: string | null
  readonly decision?: DecisionKind
  readonly reason?: string | null
  readonly note?: string | null
  /** Put behind the note that is there, in a paragraph of its own. Not together with `note`. */
  readonly noteAppended?: string
  /** Tags of people, compared without case; those that are there already, or are not there, are left as they are. */
  readonly tagsAdded?: readonly string[]
  readonly tagsRemoved?: readonly string[]
  readonly snoozedUntil?: CivilDay | null
  readonly isAcknowledged?: boolean
}

/** Longest custom tag, and most of them on one item. */
export const MAX_TAG_LENGTH = 50
export const MAX_CUSTOM_TAGS = 20

/** Longest note, also after something was put behind it. */
export const MAX_NOTE_LENGTH = 20_000

/** What a patch would do to some items, before it is applied. */
export interface ReviewPreview {
  /** Items that were chosen and exist. */
  readonly count: number
  /** Those that would be other than they are. */
  readonly changed: number
  /** Those that are gone from their provider. */
  readonly gone: number
  /** Fields of the patch with what would be replaced; the most frequent former values first, at most 5. */
  readonly fields: readonly {
    readonly field: ReviewField
    readonly changed: number
    /** Items that have another value which would be lost from sight (it stays in the history). */
    readonly replaced: number
    readonly former: readonly { readonly value: string | null; readonly count: number }[]
  }[]
  /** Items whose new decision would contradict how they are renewed. */
  readonly contradicting: number
}

/** An edit of many items that can be taken back. */
export interface ReviewEdit {
  readonly editId: string
  readonly at: number
  readonly by: string
  readonly patch: ReviewPatch
  /** Items that it changed. */
  readonly items: number
  readonly undoneAt: number | null
}

/** Edits that can still be taken back, the newest ones. */
export const KEPT_EDITS = 50

/**
 * A decision `renew` that came true is shown as `renewed` until the next one is due: the expiry that it was made for has
 * passed, and the next act-by is within so many days.
 */
export const REOPEN_DAYS = 90

/** A decision as stored, and the item's dates now. Instants are epoch ms. */
export interface DecisionFacts {
  readonly decision: DecisionKind
  readonly decidedForExpiresAt: number | null
  readonly expiresAt: number | null
  readonly actByAt: number | null
}

/**
 * The decision that holds on a day whose last instant is before `tomorrowStart` (start of the next civil day in the
 * business zone, epoch ms). A decision belongs to the expiry that it was made for. Has the expiry moved later, then `renew`
 * and `renewed` are closed as `renewed` until they are to be decided again; everything else is undecided again.
 */
export function decisionOn(facts: DecisionFacts, tomorrowStart: number): DecisionKind {
  const { decision, decidedForExpiresAt: decidedFor, expiresAt, actByAt } = facts
  if (decision === 'undecided' || decidedFor === expiresAt) return decision
  const isBought = decision === 'renew' || decision === 'renewed'
  if (!isBought || decidedFor === null || expiresAt === null || expiresAt < decidedFor) return 'undecided'
  const reopensAt = Math.max(decidedFor, (actByAt ?? expiresAt) - REOPEN_DAYS * 86_400_000)
  return reopensAt < tomorrowStart ? 'undecided' : 'renewed'
}
