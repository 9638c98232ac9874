import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { useRequest } from '../../lib/api-context.tsx'
import type { ApiError } from '../../lib/api.ts'
import type { IdSet } from './relative-days.ts'
import { useChangedIds } from './use-changed-ids.ts'

const NONE: readonly string[] = []

/** The two ends of a comparison as people are told of them. */
export interface ToldEnds {
  readonly from: { readonly at: number; readonly title: string | null }
  readonly to: { readonly at: number; readonly title: string | null }
}

/** What a set of items means now. */
export interface KnownIdSet {
  readonly ids: readonly string[]
  /** False until the ids are there; a query without a set has nothing to wait for. */
  readonly isReady: boolean
  readonly error: ApiError | null
  /** When the notice was written whose items they are; null for other sets and until it is known. */
  readonly noticeAt: number | null
  /** What was compared, of items that differ; null for other sets and until it is known. */
  readonly ends: ToldEnds | null
}

interface Asked {
  readonly data: { readonly itemIds: readonly string[] } | undefined
  readonly error: ApiError | null
  readonly isPlaceholderData: boolean
}

/** Looks up the set that a query is about, and follows it. */
export function useIdSet(set: IdSet | null): KnownIdSet {
  const noticeId = set?.kind === 'notice' ? set.noticeId : null
  const list = set?.kind === 'due' ? set.list : null
  const changed = useChangedIds(set?.kind === 'changed')
  const ofNotice = useRequest('notice.itemIds', { noticeId: noticeId ?? '' }, { isEnabled: noticeId !== null })
  const notice = useRequest('notice.get', { noticeId: noticeId ?? '' }, { isEnabled: noticeId !== null })
  const due = useRequest('reminder.due', { list: list ?? 'overdue' }, { isEnabled: list !== null })
  const ofForecast = useForecastIds(set)
  const { asked: ofDifference, ends } = useDifferenceIds(set)
  if (set === null || set.kind === 'changed') return { ...changed, noticeAt: null, ends: null }
  const asked: Asked = { notice: ofNotice, due, forecast: ofForecast, difference: ofDifference }[set.kind]
  const isReady = asked.data !== undefined && !asked.isPlaceholderData
  return {
    ids: isReady && asked.data ? asked.data.itemIds : NONE,
    isReady,
    error: asked.error,
    noticeAt: noticeId !== null && notice.data && !notice.isPlaceholderData ? notice.data.createdAt : null,
    ends: set.kind === 'difference' ? ends : null,
  }
}

const NO_FORECAST: RouteInput<'forecast.itemIds'> = { forecast: {}, pick: { slot: { kind: 'total' } } }

function useForecastIds(set: IdSet | null): Asked {
  const items = set?.kind === 'forecast' ? set.items : null
  const input = items === null ? NO_FORECAST : (items as RouteInput<'forecast.itemIds'>)
  return useRequest('forecast.itemIds', input, { isEnabled: items !== null })
}

const NO_COMPARISON: RouteInput<'comparison.get'> = { from: { kind: 'last-runs' } }

function useDifferenceIds(set: IdSet | null): { readonly asked: Asked; readonly ends: ToldEnds | null } {
  const items = set?.kind === 'difference' ? set.items : null
  const { from, to, ...rows } = items ?? NO_COMPARISON
  const compared = useRequest(
    'comparison.get',
    { from, ...(to ? { to } : {}) },
    // An older answer's handle may be forgotten by now.
    { isEnabled: items !== null, isFreshEachTime: true },
  )
  const comparison = compared.isPlaceholderData ? undefined : compared.data
  const ids = useRequest(
    'comparison.itemIds',
    { ...rows, handle: comparison?.handle ?? '' } as RouteInput<'comparison.itemIds'>,
    { isEnabled: items !== null && comparison !== undefined },
  )
  const isKnown = comparison !== undefined
  return {
    asked: {
      data: isKnown ? ids.data : undefined,
      error: compared.error ?? ids.error,
      isPlaceholderData: ids.isPlaceholderData,
    },
    ends: comparison ?? null,
  }
}
