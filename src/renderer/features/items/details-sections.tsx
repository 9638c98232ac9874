import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { quoteRefusalWords } from '../../../shared/i18n/quote-refusal-words.ts'
import { RenewalPage } from '../../components/contradiction-banner.tsx'
import { DetailGroup } from '../../components/details/detail.tsx'
import facts from '../../components/details/details.module.css'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo, hrefToItem } from '../../lib/navigation.ts'
import { priceText } from '../../lib/price-text.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { ItemDetail, ItemInstant } from './details-parts.tsx'
import { fieldLabel } from './field-texts.ts'
import classes from './item-details.module.css'
import { toEditable } from './query-model.ts'

type Code = string | number | null
const withCode = (name: string | null, code: Code): string | null => {
  if (name === null || name === '') return code === null ? null : String(code)
  return code === null || code === '' || String(code) === name ? name : `${name} (${code})`
}

/** How it is renewed and what that costs. */
export function RenewalSection({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { price, priceSource, pricedAt } = item
  return (
    <DetailGroup title={t('items.details.renewal')}>
      <dl>
        <ItemDetail
          label={fieldLabel(t, 'renewalMode')}
          value={t(`domain.mode.${item.renewalMode}`)}
          source="provider"
        />
        <ItemDetail
          label={fieldLabel(t, 'price')}
          value={price === null ? null : priceText(t, formats, item)}
          copy={priceSource === 'with-main' ? null : price}
          source={priceSource === 'with-main' ? null : priceSource}
          reason={t('grid.reason.noPrice')}
          note={
            [
              item.priceMonths === null ? null : t('review.form.priceFor', { count: item.priceMonths }),
              pricedAt === null ? null : t('items.details.pricedAt', { time: formats.instant(pricedAt) }),
            ]
              .filter((word) => word !== null)
              .join(' · ') || null
          }
        />
        <QuoteRefusal item={item} />
        <ItemDetail label={fieldLabel(t, 'paymentType')} value={item.paymentType} />
      </dl>
      {item.contradictions.length === 0 && <RenewalPage item={item} />}
    </DetailGroup>
  )
}

/** Why there is no quote, or no newer one, when and what helps; nothing when none was refused. */
function QuoteRefusal({ item }: { readonly item: Item }): ReactNode {
  const translator = useTranslator()
  const formats = useFormats()
  const answer = useRequest('item.quoteRefusal', { id: item.id })
  const refusal = answer.isPlaceholderData ? null : answer.data
  if (!refusal) return null
  const words = quoteRefusalWords(translator, refusal, item.provider, {
    now: answer.dataUpdatedAt,
    instant: formats.instant,
  })
  return <ItemDetail label={translator.t('review.quoteRefusal.label')} value={words.sentence} note={words.action} />
}

/** What a check of links has measured, whom it belongs to, and the links that use it. */
export function MeasuredSection({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const isDomain = item.kind === 'domain'
  const query = {
    filter: {
      columns: [
        isDomain
          ? { kind: 'values', field: 'domain', values: [item.resourceId] }
          : { kind: 'values', field: 'host', values: [item.resourceId.replace(/:\d+$/, '')] },
      ],
    },
    sort: [],
  }
  return (
    <DetailGroup title={t('items.details.resource')}>
      <dl>
        <ItemDetail label={fieldLabel(t, 'kind')} value={t(`grid.kind.${item.kind}`)} />
        <ItemDetail
          label={t(isDomain ? 'link.field.domain' : 'link.field.host')}
          value={item.resourceId}
          copy={item.resourceId}
          note={<Anchor href={hrefTo('links', { query: JSON.stringify(query) })}>{t('items.details.links')}</Anchor>}
        />
        <ItemDetail
          label={t(isDomain ? 'items.details.registrar' : 'items.details.issuer')}
          value={item.resourceSpec}
          copy={item.resourceSpec}
          note={item.resourceSpecText}
        />
        <ItemDetail
          label={fieldLabel(t, 'status')}
          value={t(`domain.status.${item.status}`)}
          note={
            item.status === 'unknown'
              ? t('items.details.unknownSince', { time: formats.instant(item.lastSyncedAt) })
              : null
          }
        />
        <ItemInstant label={t('items.details.measuredAt')} at={item.lastSyncedAt} />
        <ItemInstant label={fieldLabel(t, 'firstSeenAt')} at={item.firstSeenAt} />
        {!item.isActive && <ItemInstant label={fieldLabel(t, 'goneAt')} at={item.goneAt} />}
      </dl>
    </DetailGroup>
  )
}

/** What it is and where it stands. */
export function ResourceSection({
  item,
  onQuery,
}: {
  readonly item: Item
  readonly onQuery: (query: ItemQuery) => void
}): ReactNode {
  const { t } = useTranslator()
  const attached = toEditable({
    filter: { columns: [{ kind: 'values', field: 'parentResourceId', values: [item.resourceId] }], isGone: 'all' },
  })
  return (
    <DetailGroup title={t('items.details.resource')}>
      <dl>
        <ItemDetail
          label={fieldLabel(t, 'account')}
          value={item.provider === null ? item.account : `${item.account} · ${t(`domain.provider.${item.provider}`)}`}
        />
        <ItemDetail label={fieldLabel(t, 'kind')} value={t(`grid.kind.${item.kind}`)} />
        <ItemDetail label={fieldLabel(t, 'resourceId')} value={item.resourceId} copy={item.resourceId} />
        <ItemDetail
          label={fieldLabel(t, 'serviceTypeName')}
          value={withCode(item.serviceTypeName, item.serviceTypeCode)}
        />
        <ItemDetail
          label={fieldLabel(t, 'resourceTypeName')}
          value={withCode(item.resourceTypeName, item.resourceType)}
        />
        <ItemDetail
          label={fieldLabel(t, 'resourceSpec')}
          value={item.resourceSpec}
          copy={item.resourceSpec}
          note={item.resourceSpecText}
        />
        <ItemDetail label={fieldLabel(t, 'regionName')} value={withCode(item.regionName, item.region)} />
        <ItemDetail
          label={fieldLabel(t, 'enterpriseProjectName')}
          value={withCode(item.enterpriseProjectName, item.enterpriseProjectId)}
        />
        <ItemDetail label={fieldLabel(t, 'projectId')} value={item.projectId} copy={item.projectId} />
        <ItemDetail
          label={fieldLabel(t, 'isMain')}
          value={item.isMain === null ? null : t(`items.flag.isMain.${item.isMain}`)}
          note={
            item.isMain !== false && (
              <Anchor component="button" type="button" size="sm" onClick={() => onQuery(attached)}>
                {t('items.row.attached')}
              </Anchor>
            )
          }
        />
        {item.parentResourceId !== null && (
          <ItemDetail
            label={fieldLabel(t, 'parentResourceId')}
            value={<Anchor href={hrefToItem(item.parentResourceId)}>{item.parentResourceId}</Anchor>}
            copy={item.parentResourceId}
          />
        )}
      </dl>
    </DetailGroup>
  )
}

/** All tags; "never read" is something else than "has none". */
export function TagsSection({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const tags = item.tags === null ? [] : Object.entries(item.tags)
  return (
    <section className={facts.group} aria-label={fieldLabel(t, 'tags')}>
      <h3>{fieldLabel(t, 'tags')}</h3>
      {item.tags === null && <p className={classes.explain}>{t('grid.reason.tagsUnread')}</p>}
      {item.tags !== null && tags.length === 0 && <p className={classes.explain}>{t('grid.noTags')}</p>}
      {tags.length > 0 && (
        <dl>
          {tags.map(([key, value]) => (
            <ItemDetail
              key={key}
              label={key}
              value={value}
              copy={`${key}=${value}`}
              reason={t('items.details.emptyTag')}
            />
          ))}
        </dl>
      )}
    </section>
  )
}

/** Codes as they came, and when the item was seen. */
export function RecordSection({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const code = (raw: Code): string | null => (raw === null ? null : String(raw))
  return (
    <DetailGroup title={t('items.details.record')}>
      <dl>
        <ItemDetail label={fieldLabel(t, 'status')} value={t(`domain.status.${item.status}`)} source="provider" />
        <ItemDetail label={fieldLabel(t, 'rawStatus')} value={code(item.rawStatus)} copy={code(item.rawStatus)} />
        <ItemDetail label={fieldLabel(t, 'rawPolicy')} value={code(item.rawPolicy)} copy={code(item.rawPolicy)} />
        <ItemInstant label={fieldLabel(t, 'createTime')} at={item.createdAt} />
        <ItemInstant label={fieldLabel(t, 'firstSeenAt')} at={item.firstSeenAt} />
        <ItemInstant label={fieldLabel(t, 'lastSyncedAt')} at={item.lastSyncedAt} />
        {!item.isActive && (
          <ItemInstant
            label={fieldLabel(t, 'goneAt')}
            at={item.goneAt}
            note={item.goneCause === null ? null : t(`domain.goneCause.${item.goneCause}`)}
          />
        )}
        <ItemDetail label={fieldLabel(t, 'id')} value={item.id} copy={item.id} />
      </dl>
    </DetailGroup>
  )
}
