import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { SORT_FIELDS, type ItemQuery } from '../../../shared/domain/item-query.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { fieldLabel } from './field-texts.ts'
import classes from './items-page.module.css'
import { isSortField, MAX_SORTS } from './query-model.ts'
import { ToolMenu } from './tool-menu.tsx'

type Sort = ItemQuery['sort']

/** The order by several columns: the first one counts first. */
export function SortMenu({ sort, onSort }: { readonly sort: Sort; readonly onSort: (sort: Sort) => void }): ReactNode {
  const { t, language } = useTranslator()
  const collator = new Intl.Collator(language)
  const free = SORT_FIELDS.filter((field) => !sort.some((entry) => entry.field === field))
    .map((field) => ({ value: field, label: fieldLabel(t, field) }))
    .toSorted((a, b) => collator.compare(a.label, b.label))

  function move(index: number, step: -1 | 1): void {
    const [entry, other] = [sort[index], sort[index + step]]
    if (entry && other) onSort(sort.with(index, other).with(index + step, entry))
  }

  return (
    <ToolMenu
      label={t('items.sort.title')}
      icon={<IconArrowsSort aria-hidden size={15} />}
      state={sort.length > 1 ? String(sort.length) : null}
      widthPx={340}
    >
      {() => (
        <>
          {sort.length === 0 && <p className={classes.note}>{t('items.sort.standard')}</p>}
          <ol className={classes.plainList}>
            {sort.map(({ field, direction }, index) => (
              <li key={field} className={classes.sortLine}>
                <span className={classes.sortName}>
                  {index + 1}. {fieldLabel(t, field)}
                </span>
                <NativeSelect
                  size="xs"
                  aria-label={t('items.sort.direction', { column: fieldLabel(t, field) })}
                  value={direction}
                  onChange={(event) =>
                    onSort(
                      sort.with(index, { field, direction: event.currentTarget.value === 'desc' ? 'desc' : 'asc' }),
                    )
                  }
                  data={[
                    { value: 'asc', label: t('items.sort.asc') },
                    { value: 'desc', label: t('items.sort.desc') },
                  ]}
                />
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  disabled={index === 0}
                  aria-label={t('items.sort.earlier', { column: fieldLabel(t, field) })}
                  onClick={() => move(index, -1)}
                >
                  <IconArrowUp aria-hidden size={14} />
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  disabled={index === sort.length - 1}
                  aria-label={t('items.sort.later', { column: fieldLabel(t, field) })}
                  onClick={() => move(index, 1)}
                >
                  <IconArrowDown aria-hidden size={14} />
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('items.sort.remove', { column: fieldLabel(t, field) })}
                  onClick={() => onSort(sort.filter((_, other) => other !== index))}
                >
                  <IconX aria-hidden size={14} />
                </ActionIcon>
              </li>
            ))}
          </ol>
          <NativeSelect
            size="xs"
            data-autofocus
            aria-label={t('items.sort.add')}
            disabled={sort.length >= MAX_SORTS}
            value=""
            onChange={(event) => {
              const field = event.currentTarget.value
              if (isSortField(field)) onSort([...sort, { field, direction: 'asc' }])
            }}
            data={[{ value: '', label: t('items.sort.add') }, ...free]}
          />
          {sort.length > 0 && (
            <Button size="compact-xs" variant="subtle" className={classes.start ?? ''} onClick={() => onSort([])}>
              {t('items.sort.clear')}
            </Button>
          )}
        </>
      )}
    </ToolMenu>
  )
}
