import type { LinkFacet, LinkFacets, LinkQuery } from '../../shared/domain/link-query.ts'
import type { ReadDb } from '../db/connection.ts'
import { countLinkFacet, type LinkFacetOptions } from './link-facets.ts'
import { findLinks, type FoundLinks } from './link-filter.ts'
import { createLinkOrder } from './link-order.ts'
import { createLinkPictures, type LinkPicture } from './link-picture.ts'

/** The links that match, as keys in the order of the query, with the values of fields. */
export interface LinkAnswer {
  readonly keys: Float64Array
  readonly facets: LinkFacets
  /** The moment for which days hold, epoch ms. */
  readonly asOf: number
}

/** Answers what a list of links can be asked from a picture in memory that is true at the moment of the answer. */
export interface LinkQueries {
  query(query: LinkQuery, fields: readonly LinkFacet[], options: LinkFacetOptions): Promise<LinkAnswer>
  facets(query: LinkQuery, fields: readonly LinkFacet[], options: LinkFacetOptions): Promise<LinkFacets>
}

export interface LinkQueriesOptions {
  readonly db: ReadDb
  readonly clock: { now(): number }
}

/** Nothing is read before the first question. */
export function createLinkQueries({ db, clock }: LinkQueriesOptions): LinkQueries {
  const pictures = createLinkPictures(db)
  const order = createLinkOrder()

  return {
    async query(query, fields, options) {
      const picture = await sortedPicture(query)
      const asOf = clock.now()
      const found = findLinks(picture, query.filter, asOf)
      const places = order.sort(picture, found.all, query, asOf)
      const keys = new Float64Array(places.length)
      places.forEach((place, at) => {
        keys[at] = picture.entries[place]?.key ?? NaN
      })
      return { keys, facets: countFacets(picture, found, fields, options), asOf }
    },
    async facets(query, fields, options) {
      const picture = await pictures.current()
      return countFacets(picture, findLinks(picture, query.filter, clock.now()), fields, options)
    },
  }

  async function sortedPicture(query: LinkQuery): Promise<LinkPicture> {
    for (;;) {
      const picture = await pictures.current()
      // While names were being sorted there may have come new ones.
      if (!(await order.prepare(picture, query))) return picture
    }
  }
}

function countFacets(
  picture: LinkPicture,
  found: FoundLinks,
  fields: readonly LinkFacet[],
  options: LinkFacetOptions,
): LinkFacets {
  return Object.fromEntries(
    fields.map((field) => [field, countLinkFacet(picture, field, found.without(field), options)]),
  )
}
