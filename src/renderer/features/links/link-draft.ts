import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import { DEFAULT_GROUP_ID, type Link, type LinkGroup } from '../../../shared/domain/link.ts'
import { judgeLinkUrl, type LinkUrlProblem } from '../../../shared/domain/link-url.ts'
import { toWantedBacklink } from '../../../shared/domain/wanted-backlink.ts'
import { plain } from '../../../shared/plain-text.ts'
import { NO_WHITELISTING, whitelistProblems, type WhitelistDraft } from './whitelist-fields.tsx'

/** Chosen in place of a group's id to make a new one. */
export const NEW_GROUP = '+'

/** What the form of a link holds: texts as they were typed. */
export interface LinkDraft {
  readonly url: string
  readonly name: string
  readonly backlinkSite: string
  readonly groupId: string
  readonly newGroup: string
  readonly itemId: string | null
  readonly isWhitelisted: boolean
  readonly whitelist: WhitelistDraft
  /** New links only. */
  readonly checksAfter: boolean
}

/** The form for a link; `null` for a new one. */
export function draftOf(link: Link | null, proposedUrl: string | null): LinkDraft {
  const whitelisting = link?.whitelisting ?? null
  return {
    url: proposedUrl ?? link?.url ?? '',
    name: link?.name ?? '',
    backlinkSite: link?.backlinkSite ?? '',
    groupId: link?.groupId ?? DEFAULT_GROUP_ID,
    newGroup: '',
    itemId: link?.itemId ?? null,
    isWhitelisted: whitelisting !== null,
    whitelist: { ...NO_WHITELISTING, reason: whitelisting?.reason ?? '', reviewOn: whitelisting?.reviewOn ?? '' },
    checksAfter: true,
  }
}

/** What there is to say about an address while it is being typed. */
export interface AddressRemark {
  /** False: it can be kept, but its checks will not say what people hope. */
  readonly isProblem: boolean
  readonly words: LinkUrlProblem | 'no-scheme' | 'unreadable' | 'other-scheme'
  /** What may have been meant. */
  readonly suggestion: string | null
}

/** Looks at an address as the core does, and guesses what may be meant; null when there is nothing to say. */
export function remarkOn(text: string): AddressRemark | null {
  const judgement = judgeLinkUrl(text)
  if (!judgement.isAllowed) {
    const suggestion = judgement.problem === 'url-invalid' ? withScheme(text.trim()) : null
    return { isProblem: true, words: suggestion === null ? judgement.problem : 'no-scheme', suggestion }
  }
  const { url, host } = judgement.parts
  if (!/^https?:/i.test(url)) return { isProblem: false, words: 'other-scheme', suggestion: null }
  return host === null ? { isProblem: false, words: 'unreadable', suggestion: null } : null
}

function withScheme(text: string): string | null {
  if (/[\s@]/.test(text) || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return null
  const url = `https://${text.replace(/^\/+/, '')}`
  const judgement = judgeLinkUrl(url)
  const host = judgement.isAllowed ? judgement.parts.host : null
  return host !== null && (host.includes('.') || host === 'localhost') && !/^[\d.]+$/.test(text) ? url : null
}

/** The name that a link gets when nobody gives one: its host; `''` when there is none. */
export function nameFromAddress(url: string): string {
  const judgement = judgeLinkUrl(url)
  return judgement.isAllowed ? (judgement.parts.host ?? '') : ''
}

/** Keys of the texts that say what is wrong, by field; in the order of the fields. */
export type LinkProblems = Readonly<
  Record<'url' | 'name' | 'backlinkSite' | 'newGroup' | 'reason' | 'reviewOn', string | null>
>

export const NO_PROBLEMS: LinkProblems = {
  url: null,
  name: null,
  backlinkSite: null,
  newGroup: null,
  reason: null,
  reviewOn: null,
}

/** What keeps a draft from being kept. */
export function problemsOf(draft: LinkDraft, link: Link | null, today: CivilDay): LinkProblems {
  const remark = remarkOn(draft.url)
  const name = draft.name.trim() || nameFromAddress(draft.url)
  // While the address is wrong nobody knows yet whether it would have given the name.
  const isMissing = name === '' && !remark?.isProblem
  const whitelist = whitelistProblems(draft.whitelist, today, link?.whitelisting?.reviewOn ?? null)
  return {
    url: remark?.isProblem ? `links.form.address.${remark.words}` : null,
    name: plain(name) !== name ? 'link.importProblem.name-invalid' : isMissing ? 'links.form.nameMissing' : null,
    backlinkSite: problemOfSite(draft.backlinkSite),
    newGroup: draft.groupId === NEW_GROUP ? problemOfGroup(draft.newGroup) : null,
    reason: draft.isWhitelisted ? whitelist.reason : null,
    reviewOn: draft.isWhitelisted ? whitelist.reviewOn : null,
  }
}

/** What is wrong with the name of a group, as a key of the texts. */
export function problemOfGroup(name: string): string | null {
  if (name.trim() === '') return 'links.form.groupMissing'
  return plain(name.trim()) === name.trim() ? null : 'link.importProblem.group-invalid'
}

/** What is wrong with a wanted site, as a key of the texts; none is wanted when it is empty. */
export function problemOfSite(site: string): string | null {
  return site.trim() === '' || toWantedBacklink(site, false) !== null ? null : 'links.form.backlinkInvalid'
}

export function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

/** The group of a name, as the core compares names. */
export function groupNamed(groups: readonly LinkGroup[], name: string): LinkGroup | null {
  const wanted = name.trim().toLowerCase()
  return groups.find((group) => group.name !== '' && group.name.toLowerCase() === wanted) ?? null
}
