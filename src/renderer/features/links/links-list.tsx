import { notifications } from '@mantine/notifications'
import { useCallback, type ReactNode } from 'react'
import type { Link } from '../../../shared/domain/link.ts'
import type { LinkQuery } from '../../../shared/domain/link-query.ts'
import { DEFAULT_SETTINGS } from '../../../shared/domain/settings.ts'
import type { GridColumnState } from '../../components/data-grid/column-states.ts'
import { countIn } from '../../components/data-grid/ranges.ts'
import type { Ranges } from '../../components/data-grid/types.ts'
import { FilterButton } from '../../components/list-tools/filter-button.tsx'
import type { OpenFilter } from '../../components/list-tools/filter-menu.tsx'
import { conditionsOn } from '../../components/list-tools/list-query.ts'
import { ListTable } from '../../components/list-tools/list-table.tsx'
import { MenuAt } from '../../components/list-tools/row-menu.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import type { ListPlaces } from '../../components/list-tools/use-list-places.ts'
import { useReturningFocus } from '../../components/list-tools/use-returning-focus.ts'
import { useRowOpening } from '../../components/list-tools/use-row-opening.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { LINK_COLUMNS, linkColumn, linkTone } from './links-columns.ts'
import type { OpenLinksDialog } from './links-dialogs.tsx'
import { LinkEntries } from './links-entries.tsx'
import { LinksEmpty } from './links-empty.tsx'
import { LinksFooter } from './links-footer.tsx'
import { isInstantField, isLinkField, type LinkColumnField } from './links-query-model.ts'
import { LinkRowMenu, type LinkMenuAt } from './links-row-menu.tsx'
import type { LinkPort } from './links-rows.ts'
import type { LinkTarget } from './links-target.ts'
import type { LinksQuery } from './use-links-query.ts'

const idOf = ({ linkId }: Link): string => linkId

export interface LinksListProps {
  readonly links: LinksQuery
  readonly port: LinkPort
  readonly places: ListPlaces<LinkQuery>
  readonly onSort: (sort: LinkQuery['sort']) => void
  readonly onColumns: (columns: readonly GridColumnState<LinkColumnField>[]) => void
  readonly openLinkId: string | null
  readonly onOpenLink: (linkId: string) => void
  readonly openFilter: OpenFilter<LinkColumnField> | null
  readonly onOpenFilter: (open: OpenFilter<LinkColumnField> | null) => void
  readonly readTarget: (ranges: Ranges) => Promise<LinkTarget | undefined>
  readonly onDialog: (dialog: OpenLinksDialog) => void
}

/** The table with its footer and the menu of a row. */
export function LinksList(props: LinksListProps): ReactNode {
  const { links, port, places, openLinkId, onOpenLink, openFilter, onOpenFilter, readTarget, onDialog } = props
  const { state, onQuery, rows, fields } = links
  // After a failure the rows may even answer another question.
  const isStale = links.error !== null || links.isStale
  const { query, columns } = state
  const { setCursor } = places
  const { t } = useTranslator()
  const settings = useRequest('settings.get', {})
  const [rowMenu, setRowMenu] = useReturningFocus<LinkMenuAt>()
  const [selectionMenu, setSelectionMenu] = useReturningFocus<{ readonly x: number; readonly y: number }>()

  const headerMenu = useCallback(
    (field: LinkColumnField) =>
      isLinkField(field) && (
        <FilterButton<LinkColumnField>
          field={field}
          column={fields.label(field)}
          isFiltered={conditionsOn(query, field).length > 0}
          isOpen={openFilter?.field === field}
          onOpen={onOpenFilter}
        />
      ),
    [query, fields, openFilter, onOpenFilter],
  )
  const { onCursorChange, onOpen } = useRowOpening({ rows, openId: openLinkId, idOf, setCursor, onOpenId: onOpenLink })

  return (
    <div className={tools.list}>
      <div className={tools.table}>
        {(rows !== null || !links.error) && (
          <ListTable<Link, LinkColumnField, readonly number[]>
            label={t('links.list.label')}
            defs={LINK_COLUMNS}
            columnOf={linkColumn}
            given={settings.data?.bandDays ?? DEFAULT_SETTINGS.bandDays}
            tone={linkTone}
            readPage={port.page}
            isInstant={isInstantField}
            rows={rows}
            isStale={isStale}
            sort={query.sort}
            onSortChange={(sort) =>
              props.onSort(sort.flatMap(({ field, direction }) => (field === 'trend' ? [] : [{ field, direction }])))
            }
            columns={columns}
            onColumnsChange={props.onColumns}
            headerMenu={headerMenu}
            selection={places.selection}
            onSelectionChange={places.setSelection}
            cursor={places.cursor}
            onCursorChange={onCursorChange}
            onOpen={onOpen}
            onContextMenu={setRowMenu}
            empty={<LinksEmpty links={links} onDialog={onDialog} />}
          />
        )}
      </div>
      <LinksFooter
        rows={rows}
        isStale={isStale}
        selection={places.selection}
        total={links.summary?.total ?? null}
        isMenuOpen={selectionMenu !== null}
        onMenu={setSelectionMenu}
      />
      <MenuAt at={selectionMenu} onClose={() => setSelectionMenu(null)}>
        {() => (
          <LinkEntries
            link={null}
            count={countIn(places.selection)}
            target={() => readTarget(places.selection)}
            onDialog={onDialog}
          />
        )}
      </MenuAt>
      <LinkRowMenu
        at={rowMenu}
        onClose={() => setRowMenu(null)}
        selection={places.selection}
        query={query}
        columns={columns}
        onQuery={onQuery}
        onOpen={onOpen}
        onSelectAll={(next) => {
          onQuery(next)
          places.selectAllOf(next)
        }}
        onCopy={(text) =>
          void navigator.clipboard
            .writeText(text)
            .catch(() => notifications.show({ color: 'red', message: t('shell.errorNote.notCopied') }))
        }
        readTarget={readTarget}
        onDialog={onDialog}
      />
    </div>
  )
}
