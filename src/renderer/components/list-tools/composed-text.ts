import { useEffect, useRef, useState, type ChangeEvent, type CompositionEvent } from 'react'

interface TextField {
  readonly value: string
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void
  readonly onCompositionStart: () => void
  readonly onCompositionEnd: (event: CompositionEvent<HTMLInputElement>) => void
}

/**
 * Lets a text field tell its text at once, at most once per frame, and never half of what an input method is composing:
 * pinyin on its way to a word is not a search.
 */
export function useComposedText(text: string, onText: (text: string) => void): TextField {
  const [typed, setTyped] = useState(text)
  const [known, setKnown] = useState(text)
  const isComposing = useRef(false)
  const frame = useRef<number | null>(null)
  const latest = useRef(onText)
  useEffect(() => {
    latest.current = onText
  })
  useEffect(
    () => () => {
      if (frame.current !== null) cancelAnimationFrame(frame.current)
    },
    [],
  )
  // A text that comes from elsewhere (another view, "clear") replaces what was typed.
  if (known !== text) {
    setKnown(text)
    setTyped(text)
  }

  function tell(next: string): void {
    if (frame.current !== null) cancelAnimationFrame(frame.current)
    frame.current = requestAnimationFrame(() => {
      frame.current = null
      setKnown(next)
      latest.current(next)
    })
  }

  return {
    value: typed,
    onChange(event) {
      const { value } = event.currentTarget
      setTyped(value)
      if (!isComposing.current) tell(value)
    },
    onCompositionStart() {
      isComposing.current = true
    },
    onCompositionEnd(event) {
      isComposing.current = false
      setTyped(event.currentTarget.value)
      tell(event.currentTarget.value)
    },
  }
}
