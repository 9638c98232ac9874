import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'
import { CopyButton } from '../../components/copy-button.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import type { OpenFilter } from './filter-menu.tsx'
import type { FilterWords } from './filter-words.ts'
import classes from './items-page.module.css'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'

export interface FilterChipsProps {
  readonly filters: readonly FilterWords[]
  readonly search: string
  readonly onQuery: (query: ItemQuery) => void
  readonly onClear: () => void
  readonly onOpenFilter: (open: OpenFilter) => void
}

/** What is filtered, in words; each part can be edited or taken away. */
export function FilterChips({ filters, search, onQuery, onClear, onOpenFilter }: FilterChipsProps): ReactNode {
  const { t } = useTranslator()
  const root = useRef<HTMLDivElement>(null)
  if (filters.length === 0 && search === '') return null
  const words = [
    ...(search === '' ? [] : [t('items.filter.pair', { label: t('items.search.label'), words: search })]),
    ...filters.map(({ label, words: said }) => t('items.filter.pair', { label, words: said })),
  ].join(t('items.filter.join'))

  function remove(index: number, query: ItemQuery): void {
    onQuery(query)
    // The chip with the focus goes; its neighbour takes it over, so that the keyboard stays here.
    requestAnimationFrame(() => {
      const buttons = root.current?.querySelectorAll<HTMLElement>('[data-remove]')
      buttons?.[Math.min(index, buttons.length - 1)]?.focus()
    })
  }

  return (
    <div ref={root} className={classes.chips} role="group" aria-label={t('items.filter.active')}>
      {filters.map(({ key, field, label, words: said, without }, index) => {
        const sentence = t('items.filter.pair', { label, words: said })
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
              aria-label={t('items.filter.remove', { words: sentence })}
              onClick={() => remove(index, without)}
            >
              <IconX aria-hidden size={13} />
            </button>
          </span>
        )
      })}
      <Button size="compact-xs" variant="subtle" onClick={onClear}>
        {t('items.filter.clear')}
      </Button>
      <CopyButton value={words} label={t('items.filter.copy')} />
    </div>
  )
}
