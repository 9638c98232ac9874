import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useFormats } from '../lib/format.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './pager.module.css'

export interface PagerProps {
  readonly offset: number
  /** Rows of this page. */
  readonly shown: number
  readonly total: number
  readonly pageRows: number
  readonly onChange: (offset: number) => void
  /** Keys of the texts; `range` takes from, to and total. */
  readonly words: { readonly range: string; readonly previous: string; readonly next: string }
}

/** Turns the pages of a list and says which rows are shown. */
export function Pager({ offset, shown, total, pageRows, onChange, words }: PagerProps): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  return (
    <div className={classes.root}>
      <ActionIcon
        aria-label={t(words.previous)}
        disabled={offset === 0}
        onClick={() => onChange(Math.max(0, offset - pageRows))}
      >
        <IconChevronLeft aria-hidden size={16} />
      </ActionIcon>
      <span role="status">
        {t(words.range, {
          from: number(shown === 0 ? 0 : offset + 1),
          to: number(offset + shown),
          total: number(total),
        })}
      </span>
      <ActionIcon
        aria-label={t(words.next)}
        disabled={offset + pageRows >= total}
        onClick={() => onChange(offset + pageRows)}
      >
        <IconChevronRight aria-hidden size={16} />
      </ActionIcon>
    </div>
  )
}
