import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { actByKind } from '../../../shared/domain/act-by.ts'
import { startOfCivilDay } from '../../../shared/domain/civil-day.ts'
import type { Item } from '../../../shared/domain/item.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { lateRenewal } from '../../../shared/domain/late-renewal.ts'
import { toFixedAmount } from '../../../shared/domain/money.ts'
import { isKnownYear } from '../../../shared/domain/working-day.ts'
import { DetailGroup } from '../../components/details/detail.tsx'
import facts from '../../components/details/details.module.css'
import { useFormats } from '../../lib/format.ts'
import { hrefTo, hrefToItem } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { ItemDetail, ItemInstant } from './details-parts.tsx'
import { fieldLabel } from './field-texts.ts'
import classes from './item-details.module.css'
import { toEditable } from './query-model.ts'

/** Periods that renewals are usually bought for, in months. */
const RENEWAL_MONTHS = [1, 3, 12]

type Code = string | number | null
const withCode = (name: string | null, code: Code): string | null => {
  if (name === null || name === '') return code === null ? null : String(code)
  return code === null || code === '' || String(code) === name ? name : `${name} (${code})`
}

/** Until when something has to be done, and what happens then. */
export function DeadlineSection({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { lastWorkingDayOn: lastDay } = item
  return (
    <DetailGroup title={t('items.details.deadlines')}>
      <dl>
        <ItemInstant
          label={fieldLabel(t, 'actBy')}
          at={item.actByAt}
          source="computed"
          reason={t('grid.reason.undated')}
          note={item.actByAt === null ? null : t(`items.actBy.${actByKind(item.renewalMode, item.decision)}`)}
        />
        <ItemDetail
          label={fieldLabel(t, 'lastWorkingDayOn')}
          value={lastDay === null ? null : formats.day(lastDay)}
          title={formats.dayTitle(lastDay)}
          reason={t('grid.reason.undated')}
          source="computed"
          note={
            lastDay !== null && !isKnownYear(Number(lastDay.slice(0, 4))) ? t('items.details.calendarUnknown') : null
          }
        />
        <ItemInstant
          label={fieldLabel(t, 'expireTime')}
          at={item.expiresAt}
          source={item.kind === 'cloud' ? 'provider' : null}
          reason={t('grid.reason.undated')}
        />
        <ItemInstant
          label={fieldLabel(t, 'graceEndsAt')}
          at={item.graceEndsAt}
          source="computed"
          reason={t('grid.reason.noPhases')}
        />
        <ItemInstant
          label={fieldLabel(t, 'retentionEndsAt')}
          at={item.retentionEndsAt}
          source="computed"
          reason={t('grid.reason.noPhases')}
        />
        <ItemDetail
          label={fieldLabel(t, 'phase')}
          value={item.phase === null ? null : t(`domain.phase.${item.phase}`)}
          source={item.phaseSource}
          reason={t('grid.reason.undated')}
        />
      </dl>
    </DetailGroup>
  )
}

/** What renewing an expired item today really buys, because the period counts from the old expiry. */
export function LateRenewalSection({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { expiresAt, daysLeft } = item
  if (!item.isActive || expiresAt === null || daysLeft === null || daysLeft >= 0) return null
  // Days are counted, so any moment of today will do.
  const now = startOfCivilDay(formats.today, formats.zone)
  const offers = RENEWAL_MONTHS.map((months) => ({
    months,
    ...lateRenewal({ expiresAt, now, months, zone: formats.zone }),
  }))
  return (
    <section className={facts.group} aria-label={t('items.late.title')}>
      <h3>{t('items.late.title')}</h3>
      <p className={classes.explain}>{t('items.late.explain')}</p>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('items.late.period')}</th>
            <th scope="col">{t('items.late.until')}</th>
            <th scope="col" className={classes.number}>
              {t('items.late.bought')}
            </th>
            <th scope="col" className={classes.number}>
              {t('items.late.lost')}
            </th>
            <th scope="col" className={classes.number}>
              {t('items.late.factor')}
            </th>
          </tr>
        </thead>
        <tbody>
          {offers.map(({ months, newExpiresOn, newExpiresAt, daysBought, daysLost, costFactor }) => (
            <tr key={months}>
              <th scope="row">{t('items.late.months', { count: months })}</th>
              <td title={formats.instantTitle(newExpiresAt)}>{formats.day(newExpiresOn)}</td>
              <td className={classes.number}>{t('items.filter.days', { count: daysBought })}</td>
              <td className={classes.number}>{t('items.filter.days', { count: daysLost })}</td>
              <td className={classes.number} title={costFactor === null ? t('items.late.noUse') : undefined}>
                {costFactor === null ? '—' : `× ${toFixedAmount(costFactor)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** How it is renewed and what that costs. */
export function RenewalSection({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { price, currency, priceSource, pricedAt } = item
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
          value={price === null ? null : formats.money(price, currency)}
          copy={price}
          source={priceSource}
          reason={t('grid.reason.noPrice')}
          note={pricedAt === null ? null : t('items.details.pricedAt', { time: formats.instant(pricedAt) })}
        />
        <ItemDetail label={fieldLabel(t, 'paymentType')} value={item.paymentType} />
      </dl>
    </DetailGroup>
  )
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

/** What people said about it. */
export function ReviewSection({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const notFilled = t('grid.reason.notFilled')
  return (
    <DetailGroup title={t('items.details.review')}>
      <dl>
        <ItemDetail label={fieldLabel(t, 'decision')} value={t(`domain.decision.${item.decision}`)} />
        <ItemDetail label={fieldLabel(t, 'owner')} value={item.owner} reason={notFilled} />
        <ItemDetail label={fieldLabel(t, 'backupOwner')} value={item.backupOwner} reason={notFilled} />
        <ItemDetail label={fieldLabel(t, 'reason')} value={item.reason} reason={notFilled} />
        <ItemDetail
          label={fieldLabel(t, 'note')}
          value={item.note === null ? null : <span className={facts.long}>{item.note}</span>}
          reason={notFilled}
        />
        <ItemDetail
          label={fieldLabel(t, 'snoozedUntil')}
          value={item.snoozedUntil === null ? null : formats.day(item.snoozedUntil)}
          title={formats.dayTitle(item.snoozedUntil)}
          reason={t('grid.reason.notSnoozed')}
        />
        <ItemInstant
          label={fieldLabel(t, 'acknowledgedAt')}
          at={item.acknowledgedAt}
          reason={t('grid.reason.notAcknowledged')}
        />
      </dl>
    </DetailGroup>
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
