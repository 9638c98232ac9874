import { ActionIcon, SegmentedControl } from '@mantine/core'
import { IconClipboardList, IconHistory } from '@tabler/icons-react'
import { memo, useMemo, type ReactNode } from 'react'
import type { FacetField, ItemFilter, ItemQuery } from '../../../shared/domain/item-query.ts'
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
        <Tools
          isGone={query.filter.isGone ?? 'active'}
          groupBy={query.groupBy ?? null}
          sort={query.sort}
          columns={columns}
          fields={items.fields}
          groups={rows?.groups?.length ?? null}
          fold={fold}
          change={change}
          onSort={props.onSort}
          onColumns={items.onColumns}
          onOpenFilter={onOpenFilter}
          onPaste={props.onPaste}
          onEdits={props.onEdits}
        />
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

interface ToolsProps extends Pick<ItemsToolbarProps, 'fold' | 'onSort' | 'onOpenFilter' | 'onPaste' | 'onEdits'> {
  readonly isGone: (typeof PRESENCES)[number]
  readonly groupBy: FacetField | null
  readonly sort: ItemQuery['sort']
  readonly columns: ItemsQuery['columns']
  readonly fields: ItemsQuery['fields']
  readonly groups: number | null
  readonly change: ItemsQuery['change']
  readonly onColumns: ItemsQuery['onColumns']
}

/** The menus and buttons on the right. What stands in them seldom changes; they are not drawn anew for a search. */
const Tools = memo(function Tools(props: ToolsProps): ReactNode {
  const { columns, fields, fold, change } = props
  const { t } = useTranslator()
  const shown = useMemo(() => columns.map(({ field }) => field), [columns])
  return (
    <div className={tools.tools}>
      <SegmentedControl
        className={classes.presence ?? ''}
        aria-label={t('items.presence.label')}
        value={props.isGone}
        onChange={(isGone) =>
          change(({ query }) => ({ query: withFilter(query, { isGone: isGone === 'active' ? undefined : isGone }) }))
        }
        data={PRESENCES.map((value) => ({ value, label: t(`items.presence.${value}`) }))}
      />
      <AddFilter fields={shown} label={fields.label} onOpenFilter={props.onOpenFilter} />
      <GroupMenu
        groupBy={props.groupBy}
        onGroupBy={(groupBy) => change(({ query }) => ({ query: { ...query, groupBy } }))}
        groups={props.groups}
        onFoldAll={fold.foldAll}
        onUnfoldAll={fold.unfoldAll}
      />
      <SortMenu sort={props.sort} onSort={props.onSort} fields={fields} standard={t('items.sort.standard')} />
      <ColumnChooser columns={columns} standard={DEFAULT_COLUMNS} label={fields.label} onColumns={props.onColumns} />
      <ToolButton label={t('items.paste.title')} onClick={props.onPaste}>
        <IconClipboardList aria-hidden size={16} />
      </ToolButton>
      <ToolButton label={t('items.edits.title')} onClick={props.onEdits}>
        <IconHistory aria-hidden size={16} />
      </ToolButton>
    </div>
  )
})

function ToolButton({
  label,
  onClick,
  children,
}: {
  readonly label: string
  readonly onClick: () => void
  readonly children: ReactNode
}): ReactNode {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} title={label} onClick={onClick}>
      {children}
    </ActionIcon>
  )
}
