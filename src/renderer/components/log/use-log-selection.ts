import { useState, type KeyboardEvent, type MouseEvent } from 'react'

/** A selected span of positions; the cursor stands at `head`. */
interface Span {
  readonly anchor: number
  readonly head: number
}

export interface LogSelection {
  /** Position of the cursor; null when there is none. */
  readonly cursor: number | null
  /** Selected positions, both ends included; null when none. */
  readonly span: readonly [from: number, to: number] | null
  readonly count: number
  has(position: number): boolean
  clear(): void
  onRowMouseDown(event: MouseEvent, position: number): void
  onKeyDown(event: KeyboardEvent): void
}

export interface LogSelectionOptions {
  readonly count: number
  /** Rows of one page. */
  readonly pageSize: () => number
  /** Brings a row into sight. */
  readonly onMove: (position: number) => void
  readonly onCopy: () => void
}

/** Rows chosen by mouse and keyboard as in a list of files: click, shift, arrows, home, end, all, copy, esc. */
export function useLogSelection({ count, pageSize, onMove, onCopy }: LogSelectionOptions): LogSelection {
  const [stored, setSpan] = useState<Span | null>(null)
  const last = count - 1
  // Fewer rows than before: the filter has changed under the selection.
  const span = stored && count > 0 ? { anchor: Math.min(stored.anchor, last), head: Math.min(stored.head, last) } : null
  const ends = span ? ([Math.min(span.anchor, span.head), Math.max(span.anchor, span.head)] as const) : null

  function moveTo(position: number, isExtending: boolean): void {
    const head = Math.max(0, Math.min(last, position))
    setSpan({ anchor: isExtending && span ? span.anchor : head, head })
    onMove(head)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (count === 0 || event.nativeEvent.isComposing || event.altKey) return
    const isMod = event.ctrlKey || event.metaKey
    const key = event.key.toLowerCase()
    if (isMod && key === 'a') setSpan({ anchor: 0, head: last })
    else if (isMod && key === 'c') {
      // Text that the person has marked by hand is copied by the browser.
      if (!span || window.getSelection()?.isCollapsed === false) return
      onCopy()
    } else if (event.key === 'Escape' && span) setSpan(null)
    else {
      const target = toTarget(event.key, span?.head ?? null, last, pageSize())
      if (target === null || isMod) return
      moveTo(target, event.shiftKey)
    }
    event.preventDefault()
    event.stopPropagation()
  }

  return {
    cursor: span?.head ?? null,
    span: ends,
    count: ends ? ends[1] - ends[0] + 1 : 0,
    has: (position) => ends !== null && position >= ends[0] && position <= ends[1],
    clear: () => setSpan(null),
    onRowMouseDown(event, position) {
      if (event.button !== 0) return
      // Shift would mark text instead of rows.
      if (event.shiftKey) event.preventDefault()
      setSpan({ anchor: event.shiftKey && span ? span.anchor : position, head: position })
    },
    onKeyDown,
  }
}

function toTarget(key: string, head: number | null, last: number, pageSize: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return head === null ? 0 : head + 1
    case 'ArrowUp':
      return head === null ? last : head - 1
    case 'PageDown':
      return (head ?? 0) + pageSize
    case 'PageUp':
      return (head ?? last) - pageSize
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
