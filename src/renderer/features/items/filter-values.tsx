import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { compareBands, isBand } from '../../../shared/domain/band.ts'
import type { FacetField, FacetValue, ItemQuery } from '../../../shared/domain/item-query.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useComposedText } from './composed-text.ts'
import { hasWords, valueLabel } from './field-texts.ts'
import classes from './filter-menu.module.css'
import { toInput } from './query-model.ts'
import { isChecked, onlyValues, simplify, toggleValue, type ValueCondition } from './value-list.ts'

/** So many values are shown at once; of more the search finds the rest. */
const MAX_VALUES = 2_000
const ROW_PX = 28
/** Rows in sight, and rows beyond them that are drawn as well. */
const VISIBLE_ROWS = 8
const SPARE_ROWS = 8

interface Entry extends FacetValue {
  readonly words: string
}

export interface FilterValuesProps {
  readonly field: FacetField
  /** As the core takes it. */
  readonly query: ItemQuery
  readonly bandDays: readonly number[]
  readonly condition: ValueCondition | undefined
  /** undefined: every value passes. */
  readonly onCondition: (condition: ValueCondition | undefined) => void
}

/** The values of a column with their counts, to check and uncheck as in a spreadsheet. */
export function FilterValues({ field, query, bandDays, condition, onCondition }: FilterValuesProps): ReactNode {
  const { t, language } = useTranslator()
  const formats = useFormats()
  const [search, setSearch] = useState('')
  const [order, setOrder] = useState<'name' | 'count'>('name')
  // Nothing is checked yet: a list that lets nothing pass would only make the table flash empty.
  const [isNone, setIsNone] = useState(false)
  const input = useComposedText(search, setSearch)
  const whole = useRequest('item.facets', { query: toCounted(query), fields: [field], limit: MAX_VALUES })
  const facet = whole.data?.[field]
  // Words are ours, so the core cannot find them; and what is here already needs no second question.
  const isSearchedHere = hasWords(field) || facet === undefined || facet.distinct <= facet.values.length
  const found = useRequest(
    'item.facets',
    { query: toCounted(query), fields: [field], limit: MAX_VALUES, search },
    { isEnabled: !isSearchedHere && search.trim() !== '' },
  )
  const source = isSearchedHere || search.trim() === '' ? facet : (found.data?.[field] ?? facet)

  const entries = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    const collator = new Intl.Collator(language, { numeric: true })
    const counted = source?.values ?? []
    // Values that were chosen stay in sight when other filters leave none of their rows.
    const chosen = (condition?.values ?? []).filter((value) => !counted.some((entry) => entry.value === value))
    const all = [...counted, ...chosen.map((value) => ({ value, label: null, count: 0 }))].map((entry) => ({
      ...entry,
      words: valueLabel(t, field, entry.value, entry.label, bandDays),
    }))
    const matching = all.filter(
      ({ words, value }) => words.toLowerCase().includes(wanted) || (value ?? '').toLowerCase().includes(wanted),
    )
    return order === 'count' ? matching : matching.toSorted((a, b) => compareEntries(a, b, field, collator))
  }, [source, condition, search, language, t, field, bandDays, order])

  const distinct = facet?.distinct ?? 0
  const shown = isNone && !condition ? onlyValues(field, []) : condition
  const change = (next: ValueCondition | undefined): void => {
    setIsNone(false)
    onCondition(next && simplify(next, distinct))
  }
  const toggle = (value: string | null): void => {
    const base = isNone && !condition ? onlyValues(field, []) : condition
    change(toggleValue(field, base, value))
  }
  const chooseFound = (): void =>
    change(
      onlyValues(
        field,
        entries.map(({ value }) => value),
      ),
    )

  if (whole.error) return <ErrorNote error={whole.error} onRetry={() => void whole.refetch()} />
  return (
    <div className={classes.values}>
      <TextInput
        data-autofocus
        size="xs"
        aria-label={t('items.menu.searchValues')}
        placeholder={t('items.menu.searchValues')}
        leftSection={<IconSearch aria-hidden size={14} />}
        {...input}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter' && search.trim() !== '' && entries.length > 0) chooseFound()
          else if (event.key === 'ArrowDown') {
            event.preventDefault()
            event.currentTarget.closest(`.${classes.values}`)?.querySelector<HTMLElement>('[role="listbox"]')?.focus()
          }
        }}
      />
      <div className={classes.valueTools}>
        <Button
          size="compact-xs"
          variant="subtle"
          disabled={!shown}
          onClick={() => {
            setIsNone(false)
            onCondition(undefined)
          }}
        >
          {t('items.menu.all')}
        </Button>
        {search.trim() === '' ? (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              setIsNone(true)
              onCondition(undefined)
            }}
          >
            {t('items.menu.none')}
          </Button>
        ) : (
          <Button size="compact-xs" variant="subtle" disabled={entries.length === 0} onClick={chooseFound}>
            {t('items.menu.onlyFound', { count: entries.length, found: formats.number(entries.length) })}
          </Button>
        )}
        <SegmentedControl
          className={classes.valueOrder ?? ''}
          size="xs"
          aria-label={t('items.menu.order')}
          value={order}
          onChange={setOrder}
          data={[
            { value: 'name', label: t('items.menu.byName') },
            { value: 'count', label: t('items.menu.byCount') },
          ]}
        />
      </div>
      <ValueList
        key={field}
        entries={entries}
        isLoading={whole.isPending}
        isCheckedAt={(value) => isChecked(shown, value)}
        onToggle={toggle}
        onOnly={(value) => change(onlyValues(field, [value]))}
      />
      {source && source.distinct > source.values.length && (
        <p className={classes.note}>
          {t('items.menu.moreValues', {
            shown: formats.number(source.values.length),
            count: source.distinct,
            total: formats.number(source.distinct),
          })}
        </p>
      )}
    </div>
  )
}

interface ValueListProps {
  readonly entries: readonly Entry[]
  readonly isLoading: boolean
  readonly isCheckedAt: (value: string | null) => boolean
  readonly onToggle: (value: string | null) => void
  readonly onOnly: (value: string | null) => void
}

function ValueList({ entries, isLoading, isCheckedAt, onToggle, onOnly }: ValueListProps): ReactNode {
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
    return <p className={classes.note}>{t(isLoading ? 'items.menu.reading' : 'items.menu.noValues')}</p>
  }
  return (
    <div
      ref={scroller}
      className={classes.list}
      role="listbox"
      tabIndex={0}
      aria-multiselectable="true"
      aria-label={t('items.menu.values')}
      aria-describedby={`${id}-keys`}
      aria-activedescendant={`${id}-${current}`}
      onKeyDown={onKeyDown}
      onScroll={(event) => setTop(Math.floor(event.currentTarget.scrollTop / ROW_PX))}
      style={{ height: Math.min(VISIBLE_ROWS, entries.length) * ROW_PX + 2 }}
    >
      <span id={`${id}-keys`} hidden>
        {t('items.menu.valueKeys')}
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
                {t('items.menu.only')}
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}

function compareEntries(a: Entry, b: Entry, field: FacetField, collator: Intl.Collator): number {
  // Blank comes last, as in the table.
  if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
  if (field === 'band' && isBand(a.value) && isBand(b.value)) return compareBands(a.value, b.value)
  return collator.compare(a.words, b.words)
}

/** Only what is filtered counts for values, so that a new order is no new question. */
function toCounted(query: ItemQuery): ReturnType<typeof toInput> {
  return toInput({ filter: query.filter, sort: [], groupBy: null })
}
