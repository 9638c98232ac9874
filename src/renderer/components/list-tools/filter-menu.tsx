import { Button, CloseButton, Popover } from '@mantine/core'
import { IconSortAscending, IconSortDescending } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import { FilterBlank, FilterRange, FilterText } from './filter-fields.tsx'
import classes from './filter-menu.module.css'
import { FilterValues } from './filter-values.tsx'
import type { ListFields, ValuesPort } from './list-fields.ts'
import {
  conditionOn,
  conditionsOn,
  withCondition,
  withoutCondition,
  withSort,
  type ConditionOf,
  type ListCondition,
  type ListQuery,
} from './list-query.ts'

/** Which column's menu is open, and the part of the window that it belongs to. */
export interface OpenFilter<Field extends string> {
  readonly field: Field
  readonly rect: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>
}

export interface FilterMenuProps<Query extends ListQuery, Field extends string> {
  readonly open: OpenFilter<Field> | null
  readonly onClose: () => void
  readonly fields: ListFields
  /** As it is edited: days may be relative. */
  readonly query: Query
  /** As the core takes it. */
  readonly resolved: Query
  readonly counts: ValuesPort<Query>
  readonly onQuery: (query: Query) => void
  /** What the list has of its own for a column; absent: nothing. */
  readonly extras?: ((field: Field) => FilterExtras) | undefined
}

/** Parts of a column's menu that only one list knows. */
export interface FilterExtras {
  /** True when something beside the conditions on columns filters by it. */
  readonly isFiltered?: boolean
  /** Takes that away, and all conditions on the column too. */
  readonly onClear?: () => void
  /** Stands before the list of values. */
  readonly body?: ReactNode
  /** Stands beside the button that clears. */
  readonly foot?: ReactNode
}

/** The menu of one column: order, values, ranges, text, blanks. Whatever is chosen takes effect at once. */
export function FilterMenu<Query extends ListQuery, Field extends string>({
  open,
  onClose,
  ...rest
}: FilterMenuProps<Query, Field>): ReactNode {
  const { t } = useTranslator()
  return (
    <Popover
      opened={open !== null}
      onChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      position="bottom-start"
      offset={4}
      shadow="md"
      width={320}
      trapFocus
      withRoles={false}
      hideDetached={false}
      // A menu that has no room below its header moves up over it.
      middlewares={{ flip: false, shift: { crossAxis: true, padding: 8 } }}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <div className={classes.anchor} aria-hidden="true" style={open ? { ...toStyle(open) } : {}} />
      </Popover.Target>
      <Popover.Dropdown
        className={classes.menu ?? ''}
        role="dialog"
        aria-label={open ? t('list.menu.title', { column: rest.fields.label(open.field) }) : ''}
      >
        {open && <FilterMenuContent key={open.field} field={open.field} onClose={onClose} {...rest} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function toStyle({ rect: { left, top, width, height } }: OpenFilter<string>) {
  return { left, top, width, height }
}

function FilterMenuContent<Query extends ListQuery, Field extends string>({
  field,
  fields,
  query,
  resolved,
  counts,
  onQuery,
  onClose,
  extras,
}: Omit<FilterMenuProps<Query, Field>, 'open'> & { readonly field: Field }): ReactNode {
  const { t } = useTranslator()
  const extra = extras?.(field)
  const isSortable = fields.sortable.includes(field)
  const hasValues = fields.hasValues(field)
  const hasRange = isSortable && ['number', 'amount', 'instant', 'day'].includes(fields.kindOf(field))
  const sort = query.sort[0]
  const isFiltered = conditionsOn(query, field).length > 0 || extra?.isFiltered === true

  /** Puts a condition of one kind on the column, or takes it away. */
  function put(kind: ListCondition['kind'], condition: ListCondition | undefined): void {
    onQuery(condition ? withCondition(query, condition as ConditionOf<Query>) : withoutCondition(query, field, kind))
  }

  return (
    <>
      <div className={classes.head}>
        <span className={classes.title}>{fields.label(field)}</span>
        <CloseButton size="sm" aria-label={t('list.menu.close')} onClick={onClose} />
      </div>
      {isSortable && (
        <div className={classes.sorts} role="group" aria-label={t('list.sort.title')}>
          {(['asc', 'desc'] as const).map((direction) => (
            <Button
              key={direction}
              size="compact-xs"
              variant={sort?.field === field && sort.direction === direction ? 'light' : 'subtle'}
              aria-pressed={sort?.field === field && sort.direction === direction}
              leftSection={
                direction === 'asc' ? (
                  <IconSortAscending aria-hidden size={14} />
                ) : (
                  <IconSortDescending aria-hidden size={14} />
                )
              }
              onClick={() => onQuery(withSort(query, field, direction))}
            >
              {t(`list.sort.${wordsOfOrder(fields, field)}.${direction}`)}
            </Button>
          ))}
        </div>
      )}
      {hasRange && (
        <FilterRange
          field={field}
          fields={fields}
          condition={conditionOn(query, field, 'range')}
          onCondition={(condition) => put('range', condition)}
        />
      )}
      {fields.hasText(field) && (
        <FilterText
          text={conditionOn(query, field, 'contains')?.text ?? ''}
          onText={(text) => put('contains', text.trim() === '' ? undefined : { kind: 'contains', field, text })}
          isFirst={!hasValues}
        />
      )}
      {extra?.body}
      {hasValues && (
        <FilterValues
          field={field}
          fields={fields}
          query={resolved}
          counts={counts}
          condition={conditionOn(query, field, 'values')}
          onCondition={(condition) => put('values', condition)}
        />
      )}
      {fields.canBeBlank(field) && (
        <FilterBlank
          isBlank={conditionOn(query, field, 'blank')?.isBlank ?? null}
          onBlank={(isBlank) => put('blank', isBlank === null ? undefined : { kind: 'blank', field, isBlank })}
        />
      )}
      <div className={classes.foot}>
        <Button
          size="compact-xs"
          variant="default"
          disabled={!isFiltered}
          onClick={() => {
            if (extra?.isFiltered && extra.onClear) extra.onClear()
            else onQuery(withoutCondition(query, field))
          }}
        >
          {t('list.menu.clear')}
        </Button>
        {extra?.foot}
      </div>
    </>
  )
}

/** What "ascending" means to people in a column. */
function wordsOfOrder(fields: ListFields, field: string): 'text' | 'number' | 'day' {
  const kind = fields.kindOf(field)
  if (kind === 'number' || kind === 'amount') return 'number'
  return kind === 'instant' || kind === 'day' ? 'day' : 'text'
}
