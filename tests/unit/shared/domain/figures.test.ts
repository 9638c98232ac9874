import { describe, expect, it } from 'vitest'
import { countFigures } from '../../../../src/shared/domain/figures.ts'

describe('countFigures', () => {
  it('counts windows cumulatively and leaves out expired and undated items', () => {
    const days = [null, -400, -1, 0, 7, 8, 15, 16, 30, 31, 5000]
    expect(countFigures(days)).toEqual({ expired: 2, expiringIn7Days: 2, expiringIn15Days: 4, expiringIn30Days: 6 })
  })

  it('counts nothing in an empty list', () => {
    expect(countFigures([])).toEqual({ expired: 0, expiringIn7Days: 0, expiringIn15Days: 0, expiringIn30Days: 0 })
  })
})
