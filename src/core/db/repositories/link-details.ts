import {
  type CertificateFacts,
  type LinkChange,
  type LinkDetails,
  type LinkDomain,
} from '../../../shared/domain/link.ts'
import { all, get, readTransaction, type ReadDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { readOneOf } from './json-column.ts'
import { domainEndsAt, findLinkKeys, getLinksByKeys, linkNotFound, type LinkContext } from './link.ts'
import { findCertificate } from './link-certificate.ts'
import { listLinkChecks } from './link-check.ts'
import { findDomain } from './link-domain.ts'

interface ChangeRow {
  readonly at: number
  readonly by: string | null
  readonly field: string
  readonly old_value: string | null
  readonly new_value: string | null
}

const MAX_CHECKS = 50
const MAX_CHANGES = 200

export const linkDetailQueries = {
  changesOf: (linkKey: number) =>
    sql`SELECT at, by, field, old_value, new_value FROM link_change
        WHERE link_key = ${linkKey} ORDER BY change_id DESC LIMIT ${MAX_CHANGES}`,
  endpointOf: (linkKey: number) => sql`SELECT host, port FROM link WHERE link_key = ${linkKey} AND is_https = 1`,
}

/** Everything about one link, of one and the same moment. Throws LINK_NOT_FOUND. */
export function getLinkDetails(db: ReadDb, linkId: string, ctx: LinkContext): LinkDetails {
  return readTransaction(db, () => {
    const linkKey = findLinkKeys(db, [linkId]).get(linkId)
    const [link] = linkKey === undefined ? [] : getLinksByKeys(db, [linkKey], ctx)
    if (linkKey === undefined || !link) throw linkNotFound(linkId)
    return {
      link,
      checks: listLinkChecks(db, { linkKey, linkId }, MAX_CHECKS),
      certificate: findOwnCertificate(db, linkKey),
      domain: link.domain === null ? null : (findLinkDomain(db, link.domain, ctx.zone) ?? unmeasured(link.domain)),
      history: listLinkChanges(db, linkKey, linkId),
    }
  })
}

/** What is known of a domain, with the end that holds; null when nobody has measured or typed anything. */
export function findLinkDomain(db: ReadDb, domain: string, zone: string): LinkDomain | null {
  const known = findDomain(db, domain)
  return known && { ...known, expiresAt: domainEndsAt(known, zone) }
}

function unmeasured(domain: string): LinkDomain {
  const nothing = { source: null, expiresAt: null, registrar: null, problem: null, raw: null }
  return { domain, ...nothing, checkedAt: null, measuredAt: null, typedOn: null }
}

function findOwnCertificate(
  db: ReadDb,
  linkKey: number,
): (CertificateFacts & { readonly measuredAt: number | null }) | null {
  const endpoint = get<{ host: string | null; port: number | null }>(
    db,
    'link.endpoint',
    linkDetailQueries.endpointOf(linkKey),
  )
  if (!endpoint || endpoint.host === null || endpoint.port === null) return null
  const known = findCertificate(db, endpoint.host, endpoint.port)
  return known && { ...known.facts, measuredAt: known.measuredAt }
}

const CHANGE_FIELDS = [
  'shown',
  'pinned',
  'whitelist',
  'name',
  'url',
  'group',
  'backlink',
  'item',
] as const satisfies readonly LinkChange['field'][]

function listLinkChanges(db: ReadDb, linkKey: number, linkId: string): LinkChange[] {
  return all<ChangeRow>(db, 'link.changes', linkDetailQueries.changesOf(linkKey)).map((row) => ({
    at: row.at,
    by: row.by,
    field: readOneOf(db, `change of link ${linkId}`, row.field, CHANGE_FIELDS),
    old: row.old_value,
    new: row.new_value,
  }))
}
