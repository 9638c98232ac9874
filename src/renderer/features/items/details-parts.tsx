import type { ComponentProps, ReactNode } from 'react'
import type { PriceSource } from '../../../shared/domain/item.ts'
import { Detail, InstantDetail } from '../../components/details/detail.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './item-details.module.css'

/** Where a fact of an item comes from, beside it. */
interface Sourced {
  readonly source?: PriceSource | null
}

function Source({ source }: Sourced): ReactNode {
  const { t } = useTranslator()
  return source ? <span className={classes.source}>{t(`items.provenance.${source}`)}</span> : null
}

/** One fact of an item; what is not known was not said by its provider unless `reason` says otherwise. */
export function ItemDetail({
  source,
  reason,
  ...rest
}: Omit<ComponentProps<typeof Detail>, 'aside'> & Sourced): ReactNode {
  const { t } = useTranslator()
  return <Detail {...rest} reason={reason ?? t('grid.reason.notSaid')} aside={<Source source={source ?? null} />} />
}

/** An instant of an item. */
export function ItemInstant({
  source,
  reason,
  ...rest
}: Omit<ComponentProps<typeof InstantDetail>, 'aside'> & Sourced): ReactNode {
  const { t } = useTranslator()
  return (
    <InstantDetail {...rest} reason={reason ?? t('grid.reason.notSaid')} aside={<Source source={source ?? null} />} />
  )
}
