import { create } from 'zustand'

/** Which of the frame's own dialogs is open. */
export const useOverlays = create<{
  readonly open: 'palette' | 'shortcuts' | null
  /** Counts openings of the palette, so that each begins afresh. */
  readonly openings: number
}>(() => ({ open: null, openings: 0 }))

export function openPalette(): void {
  useOverlays.setState(({ openings }) => ({ open: 'palette', openings: openings + 1 }))
}

export function openShortcuts(): void {
  useOverlays.setState({ open: 'shortcuts' })
}

export function closeOverlay(): void {
  useOverlays.setState({ open: null })
}
