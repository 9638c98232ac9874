import type { ReadDb } from '../../db/connection.ts'
import type { RunManager } from '../../jobs/run-manager.ts'
import type { WorkerHost } from '../../jobs/worker-host.ts'
import type { AccountService } from '../../services/account-service.ts'
import type { ItemService } from '../../services/item-service.ts'
import type { LinkRunService } from '../../services/link-run-service.ts'
import type { LinkService } from '../../services/link-service.ts'
import type { OverviewService } from '../../services/overview-service.ts'
import type { NoticeService } from '../../services/notice-service.ts'
import type { RateService } from '../../services/rate-service.ts'
import type { ReminderService } from '../../services/reminder-service.ts'
import type { RunLookup } from '../../services/run-lookup.ts'
import type { ScheduleService } from '../../services/schedule-service.ts'
import type { SettingsService } from '../../services/settings-service.ts'
import type { SystemService } from '../../services/system-service.ts'
import type { WebhookService } from '../../services/webhook-service.ts'
import type { WindowService } from '../../services/window-service.ts'
import type { Handlers } from '../router.ts'
import { itemHandlers } from './item.ts'
import { linkHandlers } from './link.ts'
import { reviewWorkHandlers, type ReviewWorkDeps } from './review-work.ts'

export interface HandlerDeps extends ReviewWorkDeps {
  readonly db: ReadDb
  readonly host: Pick<Handlers, Extract<keyof Handlers, `host.${string}`>>
  readonly overview: OverviewService
  readonly runs: RunManager
  readonly runLookup: RunLookup
  readonly windows: WindowService
  readonly worker: WorkerHost
  readonly accounts: AccountService
  readonly items: ItemService
  readonly links: LinkService
  readonly linkRuns: LinkRunService
  readonly rates: RateService
  readonly settings: SettingsService
  readonly system: SystemService
  readonly notices: NoticeService
  readonly reminders: ReminderService
  readonly schedules: ScheduleService
  readonly webhooks: WebhookService
}

/** Translates routes to services; nothing is decided here. */
export function createHandlers(deps: HandlerDeps): Handlers {
  return {
    ...deps.host,
    ...accountHandlers(deps),
    ...itemHandlers(deps),
    ...linkHandlers(deps),
    ...rateHandlers(deps),
    ...runHandlers(deps),
    ...systemHandlers(deps),
    ...windowHandlers(deps),
    ...reminderHandlers(deps),
    ...reviewWorkHandlers(deps),
    ...scheduleHandlers(deps),
  }
}

function accountHandlers({ accounts }: HandlerDeps): Pick<Handlers, Extract<keyof Handlers, `account.${string}`>> {
  return {
    'account.list': () => accounts.list(),
    'account.get': ({ name }) => accounts.getByName(name),
    'account.add': (input) => accounts.add(input),
    'account.update': (input) => accounts.update(input),
    'account.remove': ({ accountId }) => accounts.remove(accountId),
    'account.test': ({ accountId }) => accounts.test(accountId),
    'account.try': (draft) => accounts.tryKey(draft),
  }
}

function rateHandlers({ rates }: HandlerDeps): Pick<Handlers, Extract<keyof Handlers, `rate.${string}`>> {
  return {
    'rate.list': () => rates.list(),
    'rate.set': (input) => rates.set(input),
    'rate.remove': (input) => rates.remove(input),
  }
}

function runHandlers({
  runs,
  runLookup,
  worker,
}: HandlerDeps): Pick<Handlers, Extract<keyof Handlers, `run.${string}` | 'sync.start' | 'worker.reset'>> {
  return {
    'sync.start': (input) => runs.start(input),
    'run.cancel': async ({ runId }) => ({ outcome: await runs.cancel(runId) }),
    'run.get': ({ runId }) => runLookup.get(runId),
    'run.list': (input) => runLookup.list(input),
    'run.latest': () => runLookup.latest(),
    'run.log': (input) => runLookup.log(input),
    'worker.reset': () => {
      worker.reset()
      return null
    },
  }
}

function windowHandlers({
  overview,
  windows,
}: HandlerDeps): Pick<Handlers, Extract<keyof Handlers, `${'overview' | 'preference' | 'view'}.${string}`>> {
  return {
    'overview.get': () => overview.get(),
    'preference.list': () => windows.preferences(),
    'preference.set': (input) => windows.setPreference(input),
    'view.list': () => windows.views(),
    'view.save': (input) => windows.saveView(input),
    'view.remove': ({ viewId }) => windows.removeView(viewId),
    'view.order': ({ viewIds }) => windows.orderViews(viewIds),
  }
}

function reminderHandlers({
  notices,
  reminders,
  webhooks,
}: HandlerDeps): Pick<Handlers, Extract<keyof Handlers, `${'notice' | 'reminder' | 'webhook'}.${string}`>> {
  return {
    'reminder.state': () => reminders.state(),
    'reminder.due': (input) => reminders.due(input),
    'reminder.preview': (input) => reminders.preview(input),
    'notice.list': (input) => notices.list(input),
    'notice.get': ({ noticeId }) => notices.get(noticeId),
    'notice.items': (input) => notices.items(input),
    'notice.itemIds': ({ noticeId }) => notices.itemIds(noticeId),
    'notice.summary': () => notices.summary(),
    'notice.read': (input) => notices.read(input),
    'notice.test': () => notices.test(),
    'notice.shown': (input) => notices.shown(input),
    'webhook.list': () => webhooks.list(),
    'webhook.save': (input) => webhooks.save(input),
    'webhook.remove': ({ webhookId }) => webhooks.remove(webhookId),
    'webhook.test': (input) => webhooks.test(input),
  }
}

function scheduleHandlers({ schedules }: HandlerDeps): Pick<Handlers, Extract<keyof Handlers, `schedule.${string}`>> {
  return {
    'schedule.list': () => schedules.list(),
    'schedule.set': (input) => schedules.set(input),
    'schedule.next': (input) => schedules.next(input),
    'schedule.pause': (input) => schedules.pause(input),
    'schedule.runDue': (input) => schedules.runDue(input),
  }
}

function systemHandlers({
  settings,
  system,
}: HandlerDeps): Pick<Handlers, Extract<keyof Handlers, `system.${string}` | `settings.${string}`>> {
  return {
    'settings.get': () => settings.get(),
    'settings.update': ({ patch }) => settings.update(patch),
    'system.state': () => system.state(),
    'system.backup': ({ file, replace }) => system.backup(file, replace),
    'system.bundle': ({ file }) => system.bundle(file),
    'system.check': () => system.check(),
  }
}
