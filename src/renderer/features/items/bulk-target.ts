import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { countIn } from '../../components/data-grid/ranges.ts'
import type { Ranges } from '../../components/data-grid/types.ts'

/** Items that are edited together: parts of a result, which stay the same items whatever the list shows meanwhile. */
export interface BulkTarget {
  readonly count: number
  /** The name of the only one, where it is known. */
  readonly name: string | null
  readonly chosen: Pick<RouteInput<'item.review'>, 'itemIds' | 'selection'>
}

/** What is selected in a result. */
export function selectedItems(handle: string, ranges: Ranges, name: string | null = null): BulkTarget {
  const count = countIn(ranges)
  return {
    count,
    name: count === 1 ? name : null,
    chosen: { selection: { handle, ranges: ranges.map(([from, to]) => [from, to]) } },
  }
}

/** One item. */
export function oneItem({ id, resourceName, resourceId }: { id: string; resourceName: string; resourceId: string }) {
  return { count: 1, name: resourceName || resourceId, chosen: { itemIds: [id] } } satisfies BulkTarget
}
