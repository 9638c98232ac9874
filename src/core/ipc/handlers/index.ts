import type { StoredLogLine } from '../../../shared/domain/run.ts'
import type { ReadDb } from '../../db/connection.ts'
import { queryChanges } from '../../db/repositories/change.ts'
import { getRun, listRuns } from '../../db/repositories/run.ts'
import { readRunLog } from '../../db/repositories/run-log.ts'
import type { RunManager } from '../../jobs/run-manager.ts'
import type { WorkerHost } from '../../jobs/worker-host.ts'
import type { AccountService } from '../../services/account-service.ts'
import type { ItemService } from '../../services/item-service.ts'
import type { RateService } from '../../services/rate-service.ts'
import type { SettingsService } from '../../services/settings-service.ts'
import type { SystemService } from '../../services/system-service.ts'
import type { Handlers } from '../router.ts'

export interface HandlerDeps {
  readonly db: ReadDb
  readonly runs: RunManager
  readonly worker: WorkerHost
  readonly accounts: AccountService
  readonly items: ItemService
  readonly rates: RateService
  readonly settings: SettingsService
  readonly system: SystemService
}

/** Translates routes to services; nothing is decided here. */
export function createHandlers(deps: HandlerDeps): Handlers {
  return {
    ...accountHandlers(deps),
    ...itemHandlers(deps),
    ...rateHandlers(deps),
    ...runHandlers(deps),
    ...systemHandlers(deps),
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

function itemHandlers({
  db,
  items,
}: HandlerDeps): Pick<Handlers, Extract<keyof Handlers, `item.${string}` | 'change.list'>> {
  return {
    'item.query': ({ query }) => items.query(query),
    'item.page': ({ handle, offset, limit }) => items.page(handle, offset, limit),
    'item.facets': ({ query, fields }) => items.facets(query, fields),
    'item.get': ({ id }) => items.get(id),
    'item.history': ({ id }) => items.history(id),
    'item.review': (input) => items.review(input),
    'item.sums': ({ handle }) => items.sums(handle),
    'item.price': (input) => items.price(input),
    'change.list': ({ offset, limit, ...input }) => queryChanges(db, input, { offset, limit }),
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
  db,
  runs,
  worker,
}: HandlerDeps): Pick<Handlers, Extract<keyof Handlers, `run.${string}` | 'sync.start' | 'worker.reset'>> {
  return {
    'sync.start': (input) => runs.start(input),
    'run.cancel': async ({ runId }) => ({ outcome: await runs.cancel(runId) }),
    'run.get': ({ runId }) => {
      const run = getRun(db, runId)
      const live = runs.live(runId)
      return {
        run,
        isLive: live !== null,
        progress: live?.progress ?? [],
        metrics: live?.metrics ?? run.metrics,
        lastSeq: live?.lastSeq ?? 0,
      }
    },
    'run.list': ({ accountId, offset, limit }) => listRuns(db, { accountId }, { offset, limit }),
    'run.log': ({ runId, afterSeq, levels, limit }) => {
      getRun(db, runId)
      // One more than asked for tells whether there is more.
      const lines: readonly StoredLogLine[] = readRunLog(db, { runId, afterSeq, levels, limit: limit + 1 })
      return { lines: lines.slice(0, limit), hasMore: lines.length > limit }
    },
    'worker.reset': () => {
      worker.reset()
      return null
    },
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
