import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import { ErrorNote } from '../error-note.tsx'
import type { ApiError } from '../../lib/api.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useComposedText } from './composed-text.ts'
import classes from './filter-menu.module.css'
import type { CountedValues, ListFields, ValuesPort } from './list-fields.ts'
import type { ListQuery } from './list-query.ts'
import { ValueBox, type Entry } from './value-box.tsx'
import { isChecked, onlyValues, simplify, toggleValue, type ValueCondition } from './value-list.ts'

/** So many values are shown at once; of more the search finds the rest. */
const MAX_VALUES = 2_000

export interface FilterValuesProps<Query extends ListQuery> {
  readonly field: string
  readonly fields: ListFields
  /** As the core takes it. */
  readonly query: Query
  readonly counts: ValuesPort<Query>
  readonly condition: ValueCondition | undefined
  /** undefined: every value passes. */
  readonly onCondition: (condition: ValueCondition | undefined) => void
}

/** The values of a column with their counts, to check and uncheck as in a spreadsheet. */
export function FilterValues<Query extends ListQuery>({
  field,
  fields,
  query,
  counts: port,
  condition,
  onCondition,
}: FilterValuesProps<Query>): ReactNode {
  const { t, language } = useTranslator()
  const formats = useFormats()
  const [search, setSearch] = useState('')
  const [order, setOrder] = useState<'name' | 'count'>('name')
  // Nothing is checked yet: a list that lets nothing pass would only make the table flash empty.
  const [isNone, setIsNone] = useState(false)
  const input = useComposedText(search, setSearch)
  const { filter } = query
  const whole = useValues(port, { filter, field, search: '' }, true)
  const counts = whole.data ?? undefined
  // Words are ours, so the core cannot find them; and what is here already needs no second question.
  const isSearchedHere = fields.hasWords(field) || counts === undefined || counts.distinct <= counts.values.length
  const found = useValues(port, { filter, field, search }, !isSearchedHere && search.trim() !== '')
  const source = isSearchedHere || search.trim() === '' ? counts : (found.data ?? counts)

  const entries = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    const collator = new Intl.Collator(language, { numeric: true })
    const counted = source?.values ?? []
    // Values that were chosen stay in sight when other filters leave none of their rows.
    const chosen = (condition?.values ?? []).filter((value) => !counted.some((entry) => entry.value === value))
    const all = [...counted, ...chosen.map((value) => ({ value, label: null, count: 0 }))].map((entry) => ({
      ...entry,
      words: fields.valueLabel(field, entry.value, entry.label),
    }))
    const matching = all.filter(
      ({ words, value }) => words.toLowerCase().includes(wanted) || (value ?? '').toLowerCase().includes(wanted),
    )
    return order === 'count' ? matching : matching.toSorted((a, b) => compareEntries(a, b, field, fields, collator))
  }, [source, condition, search, language, field, fields, order])

  const distinct = counts?.distinct ?? 0
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
        aria-label={t('list.menu.searchValues')}
        placeholder={t('list.menu.searchValues')}
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
          {t('list.menu.all')}
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
            {t('list.menu.none')}
          </Button>
        ) : (
          <Button size="compact-xs" variant="subtle" disabled={entries.length === 0} onClick={chooseFound}>
            {t('list.menu.onlyFound', { count: entries.length, found: formats.number(entries.length) })}
          </Button>
        )}
        <SegmentedControl
          className={classes.valueOrder ?? ''}
          size="xs"
          aria-label={t('list.menu.order')}
          value={order}
          onChange={setOrder}
          data={[
            { value: 'name', label: t('list.menu.byName') },
            { value: 'count', label: t('list.menu.byCount') },
          ]}
        />
      </div>
      <ValueBox
        key={field}
        entries={entries}
        isLoading={whole.isPending}
        isCheckedAt={(value) => isChecked(shown, value)}
        onToggle={toggle}
        onOnly={(value) => change(onlyValues(field, [value]))}
      />
      {source && source.distinct > source.values.length && (
        <p className={classes.note}>
          {t('list.menu.moreValues', {
            shown: formats.number(source.values.length),
            count: source.distinct,
            total: formats.number(source.distinct),
          })}
        </p>
      )}
    </div>
  )
}

/** Reads the values of a field; those of before stay while newer ones are on their way. */
function useValues<Query extends ListQuery>(
  port: ValuesPort<Query>,
  question: { readonly filter: Query['filter']; readonly field: string; readonly search: string },
  isEnabled: boolean,
): UseQueryResult<CountedValues | null, ApiError> {
  return useQuery<CountedValues | null, ApiError>({
    queryKey: [port.route, 'values', question],
    queryFn: async () => (await port.read({ ...question, limit: MAX_VALUES })) ?? null,
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  })
}

function compareEntries(a: Entry, b: Entry, field: string, fields: ListFields, collator: Intl.Collator): number {
  // Blank comes last, as in the table.
  if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
  return fields.compareValues?.(field, a.value, b.value) ?? collator.compare(a.words, b.words)
}
