/** What a key asks of the rows. */
export type RowCommand =
  | {
      readonly kind: 'line'
      readonly to: 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last'
      readonly isExtending: boolean
    }
  | { readonly kind: 'column'; readonly to: 'left' | 'right' | 'first' | 'last' }
  | { readonly kind: 'moveColumn'; readonly step: -1 | 1 }
  | { readonly kind: 'resizeColumn'; readonly step: -1 | 1 }
  | { readonly kind: 'toggle' | 'open' | 'menu' | 'filter' | 'clear' | 'copy' | 'selectAll' }

/** The part of a keyboard event that decides. */
export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

const LINES = { ArrowUp: 'up', ArrowDown: 'down', PageUp: 'pageUp', PageDown: 'pageDown' } as const

/** The command of a key press over the rows; null leaves the key to others. */
export function toRowCommand({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyPress): RowCommand | null {
  const isControl = ctrlKey || metaKey
  if (altKey) {
    if (isControl) return null
    if (key === 'ArrowDown') return { kind: 'filter' }
    const step = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : null
    return step === null ? null : { kind: shiftKey ? 'resizeColumn' : 'moveColumn', step }
  }
  if (key in LINES) {
    const to = LINES[key as keyof typeof LINES]
    if (!isControl) return { kind: 'line', to, isExtending: shiftKey }
    if (to === 'up' || to === 'down') return { kind: 'line', to: to === 'up' ? 'first' : 'last', isExtending: shiftKey }
    return null
  }
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      if (isControl) return { kind: 'column', to: key === 'ArrowLeft' ? 'first' : 'last' }
      return shiftKey ? null : { kind: 'column', to: key === 'ArrowLeft' ? 'left' : 'right' }
    case 'Home':
    case 'End': {
      const to = key === 'Home' ? 'first' : 'last'
      return isControl ? { kind: 'line', to, isExtending: shiftKey } : { kind: 'column', to }
    }
    case ' ':
      return isControl || shiftKey ? null : { kind: 'toggle' }
    case 'Enter':
      return isControl || shiftKey ? null : { kind: 'open' }
    case 'ContextMenu':
      return { kind: 'menu' }
    case 'F10':
      return shiftKey ? { kind: 'menu' } : null
    case 'Escape':
      return { kind: 'clear' }
    case 'c':
    case 'C':
      return isControl && !shiftKey ? { kind: 'copy' } : null
    case 'a':
    case 'A':
      return isControl && !shiftKey ? { kind: 'selectAll' } : null
    default:
      return null
  }
}
