import type { RouteOutput, RouteParsed } from '../../../shared/ipc/contract.ts'
import type { LinkService } from '../../services/link-service.ts'
import type { Handlers } from '../router.ts'

type LinkHandlers = Pick<Handlers, Extract<keyof Handlers, `link.${string}`>>

export interface LinkHandlerDeps {
  readonly links: LinkService
  /** Starts runs over links. */
  readonly linkRuns: {
    start(input: RouteParsed<'link.check'>): Promise<RouteOutput<'link.check'>> | RouteOutput<'link.check'>
  }
}

/** Links, their groups and lists, and the start of checks. */
export function linkHandlers({ links, linkRuns }: LinkHandlerDeps): LinkHandlers {
  return {
    'link.query': (input) => links.query(input),
    'link.page': ({ handle, offset, limit }) => links.page(handle, offset, limit),
    'link.facets': (input) => links.facets(input),
    'link.locate': ({ handle, linkIds }) => links.locate(handle, linkIds),
    'link.ids': ({ handle, ranges }) => links.ids(handle, ranges),
    'link.get': ({ id }) => links.get(id),
    'link.summary': () => links.summary(),
    'link.add': (input) => links.add(input),
    'link.update': (input) => links.update(input),
    'link.remove': (input) => links.remove(input),
    'link.whitelist': (input) => links.whitelist(input),
    'link.pin': (input) => links.pin(input),
    'link.import': (input) => links.import(input),
    'link.check': (input) => linkRuns.start(input),
    'link.groups': () => links.groups(),
    'link.saveGroup': (input) => links.saveGroup(input),
    'link.removeGroup': ({ groupId }) => links.removeGroup(groupId),
    'link.setDomainDate': (input) => links.setDomainDate(input),
  }
}
