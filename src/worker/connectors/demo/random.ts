/** The demo estate is the same on every machine: this number stands for all of it. */
const SEED = 0x5eed_2026

/** Spreads 32 bits over 32 bits without collisions (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let bits = value
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** A 32-bit number that depends on the parts and their order, and on nothing else. */
export function hash(...parts: readonly number[]): number {
  let bits = SEED
  for (const part of parts) bits = mix(Math.imul(bits, 0x9e3779b1) ^ (part | 0))
  return bits
}

/** A repeatable source of choices. */
export interface Draw {
  /** 0 ≤ x < 1. */
  next(): number
  /** Whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  chance(share: number): boolean
  pick<T>(choices: readonly T[]): T
  /** Picks by weight; the weights need not sum to 1. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string
}

/** Starts a sequence (mulberry32) that is fixed by the parts. */
export function createDraw(...parts: readonly number[]): Draw {
  let state = hash(...parts)

  function bits(): number {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return (value ^ (value >>> 14)) >>> 0
  }

  const next = () => bits() / 0x1_0000_0000

  return {
    next,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (share) => next() < share,
    pick: (choices) => choices[Math.floor(next() * choices.length)] as (typeof choices)[number],
    weighted(choices) {
      let rest = next() * choices.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, choice] of choices) {
        rest -= weight
        if (rest < 0) return choice
      }
      return (choices.at(-1) as (typeof choices)[number])[1]
    },
    hex(digits) {
      let text = ''
      while (text.length < digits) text += bits().toString(16).padStart(8, '0')
      return text.slice(0, digits)
    },
  }
}
