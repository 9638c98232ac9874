import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './filter-menu.module.css'
import type { CountedValue } from './list-fields.ts'

const ROW_PX = 28
/** Rows in sight, and rows beyond them that are drawn as well. */
const VISIBLE_ROWS = 8
const SPARE_ROWS = 8

/** One value with its words. */
export interface Entry extends CountedValue {
  readonly words: string
}

export interface ValueBoxProps {
  readonly entries: readonly Entry[]
  readonly isLoading: boolean
  readonly isCheckedAt: (value: string | null) => boolean
  readonly onToggle: (value: string | null) => void
  readonly onOnly: (value: string | null) => void
}

/** A long list of values to check and uncheck, of which only what is in sight is drawn. */
export function ValueBox({ entries, isLoading, isCheckedAt, onToggle, onOnly }: ValueBoxProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const current = Math.min(active, entries.length - 1)
  // Rows are equally high, so the part of thousands that is in sight follows from the scroll position alone.
  const [top, setTop] = useState(0)
  const first = Math.max(0, Math.min(top, entries.length - VISIBLE_ROWS) - SPARE_ROWS)
  const drawn = entries.slice(first, first + VISIBLE_ROWS + 2 * SPARE_ROWS)

  function reveal(index: number): void {
    const list = scroller.current
    if (!list) return
    const start = index * ROW_PX
    const end = start + ROW_PX - VISIBLE_ROWS * ROW_PX
    if (list.scrollTop > start) list.scrollTop = start
    else if (list.scrollTop < end) list.scrollTop = end
    setTop(Math.floor(list.scrollTop / ROW_PX))
  }

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + VISIBLE_ROWS,
      PageUp: current - VISIBLE_ROWS,
      Home: 0,
      End: entries.length - 1,
    }
    const next = steps[event.key]
    const entry = entries[current]
    if (next !== undefined) {
      const bounded = Math.max(0, Math.min(entries.length - 1, next))
      setActive(bounded)
      reveal(bounded)
    } else if (entry && event.key === ' ') onToggle(entry.value)
    else if (entry && event.key === 'Enter') onOnly(entry.value)
    else return
    event.preventDefault()
  }

  if (entries.length === 0) {
    return <p className={classes.note}>{t(isLoading ? 'list.menu.reading' : 'list.menu.noValues')}</p>
  }
  return (
    <div
      ref={scroller}
      className={classes.list}
      role="listbox"
      tabIndex={0}
      aria-multiselectable="true"
      aria-label={t('list.menu.values')}
      aria-describedby={`${id}-keys`}
      aria-activedescendant={`${id}-${current}`}
      onKeyDown={onKeyDown}
      onScroll={(event) => setTop(Math.floor(event.currentTarget.scrollTop / ROW_PX))}
      style={{ height: Math.min(VISIBLE_ROWS, entries.length) * ROW_PX + 2 }}
    >
      <span id={`${id}-keys`} hidden>
        {t('list.menu.valueKeys')}
      </span>
      <div role="presentation" className={classes.listInner} style={{ height: entries.length * ROW_PX }}>
        {drawn.map((entry, offset) => {
          const index = first + offset
          const isOn = isCheckedAt(entry.value)
          return (
            <div
              key={index}
              id={`${id}-${index}`}
              className={classes.value}
              role="option"
              aria-selected={isOn}
              aria-posinset={index + 1}
              aria-setsize={entries.length}
              data-active={index === current || undefined}
              data-blank={entry.value === null || undefined}
              style={{ transform: `translateY(${index * ROW_PX}px)` }}
              onClick={() => {
                setActive(index)
                onToggle(entry.value)
              }}
            >
              <span className={classes.box} data-checked={isOn || undefined} aria-hidden="true" />
              <span className={classes.valueWords} title={entry.words}>
                {entry.words}
              </span>
              <span className={classes.count}>{formats.number(entry.count)}</span>
              <span
                className={classes.only}
                aria-hidden="true"
                onClick={(event) => {
                  event.stopPropagation()
                  setActive(index)
                  onOnly(entry.value)
                }}
              >
                {t('list.menu.only')}
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
