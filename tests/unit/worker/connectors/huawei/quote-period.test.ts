import { describe, expect, it } from 'vitest'
import {
  toOtherMonths,
  toQuotedMonths,
  toQuotePeriod,
} from '../../../../../src/worker/connectors/huawei/quote-period.ts'

function months(start: string | null, end: string | null, renewedBy: number | null = null): number {
  const at = (text: string | null) => (text === null ? null : Date.parse(text))
  return toQuotedMonths({ createdAt: at(start), expiresAt: at(end) }, renewedBy)
}

describe('the period of a renewal quote', () => {
  it.each([
    ['2025-12-01T02:11:07Z', '2026-12-01T15:59:59Z', 12],
    ['2025-12-01T02:11:07Z', '2026-11-30T16:00:00Z', 12],
    ['2025-12-01T02:11:07Z', '2026-12-01T02:11:07Z', 12],
    ['2023-11-30T18:00:00Z', '2026-12-01T15:59:59Z', 12],
    ['2024-02-29T05:00:00Z', '2025-02-28T15:59:59Z', 12],
    ['2024-12-01T02:11:07Z', '2026-12-01T15:59:59Z', 12],
    ['2026-10-31T02:11:07Z', '2026-11-30T15:59:59Z', 1],
    ['2026-09-01T02:11:07Z', '2026-12-01T15:59:59Z', 1],
    ['2025-11-01T02:11:07Z', '2026-12-01T15:59:59Z', 1],
    ['2025-12-01T02:11:07Z', '2026-12-05T15:59:59Z', 1],
    ['2026-12-01T02:11:07Z', '2026-12-01T15:59:59Z', 1],
  ])('is a year for terms of whole years, else a month: %s to %s', (start, end, expected) => {
    expect(months(start, end)).toBe(expected)
  })

  it('is a month when nobody says when the term began or ends', () => {
    expect(months(null, '2026-12-01T15:59:59Z')).toBe(1)
    expect(months('2026-12-01T15:59:59Z', null)).toBe(1)
    expect(months('2026-12-01T15:59:59Z', '2025-12-01T15:59:59Z')).toBe(1)
  })

  it('is that of the last renewal, whatever the term, as far as it can be asked for', () => {
    const year = ['2025-12-01T02:11:07Z', '2026-12-01T15:59:59Z'] as const
    expect(months(...year, 1)).toBe(1)
    expect(months(...year, 6)).toBe(6)
    expect(months('2026-11-01T02:11:07Z', '2026-12-01T15:59:59Z', 36)).toBe(36)
    expect(months(...year, 13)).toBe(12)
    expect(months(...year, 60)).toBe(12)
  })

  it('goes out as months or as years', () => {
    expect(toQuotePeriod(1)).toEqual({ type: 2, count: 1 })
    expect(toQuotePeriod(11)).toEqual({ type: 2, count: 11 })
    expect(toQuotePeriod(12)).toEqual({ type: 3, count: 1 })
    expect(toQuotePeriod(36)).toEqual({ type: 3, count: 3 })
  })

  it('has another one to fall back on', () => {
    expect([1, 6, 12, 24].map(toOtherMonths)).toEqual([12, 1, 1, 1])
  })
})
