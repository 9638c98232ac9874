export { foldName } from '../../shared/domain/fold-name.ts'

/**
 * Text as it is compared in a search: lower case in every alphabet, full-width letters included. SQLite's own LIKE and
 * lower() know ASCII only, so both the stored text and the term go through here and are compared byte by byte.
 */
export function foldText(text: string): string {
  const folded = text.toLowerCase()
  // A sigma at the end of a word is lowered to another letter than one inside; a part of a word must still match.
  return folded.includes('ς') ? folded.replaceAll('ς', 'σ') : folded
}

/** Words of a search that all have to match somewhere, folded. */
export function toSearchWords(search: string): string[] {
  return [...new Set(foldText(search).split(/\s+/u))].filter((word) => word !== '')
}

/** Joins what can be searched; the separator can be in no search word, so that no word matches across two values. */
export function joinSearchText(values: readonly (string | null)[]): string {
  let text = ''
  for (const value of values) {
    if (value === null || value === '') continue
    text += text === '' ? value : `\n${value}`
  }
  return foldText(text)
}
