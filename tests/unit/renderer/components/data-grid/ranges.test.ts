import { array, assert, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countIn,
  isIn,
  isWholeIn,
  joinRanges,
  toggleIn,
  withoutRanges,
} from '../../../../../src/renderer/components/data-grid/ranges.ts'
import type { Ranges } from '../../../../../src/renderer/components/data-grid/types.ts'

const MAX = 40
const raw = array(tuple(integer({ min: 0, max: MAX }), integer({ min: 0, max: MAX })), { maxLength: 6 })

function toRanges(pairs: readonly (readonly [number, number])[]): Ranges {
  return joinRanges(
    pairs.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
    [],
  )
}

function toSet(ranges: Ranges): Set<number> {
  const positions = new Set<number>()
  for (const [from, to] of ranges) for (let position = from; position < to; position += 1) positions.add(position)
  return positions
}

function isTidy(ranges: Ranges): boolean {
  return ranges.every(([from, to], index) => from < to && from > (ranges[index - 1]?.[1] ?? -1))
}

describe('ranges', () => {
  it('join, take away and toggle the same positions as sets do, and stay ascending and apart', () => {
    assert(
      property(raw, raw, integer({ min: 0, max: MAX }), (first, second, position) => {
        const [a, b] = [toRanges(first), toRanges(second)]
        const [setA, setB] = [toSet(a), toSet(b)]
        const joined = joinRanges(a, b)
        const left = withoutRanges(a, b)
        const toggled = toggleIn(a, position)
        for (const ranges of [a, joined, left, toggled]) expect(isTidy(ranges)).toBe(true)
        expect(toSet(joined)).toEqual(new Set([...setA, ...setB]))
        expect(toSet(left)).toEqual(new Set([...setA].filter((value) => !setB.has(value))))
        expect(toSet(toggled).has(position)).toBe(!setA.has(position))
        expect(countIn(a)).toBe(setA.size)
        for (let at = 0; at <= MAX; at += 1) expect(isIn(a, at)).toBe(setA.has(at))
      }),
      { seed: 20_261_121 },
    )
  })

  it('hold a part only when every position of it is in', () => {
    expect(
      isWholeIn(
        [
          [0, 3],
          [4, 9],
        ],
        4,
        9,
      ),
    ).toBe(true)
    expect(
      isWholeIn(
        [
          [0, 3],
          [4, 9],
        ],
        2,
        5,
      ),
    ).toBe(false)
    expect(isWholeIn([], 0, 1)).toBe(false)
  })
})
