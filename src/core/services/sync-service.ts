import { REFUSAL_KEPT_MS } from '../../shared/domain/quote-refusal.ts'
import { renewedMonths } from '../../shared/domain/change-kind.ts'
import type { Run } from '../../shared/domain/run.ts'
import { windowEnd } from '../../shared/domain/run-window.ts'
import type { SyncJob } from '../../shared/worker/frames.ts'
import type { ReadDb } from '../db/connection.ts'
import { getAccount } from '../db/repositories/account.ts'
import { listExpected } from '../db/repositories/item-known.ts'
import { listRefusedQuotes, listSeenRenewals, readKnownPrices } from '../db/repositories/quote.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { AccountService } from './account-service.ts'

const DAY_MS = 86_400_000
/** How long quotes of what runs out later may take at the end of a run that nobody waits for. */
const QUOTE_BUDGET_MS = 60_000

/** Builds the job of a run from the account as it is now. Rejects with SECRET_MISSING when there is no key. */
export async function prepareSyncJob(
  deps: { readonly db: ReadDb; readonly accounts: AccountService; readonly clock: { now(): number } },
  run: Run,
  ordinal: number,
): Promise<SyncJob> {
  const account = getAccount(deps.db, run.accountId)
  const now = deps.clock.now()
  const settings = getSettings(deps.db)
  const expiresBefore = run.windowDays === null ? null : windowEnd(run.startedAt, run.windowDays, settings.businessZone)
  const { fresh, ...prices } = readKnownPrices(deps.db, account.accountId, now - settings.quoteMaxAgeDays * DAY_MS)
  return {
    type: 'sync',
    account: await deps.accounts.toConnectorAccount(account),
    expiresBefore,
    expected: expiresBefore === null ? [] : listExpected(deps.db, account.accountId, expiresBefore),
    ordinal,
    recentlyQuoted: fresh,
    quotes: {
      ...prices,
      refused: listRefusedQuotes(deps.db, account.accountId, now - REFUSAL_KEPT_MS),
      renewedBy: readLastRenewals(deps.db, account.accountId),
      budgetMs: run.kind === 'manual' ? 0 : QUOTE_BUDGET_MS,
    },
    now,
  }
}

/** By how many months each resource was renewed when that was last seen. */
function readLastRenewals(db: ReadDb, accountId: string): [resourceId: string, months: number][] {
  const last = new Map<string, number>()
  for (const { resource_id: resourceId, old_value: old, new_value: next } of listSeenRenewals(db, accountId)) {
    const months = renewedMonths(old, next)
    if (months !== null) last.set(resourceId, months)
  }
  return [...last]
}
