import { useSyncExternalStore } from 'react'
import type { ItemQuery } from '../../shared/domain/item-query.ts'
import { MENU_PAGES } from '../../shared/preload-api.ts'

/** Pages in the order of the navigation. */
export const PAGES = [...MENU_PAGES, 'welcome'] as const
export type PageName = (typeof PAGES)[number]

/** Where the person is: a page with parameters, kept in the address after `#/`. */
export interface Place {
  readonly page: PageName
  readonly params: URLSearchParams
}

let cached: { readonly hash: string; readonly place: Place } | null = null

/** Reads the address; an unknown page is the overview. */
export function currentPlace(): Place {
  const { hash } = window.location
  if (cached?.hash === hash) return cached.place
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const page = PAGES.find((name) => name === path) ?? 'overview'
  cached = { hash, place: { page, params: new URLSearchParams(search) } }
  return cached.place
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** The place, followed as it changes. */
export function usePlace(): Place {
  return useSyncExternalStore(subscribe, currentPlace)
}

/** The address of a page, for links. */
export function hrefTo(page: PageName, params: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(params).toString()
  return `#/${page}${search ? `?${search}` : ''}`
}

/** Goes to a page; `isReplacing` leaves no trace in the history. */
export function goTo(page: PageName, params: Readonly<Record<string, string>> = {}, isReplacing = false): void {
  const href = hrefTo(page, params)
  if (isReplacing) {
    window.history.replaceState(null, '', href)
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  } else window.location.hash = href
}

/** Address of the items that a query finds, for figures that lead to their rows. */
export function hrefToItems(query: Partial<ItemQuery>): string {
  return hrefTo('items', { query: JSON.stringify(query) })
}

/** Address of one item's details. */
export function hrefToItem(itemId: string): string {
  return hrefTo('items', { item: itemId })
}
