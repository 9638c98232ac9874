import type { Run, StoredLogLine } from '../../shared/domain/run.ts'
import type { Session } from '../session.ts'
import { createLiveView } from './live.ts'

/** Runs that a command has started or joined and shows while they go on. */
export interface FollowedRuns {
  /** Aborts when the person wants to stop. */
  readonly signal: AbortSignal
  /**
   * Shows a run under a label and answers its end. Without `isNew` another process may carry it out: then its last lines
   * are read afterwards, and a wish to stop ends the waiting only.
   */
  follow(started: { readonly runId: string; readonly isNew: boolean }, label: string): Promise<Run>
  /** Takes the progress line away and listens no more. */
  end(): void
}

/** Follows runs on stderr until `end`. SIGINT and SIGTERM cancel what this process carries out; a second one exits. */
export function followRuns(session: Session): FollowedRuns {
  const { app } = session
  const view = createLiveView(session.io, session.t, session.zone)
  const over = new AbortController()
  const cancel = new AbortController()
  const followed = new Map<string, { readonly label: string; lastSeq: number }>()

  function show(runId: string, lines: readonly StoredLogLine[]): void {
    const shown = followed.get(runId)
    for (const line of lines) {
      // Lines that were announced before anybody followed leave a gap: those behind it wait until it has been read.
      if (!shown || line.seq !== shown.lastSeq + 1) continue
      shown.lastSeq = line.seq
      if (line.level !== 'debug') view.log(shown.label, line)
    }
  }

  async function readRest(runId: string): Promise<void> {
    for (let afterSeq = followed.get(runId)?.lastSeq ?? 0; ;) {
      const { lines, hasMore } = await session.request('run.log', { runId, afterSeq })
      show(runId, lines)
      if (!hasMore) return
      afterSeq = lines.at(-1)?.seq ?? afterSeq
    }
  }

  app.events.on(
    (event) => {
      // Runs of other processes are announced as well; those that nobody asked for here are none of our business.
      if (event.name === 'run.logged') show(event.payload.runId, event.payload.lines)
      else if (event.name === 'run.progressed') {
        const shown = followed.get(event.payload.runId)
        if (shown) view.progress(shown.label, event.payload.progress, event.payload.metrics)
      }
    },
    { signal: over.signal },
  )
  const cancelAll = (): void => {
    // A second signal means that somebody does not want to wait.
    if (cancel.signal.aborted) process.exit(130)
    cancel.abort()
    session.remark(session.t.t('cli.sync.cancelling'))
    for (const runId of app.runs.activeRunIds) void app.runs.cancel(runId)
  }
  process.on('SIGINT', cancelAll)
  process.on('SIGTERM', cancelAll)

  return {
    signal: cancel.signal,
    async follow({ runId, isNew }, label) {
      followed.set(runId, { label, lastSeq: 0 })
      if (cancel.signal.aborted) void app.runs.cancel(runId)
      if (!isNew) await readRest(runId)
      const run = await app.runs.wait(runId, cancel.signal)
      // Lines may have been announced before they were followed; the last ones of another process's run not yet.
      await readRest(runId)
      return run
    },
    end() {
      process.off('SIGINT', cancelAll)
      process.off('SIGTERM', cancelAll)
      over.abort()
      view.end()
    },
  }
}
