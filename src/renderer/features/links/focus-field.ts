/** Takes the focus to a form's field by its name, so that a person is where something is missing. */
export function focusField(form: HTMLElement | null, name: string): void {
  form?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus()
}

/** Takes the focus as soon as it is there; for the `ref` of what a person has just opened. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus()
}

/** True while a field of a form holds something unfinished, such as half a day, that its value does not tell. */
export function isHalfTyped(form: HTMLElement | null, name: string): boolean {
  return form?.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.validity.badInput ?? false
}
