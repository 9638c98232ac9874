import { AppError } from '../../shared/domain/app-error.ts'
import { isBand, rangeOfBand } from '../../shared/domain/band.ts'
import {
  addCivilDays,
  LAST_CIVIL_DAY,
  parseCivilDay,
  startOfCivilDay,
  toEpochDay,
} from '../../shared/domain/civil-day.ts'
import {
  FIELD_KINDS,
  isMultiField,
  type ColumnCondition,
  type FacetField,
  type MultiField,
  type SortField,
} from '../../shared/domain/item-query.ts'
import { compareAmounts, parseAmount } from '../../shared/domain/money.ts'
import { foldText } from '../db/search-text.ts'
import { shownSourceOf, sourceOf, type CodeSource, type Source } from './fields.ts'
import { multiValuesOf } from './multi-values.ts'
import { invert, setOfCodes, setOfRange, emptySet, uniteInto, type RowSet } from './row-set.ts'
import { tagTextsOf } from './tag-texts.ts'
import type { View } from './view.ts'

/** The rows that a condition on a column lets pass. Throws BAD_REQUEST naming what a range cannot be made of. */
export function conditionRows(view: View, condition: ColumnCondition): RowSet {
  switch (condition.kind) {
    case 'values': {
      const set = valueRows(view, condition.field, condition.values)
      return condition.isExcluded ? invert(set, view.picture.rows) : set
    }
    case 'range':
      return rangeRows(view, condition)
    case 'blank': {
      const set = blankRows(view, condition.field)
      return condition.isBlank ? set : invert(set, view.picture.rows)
    }
    case 'contains':
      return containsRows(view, condition.field, condition.text)
  }
}

/** Rows with one of these values of a facet; null is blank. */
function valueRows(view: View, field: FacetField, values: readonly (string | null)[]): RowSet {
  if (field === 'band') return bandRows(view, values)
  if (isMultiField(field)) return multiValueRows(view, field, values)
  const source = sourceOf(view, field) as CodeSource
  const allowed = new Uint8Array(source.size)
  const wanted = new Set(values.map((value) => value || null))
  const { dictionary } = source
  if (dictionary) {
    for (const value of wanted) {
      const code = dictionary.codeOf(value)
      if (code !== undefined) allowed[code] = 1
    }
    const empty = dictionary.codeOf('')
    if (empty !== undefined) allowed[empty] = wanted.has(null) ? 1 : 0
  } else {
    for (let code = 0; code < source.size; code += 1) allowed[code] = wanted.has(source.text(code) || null) ? 1 : 0
  }
  return setOfCodes(source.codes, allowed, view.picture.rows)
}

/** Rows that have one of these values among theirs; null is a row without any. */
function multiValueRows(view: View, field: MultiField, values: readonly (string | null)[]): RowSet {
  const { codes, lists, toKey } = multiValuesOf(view, field)
  const wanted = new Set(values.map((value) => (value ? toKey(value) : null)))
  const allowed = Uint8Array.from(lists, (list) => {
    const isWanted = list.length === 0 ? wanted.has(null) : list.some((value) => wanted.has(toKey(value)))
    return isWanted ? 1 : 0
  })
  return setOfCodes(codes, allowed, view.picture.rows)
}

/** A band that says its days means them, also when people have chosen other bands since. */
export function bandRows(view: View, bands: readonly (string | null)[]): RowSet {
  const { picture, today, bandDays } = view
  const days = picture.columns.numbers.expires_on.values
  const set = emptySet(picture.rows)
  for (const band of new Set(bands)) {
    if (band === null || !isBand(band)) continue
    const range = rangeOfBand(band, bandDays)
    if (range === null) uniteInto(set, invert(setOfRange(days, -Infinity, Infinity, picture.rows), picture.rows))
    else uniteInto(set, setOfRange(days, today + range.minDays, today + range.maxDays, picture.rows))
  }
  return set
}

function blankRows(view: View, field: SortField): RowSet {
  const source = sourceOf(view, field)
  const { rows } = view.picture
  if (source.kind === 'number') return invert(setOfRange(source.values, -Infinity, Infinity, rows), rows)
  const allowed = new Uint8Array(source.size)
  if (source.dictionary) {
    allowed[0] = 1
    const empty = source.dictionary.codeOf('')
    if (empty !== undefined) allowed[empty] = 1
  } else {
    for (let code = 0; code < source.size; code += 1) allowed[code] = source.text(code) ? 0 : 1
  }
  return setOfCodes(source.codes, allowed, rows)
}

