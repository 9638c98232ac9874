import { z } from 'zod'
import type { Link, LinkDetails, LinkDomain, LinkGroup, LinkSummary } from '../domain/link.ts'
import { DEFAULT_GROUP_ID, LINK_POLICIES, PINNED_STATES } from '../domain/link.ts'
import { LINK_FILE_FORMATS, type LinkImportResult } from '../domain/link-import.ts'
import { LINK_FACETS, LINK_FIELDS, type LinkFacets, type LinkQuery } from '../domain/link-query.ts'
import { RUN_KINDS } from '../domain/run.ts'
import { nameText, output, pageInput, route, text, type Page } from './route.ts'

export const linkLimits = z.strictObject({
  concurrency: z.int().min(1).max(512),
  perHost: z.int().min(1).max(64),
  hostPaceMs: z.int().min(0).max(60_000),
  timeoutMs: z.int().min(100).max(120_000),
})

const condition = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('values'),
    field: z.enum(LINK_FACETS),
    values: z.array(z.string().max(4096).nullable()).max(10_000),
    isExcluded: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('range'),
    field: z.enum(LINK_FIELDS),
    min: z.string().max(40).nullable(),
    max: z.string().max(40).nullable(),
  }),
  z.strictObject({ kind: z.literal('blank'), field: z.enum(LINK_FIELDS), isBlank: z.boolean() }),
  z.strictObject({ kind: z.literal('contains'), field: z.enum(LINK_FIELDS), text: z.string().max(500) }),
])

/** A filter with an order, as a window sends it. */
export const linkQuery = z.strictObject({
  filter: z
    .strictObject({
      search: z.string().max(500).optional(),
      linkIds: z.array(text(100)).max(100_000).optional(),
      columns: z.array(condition).max(100).optional(),
    })
    .default({}),
  sort: z
    .array(z.strictObject({ field: z.enum(LINK_FIELDS), direction: z.enum(['asc', 'desc']) }))
    .max(8)
    .default([]),
})

/** A result whose order is fixed while links change underneath. */
export interface LinkResult {
  readonly handle: string
  readonly total: number
  /** Epoch ms for which days hold. */
  readonly asOf: number
  /** The first `rows` rows. */
  readonly links: readonly Link[]
  readonly facets: LinkFacets
}

const url = text(2048)
const linkIds = z.array(text(500)).min(1).max(100_000)
const ranges = z.array(z.tuple([z.int().min(0), z.int().min(0)])).max(10_000)
const groupName = nameText(100)
const whitelisting = z.strictObject({ reason: text(500), reviewOn: z.iso.date().nullable().default(null) })

/** Which links to check. */
const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('groups'), groupIds: z.array(text(100)).min(1).max(1000) }),
  z.strictObject({ kind: z.literal('links'), linkIds }),
])

