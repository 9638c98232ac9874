import { useCallback } from 'react'
import { create } from 'zustand'

/** What somebody is typing, and the value that was there when they began. */
interface Draft {
  readonly base: string
  readonly text: string
}

/** Unfinished texts by item and field; they outlive the panel, so that a look at another item loses nothing. */
export const useReviewDrafts = create<{ readonly drafts: Readonly<Record<string, Draft>> }>(() => ({ drafts: {} }))

function setDraft(key: string, draft: Draft | null): void {
  useReviewDrafts.setState(({ drafts }) => {
    const { [key]: _former, ...others } = drafts
    return { drafts: draft === null ? others : { ...others, [key]: draft } }
  })
}

export interface TextDraft {
  /** What the field shows. */
  readonly text: string
  readonly isDirty: boolean
  /** What the value has become elsewhere since the person began to type; null: nothing of that sort. */
  readonly elsewhere: string | null
  readonly write: (text: string) => void
  /** Takes the value as it is now; what was typed is gone. */
  readonly drop: () => void
  /** Goes on with what was typed, although the value has changed elsewhere. */
  readonly insist: () => void
}

/** A text that is being typed over a value that may change elsewhere meanwhile. */
export function useTextDraft(itemId: string, field: string, current: string): TextDraft {
  const key = `${itemId} ${field}`
  const draft = useReviewDrafts(({ drafts }) => drafts[key])
  const write = useCallback(
    (text: string) => {
      const base = useReviewDrafts.getState().drafts[key]?.base ?? current
      setDraft(key, text === current && base === current ? null : { base, text })
    },
    [key, current],
  )
  const drop = useCallback(() => setDraft(key, null), [key])
  const insist = useCallback(() => {
    const text = useReviewDrafts.getState().drafts[key]?.text
    if (text !== undefined) setDraft(key, { base: current, text })
  }, [key, current])
  const isMoved = draft !== undefined && draft.base !== current && draft.text.trim() !== current.trim()
  return {
    text: draft?.text ?? current,
    isDirty: draft !== undefined && draft.text.trim() !== current.trim(),
    elsewhere: isMoved ? current : null,
    write,
    drop,
    insist,
  }
}
