import type { CertificateFacts, DomainFacts, LinkCheckFacts, LinkLimits } from '../domain/link.ts'

/** A site that a page must link to. */
export interface WantedBacklink {
  /** Lower case A-labels, without `www.`; with `:port` where a port other than 80 and 443 is wanted. */
  readonly host: string
  /** `/` for any page of the site, else what the path must begin with, segment by segment. */
  readonly path: string
  readonly includesSubdomains: boolean
}

/** One link as a worker needs it. */
export interface LinkTask {
  readonly linkId: string
  /** As a person typed it; it need not be a URL. */
  readonly url: string
  readonly backlink: WantedBacklink | null
  readonly allowsPrivate: boolean
  /** How long the last check took; null when there was none. The slow ones are started first. */
  readonly lastLatencyMs: number | null
}

/** A host whose certificate is measured at all of its addresses. */
export interface CertificateTask {
  /** Lower case, without brackets. */
  readonly host: string
  readonly port: number
  readonly allowsPrivate: boolean
}

/** Which registry answers for which top-level domain, as IANA publishes it (RFC 9224). */
export interface RdapBootstrap {
  /** Epoch ms. */
  readonly fetchedAt: number
  readonly services: readonly (readonly [tlds: readonly string[], baseUrls: readonly string[]])[]
}

/** How registries are asked. */
export interface RegistryTask {
  /** Registrable domains in A-labels. */
  readonly domains: readonly string[]
  /** What is known of the registries; null takes what the app was shipped with. */
  readonly bootstrap: RdapBootstrap | null
  /** Where a newer list is read; null reads none. */
  readonly bootstrapUrl: string | null
  /** WHOIS servers by top-level domain or suffix without a dot in front, `host` or `host:port`. */
  readonly whoisServers: Readonly<Record<string, string>>
}

export interface LinkCheckJob {
  readonly type: 'link-check'
  readonly links: readonly LinkTask[]
  readonly certificates: readonly CertificateTask[]
  readonly registries: RegistryTask
  readonly limits: LinkLimits
  /** `system`, `none`, or the proxy's URL. */
  readonly proxy: string
  readonly now: number
}

/** Facts of a run over links as they come in; each link comes once, with its last attempt. At most 200 checks. */
export interface LinkFactBatch {
  readonly checks: readonly LinkCheckFacts[]
  readonly certificates: readonly CertificateFacts[]
  readonly domains: readonly DomainFacts[]
  /** A newer list of registries; null when none was read. */
  readonly bootstrap: RdapBootstrap | null
}

/** What a run over links can say at its end. */
export interface LinkOutcome {
  /** Links whose verdict has been sent. */
  readonly checked: number
  /** Problems that did not stop the run. */
  readonly warnings: number
}
