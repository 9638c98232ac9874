import { notifications } from '@mantine/notifications'
import { useCallback } from 'react'
import type { ApiError } from '../lib/api.ts'
import { useApi } from '../lib/api-context.tsx'
import { goTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'

/** Starts a check of all links and goes to where it is seen; one that is going on already is joined by the core. */
export function useCheckLinks(): () => Promise<void> {
  const api = useApi()
  const translator = useTranslator()
  return useCallback(async () => {
    try {
      await api.request('link.check', {})
      goTo('links')
    } catch (error) {
      notifications.show({ id: 'check-links', color: 'red', message: translator.error((error as ApiError).body) })
    }
  }, [api, translator])
}
