import { Button } from '@mantine/core'
import { IconAlertTriangle, IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Item } from '../../shared/domain/item.ts'
import { contradictionSentence } from '../../shared/i18n/contradiction-words.ts'
import { useFormats } from '../lib/format.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './contradiction-banner.module.css'
import { toOutsideAddress, useOutsideOpener } from './outside-link.tsx'

/** What does not fit about an item, what to do about it, and the way to the provider's page; nothing when all fits. */
export function ContradictionBanner({ item }: { readonly item: Item }): ReactNode {
  const translator = useTranslator()
  const formats = useFormats()
  const { contradictions } = item
  if (contradictions.length === 0) return null
  const title = translator.t('review.banner.title', { count: contradictions.length })
  return (
    <section className={classes.root} aria-label={title}>
      <ul>
        {contradictions.map((kind) => {
          const { sentence, action } = contradictionSentence(translator, item, kind, formats)
          return (
            <li key={kind}>
              <IconAlertTriangle aria-hidden className={classes.icon ?? ''} size={15} />
              <span className={classes.sentence}>{sentence}</span>
              <span className={classes.action}>{action}</span>
            </li>
          )
        })}
      </ul>
      <RenewalPage item={item} />
    </section>
  )
}

/** The way to the page on which the provider manages renewals; nothing where there is none. */
export function RenewalPage({ item }: { readonly item: Pick<Item, 'provider' | 'renewalUrl'> }): ReactNode {
  const { t } = useTranslator()
  const open = useOutsideOpener()
  const address = item.renewalUrl === null ? null : toOutsideAddress(item.renewalUrl)
  if (address === null) return null
  const words =
    item.provider === null
      ? t('review.banner.toPage')
      : t('review.banner.toProvider', { provider: t(`domain.provider.${item.provider}`) })
  return (
    <span>
      <Button
        component="a"
        classNames={{ root: classes.button ?? '', label: classes.label ?? '' }}
        href={address}
        target="_blank"
        rel="noopener noreferrer"
        title={address}
        size="compact-sm"
        variant="default"
        rightSection={<IconExternalLink aria-hidden size={14} />}
        onClick={(event) => open(event, address)}
      >
        {words}
      </Button>
    </span>
  )
}
