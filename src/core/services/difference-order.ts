import type { DifferenceSortField, ItemDifference } from '../../shared/domain/comparison.ts'
import { DIFFERENCE_KINDS, priceMoveOf } from '../../shared/domain/comparison.ts'
import { compareAmounts, type Money } from '../../shared/domain/money.ts'
import { DECISIONS } from '../../shared/domain/review.ts'
import { comparePeople } from '../../shared/people-order.ts'
import { sortInSlices } from '../index/slices.ts'

/** The order of rows; the first field counts first. */
export type DifferenceOrder = readonly {
  readonly field: DifferenceSortField
  readonly direction: 'asc' | 'desc'
}[]

type Value = string | number | Money | null

function valueOf(row: ItemDifference, field: DifferenceSortField): Value {
  switch (field) {
    case 'name':
      return row.resourceName || row.resourceId
    case 'account':
      return row.account || null
    case 'kinds':
      return DIFFERENCE_KINDS.indexOf(row.kinds[0])
    case 'decision':
      return DECISIONS.indexOf(row.decision)
    case 'difference':
      return priceMoveOf(row)
    default:
      return row[field]
  }
}

function compareValues(a: Exclude<Value, null>, b: Exclude<Value, null>): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return comparePeople(a, b)
  const [first, second] = [a as Money, b as Money]
  // Amounts of two currencies have no order; each currency stands together.
  if (first.currency !== second.currency) return first.currency < second.currency ? -1 : 1
  return compareAmounts(first.amount, second.amount)
}

/** Orders rows, stable; what is not there comes last in both directions. */
export async function sortDifferences(
  rows: readonly ItemDifference[],
  order: DifferenceOrder,
): Promise<readonly ItemDifference[]> {
  if (order.length === 0) return rows
  const keyed = rows.map((row) => ({ row, values: order.map(({ field }) => valueOf(row, field)) }))
  const sorted = await sortInSlices(keyed, (a, b) => {
    for (const [index, { direction }] of order.entries()) {
      const [first, second] = [a.values[index] as Value, b.values[index] as Value]
      if (first === null || second === null) {
        if (first === second) continue
        return first === null ? 1 : -1
      }
      const compared = compareValues(first, second)
      if (compared !== 0) return direction === 'asc' ? compared : -compared
    }
    return 0
  })
  return sorted.map(({ row }) => row)
}
