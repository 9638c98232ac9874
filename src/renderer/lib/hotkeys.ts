import { useEffect, useId, useRef } from 'react'
import { create } from 'zustand'

export interface HotkeyOptions {
  /** True also while a text field has the focus; for combinations with ctrl or cmd only. */
  readonly isGlobal?: boolean | undefined
  /** False takes the key back for as long as it is false. */
  readonly isEnabled?: boolean | undefined
  /** Heading below which the list of keys shows it; without one it stands under "this page". */
  readonly group?: string | undefined
}

/** A key that does something now. */
export interface Hotkey {
  readonly id: string
  /** `g o`, `/`, `?`, `mod+k` (cmd on a Mac, ctrl elsewhere), `alt+left`. */
  readonly keys: string
  readonly description: string
  readonly group: string | null
  readonly isGlobal: boolean
  /** null: answered by the part that has the focus, here only to be listed. */
  readonly run: (() => void) | null
}

/** All keys that do something now, oldest first; the newest of equal keys wins. */
export const useHotkeys = create<{ readonly hotkeys: readonly Hotkey[] }>(() => ({ hotkeys: [] }))

/** Time within which the second key of a pair has to follow, in milliseconds. */
const PAIR_WITHIN_MS = 1200

/** Adds a key outside of React; the returned function takes it back. */
export function registerHotkey(hotkey: Hotkey): () => void {
  useHotkeys.setState(({ hotkeys }) => ({ hotkeys: [...hotkeys, hotkey] }))
  return () => useHotkeys.setState(({ hotkeys }) => ({ hotkeys: hotkeys.filter((other) => other !== hotkey) }))
}

/** Carries out what a key does now, as a menu entry does; false when nothing stands behind it. */
export function runHotkey(keys: string): boolean {
  const run = useHotkeys.getState().hotkeys.findLast((other) => other.keys === keys)?.run
  run?.()
  return Boolean(run)
}

/**
 * Gives a key a meaning for as long as the component is there and names it in the list that `?` shows. Nothing happens
 * while the person types in a field or a dialog is open.
 */
export function useHotkey(
  keys: string,
  handler: () => void,
  description: string,
  { isGlobal = false, isEnabled = true, group }: HotkeyOptions = {},
): void {
  const id = useId()
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    if (!isEnabled) return undefined
    return registerHotkey({ id, keys, description, group: group ?? null, isGlobal, run: () => latest.current() })
  }, [id, keys, description, group, isGlobal, isEnabled])
}

/** Names keys that a part of the page answers itself while it has the focus, in the list that `?` shows. */
export function useKeyHelp(entries: readonly (readonly [keys: string, description: string])[], group: string): void {
  const id = useId()
  // The entries are texts, so their content says when they have changed.
  const text = JSON.stringify(entries)
  useEffect(() => {
    const known = JSON.parse(text) as typeof entries
    const stops = known.map(([keys, description]) =>
      registerHotkey({ id, keys, description, group, isGlobal: false, run: null }),
    )
    return () => stops.forEach((stop) => stop())
  }, [id, text, group])
}

/** True on machines whose command key is cmd. */
export function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform)
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  const quiet = ['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'color', 'file']
  return target instanceof HTMLInputElement && !quiet.includes(target.type)
}

const NAMES: Readonly<Record<string, string>> = {
  arrowleft: 'left',
  arrowright: 'right',
  arrowup: 'up',
  arrowdown: 'down',
  ' ': 'space',
  esc: 'escape',
}

/** The keystroke in the notation of `Hotkey.keys`. */
function toStroke(event: KeyboardEvent): string {
  const key = event.key.toLowerCase()
  const isMod = isApple() ? event.metaKey : event.ctrlKey
  // Shift has already chosen the character; it counts only with keys that have no character.
  const isNamed = event.key.length > 1
  return [
    isMod ? 'mod' : '',
    !isMod && (event.ctrlKey || event.metaKey) ? 'other' : '',
    event.altKey ? 'alt' : '',
    event.shiftKey && isNamed ? 'shift' : '',
    NAMES[key] ?? key,
  ]
    .filter(Boolean)
    .join('+')
}

/** Listens to the keyboard for the life of the window. */
export function listenToKeys(target: Document): () => void {
  let first: { readonly stroke: string; readonly at: number } | null = null

  function onKeyDown(event: KeyboardEvent): void {
    // Keys that an input method is using do not belong to us, nor do those that somebody has answered already.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.repeat) return
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
    const stroke = toStroke(event)
    const pair = first && event.timeStamp - first.at <= PAIR_WITHIN_MS ? `${first.stroke} ${stroke}` : null
    first = null
    const isBusy = isTyping(event.target) || target.querySelector('[aria-modal="true"]') !== null
    const usable = useHotkeys.getState().hotkeys.filter(({ run, isGlobal }) => run !== null && (isGlobal || !isBusy))
    const found =
      (pair === null ? undefined : usable.findLast(({ keys }) => keys === pair)) ??
      usable.findLast(({ keys }) => keys === stroke)
    if (found) {
      event.preventDefault()
      found.run?.()
    } else if (usable.some(({ keys }) => keys.startsWith(`${stroke} `))) {
      first = { stroke, at: event.timeStamp }
    }
  }

  target.addEventListener('keydown', onKeyDown)
  return () => target.removeEventListener('keydown', onKeyDown)
}

const SYMBOLS_APPLE: Readonly<Record<string, string>> = { mod: '⌘', alt: '⌥', shift: '⇧' }
const SYMBOLS: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  home: 'Home',
  end: 'End',
  pageup: 'PageUp',
  pagedown: 'PageDown',
}

/** The caps of a key combination as the keyboard of this machine writes them: strokes, each a list of caps. */
export function toKeyCaps(keys: string): readonly (readonly string[])[] {
  return keys
    .split(' ')
    .map((stroke) =>
      stroke.split('+').map((cap) => (isApple() ? SYMBOLS_APPLE[cap] : undefined) ?? SYMBOLS[cap] ?? cap.toUpperCase()),
    )
}
