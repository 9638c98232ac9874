import { Button, CloseButton, Popover } from '@mantine/core'
import { IconSortAscending, IconSortDescending } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { fieldLabel } from './field-texts.ts'
import { FilterBlank, FilterRange, FilterTag, FilterText } from './filter-fields.tsx'
import classes from './filter-menu.module.css'
import { FilterValues } from './filter-values.tsx'
import {
  canBeBlank,
  conditionOn,
  conditionsOn,
  isFacetField,
  isSortField,
  kindOf,
  withCondition,
  withFilter,
  withoutCondition,
  withSort,
  type FilterField,
} from './query-model.ts'

/** Which column's menu is open, and the part of the window that it belongs to. */
export interface OpenFilter {
  readonly field: FilterField
  readonly rect: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>
}

export interface FilterMenuProps {
  readonly open: OpenFilter | null
  readonly onClose: () => void
  /** As it is edited: days may be relative. */
  readonly query: ItemQuery
  /** As the core takes it. */
  readonly resolved: ItemQuery
  readonly onQuery: (query: ItemQuery) => void
  readonly bandDays: readonly number[]
}

/** The menu of one column: order, values, ranges, text, blanks. Whatever is chosen takes effect at once. */
export function FilterMenu({ open, onClose, ...rest }: FilterMenuProps): ReactNode {
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
        aria-label={open ? t('items.menu.title', { column: fieldLabel(t, open.field) }) : ''}
      >
        {open && <FilterMenuContent key={open.field} field={open.field} onClose={onClose} {...rest} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function toStyle({ rect: { left, top, width, height } }: OpenFilter) {
  return { left, top, width, height }
}

function FilterMenuContent({
  field,
  query,
  resolved,
  onQuery,
  onClose,
  bandDays,
}: Omit<FilterMenuProps, 'open'> & { readonly field: FilterField }): ReactNode {
  const { t } = useTranslator()
  const kind = kindOf(field)
  const hasValues = isFacetField(field)
  const hasRange = isSortField(field) && ['number', 'amount', 'instant', 'day'].includes(kind)
  const hasText = (kind === 'text' || field === 'resourceType' || field === 'region') && field !== 'enterpriseProject'
  const sort = query.sort[0]
  const isFiltered = conditionsOn(query, field).length > 0 || (field === 'tags' && query.filter.tags !== undefined)

  function putText(text: string): void {
    if (field === 'enterpriseProject' || (field !== 'tags' && !isSortField(field))) return
    onQuery(
      text.trim() === ''
        ? withoutCondition(query, field, 'contains')
        : withCondition(query, { kind: 'contains', field, text }),
    )
  }

  return (
    <>
      <div className={classes.head}>
        <span className={classes.title}>{fieldLabel(t, field)}</span>
        <CloseButton size="sm" aria-label={t('items.menu.close')} onClick={onClose} />
      </div>
      {isSortField(field) && (
        <div className={classes.sorts} role="group" aria-label={t('items.sort.title')}>
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
              {t(`items.sort.${wordsOfOrder(field)}.${direction}`)}
            </Button>
          ))}
        </div>
      )}
      {hasRange && (
        <FilterRange
          field={field}
          condition={conditionOn(query, field, 'range')}
          onCondition={(condition) =>
            onQuery(condition ? withCondition(query, condition) : withoutCondition(query, field, 'range'))
          }
        />
      )}
      {hasText && (
        <FilterText text={conditionOn(query, field, 'contains')?.text ?? ''} onText={putText} isFirst={!hasValues} />
      )}
      {field === 'tags' && (
        <FilterTag
          tags={query.filter.tags ?? []}
          onTags={(tags) => onQuery(withFilter(query, { tags: tags.length > 0 ? tags : undefined }))}
        />
      )}
      {hasValues && (
        <FilterValues
          field={field}
          query={resolved}
          bandDays={bandDays}
          condition={conditionOn(query, field, 'values')}
          onCondition={(condition) =>
            onQuery(condition ? withCondition(query, condition) : withoutCondition(query, field, 'values'))
          }
        />
      )}
      {canBeBlank(field) && (
        <FilterBlank
          isBlank={conditionOn(query, field, 'blank')?.isBlank ?? null}
          onBlank={(isBlank) =>
            onQuery(
              isBlank === null
                ? withoutCondition(query, field, 'blank')
                : withCondition(query, { kind: 'blank', field, isBlank }),
            )
          }
        />
      )}
      <div className={classes.foot}>
        <Button
          size="compact-xs"
          variant="default"
          disabled={!isFiltered}
          onClick={() => {
            const cleared = withoutCondition(query, field)
            onQuery(field === 'tags' ? withFilter(cleared, { tags: undefined }) : cleared)
          }}
        >
          {t('items.menu.clear')}
        </Button>
        {hasValues && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-pressed={query.groupBy === field}
            onClick={() => onQuery({ ...query, groupBy: query.groupBy === field ? null : field })}
          >
            {t(query.groupBy === field ? 'items.group.undo' : 'items.group.byThis')}
          </Button>
        )}
      </div>
    </>
  )
}

/** What "ascending" means to people in a column. */
function wordsOfOrder(field: FilterField): 'text' | 'number' | 'day' {
  const kind = kindOf(field)
  if (kind === 'number' || kind === 'amount') return 'number'
  return kind === 'instant' || kind === 'day' ? 'day' : 'text'
}
