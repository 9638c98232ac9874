import type { Socket } from 'node:net'
import type { Backlink, Cause, Reason, Verdict } from './words.ts'

/** The site to which pages of the farm link back unless a case says otherwise. */
export const OUR_SITE = 'https://duewatch.example/'

/** Zone of all names of the farm. */
export const ZONE = 'farm.test'

/** What a host presents on its TLS port. */
export const CERTIFICATE_KINDS = [
  'good',
  'intermediate',
  'many-names',
  'self-signed',
  'expired',
  'not-yet-valid',
  'wrong-name',
  'unknown-issuer',
  'incomplete-chain',
  'old-protocol',
] as const
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number]

/** One host of the farm, as a case sees it. Origins have no slash at their end. */
export interface Site {
  readonly index: number
  readonly scheme: 'http' | 'https'
  /** As it stands in the link's URL: the address, or a name below the zone. */
  readonly host: string
  readonly address: string
  /** Scheme, host and port of the link's URL. */
  readonly origin: string
  /** The same host, plain and encrypted. */
  readonly http: string
  readonly https: string
  /** A second host that belongs to the same case. */
  readonly otherHttp: string
  readonly otherHttps: string
  /** The same host at a port where nobody listens. */
  readonly closed: string
  /** The same host at a port that drops every wish for a connection. */
  readonly deaf: string
  /** Plain HTTP at the port that speaks TLS. */
  readonly httpOnTlsPort: string
}

/** One request with the means to answer it. Nothing happens any more once the connection is closed. */
export interface Exchange {
  readonly site: Site
  /** It came to the second host of the case. */
  readonly isOther: boolean
  readonly method: string
  /** With its query. */
  readonly path: string
  /** Requests that this link's hosts had before, since the start or the last change of the case. */
  readonly nth: number
  /** For which the checker waits for one link, as far as the farm was told. */
  readonly timeoutMs: number
  /** A string stands for one byte per character. */
  write(bytes: string | Buffer): void
  /** Bytes that wait to be taken. */
  waiting(): number
  /** The answer is complete; `isLast` also closes the connection. */
  end(isLast: boolean): void
  /** Closes with a reset instead of an end. */
  reset(): void
  after(delayMs: number, action: () => void): void
  /** Again and again until the connection is closed. */
  every(periodMs: number, action: () => void): void
}

export type Serve = (exchange: Exchange) => void

/** What is true of a case for every checker. */
export interface Truth {
  readonly verdict: Verdict
  readonly httpStatus: number | null
  readonly cause: Cause | null
  readonly redirects: number
  /** null: the checker has nothing to say. */
  readonly finalUrl: (site: Site) => string | null
  readonly backlink: Backlink | null
  /** Of the anchor; null when there is none. */
  readonly rel: string | null
  /** The words of the anchor where they matter. */
  readonly anchorText?: string
  readonly fate: Fate
  /** Why it is hidden whenever it is. */
  readonly reason: Reason | null
}

/**
 * What becomes of a link that goes on behaving in the same way (product.md, section 5):
 * `shown`: both policies show it.
 * `hidden-at-once`: both hide it after the first check.
 * `hidden-by-second`: `strict` at once, `confirmed` with the second readable page.
 * `hidden-in-time`: `strict` at once, `confirmed` with three failures that span 24 hours.
 */
export type Fate = 'shown' | 'hidden-at-once' | 'hidden-by-second' | 'hidden-in-time'

/** One way in which a link can behave. */
export interface LinkCase {
  readonly name: string
  /** In one sentence. */
  readonly behaviour: string
  readonly scheme: 'http' | 'https' | 'any'
  /** Default `/` of its origin. */
  readonly url?: (site: Site) => string
  /** Where the page must link to. */
  readonly backlink?: string | ((site: Site) => string)
  /** A link on a subdomain of the wanted site counts. */
  readonly includesSubdomains?: true
  /** Its group must not allow private addresses. */
  readonly isPublicOnly?: true
  /** Reason of its white-listing. */
  readonly whitelist?: string
  /** It has a host name and needs the farm's name server. */
  readonly needsNames?: true
  /** What the name server goes by; a number is added to it. */
  readonly hostLabel?: string
  /** Links on the one host; default 1. */
  readonly linksPerHost?: number
  /** Answers without the drawn latency, because time is what the case is about. */
  readonly isUndelayed?: true
  /** Share among the links of a farm that is drawn; 0 or absent: only in the farm of all cases. */
  readonly weight?: number
  readonly certificate?: CertificateKind
  /** What happens to a connection in place of HTTP (and TLS). */
  readonly onConnection?: (socket: Socket, isTlsPort: boolean) => void
  readonly serve?: Serve
  readonly truth: Truth
}

/** The URL of a case's first link. */
export function toUrl(linkCase: LinkCase, site: Site): string {
  return linkCase.url?.(site) ?? `${site.origin}/`
}

/** The site that the case's page must link to; null when none is wanted. */
export function toBacklink(linkCase: LinkCase, site: Site): string | null {
  const { backlink } = linkCase
  return typeof backlink === 'function' ? backlink(site) : (backlink ?? null)
}
