import { useCallback, useState } from 'react'
import { ApiError } from '../../lib/api.ts'

export interface CarryOut {
  readonly isBusy: boolean
  /** Why the last attempt failed. */
  readonly error: ApiError | null
  readonly forget: () => void
  /** True when the work is done; a failure of the core is kept, anything else is a fault of ours and is thrown. */
  readonly carryOut: (work: () => Promise<void>) => Promise<boolean>
}

/** Carries something out for a dialog: busy meanwhile, with the failure where it happened. */
export function useCarryOut(): CarryOut {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const carryOut = useCallback(async (work: () => Promise<void>): Promise<boolean> => {
    setBusy(true)
    setError(null)
    try {
      await work()
      return true
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
      return false
    } finally {
      setBusy(false)
    }
  }, [])
  const forget = useCallback(() => setError(null), [])
  return { isBusy, error, forget, carryOut }
}
