/** A small seeded source of chance: the same seed gives the same world on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number, both ends included. */
  between(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  hex(length: number): string
  uuid(): string
}

/** Creates a generator (mulberry32) from any number. */
export function createRandom(seed: number): Random {
  let state = (Math.trunc(seed) ^ 0x9e3779b9) >>> 0

  function word(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  function hex(length: number): string {
    let text = ''
    while (text.length < length) text += word().toString(16).padStart(8, '0')
    return text.slice(0, length)
  }

  return {
    next: () => word() / 4_294_967_296,
    between: (min, max) => min + Math.floor((word() / 4_294_967_296) * (max - min + 1)),
    chance: (probability) => word() / 4_294_967_296 < probability,
    pick(list) {
      if (list.length === 0) throw new Error('nothing to pick from')
      return list[word() % list.length] as (typeof list)[number]
    },
    hex,
    uuid() {
      const digits = hex(32)
      return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        digits.slice(12, 16),
        digits.slice(16, 20),
        digits.slice(20, 32),
      ].join('-')
    },
  }
}
