import type { Command } from 'commander'
import pLimit from 'p-limit'
import type { Account } from '../../shared/domain/account.ts'
import { AppError, isAppError } from '../../shared/domain/app-error.ts'
import type { Run, StoredLogLine } from '../../shared/domain/run.ts'
import { formatDuration } from '../output/format.ts'
import { plain } from '../../shared/plain-text.ts'
import { toListJson, toRunJson } from '../output/json.ts'
import { createLiveView } from '../output/live.ts'
import type { Session } from '../session.ts'
import { parseWhole, type CommandHost } from './host.ts'

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
        for (const run of runs) session.say(summarise(session, run))
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
  const { app } = session
  const view = createLiveView(session.io, session.t, session.zone)
  const over = new AbortController()
  const followed = new Map<string, { readonly account: string; lastSeq: number }>()
  const cancel = new AbortController()
  const failures: { account: Account; error: unknown }[] = []
  const follow = (runId: string, lines: readonly StoredLogLine[]): void => {
    const shown = followed.get(runId)
    for (const line of lines) {
      if (!shown || line.seq <= shown.lastSeq) continue
      shown.lastSeq = line.seq
      if (line.level !== 'debug') view.log(shown.account, line)
    }
  }
  app.events.on(
    (event) => {
      // Runs of other processes are announced as well; those that nobody asked for here are none of our business.
      if (event.name === 'run.logged') follow(event.payload.runId, event.payload.lines)
      else if (event.name === 'run.progressed') {
        const shown = followed.get(event.payload.runId)
        if (shown) view.progress(shown.account, event.payload.progress, event.payload.metrics)
      }
    },
    { signal: over.signal },
  )
  const cancelAll = (): void => {
    // A second signal means that somebody does not want to wait.
    if (cancel.signal.aborted) process.exit(130)
    cancel.abort()
    session.remark(session.t.t('cli.sync.cancelling'))
    for (const runId of app.runs.activeRunIds) void app.runs.cancel(runId)
  }
  process.on('SIGINT', cancelAll)
  process.on('SIGTERM', cancelAll)
  try {
    const limit = pLimit(ACCOUNTS_AT_ONCE)
    const runs = await Promise.all(
      accounts.map((account) =>
        limit(async () => {
          if (cancel.signal.aborted) return null
          const { runId, isNew } = await session.request('sync.start', { accountId: account.accountId, windowDays })
          followed.set(runId, { account: account.name, lastSeq: 0 })
          if (!isNew) session.remark(session.t.t('cli.sync.joined', { account: account.name }))
          if (cancel.signal.aborted) void app.runs.cancel(runId)
          const run = await app.runs.wait(runId, cancel.signal)
          // The last lines of another process's run may not have been announced yet.
          if (!isNew) await readRest(session, runId, followed.get(runId)?.lastSeq ?? 0, follow)
          return run
        }).catch((error: unknown) => {
          // One account that cannot be synced must not end the runs of the others.
          failures.push({ account, error })
          return null
        }),
      ),
    )
    const carriedOut = runs.filter((run) => run !== null)
    if (carriedOut.length === 0 && failures[0]) throw failures[0].error
    for (const { account, error } of failures) {
      if (!isAppError(error)) throw error
      session.remark(`${plain(account.name)}: ${plain(session.t.error(error))}`)
    }
    return carriedOut
  } finally {
    process.off('SIGINT', cancelAll)
    process.off('SIGTERM', cancelAll)
    over.abort()
    view.end()
  }
}

async function readRest(
  session: Session,
  runId: string,
  lastSeq: number,
  show: (runId: string, lines: readonly StoredLogLine[]) => void,
): Promise<void> {
  for (let afterSeq = lastSeq; ;) {
    const { lines, hasMore } = await session.request('run.log', { runId, afterSeq })
    show(runId, lines)
    if (!hasMore) return
    afterSeq = lines.at(-1)?.seq ?? afterSeq
  }
}

/** 0 when everything is complete, 2 when something is incomplete, 1 when anything failed, was stopped or did not begin. */
export function exitCodeOf(runs: readonly Run[], accounts: readonly Account[]): number {
  if (runs.length < accounts.length || runs.some((run) => run.state !== 'succeeded' && run.state !== 'incomplete'))
    return 1
  return runs.some((run) => run.state === 'incomplete') ? 2 : 0
}

/** The result of one run in a few lines. */
export function summarise(session: Session, run: Run): string {
  const { t, colors } = session
  const word = t.t(`domain.runState.${run.state}`)
  const painted =
    run.state === 'succeeded' ? colors.green(word) : run.state === 'incomplete' ? colors.yellow(word) : colors.red(word)
  const head = `${run.account}  ${painted}  ${formatDuration((run.endedAt ?? run.startedAt) - run.startedAt)}`
  const scope = run.windowDays === null ? '' : `\n  ${t.t('cli.sync.window', { days: run.windowDays })}`
  if (run.error) return `${head}\n  ${plain(t.error(run.error))}`
  if (run.state !== 'succeeded' && run.state !== 'incomplete') return head
  const counts = t.t('cli.sync.counts', {
    fetched: run.fetched,
    total: run.reportedTotal ?? '?',
    added: run.added,
    changed: run.changed,
    unchanged: run.unchanged,
    gone: run.gone,
  })
  const due = t.t('cli.sync.due', {
    expired: run.expired,
    in7: run.expiringIn7Days,
    in15: run.expiringIn15Days,
    in30: run.expiringIn30Days,
  })
  const warnings =
    run.warnings > 0 ? `\n  ${colors.yellow(t.t('cli.sync.warnings', { count: run.warnings, runId: run.runId }))}` : ''
  return `${head}${scope}\n  ${counts}\n  ${due}${warnings}`
}
