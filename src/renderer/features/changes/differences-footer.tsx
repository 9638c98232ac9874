import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { countIn } from '../../components/data-grid/ranges.ts'
import type { Ranges } from '../../components/data-grid/types.ts'
import tools from '../../components/list-tools/list-tools.module.css'
import type { ListRows } from '../../components/list-tools/results.ts'
import type { ItemDifference } from '../../../shared/domain/comparison.ts'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { ChangesPlace } from './changes-address.ts'
import type { DifferenceMore } from './difference-rows.ts'

/** How many rows there are, and the way to the same items as a list in which they can be worked on. */
export function DifferencesFooter({
  rows,
  isStale,
  place: { from, to, kinds, accountId, search },
  selection,
}: {
  readonly rows: (ListRows<ItemDifference> & DifferenceMore) | null
  readonly isStale: boolean
  readonly place: ChangesPlace
  readonly selection: Ranges
}): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  if (rows === null) return null
  const selected = countIn(selection)
  const difference = JSON.stringify({
    from,
    to,
    ...(kinds.length === 0 ? {} : { kinds }),
    ...(accountId === null ? {} : { accountIds: [accountId] }),
    search,
  })
  return (
    <footer className={tools.footer} aria-label={t('changes.footer.label')}>
      <span data-stale={isStale || undefined}>
        {t('changes.footer.rows', { shown: number(rows.total), total: number(rows.comparison.total) })}
      </span>
      {selected > 1 && <span>{t('changes.footer.selected', { count: selected, shown: number(selected) })}</span>}
      {rows.total > 0 && (
        <span className={tools.footerEnd}>
          <Anchor inherit href={hrefTo('items', { difference })}>
            {t('changes.footer.open')}
          </Anchor>
        </span>
      )}
    </footer>
  )
}
