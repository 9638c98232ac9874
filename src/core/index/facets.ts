import type { Facet, FacetValue } from '../../shared/domain/column-condition.ts'
import { isMultiField, type FacetField, type MultiField } from '../../shared/domain/item-query.ts'
import { foldText } from '../db/search-text.ts'
import type { CodeName } from './columns.ts'
import { sourceOf, type CodeSource } from './fields.ts'
import { multiValuesOf } from './multi-values.ts'
import { compareBinary } from './order.ts'
import { keep } from './picture.ts'
import { versionOf, type View } from './view.ts'

/** Columns of the names that explain the codes of a field. */
const LABELS: Readonly<Partial<Record<FacetField, readonly [code: CodeName, name: CodeName]>>> = {
  resourceType: ['type_code', 'type_name'],
  region: ['region_code', 'region_name'],
  enterpriseProjectId: ['enterprise_project_id', 'enterprise_project_name'],
}

export interface FacetOptions {
  /** Part of a value or of its label, in whatever case; empty lets all pass. */
  readonly search: string
  readonly limit: number
}

/** Counts the values of a field in some rows: most frequent first, equal ones by value, blank last among equals. */
export function countFacet(view: View, field: FacetField, rows: Uint32Array, options: FacetOptions): Facet {
  const source = sourceOf(view, field) as CodeSource
  const counts = countCodes(source, rows)
  const toLabel = labelsOf(view, field)
  const found = isMultiField(field)
    ? countEach(view, field, counts)
    : source.dictionary
      ? listValues(source, counts)
      : mergeValues(source, counts)
  const needle = foldText(options.search)
  const wanted =
    needle === ''
      ? found
      : found.filter(
          ({ value, code }) =>
            value !== null &&
            (foldText(value).includes(needle) || foldText(toLabel(code, value) ?? '').includes(needle)),
        )
  return {
    distinct: wanted.length,
    values: mostFrequent(wanted, options.limit).map(({ value, count, code }): FacetValue => ({
      value,
      label: toLabel(code, value),
      count,
    })),
  }
}

interface Counted {
  readonly value: string | null
  readonly count: number
  readonly code: number
}

function countCodes({ codes, size }: CodeSource, rows: Uint32Array): Uint32Array {
  const counts = new Uint32Array(size)
  for (let index = 0; index < rows.length; index += 1) {
    const code = codes[rows[index] as number] as number
    counts[code] = (counts[code] as number) + 1
  }
  return counts
}

/** Every code is a value of its own; null and the empty text are both blank. */
function listValues(source: CodeSource, counts: Uint32Array): Counted[] {
  const values: Counted[] = []
  const empty = source.dictionary?.codeOf('') ?? 0
  const blanks = (counts[0] as number) + (empty === 0 ? 0 : (counts[empty] as number))
  if (blanks > 0) values.push({ value: null, count: blanks, code: 0 })
  for (let code = 1; code < counts.length; code += 1) {
    const count = counts[code] as number
    if (count > 0 && code !== empty) values.push({ value: source.text(code), count, code })
  }
  return values
}

function mergeValues(source: CodeSource, counts: Uint32Array): Counted[] {
  const values = new Map<string | null, Counted>()
  counts.forEach((count, code) => {
    if (count === 0) return
    const value = source.text(code) || null
    const known = values.get(value)
    values.set(value, { value, count: count + (known?.count ?? 0), code: known?.code ?? code })
  })
  return [...values.values()]
}

/** A row counts for each of its values; of several spellings the first one by its characters is shown. */
function countEach(view: View, field: MultiField, counts: Uint32Array): Counted[] {
  const { lists, toKey } = multiValuesOf(view, field)
  const values = new Map<string | null, Counted>()
  counts.forEach((count, code) => {
    if (count === 0) return
    const list = lists[code] ?? []
    for (const value of list.length === 0 ? [null] : list) {
      const key = value === null ? null : toKey(value)
      const known = values.get(key)
      const isFirst = !known || (value !== null && compareBinary(value, known.value as string) < 0)
      values.set(key, { value: isFirst ? value : known.value, count: count + (known?.count ?? 0), code })
    }
  })
  return [...values.values()]
}

function compareCounted(a: Counted, b: Counted): number {
  if (a.count !== b.count) return b.count - a.count
  if (a.value === null || b.value === null) return a.value === null ? 1 : -1
  return compareBinary(a.value, b.value)
}

/** The first values without sorting all of them: a column of names may have as many as there are rows. */
function mostFrequent(values: Counted[], limit: number): readonly Counted[] {
  if (values.length <= limit * 2) return values.sort(compareCounted).slice(0, limit)
  const counts = Uint32Array.from(values, ({ count }) => count).sort()
  const least = counts[counts.length - limit] as number
  const sure = values.filter(({ count }) => count > least).sort(compareCounted)
  const equal = values.filter(({ count }) => count === least)
  return sure.concat(smallest(equal, limit - sure.length))
}

function smallest(values: readonly Counted[], count: number): Counted[] {
  let best: Counted[] = []
  let bound: Counted | null = null
  for (const value of values) {
    if (bound !== null && compareCounted(value, bound) > 0) continue
    best.push(value)
    if (best.length < count * 2) continue
    best = best.sort(compareCounted).slice(0, count)
    bound = best.at(-1) as Counted
  }
  return best.sort(compareCounted).slice(0, count)
}

/** The name of a code is the one that stands beside it in the oldest item that has one. */
export function labelsOf(view: View, field: FacetField): (code: number, value: string | null) => string | null {
  const columns = LABELS[field]
  if (!columns) return () => null
  const { picture } = view
  const [code, name] = [picture.columns.codes[columns[0]], picture.columns.codes[columns[1]]]
  const labels = keep(picture, `labels.${field}`, versionOf(view, ...columns), () => {
    const made = new Uint32Array(code.dictionary.size)
    for (let row = 0; row < picture.rows; row += 1) {
      const of = code.codes[row] as number
      if (made[of] === 0) made[of] = name.codes[row] as number
    }
    return made
  })
  return (of, value) => (value === null ? null : name.dictionary.text(labels[of] as number))
}
