/** What a dialog over one or many links needs to know. */
export interface LinkDialogProps {
  readonly linkIds: readonly string[]
  /** Names of the first of them, to say which ones it is about; need not be all. */
  readonly names: readonly string[]
  readonly isOpen: boolean
  readonly onClose: () => void
}
