import type { CalendarService } from '../../services/calendar-service.ts'
import type { ComparisonService } from '../../services/comparison-service.ts'
import type { ForecastService } from '../../services/forecast-service.ts'
import type { PersonService } from '../../services/person-service.ts'
import type { SnapshotService } from '../../services/snapshot-service.ts'
import type { Handlers } from '../router.ts'

export interface ReviewWorkDeps {
  readonly calendar: CalendarService
  readonly comparisons: ComparisonService
  readonly forecasts: ForecastService
  readonly people: PersonService
  readonly snapshots: SnapshotService
}

type ReviewWorkHandlers = Pick<
  Handlers,
  Extract<keyof Handlers, `${'calendar' | 'comparison' | 'forecast' | 'person' | 'snapshot'}.${string}`>
>

/** What people look at when they review: forecast, calendar, what changed, done reviews. */
export function reviewWorkHandlers(deps: ReviewWorkDeps): ReviewWorkHandlers {
  const { calendar, comparisons, forecasts, people, snapshots } = deps
  return {
    'calendar.get': (input) => calendar.get(input),
    'comparison.get': (input) => comparisons.get(input),
    'comparison.page': (input) => comparisons.page(input),
    'comparison.itemIds': (input) => comparisons.itemIds(input),
    'forecast.get': (input) => forecasts.get(input),
    'forecast.itemIds': (input) => forecasts.itemIds(input),
    'person.list': (input) => people.list(input),
    'person.set': (input) => people.set(input),
    'snapshot.list': (input) => snapshots.list(input),
    'snapshot.take': (input) => snapshots.take(input),
    'snapshot.taking': (input) => snapshots.taking(input),
    'snapshot.rename': (input) => snapshots.rename(input),
    'snapshot.remove': (input) => snapshots.remove(input),
    'snapshot.items': (input) => snapshots.items(input),
  }
}
