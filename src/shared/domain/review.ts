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
  'snoozedUntil',
  'acknowledgedAt',
  'price',
  'priceMonths',
] as const
export type ReviewField = (typeof REVIEW_FIELDS)[number]

/** One line of the history of the people's layer. */
export interface ReviewChange {
  readonly at: number
  readonly by: string
  readonly itemId: string
  readonly field: ReviewField
  readonly old: string | null
  readonly new: string | null
}
