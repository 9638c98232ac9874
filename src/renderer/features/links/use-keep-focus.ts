import { useCallback, useEffect, useRef, type RefObject } from 'react'

/**
 * Keeps the focus in a panel when what had it goes away, such as the button that takes something back. The returned
 * function announces that this may happen; `state` is what the panel shows.
 */
export function useKeepFocus(root: RefObject<HTMLElement | null>, state: unknown): () => void {
  const isExpected = useRef(false)
  useEffect(() => {
    if (!isExpected.current || document.activeElement !== document.body) return
    isExpected.current = false
    root.current?.closest('aside')?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
  }, [root, state])
  return useCallback(() => {
    isExpected.current = true
  }, [])
}
