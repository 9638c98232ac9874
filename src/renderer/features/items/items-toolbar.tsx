import { ActionIcon, SegmentedControl } from '@mantine/core'
import { IconClipboardList, IconHistory } from '@tabler/icons-react'
import { useMemo, type ReactNode } from 'react'
import type { ItemFilter, ItemQuery } from '../../../shared/domain/item-query.ts'
import type { ApiError } from '../../lib/api.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { AddFilter } from '../../components/list-tools/add-filter.tsx'
import { BandChips } from './band-chips.tsx'
import { ColumnChooser } from '../../components/list-tools/column-chooser.tsx'
import { FilterChips } from '../../components/list-tools/filter-chips.tsx'
import type { OpenFilter } from '../../components/list-tools/filter-menu.tsx'
import { GroupMenu } from './group-menu.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import { DEFAULT_COLUMNS } from './item-columns.ts'
import classes from './items-page.module.css'
import type { ItemColumnField } from './types.ts'
import { withFilter } from '../../components/list-tools/list-query.ts'
import { SortMenu } from '../../components/list-tools/sort-menu.tsx'
import type { Fold } from './use-fold.ts'
import type { ItemsQuery } from './use-items-query.ts'
import type { Views } from './use-views.ts'
import { ViewSwitcher } from './view-switcher.tsx'

const PRESENCES = ['active', 'gone', 'all'] as const satisfies readonly NonNullable<ItemFilter['isGone']>[]

export interface ItemsToolbarProps {
  readonly items: ItemsQuery
  readonly views: Views
  readonly fold: Fold
  readonly onView: (viewId: string) => void
  readonly onSort: (sort: ItemQuery['sort']) => void
  /** Selects by pasted ids. */
  readonly onPaste: () => void
  /** Shows the edits that can be taken back. */
  readonly onEdits: () => void
  readonly onOpenFilter: (open: OpenFilter<ItemColumnField> | null) => void
  readonly onError: (error: ApiError) => void
}

/** What stands above the table: view, filters, groups, order, columns. */
export function ItemsToolbar(props: ItemsToolbarProps): ReactNode {
  const { items, views, fold, onOpenFilter } = props
  const { state, change, onQuery, rows, columns } = items
  const { query } = state
  const { t } = useTranslator()
  const fields = useMemo(() => columns.map(({ field }) => field), [columns])
  return (
    <>
      <div className={tools.bar}>
        <ViewSwitcher
          state={state}
          views={views}
          onChoose={props.onView}
          onViewId={(viewId) => change({ viewId })}
          onError={props.onError}
        />
        <div className={tools.tools}>
          <SegmentedControl
            className={classes.presence ?? ''}
            aria-label={t('items.presence.label')}
            value={query.filter.isGone ?? 'active'}
            onChange={(isGone) => onQuery(withFilter(query, { isGone: isGone === 'active' ? undefined : isGone }))}
            data={PRESENCES.map((value) => ({ value, label: t(`items.presence.${value}`) }))}
          />
          <AddFilter fields={fields} label={items.fields.label} onOpenFilter={onOpenFilter} />
          <GroupMenu
            groupBy={query.groupBy ?? null}
            onGroupBy={(groupBy) => onQuery({ ...query, groupBy })}
            groups={rows?.groups?.length ?? null}
            onFoldAll={fold.foldAll}
            onUnfoldAll={fold.unfoldAll}
          />
          <SortMenu sort={query.sort} onSort={props.onSort} fields={items.fields} standard={t('items.sort.standard')} />
          <ColumnChooser
            columns={columns}
            standard={DEFAULT_COLUMNS}
            label={items.fields.label}
            onColumns={items.onColumns}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('items.paste.title')}
            title={t('items.paste.title')}
            onClick={props.onPaste}
          >
            <IconClipboardList aria-hidden size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('items.edits.title')}
            title={t('items.edits.title')}
            onClick={props.onEdits}
          >
            <IconHistory aria-hidden size={16} />
          </ActionIcon>
        </div>
      </div>
      <div className={tools.bar}>
        <BandChips query={query} onQuery={onQuery} facet={rows?.facets.band} bandDays={items.bandDays} />
      </div>
      <FilterChips
        filters={items.filters}
        search={query.filter.search ?? ''}
        onQuery={onQuery}
        onClear={items.onClear}
        onOpenFilter={onOpenFilter}
      />
    </>
  )
}
