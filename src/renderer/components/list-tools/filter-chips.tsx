import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'
import { CopyButton } from '../copy-button.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import type { OpenFilter } from './filter-menu.tsx'
import type { FilterWords } from './filter-words.ts'
import classes from './list-tools.module.css'

export interface FilterChipsProps<Query, Field extends string> {
  readonly filters: readonly FilterWords<Query, Field>[]
  readonly search: string
  readonly onQuery: (query: Query) => void
  readonly onClear: () => void
  readonly onOpenFilter: (open: OpenFilter<Field>) => void
}

/** What is filtered, in words; each part can be edited or taken away. */
export function FilterChips<Query, Field extends string>({
  filters,
  search,
  onQuery,
  onClear,
  onOpenFilter,
}: FilterChipsProps<Query, Field>): ReactNode {
  const { t } = useTranslator()
  const root = useRef<HTMLDivElement>(null)
  if (filters.length === 0 && search === '') return null
  const words = [
    ...(search === '' ? [] : [t('list.filter.pair', { label: t('list.search.label'), words: search })]),
    ...filters.map(({ label, words: said }) => t('list.filter.pair', { label, words: said })),
  ].join(t('list.filter.join'))

  function remove(index: number, query: Query): void {
    onQuery(query)
    // The chip with the focus goes; its neighbour takes it over, so that the keyboard stays here.
    requestAnimationFrame(() => {
      const buttons = root.current?.querySelectorAll<HTMLElement>('[data-remove]')
      buttons?.[Math.min(index, buttons.length - 1)]?.focus()
    })
  }

  return (
    <div ref={root} className={classes.chips} role="group" aria-label={t('list.filter.active')}>
      {filters.map(({ key, field, label, words: said, without }, index) => {
        const sentence = t('list.filter.pair', { label, words: said })
        return (
          <span key={key} className={classes.chip}>
            {field === null ? (
              <span className={classes.chipWords} title={sentence}>
                <span className={classes.dim}>{label}</span> {said}
              </span>
            ) : (
              <button
                type="button"
                className={classes.chipWords}
                aria-haspopup="dialog"
                title={sentence}
                onClick={(event) => onOpenFilter({ field, rect: event.currentTarget.getBoundingClientRect() })}
              >
                <span className={classes.dim}>{label}</span> {said}
              </button>
            )}
            <button
              type="button"
              className={classes.chipRemove}
              data-remove
              aria-label={t('list.filter.remove', { words: sentence })}
              onClick={() => remove(index, without)}
            >
              <IconX aria-hidden size={13} />
            </button>
          </span>
        )
      })}
      <Button size="compact-xs" variant="subtle" onClick={onClear}>
        {t('list.filter.clear')}
      </Button>
      <CopyButton value={words} label={t('list.filter.copy')} />
    </div>
  )
}
