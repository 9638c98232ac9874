import { create } from 'zustand'

interface EditStack {
  /** Ids of edits made in this window that have not been taken back, the oldest first. */
  readonly editIds: readonly string[]
  /** Puts an edit on top, so that "undo" means this one. */
  readonly push: (editId: string) => void
  /** Takes an edit out, wherever it stands. */
  readonly drop: (editId: string) => void
}

/** What this window has changed, for "undo" right after: edits of others are taken back only on purpose. */
export const useEditStack = create<EditStack>((set) => ({
  editIds: [],
  push: (editId) => set(({ editIds }) => ({ editIds: [...editIds.filter((id) => id !== editId), editId] })),
  drop: (editId) => set(({ editIds }) => ({ editIds: editIds.filter((id) => id !== editId) })),
}))
