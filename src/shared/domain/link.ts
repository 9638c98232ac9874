import type { CivilDay } from './civil-day.ts'

/** What one check of a link has found. `skipped` and `cancelled` say that nothing was asked. */
export const VERDICTS = [
  'ok',
  'redirected',
  'blocked',
  'broken',
  'server-error',
  'timeout',
  'dns',
  'refused',
  'tls',
  'too-large',
  'invalid-url',
  'unsupported',
  'skipped',
  'cancelled',
] as const
export type Verdict = (typeof VERDICTS)[number]

/** Verdicts that may pass by themselves: they are tried once more at the end of a run. */
export const TRANSIENT_VERDICTS = [
  'timeout',
  'refused',
  'server-error',
  'blocked',
] as const satisfies readonly Verdict[]

/** Verdicts of links that answer as they should. */
export const GOOD_VERDICTS = ['ok', 'redirected'] as const satisfies readonly Verdict[]

/** True when the link answers. */
export function isGoodVerdict(verdict: Verdict): boolean {
  return (GOOD_VERDICTS as readonly Verdict[]).includes(verdict)
}

function isTransientVerdict(verdict: Verdict): boolean {
  return (TRANSIENT_VERDICTS as readonly Verdict[]).includes(verdict)
}

/** Failures of a name server rather than of the name: they pass by themselves like transient verdicts. */
const RESOLVER_CAUSES: readonly (LinkCause | null)[] = ['name-lookup-failed', 'name-lookup-timeout']

/** True when a finding may pass by itself: it is tried once more, and counts only when it is confirmed. */
export function mayPass({ verdict, cause }: Pick<LinkCheckFacts, 'verdict' | 'cause'>): boolean {
  return isTransientVerdict(verdict) || RESOLVER_CAUSES.includes(cause)
}

/** True when a check has asked nobody, so that it says nothing about the link. */
export function isNoCheck(verdict: Verdict): boolean {
  return verdict === 'skipped' || verdict === 'cancelled'
}

/** Whether a page links to the wanted site; a page that could not be read to its end is `unknown`, never `absent`. */
export const BACKLINK_STATES = ['present', 'absent', 'unknown'] as const
export type BacklinkState = (typeof BACKLINK_STATES)[number]

/**
 * Why a check ended as it did, beyond the verdict; stable codes, named in the texts under `links.cause`. `null` where the
 * HTTP status says it all.
 */
export const LINK_CAUSES = [
  // invalid-url
  'not-a-url',
  'credentials-in-url',
  // unsupported
  'scheme-not-supported',
  'redirect-scheme-not-supported',
  'address-forbidden',
  'redirect-address-forbidden',
  // broken
  'redirect-loop',
  'too-many-redirects',
  'location-missing',
  'location-invalid',
  // dns
  'name-not-found',
  'name-lookup-failed',
  'name-lookup-timeout',
  // refused
  'connection-refused',
  'connection-reset',
  'closed-before-answer',
  'host-unreachable',
  'proxy-failed',
  // timeout, by what was waited for
  'connect-timeout',
  'tls-timeout',
  'answer-timeout',
  'body-timeout',
  // tls
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-self-signed',
  'certificate-untrusted',
  'certificate-name-mismatch',
  'certificate-invalid',
  'protocol-not-supported',
  'handshake-failed',
  // server-error
  'not-http',
  'answer-malformed',
  // too-large
  'body-too-large',
  'body-bomb',
  'headers-too-large',
  // blocked
  'bot-page',
] as const
export type LinkCause = (typeof LINK_CAUSES)[number]

/** One request of a check, as asked and answered. URLs carry no credentials. */
export interface LinkHop {
  readonly url: string
  /** null when no answer came. */
  readonly status: number | null
  /** The address that was connected to; null when none was, or when a proxy was. */
  readonly address: string | null
}

/** The first matching link on a page that had to link back. */
export interface LinkAnchor {
  readonly href: string
  /** The words of the link, at most 200 characters. */
  readonly text: string
  /** The attribute `rel` in lower case with single spaces; `''` when there is none. */
  readonly rel: string
}

/** What a worker has found out about one link. */
export interface LinkCheckFacts {
  readonly linkId: string
  readonly verdict: Verdict
  /** The last status that was received; null when none was. */
  readonly httpStatus: number | null
  readonly cause: LinkCause | null
  /** The system's or library's own code or words, without credentials, at most 500 characters. */
  readonly raw: string | null
  readonly finalUrl: string | null
  /** Every request in order, the last one included; at most 12. */
  readonly hops: readonly LinkHop[]
  /** Redirects that were followed. */
  readonly redirects: number
  /** From the moment the link's turn came until the verdict, of the last attempt; null when nothing was asked. */
  readonly latencyMs: number | null
  /** Bytes of the body that were received, as they came over the wire. */
  readonly bytes: number
  /** null when no backlink is wanted. */
  readonly backlink: BacklinkState | null
  readonly anchor: LinkAnchor | null
  /** 1, or 2 when it was tried once more. */
  readonly attempts: number
  readonly checkedAt: number
}

