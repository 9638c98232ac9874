import { LINKS_ACCOUNT_ID } from '../../shared/domain/account.ts'
import type { EventBus } from '../ipc/event-bus.ts'

/** Windows read their lists anew for each event; of what a run finds they hear this often at most. */
const LINKS_EVERY_MS = 250
const ITEMS_EVERY_MS = 1000
/** More ids than this mean "any link". */
const NAMED_LINKS = 500

/** What a batch has changed. */
export interface LinkNewsItem {
  readonly linkIds: readonly string[]
  readonly movedItems: number
}

/** Gathers what batches have changed and tells windows of it now and then. */
export interface LinkNews {
  add(item: LinkNewsItem): void
  /** Tells what is left. */
  flush(): void
}

export function createLinkNews(events: EventBus): LinkNews {
  const linkIds = new Set<string>()
  let hasMovedItems = false
  let linkTimer: NodeJS.Timeout | null = null
  let itemTimer: NodeJS.Timeout | null = null

  function tellLinks(): void {
    if (linkTimer) clearTimeout(linkTimer)
    linkTimer = null
    if (linkIds.size === 0) return
    events.emit('link.changed', { linkIds: linkIds.size > NAMED_LINKS ? null : [...linkIds] })
    linkIds.clear()
  }

  function tellItems(): void {
    if (itemTimer) clearTimeout(itemTimer)
    itemTimer = null
    if (!hasMovedItems) return
    hasMovedItems = false
    events.emit('item.changed', { accountId: LINKS_ACCOUNT_ID })
    // A link shows when its certificate and its domain end.
    events.emit('link.changed', { linkIds: null })
  }

  return {
    add(item) {
      for (const linkId of item.linkIds) linkIds.add(linkId)
      if (item.movedItems > 0) hasMovedItems = true
      if (linkIds.size > 0) linkTimer ??= setTimeout(tellLinks, LINKS_EVERY_MS).unref()
      if (hasMovedItems) itemTimer ??= setTimeout(tellItems, ITEMS_EVERY_MS).unref()
    },
    flush() {
      tellLinks()
      tellItems()
    },
  }
}
