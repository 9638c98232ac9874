/** Finds a typed text in lines, without regard to case. */
export interface TextMatch {
  test(text: string): boolean
  /** The text in pieces, every second of which is a match. */
  split(text: string): readonly string[]
}

/** Null when nothing has been typed: everything matches then. */
export function createTextMatch(typed: string): TextMatch | null {
  const wanted = typed.trim()
  if (wanted === '') return null
  const escaped = wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const once = new RegExp(escaped, 'iu')
  const all = new RegExp(`(${escaped})`, 'giu')
  return { test: (text) => once.test(text), split: (text) => text.split(all) }
}
