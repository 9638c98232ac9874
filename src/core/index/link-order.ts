import { toCivilDay } from '../../shared/domain/civil-day.ts'
import { BACKLINK_STATES, VERDICTS } from '../../shared/domain/link.ts'
import type { LinkField, LinkQuery } from '../../shared/domain/link-query.ts'
import { comparePeople } from '../../shared/people-order.ts'
import type { Dictionary } from './dictionary.ts'
import type { LinkEntry } from './link-entry.ts'
import type { LinkPicture } from './link-picture.ts'
import { codePlaceOf, isNumberField, numberOf, type CodedField } from './link-values.ts'
import { compareBinary } from './order.ts'
import { sortInSlices } from './slices.ts'

/** Texts that stand in an order of their own. */
const GIVEN: Readonly<Partial<Record<CodedField, readonly string[]>>> = {
  verdict: VERDICTS,
  backlink: BACKLINK_STATES,
  shown: ['false', 'true'],
  whitelisted: ['false', 'true'],
}

/** Names stand as people look for them, other texts by their characters. */
const PEOPLE: ReadonlySet<CodedField> = new Set(['name', 'group'])

interface Text {
  readonly code: number
  readonly text: string
}

/** The texts of a column in their order. */
interface SortedTexts {
  readonly dictionary: Dictionary
  /** Number of codes that are sorted. */
  readonly size: number
  readonly sorted: readonly Text[]
  /** By code. */
  readonly places: Uint32Array
}

/** The place of each link by one field; the last one is for blanks. */
interface Ranks {
  /** By place among the entries; only those of the links that were found are filled in. */
  readonly ranks: Uint32Array
  readonly last: number
}

/** Puts links in order; texts are sorted once and then only the new ones. */
export interface LinkOrder {
  /** Sorts the texts that a query is sorted by, in slices; false when they were sorted already. */
  prepare(picture: LinkPicture, query: Pick<LinkQuery, 'sort'>): Promise<boolean>
  /** Puts places among a picture's entries in order; `prepare` must have answered false for the same picture. */
  sort(picture: LinkPicture, found: Uint32Array, query: Pick<LinkQuery, 'sort'>, now: number): Uint32Array
}

export function createLinkOrder(): LinkOrder {
  const kept = new Map<CodedField, SortedTexts>()

  async function prepareField(picture: LinkPicture, field: CodedField): Promise<boolean> {
    const dictionary = picture.texts[field]
    const before = kept.get(field)
    const known = before?.dictionary === dictionary ? before : null
    const { size } = dictionary
    if (known?.size === size) return false
    const added: Text[] = []
    for (let code = known?.size ?? 1; code < size; code += 1) added.push({ code, text: dictionary.text(code) ?? '' })
    const compare = PEOPLE.has(field) ? byPeople : byCharacters
    // In the order of their characters most names are nearly right already, and then few comparisons remain.
    const nearly = await sortInSlices(added, byCharacters)
    const ordered = compare === byCharacters ? nearly : await sortInSlices(nearly, compare)
    const sorted = known ? mergeSorted(known.sorted, ordered, compare) : ordered
    const places = new Uint32Array(size)
    sorted.forEach(({ code }, place) => {
      places[code] = place
    })
    kept.set(field, { dictionary, size, sorted, places })
    return true
  }

  function placesOf(picture: LinkPicture, field: CodedField): { readonly places: Uint32Array; readonly last: number } {
    const given = GIVEN[field]
    const dictionary = picture.texts[field]
    if (given) {
      const places = new Uint32Array(dictionary.size)
      for (let code = 1; code < places.length; code += 1) places[code] = given.indexOf(dictionary.text(code) ?? '')
      return { places, last: given.length }
    }
    const texts = kept.get(field)
    if (texts?.dictionary !== dictionary) throw new Error(`the texts of ${field} are not sorted`)
    return { places: texts.places, last: texts.size }
  }

  function textRanks(picture: LinkPicture, found: Uint32Array, field: CodedField): Ranks {
    const { places, last } = placesOf(picture, field)
    const codePlace = codePlaceOf(field)
    const ranks = new Uint32Array(picture.entries.length)
    for (const place of found) {
      const code = (picture.entries[place] as LinkEntry).codes[codePlace] as number
      ranks[place] = code === 0 ? last : (places[code] as number)
    }
    return { ranks, last }
  }

  return {
    async prepare(picture, query) {
      let didSort = false
      for (const field of textFieldsOf(query)) didSort = (await prepareField(picture, field)) || didSort
      return didSort
    },
    sort(picture, found, { sort }, now) {
      // Stable, so that sorting by the last term first and by the first one last sorts by all of them. Places are in
      // the order of keys: equal links stand in the order in which they were added.
      let order = sortByRanks(found, textRanks(picture, found, 'name'), false)
      if (sort.length === 0) return sortByRanks(order, urgencyRanks(picture, found, now), false)
      for (const { field, direction } of sort.toReversed()) {
        const ranks = isNumberField(field)
          ? numberRanks(picture, found, numberOf(field, now))
          : textRanks(picture, found, field)
        order = sortByRanks(order, ranks, direction === 'desc')
      }
      return order
    },
  }
}

