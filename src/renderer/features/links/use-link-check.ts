import { useEffect, useRef, useState } from 'react'
import type { LinkDetails } from '../../../shared/domain/link.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useLiveRuns } from '../../stores/live-runs.ts'
import { isCovered } from './link-words.ts'

export interface LinkChecking {
  /** True while this link is being checked, whoever has asked for it. */
  readonly isChecking: boolean
  /** Why the last wish for a check was refused. */
  readonly error: ApiError | null
  readonly check: () => void
}

/** Checks one link and follows the check until its result is there. */
export function useLinkCheck({ link, checks }: LinkDetails): LinkChecking {
  const api = useApi()
  const runs = useLiveRuns((state) => state.runs)
  const [isAsking, setAsking] = useState(false)
  const [askedRunId, setAskedRunId] = useState<string | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  /** A run may have ended before the answer that names it arrives. */
  const ended = useRef(new Set<string>())
  const newestRunId = checks[0]?.runId ?? null

  useEffect(() => {
    const stopEnded = api.on('run.ended', ({ run }) => {
      ended.current.add(run.runId)
      setAskedRunId((asked) => (asked === run.runId ? null : asked))
    })
    const stopReset = api.onReset(() => setAskedRunId(null))
    return () => {
      stopEnded()
      stopReset()
    }
  }, [api])

  async function ask(): Promise<void> {
    setAsking(true)
    setError(null)
    try {
      const { runId } = await api.request('link.check', { scope: { kind: 'links', linkIds: [link.linkId] } })
      if (!ended.current.has(runId)) setAskedRunId(runId)
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    } finally {
      setAsking(false)
    }
  }

  const isAwaited = askedRunId !== null && askedRunId !== newestRunId
  const isInRun = Object.values(runs).some(
    ({ run }) => run.links !== null && run.runId !== newestRunId && isCovered(run.links, link, run.startedAt),
  )
  return { isChecking: isAsking || isAwaited || isInRun, error, check: () => void ask() }
}
