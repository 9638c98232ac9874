import { useState, type ReactNode } from 'react'
import { CHANGE_KINDS, type ChangeKind, type ItemChange } from '../../../shared/domain/change.ts'
import { plain } from '../../../shared/plain-text.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefToItem } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { describeChange } from '../../components/change-words.ts'
import { Pager } from '../../components/pager.tsx'
import classes from './run-changes.module.css'

const PAGE_ROWS = 100

/** What a sync found different, by kind, each with old and new in words and a way to the item. */
export function RunChanges({ run, isActive }: { readonly run: Run; readonly isActive: boolean }): ReactNode {
  const { t } = useTranslator()
  if (isActive) return <p className={classes.none}>{t('sync.change.emptyLive')}</p>
  if (run.state !== 'succeeded' && run.state !== 'incomplete') {
    return <p className={classes.none}>{t('sync.change.unfinished')}</p>
  }
  return <Changes key={run.runId} runId={run.runId} />
}

function Changes({ runId }: { readonly runId: string }): ReactNode {
  const { t } = useTranslator()
  const [kind, setKind] = useState<ChangeKind | null>(null)
  const [offset, setOffset] = useState(0)
  const changes = useRequest('change.list', { runId, offset, limit: PAGE_ROWS, ...(kind && { kinds: [kind] }) })
  if (changes.error) {
    return (
      <div className={classes.none}>
        <ErrorNote error={changes.error} onRetry={() => void changes.refetch()} />
      </div>
    )
  }
  if (!changes.data) return <p className={classes.none}>{t('sync.change.loading')}</p>
  const { byKind, items, total } = changes.data
  if (Object.keys(byKind).length === 0) return <p className={classes.none}>{t('sync.change.empty')}</p>
  function choose(next: ChangeKind | null): void {
    setKind(next)
    setOffset(0)
  }
  return (
    <div className={classes.root}>
      <KindChips byKind={byKind} kind={kind} onChange={choose} />
      {items.length === 0 ? (
        <p className={classes.none}>{t('sync.change.emptyKind')}</p>
      ) : (
        <ChangeTable items={items} />
      )}
      {total > PAGE_ROWS && (
        <Pager
          offset={offset}
          shown={items.length}
          total={total}
          pageRows={PAGE_ROWS}
          onChange={setOffset}
          words={{ range: 'sync.change.range', previous: 'sync.change.previous', next: 'sync.change.next' }}
        />
      )}
    </div>
  )
}

function KindChips({
  byKind,
  kind,
  onChange,
}: {
  readonly byKind: Readonly<Partial<Record<ChangeKind, number>>>
  readonly kind: ChangeKind | null
  readonly onChange: (kind: ChangeKind | null) => void
}): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  const all = Object.values(byKind).reduce((sum, count) => sum + count, 0)
  const choices = [null, ...CHANGE_KINDS.filter((one) => byKind[one] !== undefined)] as const
  return (
    <div className={classes.chips} role="group" aria-label={t('sync.change.kinds')}>
      {choices.map((one) => (
        <button
          key={one ?? ''}
          type="button"
          className={classes.chip}
          aria-pressed={kind === one}
          onClick={() => onChange(one)}
        >
          {one === null ? t('sync.change.all') : t(`domain.change.${one}`)}{' '}
          <span className={classes.chipCount}>{number(one === null ? all : (byKind[one] ?? 0))}</span>
        </button>
      ))}
    </div>
  )
}

function ChangeTable({ items }: { readonly items: readonly ItemChange[] }): ReactNode {
  const { t } = useTranslator()
  return (
    <div className={classes.scroller}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('sync.change.item')}</th>
            <th scope="col">{t('sync.change.kind')}</th>
            <th scope="col">{t('sync.change.what')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((change) => (
            // One field of an item changes at most once in a run.
            <ChangeRow key={`${change.itemId} ${change.kind} ${change.field ?? ''}`} change={change} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ChangeRow({ change }: { readonly change: ItemChange }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { field, values, note, title } = describeChange(change, t, formats)
  const name = plain(change.resourceName || change.resourceId)
  return (
    <tr>
      <th scope="row" className={classes.item}>
        <a href={hrefToItem(change.itemId)} title={`${name}\n${change.resourceId}`}>
          {name}
        </a>
      </th>
      <td className={classes.kind}>{t(`domain.change.${change.kind}`)}</td>
      <td className={classes.what} {...(title ? { title } : {})}>
        {field && <span className={classes.field}>{field}</span>}{' '}
        {values && (
          <>
            <span className={classes.old}>{values.old}</span>{' '}
            <span className={classes.arrow}>
              <span aria-hidden>→</span>
              <span className={classes.unseen}>{t('sync.change.to')}</span>
            </span>{' '}
            <span>{values.new}</span>
          </>
        )}
        {note}
      </td>
    </tr>
  )
}
