import { bandsOf, type BandRange } from '../../shared/domain/band.ts'
import { startOfNextCivilDay, toCivilDay, toEpochDay } from '../../shared/domain/civil-day.ts'
import type { ItemKind } from '../../shared/domain/item.ts'
import { hasPhases } from '../../shared/domain/phase.ts'
import { lastWorkingDay } from '../../shared/domain/working-day.ts'
import { decisionOn, DECISIONS, type DecisionKind } from '../../shared/domain/review.ts'
import { followed, type FollowedColumn } from './followed.ts'
import { accountsByCode, keep, settingsOf, type Picture } from './picture.ts'

/** A picture at an instant: what days left, bands and phases follow from. */
export interface View {
  readonly picture: Picture
  readonly now: number
  /** Today in the business zone, counted from 1970-01-01. */
  readonly today: number
  readonly zone: string
  readonly bandDays: readonly number[]
  readonly ranges: readonly BandRange[]
}

export function createView(picture: Picture, now: number): View {
  const { businessZone, bandDays } = settingsOf(picture)
  return {
    picture,
    now,
    today: toEpochDay(toCivilDay(now, businessZone)),
    zone: businessZone,
    bandDays,
    ranges: bandsOf(bandDays),
  }
}

type NumberName = keyof Picture['columns']['numbers']
type CodeName = keyof Picture['columns']['codes']

/** A text that changes with what these columns hold. */
export function versionOf({ picture }: View, ...names: readonly (NumberName | CodeName)[]): string {
  const { codes, numbers } = picture.columns
  const versions = names.map((name) => (name in codes ? codes[name as CodeName] : numbers[name as NumberName]).version)
  return `${picture.rows}.${versions.join('.')}`
}

/** By row: the position of the band in `ranges`; one behind the last where there is no expiry. */
export function bandCodes(view: View): Uint8Array {
  const { picture, today, ranges } = view
  const version = `${versionOf(view, 'expires_on')}.${today}.${view.bandDays.join()}`
  return keep(picture, 'bands', version, () => {
    const days = picture.columns.numbers.expires_on.values
    const limits = ranges.map((range) => today + range.maxDays)
    const codes = new Uint8Array(picture.rows)
    for (let row = 0; row < codes.length; row += 1) {
      const day = days[row] as number
      let code = 0
      // Nothing compares with NaN, so that an undated row goes to the end.
      while (code < limits.length && !(day <= (limits[code] as number))) code += 1
      codes[row] = code
    }
    return codes
  })
}

/** What the instants of `lastSyncedAt` follow from. */
export function lastSyncedVersion(view: View): string {
  const complete = accountsByCode(view.picture).map((account) => account?.lastCompleteAt ?? null)
  return `${versionOf(view, 'seen_at', 'is_active', 'account_id')}.${complete.join()}`
}

/** By row: the instant at which the item was last known to be as stored. */
export function lastSyncedAt(view: View): Float64Array {
  const { picture } = view
  return keep(picture, 'lastSynced', lastSyncedVersion(view), () => {
    const { codes, numbers } = picture.columns
    const complete = accountsByCode(picture).map((account) => account?.lastCompleteAt ?? -Infinity)
    const active = codes.is_active.dictionary.codeOf(1)
    const values = numbers.seen_at.values.slice(0, picture.rows)
    for (let row = 0; row < values.length; row += 1) {
      if (codes.is_active.codes[row] !== active) continue
      const at = complete[codes.account_id.codes[row] as number] as number
      if (at > (values[row] as number)) values[row] = at
    }
    return values
  })
}

interface Phases {
  readonly codes: Uint8Array
  /** The codes hold from one instant up to, without, the other. */
  readonly from: number
  readonly until: number
}

/** By row: the position of the phase in PHASES plus 1; 0 where there is none. */
export function phaseCodes(view: View): Uint8Array {
  const { picture, now } = view
  const columns = versionOf(view, 'kind', 'expires_at', 'grace_ends_at', 'retention_ends_at', 'status')
  const version = `${columns}.${lastSyncedVersion(view)}`
  const kept = picture.kept.get('phases')
  const known = kept?.version === version ? (kept.value as Phases) : null
  if (known && now >= known.from && now < known.until) return known.codes
  const phases = readPhases(view)
  picture.kept.set('phases', { version, value: phases })
  return phases.codes
}

const [NONE, ACTIVE, GRACE, RETENTION, RELEASED] = [0, 1, 2, 3, 4]

