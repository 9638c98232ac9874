import { Button } from '@mantine/core'
import { IconPlus, IconUpload } from '@tabler/icons-react'
import { useMemo, type ReactNode } from 'react'
import type { LinkQuery } from '../../../shared/domain/link-query.ts'
import type { GridColumnState } from '../../components/data-grid/column-states.ts'
import { AddFilter } from '../../components/list-tools/add-filter.tsx'
import { ColumnChooser } from '../../components/list-tools/column-chooser.tsx'
import { FilterChips } from '../../components/list-tools/filter-chips.tsx'
import type { OpenFilter } from '../../components/list-tools/filter-menu.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import { SortMenu } from '../../components/list-tools/sort-menu.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './links-page.module.css'
import { DEFAULT_LINK_COLUMNS } from './links-columns.ts'
import { GroupFilter } from './links-group-filter.tsx'
import { isLinkField, type LinkColumnField } from './links-query-model.ts'
import { LinkQuickChips } from './quick-chips.tsx'
import type { OpenLinksDialog } from './links-dialogs.tsx'
import type { LinksQuery } from './use-links-query.ts'

export interface LinksToolbarProps {
  readonly links: LinksQuery
  readonly onSort: (sort: LinkQuery['sort']) => void
  readonly onColumns: (columns: readonly GridColumnState<LinkColumnField>[]) => void
  readonly onOpenFilter: (open: OpenFilter<LinkColumnField> | null) => void
  readonly onDialog: (dialog: OpenLinksDialog) => void
}

/** What stands above the table: links come in, filters, groups, order, columns. */
export function LinksToolbar({ links, onSort, onColumns, onOpenFilter, onDialog }: LinksToolbarProps): ReactNode {
  const { state, fields, onQuery } = links
  const { query, columns } = state
  const { t } = useTranslator()
  const filterable = useMemo(() => columns.map(({ field }) => field).filter(isLinkField), [columns])
  return (
    <>
      <div className={tools.bar}>
        <div className={classes.intake}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus aria-hidden size={15} />}
            onClick={() => onDialog({ kind: 'add' })}
          >
            {t('links.toolbar.add')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            className={tools.tool ?? ''}
            leftSection={<IconUpload aria-hidden size={15} />}
            onClick={() => onDialog({ kind: 'import' })}
          >
            {t('links.toolbar.import')}
          </Button>
        </div>
        <div className={tools.tools}>
          <GroupFilter links={links} onManage={() => onDialog({ kind: 'groups' })} />
          <AddFilter fields={filterable} label={fields.label} onOpenFilter={onOpenFilter} />
          <SortMenu sort={query.sort} onSort={onSort} fields={fields} standard={t('links.filter.standard')} />
          <ColumnChooser columns={columns} standard={DEFAULT_LINK_COLUMNS} label={fields.label} onColumns={onColumns} />
        </div>
      </div>
      <div className={tools.bar}>
        <LinkQuickChips links={links} />
      </div>
      <FilterChips
        filters={links.filters}
        search={query.filter.search ?? ''}
        onQuery={onQuery}
        onClear={links.onClear}
        onOpenFilter={onOpenFilter}
      />
    </>
  )
}
