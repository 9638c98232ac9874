import type { Item } from '../../../shared/domain/item.ts'
import { REOPEN_DAYS, type DecisionKind, type ReviewChange } from '../../../shared/domain/review.ts'

const DAY_MS = 86_400_000

/** What people decided last about an item. */
interface LastDecision {
  readonly decision: DecisionKind
  /** The expiry that it was made for, epoch ms; null: undated, or told by a version that did not keep it. */
  readonly expiresAt: number | null
  readonly by: string
  readonly at: number
}

/** Why an item's decision is what it is. */
export type DecisionStory =
  | ({ readonly kind: 'made' } & LastDecision)
  /** It came true: a sync has seen the later expiry. It is asked again from `reopensAt` on. */
  | ({ readonly kind: 'closed'; readonly closedAt: number | null; readonly runId: string | null } & LastDecision & {
        readonly reopensAt: number
      })
  /** It was for another expiry and holds no longer; `isDue` when it came true and the next one has to be decided. */
  | ({ readonly kind: 'reopened'; readonly isDue: boolean; readonly runId: string | null } & LastDecision)

function lastDecision(history: readonly ReviewChange[]): LastDecision | null {
  const said = history.filter(({ field, by }) => field === 'decision' && by !== '')
  const last = said.reduce<ReviewChange | null>(
    (newest, line) => (newest && newest.at >= line.at ? newest : line),
    null,
  )
  if (last === null || last.new === null || last.new === 'undecided') return null
  return { decision: last.new as DecisionKind, expiresAt: last.expiresAt, by: last.by, at: last.at }
}

/** The line by nobody in which a sync moved the decision for the present expiry. */
function movedBySync(history: readonly ReviewChange[], after: number): ReviewChange | null {
  const lines = history.filter(({ field, by, at }) => field === 'decision' && by === '' && at >= after)
  return lines.reduce<ReviewChange | null>((newest, line) => (newest && newest.at >= line.at ? newest : line), null)
}

/** Tells from its history why an item's decision is what it is; null when nobody decided, or that cannot be told. */
export function decisionStory(
  item: Pick<Item, 'decision' | 'expiresAt' | 'actByAt'>,
  history: readonly ReviewChange[],
): DecisionStory | null {
  const last = lastDecision(history)
  if (last === null) return null
  const { decision, expiresAt } = item
  if (decision === last.decision && (last.expiresAt === null || last.expiresAt === expiresAt)) {
    return { kind: 'made', ...last }
  }
  if (last.expiresAt === null || last.expiresAt === expiresAt) return null
  const isBought = last.decision === 'renew' || last.decision === 'renewed'
  const moved = movedBySync(history, last.at)
  if (decision === 'renewed' && isBought && expiresAt !== null) {
    const reopensAt = Math.max(last.expiresAt, (item.actByAt ?? expiresAt) - REOPEN_DAYS * DAY_MS)
    return { kind: 'closed', ...last, closedAt: moved?.at ?? null, runId: moved?.runId ?? null, reopensAt }
  }
  if (decision !== 'undecided') return null
  const isDue = isBought && expiresAt !== null && expiresAt > last.expiresAt
  return { kind: 'reopened', ...last, isDue, runId: moved?.runId ?? null }
}
