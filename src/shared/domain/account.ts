import type { ProviderId } from './item.ts'

export const SITES = ['china', 'intl', 'eu'] as const
export type Site = (typeof SITES)[number]

/** Customer tiers of Huawei Cloud; `custom` takes the two numbers as typed. */
export const TIERS = ['V0', 'V1', 'V2', 'V3', 'V4', 'V5', 'custom'] as const
export type Tier = (typeof TIERS)[number]

/** How long a prepaid item lives after expiry and when its renewal is charged, per account. */
export interface AccountPolicy {
  readonly tier: Tier
  /** Civil days after expiry in which the resource still works. */
  readonly graceDays: number
  /** Civil days after grace in which the data is kept. */
  readonly retentionDays: number
  /** Civil days before expiry on which an automatic renewal is charged (0 to 30). */
  readonly deductionLeadDays: number
}

/** How politely and patiently an account is synced. */
export interface AccountLimits {
  /** Requests in flight at once, 1 to 50. */
  readonly concurrency: number
  /** Longest wait for one answer, in milliseconds. */
  readonly requestTimeoutMs: number
  /** Upper bound of requests per second and API; null lets the pacer find it. */
  readonly maxRequestsPerSecond: number | null
  /** Renewal quotes are read first for items whose expiry is at most this many days away; 0 reads none at all. */
  readonly quoteWithinDays: number
}

/** Conservative until somebody names the tier: too short a grace period only warns too early. */
export const DEFAULT_POLICY: AccountPolicy = { tier: 'V0', graceDays: 1, retentionDays: 1, deductionLeadDays: 7 }

export const DEFAULT_LIMITS: AccountLimits = {
  concurrency: 10,
  requestTimeoutMs: 15_000,
  maxRequestsPerSecond: null,
  quoteWithinDays: 31,
}

/**
 * The built-in account that certificates, domains and runs over links belong to. It has no name, no provider and no key,
 * and no list of accounts shows it.
 */
export const LINKS_ACCOUNT_ID = 'links'

export interface Account {
  readonly accountId: string
  readonly name: string
  readonly provider: ProviderId
  readonly site: Site
  /** One base URL for all of the provider's services; null means the site's own hosts. */
  readonly endpoint: string | null
  /** The public half of the key pair; null for demo accounts. */
  readonly accessKey: string | null
  /** Number of generated items; null unless the provider is `demo`. */
  readonly demoSize: number | null
  readonly policy: AccountPolicy
  readonly limits: AccountLimits
  readonly createdAt: number
  /** The last proven complete picture; null when there is none yet. */
  readonly lastComplete: { readonly runId: string; readonly at: number; readonly count: number } | null
  readonly itemCount: number
  /** The run that is going on, in this process or in another one. */
  readonly activeRunId: string | null
}

/** One right of a key, as found out by trying it. */
export interface PermissionCheck {
  /** Names the check: `list`, `identity`, `tags-bulk`, `tags-single`, `projects`, `prices`. */
  readonly check: string
  readonly action: string
  readonly isRequired: boolean
  readonly outcome: 'allowed' | 'forbidden' | 'failed' | 'skipped'
  /** Error code and raw words when the outcome is not `allowed`. */
  readonly errorCode: string | null
  readonly raw: string | null
}

/** Result of trying an account's key without changing anything. */
export interface AccountTest {
  readonly isUsable: boolean
  /** Items that the key can see; null when listing is refused. */
  readonly visibleTotal: number | null
  readonly checks: readonly PermissionCheck[]
  /** The exact read-only policy to ask for, as JSON text; null where the provider has none. */
  readonly policyText: string | null
  /** Clock of this machine minus the provider's, in milliseconds; null when unknown. */
  readonly clockSkewMs: number | null
}
