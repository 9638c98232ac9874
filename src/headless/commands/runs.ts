import type { Command } from 'commander'
import { LOG_LEVELS, type LogLevel, type Run, type StoredLogLine } from '../../shared/domain/run.ts'
import { formatDuration, formatInstant, UNKNOWN } from '../output/format.ts'
import { toRunName } from '../../shared/i18n/run-words.ts'
import { plain } from '../../shared/plain-text.ts'
import { toListJson, toLogLineJson, toRunJson } from '../output/json.ts'
import { formatTable } from '../output/table.ts'
import type { Session } from '../session.ts'
import { parseChoice, parseWhole, type CommandHost } from './host.ts'
import { summariseRun } from './run-summary.ts'

/** runs list, show. */
export function addRunCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const runs = program.command('runs').description(t.t('cli.runs.about'))
  runs
    .command('list')
    .description(t.t('cli.runs.list'))
    .option('--account <name>', t.t('cli.items.account'))
    .option('--page <number>', t.t('cli.items.page'), '1')
    .option('--page-size <number>', t.t('cli.items.pageSize'), '20')
    .action(async (options: { account?: string; page: string; pageSize: string }) => {
      const page = parseWhole('--page', options.page, 1, 1_000_000_000)
      const pageSize = parseWhole('--page-size', options.pageSize, 1, 500)
      await host.run((session) => list(session, options.account, page, pageSize))
    })
  runs
    .command('show')
    .description(t.t('cli.runs.show'))
    .argument('<id>', t.t('cli.runs.id'))
    .option('--log', t.t('cli.runs.log'))
    .option('--level <level>', t.t('cli.runs.level'))
    .action(async (id: string, options: { log?: boolean; level?: string }) => {
      const level = options.level === undefined ? 'debug' : parseChoice('--level', options.level, LOG_LEVELS)
      await host.run((session) => show(session, id, options.log === true || options.level !== undefined, level))
    })
}

async function list(session: Session, account: string | undefined, page: number, pageSize: number): Promise<number> {
  const accountId = account === undefined ? null : (await session.request('account.get', { name: account })).accountId
  const { total, items } = await session.request('run.list', {
    accountId,
    offset: (page - 1) * pageSize,
    limit: pageSize,
  })
  session.answer(
    toListJson(
      total,
      page,
      pageSize,
      items.map((run) => toRunJson(run, session.t)),
    ),
  )
  session.say(total === 0 ? session.t.t('cli.runs.none') : formatRuns(session, items))
  return 0
}

function formatRuns(session: Session, runs: readonly Run[]): string {
  const { t } = session
  return formatTable(
    runs,
    [
      { title: t.t('cli.column.started'), value: (run) => formatInstant(run.startedAt, session.zone) },
      { title: t.t('cli.column.account'), value: (run) => toRunName(t, run), max: 24 },
      { title: t.t('cli.column.kind'), value: (run) => t.t(`domain.runKind.${run.kind}`) },
      { title: t.t('cli.column.state'), value: (run) => t.t(`domain.runState.${run.state}`) },
      {
        title: t.t('cli.column.fetched'),
        value: ({ links, fetched, reportedTotal }) =>
          links ? `${links.checked} / ${links.activeNum}` : `${fetched} / ${reportedTotal ?? '?'}`,
        align: 'right',
      },
      {
        title: t.t('cli.column.delta'),
        value: ({ links, added, changed, gone }) =>
          links ? `+${links.toShow} −${links.toNotShow}` : `+${added} ~${changed} −${gone}`,
        align: 'right',
      },
      {
        title: t.t('cli.column.duration'),
        value: (run) => (run.endedAt === null ? UNKNOWN : formatDuration(run.endedAt - run.startedAt)),
        align: 'right',
      },
      { title: t.t('cli.column.id'), value: (run) => run.runId },
    ],
    session.colors,
  )
}

/** Levels from one upwards; the list is in order of gravity. */
function levelsFrom(level: LogLevel): LogLevel[] {
  return LOG_LEVELS.slice(LOG_LEVELS.indexOf(level))
}

async function show(session: Session, runId: string, withLog: boolean, level: LogLevel): Promise<number> {
  const { run } = await session.request('run.get', { runId })
  const lines: StoredLogLine[] = []
  for (let hasMore = withLog; hasMore;) {
    const page = await session.request('run.log', {
      runId,
      afterSeq: lines.at(-1)?.seq ?? 0,
      levels: levelsFrom(level),
    })
    lines.push(...page.lines)
    hasMore = page.hasMore
  }
  session.answer({
    ...toRunJson(run, session.t),
    ...(withLog ? { log: lines.map((line) => toLogLineJson(line, session.t)) } : {}),
  })
  session.say(summariseRun(session, run))
  for (const line of lines) {
    session.say(
      `${formatInstant(line.at, session.zone)}  ${line.level.padEnd(5)}  [${session.t.t(`domain.stage.${line.stage}`)}]  ${plain(session.t.logLine(line))}`,
    )
  }
  return 0
}
