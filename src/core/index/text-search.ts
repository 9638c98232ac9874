import { joinSearchText, toSearchWords } from '../db/search-text.ts'
import { createSlices } from './slices.ts'

/** Rows between two looks at the time. */
const ROWS_AT_ONCE = 500

/** Rows of a fixed list whose texts hold every word of a search. */
export interface TextSearch {
  /** Positions in the list, in its order; null when the search has no words and so lets everything pass. */
  find(search: string): Promise<readonly number[] | null>
}

/** A search over a list that does not change. Texts are made with the first search, and the last answer is kept. */
export function createTextSearch<Row>(
  rows: readonly Row[],
  textsOf: (row: Row) => readonly (string | null)[],
): TextSearch {
  let texts: string[] | null = null
  let last: { readonly key: string; readonly found: readonly number[] } | null = null

  async function readTexts(): Promise<string[]> {
    const slices = createSlices()
    const made: string[] = []
    for (const row of rows) {
      made.push(joinSearchText(textsOf(row)))
      if (made.length % ROWS_AT_ONCE === 0) await slices.rest()
    }
    return made
  }

  return {
    async find(search) {
      const words = toSearchWords(search)
      if (words.length === 0) return null
      const key = words.join(' ')
      if (last?.key === key) return last.found
      texts ??= await readTexts()
      const slices = createSlices()
      const found: number[] = []
      for (const [place, text] of texts.entries()) {
        if (words.every((word) => text.includes(word))) found.push(place)
        if (place % ROWS_AT_ONCE === 0) await slices.rest()
      }
      last = { key, found }
      return found
    },
  }
}
