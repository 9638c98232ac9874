import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core'
import { IconColumns, IconGripVertical, IconPin, IconPinned } from '@tabler/icons-react'
import { useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import type { GridColumnState } from '../data-grid/column-states.ts'
import classes from './list-tools.module.css'
import { ToolMenu } from './tool-menu.tsx'

/** Takes one column to the place of another one. */
export function moveColumn<Column>(columns: readonly Column[], from: number, to: number): readonly Column[] {
  const column = columns[from]
  if (!column || to < 0 || to >= columns.length || from === to) return columns
  return columns.toSpliced(from, 1).toSpliced(to, 0, column)
}

const NEXT_PIN = { none: 'left', left: 'right', right: null } as const

export interface ColumnChooserProps<Column extends GridColumnState<string>> {
  /** All columns in order; hidden ones too. */
  readonly columns: readonly Column[]
  /** How they stand before anybody has arranged them. */
  readonly standard: readonly Column[]
  /** The name of a column. */
  readonly label: (field: Column['field']) => string
  readonly onColumns: (columns: readonly Column[]) => void
}

/** Which columns are shown, in which order, pinned where. Alt with an arrow moves a column. */
export function ColumnChooser<Column extends GridColumnState<string>>(props: ColumnChooserProps<Column>): ReactNode {
  const { t } = useTranslator()
  return (
    <ToolMenu label={t('list.columns.title')} icon={<IconColumns aria-hidden size={15} />} hotkey="c" widthPx={320}>
      {() => <ColumnList {...props} />}
    </ToolMenu>
  )
}

function ColumnList<Column extends GridColumnState<string>>({
  columns,
  standard,
  label,
  onColumns,
}: ColumnChooserProps<Column>): ReactNode {
  const { t } = useTranslator()
  const [search, setSearch] = useState('')
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const wanted = search.trim().toLowerCase()
  const isOnlyOne = columns.filter(({ isVisible }) => isVisible).length === 1
  const hasWidths = columns.some(({ widthPx }) => widthPx !== null)

  function change(index: number, patch: Partial<GridColumnState<string>>): void {
    const column = columns[index]
    if (column) onColumns(columns.with(index, { ...column, ...patch }))
  }
  function onKeyDown(event: KeyboardEvent, index: number): void {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step === undefined || !event.altKey) return
    event.preventDefault()
    const field = columns[index]?.field
    onColumns(moveColumn(columns, index, index + step))
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-field="${field}"] input`)?.focus({ preventScroll: false }),
    )
  }
  const drag = (index: number) => ({
    draggable: wanted === '',
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', columns[index]?.field ?? '')
      setDragged(index)
    },
    onDragOver: (event: DragEvent) => {
      if (dragged === null) return
      event.preventDefault()
      setOver(index)
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      if (dragged !== null) onColumns(moveColumn(columns, dragged, index))
    },
    onDragEnd: () => {
      setDragged(null)
      setOver(null)
    },
  })

  return (
    <div className={classes.stack}>
      <TextInput
        data-autofocus
        aria-label={t('list.columns.search')}
        placeholder={t('list.columns.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ul ref={list} className={classes.columnList} aria-describedby="column-keys">
        {columns.map((column, index) => {
          const name = label(column.field)
          if (!name.toLowerCase().includes(wanted)) return null
          return (
            <li
              key={column.field}
              className={classes.columnLine}
              data-field={column.field}
              data-over={(over === index && dragged !== index) || undefined}
              onKeyDown={(event) => onKeyDown(event, index)}
              {...drag(index)}
            >
              <IconGripVertical aria-hidden size={14} className={classes.grip} />
              <Checkbox
                className={classes.grow ?? ''}
                label={name}
                checked={column.isVisible}
                disabled={column.isVisible && isOnlyOne}
                onChange={(event) => change(index, { isVisible: event.currentTarget.checked })}
              />
              <ActionIcon
                size="sm"
                aria-label={t(`list.columns.pin.${column.pin ?? 'none'}`, { column: name })}
                title={t(`list.columns.pin.${column.pin ?? 'none'}`, { column: name })}
                onClick={() => change(index, { pin: NEXT_PIN[column.pin ?? 'none'] })}
              >
                {column.pin === null ? (
                  <IconPin aria-hidden size={14} className={classes.faint} />
                ) : (
                  <IconPinned aria-hidden size={14} data-pin={column.pin} className={classes.pinned} />
                )}
              </ActionIcon>
            </li>
          )
        })}
      </ul>
      <p className={classes.note} id="column-keys">
        {t('list.columns.keys')}
      </p>
      <div className={classes.sideBySide}>
        <Button
          size="compact-xs"
          variant="default"
          disabled={!hasWidths}
          onClick={() => onColumns(columns.map((column) => ({ ...column, widthPx: null })))}
        >
          {t('list.columns.resetWidths')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => onColumns(standard)}>
          {t('list.columns.reset')}
        </Button>
      </div>
    </div>
  )
}
