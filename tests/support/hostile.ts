import { anything, array, constant, constantFrom, double, integer, jsonValue, oneof, string, tuple } from 'fast-check'
import type { Arbitrary } from 'fast-check'

/** A list in a list in a list …, so many deep. */
function nested(depth: number): unknown {
  let value: unknown = 'bottom'
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { value }
  return value
}

/** JSON.parse gives objects an own key of this name; a literal would set the prototype. */
const withKey = (key: string): unknown => JSON.parse(`{${JSON.stringify(key)}:{"isAdmin":true}}`)

/** Values that have broken programs before and that JSON can carry. */
export const HOSTILE_JSON: readonly unknown[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff\ud800y',
  '\u202e\u200b\ufeff',
  "'; DROP TABLE item; --",
  '%_\\*?[',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  'NaN',
  '1e999',
  '-0',
  '٣',
  '2026-02-30',
  '0000-00-00',
  '10000-01-01',
  '-000001-01-01',
  '2026-06-31T25:61:61Z',
  '999999999999999999999999999999999999',
  '{{count}} $t(error.INTERNAL)',
  'İıſẞ'.repeat(50),
  '長'.repeat(100_000),
  'x'.repeat(1_000_000),
  '👨‍👩‍👧‍👦'.repeat(5_000),
  0,
  -0,
  -1,
  0.1 + 0.2,
  1e21,
  1e308,
  5e-324,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  8_640_000_000_000_001,
  true,
  null,
  [],
  {},
  [[]],
  Array.from({ length: 100_001 }, () => 'x'),
  withKey('__proto__'),
  withKey('constructor'),
  withKey('toString'),
  withKey('hasOwnProperty'),
  { length: -1 },
  { toJSON: 'no function' },
  nested(100),
  nested(2_500),
]

const HOSTILE_TEXTS = HOSTILE_JSON.filter((value) => typeof value === 'string')

/** The same and what only a call inside the machine can bring: numbers without JSON, big numbers, circles, odd objects. */
export const HOSTILE: readonly unknown[] = [
  ...HOSTILE_JSON,
  undefined,
  NaN,
  Infinity,
  -Infinity,
  10n ** 30n,
  new Date(NaN),
  new Map([['a', 1]]),
  new Uint8Array(10),
  /x/,
  circle(),
  Object.create(null),
]

function circle(): unknown {
  const value: Record<string, unknown> = {}
  value['self'] = value
  return value
}

/** Any value at all, the known breakers more often. */
export function hostileValue(values: readonly unknown[]): Arbitrary<unknown> {
  return oneof(
    { arbitrary: constantFrom(...values), weight: 4 },
    string({ unit: 'binary' }),
    double(),
    integer(),
    values === HOSTILE_JSON ? jsonValue() : anything(),
  )
}

/** Changes a value that fits in one or two places: put something else there, leave it out, or add something beside it. */
export function nearlyValid(valid: Arbitrary<unknown>, values: readonly unknown[]): Arbitrary<unknown> {
  const change = tuple(integer({ min: 0, max: 1_000 }), constantFrom('put', 'drop', 'add'), hostileValue(values))
  return tuple(valid, array(change, { minLength: 1, maxLength: 2 })).map(([value, changes]) =>
    changes.reduce((changed: unknown, [place, how, other]) => changeAt(changed, place, how, other), value),
  )
}

/** Whatever may stand in place of an input, nothing included. */
export function hostileInput(values: readonly unknown[]): Arbitrary<unknown> {
  return oneof(constant(undefined), hostileValue(values))
}

function changeAt(value: unknown, place: number, how: 'put' | 'drop' | 'add', other: unknown): unknown {
  // A text in place of a text gets past the types, to where it is used.
  if (typeof value === 'string' && place % 2 === 0) return HOSTILE_TEXTS[Math.floor(place / 2) % HOSTILE_TEXTS.length]
  if (typeof value !== 'object' || value === null) return other
  if (Array.isArray(value)) {
    const list = value as readonly unknown[]
    if (list.length === 0 || how === 'add') return [...list, other]
    const at = place % list.length
    if (how === 'drop') return list.toSpliced(at, 1)
    return list.with(at, place % 3 === 0 ? other : changeAt(list[at], Math.floor(place / 3), how, other))
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || how === 'add') {
    return Object.fromEntries([...entries, [typeof other === 'string' ? other.slice(0, 100) : '__proto__', other]])
  }
  const at = place % entries.length
  if (how === 'drop') return Object.fromEntries(entries.toSpliced(at, 1))
  return Object.fromEntries(
    entries.map(([key, inner], index) => {
      if (index !== at) return [key, inner]
      return [key, place % 3 === 0 ? other : changeAt(inner, Math.floor(place / 3), how, other)]
    }),
  )
}
