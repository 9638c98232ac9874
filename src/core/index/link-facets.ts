import type { Facet, FacetValue } from '../../shared/domain/column-condition.ts'
import type { LinkFacet } from '../../shared/domain/link-query.ts'
import { foldText } from '../db/search-text.ts'
import type { LinkEntry } from './link-entry.ts'
import type { LinkPicture } from './link-picture.ts'
import { codePlaceOf } from './link-values.ts'
import { compareBinary } from './order.ts'

export interface LinkFacetOptions {
  /** Part of a value, in whatever case; empty lets all pass. */
  readonly search: string
  readonly limit: number
}

/** Counts the values of a field in some links: most frequent first, equal ones by value, blank last among equals. */
export function countLinkFacet(
  { entries, texts }: LinkPicture,
  field: LinkFacet,
  places: Uint32Array,
  { search, limit }: LinkFacetOptions,
): Facet {
  const dictionary = texts[field]
  const codePlace = codePlaceOf(field)
  const counts = new Uint32Array(dictionary.size)
  for (const place of places) {
    const code = (entries[place] as LinkEntry).codes[codePlace] as number
    counts[code] = (counts[code] as number) + 1
  }
  const needle = foldText(search)
  const wanted = needle === '' ? null : dictionary.find(needle)
  const codes: number[] = []
  counts.forEach((count, code) => {
    const isWanted = needle === '' || (code !== 0 && wanted?.[code] === 1)
    if (count > 0 && isWanted) codes.push(code)
  })
  const toValue = (code: number): FacetValue => {
    return { value: dictionary.text(code), label: null, count: counts[code] as number }
  }
  return { distinct: codes.length, values: mostFrequent(codes, counts, toValue, limit) }
}

/** The first values without reading and sorting all of them: there may be as many hosts as links. */
function mostFrequent(
  codes: readonly number[],
  counts: Uint32Array,
  toValue: (code: number) => FacetValue,
  limit: number,
): FacetValue[] {
  if (codes.length <= limit) return codes.map(toValue).sort(compareValues)
  const sorted = Uint32Array.from(codes, (code) => counts[code] as number).sort()
  const least = sorted[sorted.length - limit] as number
  const sure = codes.filter((code) => (counts[code] as number) > least).map(toValue)
  let rest: FacetValue[] = []
  let bound: FacetValue | null = null
  for (const code of codes) {
    if (counts[code] !== least) continue
    const value = toValue(code)
    if (bound !== null && compareValues(value, bound) > 0) continue
    rest.push(value)
    if (rest.length < limit * 2) continue
    rest = rest.sort(compareValues).slice(0, limit)
    bound = rest.at(-1) as FacetValue
  }
  return sure.sort(compareValues).concat(rest.sort(compareValues).slice(0, limit - sure.length))
}

function compareValues(a: FacetValue, b: FacetValue): number {
  if (a.count !== b.count) return b.count - a.count
  if (a.value === null || b.value === null) return a.value === null ? 1 : -1
  return compareBinary(a.value, b.value)
}
