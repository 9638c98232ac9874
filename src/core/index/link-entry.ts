import type { HiddenReason } from '../../shared/domain/link.ts'
import type { ReadDb } from '../db/connection.ts'
import { certificateKey, type LinkListRow } from '../db/repositories/link-picture.ts'
import { readCheckState, readShownState } from '../db/repositories/link-state.ts'
import { codePlaceOf, toCodes, type LinkDictionaries } from './link-values.ts'

/** One link as lists filter, sort and count it; white-listed ones as everybody sees them (`Link`). */
export interface LinkEntry {
  readonly key: number
  readonly linkId: string
  /** Texts as codes, in the order of CODED_FIELDS. */
  readonly codes: readonly number[]
  readonly groupId: string
  readonly domain: string | null
  /** Key of the host's certificate; null where there can be none. */
  readonly certificate: string | null
  readonly urgency: Urgency
  readonly httpStatus: number | null
  readonly redirects: number
  readonly latencyMs: number | null
  readonly checkedAt: number | null
  readonly consecutiveFailures: number
  readonly unreachableSince: number | null
  readonly nextCheckAt: number | null
  readonly certExpiresAt: number | null
  readonly domainExpiresAt: number | null
  readonly createdAt: number
}

/** What decides whether a link asks for action. */
export interface Urgency {
  readonly isHiddenByChecks: boolean
  /** Shown, though the newest check has found something wrong. */
  readonly isFailing: boolean
  /** Civil day on which somebody wants to look at the white-listing again. */
  readonly reviewOn: string | null
}

/** What stands beside the links. */
export interface Surroundings {
  readonly zone: string
  readonly groups: ReadonlyMap<string, string>
  readonly domains: ReadonlyMap<string, number | null>
}

/**
 * Ends of certificates by `certificateKey`, good for the links that were read with them: those of hosts that no link
 * names any more are forgotten, so an older list may hold what is no longer true of a host.
 */
export type CertificateEnds = ReadonlyMap<string, number | null>

/** What an entry is made of beside its row. */
export interface EntryContext {
  readonly around: Surroundings
  /** Grow with the texts of the entries. */
  readonly texts: LinkDictionaries
}

/**
 * A link whose group has another name now, or whose certificate or domain ends at another time; without certificates the
 * entry keeps the end that it was read with.
 */
export function putAround(
  entry: LinkEntry,
  { around, texts }: EntryContext,
  certificates: CertificateEnds | null,
): LinkEntry {
  const group = around.groups.get(entry.groupId) || null
  const place = codePlaceOf('group')
  const certExpiresAt = certificates === null ? entry.certExpiresAt : certificateEndOf(entry.certificate, certificates)
  const domainExpiresAt = domainEndOf(entry.domain, around)
  const isSameGroup = entry.codes[place] === texts.group.codeOf(group)
  if (isSameGroup && certExpiresAt === entry.certExpiresAt && domainExpiresAt === entry.domainExpiresAt) return entry
  const codes = isSameGroup ? entry.codes : entry.codes.with(place, texts.group.intern(group))
  return { ...entry, certExpiresAt, domainExpiresAt, codes }
}

function certificateEndOf(certificate: string | null, certificates: CertificateEnds): number | null {
  return certificate === null ? null : (certificates.get(certificate) ?? null)
}

function domainEndOf(domain: string | null, { domains }: Surroundings): number | null {
  return domain === null ? null : (domains.get(domain) ?? null)
}

/** `status:404`, `verdict:timeout`, `no-backlink` or `person`. */
function toReasonCode(reason: HiddenReason): string {
  switch (reason.kind) {
    case 'status':
      return `status:${reason.status}`
    case 'verdict':
      return `verdict:${reason.verdict}`
    case 'no-backlink':
    case 'person':
      return reason.kind
  }
}

export function toEntry(
  db: ReadDb,
  row: LinkListRow,
  { around, texts }: EntryContext,
  certificates: CertificateEnds,
): LinkEntry {
  const { whitelisting, pinned, isShown, hiddenReason } = readShownState(db, row)
  const check = readCheckState(db, row, whitelisting !== null)
  const hasCertificate = row.is_https === 1 && row.host !== null && row.port !== null
  const certificate = hasCertificate ? certificateKey(row.host as string, row.port as number) : null
  // Whoever has pinned a link has acted already.
  const isOpen = pinned === null && whitelisting === null
  return {
    key: row.link_key,
    linkId: row.link_id,
    codes: toCodes(texts, {
      name: row.name,
      url: row.url,
      host: row.host,
      domain: row.domain,
      group: around.groups.get(row.group_id) ?? null,
      verdict: check.verdict,
      httpStatus: check.httpStatus === null ? null : String(check.httpStatus),
      reason: hiddenReason === null ? null : toReasonCode(hiddenReason),
      shown: String(isShown),
      whitelisted: String(whitelisting !== null),
      backlink: check.backlink,
      backlinkSite: row.backlink_site,
      rel: check.rel,
      finalUrl: check.finalUrl,
    }),
    groupId: row.group_id,
    domain: row.domain,
    certificate,
    urgency: {
      isHiddenByChecks: isOpen && !isShown,
      isFailing: isOpen && (check.consecutiveFailures > 0 || check.backlink === 'absent'),
      reviewOn: whitelisting?.reviewOn ?? null,
    },
    httpStatus: check.httpStatus,
    redirects: check.redirects,
    latencyMs: check.latencyMs,
    checkedAt: check.checkedAt,
    consecutiveFailures: check.consecutiveFailures,
    unreachableSince: check.unreachableSince,
    nextCheckAt: check.nextCheckAt,
    certExpiresAt: certificateEndOf(certificate, certificates),
    domainExpiresAt: domainEndOf(row.domain, around),
    createdAt: row.created_at,
  }
}
