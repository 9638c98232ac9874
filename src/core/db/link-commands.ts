import type { CivilDay } from '../../shared/domain/civil-day.ts'
import { type LinkDomain, type LinkGroup, type LinkPolicy, type PinnedState } from '../../shared/domain/link.ts'
import type { LinkFile, LinkImportResult } from '../../shared/domain/link-import.ts'

/** Who has done something, and when (epoch ms); both stand in the history. */
export interface Doer {
  readonly by: string
  readonly at: number
}

/** Why a link is not to be requested, as a person says it. */
export interface NewWhitelisting {
  readonly reason: string
  readonly reviewOn: CivilDay | null
}

/** What people may set on links; a key that is left out stays as it is, null clears. */
export interface LinkPatch {
  readonly name?: string
  readonly url?: string
  readonly backlinkSite?: string | null
  readonly groupId?: string
  readonly itemId?: string | null
}

/**
 * Everything that people write about links; ids are those of links, each one must exist (LINK_NOT_FOUND). `movedItems`
 * counts certificates and domains that are gone, or back, because of the addresses that links have now.
 */
export interface LinkCommands {
  /** `group` is a name; a group of that name is made when there is none, null is the default group. */
  'link.add': {
    input: Doer & {
      name: string
      url: string
      backlinkSite: string | null
      group: string | null
      itemId: string | null
      whitelisting: NewWhitelisting | null
    }
    output: { linkId: string; movedItems: number }
  }
  /** `changed` counts links that are not as they were. */
  'link.update': {
    input: Doer & { linkIds: readonly string[]; patch: LinkPatch }
    output: { changed: number; movedItems: number }
  }
  'link.remove': { input: Doer & { linkIds: readonly string[] }; output: { removed: number; movedItems: number } }
  'link.whitelist': {
    input: Doer & { linkIds: readonly string[]; whitelisting: NewWhitelisting | null }
    output: { changed: number }
  }
  'link.pin': {
    input: Doer & { linkIds: readonly string[]; pinned: PinnedState | null; words: string | null }
    output: { changed: number }
  }
  /** Takes the good rows of a file; a dry run answers the same and leaves everything as it is. */
  'link.import': {
    input: Doer & { file: LinkFile; groupId: string; isDryRun: boolean }
    output: { result: LinkImportResult; movedItems: number }
  }
  /** Without `groupId` a new one; the default group keeps its name. */
  'link.saveGroup': {
    input: {
      groupId: string | null
      name: string
      policy: LinkPolicy
      allowsPrivate: boolean
      includesSubdomains: boolean
      at: number
    }
    output: LinkGroup
  }
  'link.removeGroup': { input: Doer & { groupId: string }; output: { moved: number } }
  /** Takes back what was typed with null. NOT_FOUND for a domain of no link. */
  'link.setDomainDate': {
    input: Doer & { domain: string; expiresOn: CivilDay | null }
    output: { domain: LinkDomain; movedItems: number }
  }
}
