import type { LinkCommands } from '../db/link-commands.ts'
import { setDomainDate } from './link-domain-date.ts'
import { addLink, pinLinks, removeLinks, updateLinks, whitelistLinks, type LinkHandler } from './link-edit.ts'
import { removeLinkGroup, saveLinkGroup } from './link-group.ts'
import { importLinks } from './link-import.ts'

/** Every way in which people write about links; a missing or an extra one does not compile. */
export const linkWriteHandlers: { readonly [Name in keyof LinkCommands]: LinkHandler<Name> } = {
  'link.add': addLink,
  'link.update': updateLinks,
  'link.remove': removeLinks,
  'link.whitelist': whitelistLinks,
  'link.pin': pinLinks,
  'link.import': importLinks,
  'link.saveGroup': saveLinkGroup,
  'link.removeGroup': removeLinkGroup,
  'link.setDomainDate': setDomainDate,
}
