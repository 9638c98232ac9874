import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { CurrencySums } from '../../../shared/domain/money.ts'
import { SumText } from '../../components/sum-text.tsx'
import type { ApiError } from '../../lib/api.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from '../../components/list-tools/list-tools.module.css'
import type { ItemRows } from './types.ts'

export interface ItemsFooterProps {
  readonly rows: ItemRows | null
  readonly isStale: boolean
  /** True when the rows could not be read. */
  readonly hasFailed: boolean
  /** Items that there are without any filter; null while that is not known. */
  readonly total: number | null
}

/** How many rows are shown, what they cost by currency, and for which moment that holds. */
export function ItemsFooter({ rows, isStale, hasFailed, total }: ItemsFooterProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const handle = rows?.handle ?? ''
  const all = useRequest('item.sums', { handle, ranges: null }, { isEnabled: rows !== null })
  const shown = rows?.total ?? 0
  return (
    <footer className={classes.footer} aria-label={t('items.footer.label')} data-stale={isStale || undefined}>
      <span role="status">
        {rows === null
          ? hasFailed
            ? UNKNOWN
            : t('list.footer.reading')
          : total !== null && shown !== total
            ? t('items.footer.shownOf', { shown: formats.number(shown), count: total, total: formats.number(total) })
            : t('items.footer.shown', { count: shown, shown: formats.number(shown) })}
      </span>
      {rows !== null && shown > 0 && <Sums label={t('items.footer.sum')} sums={all} />}
      {rows !== null && (
        <span className={classes.footerEnd} title={formats.instantTitle(rows.asOf)}>
          {t('list.footer.asOf', { time: formats.time(rows.asOf) })}
        </span>
      )}
    </footer>
  )
}

function Sums({
  label,
  sums: { data, error, isPlaceholderData },
}: {
  readonly label: string
  readonly sums: Pick<UseQueryResult<CurrencySums, ApiError>, 'data' | 'error' | 'isPlaceholderData'>
}): ReactNode {
  const translator = useTranslator()
  const formats = useFormats()
  if (!data && !error) return null
  const whole = error ? translator.error(error.body) : data && formats.sums(data)
  return (
    // While newer figures are on their way the old ones stay, and say so.
    <span className={classes.footerSums} data-stale={isPlaceholderData || undefined} title={whole}>
      <span className={classes.dim}>{label} </span>
      {error ? UNKNOWN : data && <SumText sums={data} />}
    </span>
  )
}
