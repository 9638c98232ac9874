import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import type { ListFields } from './list-fields.ts'
import { MAX_SORTS, type ListSort } from './list-query.ts'
import classes from './list-tools.module.css'
import { ToolMenu } from './tool-menu.tsx'

/** The order by several columns: the first one counts first. */
export function SortMenu<Sort extends ListSort>({
  sort,
  onSort,
  fields,
  standard,
}: {
  readonly sort: readonly Sort[]
  readonly onSort: (sort: readonly Sort[]) => void
  readonly fields: ListFields
  /** What comes first when nothing is chosen. */
  readonly standard: string
}): ReactNode {
  const { t, language } = useTranslator()
  const collator = new Intl.Collator(language)
  const free = fields.sortable
    .filter((field) => !sort.some((entry) => entry.field === field))
    .map((field) => ({ value: field, label: fields.label(field) }))
    .toSorted((a, b) => collator.compare(a.label, b.label))

  function move(index: number, step: -1 | 1): void {
    const [entry, other] = [sort[index], sort[index + step]]
    if (entry && other) onSort(sort.with(index, other).with(index + step, entry))
  }

  return (
    <ToolMenu
      label={t('list.sort.title')}
      icon={<IconArrowsSort aria-hidden size={15} />}
      state={sort.length > 1 ? String(sort.length) : null}
      widthPx={340}
    >
      {() => (
        <>
          {sort.length === 0 && <p className={classes.note}>{standard}</p>}
          <ol className={classes.plainList}>
            {sort.map((entry, index) => {
              const { field, direction } = entry
              return (
                <li key={field} className={classes.sortLine}>
                  <span className={classes.sortName}>
                    {index + 1}. {fields.label(field)}
                  </span>
                  <NativeSelect
                    size="xs"
                    aria-label={t('list.sort.direction', { column: fields.label(field) })}
                    value={direction}
                    onChange={(event) =>
                      onSort(
                        sort.with(index, {
                          ...entry,
                          direction: event.currentTarget.value === 'desc' ? 'desc' : 'asc',
                        }),
                      )
                    }
                    data={[
                      { value: 'asc', label: t('list.sort.asc') },
                      { value: 'desc', label: t('list.sort.desc') },
                    ]}
                  />
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    disabled={index === 0}
                    aria-label={t('list.sort.earlier', { column: fields.label(field) })}
                    onClick={() => move(index, -1)}
                  >
                    <IconArrowUp aria-hidden size={14} />
                  </ActionIcon>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    disabled={index === sort.length - 1}
                    aria-label={t('list.sort.later', { column: fields.label(field) })}
                    onClick={() => move(index, 1)}
                  >
                    <IconArrowDown aria-hidden size={14} />
                  </ActionIcon>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    aria-label={t('list.sort.remove', { column: fields.label(field) })}
                    onClick={() => onSort(sort.filter((_, other) => other !== index))}
                  >
                    <IconX aria-hidden size={14} />
                  </ActionIcon>
                </li>
              )
            })}
          </ol>
          <NativeSelect
            size="xs"
            data-autofocus
            aria-label={t('list.sort.add')}
            disabled={sort.length >= MAX_SORTS}
            value=""
            onChange={(event) => {
              const field = event.currentTarget.value
              if (fields.sortable.includes(field)) onSort([...sort, { field, direction: 'asc' } as Sort])
            }}
            data={[{ value: '', label: t('list.sort.add') }, ...free]}
          />
          {sort.length > 0 && (
            <Button size="compact-xs" variant="subtle" className={classes.start ?? ''} onClick={() => onSort([])}>
              {t('list.sort.clear')}
            </Button>
          )}
        </>
      )}
    </ToolMenu>
  )
}
