import { TextInput } from '@mantine/core'
import { IconFilterPlus } from '@tabler/icons-react'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import type { OpenFilter } from './filter-menu.tsx'
import classes from './list-tools.module.css'
import { ToolMenu } from './tool-menu.tsx'

/** Filters by any column, also by one that is not shown. */
export function AddFilter<Field extends string>({
  fields,
  label,
  onOpenFilter,
}: {
  /** In the order of the table. */
  readonly fields: readonly Field[]
  readonly label: (field: Field) => string
  readonly onOpenFilter: (open: OpenFilter<Field>) => void
}): ReactNode {
  const { t } = useTranslator()
  const root = useRef<HTMLDivElement>(null)
  return (
    <div ref={root}>
      <ToolMenu label={t('list.filter.add')} icon={<IconFilterPlus aria-hidden size={15} />} hotkey="f" widthPx={260}>
        {(close) => (
          <FieldList
            fields={fields}
            label={label}
            onChoose={(field) => {
              close()
              const rect = root.current?.getBoundingClientRect()
              if (rect) onOpenFilter({ field, rect })
            }}
          />
        )}
      </ToolMenu>
    </div>
  )
}

function FieldList<Field extends string>({
  fields,
  label,
  onChoose,
}: {
  readonly fields: readonly Field[]
  readonly label: (field: Field) => string
  readonly onChoose: (field: Field) => void
}): ReactNode {
  const { t } = useTranslator()
  const [search, setSearch] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const wanted = search.trim().toLowerCase()
  const found = fields.filter((field) => label(field).toLowerCase().includes(wanted))

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const index = buttons.findIndex((button) => button === document.activeElement)
    if (event.key === 'ArrowDown') buttons[Math.min(buttons.length - 1, index + 1)]?.focus()
    else if (event.key === 'ArrowUp' && index > 0) buttons[index - 1]?.focus()
    else if (event.key === 'Enter' && index < 0 && found[0]) onChoose(found[0])
    else return
    event.preventDefault()
  }

  return (
    <div className={classes.stack} onKeyDown={onKeyDown}>
      <TextInput
        data-autofocus
        size="xs"
        aria-label={t('list.columns.search')}
        placeholder={t('list.columns.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <div ref={list} className={classes.fieldList}>
        {found.map((field) => (
          <button key={field} type="button" className={classes.fieldButton} onClick={() => onChoose(field)}>
            {label(field)}
          </button>
        ))}
      </div>
    </div>
  )
}
