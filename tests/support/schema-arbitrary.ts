import {
  base64String,
  constant,
  constantFrom,
  array,
  boolean,
  double,
  integer,
  oneof,
  option,
  record,
  shuffledSubarray,
  string,
  stringMatching,
  tuple,
} from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { z } from 'zod'

/** Longest text and list that are drawn as a rule; the bounds themselves are drawn as well, as long as they are near. */
const USUAL_LENGTH = 12
const NEAR_LENGTH = 5_000
/** Days that every month has. */
const USUAL_DAY = /^20[0-3]\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/

export interface SchemaArbitraryOptions {
  /** Texts that mean something here, such as ids: drawn wherever a text is asked for. */
  readonly texts: readonly string[]
}

/** What the checks of a schema ask for, those that are part of the schema itself included. */
interface Bounds {
  min: number
  max: number
  isWhole: boolean
  /** A rule of its own that can only be tried. */
  hasRule: boolean
  format: string | null
  pattern: RegExp | null
}

type CheckDef = Readonly<
  Partial<{ check: string; format: string; pattern: RegExp; minimum: number; maximum: number; value: unknown }>
>

function boundsOf(schema: z.core.$ZodType): Bounds {
  const { def } = schema._zod
  const bounds: Bounds = { min: -Infinity, max: Infinity, isWhole: false, hasRule: false, format: null, pattern: null }
  const checks = [def, ...(def.checks ?? []).map(({ _zod }) => _zod.def)] as readonly CheckDef[]
  for (const { check, format, pattern, minimum, maximum, value } of checks) {
    if (check === 'min_length') bounds.min = Math.max(bounds.min, minimum ?? 0)
    if (check === 'max_length') bounds.max = Math.min(bounds.max, maximum ?? Infinity)
    if (check === 'greater_than') bounds.min = Math.max(bounds.min, Number(value))
    if (check === 'less_than') bounds.max = Math.min(bounds.max, Number(value))
    if (check === 'custom') bounds.hasRule = true
    if (check === 'number_format') bounds.isWhole = true
    if (check === 'string_format') {
      bounds.format = format ?? null
      bounds.pattern = pattern ?? null
    }
  }
  return bounds
}

/** Values that fit a schema, read from the schema itself; a kind of schema that it does not know is an error. */
export function arbitraryOf(schema: z.core.$ZodType, options: SchemaArbitraryOptions): Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod
  const bounds = boundsOf(schema)
  const of = (inner: z.core.$ZodType): Arbitrary<unknown> => arbitraryOf(inner, options)
  switch (def.type) {
    case 'object':
      return arbitraryObject(
        Object.entries(def.shape).map(([key, value]) => ({
          key,
          value: of(value),
          isNeeded: value._zod.optin !== 'optional',
        })),
      )
    case 'string':
      return bounds.hasRule ? constantFrom(...fitting(schema, options.texts)) : arbitraryText(bounds, options.texts)
    case 'number':
      return arbitraryNumber(bounds)
    case 'boolean':
      return boolean()
    case 'null':
      return constant(null)
    case 'literal':
      return constantFrom(...def.values)
    case 'enum':
      return constantFrom(...Object.values(def.entries))
    case 'array': {
      const minLength = Math.max(bounds.min, 0)
      return array(of(def.element), { minLength, maxLength: Math.min(bounds.max, Math.max(minLength, USUAL_LENGTH)) })
    }
    case 'tuple':
      return tuple(...def.items.map(of))
    case 'union':
      return oneof(...def.options.map(of))
    case 'nullable':
      return option(of(def.innerType), { nil: null })
    case 'optional':
      return option(of(def.innerType), { nil: undefined })
    case 'default':
    case 'prefault':
      return of(def.innerType)
    case 'pipe':
      return of(def.in)
    default:
      throw new Error(`no values are known for a schema of kind ${def.type}: teach them here`)
  }
}

interface Field {
  readonly key: string
  readonly value: Arbitrary<unknown>
  readonly isNeeded: boolean
}

/** Half of them have two optional fields at most, so that one odd field does not always hide behind another. */
function arbitraryObject(fields: readonly Field[]): Arbitrary<unknown> {
  const needed = fields.filter(({ isNeeded }) => isNeeded)
  const of = (chosen: readonly Field[]): Arbitrary<unknown> =>
    record(Object.fromEntries(chosen.map(({ key, value }) => [key, value])), {
      requiredKeys: chosen.filter(({ isNeeded }) => isNeeded).map(({ key }) => key),
    })
  const optional = fields.filter(({ isNeeded }) => !isNeeded)
  return oneof(
    of(fields),
    shuffledSubarray(optional, { maxLength: Math.min(2, optional.length) }).chain((some) => of([...needed, ...some])),
  )
}

function fitting(schema: z.core.$ZodType, texts: readonly string[]): readonly string[] {
  const fit = texts.filter((text) => z.safeParse(schema, text).success)
  if (fit.length === 0) throw new Error('a schema has a rule of its own: give texts that fit it')
  return fit
}

function arbitraryText({ min, max, format, pattern }: Bounds, known: readonly string[]): Arbitrary<string> {
  if (format === 'date') return oneof(stringMatching(USUAL_DAY), constantFrom('0001-01-01', '9999-12-31', '2028-02-29'))
  // What the bytes say matters more than that they are any.
  if (format === 'base64')
    return oneof(base64String(), constantFrom(...known.map((text) => Buffer.from(text).toString('base64'))))
  if (pattern) return stringMatching(pattern, { size: 'small' }).filter((text) => pattern.test(text))
  const minLength = Math.max(min, 0)
  const plain = string({ minLength, maxLength: Math.min(max, Math.max(minLength, USUAL_LENGTH)), unit: 'grapheme' })
  const longest = max <= NEAR_LENGTH ? [constant('长'.repeat(max))] : []
  return oneof(plain, ...longest, ...(known.length > 0 ? [{ arbitrary: constantFrom(...known), weight: 4 }] : []))
}

function arbitraryNumber({ min, max, isWhole }: Bounds): Arbitrary<number> {
  const lowest = Math.max(min, Number.MIN_SAFE_INTEGER)
  const highest = Math.min(max, Number.MAX_SAFE_INTEGER)
  if (!isWhole) return double({ min: lowest, max: highest, noNaN: true })
  const near = integer({ min: Math.max(lowest, -1_000), max: Math.min(highest, 1_000) })
  return oneof(near, near, integer({ min: lowest, max: highest }), constantFrom(lowest, highest))
}
