import { Anchor } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { MouseEvent, ReactNode } from 'react'
import { plain } from '../../shared/plain-text.ts'
import { ApiError } from '../lib/api.ts'
import { useApi, useRequest } from '../lib/api-context.tsx'
import { useTranslator } from '../lib/translator.tsx'

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** The address as it may be opened outside; null for everything but http, https and mailto. */
export function toOutsideAddress(address: string): string | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  if (!SCHEMES.has(url.protocol)) return null
  return url.protocol !== 'mailto:' && url.hostname === '' ? null : url.href
}

/** Opens addresses outside of the app: a browser does it by itself, the app asks the system. */
export function useOutsideOpener(): (event: MouseEvent, url: string) => void {
  const api = useApi()
  const { error: toSentence } = useTranslator()
  const host = useRequest('host.info', {})
  return (event, url) => {
    if (host.data?.kind !== 'desktop') return
    event.preventDefault()
    api.request('host.openExternal', { url }).catch((failure: unknown) => {
      if (!(failure instanceof ApiError)) throw failure
      notifications.show({ color: 'red', message: toSentence(failure.body) })
    })
  }
}

/** A link that leads out of the app; an address that must not be opened stays text. */
export function OutsideLink({ url, children }: { readonly url: string; readonly children: ReactNode }): ReactNode {
  const open = useOutsideOpener()
  const address = toOutsideAddress(url)
  if (address === null) return <span>{children}</span>
  return (
    <Anchor
      inherit
      underline="always"
      href={address}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={plain(address)}
      onClick={(event) => open(event, address)}
    >
      {children}
    </Anchor>
  )
}
