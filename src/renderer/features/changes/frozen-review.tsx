import { Anchor, Button } from '@mantine/core'
import { IconArrowLeft, IconSnowflake } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import type { Due } from '../../../shared/domain/overview.ts'
import type { Snapshot, SnapshotItem } from '../../../shared/domain/snapshot.ts'
import { plain } from '../../../shared/plain-text.ts'
import { BandMark } from '../../components/band-mark.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { SearchBox } from '../../components/list-tools/search-box.tsx'
import { Pager } from '../../components/pager.tsx'
import { SumText } from '../../components/sum-text.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { hrefToItem } from '../../lib/navigation.ts'
import { priceText } from '../../lib/price-text.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { hrefToComparison, hrefToReviews } from './changes-address.ts'
import classes from './changes.module.css'
import { LateNote } from './late-note.tsx'

const PAGE_ROWS = 100

/** Named as in the list of items. */
const COLUMNS = [
  'resourceName',
  'actBy',
  'expireTime',
  'renewalMode',
  'price',
  'decision',
  'owner',
  'enterpriseProjectName',
  'account',
] as const

/** A done review as it was: figures and rows, marked as frozen. */
export function FrozenReview({ review }: { readonly review: Snapshot }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { snapshotId, title, note, at, by, figures } = review
  return (
    <article className={classes.frozen} aria-label={title}>
      <div className={classes.reviewHead}>
        <Anchor inherit className={classes.back ?? ''} href={hrefToReviews()}>
          <IconArrowLeft size={16} aria-hidden /> {t('changes.frozen.back')}
        </Anchor>
        <h2>{title}</h2>
        <span className={classes.frozenMark}>
          <IconSnowflake size={14} aria-hidden /> {t('changes.frozen.asOf', { at: formats.instant(at), by })}
        </span>
        <span className={classes.grow} />
        <Button
          size="compact-sm"
          component="a"
          variant="default"
          href={hrefToComparison({ kind: 'snapshot', snapshotId })}
        >
          {t('changes.reviews.sinceThen')}
        </Button>
      </div>
      {note !== null && <p className={classes.reviewNote}>{note}</p>}
      <Figures figures={figures} />
      <FrozenRows review={review} />
    </article>
  )
}

function Figures({ figures }: { readonly figures: Snapshot['figures'] }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const line = (name: ReactNode, key: string, due: Due): ReactNode => (
    <tr key={key}>
      <th scope="row">{name}</th>
      <td className={classes.number}>{formats.number(due.count)}</td>
      <td className={classes.number}>
        <SumText sums={due.sums} />
      </td>
    </tr>
  )
  const bandDays = figures.bands.flatMap(({ band }) => /^(?:\d+-)?(\d+)$/.exec(band)?.[1] ?? []).map(Number)
  return (
    <div className={classes.figures}>
      <table className={classes.plain}>
        <caption>{t('changes.frozen.bands')}</caption>
        <tbody>
          {line(t('changes.frozen.all'), 'all', figures.all)}
          {figures.bands.map((due) => line(<BandMark band={due.band} bandDays={bandDays} />, due.band, due))}
        </tbody>
      </table>
      <div className={`${classes.figures} ${classes.further}`}>
        <table className={classes.plain}>
          <caption>{t('changes.frozen.decisions')}</caption>
          <tbody>
            {figures.decisions.map((due) => line(t(`domain.decision.${due.decision}`), due.decision, due))}
            {line(t('changes.frozen.overdue'), 'overdue', figures.overdue)}
            {line(t('changes.frozen.undecidedDue'), 'undecided', figures.undecidedDue)}
          </tbody>
        </table>
        <table className={classes.plain}>
          <caption>{t('changes.frozen.accounts')}</caption>
          <tbody>
            {figures.accounts.map(({ account, completeAt, count }) => (
              <tr key={account}>
                <th scope="row" className={classes.accountName} title={account}>
                  {account}
                </th>
                <td className={classes.number}>{formats.number(count)}</td>
                <td>
                  {completeAt === null
                    ? t('changes.frozen.neverComplete')
                    : t('changes.frozen.complete', { at: formats.instant(completeAt) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function FrozenRows({ review: { snapshotId } }: { readonly review: Snapshot }): ReactNode {
  const { t } = useTranslator()
  const [search, setSearch] = useState('')
  const [offset, setOffset] = useState(0)
  const rows = useRequest('snapshot.items', { snapshotId, search, offset, limit: PAGE_ROWS })
  return (
    <div className={classes.rows}>
      <div className={classes.rowsHead}>
        <h3>{t('changes.frozen.rows')}</h3>
        <div className={classes.rowsSearch}>
          <SearchBox
            search={search}
            placeholder={t('changes.frozen.search')}
            hotkeyLabel={t('changes.frozen.search')}
            onSearch={(next) => {
              setSearch(next)
              setOffset(0)
            }}
          />
        </div>
      </div>
      {rows.error && <ErrorNote error={rows.error} onRetry={() => void rows.refetch()} />}
      {!rows.error && !rows.data && <LateNote words={t('changes.reviews.reading')} />}
      {rows.data && rows.data.total === 0 && <p className={classes.dim}>{t('changes.frozen.noRows')}</p>}
      {rows.data && rows.data.total > 0 && <FrozenTable items={rows.data.items} />}
      {rows.data && rows.data.total > PAGE_ROWS && (
        <Pager
          offset={offset}
          shown={rows.data.items.length}
          total={rows.data.total}
          pageRows={PAGE_ROWS}
          onChange={setOffset}
          words={{ range: 'changes.frozen.range', previous: 'changes.frozen.previous', next: 'changes.frozen.next' }}
        />
      )}
    </div>
  )
}

function FrozenTable({ items }: { readonly items: readonly SnapshotItem[] }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const day = (at: number | null): string => (at === null ? UNKNOWN : formats.day(toCivilDay(at, formats.zone)))
  return (
    <div className={classes.scroller} role="region" aria-label={t('changes.frozen.rows')} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {COLUMNS.map((head) => (
              <th key={head} scope="col" className={head === 'price' ? classes.number : undefined}>
                {t(`grid.column.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.itemId}>
              <th scope="row" className={classes.name}>
                <Anchor
                  inherit
                  href={hrefToItem(item.itemId)}
                  title={`${plain(item.resourceName)}\n${item.resourceId}`}
                >
                  {plain(item.resourceName || item.resourceId)}
                </Anchor>
                {!item.isActive && <span className={classes.dim}> · {t('changes.frozen.gone')}</span>}
              </th>
              <td title={formats.instantTitle(item.actByAt)}>{day(item.actByAt)}</td>
              <td title={formats.instantTitle(item.expiresAt)}>{day(item.expiresAt)}</td>
              <td>{t(`domain.mode.${item.renewalMode}`)}</td>
              <td className={item.priceSource === 'with-main' ? `${classes.number} ${classes.dim}` : classes.number}>
                {priceText(t, formats, item)}
              </td>
              <td title={item.reason ?? undefined}>
                {t(`domain.decision.${item.decision}`)}
                {item.reason !== null && <span className={classes.dim}> · {item.reason}</span>}
              </td>
              <td title={item.owner ?? undefined}>{item.owner ?? UNKNOWN}</td>
              <td title={item.enterpriseProjectName ?? undefined}>{item.enterpriseProjectName ?? UNKNOWN}</td>
              <td title={item.account || undefined}>{item.account || UNKNOWN}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
