import { describe, expect, it } from 'vitest'
import { listRates } from '../../../../src/core/db/repositories/rate.ts'
import type { DatedRate } from '../../../../src/shared/ipc/rate.ts'
import { createTestDb } from '../../../support/test-db.ts'

const RATE: DatedRate = { from: 'USD', to: 'CNY', rate: '7.10', on: '2026-11-20', source: 'typed', at: 1, by: '李娜' }

describe('rates', () => {
  it('are kept as typed, one per pair and day, the newest day first', async () => {
    const { writer, read } = createTestDb()
    const newer = { ...RATE, on: '2026-11-21', rate: '7.123456789', source: 'imported' as const }
    for (const rate of [RATE, newer]) await writer.call('rate.set', { rate })
    expect(listRates(read)).toEqual([newer, RATE])
    const corrected = { ...RATE, rate: '7.2', at: 9, by: '王芳' }
    await writer.call('rate.set', { rate: corrected })
    expect(listRates(read)).toEqual([newer, corrected])
  })

  it.each([
    ['to', { to: 'USD' }],
    ['rate', { rate: '0.00' }],
    ['on', { on: '2026-02-30' }],
  ])('are refused with an impossible %s', async (field, part) => {
    const { writer, read } = createTestDb()
    const call = writer.call('rate.set', { rate: { ...RATE, ...part } })
    await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST', params: { field } })
    expect(listRates(read)).toEqual([])
  })

  it('are removed by pair and day; the other direction is another rate', async () => {
    const { writer, read } = createTestDb()
    await writer.call('rate.set', { rate: RATE })
    const { from, to, on } = RATE
    await expect(writer.call('rate.remove', { from: to, to: from, on })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      params: { what: 'CNY USD 2026-11-20' },
    })
    expect(listRates(read)).toHaveLength(1)
    expect(await writer.call('rate.remove', { from, to, on })).toBeNull()
    expect(listRates(read)).toEqual([])
  })
})
