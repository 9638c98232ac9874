import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { followRuns } from '../../../../src/headless/output/follow-runs.ts'
import type { Session } from '../../../../src/headless/session.ts'
import type { Run, StoredLogLine } from '../../../../src/shared/domain/run.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'
import { createDeferred } from '../../../support/deferred.ts'

const line = (seq: number): StoredLogLine => ({
  seq,
  at: seq,
  level: 'info',
  stage: 'connect',
  code: 'test.line',
  params: { seq },
})

function createStage(stored: readonly StoredLogLine[]) {
  const written: string[] = []
  const ended = createDeferred<Run>()
  const events = createEventBus((error) => {
    throw error
  })
  const session = {
    app: { events, runs: { wait: () => ended.promise, activeRunIds: [] } },
    io: { stdout: { write: () => true }, stderr: { isTTY: false, write: (text: string) => written.push(text) } },
    t: createTranslator('en'),
    zone: 'UTC',
    remark: () => {},
    async request(_: string, { afterSeq }: { afterSeq: number }) {
      return { lines: stored.filter(({ seq }) => seq > afterSeq), hasMore: false }
    },
  } as unknown as Session
  const shown = () => [...written.join('').matchAll(/"seq":(\d+)/g)].map((match) => Number(match[1]))
  return { session, events, ended, shown }
}

describe('a run that is followed', () => {
  it.each([true, false])('shows every line once, also those that were told before it was (new: %s)', async (isNew) => {
    const stored = [1, 2, 3, 4, 5].map(line)
    const { session, events, ended, shown } = createStage(stored)
    const runs = followRuns(session)
    events.emit('run.logged', { runId: 'r', lines: stored.slice(0, 2) })
    const run = runs.follow({ runId: 'r', isNew }, 'links')
    events.emit('run.logged', { runId: 'r', lines: stored.slice(2, 4) })
    ended.resolve({ runId: 'r' } as Run)
    await run
    runs.end()
    expect(shown()).toEqual([1, 2, 3, 4, 5])
  })
})
