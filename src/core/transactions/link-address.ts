import { AppError } from '../../shared/domain/app-error.ts'
import { judgeLinkUrl, type LinkUrlParts } from '../../shared/domain/link-url.ts'
import { toWantedBacklink } from '../../shared/domain/wanted-backlink.ts'
import type { ReadDb } from '../db/connection.ts'
import { findLinksByUrlKey } from '../db/repositories/link-write.ts'

/** Takes an address apart. Throws LINK_URL_INVALID with the problem as reason; a password does not get into the error. */
export function checkAddress(url: string): LinkUrlParts {
  const judgement = judgeLinkUrl(url)
  if (judgement.isAllowed) return judgement.parts
  const shown = url
    .trim()
    .replace(/^([a-z][a-z0-9+.-]*:[\\/]*)?.*@/is, '$1***@')
    .slice(0, 200)
  throw new AppError('LINK_URL_INVALID', { url: shown, reason: judgement.problem })
}

/** Throws LINK_EXISTS when another link has the address, however it is spelled. */
export function refuseKnownAddress(db: ReadDb, address: LinkUrlParts, ownId: string | null): void {
  const other = findLinksByUrlKey(db, [address.key]).get(address.key)
  if (other && other.link_id !== ownId) throw new AppError('LINK_EXISTS', { name: other.name, link: other.link_id })
}

/** A site as typed; what names no host is refused with BAD_REQUEST, because no page could ever link to it. */
export function checkBacklinkSite(site: string | null): string | null {
  if (site === null) return null
  const typed = site.trim()
  if (toWantedBacklink(typed, false) === null) {
    throw new AppError('BAD_REQUEST', { field: 'backlinkSite', problem: 'other' })
  }
  return typed
}
