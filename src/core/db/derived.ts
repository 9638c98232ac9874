import type { AccountPolicy } from '../../shared/domain/account.ts'
import { actBy } from '../../shared/domain/act-by.ts'
import { toCivilDay, toEpochDay } from '../../shared/domain/civil-day.ts'
import type { ProviderId, RawCode } from '../../shared/domain/item.ts'
import { phaseBounds } from '../../shared/domain/phase.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import type { Settings } from '../../shared/domain/settings.ts'

/** What the stored columns that follow from others depend on; a change of it means that they are computed anew. */
export interface DerivedBasis {
  readonly provider: ProviderId
  readonly policy: AccountPolicy
  readonly businessZone: Settings['businessZone']
  readonly tagKeys: Settings['tagKeys']
}

export interface DerivedDates {
  /** Day of expiry in the business zone, counted from 1970-01-01. */
  readonly expiresOn: number | null
  readonly actByAt: number | null
  readonly graceEndsAt: number | null
  readonly retentionEndsAt: number | null
}

export interface LiftedTags {
  readonly productLine: string | null
  readonly env: string | null
  readonly name: string | null
}

export type TagSet = Readonly<Record<string, string>>

/** Expiries repeat (midnight of a few hundred days), so what follows from one is kept; more than this is not. */
const MAX_REMEMBERED = 4096

const UNDATED: DerivedDates = { expiresOn: null, actByAt: null, graceEndsAt: null, retentionEndsAt: null }

/** Makes the function that computes the dates which follow from an item's facts. */
export function createDeriveDates(
  basis: DerivedBasis,
): (expiresAt: number | null, renewalMode: RenewalMode, rawPolicy: RawCode) => DerivedDates {
  const { provider, policy, businessZone } = basis
  const remembered = new Map<string, DerivedDates>()
  return (expiresAt, renewalMode, rawPolicy) => {
    if (expiresAt === null) return UNDATED
    const key = `${expiresAt} ${renewalMode} ${typeof rawPolicy} ${rawPolicy}`
    const known = remembered.get(key)
    if (known) return known
    const bounds = phaseBounds({ expiresAt, renewalMode, rawPolicy, provider }, policy)
    const dates: DerivedDates = {
      expiresOn: toEpochDay(toCivilDay(expiresAt, businessZone)),
      actByAt: actBy({ expiresAt, renewalMode, provider }, policy).at,
      graceEndsAt: bounds.graceEndsAt,
      retentionEndsAt: bounds.retentionEndsAt,
    }
    if (remembered.size < MAX_REMEMBERED) remembered.set(key, dates)
    return dates
  }
}

/** Lifts three tags out of a set: the first configured key that occurs, compared without case; a blank value counts. */
export function liftTags(tags: TagSet, tagKeys: Settings['tagKeys']): LiftedTags {
  const keys = Object.keys(tags)
  return {
    productLine: findTag(tags, keys, tagKeys.productLine),
    env: findTag(tags, keys, tagKeys.env),
    name: findTag(tags, keys, tagKeys.name),
  }
}

function findTag(tags: TagSet, keys: readonly string[], wanted: readonly string[]): string | null {
  for (const name of wanted) {
    const lower = name.toLowerCase()
    // The exact spelling goes first, so that `Env` beside `env` never makes the choice depend on their order.
    const key = keys.includes(name) ? name : keys.find((candidate) => candidate.toLowerCase() === lower)
    if (key !== undefined) return tags[key] ?? null
  }
  return null
}

/** Two bases with equal texts derive equal columns. */
export function toBasisText(basis: DerivedBasis): string {
  return JSON.stringify([basis.provider, basis.policy, basis.businessZone, basis.tagKeys])
}
