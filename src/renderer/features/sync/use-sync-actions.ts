import { useCallback, useMemo, useState } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { CancelOutcome } from '../../../shared/ipc/run.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { goTo } from '../../lib/navigation.ts'

/** What became of a wish to start or cancel; nothing is kept of a start that worked. */
export type StartState = 'starting' | ApiError
export type CancelState = 'cancelling' | CancelOutcome | ApiError

export interface SyncActions {
  /** By account id. */
  readonly starts: Readonly<Record<string, StartState>>
  /** By run id. */
  readonly cancels: Readonly<Record<string, CancelState>>
  /** The run that was joined instead of beginning another one. */
  readonly joinedRunId: string | null
  /** Starts an account's sync and shows it. */
  start(accountId: string): void
  /** Carries an ended run out once more, with the window it had. */
  retry(run: Run): void
  startAll(accounts: readonly Account[]): void
  cancel(runId: string): void
}

function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError({ code: 'INTERNAL', params: {}, raw: null })
}

/** Starts and cancels syncs and remembers what became of it. `windowDays` null asks for everything. */
export function useSyncActions(windowDays: number | null): SyncActions {
  const api = useApi()
  const [starts, setStarts] = useState<Readonly<Record<string, StartState>>>({})
  const [cancels, setCancels] = useState<Readonly<Record<string, CancelState>>>({})
  const [joinedRunId, setJoinedRunId] = useState<string | null>(null)

  const begin = useCallback(
    async (accountId: string, days: number | null, retryOf: string | null): Promise<string | null> => {
      setStarts((all) => ({ ...all, [accountId]: 'starting' }))
      try {
        const { runId, isNew } = await api.request('sync.start', { accountId, windowDays: days, retryOf })
        setStarts(({ [accountId]: _done, ...rest }) => rest)
        if (!isNew) setJoinedRunId(runId)
        return runId
      } catch (error) {
        setStarts((all) => ({ ...all, [accountId]: toApiError(error) }))
        return null
      }
    },
    [api],
  )

  return useMemo(() => {
    const show = (runId: string | null): void => {
      if (runId !== null) goTo('sync', { run: runId })
    }
    return {
      starts,
      cancels,
      joinedRunId,
      start: (accountId) => void begin(accountId, windowDays, null).then(show),
      retry: (run) => void begin(run.accountId, run.windowDays, run.runId).then(show),
      startAll(accounts) {
        // The first one is shown; the others are seen in the list.
        void Promise.all(accounts.map(({ accountId }) => begin(accountId, windowDays, null))).then((runIds) =>
          show(runIds.find((runId) => runId !== null) ?? null),
        )
      },
      cancel(runId) {
        setCancels((all) => ({ ...all, [runId]: 'cancelling' }))
        api.request('run.cancel', { runId }).then(
          ({ outcome }) => setCancels((all) => ({ ...all, [runId]: outcome })),
          (error: unknown) => setCancels((all) => ({ ...all, [runId]: toApiError(error) })),
        )
      },
    }
  }, [api, begin, cancels, joinedRunId, starts, windowDays])
}
