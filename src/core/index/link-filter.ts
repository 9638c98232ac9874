import { AppError } from '../../shared/domain/app-error.ts'
import { addCivilDays, LAST_CIVIL_DAY, parseCivilDay, startOfCivilDay } from '../../shared/domain/civil-day.ts'
import {
  LINK_FIELD_KINDS,
  type LinkCondition,
  type LinkFacet,
  type LinkField,
  type LinkFilter,
} from '../../shared/domain/link-query.ts'
import { parseAmount } from '../../shared/domain/money.ts'
import { foldText, toSearchWords } from '../db/search-text.ts'
import type { LinkEntry } from './link-entry.ts'
import type { LinkPicture } from './link-picture.ts'
import { codePlaceOf, isCodedField, isNumberField, numberOf, type CodedField } from './link-values.ts'

type Test = (entry: LinkEntry) => boolean

interface Part {
  /** The field whose own list of values this is; the values of that field are counted without it. */
  readonly owner: LinkFacet | null
  readonly test: Test
}

/** What a filter finds, as places among a picture's entries. */
export interface FoundLinks {
  readonly all: Uint32Array
  /** The same without the field's own lists of values. */
  without(field: LinkFacet): Uint32Array
}

/** Columns that a search looks through. */
const SEARCHED = ['name', 'url', 'finalUrl', 'group', 'backlinkSite'] as const satisfies readonly CodedField[]

/** Throws BAD_REQUEST naming what a range cannot be made of. */
export function findLinks(picture: LinkPicture, filter: LinkFilter, now: number): FoundLinks {
  const parts = toParts(picture, filter, now)
  const { entries } = picture
  const all: number[] = []
  const missed = new Map<LinkFacet, number[]>()
  for (const { owner } of parts) if (owner !== null) missed.set(owner, [])
  for (let place = 0; place < entries.length; place += 1) {
    const owner = whatStopsIt(parts, entries[place] as LinkEntry)
    if (owner === PASSES) {
      all.push(place)
      for (const places of missed.values()) places.push(place)
    } else if (owner !== null) missed.get(owner)?.push(place)
  }
  const found = new Uint32Array(all)
  return {
    all: found,
    without(field) {
      const places = missed.get(field)
      return places ? new Uint32Array(places) : found
    },
  }
}

const PASSES = 'passes'

/** The one field whose own list stops a link; null when something else does, or the lists of several fields. */
function whatStopsIt(parts: readonly Part[], entry: LinkEntry): LinkFacet | typeof PASSES | null {
  let stopper: LinkFacet | typeof PASSES = PASSES
  for (const { owner, test } of parts) {
    if (test(entry)) continue
    if (owner === null || (stopper !== PASSES && stopper !== owner)) return null
    stopper = owner
  }
  return stopper
}

function toParts(picture: LinkPicture, filter: LinkFilter, now: number): Part[] {
  const parts = toSearchWords(filter.search ?? '').map((word): Part => ({ owner: null, test: wordTest(picture, word) }))
  if (filter.linkIds) {
    const ids = new Set(filter.linkIds)
    parts.push({ owner: null, test: (entry) => ids.has(entry.linkId) })
  }
  for (const condition of filter.columns ?? []) {
    const owner = condition.kind === 'values' ? condition.field : null
    parts.push({ owner, test: conditionTest(picture, condition, now) })
  }
  return parts
}

function wordTest({ texts }: LinkPicture, word: string): Test {
  const tests = SEARCHED.flatMap((field) => {
    const marks = texts[field].find(word)
    return marks ? [markTest(field, marks)] : []
  })
  return (entry) => tests.some((test) => test(entry))
}

/** Links whose code in a column is marked. */
function markTest(field: CodedField, marks: Uint8Array): Test {
  const place = codePlaceOf(field)
  return ({ codes }) => marks[codes[place] as number] === 1
}

function conditionTest(picture: LinkPicture, condition: LinkCondition, now: number): Test {
  switch (condition.kind) {
    case 'values':
      return valueTest(picture, condition)
    case 'range':
      return rangeTest(picture, condition, now)
    case 'blank': {
      const isBlank = blankTest(condition.field, now)
      return (entry) => isBlank(entry) === condition.isBlank
    }
    case 'contains':
      return containsTest(picture, condition.field, foldText(condition.text), now)
  }
}

function valueTest(
  { texts }: LinkPicture,
  { field, values, isExcluded }: Extract<LinkCondition, { kind: 'values' }>,
): Test {
  const dictionary = texts[field]
  const marks = new Uint8Array(dictionary.size)
  for (const value of values) {
    const code = dictionary.codeOf(value === '' ? null : value)
    if (code !== undefined) marks[code] = 1
  }
  const isWanted = markTest(field, marks)
  return isExcluded ? (entry) => !isWanted(entry) : isWanted
}

function blankTest(field: LinkField, now: number): Test {
  if (isCodedField(field)) {
    const place = codePlaceOf(field)
    return ({ codes }) => codes[place] === 0
  }
  const read = numberOf(field, now)
  return (entry) => read(entry) === null
}

/** Looks in values as they stand in the JSON output. */
function containsTest({ texts }: LinkPicture, field: LinkField, needle: string, now: number): Test {
  if (isCodedField(field)) {
    const marks = texts[field].find(needle)
    return marks ? markTest(field, marks) : () => false
  }
  const read = numberOf(field, now)
  const isInstant = LINK_FIELD_KINDS[field] === 'instant'
  return (entry) => {
    const value = read(entry)
    if (value === null) return false
    return foldText(isInstant ? new Date(value).toISOString() : String(value)).includes(needle)
  }
}

function rangeTest(
  { zone }: LinkPicture,
  { field, min, max }: Extract<LinkCondition, { kind: 'range' }>,
  now: number,
): Test {
  if (!isNumberField(field)) throw new AppError('BAD_REQUEST', { field }, { raw: `${field} has no range` })
  const [start, end] = LINK_FIELD_KINDS[field] === 'instant' ? dayRange(min, max, zone) : numberRange(min, max)
  const read = numberOf(field, now)
  return (entry) => {
    const value = read(entry)
    return value !== null && value >= start && value <= end
  }
}

/** From the first instant of one day to the last of another; what lies outside of all days counts as on their ends. */
function dayRange(min: string | null, max: string | null, zone: string): [start: number, end: number] {
  const [from, to] = [min === null ? null : parseCivilDay(min), max === null ? null : parseCivilDay(max)]
  return [
    from === null || from === '0001-01-01' ? -Infinity : startOfCivilDay(from, zone),
    to === null || to === LAST_CIVIL_DAY ? Infinity : startOfCivilDay(addCivilDays(to, 1), zone) - 1,
  ]
}

function numberRange(min: string | null, max: string | null): [start: number, end: number] {
  return [min === null ? -Infinity : Number(parseAmount(min)), max === null ? Infinity : Number(parseAmount(max))]
}
