import type { Link, LinkSummary } from '../../../../../src/shared/domain/link.ts'
import type { LinkQuery } from '../../../../../src/shared/domain/link-query.ts'
import type { RouteInput } from '../../../../../src/shared/ipc/contract.ts'
import { aLink, MORNING } from '../../../../support/renderer-builders.ts'
import { createFakeApi, failWith, type FakeAnswers, type FakeApi } from '../../../../support/renderer.tsx'

/** A core that holds a list of links and answers as the real one does: kept results, pages, places. */
export interface LinkCore {
  readonly api: FakeApi
  /** The list of later results; earlier ones stay as they are. */
  links: readonly Link[]
}

export function linksNamed(count: number, overrides: Partial<Link> = {}): Link[] {
  return Array.from({ length: count }, (_, index) =>
    aLink({ linkId: `k${index}`, name: `site-${index}`, url: `https://site-${index}.example.com/`, ...overrides }),
  )
}

export function aSummary(overrides: Partial<LinkSummary> = {}): LinkSummary {
  return {
    total: 20,
    shown: 17,
    hidden: 3,
    whitelisted: 2,
    unchecked: 0,
    toReview: 0,
    byVerdict: {},
    lastRunId: null,
    lastCheckedAt: MORNING,
    measuredItems: 0,
    ...overrides,
  }
}

export function createLinkCore(links: readonly Link[], answers: FakeAnswers = {}): LinkCore {
  const kept = new Map<string, readonly Link[]>()
  const resultOf = (handle: string): readonly Link[] => kept.get(handle) ?? failWith('NOT_FOUND', { what: handle })
  const count = (of: (link: Link) => string | null) => {
    const counts = new Map<string | null, number>()
    for (const link of core.links) counts.set(of(link), (counts.get(of(link)) ?? 0) + 1)
    return { values: [...counts].map(([value, n]) => ({ value, label: null, count: n })), distinct: counts.size }
  }
  const core: LinkCore = {
    links,
    api: createFakeApi({
      'link.summary': () => aSummary({ total: core.links.length }),
      'link.query': ({ rows = 0 }) => {
        const handle = `h${kept.size + 1}`
        kept.set(handle, core.links)
        return {
          handle,
          total: core.links.length,
          asOf: MORNING,
          links: core.links.slice(0, rows),
          facets: {
            shown: count((link) => String(link.isShown)),
            verdict: count((link) => link.verdict),
            backlink: count((link) => link.backlink),
            whitelisted: count((link) => String(link.whitelisting !== null)),
            group: count((link) => link.group),
          },
        }
      },
      'link.page': ({ handle, offset = 0, limit = 50 }) => {
        const result = resultOf(handle)
        return { total: result.length, items: result.slice(offset, offset + limit) }
      },
      'link.locate': ({ handle, linkIds }) =>
        linkIds.map((id) => {
          const index = resultOf(handle).findIndex((link) => link.linkId === id)
          return index < 0 ? null : index
        }),
      'link.ids': ({ handle, ranges }) => {
        const result = resultOf(handle)
        return (ranges ?? [[0, result.length]]).flatMap(([from, to]) =>
          result.slice(from, to).map(({ linkId }) => linkId),
        )
      },
      'link.facets': ({ fields }) =>
        Object.fromEntries(
          fields.map((field) => [field, count((link) => (field === 'host' ? link.host : link.verdict))]),
        ),
      'link.groups': [],
      'link.check': { runId: 'run-1', isNew: true },
      ...answers,
    }),
  }
  return core
}

/** The newest query of the list itself, which asks for rows. */
export function lastQuery(api: FakeApi): LinkQuery {
  const inputs: readonly RouteInput<'link.query'>[] = api.inputsOf('link.query')
  const input = inputs.findLast(({ rows }) => rows !== undefined && rows > 0)
  return (input?.query ?? { filter: {}, sort: [] }) as LinkQuery
}
