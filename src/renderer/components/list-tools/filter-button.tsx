import { IconFilter, IconFilterFilled } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import type { OpenFilter } from './filter-menu.tsx'
import classes from './list-tools.module.css'

export interface FilterButtonProps<Field extends string> {
  readonly field: Field
  /** The name of the column. */
  readonly column: string
  readonly isFiltered: boolean
  readonly isOpen: boolean
  /** null closes. */
  readonly onOpen: (open: OpenFilter<Field> | null) => void
}

/** Opens a column's menu from its header; filled when the column filters. */
export function FilterButton<Field extends string>({
  field,
  column,
  isFiltered,
  isOpen,
  onOpen,
}: FilterButtonProps<Field>): ReactNode {
  const { t } = useTranslator()
  // Pressing the mouse outside closes the menu before the click arrives, which must not open it again.
  const wasOpen = useRef(false)
  const label = t(isFiltered ? 'list.menu.openFiltered' : 'list.menu.open', { column })
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
