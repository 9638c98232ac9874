/**
 * Items are numbered from 0 and come in assets: one main resource, followed by what is attached to it. The sizes repeat,
 * so the way from an item's number to its asset and back needs no memory.
 */
const SIZES = [1, 3, 1, 2, 1, 1, 4, 1, 2, 1, 1, 2, 1, 3] as const
const STARTS: readonly number[] = SIZES.map((_, index) =>
  SIZES.slice(0, index).reduce<number>((sum, size) => sum + size, 0),
)
const ITEMS_PER_ROUND = SIZES.reduce<number>((sum, size) => sum + size, 0)

/** Number of resources in an asset, the main one included: 1 to 4. */
export function assetSize(asset: number): number {
  return SIZES[asset % SIZES.length] as number
}

/** Number of the asset's main item; its attached items follow it. */
export function firstItemOf(asset: number): number {
  return Math.floor(asset / SIZES.length) * ITEMS_PER_ROUND + (STARTS[asset % SIZES.length] as number)
}

/** How many assets it takes to hold so many items; the last one may be cut short. */
export function assetCountFor(items: number): number {
  let count = Math.floor(items / ITEMS_PER_ROUND) * SIZES.length
  while (firstItemOf(count) < items) count += 1
  return count
}

/** Every fourth of the first assets is reserved for a case that the estate must always contain. */
const CASE_STRIDE = 4
const CASE_OFFSET = 2

/** Number of reserved assets; all of them lie within the first 280 items. */
export const CASE_COUNT = 40

/** The number of the reserved case that an asset plays, or null for an ordinary asset. */
export function caseOf(asset: number): number | null {
  const number = (asset - CASE_OFFSET) / CASE_STRIDE
  return Number.isInteger(number) && number >= 0 && number < CASE_COUNT ? number : null
}

/** Position of an ordinary asset among the ordinary ones. */
export function ordinaryIndexOf(asset: number): number {
  const reservedBefore = Math.ceil((asset - CASE_OFFSET) / CASE_STRIDE)
  return asset - Math.min(CASE_COUNT, Math.max(0, reservedBefore))
}
