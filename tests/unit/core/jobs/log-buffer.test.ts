import { describe, expect, it } from 'vitest'
import { createLogBuffer } from '../../../../src/core/jobs/log-buffer.ts'
import type { LogLine, StoredLogLine } from '../../../../src/shared/domain/run.ts'

const LINE: LogLine = { at: 0, level: 'info', stage: 'list', code: 'sync.started', params: {} }

describe('createLogBuffer', () => {
  it('stores lines that found no room together with later ones, so that the stored log has no gap', async () => {
    const stored: number[] = []
    const announced: number[] = []
    const errors: unknown[] = []
    let isFull = true
    const buffer = createLogBuffer({
      store: async (lines: readonly StoredLogLine[]) => {
        if (isFull) throw new Error('full')
        stored.push(...lines.map(({ seq }) => seq))
      },
      announce: (lines) => announced.push(...lines.map(({ seq }) => seq)),
      onError: (error) => errors.push(error),
    })
    buffer.add(LINE)
    buffer.add(LINE)
    await expect.poll(() => announced, { interval: 5 }).toEqual([1, 2])
    expect(errors).toHaveLength(1)
    expect(buffer.lastStoredSeq).toBe(0)
    isFull = false
    buffer.add(LINE)
    await buffer.close()
    expect(stored).toEqual([1, 2, 3])
    expect(announced).toEqual([1, 2, 3])
    expect(buffer.lastStoredSeq).toBe(3)
  })
})
