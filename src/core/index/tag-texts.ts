import { keep, type Picture } from './picture.ts'
import { createSlices } from './slices.ts'
import { createTextPool } from './text-pool.ts'

/** Sets that are read in one go. */
const SETS_AT_ONCE = 500

/** What the sets of tags say, by the codes of their column. */
export interface TagTexts {
  /** Whether a folded text occurs in a key or a value of a set. */
  has(code: number, needle: string): boolean
  /** By code, 1 where a key or a value contains the folded text; null when none does. */
  find(needle: string): Uint8Array | null
  /** By code, 1 where the set has exactly this tag. */
  with(tag: { readonly key: string; readonly value: string }): Uint8Array
}

interface GrowingTexts extends TagTexts {
  readonly size: number
  /** Reads one set more: its JSON, or null where nobody has read the tags. */
  push(text: string | null): void
}

function createTagTexts(): GrowingTexts {
  const pool = createTextPool()
  const known = new Map<string, number>()
  // Keys and values of all sets, one behind the other, as places in the pool.
  const places: number[] = []
  const starts: number[] = [0]

  function placeOf(text: string): number {
    let place = known.get(text)
    if (place === undefined) {
      place = pool.push(text)
      known.set(text, place)
    }
    return place
  }

  return {
    get size() {
      return starts.length - 1
    },
    push(text) {
      if (text !== null) {
        for (const [key, value] of Object.entries(JSON.parse(text) as Readonly<Record<string, string>>)) {
          places.push(placeOf(key), placeOf(value))
        }
      }
      starts.push(places.length)
    },
    has(code, needle) {
      const end = starts[code + 1] as number
      for (let at = starts[code] as number; at < end; at += 1) {
        if (pool.has(places[at] as number, needle)) return true
      }
      return false
    },
    find(needle) {
      const marks = new Uint8Array(pool.size)
      if (pool.find(needle, marks) === 0) return null
      const found = new Uint8Array(starts.length - 1)
      for (let code = 0, at = 0; code < found.length; code += 1) {
        const end = starts[code + 1] as number
        for (; at < end; at += 1) {
          if (marks[places[at] as number] === 1) found[code] = 1
        }
      }
      return found
    },
    with({ key, value }) {
      const found = new Uint8Array(starts.length - 1)
      const [keyPlace, valuePlace] = [known.get(key), known.get(value)]
      if (keyPlace === undefined || valuePlace === undefined) return found
      for (let code = 0, at = 0; code < found.length; code += 1) {
        const end = starts[code + 1] as number
        for (; at < end; at += 2) {
          if (places[at] === keyPlace && places[at + 1] === valuePlace) found[code] = 1
        }
      }
      return found
    },
  }
}

function cacheOf(picture: Picture): GrowingTexts {
  return keep(picture, 'tags', '', createTagTexts)
}

/** The texts of all sets of tags of a picture. */
export function tagTextsOf(picture: Picture): TagTexts {
  const texts = cacheOf(picture)
  const { dictionary } = picture.columns.codes.tags
  for (let code = texts.size; code < dictionary.size; code += 1) texts.push(dictionary.text(code))
  return texts
}

/** True when at most a few sets of tags have still to be read. */
export function areTagTextsPrepared(picture: Picture): boolean {
  return picture.columns.codes.tags.dictionary.size - cacheOf(picture).size <= SETS_AT_ONCE
}

/** Reads the sets of tags in slices, before anybody looks for them. */
export async function prepareTagTexts(picture: Picture): Promise<void> {
  const slices = createSlices()
  const texts = cacheOf(picture)
  const { dictionary } = picture.columns.codes.tags
  while (texts.size < dictionary.size) {
    const end = Math.min(texts.size + SETS_AT_ONCE, dictionary.size)
    for (let code = texts.size; code < end; code += 1) texts.push(dictionary.text(code))
    await slices.rest()
  }
}
