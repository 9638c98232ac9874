import type { Link, LinkChange, LinkCheck, LinkGroup, LinkPolicy, LinkRunFigures } from '../../../shared/domain/link.ts'
import { isGoodVerdict, isNoCheck } from '../../../shared/domain/link.ts'
import { CONFIRMING_FAILURES, CONFIRMING_MS } from '../../../shared/domain/link-policy.ts'
import { links } from '../../../shared/i18n/zh-CN/links.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { plain } from '../../../shared/plain-text.ts'
import type { Formats } from '../../lib/format.ts'

const HOUR_MS = 3_600_000

const { advice, adviceCause, adviceStatus } = links.details
const has = <Key extends string>(texts: Readonly<Record<Key, string>>, key: string): key is Key =>
  Object.hasOwn(texts, key)

/** What a person can do about a verdict, the most exact advice there is; null where nothing needs to be done. */
export function adviceOf({ t }: Pick<Translator, 't'>, link: Link): string | null {
  const { verdict, cause, httpStatus } = link
  // Somebody has decided already what to do.
  if (link.whitelisting !== null) return null
  if (verdict === null) return t('links.details.neverCheckedAdvice')
  if (cause !== null && has(adviceCause, cause)) return t(`links.details.adviceCause.${cause}`)
  const status = String(httpStatus)
  if (!isGoodVerdict(verdict) && has(adviceStatus, status)) return t(`links.details.adviceStatus.${status}`)
  if (isBacklinkMissing(link)) return t('links.details.adviceAbsent')
  return has(advice, verdict) ? t(`links.details.advice.${verdict}`) : null
}

/** True when a link's page was read to its end and lacks the wanted link. */
export function isBacklinkMissing({ verdict, backlink, backlinkSite, whitelisting }: Link): boolean {
  return (
    verdict !== null &&
    isGoodVerdict(verdict) &&
    backlink === 'absent' &&
    backlinkSite !== null &&
    whitelisting === null
  )
}

/** Why a link is shown or hidden just now, in one sentence. */
export function whyShown(
  { t }: Pick<Translator, 't'>,
  formats: Pick<Formats, 'number'>,
  link: Link,
  policy: LinkPolicy | null,
): string {
  const say = (key: string, params = {}): string => t(`links.details.why.${key}`, params)
  if (link.whitelisting !== null) return say('whitelisted')
  if (link.pinned !== null) return say(link.pinned === 'shown' ? 'pinnedShown' : 'pinnedHidden')
  if (!link.isShown) return say('checks')
  if (link.verdict === null) return say('unchecked')
  if (isNoCheck(link.verdict)) return say('unknown')
  if (link.consecutiveFailures > 0 && policy !== 'strict') {
    return say('waiting', {
      shown: formats.number(link.consecutiveFailures),
      needed: CONFIRMING_FAILURES,
      hours: CONFIRMING_MS / HOUR_MS,
    })
  }
  if (link.backlink === 'absent') return say('waitingAbsent')
  return say(isGoodVerdict(link.verdict) ? 'answers' : 'unknown')
}

/** Since when a link is shown or hidden as it is: epoch ms; `added` since it is there; null when nobody knows. */
export function shownSince(link: Link, history: readonly LinkChange[]): number | 'added' | null {
  if (link.whitelisting !== null) return link.whitelisting.at
  if (link.hiddenReason?.kind === 'person') return link.hiddenReason.at
  const field = link.pinned === null ? 'shown' : 'pinned'
  // Whoever ends a white-listing or releases a link lets the checks decide again.
  const isOf = (change: LinkChange): boolean =>
    change.field === field ||
    (link.pinned === null && change.new === null && (change.field === 'whitelist' || change.field === 'pinned'))
  const newest = history.find(isOf)
  if (newest !== undefined) return newest.at
  return link.isShown && history.length < MAX_HISTORY ? 'added' : null
}

/** Who has shown or hidden a link by hand, when and with which words; null when that is not known any more. */
export function pinnedBy(
  link: Link,
  history: readonly LinkChange[],
): { readonly by: string; readonly at: number; readonly words: string | null } | null {
  if (link.pinned === null) return null
  if (link.hiddenReason?.kind === 'person') return link.hiddenReason
  const change = history.find(({ field }) => field === 'pinned')
  if (!change || change.by === null || change.new === null) return null
  return { by: change.by, at: change.at, words: change.new.split(' · ').slice(1).join(' · ') || null }
}

/** Changes that are known of a link at most; of a longer history the beginning is not. */
const MAX_HISTORY = 200

/** The newest check that has asked for something, else the newest one; null before the first. */
export function newestCheck(checks: readonly LinkCheck[]): LinkCheck | null {
  return checks.find(({ verdict }) => !isNoCheck(verdict)) ?? checks[0] ?? null
}

/** True while runs over many links leave a link out because it has been dead for long. */
export function isResting({ nextCheckAt }: Link, now = Date.now()): boolean {
  return nextCheckAt !== null && nextCheckAt > now
}

/** True when a run over links will ask for this one. */
export function isCovered(figures: LinkRunFigures, link: Link, now: number): boolean {
  if (link.whitelisting !== null) return false
  const { scope } = figures
  if (scope.kind === 'links') return scope.linkIds.includes(link.linkId)
  if (isResting(link, now)) return false
  return scope.kind === 'all' || scope.groupIds.includes(link.groupId)
}

/** The name of a site's group by its id; null while the groups are not known. */
export function groupOf(groups: readonly LinkGroup[] | undefined, groupId: string): LinkGroup | null {
  return groups?.find((group) => group.groupId === groupId) ?? null
}

/** Rel words that take a link's weight for search engines away. */
const WEIGHTLESS = ['nofollow', 'ugc', 'sponsored']

/** Those words of a `rel` that take the link's weight away. */
export function weightlessRel(rel: string): string {
  return rel
    .split(' ')
    .filter((word) => WEIGHTLESS.includes(word))
    .join(' ')
}

/** The names of the first links and how many there are. */
export function namesWords(
  { t }: Pick<Translator, 't'>,
  formats: Pick<Formats, 'number'>,
  names: readonly string[],
  count: number,
): string {
  const first = names.slice(0, MAX_NAMES).map((name) => shortName(name))
  const joined = first.join(t('links.form.namesSeparator'))
  return count <= first.length
    ? joined
    : t('links.form.namesAnd', { names: joined, count, shown: formats.number(count) })
}

/** Names that a sentence has room for. */
const MAX_NAMES = 3
const MAX_NAME = 30

/** A name that leaves the words after it their room. */
export function shortName(name: string, max = MAX_NAME): string {
  const points = [...plain(name)]
  return points.length <= max ? points.join('') : `${points.slice(0, max - 1).join('')}…`
}
