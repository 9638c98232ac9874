import type { FoundId } from '../../../shared/ipc/item.ts'

/** Ids that one request takes. */
export const MAX_PASTED = 100_000

/** Longest text that can be an id or a name, in characters. */
const MAX_LENGTH = 500

/** A pasted text as a table: one line per row, its cells by tab. */
export type PastedCells = readonly (readonly string[])[]

/** Takes a cell out of the quotes that spreadsheets and CSV files put around it. */
function unquoted(cell: string): string {
  const text = cell.trim()
  const inner = /^"(.*)"$/s.exec(text)?.[1]
  return (inner === undefined ? text : inner.replaceAll('""', '"')).trim()
}

/** Reads lines, or cells of a spreadsheet; blank ones are left out. */
export function readPasted(text: string): PastedCells {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.split('\t').map(unquoted))
    .filter((cells) => cells.some((cell) => cell !== ''))
}

/** What a cell may be made of when it is no id itself: a list by commas or semicolons, then one by white space. */
function partsOf(cell: string): readonly (readonly string[])[] {
  const split = (by: RegExp): readonly string[] =>
    cell
      .split(by)
      .map(unquoted)
      .filter((part) => part !== '')
  return [[cell], split(/[,;，；、]/), split(/[\s,;，；、]+/)]
}

/** Every text that has to be looked up to understand what was pasted, each once. */
export function candidatesOf(cells: PastedCells): readonly string[] {
  const texts = new Set<string>()
  for (const line of cells) {
    for (const cell of line) {
      for (const parts of partsOf(cell)) for (const part of parts) if (part.length <= MAX_LENGTH) texts.add(part)
    }
  }
  texts.delete('')
  return [...texts]
}

/** What pasted texts stand for. */
export interface PastedIds {
  /** Each item once, in the order of the paste. */
  readonly itemIds: readonly string[]
  /** Texts that are nothing's id, each once. */
  readonly unknown: readonly string[]
  /** Texts that several items answer to. */
  readonly ambiguous: readonly string[]
  /** The only column of a table that was used, from 0; null when there was no choice. */
  readonly column: number | null
}

/**
 * Puts answers and cells together. Of a table with several columns the one with the most hits is meant: the others hold
 * names, amounts and days. A cell that is no id is taken for a list of ids.
 */
export function judgePasted(cells: PastedCells, found: readonly FoundId[]): PastedIds {
  const known = new Map(found.map(({ id, itemIds }) => [id, itemIds]))
  const column = columnOf(cells, known)
  const itemIds = new Set<string>()
  const unknown = new Set<string>()
  const ambiguous = new Set<string>()
  for (const line of cells) {
    for (const cell of column === null ? line : [line[column] ?? '']) {
      if (cell === '') continue
      for (const part of bestParts(cell, known)) {
        const ids = known.get(part) ?? []
        if (ids.length === 0) unknown.add(part)
        else if (ids.length > 1) ambiguous.add(part)
        for (const id of ids) itemIds.add(id)
      }
    }
  }
  return { itemIds: [...itemIds], unknown: [...unknown], ambiguous: [...ambiguous], column }
}

type Known = ReadonlyMap<string, readonly string[]>

const hitsIn = (parts: readonly string[], known: Known): number =>
  parts.reduce((hits, part) => hits + (known.has(part) ? 1 : 0), 0)

/** The first way of taking a cell apart that finds the most. */
function bestParts(cell: string, known: Known): readonly string[] {
  const ways = partsOf(cell)
  let best = ways[0] ?? []
  if (hitsIn(best, known) > 0) return best
  let most = 0
  for (const way of ways.slice(1)) {
    const hits = hitsIn(way, known)
    if (hits > most) [best, most] = [way, hits]
  }
  return best
}

function columnOf(cells: PastedCells, known: Known): number | null {
  const width = Math.max(0, ...cells.slice(0, 1000).map((line) => line.length))
  if (width < 2 || cells.length < 2) return null
  let [best, most] = [0, -1]
  for (let column = 0; column < width; column += 1) {
    const hits = cells.reduce((sum, line) => sum + (known.has(line[column] ?? '') ? 1 : 0), 0)
    if (hits > most) [best, most] = [column, hits]
  }
  return best
}
