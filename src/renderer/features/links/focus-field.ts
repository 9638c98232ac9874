/** Takes the focus to a form's field by its name, so that a person is where something is missing. */
export function focusField(form: HTMLElement | null, name: string): void {
  form?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus()
}

/** Takes the focus as soon as it is there; for the `ref` of what a person has just opened. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus()
}

/** Brings what a person has just opened into sight; for its `ref`. */
export function showWhole(element: HTMLElement | null): void {
  element?.scrollIntoView?.({ block: 'nearest' })
}

/** True while a field of a form holds something unfinished, such as half a day, that its value does not tell. */
export function isHalfTyped(form: HTMLElement | null, name: string): boolean {
  return form?.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.validity.badInput ?? false
}

/** Acts once the button of the mouse is up again, at once where none is down: what moves under a press loses its click. */
export function afterPress(act: () => void): void {
  if (document.querySelector(':active') === null) return act()
  const released = new AbortController()
  for (const event of ['pointerup', 'pointercancel']) {
    const end = (): void => {
      released.abort()
      setTimeout(act)
    }
    window.addEventListener(event, end, { capture: true, signal: released.signal })
  }
}
