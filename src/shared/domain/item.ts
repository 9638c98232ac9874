import type { CivilDay } from './civil-day.ts'
import type { Band } from './band.ts'
import type { Phase } from './phase.ts'
import type { Contradiction } from './contradiction.ts'
import type { RenewalMode } from './renewal-mode.ts'
import type { DecisionKind } from './review.ts'

/** Where an item comes from. Links produce `certificate` and `domain` items. */
export const ITEM_KINDS = ['cloud', 'imported', 'manual', 'certificate', 'domain'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

/** True for what checks of links have measured: it has no account, no phases and no price. */
export function isMeasuredKind(kind: ItemKind): boolean {
  return kind === 'certificate' || kind === 'domain'
}

/** Connectors that can fill the list. `demo` is the built-in generator. */
export const PROVIDERS = ['huawei', 'alibaba', 'tencent', 'demo'] as const
export type ProviderId = (typeof PROVIDERS)[number]

/** What the provider says about a resource, normalised; a code that we do not know is `unknown` and stays raw. */
export const ITEM_STATUSES = ['in-use', 'expired', 'frozen', 'closed', 'unknown'] as const
export type ItemStatus = (typeof ITEM_STATUSES)[number]

/** Why an item is no longer reported; `unknown` unless there is evidence. */
export const GONE_CAUSES = ['released', 'unsubscribed', 'permission-lost', 'unknown'] as const
export type GoneCause = (typeof GONE_CAUSES)[number]

/** A vendor's code exactly as it came: number or text, null when the field was absent. */
export type RawCode = string | number | null

/** Where a date or a price comes from. */
export const PROVENANCES = ['provider', 'computed', 'imported', 'typed'] as const
export type Provenance = (typeof PROVENANCES)[number]

/**
 * Where a price comes from. `with-main`: an attached resource is paid together with its main one, whose quote includes it;
 * its own price is 0.
 */
export const PRICE_SOURCES = [...PROVENANCES, 'with-main'] as const
export type PriceSource = (typeof PRICE_SOURCES)[number]

/**
 * One resource as a connector reports it: the provider's layer without tags and prices, which arrive separately
 * (`TagFacts`, `PriceFacts`). Instants are epoch milliseconds in UTC.
 */
export interface ItemFacts {
  readonly resourceId: string
  readonly resourceName: string
  readonly serviceTypeCode: string | null
  readonly serviceTypeName: string | null
  readonly typeCode: string | null
  readonly typeName: string | null
  readonly spec: string | null
  readonly specText: string | null
  readonly regionCode: string | null
  readonly regionName: string | null
  readonly projectId: string | null
  /** null: the provider did not say. */
  readonly isMain: boolean | null
  readonly parentResourceId: string | null
  readonly enterpriseProjectId: string | null
  readonly enterpriseProjectName: string | null
  readonly createdAt: number | null
  readonly expiresAt: number | null
  readonly status: ItemStatus
  readonly rawStatus: RawCode
  readonly renewalMode: RenewalMode
  readonly rawPolicy: RawCode
  readonly paymentType: string
}

/** All tags of one resource; the whole set, so an empty object means "known to have none". */
export interface TagFacts {
  readonly resourceId: string
  readonly tags: Readonly<Record<string, string>>
}

/** The provider's renewal quote for one resource: decimal string, ISO 4217 currency, for `months` months. */
export interface PriceFacts {
  readonly resourceId: string
  readonly amount: string
  readonly currency: string
  readonly months: number
  readonly quotedAt: number
  /** An attached resource that the quote of its main one includes; the amount is 0, term and instant are the quote's. */
  readonly isWithMain?: boolean
}

/** The provider has no renewal quote for this resource, and says so with a code of its own. */
export interface QuoteRefusal {
  readonly resourceId: string
  readonly code: string
  readonly refusedAt: number
}

/** One row of the list as every reader sees it: stored facts, the people's layer, and what follows from now. */
export interface Item {
  readonly id: string
  readonly kind: ItemKind
  readonly provider: ProviderId | null
  readonly accountId: string
  /** `''` for items that belong to no account: certificates and domains. */
  readonly account: string
  readonly resourceId: string
  readonly resourceName: string
  readonly serviceTypeCode: string | null
  readonly serviceTypeName: string | null
  readonly resourceType: string | null
  readonly resourceTypeName: string | null
  readonly resourceSpec: string | null
  readonly resourceSpecText: string | null
  readonly region: string | null
  readonly regionName: string | null
  readonly projectId: string | null
  readonly isMain: boolean | null
  readonly parentResourceId: string | null
  readonly enterpriseProjectId: string | null
  readonly enterpriseProjectName: string | null
  /** null: never read (permission missing), which differs from `{}`. */
  readonly tags: Readonly<Record<string, string>> | null
  readonly tagProductLine: string | null
  readonly tagEnv: string | null
  readonly tagName: string | null
  readonly createdAt: number | null
  readonly expiresAt: number | null
  readonly expiresOn: CivilDay | null
  readonly daysLeft: number | null
  readonly band: Band
  readonly phase: Phase | null
  readonly phaseSource: Provenance | null
  readonly graceEndsAt: number | null
  readonly retentionEndsAt: number | null
  readonly status: ItemStatus
  readonly rawStatus: RawCode
  readonly renewalMode: RenewalMode
  readonly rawPolicy: RawCode
  readonly paymentType: string
  readonly actByAt: number | null
  readonly lastWorkingDayOn: CivilDay | null
  readonly price: string | null
  readonly currency: string | null
  /** Months that the price is for; null without a price, or when nobody said. */
  readonly priceMonths: number | null
  readonly priceSource: PriceSource | null
  readonly pricedAt: number | null
  readonly isActive: boolean
  readonly goneAt: number | null
  readonly goneCause: GoneCause | null
  readonly firstSeenAt: number
  readonly lastSyncedAt: number
  readonly decision: DecisionKind
  /**
   * The expiry that people decided for last, epoch ms, also when that decision holds no longer; null when nobody has
   * decided, and for what was undated then.
   */
  readonly decidedForExpiresAt: number | null
  readonly owner: string | null
  readonly backupOwner: string | null
  readonly reason: string | null
  readonly note: string | null
  /** Tags that people gave, in the order of people; none is an empty list. */
  readonly customTags: readonly string[]
  /** What does not fit, the most serious first. */
  readonly contradictions: readonly Contradiction[]
  readonly snoozedUntil: CivilDay | null
  readonly acknowledgedAt: number | null
  /** The provider's page on which renewals are managed; null where there is none, and for what is gone. */
  readonly renewalUrl: string | null
}
