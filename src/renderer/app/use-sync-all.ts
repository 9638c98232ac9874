import { notifications } from '@mantine/notifications'
import { useCallback } from 'react'
import type { ApiError } from '../lib/api.ts'
import { useApi } from '../lib/api-context.tsx'
import { useTranslator } from '../lib/translator.tsx'

/** Starts a sync of every account; those that are going on already are joined by the core. */
export function useSyncAll(): () => Promise<void> {
  const api = useApi()
  const translator = useTranslator()
  return useCallback(async () => {
    const { t } = translator
    const say = (color: string, message: string): void => void notifications.show({ id: 'sync-all', color, message })
    try {
      const accounts = await api.request('account.list', {})
      if (accounts.length === 0) return say('gray', t('shell.sync.noAccount'))
      const outcomes = await Promise.allSettled(
        accounts.map(({ accountId }) => api.request('sync.start', { accountId })),
      )
      const failure = outcomes.find((outcome) => outcome.status === 'rejected')
      if (failure) throw failure.reason
      say('accent', t('shell.sync.started', { count: accounts.length }))
    } catch (error) {
      say('red', translator.error((error as ApiError).body))
    }
  }, [api, translator])
}