function containsRows(view: View, field: SortField | 'tags', text: string): RowSet {
  const { picture } = view
  const needle = foldText(text)
  if (field === 'tags') {
    const allowed = tagTextsOf(picture).find(needle)
    return allowed ? setOfCodes(picture.columns.codes.tags.codes, allowed, picture.rows) : emptySet(picture.rows)
  }
  const source = shownSourceOf(view, field)
  if (source.kind === 'number') return containsNumber(view, source, needle)
  const allowed = findTexts(view, field, source, needle)
  return allowed ? setOfCodes(source.codes, allowed, picture.rows) : emptySet(picture.rows)
}

function findTexts(view: View, field: SortField, source: CodeSource, needle: string): Uint8Array | null {
  if (source.dictionary) return source.dictionary.find(needle)
  const allowed = new Uint8Array(source.size)
  if (field === 'id') return view.picture.ids.find(needle, allowed) > 0 ? allowed : null
  for (let code = 0; code < source.size; code += 1) {
    const shown = source.text(code)
    allowed[code] = shown !== null && foldText(shown).includes(needle) ? 1 : 0
  }
  return allowed
}

function containsNumber(view: View, source: Exclude<Source, CodeSource>, needle: string): RowSet {
  const { rows } = view.picture
  const known = new Map<number, number>()
  const marks = new Uint8Array(rows)
  for (let row = 0; row < rows; row += 1) {
    const value = source.values[row] as number
    if (Number.isNaN(value)) continue
    let mark = known.get(value)
    if (mark === undefined) {
      mark = foldText(source.show(value)).includes(needle) ? 1 : 0
      known.set(value, mark)
    }
    marks[row] = mark
  }
  return setOfMarks(marks, rows)
}

function setOfMarks(marks: Uint8Array, rows: number): RowSet {
  return setOfCodes(marks, Uint8Array.of(0, 1), rows)
}

function rangeRows(view: View, { field, min, max }: Extract<ColumnCondition, { kind: 'range' }>): RowSet {
  const { picture } = view
  const kind = FIELD_KINDS[field]
  const source = sourceOf(view, field)
  switch (kind) {
    case 'instant': {
      const [from, to] = [day(min), day(max)]
      const start = from === null ? -Infinity : startOf(from, view.zone)
      const end = to === null || to === LAST_CIVIL_DAY ? Infinity : startOfCivilDay(addCivilDays(to, 1), view.zone) - 1
      return setOfRange((source as Exclude<Source, CodeSource>).values, start, end, picture.rows)
    }
    case 'day': {
      const [from, to] = [day(min), day(max)]
      if (source.kind === 'code') {
        return textRange(view, source, (text) => (from === null || text >= from) && (to === null || text <= to))
      }
      const [start, end] = [from === null ? -Infinity : toEpochDay(from), to === null ? Infinity : toEpochDay(to)]
      return setOfRange(source.values, start, end, picture.rows)
    }
    case 'number': {
      const [start, end] = [number(min) ?? -Infinity, number(max) ?? Infinity]
      const values = (source as Exclude<Source, CodeSource>).values
      // The days that are left stand as the days themselves.
      const shift = field === 'daysLeft' ? view.today : 0
      return setOfRange(values, start + shift, end + shift, picture.rows)
    }
    case 'amount': {
      const [from, to] = [min === null ? null : parseAmount(min), max === null ? null : parseAmount(max)]
      return textRange(
        view,
        source as CodeSource,
        (text) => (from === null || compareAmounts(text, from) >= 0) && (to === null || compareAmounts(text, to) <= 0),
      )
    }
    case 'text':
    case 'code':
    case 'flag':
      throw new AppError('BAD_REQUEST', { field }, { raw: `${field} has no range` })
  }
}

const day = (text: string | null): string | null => (text === null ? null : parseCivilDay(text))

const number = (text: string | null): number | null => (text === null ? null : Number(parseAmount(text)))

/** Instants before the first day count as on it. */
function startOf(from: string, zone: string): number {
  return from === '0001-01-01' ? -Infinity : startOfCivilDay(from, zone)
}

function textRange(view: View, source: CodeSource, isInside: (text: string) => boolean): RowSet {
  const allowed = new Uint8Array(source.size)
  for (let code = 0; code < source.size; code += 1) {
    const text = source.text(code)
    allowed[code] = text !== null && text !== '' && isInside(text) ? 1 : 0
  }
  return setOfCodes(source.codes, allowed, view.picture.rows)
}
