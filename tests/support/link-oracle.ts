import { toCivilDay } from '../../src/shared/domain/civil-day.ts'
import { BACKLINK_STATES, VERDICTS, type Link } from '../../src/shared/domain/link.ts'
import type { Facet } from '../../src/shared/domain/column-condition.ts'
import {
  LINK_FIELD_KINDS,
  type LinkCondition,
  type LinkFacet,
  type LinkField,
  type LinkFilter,
  type LinkQuery,
} from '../../src/shared/domain/link-query.ts'

/** What lists mean, said again over links as everybody sees them, link by link. */
export interface LinkOracle {
  find(links: readonly Link[], query: LinkQuery): string[]
  facet(links: readonly Link[], filter: LinkFilter, field: LinkFacet): Facet
}

const collator = new Intl.Collator('zh-CN', { numeric: true })
const fold = (text: string): string => text.toLowerCase()

function reasonOf({ hiddenReason: reason }: Link): string | null {
  if (reason === null) return null
  if (reason.kind === 'status') return `status:${reason.status}`
  return reason.kind === 'verdict' ? `verdict:${reason.verdict}` : reason.kind
}

function valueOf(link: Link, field: LinkField): string | number | null {
  switch (field) {
    case 'reason':
      return reasonOf(link)
    case 'shown':
      return String(link.isShown)
    case 'whitelisted':
      return String(link.whitelisting !== null)
    default: {
      const value = link[field]
      return value === '' ? null : value
    }
  }
}

export function createLinkOracle({ zone, now }: { readonly zone: string; readonly now: number }): LinkOracle {
  function passes(link: Link, condition: LinkCondition): boolean {
    const value = valueOf(link, condition.field)
    switch (condition.kind) {
      case 'values': {
        const text = value === null ? null : String(value)
        return condition.values.some((wanted) => (wanted || null) === text) !== (condition.isExcluded ?? false)
      }
      case 'blank':
        return (value === null) === condition.isBlank
      case 'contains': {
        if (value === null) return false
        const isInstant = LINK_FIELD_KINDS[condition.field] === 'instant'
        return fold(isInstant ? new Date(value).toISOString() : String(value)).includes(fold(condition.text))
      }
      case 'range': {
        if (value === null) return false
        const { min, max } = condition
        if (LINK_FIELD_KINDS[condition.field] === 'instant') {
          const day = toCivilDay(value as number, zone)
          return (min === null || day >= min) && (max === null || day <= max)
        }
        return (min === null || (value as number) >= Number(min)) && (max === null || (value as number) <= Number(max))
      }
    }
  }

  function matches(link: Link, { search = '', linkIds, columns = [] }: LinkFilter, leftOut: LinkFacet | null): boolean {
    const texts = [link.name, link.url, link.finalUrl, link.group, link.backlinkSite].filter((text) => text !== null)
    const words = search.split(/\s+/u).filter((word) => word !== '')
    return (
      words.every((word) => texts.some((text) => fold(text).includes(fold(word)))) &&
      (linkIds === undefined || linkIds.includes(link.linkId)) &&
      columns.every(
        (condition) => (condition.kind === 'values' && condition.field === leftOut) || passes(link, condition),
      )
    )
  }

  function urgency(link: Link): number {
    const today = toCivilDay(now, zone)
    if (link.whitelisting) return link.whitelisting.reviewOn !== null && link.whitelisting.reviewOn <= today ? 2 : 3
    if (link.pinned !== null) return 3
    if (!link.isShown) return 0
    return link.consecutiveFailures > 0 || link.backlink === 'absent' ? 1 : 3
  }

  function rank(link: Link, field: LinkField): string | number | null {
    const value = valueOf(link, field)
    if (field === 'verdict') return value === null ? null : VERDICTS.indexOf(value as Link['verdict'] & string)
    if (field === 'backlink') return value === null ? null : BACKLINK_STATES.indexOf(value as Link['backlink'] & string)
    return value
  }

  function compare(a: Link, b: Link, { sort }: LinkQuery): number {
    if (sort.length === 0 && urgency(a) !== urgency(b)) return urgency(a) - urgency(b)
    for (const { field, direction } of [...sort, { field: 'name', direction: 'asc' } as const]) {
      const [first, second] = [rank(a, field), rank(b, field)]
      if (first === second) continue
      if (first === null || second === null) return first === null ? 1 : -1
      const order = compareValues(first, second, field)
      if (order !== 0) return direction === 'asc' ? order : -order
    }
    return 0
  }

  return {
    find: (links, query) =>
      links
        .filter((link) => matches(link, query.filter, null))
        // Stable: equal links stay in the order in which they were added.
        .sort((a, b) => compare(a, b, query))
        .map((link) => link.linkId),
    facet(links, filter, field) {
      const counts = new Map<string | null, number>()
      for (const link of links) {
        if (!matches(link, filter, field)) continue
        const value = valueOf(link, field)
        const text = value === null ? null : String(value)
        counts.set(text, (counts.get(text) ?? 0) + 1)
      }
      const values = [...counts].map(([value, count]) => ({ value, label: null, count }))
      values.sort((a, b) => b.count - a.count || compareFacets(a.value, b.value))
      return { distinct: values.length, values }
    },
  }
}

function compareValues(a: string | number, b: string | number, field: LinkField): number {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b)
  const byPeople = field === 'name' || field === 'group' ? collator.compare(a, b) : 0
  return byPeople || (a < b ? -1 : a > b ? 1 : 0)
}

function compareFacets(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -1 : 1
}
