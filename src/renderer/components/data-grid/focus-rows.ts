/** Gives the keyboard to the rows of the page's list, when what had it has gone away. */
export function focusRows(): void {
  document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true })
}
