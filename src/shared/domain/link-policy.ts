import {
  isGoodVerdict,
  isNoCheck,
  mayPass,
  type HiddenReason,
  type LinkCheckFacts,
  type LinkPolicy,
  type PinnedState,
  type Verdict,
} from './link.ts'

const DAY_MS = 86_400_000

/** Verdicts that may pass by themselves hide a link only after so many failures in a row, over at least so long. */
export const CONFIRMING_FAILURES = 3
export const CONFIRMING_MS = DAY_MS

/** Readable pages in a row without the wanted backlink until its absence counts. */
const CONFIRMING_ABSENCES: Readonly<Record<LinkPolicy, number>> = { strict: 1, confirmed: 2 }

/** How long a dead link is left alone in runs over many links, the longest dead first. */
const RESTS: readonly { readonly deadDays: number; readonly restDays: number }[] = [
  { deadDays: 60, restDays: 15 },
  { deadDays: 30, restDays: 10 },
  { deadDays: 10, restDays: 5 },
]

/** The longest rest; whatever lies further ahead was set by a clock that went wrong. */
export const LONGEST_REST_MS = Math.max(...RESTS.map(({ restDays }) => restDays)) * DAY_MS

/** Why checks hide a link; what people say is another layer. */
export type CheckReason = Exclude<HiddenReason, { readonly kind: 'person' }>

/** Where checks have left a link; white-listing and pins lie on top of it (`toShownState`). */
export interface LinkStanding {
  readonly consecutiveFailures: number
  /** When the first of them was found. */
  readonly unreachableSince: number | null
  /** Readable pages in a row without the wanted backlink; failures in between do not count. */
  readonly consecutiveAbsent: number
  readonly isShown: boolean
  readonly reason: CheckReason | null
  readonly nextCheckAt: number | null
}

/** A link that nobody has checked yet. */
export const UNCHECKED: LinkStanding = {
  consecutiveFailures: 0,
  unreachableSince: null,
  consecutiveAbsent: 0,
  isShown: true,
  reason: null,
  nextCheckAt: null,
}

export type JudgedCheck = Pick<LinkCheckFacts, 'verdict' | 'httpStatus' | 'cause' | 'backlink'>

export interface LinkJudgement extends LinkStanding {
  /** 1: the check makes the link visible again; -1: it hides it. */
  readonly shownChange: -1 | 0 | 1
}

/** What a check makes of a link by the rules of a policy; `now` is when it was found, epoch ms. */
export function judgeLink(before: LinkStanding, check: JudgedCheck, policy: LinkPolicy, now: number): LinkJudgement {
  const after = judge(before, check, policy, now)
  const shownChange = after.isShown === before.isShown ? 0 : after.isShown ? 1 : -1
  return { ...after, shownChange }
}

function judge(before: LinkStanding, check: JudgedCheck, policy: LinkPolicy, now: number): LinkStanding {
  if (isNoCheck(check.verdict)) return before
  if (isGoodVerdict(check.verdict)) return judgeAnswer(before, check.backlink, policy)
  // The page answers, it is only too long to say anything about its backlink; headers without end say nothing at all.
  if (check.verdict === 'too-large')
    return isSuccess(check.httpStatus) ? judgeAnswer(before, 'unknown', policy) : before
  return judgeFailure(before, check, policy, now)
}

function judgeAnswer(before: LinkStanding, backlink: JudgedCheck['backlink'], policy: LinkPolicy): LinkStanding {
  const answered = { consecutiveFailures: 0, unreachableSince: null, nextCheckAt: null }
  const absences =
    backlink === 'absent' ? before.consecutiveAbsent + 1 : backlink === 'unknown' ? before.consecutiveAbsent : 0
  const isEnough = absences > 0 && absences >= CONFIRMING_ABSENCES[policy]
  // A page that could not be read hides nothing that is shown: it only keeps what has been confirmed before.
  const isAbsent =
    backlink === 'unknown' ? before.reason?.kind === 'no-backlink' || (!before.isShown && isEnough) : isEnough
  return isAbsent
    ? { ...answered, consecutiveAbsent: absences, isShown: false, reason: { kind: 'no-backlink' } }
    : { ...answered, consecutiveAbsent: absences, isShown: true, reason: null }
}

function judgeFailure(before: LinkStanding, check: JudgedCheck, policy: LinkPolicy, now: number): LinkStanding {
  const consecutiveFailures = before.consecutiveFailures + 1
  // After the clock was set back: failures of the future would not be confirmed before it has come.
  const unreachableSince = Math.min(before.unreachableSince ?? now, now)
  const counted = {
    consecutiveFailures,
    unreachableSince,
    consecutiveAbsent: before.consecutiveAbsent,
    nextCheckAt: nextCheckOf(unreachableSince, now),
  }
  const isConfirmed =
    policy === 'strict' ||
    !mayPass(check) ||
    (consecutiveFailures >= CONFIRMING_FAILURES && now - unreachableSince >= CONFIRMING_MS)
  return isConfirmed
    ? { ...counted, isShown: false, reason: toReason(check) }
    : { ...counted, isShown: before.isShown, reason: before.reason }
}

/** Verdicts about an answer that came; the others say why none did, whatever a redirect before had answered. */
const ANSWERED: readonly Verdict[] = ['blocked', 'broken', 'server-error']

function toReason({ verdict, httpStatus, cause }: JudgedCheck): CheckReason {
  return httpStatus !== null && !isSuccess(httpStatus) && ANSWERED.includes(verdict)
    ? { kind: 'status', status: httpStatus }
    : { kind: 'verdict', verdict, cause }
}

function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300
}

function nextCheckOf(unreachableSince: number, now: number): number | null {
  const rest = RESTS.find(({ deadDays }) => now - unreachableSince >= deadDays * DAY_MS)
  return rest ? now + rest.restDays * DAY_MS : null
}

/** What everybody sees of a link: white-listing wins, then a pin, then what checks say. */
export function toShownState(link: {
  readonly isWhitelisted: boolean
  readonly pinned: PinnedState | null
  /** By checks. */
  readonly isShown: boolean
}): boolean {
  if (link.isWhitelisted) return true
  return link.pinned === null ? link.isShown : link.pinned === 'shown'
}

/**
 * Visible or hidden as the history of a link writes it: `shown`, or the reason as JSON; `fromShownText` reads it.
 */
export function toShownText(reason: CheckReason | null): string {
  return reason === null ? 'shown' : JSON.stringify(reason)
}

/** The reason for which a link was hidden; null: it was shown, or the text is another one. */
export function fromShownText(text: string): HiddenReason | null {
  return text.startsWith('{') ? (JSON.parse(text) as HiddenReason) : null
}
