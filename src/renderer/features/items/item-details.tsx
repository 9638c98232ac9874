import { ActionIcon } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useDeferredValue, type ReactNode } from 'react'
import { isMeasuredKind, type Item } from '../../../shared/domain/item.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { BandMark } from '../../components/band-mark.tsx'
import { ContradictionBanner } from '../../components/contradiction-banner.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { CopyValue } from '../../components/details/copy-value.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useHotkey } from '../../lib/hotkeys.ts'
import { priceText } from '../../lib/price-text.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { DeadlineSection } from './details-deadlines.tsx'
import { MeasuredSection, RecordSection, RenewalSection, ResourceSection, TagsSection } from './details-sections.tsx'
import classes from './item-details.module.css'
import { ItemTimeline } from './item-timeline.tsx'
import { LateRenewalSection } from './late-renewal.tsx'
import { PhaseBar } from './phase-bar.tsx'
import { ReviewForm } from './review-form.tsx'

export interface ItemDetailsProps {
  /** An item's id or its resource id. */
  readonly itemId: string
  /** The item as the table knows it, so that nothing has to be waited for. */
  readonly known: Item | null
  readonly bandDays: readonly number[]
  readonly onClose: () => void
  /** null: there is no row before or after it. */
  readonly onPrevious: (() => void) | null
  readonly onNext: (() => void) | null
  readonly onQuery: (query: ItemQuery) => void
}

const isOf = (item: Item | null | undefined, id: string): item is Item =>
  item !== null && item !== undefined && (item.id === id || item.resourceId === id)

/** Everything that is known about one item, beside the table. */
export function ItemDetails(props: ItemDetailsProps): ReactNode {
  const { itemId, known, bandDays, onClose, onPrevious, onNext, onQuery } = props
  const { t } = useTranslator()
  const read = useRequest('item.get', { id: itemId })
  const item = isOf(read.data, itemId) ? read.data : isOf(known, itemId) ? known : null
  // What is below the form follows it, so that nobody waits for what is out of sight.
  const isWhole = useDeferredValue(true, false)
  useHotkey('k', () => onPrevious?.(), t('items.details.previous'), { isEnabled: onPrevious !== null })
  useHotkey('j', () => onNext?.(), t('items.details.next'), { isEnabled: onNext !== null })
  useHotkey('alt+up', () => onPrevious?.(), t('items.details.previous'), { isEnabled: onPrevious !== null })
  useHotkey('alt+down', () => onNext?.(), t('items.details.next'), { isEnabled: onNext !== null })

  const steps = (
    <>
      <ActionIcon
        aria-label={t('items.details.previous')}
        title={t('items.details.previous')}
        disabled={onPrevious === null}
        onClick={() => onPrevious?.()}
      >
        <IconChevronUp aria-hidden size={16} />
      </ActionIcon>
      <ActionIcon
        aria-label={t('items.details.next')}
        title={t('items.details.next')}
        disabled={onNext === null}
        onClick={() => onNext?.()}
      >
        <IconChevronDown aria-hidden size={16} />
      </ActionIcon>
    </>
  )
  return (
    <SidePanel
      id="item"
      title={item?.resourceName ?? t('items.details.title')}
      isOpen
      onClose={onClose}
      actions={steps}
      footer={item && <CopyButton value={() => JSON.stringify(item, null, 2)} label={t('items.details.copyAll')} />}
    >
      {!item && read.error && <ErrorNote error={read.error} onRetry={() => void read.refetch()} />}
      {!item && !read.error && <p className={classes.explain}>{t('items.details.reading')}</p>}
      {item && (
        <div className={classes.root}>
          <Summary item={item} bandDays={bandDays} />
          <ContradictionBanner item={item} />
          {!isMeasuredKind(item.kind) && <PhaseBar item={item} />}
          <ReviewForm key={item.id} item={item} />
          {isWhole && <Facts item={item} onQuery={onQuery} />}
        </div>
      )}
    </SidePanel>
  )
}

/** What is below the form. */
function Facts({ item, onQuery }: { readonly item: Item } & Pick<ItemDetailsProps, 'onQuery'>): ReactNode {
  return (
    <>
      <DeadlineSection item={item} />
      {isMeasuredKind(item.kind) ? (
        <MeasuredSection item={item} />
      ) : (
        <>
          <LateRenewalSection key={`late ${item.id}`} item={item} />
          <RenewalSection item={item} />
          <ResourceSection item={item} onQuery={onQuery} />
          <TagsSection item={item} />
          <RecordSection item={item} />
        </>
      )}
      <ItemTimeline itemId={item.id} isMeasured={isMeasuredKind(item.kind)} />
    </>
  )
}

/** The first things to know: how urgent, until when, how it is renewed, what it costs. */
function Summary({ item, bandDays }: { readonly item: Item; readonly bandDays: readonly number[] }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <div className={classes.summary}>
      <div className={classes.summaryLine}>
        <BandMark band={item.band} bandDays={bandDays} />
        <strong>{formats.daysLeft(item.daysLeft)}</strong>
        {item.expiresOn !== null && (
          <span title={formats.instantTitle(item.expiresAt)}>
            {t(`items.details.${(item.daysLeft ?? 0) < 0 ? 'expiredOn' : 'expiresOn'}`, {
              day: formats.day(item.expiresOn),
            })}
          </span>
        )}
      </div>
      <div className={classes.summaryLine}>
        <span>{t(isMeasuredKind(item.kind) ? `grid.kind.${item.kind}` : `domain.mode.${item.renewalMode}`)}</span>
        <span className={classes.dim} aria-hidden="true">
          ·
        </span>
        <span title={item.price === null ? t('grid.reason.noPrice') : undefined}>{priceText(t, formats, item)}</span>
        {!item.isActive && <span className={classes.gone}>{t('items.flag.isActive.false')}</span>}
      </div>
      <div className={classes.summaryLine} data-copies>
        <code className={classes.code}>{item.resourceId}</code>
        <CopyValue value={item.resourceId} label={t('grid.column.resourceId')} />
      </div>
    </div>
  )
}
