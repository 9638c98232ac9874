import { useCallback, useMemo, useState } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import type { LinkRunFigures } from '../../../shared/domain/link.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { CancelOutcome } from '../../../shared/ipc/run.ts'
import { ApiError, type Api } from '../../lib/api.ts'
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
  /** Carries an ended run out once more, with the window or over the links it had. */
  retry(run: Run): void
  startAll(accounts: readonly Account[]): void
  cancel(runId: string): void
}

function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError({ code: 'INTERNAL', params: {}, raw: null })
}

/** Carries a run over links out once more, over the same links by the same rules. */
function recheck(
  api: Api,
  retryOf: string,
  { scope, isStrict }: LinkRunFigures,
): Promise<{ runId: string; isNew: boolean }> {
  return api.request('link.check', { scope: structuredClone(scope) as never, isStrict, retryOf })
}

/** Starts and cancels syncs and remembers what became of it. `windowDays` null asks for everything. */
export function useSyncActions(windowDays: number | null): SyncActions {
  const api = useApi()
  const [starts, setStarts] = useState<Readonly<Record<string, StartState>>>({})
  const [cancels, setCancels] = useState<Readonly<Record<string, CancelState>>>({})
  const [joinedRunId, setJoinedRunId] = useState<string | null>(null)

  const launch = useCallback(
    async (
      accountId: string,
      request: () => Promise<{ readonly runId: string; readonly isNew: boolean }>,
    ): Promise<string | null> => {
      setStarts((all) => ({ ...all, [accountId]: 'starting' }))
      try {
        const { runId, isNew } = await request()
        setStarts(({ [accountId]: _done, ...rest }) => rest)
        if (!isNew) setJoinedRunId(runId)
        return runId
      } catch (error) {
        setStarts((all) => ({ ...all, [accountId]: toApiError(error) }))
        return null
      }
    },
    [],
  )
  const begin = useCallback(
    (accountId: string, days: number | null, retryOf: string | null): Promise<string | null> =>
      launch(accountId, () => api.request('sync.start', { accountId, windowDays: days, retryOf })),
    [api, launch],
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
      retry: ({ runId, accountId, windowDays: days, links }) =>
        void (links ? launch(accountId, () => recheck(api, runId, links)) : begin(accountId, days, runId)).then(show),
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
  }, [api, begin, launch, cancels, joinedRunId, starts, windowDays])
}
