import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { LinkQuery } from '../../../shared/domain/link-query.ts'
import { resolveRanges } from '../../components/list-tools/relative-days.ts'
import { withCondition } from '../../components/list-tools/list-query.ts'
import { QuickChip, QuickChips } from '../../components/list-tools/quick-chip.tsx'
import { VerdictShape, type VerdictTone } from '../../components/verdict-mark.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { toInput } from './links-query-model.ts'
import {
  isFiltered,
  isQuickOn,
  QUICK_CONDITIONS,
  QUICK_FILTERS,
  quickCount,
  toggleQuick,
  type QuickFilter,
} from './quick-filters.ts'
import type { LinksQuery } from './use-links-query.ts'

const TONES: Readonly<Partial<Record<QuickFilter, VerdictTone>>> = {
  failing: 'broken',
  unchecked: 'unasked',
}

/**
 * Links whose certificate ends soon, among what the other filters find. Counted once for each result of the list, so that a
 * run's many results cost no more than the list itself.
 */
function useCertificateCount(query: LinkQuery, handle: string | null): number | undefined {
  const api = useApi()
  const { today } = useFormats()
  const { filter } = resolveRanges(withCondition(query, QUICK_CONDITIONS.certificate), today)
  const answer = useQuery({
    queryKey: ['certificates that end soon', handle, filter],
    queryFn: async () => {
      const { shown } = await api.request('link.facets', { query: toInput({ filter, sort: [] }), fields: ['shown'] })
      return shown?.values.reduce((sum, { count }) => sum + count, 0) ?? 0
    },
    enabled: handle !== null,
    gcTime: 0,
    placeholderData: keepPreviousData,
  })
  return answer.data
}

/** Filters that are one click away, each with the number of links that it finds. */
export function LinkQuickChips({
  links,
}: {
  readonly links: Pick<LinksQuery, 'state' | 'rows' | 'summary' | 'onQuery' | 'onClear'>
}): ReactNode {
  const { state, rows, summary, onQuery, onClear } = links
  const { query } = state
  const { t } = useTranslator()
  const certificates = useCertificateCount(query, rows?.handle ?? null)
  return (
    <QuickChips label={t('links.filter.quick')}>
      <QuickChip isOn={!isFiltered(query)} count={summary?.total} onToggle={onClear}>
        {t('links.filter.all')}
      </QuickChip>
      {QUICK_FILTERS.map((quick) => {
        const tone = TONES[quick]
        return (
          <QuickChip
            key={quick}
            isOn={isQuickOn(query, quick)}
            count={quick === 'certificate' ? certificates : quickCount(quick, rows?.facets)}
            onToggle={() => onQuery(toggleQuick(query, quick))}
          >
            {tone && <VerdictShape tone={tone} />}
            {t(`links.filter.${quick}`)}
          </QuickChip>
        )
      })}
    </QuickChips>
  )
}
