import type { ItemFacts } from '../../../shared/domain/item.ts'
import { MAX_IDS_AT_ONCE } from './api.ts'
import type { ListParts } from './list.ts'
import { toItem } from './to-item.ts'

/**
 * Asks by their ids for resources that the stored picture has inside the window and the list no longer holds: renewed
 * ones have only moved out of it. Answers false when the provider could not be asked, so that nothing is proven.
 */
export async function lookUpMissing(parts: ListParts, listed: ReadonlySet<string>): Promise<boolean> {
  const missing = parts.job.expected.filter((id) => !listed.has(id))
  if (missing.length === 0) return true
  let found = 0
  for (let start = 0; start < missing.length; start += MAX_IDS_AT_ONCE) {
    const wanted = new Set(missing.slice(start, start + MAX_IDS_AT_ONCE))
    const items = await find(parts, wanted)
    if (items === null) return false
    found += items.length
    if (items.length > 0) await parts.sink.items(0, await parts.projects.withNames(items))
  }
  parts.reporter.info('list', 'huawei.looked-up', { count: missing.length, found })
  return true
}

/** The wanted ones among the rows; null when the answer is not the whole truth. */
async function find(parts: ListParts, wanted: ReadonlySet<string>): Promise<ItemFacts[] | null> {
  const { rows, total } = await parts.api.findResources([...wanted], parts.signal)
  if (total !== rows.length) {
    // Attached resources have pushed rows out of the page: ask for each one alone.
    if (wanted.size === 1) return null
    const all: ItemFacts[] = []
    for (const id of wanted) {
      const one = await find(parts, new Set([id]))
      if (one === null) return null
      all.push(...one)
    }
    return all
  }
  return rows.flatMap((row) => {
    const read = toItem(row)
    return read && wanted.has(read.item.resourceId) ? [read.item] : []
  })
}
