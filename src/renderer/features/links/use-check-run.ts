import { useCallback, useEffect, useState } from 'react'
import type { Run } from '../../../shared/domain/run.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import type { CancelOutcome } from '../../../shared/ipc/run.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { usePreference } from '../../stores/preferences.ts'
import { useLiveRuns, type LiveRun } from '../../stores/live-runs.ts'

/** What became of a wish to cancel. */
export type CancelState = 'cancelling' | CancelOutcome | ApiError

export interface CheckRun {
  /** The run over links that is going on; null when there is none. */
  readonly live: LiveRun | null
  readonly isStarting: boolean
  /** Why the last wish for a check was refused. */
  readonly startError: ApiError | null
  /** True while the run that is going on has been joined instead of beginning another one. */
  readonly isJoined: boolean
  readonly start: (input: RouteInput<'link.check'>) => void
  readonly cancelState: CancelState | undefined
  readonly cancel: () => void
  /** The newest run that has ended, until somebody closes its summary. */
  readonly ended: Run | null
  readonly dismiss: () => void
}

const toApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError({ code: 'INTERNAL', params: {}, raw: null })

/** Starts, follows and cancels runs over links, and keeps what the last one has brought. */
export function useCheckRun(lastRunId: string | null): CheckRun {
  const api = useApi()
  const live = useLiveRuns(({ runs }) => Object.values(runs).find(({ run }) => run.links !== null) ?? null)
  const [isStarting, setStarting] = useState(false)
  const [startError, setStartError] = useState<ApiError | null>(null)
  const [joinedRunId, setJoinedRunId] = useState<string | null>(null)
  const [cancels, setCancels] = useState<Readonly<Record<string, CancelState>>>({})
  const liveRunId = live?.run.runId ?? null

  const start = useCallback(
    (input: RouteInput<'link.check'>) => {
      setStarting(true)
      setStartError(null)
      api
        .request('link.check', input)
        .then(
          ({ runId, isNew }) => setJoinedRunId(isNew ? null : runId),
          (error: unknown) => setStartError(toApiError(error)),
        )
        .finally(() => setStarting(false))
    },
    [api],
  )
  const cancel = useCallback(() => {
    if (liveRunId === null) return
    const put = (state: CancelState): void => setCancels((all) => ({ ...all, [liveRunId]: state }))
    put('cancelling')
    api.request('run.cancel', { runId: liveRunId }).then(
      ({ outcome }) => put(outcome),
      (error: unknown) => put(toApiError(error)),
    )
  }, [api, liveRunId])
  return {
    live,
    isStarting,
    startError,
    isJoined: joinedRunId !== null && joinedRunId === liveRunId,
    start,
    cancelState: liveRunId === null ? undefined : cancels[liveRunId],
    cancel,
    ...useEndedRun(lastRunId),
  }
}

/** The newest run that has ended: heard of now, or read when the page opens. */
function useEndedRun(lastRunId: string | null): Pick<CheckRun, 'ended' | 'dismiss'> {
  const api = useApi()
  const [heard, setHeard] = useState<Run | null>(null)
  const [dismissedId, dismissId] = usePreference('links.dismissedRunId', '')
  const read = useRequest('run.get', { runId: lastRunId ?? '' }, { isEnabled: lastRunId !== null })
  useEffect(
    () =>
      api.on('run.ended', ({ run }) => {
        if (run.links !== null) setHeard(run)
      }),
    [api],
  )
  const known = read.data?.run.runId === lastRunId && read.data?.run.endedAt !== null ? read.data?.run : undefined
  const newest = heard !== null && heard.startedAt >= (known?.startedAt ?? 0) ? heard : (known ?? null)
  return {
    ended: newest === null || newest.runId === dismissedId ? null : newest,
    dismiss: useCallback(() => {
      if (newest) dismissId(newest.runId)
    }, [newest, dismissId]),
  }
}