/** `phaseAt` of the domain over columns; both are held together by a test. */
function readPhases(view: View): Phases {
  const { picture, now } = view
  const { codes, numbers } = picture.columns
  const statuses = Array.from({ length: codes.status.dictionary.size }, (_, code) => codes.status.dictionary.text(code))
  const synced = lastSyncedAt(view)
  const kinds = codes.kind.dictionary
  const isPhased = Array.from({ length: kinds.size }, (_, code) => hasPhases(kinds.text(code) as ItemKind))
  const phases = new Uint8Array(picture.rows)
  let until = Infinity
  for (let row = 0; row < phases.length; row += 1) {
    if (!isPhased[codes.kind.codes[row] as number]) continue
    const expiresAt = numbers.expires_at.values[row] as number
    const graceEndsAt = numbers.grace_ends_at.values[row] as number
    const retentionEndsAt = numbers.retention_ends_at.values[row] as number
    if (expiresAt > now && expiresAt < until) until = expiresAt
    if (graceEndsAt > now && graceEndsAt < until) until = graceEndsAt
    if (retentionEndsAt > now && retentionEndsAt < until) until = retentionEndsAt
    const readAt = synced[row] as number
    const hasPhases = !Number.isNaN(graceEndsAt) || !Number.isNaN(retentionEndsAt)
    const isUndated = Number.isNaN(expiresAt)
    let stated = NONE
    switch (statuses[codes.status.codes[row] as number]) {
      case 'closed':
        stated = RELEASED
        break
      case 'frozen':
        stated = RETENTION
        break
      case 'expired':
        if (isUndated || readAt >= expiresAt) stated = GRACE
        break
      case 'in-use':
        if (hasPhases && readAt >= expiresAt) stated = GRACE
        break
      default:
        break
    }
    if (isUndated) phases[row] = stated
    else if (now < expiresAt) phases[row] = stated >= RETENTION ? stated : ACTIVE
    else {
      const since = stated === NONE ? -Infinity : readAt
      const reached =
        retentionEndsAt > since && now >= retentionEndsAt
          ? RELEASED
          : graceEndsAt > since && now >= graceEndsAt
            ? RETENTION
            : NONE
      phases[row] = Math.max(stated, reached) || (hasPhases ? GRACE : ACTIVE)
    }
  }
  return { codes: phases, from: now, until }
}

/** What the decisions of a day follow from. */
export function decisionVersion(view: View): string {
  return `${versionOf(view, 'decision', 'decided_for_expires_at', 'expires_at', 'act_by_at')}.${view.today}`
}

/** By row: the position of the decision that holds in DECISIONS. */
export function decisionCodes(view: View): Uint8Array {
  return followed(view.picture, decisionColumn(view))
}

export function decisionColumn(view: View): FollowedColumn<Uint8Array> {
  const { picture, zone } = view
  return {
    name: 'decisions',
    basis: `${view.today}.${zone}`,
    create: (capacity) => new Uint8Array(capacity),
    writer() {
      const { codes, numbers } = picture.columns
      const { dictionary } = codes.decision
      const positions = Array.from({ length: dictionary.size }, (_, code) =>
        Math.max(0, DECISIONS.indexOf((dictionary.text(code) ?? 'undecided') as DecisionKind)),
      )
      const tomorrowStart = startOfNextCivilDay(view.now, zone)
      return (values, row) => {
        const position = positions[codes.decision.codes[row] as number] as number
        values[row] =
          position === 0
            ? 0
            : DECISIONS.indexOf(
                decisionOn(
                  {
                    decision: DECISIONS[position] as DecisionKind,
                    decidedForExpiresAt: orNull(numbers.decided_for_expires_at.values[row]),
                    expiresAt: orNull(numbers.expires_at.values[row]),
                    actByAt: orNull(numbers.act_by_at.values[row]),
                  },
                  tomorrowStart,
                ),
              )
      }
    },
  }
}

/** A number as rows have it; NaN stands for null. */
export function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

/** By row: the instant of the acknowledgement of the present expiry. */
export function acknowledgedAt(view: View): Float64Array {
  return followed(view.picture, acknowledgedColumn(view))
}

export function acknowledgedColumn({ picture }: View): FollowedColumn<Float64Array> {
  return {
    name: 'acknowledged',
    basis: '',
    create: (capacity) => new Float64Array(capacity),
    writer() {
      const { numbers } = picture.columns
      return (values, row) => {
        const madeFor = numbers.acknowledged_for_expires_at.values[row] as number
        const expiresAt = numbers.expires_at.values[row] as number
        const isPresent = madeFor === expiresAt || (Number.isNaN(madeFor) && Number.isNaN(expiresAt))
        values[row] = isPresent ? (numbers.acknowledged_at.values[row] as number) : NaN
      }
    },
  }
}

/** By row: the last working day before the deadline, counted from 1970-01-01. */
export function lastWorkingDays(view: View): Float64Array {
  const { picture, zone } = view
  return keep(picture, 'workingDays', `${versionOf(view, 'act_by_at')}.${zone}`, () => {
    const known = new Map<number, number>()
    const values = picture.columns.numbers.act_by_at.values.slice(0, picture.rows)
    for (let row = 0; row < values.length; row += 1) {
      const at = values[row] as number
      if (Number.isNaN(at)) continue
      let day = known.get(at)
      if (day === undefined) {
        const last = lastWorkingDay(toCivilDay(at, zone))
        day = last === null ? NaN : toEpochDay(last)
        known.set(at, day)
      }
      values[row] = day
    }
    return values
  })
}
