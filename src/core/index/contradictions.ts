import { fromEpochDay } from '../../shared/domain/civil-day.ts'
import {
  contradictionDay,
  CONTRADICTIONS,
  contradictionsOf,
  isDeletedAtEnd,
  type Contradiction,
} from '../../shared/domain/contradiction.ts'
import type { ProviderId } from '../../shared/domain/item.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { DECISIONS, type DecisionKind } from '../../shared/domain/review.ts'
import { followed, type FollowedColumn } from './followed.ts'
import { accountsByCode } from './picture.ts'
import { acknowledgedAt, decisionCodes, decisionVersion, orNull, versionOf, type View } from './view.ts'

/** One behind the last code: so many sets of contradictions can be. */
const SIZE = 2 ** CONTRADICTIONS.length

/** What stands for "nothing contradicts". */
const NOTHING = SIZE - 1

/** By code: the contradictions it stands for. The more serious they are, the lower is the code. */
export const CONTRADICTION_LISTS: readonly (readonly Contradiction[])[] = Array.from({ length: SIZE }, (_, code) =>
  CONTRADICTIONS.filter((_kind, position) => ((NOTHING - code) & weightOf(position)) !== 0),
)

function weightOf(position: number): number {
  return 2 ** (CONTRADICTIONS.length - 1 - position)
}

function codeOf(found: readonly Contradiction[]): number {
  return NOTHING - found.reduce((sum, kind) => sum + weightOf(CONTRADICTIONS.indexOf(kind)), 0)
}

/** What the contradictions of a day follow from. */
export function contradictionVersion(view: View): string {
  const columns = versionOf(
    view,
    'is_active',
    'renewal_mode',
    'raw_policy',
    'account_id',
    'owner',
    'acknowledged_at',
    'acknowledged_for_expires_at',
    'unasked_renewal_at',
    'unasked_renewal_for',
  )
  return `${columns}.${decisionVersion(view)}.${view.picture.stamp.accounts.length}`
}

/** By row: the code of what contradicts, see CONTRADICTION_LISTS. */
export function contradictionCodes(view: View): Uint8Array {
  return followed(view.picture, contradictionColumn(view))
}

/** `contradictionsOf` of the domain over columns; both are held together by a test. */
export function contradictionColumn(view: View): FollowedColumn<Uint8Array> {
  const { picture, today, zone } = view
  const providers = accountsByCode(picture).map((account) => account?.provider ?? null)
  return {
    name: 'contradictions',
    basis: `${today}.${zone}.${providers.join()}`,
    create: (capacity) => new Uint8Array(capacity),
    writer: () => createContradictionWriter(view, providers),
  }
}

function createContradictionWriter(
  view: View,
  providers: readonly (ProviderId | null)[],
): (values: Uint8Array, row: number) => void {
  const { codes, numbers } = view.picture.columns
  const day = contradictionDay(fromEpochDay(view.today), view.zone)
  const decisions = decisionCodes(view)
  const acknowledged = acknowledgedAt(view)
  const active = codes.is_active.dictionary.codeOf(1)
  const blankOwner = codes.owner.dictionary.codeOf('')
  const modes = Array.from(
    { length: codes.renewal_mode.dictionary.size },
    (_, code) => codes.renewal_mode.dictionary.text(code) as RenewalMode,
  )
  const policies = Array.from({ length: codes.raw_policy.dictionary.size }, (_, code) =>
    codes.raw_policy.dictionary.text(code),
  )
  return (values, row) => {
    if (codes.is_active.codes[row] !== active) {
      values[row] = NOTHING
      return
    }
    const owner = codes.owner.codes[row] as number
    const kinds = contradictionsOf(
      {
        isActive: true,
        renewalMode: modes[codes.renewal_mode.codes[row] as number] as RenewalMode,
        isDeletedAtEnd: isDeletedAtEnd(
          providers[codes.account_id.codes[row] as number] ?? null,
          policies[codes.raw_policy.codes[row] as number] ?? null,
        ),
        decision: DECISIONS[decisions[row] as number] as DecisionKind,
        owner: owner === 0 || owner === blankOwner ? null : codes.owner.dictionary.text(owner),
        expiresAt: orNull(numbers.expires_at.values[row]),
        actByAt: orNull(numbers.act_by_at.values[row]),
        isAcknowledged: !Number.isNaN(acknowledged[row] as number),
        unaskedRenewalAt: orNull(numbers.unasked_renewal_at.values[row]),
        unaskedRenewalFor: orNull(numbers.unasked_renewal_for.values[row]),
      },
      day,
    )
    values[row] = kinds.length > 0 ? codeOf(kinds) : NOTHING
  }
}
