import type { RouteName } from '../../shared/ipc/contract.ts'
import type { EventName } from '../../shared/ipc/events.ts'

const ITEM_ROUTES: readonly RouteName[] = [
  'item.query',
  'item.facets',
  'item.get',
  'item.history',
  'item.quoteRefusal',
  'item.count',
  'item.edits',
  'change.list',
  'overview.get',
  'calendar.get',
  'comparison.get',
  'forecast.get',
  'forecast.itemIds',
  'person.list',
]

const NOTICE_ROUTES: readonly RouteName[] = ['notice.list', 'notice.get', 'notice.items', 'notice.summary']

const REMINDER_ROUTES: readonly RouteName[] = ['reminder.state', 'reminder.due', 'reminder.preview', 'notice.items']

const LINK_ROUTES: readonly RouteName[] = ['link.query', 'link.facets', 'link.get', 'link.summary', 'link.groups']

/** Which answers an event makes old. `run.progressed` and `run.logged` carry their news themselves. */
const REFRESHED: Readonly<Record<EventName, readonly RouteName[]>> = {
  'run.started': ['account.list', 'run.latest', 'run.list', 'schedule.list', 'system.state'],
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
    'schedule.list',
    'system.state',
  ],
  'item.changed': [...ITEM_ROUTES, ...REMINDER_ROUTES, 'link.summary'],
  'link.changed': [...LINK_ROUTES, 'schedule.list'],
  'day.changed': [...ITEM_ROUTES, ...LINK_ROUTES, ...REMINDER_ROUTES],
  'schedule.changed': ['schedule.list', 'reminder.state'],
  'notice.added': [...NOTICE_ROUTES, 'reminder.state'],
  'notice.changed': [...NOTICE_ROUTES, 'webhook.list'],
  'webhook.changed': ['webhook.list', ...NOTICE_ROUTES],
  'account.changed': [...ITEM_ROUTES, 'schedule.list', 'account.list', 'account.get', 'run.latest', 'run.list'],
  'rate.changed': ['rate.list', 'overview.get', 'forecast.get', 'forecast.itemIds'],
  'person.changed': ['person.list', 'forecast.get', 'forecast.itemIds'],
  'snapshot.changed': ['snapshot.list', 'comparison.get'],
  // It carries its news itself.
  'snapshot.progressed': [],
  'view.changed': ['view.list'],
  'preference.changed': [],
  'settings.changed': [
    ...ITEM_ROUTES,
    ...LINK_ROUTES,
    ...REMINDER_ROUTES,
    'schedule.list',
    'settings.get',
    'account.list',
    'system.state',
  ],
  'worker.circuitChanged': ['system.state'],
  'database.lost': ['system.state'],
}

/** The routes whose answers have to be read again after an event. */
export function routesRefreshedBy(event: EventName): readonly RouteName[] {
  return REFRESHED[event]
}
