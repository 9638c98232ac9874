import type { Command } from 'commander'
import { civilInstant, isCivilDay, startOfCivilDay } from '../../shared/domain/civil-day.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import type { ItemChange } from '../../shared/domain/change.ts'
import type { ChangePage } from '../../shared/ipc/change.ts'
import type { RouteInput } from '../../shared/ipc/contract.ts'
import { formatChange } from '../output/item-details.ts'
import { toChangeJson, toListJson } from '../output/json.ts'
import type { Session } from '../session.ts'
import { parseWhole, type CommandHost } from './host.ts'

/** changes [--since DATE|run:ID]. */
export function addChangeCommands(program: Command, host: CommandHost): void {
  const { t } = host
  program
    .command('changes')
    .description(t.t('cli.changes.about'))
    .option('--since <day|instant|run:id>', t.t('cli.changes.since'))
    .option('--account <name>', t.t('cli.items.account'))
    .option('--page <number>', t.t('cli.items.page'), '1')
    .option('--page-size <number>', t.t('cli.items.pageSize'), '500')
    .action(async (options: { since?: string; account?: string; page: string; pageSize: string }) => {
      const page = parseWhole('--page', options.page, 1, 1_000_000_000)
      const pageSize = parseWhole('--page-size', options.pageSize, 1, 10_000)
      // Refuses what it cannot read before anything is opened; the zone changes the instant, never whether it is one.
      toSince(options.since, 'UTC')
      await host.run((session) => list(session, options, page, pageSize))
    })
}

async function list(
  session: Session,
  options: { since?: string; account?: string },
  page: number,
  pageSize: number,
): Promise<number> {
  const input: RouteInput<'change.list'> = {
    ...toSince(options.since, session.zone),
    ...(options.account === undefined
      ? {}
      : { accountId: (await session.request('account.get', { name: options.account })).accountId }),
  }
  const rows: ItemChange[] = []
  let total = 0
  let byKind: Readonly<Record<string, number>> = {}
  while (rows.length < pageSize) {
    const limit = Math.min(500, pageSize - rows.length)
    const part: ChangePage = await session.request('change.list', {
      ...input,
      offset: (page - 1) * pageSize + rows.length,
      limit,
    })
    total = part.total
    byKind = part.byKind
    rows.push(...part.items)
    if (part.items.length < limit) break
  }
  session.answer({ ...toListJson(total, page, pageSize, rows.map(toChangeJson)), byKind })
  const { t } = session
  for (const row of rows) session.say(formatChange(session, row))
  const counts = Object.entries(byKind).map(([kind, count]) => `${t.t(`domain.change.${kind}`)} ${count}`)
  session.say(total === 0 ? t.t('cli.changes.none') : t.t('cli.changes.total', { total, counts: counts.join(' · ') }))
  return 0
}

function toSince(text: string | undefined, zone: string): { sinceRunId?: string; sinceAt?: number } {
  if (text === undefined) return {}
  if (text.startsWith('run:')) return { sinceRunId: text.slice(4) }
  if (isCivilDay(text)) return { sinceAt: startOfCivilDay(text, zone) }
  const at = parseInstant(text, zone)
  if (Number.isNaN(at))
    throw new AppError('USAGE', { problem: `--since ${text} (2026-11-30, 2026-11-30T08:00:00Z, run:ID)` })
  return { sinceAt: at }
}

/** An instant with its offset, or `2026-11-30T08:00` in the business zone, whatever the zone of the machine; else NaN. */
function parseInstant(text: string, zone: string): number {
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return Date.parse(text)
  const [, day = '', time = '', seconds = '0'] = /^(.{10})T(\d{2}:\d{2})(?::([0-5]\d))?$/.exec(text) ?? []
  if (!isCivilDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return Number.NaN
  return civilInstant(day, time, zone) + Number(seconds) * 1000
}
