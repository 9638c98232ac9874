import { countIn } from '../data-grid/ranges.ts'
import type { Ranges } from '../data-grid/types.ts'
import type { HeldPlaces, PagePort, ResultPages } from './result-pages.ts'

/** Where things of a former result stand in the newer one. */
export interface FoundPlaces {
  /** The same question was asked again: the window stays where it is. Another order starts at the top. */
  readonly isSame: boolean
  /** The topmost row in sight that is still there: its position then and now. */
  readonly anchor: { readonly from: number; readonly to: number } | null
  /** null: there was none, or its row is no longer there. */
  readonly cursor: number | null
  readonly selection: Ranges
}

/** Ids that the core places in one request. */
const BATCH = 500

/** Rows in sight that are looked for; more than fit into any window. */
const MAX_ANCHORS = 100

/** A larger selection is given up when the order changes under it; asking for it would take seconds. */
const MAX_FOUND = 10_000

/** Puts single positions together into ranges. */
export function toRanges(positions: readonly number[]): Ranges {
  const ranges: [number, number][] = []
  for (const position of positions.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && position <= last[1]) last[1] = Math.max(last[1], position + 1)
    else ranges.push([position, position + 1])
  }
  return ranges
}

async function locate<Row>(
  port: PagePort<Row>,
  handle: string,
  ids: readonly string[],
): Promise<readonly (number | null)[]> {
  const places: (number | null)[] = []
  for (let start = 0; start < ids.length; start += BATCH) {
    places.push(...(await port.locate(handle, ids.slice(start, start + BATCH))))
  }
  return places
}

async function findSelection<Row>(
  port: PagePort<Row>,
  former: ResultPages<Row>,
  selection: Ranges,
  next: ResultPages<Row>,
): Promise<Ranges> {
  const count = countIn(selection)
  if (count === 0) return []
  // Never more than what was selected: a row that has come in meanwhile is one that nobody has chosen.
  if (count > MAX_FOUND) return count === former.total && count === next.total ? [[0, next.total]] : []
  try {
    const ids = await port.ids(former.handle, selection)
    const places = await locate(port, next.handle, ids)
    return toRanges(places.filter((place) => place !== null))
  } catch {
    // The former result is no longer kept: nobody can say what was selected.
    return []
  }
}

/** So often places are looked for again because the table was scrolled meanwhile, and because something was selected. */
const MAX_LOOKS = { scrolled: 4, selected: 20 } as const

/**
 * Finds cursor and selection again in a newer result with the same filter. When the order is the same too, also the rows
 * in sight, and reads the rows that will be in sight, so that nothing moves and nothing is blank when the table turns to
 * it. Whoever moves on meanwhile keeps what was done last.
 */
export async function findAgain<Row>(
  port: PagePort<Row>,
  former: ResultPages<Row>,
  held: () => HeldPlaces,
  next: ResultPages<Row>,
  isSame: boolean,
): Promise<FoundPlaces> {
  for (let look = 1; ; look += 1) {
    const [places, inSight] = [held(), former.watched()]
    const found = await findPlaces(port, former, places, next, isSame)
    const hasSelected = !isSamePlaces(places, held())
    const hasScrolled = isSame && !areEqualRanges(inSight, former.watched())
    if (hasSelected ? look >= MAX_LOOKS.selected : !hasScrolled || look >= MAX_LOOKS.scrolled) return found
  }
}

function areEqualRanges(a: Ranges, b: Ranges): boolean {
  return a === b || (a.length === b.length && a.every(([from, to], at) => b[at]?.[0] === from && b[at]?.[1] === to))
}

function isSamePlaces(a: HeldPlaces, b: HeldPlaces): boolean {
  return a.cursor === b.cursor && areEqualRanges(a.selection, b.selection)
}

async function findPlaces<Row>(
  port: PagePort<Row>,
  former: ResultPages<Row>,
  held: HeldPlaces,
  next: ResultPages<Row>,
  isSame: boolean,
): Promise<FoundPlaces> {
  const inSight = isSame ? former.watched() : []
  const seen: { position: number; id: string }[] = []
  for (const [from, to] of inSight) {
    for (let position = from; position < to && seen.length < MAX_ANCHORS; position += 1) {
      const row = former.row(position)
      if (row !== null) seen.push({ position, id: port.idOf(row) })
    }
  }
  // At the very top people want to see what has come in above.
  if (inSight[0]?.[0] === 0) seen.length = 0
  // Asked for beside the rows in sight: people wait for both.
  const selection = findSelection(port, former, held.selection, next)
  const cursorId = held.cursor === null ? null : await idAt(port, former, held.cursor)
  const ids = [...seen.map(({ id }) => id), ...(cursorId === null ? [] : [cursorId])]
  const places = ids.length === 0 ? [] : await locate(port, next.handle, ids)
  const index = seen.findIndex((_, at) => (places[at] ?? null) !== null)
  const anchorTo = places[index] ?? null
  const anchorFrom = seen[index]?.position
  const anchor = anchorTo === null || anchorFrom === undefined ? null : { from: anchorFrom, to: anchorTo }
  const shift = anchor ? anchor.to - anchor.from : 0
  await Promise.all(inSight.map(([from, to]) => next.load(Math.max(0, from + shift), Math.max(0, to + shift))))
  return {
    isSame,
    anchor,
    cursor: cursorId === null ? null : (places[seen.length] ?? null),
    selection: await selection,
  }
}

/** The id of a row that may have been scrolled out of memory; null when nobody can say it any more. */
async function idAt<Row>(port: PagePort<Row>, former: ResultPages<Row>, position: number): Promise<string | null> {
  const row = former.row(position)
  if (row !== null) return port.idOf(row)
  try {
    const ids = await port.ids(former.handle, [[position, position + 1]])
    return ids[0] ?? null
  } catch {
    return null
  }
}
