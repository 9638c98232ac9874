import type { TagSet } from '../derived.ts'
import { joinSearchText } from '../search-text.ts'
import { FACT_COLUMNS, type StoredFact } from './item-columns.ts'

const SEARCHED = FACT_COLUMNS.flatMap(({ isSearched }, index) => (isSearched ? [index] : []))

/** The provider's part of what a search looks through. */
export function toFactSearchText(facts: readonly StoredFact[]): string {
  return joinSearchText(SEARCHED.map((index) => facts[index] as string | null))
}

/** The tags' part: keys and values. */
export function toTagSearchText(tags: TagSet): string {
  return joinSearchText(Object.entries(tags).flat())
}

/** Both parts, as they stand in the column. */
export function toSearchText(facts: readonly StoredFact[], tags: TagSet | null): string {
  const own = toFactSearchText(facts)
  const tagText = tags ? toTagSearchText(tags) : ''
  return tagText === '' ? own : `${own}\n${tagText}`
}
