import type { RouteName } from '../../shared/ipc/contract.ts'
import type { EventName } from '../../shared/ipc/events.ts'

const ITEM_ROUTES: readonly RouteName[] = [
  'item.query',
  'item.facets',
  'item.get',
  'item.history',
  'change.list',
  'overview.get',
]

const LINK_ROUTES: readonly RouteName[] = ['link.query', 'link.facets', 'link.get', 'link.summary', 'link.groups']

/** Which answers an event makes old. `run.progressed` and `run.logged` carry their news themselves. */
const REFRESHED: Readonly<Record<EventName, readonly RouteName[]>> = {
  'run.started': ['account.list', 'run.latest', 'run.list', 'system.state'],
  'run.progressed': [],
  'run.logged': [],
  'run.ended': [
    'account.list',
    'run.latest',
    'run.list',
    'run.get',
    'change.list',
    'overview.get',
    'link.summary',
    'system.state',
  ],
  'item.changed': [...ITEM_ROUTES, 'link.summary'],
  'link.changed': LINK_ROUTES,
  'day.changed': [...ITEM_ROUTES, ...LINK_ROUTES],
  'account.changed': [...ITEM_ROUTES, 'account.list', 'account.get', 'run.latest', 'run.list'],
  'rate.changed': ['rate.list', 'overview.get'],
  'view.changed': ['view.list'],
  'preference.changed': [],
  'settings.changed': [...ITEM_ROUTES, ...LINK_ROUTES, 'settings.get', 'account.list', 'system.state'],
  'worker.circuitChanged': ['system.state'],
  'database.lost': ['system.state'],
}

/** The routes whose answers have to be read again after an event. */
export function routesRefreshedBy(event: EventName): readonly RouteName[] {
  return REFRESHED[event]
}
