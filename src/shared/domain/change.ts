/** What kind of change a sync found in one item. */
export const CHANGE_KINDS = [
  'appeared',
  'gone',
  'back',
  'renewed',
  'expiry-moved',
  'mode-changed',
  'price-changed',
  'renamed',
  'changed',
] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** One field of one item that a run changed. `field` is null for appeared, gone and back; values are text as shown in JSON. */
export interface ItemChange {
  readonly runId: string
  readonly at: number
  readonly itemId: string
  readonly resourceId: string
  readonly resourceName: string
  readonly account: string
  readonly kind: ChangeKind
  readonly field: string | null
  readonly old: string | null
  readonly new: string | null
}
