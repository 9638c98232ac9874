import type { Run } from '../../shared/domain/run.ts'
import { windowEnd } from '../../shared/domain/run-window.ts'
import type { SyncJob } from '../../shared/worker/frames.ts'
import type { ReadDb } from '../db/connection.ts'
import { getAccount } from '../db/repositories/account.ts'
import { listRecentlyQuoted } from '../db/repositories/item.ts'
import { listExpected } from '../db/repositories/item-known.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { AccountService } from './account-service.ts'

/** A renewal quote is kept for this long before it is asked for again. */
const QUOTE_FRESH_MS = 7 * 86_400_000

/** Builds the job of a run from the account as it is now. Rejects with SECRET_MISSING when there is no key. */
export async function prepareSyncJob(
  deps: { readonly db: ReadDb; readonly accounts: AccountService; readonly clock: { now(): number } },
  run: Run,
  ordinal: number,
): Promise<SyncJob> {
  const account = getAccount(deps.db, run.accountId)
  const now = deps.clock.now()
  const expiresBefore =
    run.windowDays === null ? null : windowEnd(run.startedAt, run.windowDays, getSettings(deps.db).businessZone)
  return {
    type: 'sync',
    account: await deps.accounts.toConnectorAccount(account),
    expiresBefore,
    expected: expiresBefore === null ? [] : listExpected(deps.db, account.accountId, expiresBefore),
    ordinal,
    recentlyQuoted: listRecentlyQuoted(deps.db, account.accountId, now - QUOTE_FRESH_MS),
    now,
  }
}