export const linkRoutes = {
  /** Fixes filter and order and counts; the newest handles stay valid, an old one answers NOT_FOUND. */
  'link.query': route({
    input: z.strictObject({
      query: linkQuery,
      facets: z.array(z.enum(LINK_FACETS)).max(20).default([]),
      rows: z.int().min(0).max(500).default(0),
    }),
    output: output<LinkResult>(),
  }),
  'link.page': route({ input: z.strictObject({ handle: text(100), ...pageInput }), output: output<Page<Link>>() }),
  /** The values of one field among what a query finds, its own value list left out; `search` narrows the values. */
  'link.facets': route({
    input: z.strictObject({
      query: linkQuery,
      fields: z.array(z.enum(LINK_FACETS)).min(1).max(20),
      search: z.string().max(200).default(''),
      limit: z.int().min(1).max(10_000).default(1000),
    }),
    output: output<LinkFacets>(),
  }),
  /** Where links stand in a result; null for one that is not in it. */
  'link.locate': route({
    input: z.strictObject({ handle: text(100), linkIds: z.array(text(500)).max(500) }),
    output: output<readonly (number | null)[]>(),
  }),
  /** The ids of parts of a result, in its order; null: of all of it. */
  'link.ids': route({
    input: z.strictObject({ handle: text(100), ranges: ranges.nullable().default(null) }),
    output: output<readonly string[]>(),
  }),
  /** Takes a link's id or its name when only one has it; LINK_NOT_FOUND. */
  'link.get': route({ input: z.strictObject({ id: text(500) }), output: output<LinkDetails>() }),
  'link.summary': route({ input: z.strictObject({}), output: output<LinkSummary>() }),
  /**
   * LINK_EXISTS when a link has the same address, LINK_URL_INVALID when it is no address at all. `group` names a group,
   * which is made when there is none of that name; null is the default group.
   */
  'link.add': route({
    input: z.strictObject({
      name: nameText(300),
      url,
      backlinkSite: text(500).nullable().default(null),
      group: groupName.nullable().default(null),
      itemId: text(100).nullable().default(null),
      whitelisting: whitelisting.nullable().default(null),
    }),
    output: output<Link>(),
  }),
  /** All links or none; `name` and `url` only for one. Another address forgets what checks have found. */
  'link.update': route({
    input: z.strictObject({
      linkIds,
      patch: z
        .strictObject({
          name: nameText(300),
          url,
          backlinkSite: text(500).nullable(),
          groupId: text(100),
          itemId: text(100).nullable(),
        })
        .partial(),
    }),
    output: output<{ readonly changed: number }>(),
  }),
  /** With everything that is known of them. */
  'link.remove': route({ input: z.strictObject({ linkIds }), output: output<{ readonly removed: number }>() }),
  /** White-listed links are always shown and never asked; null ends it. */
  'link.whitelist': route({
    input: z.strictObject({ linkIds, whitelisting: whitelisting.nullable() }),
    output: output<{ readonly changed: number }>(),
  }),
  /** Shows or hides by hand until null releases it; what the last checks say then holds again. */
  'link.pin': route({
    input: z.strictObject({
      linkIds,
      pinned: z.enum(PINNED_STATES).nullable(),
      words: text(500).nullable().default(null),
    }),
    output: output<{ readonly changed: number }>(),
  }),
  /**
   * Reads a file of links: good rows are taken, bad ones are named. `isDryRun` changes nothing. Groups that the file names
   * are made. LINK_FILE_UNREADABLE when nothing can be made of it.
   */
  'link.import': route({
    input: z.strictObject({
      fileName: z.string().max(500),
      /** Base64, at most 8 MiB of bytes. */
      content: z.base64().max(11_200_000),
      format: z.enum(LINK_FILE_FORMATS).nullable().default(null),
      /** For rows that name none. */
      groupId: text(100).default(DEFAULT_GROUP_ID),
      isDryRun: z.boolean().default(false),
    }),
    output: output<LinkImportResult>(),
  }),
  /**
   * Answers at once. `isNew` false: a run that covers this one was going on and has been joined; LINKS_BUSY when one is
   * going on that does not. NO_LINK when the scope is empty.
   */
  'link.check': route({
    input: z.strictObject({
      scope: scope.default({ kind: 'all' }),
      kind: z.enum(RUN_KINDS).default('manual'),
      isStrict: z.boolean().default(false),
      /** Private and loopback addresses for every group in this run. */
      allowsPrivate: z.boolean().default(false),
      /** Also links that rest because they have been dead for long; named links are always checked. */
      includesResting: z.boolean().default(false),
      limits: linkLimits.partial().default({}),
      retryOf: text(100).nullable().default(null),
    }),
    output: output<{ readonly runId: string; readonly isNew: boolean }>(),
  }),
  /** The default group first, then by name. */
  'link.groups': route({ input: z.strictObject({}), output: output<readonly LinkGroup[]>() }),
  /** Without `groupId` a new one; LINK_GROUP_NAME_TAKEN. The default group keeps its name, whatever `name` says. */
  'link.saveGroup': route({
    input: z.strictObject({
      groupId: text(100).nullable().default(null),
      name: groupName,
      policy: z.enum(LINK_POLICIES),
      allowsPrivate: z.boolean(),
      includesSubdomains: z.boolean(),
    }),
    output: output<LinkGroup>(),
  }),
  /** Its links go to the default group, which itself stays. */
  'link.removeGroup': route({
    input: z.strictObject({ groupId: text(100) }),
    output: output<{ readonly moved: number }>(),
  }),
  /** The end of a domain's registration as a person knows it; null takes it back. */
  'link.setDomainDate': route({
    input: z.strictObject({ domain: text(300), expiresOn: z.iso.date().nullable() }),
    output: output<LinkDomain>(),
  }),
}

type ParsedQuery = z.output<typeof linkQuery>
const queryFitsDomain: ParsedQuery extends LinkQuery ? true : never = true
void queryFitsDomain
