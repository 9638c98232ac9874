import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { plain } from '../../../shared/plain-text.ts'
import { CopyValue } from '../../components/details/copy-value.tsx'
import { useOutsideOpener } from '../../components/outside-link.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './link-details.module.css'

const OPENABLE = /^https?:\/\//i

/**
 * An address that opens outside of the app and can be copied. Only http and https lead anywhere: an address that a
 * stranger's list has brought must not be able to do anything else.
 */
export function LinkAddress({ url, label }: { readonly url: string; readonly label: string }): ReactNode {
  const { t } = useTranslator()
  const open = useOutsideOpener()
  const shown = plain(url)
  return (
    <span className={classes.copyLine} data-copies>
      {OPENABLE.test(url) && URL.canParse(url) ? (
        <Anchor
          className={classes.address ?? ''}
          href={url}
          target="_blank"
          rel="noopener noreferrer nofollow"
          title={t('links.details.open', { url: shown })}
          onClick={(event) => open(event, url)}
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
