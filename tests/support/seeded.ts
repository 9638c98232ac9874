/** Numbers that look random and repeat for the same seed. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number, both ends included. */
  integer(min: number, max: number): number
  pick<T>(values: readonly T[]): T
  chance(probability: number): boolean
}

/** Seeded generator (mulberry32, two draws for 53 bits). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const next = (): number => ((draw() >>> 5) * 67_108_864 + (draw() >>> 6)) / 9_007_199_254_740_992
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    integer,
    pick<T>(values: readonly T[]): T {
      return values[integer(0, values.length - 1)] as T
    },
    chance: (probability) => next() < probability,
  }
}

/** Runs a check `count` times on one seeded generator; `SEED` repeats a failure, whose message names seed and round. */
export function repeat(count: number, check: (random: Random, round: number) => void, defaultSeed = 20_261_121): void {
  const seed = Number(process.env['SEED'] ?? defaultSeed)
  const random = createRandom(seed)
  for (let round = 0; round < count; round += 1) {
    try {
      check(random, round)
    } catch (error) {
      throw new Error(`failed with SEED=${seed} in round ${round}: ${String(error)}`, { cause: error })
    }
  }
}

/** Fails with both values; a plain comparison, because a matcher per round is too slow for 100,000 rounds. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (!Object.is(actual, expected)) {
    throw new Error(`${what}: got ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`)
  }
}
