import { createTextPool } from './text-pool.ts'

/** What a column may hold; vendors' codes are numbers or texts, and 2 is not '2'. */
export type Value = string | number | null

/** The distinct values of a column by small numbers; 0 is null. It only grows. */
export interface Dictionary {
  /** Codes are below this; it changes when there is a new value. */
  readonly size: number
  /** The code of a value, a new one when it is new. */
  intern(value: Value): number
  /** The code of a value, undefined when nothing has it. */
  codeOf(value: Value): number | undefined
  /** The value as text; null for code 0. */
  text(code: number): string | null
  isNumber(code: number): boolean
  /** By code, 1 where the folded text occurs; null when it occurs nowhere. */
  find(needle: string): Uint8Array | null
  has(code: number, needle: string): boolean
}

/** An empty dictionary. */
export function createDictionary(): Dictionary {
  const codes = new Map<string | number, number>()
  const pool = createTextPool()
  const numbers = new Set<number>()
  // Items that come one after the other mostly belong together, and comparing is cheaper than looking up.
  let lastValue: Value = null
  let lastCode = 0
  return {
    get size() {
      return pool.size + 1
    },
    intern(value) {
      if (value === null) return 0
      if (value === lastValue) return lastCode
      let code = codes.get(value)
      if (code === undefined) {
        code = pool.push(String(value)) + 1
        codes.set(value, code)
        if (typeof value === 'number') numbers.add(code)
      }
      lastValue = value
      lastCode = code
      return code
    },
    codeOf: (value) => (value === null ? 0 : codes.get(value)),
    text: (code) => (code === 0 ? null : pool.at(code - 1)),
    isNumber: (code) => numbers.has(code),
    find(needle) {
      const marks = new Uint8Array(pool.size + 1)
      return pool.find(needle, marks.subarray(1)) > 0 ? marks : null
    },
    has: (code, needle) => code !== 0 && pool.has(code - 1, needle),
  }
}
