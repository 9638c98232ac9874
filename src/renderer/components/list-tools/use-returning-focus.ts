import { useCallback, useRef, useState } from 'react'
import { focusRows } from '../data-grid/focus-rows.ts'

/** What a menu is open for; when it closes, the focus goes back to where it was opened from. */
export function useReturningFocus<Value>(): readonly [Value | null, (value: Value | null) => void] {
  const [value, setValue] = useState<Value | null>(null)
  const opener = useRef<Element | null>(null)
  const set = useCallback((next: Value | null) => {
    if (next !== null) opener.current = document.activeElement
    setValue(next)
    if (next !== null || !(opener.current instanceof HTMLElement)) return
    if (opener.current.isConnected) opener.current.focus({ preventScroll: true })
    else focusRows()
  }, [])
  return [value, set]
}