/** One certificate of a chain. */
export interface ChainEntry {
  readonly subject: string
  readonly issuer: string
  readonly startsAt: number
  readonly expiresAt: number
}

/** What an address presented. */
export interface CertificateAddress {
  readonly address: string
  /** null when it could not be measured. */
  readonly expiresAt: number | null
  readonly cause: LinkCause | null
}

/** The certificate of one host and port: over all its addresses the one that ends first. */
export interface CertificateFacts {
  /** Lower case, without brackets. */
  readonly host: string
  readonly port: number
  readonly checkedAt: number
  /** False when no address could be measured; the facts below are then null or empty. */
  readonly isMeasured: boolean
  readonly startsAt: number | null
  readonly expiresAt: number | null
  readonly subject: string | null
  readonly issuer: string | null
  /** Names that it is valid for, at most 300. */
  readonly names: readonly string[]
  /** SHA-256, hexadecimal capitals with colons. */
  readonly fingerprint: string | null
  /** From the leaf up to, without, the root that the system trusts. */
  readonly chain: readonly ChainEntry[]
  /** What is wrong with it; null when it is trusted for the host. */
  readonly problem: LinkCause | null
  readonly addresses: readonly CertificateAddress[]
}

/** Where the end of a domain's registration was read. */
export type DomainSource = 'rdap' | 'whois'

/** Why the end of a registration is not known; stable codes, named under `links.domainProblem`. */
export const DOMAIN_PROBLEMS = [
  'registry-unknown',
  'not-registered',
  'registry-unreachable',
  'registry-limited',
  'registry-answer-invalid',
  'no-expiry-published',
] as const
export type DomainProblem = (typeof DOMAIN_PROBLEMS)[number]

/** The registration of a domain. */
export interface DomainFacts {
  /** Registrable domain, lower case, as its registry writes it (A-labels). */
  readonly domain: string
  readonly checkedAt: number
  readonly source: DomainSource | null
  readonly expiresAt: number | null
  readonly registrar: string | null
  readonly statuses: readonly string[]
  readonly problem: DomainProblem | null
  /** The registry's own words, at most 500 characters. */
  readonly raw: string | null
}

/** How checks decide whether a link is shown. */
export const LINK_POLICIES = ['confirmed', 'strict'] as const
export type LinkPolicy = (typeof LINK_POLICIES)[number]

/** Id of the group that always exists. */
export const DEFAULT_GROUP_ID = 'default'

/** Links that are checked by the same rules. */
export interface LinkGroup {
  readonly groupId: string
  /** `''` for the group that always exists; windows and commands name it in the reader's language. */
  readonly name: string
  readonly policy: LinkPolicy
  /** Private and loopback addresses may be connected to. */
  readonly allowsPrivate: boolean
  /** A backlink on a subdomain of the wanted host counts. */
  readonly includesSubdomains: boolean
  readonly linkCount: number
}

/** What hides or shows a link by hand until it is released. */
export const PINNED_STATES = ['shown', 'hidden'] as const
export type PinnedState = (typeof PINNED_STATES)[number]

/** Why a link is hidden by checks; the sentence is made in the reader's language. */
export type HiddenReason =
  /** The page answered something else than success. */
  | { readonly kind: 'status'; readonly status: number }
  /** There was no answer to judge: the verdict says why. */
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly cause: LinkCause | null }
  | { readonly kind: 'no-backlink' }
  /** A person has hidden it, with words of theirs or none. */
  | { readonly kind: 'person'; readonly words: string | null; readonly by: string; readonly at: number }

/** Why a link is never requested. */
export interface Whitelisting {
  readonly reason: string
  readonly by: string
  readonly at: number
  /** Civil day on which somebody wants to look at it again; null when nobody does. */
  readonly reviewOn: CivilDay | null
}

