import { Button } from '@mantine/core'
import { IconCalendarDue, IconFilterOff, IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from '../../components/list-tools/list-tools.module.css'
import type { ItemsQuery } from './use-items-query.ts'

export interface ItemsEmptyProps {
  readonly items: Pick<ItemsQuery, 'state' | 'filters' | 'accounts' | 'onQuery' | 'onClear'>
  readonly onSync: () => void
}

/** Says why the list is empty and leads on with one click. */
export function ItemsEmpty({ items, onSync }: ItemsEmptyProps): ReactNode {
  const { state, filters, accounts, onQuery, onClear } = items
  const { query } = state
  const { t } = useTranslator()
  const search = query.filter.search ?? ''
  const presence = query.filter.isGone ?? 'active'
  const showAll = (
    <Button variant="default" onClick={() => onQuery({ ...query, filter: { ...query.filter, isGone: 'all' } })}>
      {t('items.empty.withGone')}
    </Button>
  )
  if (filters.length > 0 || search !== '') {
    return (
      <EmptyState
        icon={<IconFilterOff />}
        title={t('items.empty.noMatch')}
        text={
          <ul className={classes.plainList}>
            {search !== '' && <li>{t('list.filter.pair', { label: t('list.search.label'), words: search })}</li>}
            {filters.map(({ key, label, words }) => (
              <li key={key}>{t('list.filter.pair', { label, words })}</li>
            ))}
          </ul>
        }
        actions={
          <>
            <Button onClick={onClear}>{t('list.filter.clear')}</Button>
            {presence === 'active' && showAll}
          </>
        }
      />
    )
  }
  if (accounts?.length === 0) {
    return (
      <EmptyState
        icon={<IconCalendarDue />}
        title={t('items.empty.noAccount')}
        text={t('items.empty.noAccountText')}
        actions={
          <>
            <Button component="a" href={hrefTo('accounts')}>
              {t('items.empty.addAccount')}
            </Button>
            <Button component="a" variant="default" href={hrefTo('welcome')}>
              {t('items.empty.demo')}
            </Button>
          </>
        }
      />
    )
  }
  if (presence === 'gone') {
    return (
      <EmptyState
        icon={<IconCalendarDue />}
        title={t('items.empty.noneGone')}
        text={t('items.empty.noneGoneText')}
        actions={
          <Button
            variant="default"
            onClick={() => onQuery({ ...query, filter: { ...query.filter, isGone: 'active' } })}
          >
            {t('items.empty.toActive')}
          </Button>
        }
      />
    )
  }
  if (accounts?.every(({ lastComplete }) => lastComplete === null)) {
    return (
      <EmptyState
        icon={<IconRefresh />}
        title={t('items.empty.neverSynced')}
        text={t('items.empty.neverSyncedText')}
        actions={<Button onClick={onSync}>{t('items.sync.now')}</Button>}
      />
    )
  }
  return (
    <EmptyState
      icon={<IconCalendarDue />}
      title={t('items.empty.noItems')}
      text={t('items.empty.noItemsText')}
      actions={presence === 'active' ? showAll : null}
    />
  )
}
