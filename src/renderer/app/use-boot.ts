import { useCallback, useEffect, useState } from 'react'
import type { Settings } from '../../shared/domain/settings.ts'
import type { HostInfo } from '../../shared/ipc/host.ts'
import type { ApiError } from '../lib/api.ts'
import { useApi, useRequest } from '../lib/api-context.tsx'
import { flushPreferences, loadPreferences } from '../stores/preferences.ts'

/** What has to be known before the first page is drawn. */
export type Boot =
  | { readonly state: 'waiting' }
  | { readonly state: 'failed'; readonly error: ApiError; readonly retry: () => void }
  | { readonly state: 'ready'; readonly host: HostInfo; readonly settings: Settings }

/** Asks for everything that the frame needs, all at once; settings are followed from then on. */
export function useBoot(): Boot {
  const host = useRequest('host.info', {})
  const settings = useRequest('settings.get', {})
  const accounts = useRequest('account.list', {})
  const preferences = usePreferencesOnce()
  const requests = [host, settings, accounts]

  const error = requests.find((request) => request.isError && !request.data)?.error ?? preferences.error
  if (error) {
    return {
      state: 'failed',
      error,
      retry() {
        for (const request of requests) if (!request.data) void request.refetch()
        if (!preferences.isLoaded) preferences.load()
      },
    }
  }
  if (!host.data || !settings.data || !accounts.data || !preferences.isLoaded) return { state: 'waiting' }
  return { state: 'ready', host: host.data, settings: settings.data }
}

/** Reads the preferences once: afterwards this window knows them better than the database. */
function usePreferencesOnce(): {
  readonly isLoaded: boolean
  readonly error: ApiError | null
  readonly load: () => void
} {
  const api = useApi()
  const [isLoaded, setIsLoaded] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const load = useCallback(() => {
    setError(null)
    loadPreferences(api).then(
      () => setIsLoaded(true),
      (reason: unknown) => setError(reason as ApiError),
    )
  }, [api])
  useEffect(() => {
    load()
    window.addEventListener('pagehide', flushPreferences)
    return () => window.removeEventListener('pagehide', flushPreferences)
  }, [load])
  return { isLoaded, error, load }
}
