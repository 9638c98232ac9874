import { notifications } from '@mantine/notifications'
import { useMemo } from 'react'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'

export interface LinkActions {
  /** Starts a check of these links; its results arrive by events. Says so in a note, also when it cannot be. */
  check(linkIds: readonly string[]): Promise<void>
  /** Ends the white-listing of links. */
  endWhitelisting(linkIds: readonly string[]): Promise<void>
  /** Takes back what was shown or hidden by hand. */
  release(linkIds: readonly string[]): Promise<void>
}

/** What can be done with links at once, without a dialog; success and failure are told in a note. */
export function useLinkActions(): LinkActions {
  const api = useApi()
  const { t, error: toSentence } = useTranslator()
  const formats = useFormats()
  return useMemo(() => {
    async function tell(work: () => Promise<string>): Promise<void> {
      try {
        notifications.show({ message: await work() })
      } catch (failure) {
        if (!(failure instanceof ApiError)) throw failure
        notifications.show({ color: 'red', autoClose: false, message: toSentence(failure.body) })
      }
    }
    const count = (changed: number): { readonly count: number; readonly shown: string } => ({
      count: changed,
      shown: formats.number(changed),
    })
    return {
      check: (linkIds) =>
        tell(async () => {
          const { isNew } = await api.request('link.check', { scope: { kind: 'links', linkIds: [...linkIds] } })
          return t(isNew ? 'links.details.checkStarted' : 'links.details.checkJoined', count(linkIds.length))
        }),
      endWhitelisting: (linkIds) =>
        tell(async () => {
          const { changed } = await api.request('link.whitelist', { linkIds: [...linkIds], whitelisting: null })
          return t('links.whitelist.ended', count(changed))
        }),
      release: (linkIds) =>
        tell(async () => {
          const { changed } = await api.request('link.pin', { linkIds: [...linkIds], pinned: null })
          return t('links.pin.released', count(changed))
        }),
    }
  }, [api, t, toSentence, formats])
}
