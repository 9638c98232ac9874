import type { z } from 'zod'
import { accountRoutes } from './account.ts'
import { calendarRoutes } from './calendar.ts'
import { changeRoutes } from './change.ts'
import { comparisonRoutes } from './comparison.ts'
import type { Envelope } from './envelope.ts'
import { forecastRoutes } from './forecast.ts'
import { hostRoutes } from './host.ts'
import { itemRoutes } from './item.ts'
import { linkRoutes } from './link.ts'
import { noticeRoutes } from './notice.ts'
import { overviewRoutes } from './overview.ts'
import { personRoutes } from './person.ts'
import { preferenceRoutes } from './preference.ts'
import { rateRoutes } from './rate.ts'
import { reminderRoutes } from './reminder.ts'
import { runRoutes } from './run.ts'
import { scheduleRoutes } from './schedule.ts'
import { settingsRoutes } from './settings.ts'
import { snapshotRoutes } from './snapshot.ts'
import { systemRoutes } from './system.ts'
import { viewRoutes } from './view.ts'
import { webhookRoutes } from './webhook.ts'

/** Every request that a window or a command may make. */
export const routes = {
  ...accountRoutes,
  ...calendarRoutes,
  ...changeRoutes,
  ...comparisonRoutes,
  ...forecastRoutes,
  ...hostRoutes,
  ...itemRoutes,
  ...linkRoutes,
  ...noticeRoutes,
  ...overviewRoutes,
  ...personRoutes,
  ...preferenceRoutes,
  ...rateRoutes,
  ...reminderRoutes,
  ...runRoutes,
  ...scheduleRoutes,
  ...settingsRoutes,
  ...snapshotRoutes,
  ...systemRoutes,
  ...viewRoutes,
  ...webhookRoutes,
}

export type Routes = typeof routes
export type RouteName = keyof Routes
/** What a caller sends: fields with a default may be left out. */
export type RouteInput<Name extends RouteName> = z.input<Routes[Name]['input']>
/** What a handler gets: parsed, with defaults filled in. */
export type RouteParsed<Name extends RouteName> = z.output<Routes[Name]['input']>
export type RouteOutput<Name extends RouteName> = z.output<Routes[Name]['output']>

/** Answers requests; never rejects. */
export interface Router {
  request<Name extends RouteName>(name: Name, input: RouteInput<Name>): Promise<Envelope<RouteOutput<Name>>>
  /** The same for a name and an input that came over a wire and may be anything. */
  requestUnknown(name: unknown, input: unknown): Promise<Envelope<unknown>>
}
