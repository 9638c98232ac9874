import { TextInput } from '@mantine/core'
import { IconFilterPlus } from '@tabler/icons-react'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import { fieldLabel } from './field-texts.ts'
import type { OpenFilter } from './filter-menu.tsx'
import classes from './items-page.module.css'
import { ToolMenu } from './tool-menu.tsx'
import type { ItemColumnField } from './types.ts'

/** Filters by any column, also by one that is not shown. */
export function AddFilter({
  fields,
  onOpenFilter,
}: {
  /** In the order of the table. */
  readonly fields: readonly ItemColumnField[]
  readonly onOpenFilter: (open: OpenFilter) => void
}): ReactNode {
  const { t } = useTranslator()
  const root = useRef<HTMLDivElement>(null)
  return (
    <div ref={root}>
      <ToolMenu label={t('items.filter.add')} icon={<IconFilterPlus aria-hidden size={15} />} hotkey="f" widthPx={260}>
        {(close) => (
          <FieldList
            fields={fields}
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

function FieldList({
  fields,
  onChoose,
}: {
  readonly fields: readonly ItemColumnField[]
  readonly onChoose: (field: ItemColumnField) => void
}): ReactNode {
  const { t } = useTranslator()
  const [search, setSearch] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const wanted = search.trim().toLowerCase()
  const found = fields.filter((field) => fieldLabel(t, field).toLowerCase().includes(wanted))

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
        aria-label={t('items.columns.search')}
        placeholder={t('items.columns.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <div ref={list} className={classes.fieldList}>
        {found.map((field) => (
          <button key={field} type="button" className={classes.fieldButton} onClick={() => onChoose(field)}>
            {fieldLabel(t, field)}
          </button>
        ))}
      </div>
    </div>
  )
}
