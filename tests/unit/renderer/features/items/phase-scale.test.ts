import { describe, expect, it } from 'vitest'
import { phaseScale, placeOn } from '../../../../../src/renderer/features/items/phase-scale.ts'

const DAY = 86_400_000
const ENDS = { expiresAt: 1000 * DAY, graceEndsAt: 1001 * DAY, retentionEndsAt: 1008 * DAY }

describe('phaseScale', () => {
  it('keeps moments in their order and every one on the bar, however far they lie', () => {
    const moments = [100, 985, 993, 1000, 1000.5, 1004, 1008, 1500, 9000].map((day) => day * DAY)
    const places = moments.map((at) => placeOn(phaseScale(ENDS, moments), at))
    expect(places.every((place, index) => place > (places[index - 1] ?? 0) && place < 1)).toBe(true)
  })

  it('gives a phase of one day as much room as one of a week, so that it can be seen', () => {
    const scale = phaseScale(ENDS, [])
    const width = (from: number, to: number): number => placeOn(scale, to) - placeOn(scale, from)
    expect(width(ENDS.expiresAt, ENDS.graceEndsAt)).toBeCloseTo(width(ENDS.graceEndsAt, ENDS.retentionEndsAt))
  })

  it('leaves out phases that an item does not have', () => {
    const { expiresAt } = ENDS
    const { steps } = phaseScale({ expiresAt, graceEndsAt: expiresAt, retentionEndsAt: expiresAt }, [null])
    expect(steps.map(({ phase }) => phase)).toEqual(['active', 'released'])
  })
})
