import { AppError } from '../../shared/domain/app-error.ts'
import { isCivilDay } from '../../shared/domain/civil-day.ts'
import { transaction } from '../db/connection.ts'
import { findLinkDomain } from '../db/repositories/link-details.ts'
import { isLinkDomain, putTypedDomainDate } from '../db/repositories/link-write.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { LinkHandler } from './link-edit.ts'
import { writeDomainItem } from './link-items.ts'

/** Keeps the day on which a domain's registration ends, as a person knows it. Throws NOT_FOUND for a domain of no link. */
export const setDomainDate: LinkHandler<'link.setDomainDate'> = ({ db }, { domain, expiresOn, at }) => {
  if (expiresOn !== null && !isCivilDay(expiresOn)) throw new AppError('BAD_REQUEST', { field: 'expiresOn' })
  const name = toRegistryName(domain)
  return transaction(db, () => {
    if (!isLinkDomain(db, name)) throw new AppError('NOT_FOUND', { what: `domain ${domain.slice(0, 200)}` })
    putTypedDomainDate(db, name, expiresOn)
    const hasMoved = writeDomainItem(db, name, { runId: '', at })
    const stored = findLinkDomain(db, name, getSettings(db).businessZone)
    if (!stored) throw new Error(`domain ${name} was not stored`)
    return { domain: stored, movedItems: hasMoved ? 1 : 0 }
  })
}

/** As its registry writes it: lower case A-labels, whatever people type. */
function toRegistryName(domain: string): string {
  const url = `http://${domain.trim()}/`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : domain.trim().toLowerCase()
}
