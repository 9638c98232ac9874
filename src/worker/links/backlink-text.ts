/** Collects the words of a link as they come in pieces. */
export interface AnchorText {
  add(piece: string): void
  /** White space collapsed, without any at both ends. */
  readonly text: string
  /** True once nothing more is taken. */
  readonly isFull: boolean
}

/** What is kept of a link's words, in characters. */
const MAX_TEXT = 200
// oxlint-disable-next-line no-control-regex -- what no window can show
const GAP = /[\s\u0000-\u001f\u007f]/

/** Creates an empty text of at most 200 characters. */
export function createAnchorText(): AnchorText {
  let text = ''
  let isGap = false
  let isFull = false
  return {
    add(piece) {
      for (const character of piece) {
        if (isFull) return
        if (GAP.test(character)) {
          isGap = text !== ''
          continue
        }
        const next = isGap ? ` ${character}` : character
        isGap = false
        // A pair of surrogates is kept whole or not at all.
        if (text.length + next.length <= MAX_TEXT) text += next
        else isFull = true
        if (text.length === MAX_TEXT) isFull = true
      }
    },
    get text() {
      return text
    },
    get isFull() {
      return isFull
    },
  }
}
