import { Anchor } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { MouseEvent, ReactNode } from 'react'
import { plain } from '../../../shared/plain-text.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { CopyValue } from '../../components/details/copy-value.tsx'
import classes from './link-details.module.css'

const OPENABLE = /^https?:\/\//i

/**
 * An address that opens outside of the app and can be copied. Only http and https lead anywhere: an address that a
 * stranger's list has brought must not be able to do anything else.
 */
export function LinkAddress({ url, label }: { readonly url: string; readonly label: string }): ReactNode {
  const api = useApi()
  const { t, error: toSentence } = useTranslator()
  const host = useRequest('host.info', {})
  const shown = plain(url)

  async function openOutside(event: MouseEvent): Promise<void> {
    // A browser opens another tab by itself; the app asks the system.
    if (host.data?.kind !== 'desktop') return
    event.preventDefault()
    try {
      await api.request('host.openExternal', { url })
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      notifications.show({ color: 'red', message: toSentence(failure.body) })
    }
  }

  return (
    <span className={classes.copyLine} data-copies>
      {OPENABLE.test(url) && URL.canParse(url) ? (
        <Anchor
          className={classes.address ?? ''}
          href={url}
          target="_blank"
          rel="noopener noreferrer nofollow"
          title={t('links.details.open', { url: shown })}
          onClick={(event) => void openOutside(event)}
        >
          {shown}
        </Anchor>
      ) : (
        <span className={classes.address} title={shown}>
          {shown}
        </span>
      )}
      <CopyValue value={url} label={label} />
    </span>
  )
}
