import type { ReadDb } from '../../db/connection.ts'
import { queryChanges } from '../../db/repositories/change.ts'
import { readQuoteRefusal } from '../../services/quote-refusal.ts'
import type { ItemService } from '../../services/item-service.ts'
import type { Handlers } from '../router.ts'

type ItemHandlers = Pick<Handlers, Extract<keyof Handlers, `item.${string}` | 'change.list'>>

/** The list, the people's layer and the change log. */
export function itemHandlers({ db, items }: { readonly db: ReadDb; readonly items: ItemService }): ItemHandlers {
  return {
    'item.query': ({ query, ...options }) => items.query(query, options),
    'item.page': ({ handle, offset, limit }) => items.page(handle, offset, limit),
    'item.facets': ({ query, fields, ...options }) => items.facets(query, fields, options),
    'item.locate': ({ handle, itemIds }) => items.locate(handle, itemIds),
    'item.ids': ({ handle, ranges }) => items.ids(handle, ranges),
    'item.get': ({ id }) => items.get(id),
    'item.quoteRefusal': ({ id }) => readQuoteRefusal(db, id),
    'item.history': ({ id }) => items.history(id),
    'item.review': (input) => items.review(input),
    'item.previewReview': (input) => items.previewReview(input),
    'item.undoReview': (input) => items.undoReview(input),
    'item.edits': () => items.edits(),
    'item.findIds': (input) => items.findIds(input),
    'item.count': (input) => items.count(input),
    'item.sums': ({ handle, ranges }) => items.sums(handle, ranges),
    'item.price': (input) => items.price(input),
    'change.list': ({ offset, limit, ...input }) => queryChanges(db, input, { offset, limit }),
  }
}
