import { foldText } from '../db/search-text.ts'

/** Entries whose texts stand in one string: few enough to make anew when one is added, many enough to search at once. */
const CHUNK = 1024

interface Chunk {
  /** All entries, each with a line break behind it. */
  readonly text: string
  readonly folded: string
  /** Where each entry begins; one more for the end. */
  readonly starts: Uint32Array
  readonly foldedStarts: Uint32Array
}

/** A list of texts that only grows and can be searched without looking at them one by one. */
export interface TextPool {
  readonly size: number
  at(index: number): string
  push(text: string): number
  /** Marks every entry that contains a folded text; answers how many are marked by it. */
  find(needle: string, marks: Uint8Array): number
  /** Whether one entry contains a folded text. */
  has(index: number, needle: string): boolean
}

/** An empty pool. */
export function createTextPool(): TextPool {
  const chunks: Chunk[] = []
  let open: string[] = []
  let openChunk: Chunk | null = null

  /** The last entries as a chunk, made anew when there are more. */
  function tail(): Chunk {
    openChunk ??= toChunk(open)
    return openChunk
  }

  return {
    get size() {
      return chunks.length * CHUNK + open.length
    },
    at(index) {
      const chunk = chunks[Math.floor(index / CHUNK)]
      if (!chunk) return open[index % CHUNK] as string
      return slice(chunk.text, chunk.starts, index % CHUNK)
    },
    push(text) {
      open.push(text)
      openChunk = null
      const index = chunks.length * CHUNK + open.length - 1
      if (open.length === CHUNK) {
        chunks.push(toChunk(open))
        open = []
      }
      return index
    },
    find(needle, marks) {
      let count = 0
      chunks.forEach((chunk, index) => {
        count += findIn(chunk, needle, marks, index * CHUNK)
      })
      return count + (open.length > 0 ? findIn(tail(), needle, marks, chunks.length * CHUNK) : 0)
    },
    has(index, needle) {
      const chunk = chunks[Math.floor(index / CHUNK)] ?? tail()
      return slice(chunk.folded, chunk.foldedStarts, index % CHUNK).includes(needle)
    },
  }
}

function toChunk(texts: readonly string[]): Chunk {
  const text = join(texts)
  const starts = startsOf(texts)
  const foldedTexts = texts.map(foldText)
  // Most texts are lower case already; then both are one and the same string.
  if (foldedTexts.every((folded, index) => folded === texts[index])) {
    return { text, folded: text, starts, foldedStarts: starts }
  }
  const isSameLength = foldedTexts.every((folded, index) => folded.length === (texts[index] as string).length)
  return { text, folded: join(foldedTexts), starts, foldedStarts: isSameLength ? starts : startsOf(foldedTexts) }
}

function join(texts: readonly string[]): string {
  // A string made by adding is a tree of its parts until it is read; joining makes it flat at once.
  return `${texts.join('\n')}\n`
}

function startsOf(texts: readonly string[]): Uint32Array {
  const starts = new Uint32Array(texts.length + 1)
  let start = 0
  texts.forEach((text, index) => {
    starts[index] = start
    start += text.length + 1
  })
  starts[texts.length] = start
  return starts
}

function slice(text: string, starts: Uint32Array, index: number): string {
  return text.slice(starts[index], (starts[index + 1] as number) - 1)
}

function findIn({ folded, foldedStarts }: Chunk, needle: string, marks: Uint8Array, base: number): number {
  const entries = foldedStarts.length - 1
  let count = 0
  if (needle.includes('\n')) {
    // Only such a text could be found across two entries.
    for (let entry = 0; entry < entries; entry += 1) {
      if (!slice(folded, foldedStarts, entry).includes(needle)) continue
      marks[base + entry] = 1
      count += 1
    }
    return count
  }
  let entry = 0
  for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, foldedStarts[entry])) {
    while ((foldedStarts[entry + 1] as number) <= at) entry += 1
    marks[base + entry] = 1
    count += 1
    entry += 1
    if (entry >= entries) break
  }
  return count
}
