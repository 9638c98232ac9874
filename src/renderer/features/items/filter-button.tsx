import { IconFilter, IconFilterFilled } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import { fieldLabel } from './field-texts.ts'
import type { OpenFilter } from './filter-menu.tsx'
import classes from './items-page.module.css'
import type { ItemColumnField } from './types.ts'

export interface FilterButtonProps {
  readonly field: ItemColumnField
  readonly isFiltered: boolean
  readonly isOpen: boolean
  /** null closes. */
  readonly onOpen: (open: OpenFilter | null) => void
}

/** Opens a column's menu from its header; filled when the column filters. */
export function FilterButton({ field, isFiltered, isOpen, onOpen }: FilterButtonProps): ReactNode {
  const { t } = useTranslator()
  // Pressing the mouse outside closes the menu before the click arrives, which must not open it again.
  const wasOpen = useRef(false)
  const label = t(isFiltered ? 'items.menu.openFiltered' : 'items.menu.open', { column: fieldLabel(t, field) })
  return (
    <button
      type="button"
      // The table is one stop of the tab key; alt and the down key open this from the header.
      tabIndex={-1}
      className={classes.filterButton}
      data-on={isFiltered || undefined}
      aria-label={label}
      title={label}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      onMouseDown={() => {
        wasOpen.current = isOpen
      }}
      onClick={(event) => {
        event.stopPropagation()
        const cell = event.currentTarget.closest('[role="columnheader"]') ?? event.currentTarget
        onOpen(wasOpen.current ? null : { field, rect: cell.getBoundingClientRect() })
        wasOpen.current = false
      }}
    >
      {isFiltered ? <IconFilterFilled aria-hidden size={13} /> : <IconFilter aria-hidden size={13} />}
    </button>
  )
}
