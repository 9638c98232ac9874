import { Menu } from '@mantine/core'
import {
  IconCopy,
  IconFilter,
  IconFilterX,
  IconLayersSubtract,
  IconLayoutSidebarRight,
  IconRowInsertBottom,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { Formats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { GridColumnState } from '../data-grid/column-states.ts'
import classes from './filter-menu.module.css'
import type { ListColumn } from './list-columns.ts'
import { conditionOn, withCondition, withoutCondition, type ConditionOf, type ListQuery } from './list-query.ts'
import { excludeValue } from './value-list.ts'

/** The query without the rows that have this value of a counted field. */
export function withoutValue<Query extends ListQuery>(query: Query, field: string, value: string | null): Query {
  const condition = excludeValue(field, conditionOn(query, field, 'values'), value)
  return condition ? withCondition(query, condition as ConditionOf<Query>) : withoutCondition(query, field, 'values')
}

/** A row as it stands in the table, cells separated by tabs. */
export function textOfRow<Row, Field extends string>(
  row: Row,
  columns: readonly GridColumnState<Field>[],
  columnOf: (field: Field) => ListColumn<Row, Field, never>,
  formats: Formats,
  t: Translator['t'],
): string {
  return columns
    .filter(({ isVisible }) => isVisible)
    .map(({ field }) =>
      columnOf(field)
        .toCopy(row, formats, t)
        .replaceAll(/[\t\r\n]+/g, ' '),
    )
    .join('\t')
}

/** A menu at a place of the window. */
export function MenuAt({
  at,
  onClose,
  children,
}: {
  readonly at: { readonly x: number; readonly y: number } | null
  readonly onClose: () => void
  /** The entries; read only while the menu is open. */
  readonly children: () => ReactNode
}): ReactNode {
  return (
    <Menu
      opened={at !== null}
      onChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      position="bottom-start"
      offset={0}
      width={280}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      hideDetached={false}
      // A menu that has no room below its place moves up over it.
      middlewares={{ flip: false, shift: { crossAxis: true, padding: 8 } }}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <div
          className={classes.anchor}
          aria-hidden="true"
          style={at ? { left: at.x, top: at.y, width: 1, height: 1 } : {}}
        />
      </Menu.Target>
      <Menu.Dropdown className={classes.rowMenu ?? ''}>{at && children()}</Menu.Dropdown>
    </Menu>
  )
}

export interface CellEntriesProps<Query> {
  /** The name of the column. */
  readonly column: string
  /** The cell's value as people read it. */
  readonly value: string
  /** The query narrowed to rows with the value, and without them; null where that cannot be said. */
  readonly only: Query | null
  readonly without: Query | null
  readonly cellText: () => string
  readonly rowText: () => string
  readonly onOpen: () => void
  /** What can be done with the row itself. */
  readonly actions?: ReactNode
  readonly onCopy: (text: string) => void
  readonly onQuery: (query: Query) => void
  /** Shows and selects every row that has the value. */
  readonly onSelectAll: (query: Query) => void
  /** Further texts that can be copied. */
  readonly copies?: ReactNode
}

const icon = { 'aria-hidden': true, size: 15 } as const

/** What every list offers for one cell: open, copy, filter by its value. */
export function CellEntries<Query>(props: CellEntriesProps<Query>): ReactNode {
  const { column, value, only, without, onCopy, onQuery, onSelectAll } = props
  const { t } = useTranslator()
  return (
    <>
      <Menu.Item leftSection={<IconLayoutSidebarRight {...icon} />} onClick={props.onOpen}>
        {t('list.row.open')}
      </Menu.Item>
      {props.actions}
      <Menu.Divider />
      <Menu.Item leftSection={<IconCopy {...icon} />} onClick={() => onCopy(props.cellText())}>
        {t('list.row.copyCell', { column })}
      </Menu.Item>
      <Menu.Item leftSection={<IconRowInsertBottom {...icon} />} onClick={() => onCopy(props.rowText())}>
        {t('list.row.copyRow')}
      </Menu.Item>
      {props.copies}
      {(only ?? without) && <Menu.Divider />}
      {only && (
        <>
          <Menu.Label className={classes.menuValue ?? ''} title={value}>
            {t('list.filter.pair', { label: column, words: value })}
          </Menu.Label>
          <Menu.Item leftSection={<IconFilter {...icon} />} onClick={() => onQuery(only)}>
            {t('list.row.only')}
          </Menu.Item>
        </>
      )}
      {without && (
        <Menu.Item leftSection={<IconFilterX {...icon} />} onClick={() => onQuery(without)}>
          {t('list.row.exclude')}
        </Menu.Item>
      )}
      {only && (
        <Menu.Item leftSection={<IconLayersSubtract {...icon} />} onClick={() => onSelectAll(only)}>
          {t('list.row.selectAll')}
        </Menu.Item>
      )}
    </>
  )
}