const byCharacters = (a: Text, b: Text): number => compareBinary(a.text, b.text)
const byPeople = (a: Text, b: Text): number => comparePeople(a.text, b.text)

function textFieldsOf({ sort }: Pick<LinkQuery, 'sort'>): CodedField[] {
  const fields = new Set<LinkField>(['name', ...sort.map(({ field }) => field)])
  return [...fields].filter(
    (field): field is CodedField => !isNumberField(field) && GIVEN[field as CodedField] === undefined,
  )
}

/** Few new texts are looked up where they belong instead of comparing all. */
function mergeSorted(sorted: readonly Text[], added: readonly Text[], compare: (a: Text, b: Text) => number): Text[] {
  const merged: Text[] = []
  let from = 0
  for (const text of added) {
    const to = placeFor(sorted, from, text, compare)
    for (let at = from; at < to; at += 1) merged.push(sorted[at] as Text)
    merged.push(text)
    from = to
  }
  for (let at = from; at < sorted.length; at += 1) merged.push(sorted[at] as Text)
  return merged
}

function placeFor(sorted: readonly Text[], from: number, text: Text, compare: (a: Text, b: Text) => number): number {
  let [low, high] = [from, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(sorted[middle] as Text, text) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function numberRanks({ entries }: LinkPicture, found: Uint32Array, read: (entry: LinkEntry) => number | null): Ranks {
  const values = new Float64Array(found.length)
  for (let at = 0; at < found.length; at += 1) values[at] = read(entries[found[at] as number] as LinkEntry) ?? NaN
  // NaN stands behind all numbers.
  const distinct = values.slice().sort()
  let last = 0
  for (const value of distinct) {
    if (Number.isNaN(value)) break
    if (last > 0 && distinct[last - 1] === value) continue
    distinct[last] = value
    last += 1
  }
  const ranks = new Uint32Array(entries.length)
  for (let at = 0; at < found.length; at += 1) {
    const value = values[at] as number
    ranks[found[at] as number] = Number.isNaN(value) ? last : placeIn(distinct, last, value)
  }
  return { ranks, last }
}

function placeIn(sorted: Float64Array, size: number, value: number): number {
  let [low, high] = [0, size - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

const HIDDEN_BY_CHECKS = 0
const FAILING = 1
const REVIEW_DUE = 2
const QUIET = 3

/** Without another order: hidden by checks first, then what fails but is shown, white-listings to review, the rest. */
function urgencyRanks({ entries, zone }: LinkPicture, found: Uint32Array, now: number): Ranks {
  const today = toCivilDay(now, zone)
  const ranks = new Uint32Array(entries.length)
  for (const place of found) {
    const { isHiddenByChecks, isFailing, reviewOn } = (entries[place] as LinkEntry).urgency
    const isDue = reviewOn !== null && reviewOn <= today
    ranks[place] = isHiddenByChecks ? HIDDEN_BY_CHECKS : isFailing ? FAILING : isDue ? REVIEW_DUE : QUIET
  }
  return { ranks, last: QUIET + 1 }
}

function sortByRanks(order: Uint32Array, { ranks, last }: Ranks, isDescending: boolean): Uint32Array {
  const starts = new Uint32Array(last + 2)
  const rankOf = (place: number): number => {
    const rank = ranks[place] as number
    return isDescending && rank !== last ? last - 1 - rank : rank
  }
  for (const place of order) starts[rankOf(place) + 1] = (starts[rankOf(place) + 1] as number) + 1
  for (let rank = 1; rank < starts.length; rank += 1) {
    starts[rank] = (starts[rank] as number) + (starts[rank - 1] as number)
  }
  const sorted = new Uint32Array(order.length)
  for (const place of order) {
    const rank = rankOf(place)
    sorted[starts[rank] as number] = place
    starts[rank] = (starts[rank] as number) + 1
  }
  return sorted
}
