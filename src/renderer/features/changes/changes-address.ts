import {
  DIFFERENCE_KINDS,
  type ComparisonEnd,
  type ComparisonStart,
  type DifferenceKind,
} from '../../../shared/domain/comparison.ts'
import { goTo, hrefTo, usePlace } from '../../lib/navigation.ts'

/** What the page shows: the differences of two pictures, or the reviews that were marked done. */
export interface ChangesPlace {
  readonly part: 'differences' | 'reviews'
  /** The frozen review that is open. */
  readonly reviewId: string | null
  readonly from: ComparisonStart
  readonly to: ComparisonEnd
  readonly kinds: readonly DifferenceKind[]
  readonly accountId: string | null
  readonly search: string
}

const AFTER_COLON = /^(run|at|snapshot):(.+)$/s

function readStart(text: string | null): ComparisonStart {
  const [, kind, value = ''] = AFTER_COLON.exec(text ?? '') ?? []
  switch (kind) {
    case 'run':
      return { kind: 'run', runId: value }
    case 'snapshot':
      return { kind: 'snapshot', snapshotId: value }
    case 'at':
      return /^\d{1,15}$/.test(value) ? { kind: 'instant', at: Number(value) } : { kind: 'last-runs' }
    default:
      return { kind: 'last-runs' }
  }
}

function readEnd(text: string | null): ComparisonEnd {
  const [, kind, value = ''] = AFTER_COLON.exec(text ?? '') ?? []
  return kind === 'snapshot' ? { kind, snapshotId: value } : { kind: 'now' }
}

/** The start as an address and as the value of a choice. */
export function startText(from: ComparisonStart): string {
  switch (from.kind) {
    case 'last-runs':
      return 'last-runs'
    case 'run':
      return `run:${from.runId}`
    case 'instant':
      return `at:${from.at}`
    case 'snapshot':
      return `snapshot:${from.snapshotId}`
  }
}

/** The end as an address and as the value of a choice. */
export function endText(to: ComparisonEnd): string {
  return to.kind === 'now' ? 'now' : `snapshot:${to.snapshotId}`
}

/** Reads the parameters of the page; what is not understood counts as not said. */
export function readChangesPlace(params: URLSearchParams): ChangesPlace {
  const wanted = (params.get('kinds') ?? '').split(',')
  return {
    part: params.get('part') === 'reviews' ? 'reviews' : 'differences',
    reviewId: params.get('review'),
    from: readStart(params.get('from')),
    to: readEnd(params.get('to')),
    kinds: DIFFERENCE_KINDS.filter((kind) => wanted.includes(kind)),
    accountId: params.get('account'),
    search: params.get('search') ?? '',
  }
}

function toParams(place: ChangesPlace): Record<string, string> {
  if (place.part === 'reviews') {
    return { part: 'reviews', ...(place.reviewId === null ? {} : { review: place.reviewId }) }
  }
  return {
    ...(place.from.kind === 'last-runs' ? {} : { from: startText(place.from) }),
    ...(place.to.kind === 'now' ? {} : { to: endText(place.to) }),
    ...(place.kinds.length === 0 ? {} : { kinds: place.kinds.join(',') }),
    ...(place.accountId === null ? {} : { account: place.accountId }),
    ...(place.search === '' ? {} : { search: place.search }),
  }
}

const NOWHERE = new URLSearchParams()

/** The address of a comparison. */
export function hrefToComparison(from: ComparisonStart, to: ComparisonEnd = { kind: 'now' }): string {
  return hrefTo('changes', toParams({ ...readChangesPlace(NOWHERE), from, to }))
}

/** The address of a done review, or of the list of them. */
export function hrefToReviews(reviewId: string | null = null): string {
  return hrefTo('changes', toParams({ ...readChangesPlace(NOWHERE), part: 'reviews', reviewId }))
}

/** Where the page is, and the way to change a part of that; a step of the filter leaves no trace in the history. */
export function useChangesPlace(): readonly [ChangesPlace, (patch: Partial<ChangesPlace>) => void] {
  const { page, params } = usePlace()
  const place = readChangesPlace(page === 'changes' ? params : NOWHERE)
  return [place, (patch) => goTo('changes', toParams({ ...place, ...patch }), true)]
}
