import { notifications } from '@mantine/notifications'
import { useCallback, useState, type ReactNode } from 'react'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { Freshness } from '../../components/freshness.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import type { ApiError } from '../../lib/api.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { OpenFilter } from '../../components/list-tools/filter-menu.tsx'
import { ItemDetails } from './item-details.tsx'
import { ItemFilterMenu } from './item-filter-menu.tsx'
import { ItemsList } from './items-list.tsx'
import classes from '../../components/list-tools/list-tools.module.css'
import { useItemsAddress } from './items-state.ts'
import { ItemsToolbar } from './items-toolbar.tsx'
import { withFilter } from '../../components/list-tools/list-query.ts'
import { SearchBox } from '../../components/list-tools/search-box.tsx'
import { SyncButton, useStartSync } from './sync-button.tsx'
import type { ItemColumnField } from './types.ts'
import { useBulk } from './use-bulk.tsx'
import { useFold } from './use-fold.ts'
import { useItemsQuery } from './use-items-query.ts'
import { useListPlaces } from '../../components/list-tools/use-list-places.ts'
import { useOpenItem } from './use-open-item.ts'
import { useReturningFocus } from '../../components/list-tools/use-returning-focus.ts'
import { stateOfView, useViews } from './use-views.ts'

/** The list of everything that can run out: filter, sort, group, look closer. */
export function ItemsPage(): ReactNode {
  const [attempt, setAttempt] = useState(0)
  // Everything that people have set lives outside, so that trying again may simply start anew.
  return <Items key={attempt} onRetry={() => setAttempt((count) => count + 1)} />
}

function Items({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const items = useItemsQuery()
  const { state, change, onQuery, rows, resolved, accounts, bandDays } = items
  const { query } = state
  const views = useViews()
  const chooseView = useCallback(
    (viewId: string) => {
      const next = stateOfView(viewId, views.saved)
      if (next) change(next)
    },
    [views.saved, change],
  )
  const [openItemId, openItem] = useItemsAddress(views.isLoaded ? chooseView : null)
  const places = useListPlaces(rows, query, resolved)
  const detail = useOpenItem(openItemId, openItem, rows, places)
  const fold = useFold(query.groupBy ?? null, rows?.groups ?? null)
  const [openFilter, setOpenFilter] = useReturningFocus<OpenFilter<ItemColumnField>>()

  const say = useCallback(
    (failure: ApiError) => notifications.show({ color: 'red', message: translator.error(failure.body) }),
    [translator],
  )
  const startSync = useStartSync(accounts, say)
  const onSort = useCallback(
    (sort: ItemQuery['sort']) => change(({ query: former }) => ({ query: { ...former, sort } })),
    [change],
  )
  const onSearch = useCallback(
    (search: string) => change(({ query: former }) => ({ query: withFilter(former, { search: search || undefined }) })),
    [change],
  )
  const bulk = useBulk({ rows, places, change })
  const { openPaste, openEdits } = bulk
  const shared = { items, fold, onSort, onOpenFilter: setOpenFilter }

  return (
    <>
      <PageHeader
        title={t('items.title')}
        freshness={<Freshness />}
        search={
          <SearchBox
            search={query.filter.search ?? ''}
            placeholder={t('items.search.placeholder')}
            hotkeyLabel={t('items.search.hotkey')}
            onSearch={onSearch}
          />
        }
        actions={<SyncButton onSync={startSync} isEnabled={(accounts?.length ?? 0) > 0} />}
      />
      <ItemsToolbar
        {...shared}
        views={views}
        onView={chooseView}
        onError={say}
        onPaste={openPaste}
        onEdits={openEdits}
      />
      {items.error && (
        <div className={classes.problem}>
          <ErrorNote error={items.error} onRetry={onRetry} />
        </div>
      )}
      <div className={classes.body}>
        <ItemsList
          {...shared}
          places={places}
          bulk={bulk}
          openItemId={openItemId}
          onOpenItem={openItem}
          openFilter={openFilter}
          onSync={startSync}
        />
        {openItemId !== null && (
          <ItemDetails
            itemId={openItemId}
            bandDays={bandDays}
            onClose={() => openItem(null)}
            onQuery={onQuery}
            {...detail}
          />
        )}
      </div>
      <ItemFilterMenu
        open={openFilter}
        onClose={() => setOpenFilter(null)}
        query={query}
        resolved={resolved}
        onQuery={onQuery}
        fields={items.fields}
      />
      {bulk.dialogs}
    </>
  )
}
