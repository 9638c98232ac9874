import { useCallback, useRef, useState } from 'react'

/** What a menu is open for; when it closes, the focus goes back to where it was opened from. */
export function useReturningFocus<Value>(): readonly [Value | null, (value: Value | null) => void] {
  const [value, setValue] = useState<Value | null>(null)
  const opener = useRef<Element | null>(null)
  const set = useCallback((next: Value | null) => {
    if (next !== null) opener.current = document.activeElement
    setValue(next)
    if (next === null && opener.current instanceof HTMLElement && opener.current.isConnected) {
      opener.current.focus({ preventScroll: true })
    }
  }, [])
  return [value, set]
}
