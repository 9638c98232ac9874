import type { Command } from 'commander'
import pLimit from 'p-limit'
import type { Account } from '../../shared/domain/account.ts'
import { AppError, isAppError } from '../../shared/domain/app-error.ts'
import type { Run } from '../../shared/domain/run.ts'
import { followRuns } from '../output/follow-runs.ts'
import { plain } from '../../shared/plain-text.ts'
import { toListJson, toRunJson } from '../output/json.ts'
import type { Session } from '../session.ts'
import { parseWhole, type CommandHost } from './host.ts'
import { summariseRun } from './run-summary.ts'

/** Accounts that are synced side by side; each has its own limits, this one bounds memory. */
const ACCOUNTS_AT_ONCE = 4

/** sync [--account N] [--expire-days D]. */
export function addSyncCommand(program: Command, host: CommandHost): void {
  const { t } = host
  program
    .command('sync')
    .description(t.t('cli.sync.about'))
    .option('--account <name>', t.t('cli.sync.account'))
    .option('--expire-days <days>', t.t('cli.sync.expireDays'))
    .action(async (options: { account?: string; expireDays?: string }) => {
      const windowDays =
        options.expireDays === undefined ? null : parseWhole('--expire-days', options.expireDays, 0, 3650)
      await host.run(async (session) => {
        const accounts = await chooseAccounts(session, options.account)
        const runs = await syncAccounts(session, accounts, windowDays)
        const documents = runs.map((run) => toRunJson(run, session.t))
        session.answer(
          runs.length === 1 && documents[0] ? documents[0] : toListJson(runs.length, 1, runs.length, documents),
        )
        for (const run of runs) session.say(summariseRun(session, run))
        return exitCodeOf(runs, accounts)
      })
    })
}

async function chooseAccounts(session: Session, name: string | undefined): Promise<readonly Account[]> {
  if (name !== undefined) return [await session.request('account.get', { name })]
  const accounts = await session.request('account.list', {})
  if (accounts.length === 0) throw new AppError('NO_ACCOUNT')
  return accounts
}

/**
 * Starts a run per account, shows them live and waits for their ends. SIGINT and SIGTERM cancel them. An account whose
 * run cannot begin is remarked on and missing in the answer; throws when none could.
 */
export async function syncAccounts(
  session: Session,
  accounts: readonly Account[],
  windowDays: number | null,
): Promise<readonly Run[]> {
  const runs = followRuns(session)
  const failures: { account: Account; error: unknown }[] = []
  try {
    const limit = pLimit(ACCOUNTS_AT_ONCE)
    const ended = await Promise.all(
      accounts.map((account) =>
        limit(async () => {
          if (runs.signal.aborted) return null
          const started = await session.request('sync.start', { accountId: account.accountId, windowDays })
          if (!started.isNew) session.remark(session.t.t('cli.sync.joined', { account: account.name }))
          return await runs.follow(started, account.name)
        }).catch((error: unknown) => {
          // One account that cannot be synced must not end the runs of the others.
          failures.push({ account, error })
          return null
        }),
      ),
    )
    const carriedOut = ended.filter((run) => run !== null)
    if (carriedOut.length === 0 && failures[0]) throw failures[0].error
    for (const { account, error } of failures) {
      if (!isAppError(error)) throw error
      session.remark(`${plain(account.name)}: ${plain(session.t.error(error))}`)
    }
    return carriedOut
  } finally {
    runs.end()
  }
}

/** 0 when everything is complete, 2 when something is incomplete, 1 when anything failed, was stopped or did not begin. */
export function exitCodeOf(runs: readonly Run[], accounts: readonly Account[]): number {
  if (runs.length < accounts.length || runs.some((run) => run.state !== 'succeeded' && run.state !== 'incomplete'))
    return 1
  return runs.some((run) => run.state === 'incomplete') ? 2 : 0
}
