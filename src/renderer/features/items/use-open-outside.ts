import { notifications } from '@mantine/notifications'
import { useCallback, type MouseEvent } from 'react'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'

/**
 * Opens an address outside of the app: a browser does so by itself (another tab), the desktop app asks the system. With the
 * event of a link, its own way is taken only where that is enough.
 */
export function useOpenOutside(): (url: string, event?: MouseEvent) => void {
  const api = useApi()
  const { error: toSentence } = useTranslator()
  const isDesktop = useRequest('host.info', {}).data?.kind === 'desktop'
  return useCallback(
    (url: string, event?: MouseEvent) => {
      if (!isDesktop) {
        if (!event) window.open(url, '_blank', 'noopener,noreferrer')
        return
      }
      event?.preventDefault()
      void api.request('host.openExternal', { url }).catch((failure: unknown) => {
        if (!(failure instanceof ApiError)) throw failure
        notifications.show({ color: 'red', message: toSentence(failure.body) })
      })
    },
    [api, toSentence, isDesktop],
  )
}