/** One link as every reader sees it. */
export interface Link {
  readonly linkId: string
  readonly name: string
  readonly url: string
  /** Host of the URL, lower case; null when the URL is not one. */
  readonly host: string | null
  /** Registrable domain; null for addresses and unknown names. */
  readonly domain: string | null
  readonly groupId: string
  /** `''` for the default group. */
  readonly group: string
  /** The site that the page must link to, as typed; null when none is wanted. */
  readonly backlinkSite: string | null
  readonly itemId: string | null
  readonly whitelisting: Whitelisting | null
  readonly isShown: boolean
  /** null while it is shown. */
  readonly hiddenReason: HiddenReason | null
  /** Not null: set by hand, checks do not change it. */
  readonly pinned: PinnedState | null
  /** The newest check; null before the first. */
  readonly verdict: Verdict | null
  readonly httpStatus: number | null
  readonly cause: LinkCause | null
  readonly backlink: BacklinkState | null
  /** Of the first matching anchor; null when there is none. */
  readonly rel: string | null
  readonly finalUrl: string | null
  readonly redirects: number
  readonly latencyMs: number | null
  readonly checkedAt: number | null
  readonly consecutiveFailures: number
  /** Start of the present row of failures; null while the link answers. */
  readonly unreachableSince: number | null
  /** Whole days of 24 hours since then. */
  readonly unreachableDays: number | null
  /** Not asked in runs over many links before this instant, because it has been dead for long. */
  readonly nextCheckAt: number | null
  readonly certExpiresAt: number | null
  readonly domainExpiresAt: number | null
  /** The verdicts of the last checks, oldest first, at most 12. */
  readonly trend: readonly Verdict[]
  readonly createdAt: number
  readonly updatedAt: number
}

/** One stored check with its evidence. */
export interface LinkCheck extends LinkCheckFacts {
  readonly checkId: number
  readonly runId: string
  /** What the policy made of it. */
  readonly isShown: boolean
}

/** A domain with what is known of its registration. */
export interface LinkDomain {
  readonly domain: string
  readonly source: DomainSource | 'typed' | null
  readonly expiresAt: number | null
  readonly registrar: string | null
  readonly problem: DomainProblem | null
  readonly raw: string | null
  readonly checkedAt: number | null
  /** The last measurement that brought a date; "unknown since" when `problem` is set. */
  readonly measuredAt: number | null
  /** What a person has typed; wins over everything. */
  readonly typedOn: CivilDay | null
}

/** Everything about one link. */
export interface LinkDetails {
  readonly link: Link
  /** Newest first, at most 50. */
  readonly checks: readonly LinkCheck[]
  /** Of the link's own host; null for http and before the first check. */
  readonly certificate: (CertificateFacts & { readonly measuredAt: number | null }) | null
  readonly domain: LinkDomain | null
  /** Shown, hidden, pinned, white-listed and edited, newest first, at most 200. */
  readonly history: readonly LinkChange[]
}

/** One change of what people or checks have set. */
export interface LinkChange {
  readonly at: number
  /** The person; null for a check. */
  readonly by: string | null
  readonly field: 'shown' | 'pinned' | 'whitelist' | 'name' | 'url' | 'group' | 'backlink' | 'item'
  readonly old: string | null
  readonly new: string | null
}

/** Which links a run is about. */
export type LinkScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'groups'; readonly groupIds: readonly string[] }
  | { readonly kind: 'links'; readonly linkIds: readonly string[] }

/** The figures of a run over links. */
export interface LinkRunFigures {
  readonly scope: LinkScope
  /** Strict rules for all groups in this run. */
  readonly isStrict: boolean
  /** Links in scope, white-listed and resting ones included. */
  readonly activeNum: number
  readonly checked: number
  /** White-listed or resting. */
  readonly skipped: number
  /** Links that this run has made visible again, and hidden. */
  readonly toShow: number
  readonly toNotShow: number
  readonly byVerdict: Readonly<Partial<Record<Verdict, number>>>
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly slowestMs: number | null
}

/** How links are checked. */
export interface LinkLimits {
  /** Links at once, 1 to 512. */
  readonly concurrency: number
  /** Links of one host at once, 1 to 64. */
  readonly perHost: number
  /** Between two requests to one host, 0 to 60,000 ms. */
  readonly hostPaceMs: number
  /** For one link over everything, 100 to 120,000 ms. */
  readonly timeoutMs: number
}

export const DEFAULT_LINK_LIMITS: LinkLimits = { concurrency: 64, perHost: 2, hostPaceMs: 100, timeoutMs: 10_000 }

/** How many links are in which state, for the overview and the navigation. */
export interface LinkSummary {
  readonly total: number
  readonly shown: number
  readonly hidden: number
  readonly whitelisted: number
  readonly unchecked: number
  /** White-listings whose review day has come. */
  readonly toReview: number
  readonly byVerdict: Readonly<Partial<Record<Verdict, number>>>
  readonly lastRunId: string | null
  readonly lastCheckedAt: number | null
  /** Certificates and domains that are in use: items beside those of accounts. */
  readonly measuredItems: number
}
