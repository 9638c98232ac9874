import type { Command } from 'commander'
import { civilInstant, isCivilDay, startOfCivilDay } from '../../shared/domain/civil-day.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import type { ItemChange } from '../../shared/domain/change.ts'
import type { ComparisonStart, ItemDifference } from '../../shared/domain/comparison.ts'
import type { ChangePage } from '../../shared/ipc/change.ts'
import type { RouteInput } from '../../shared/ipc/contract.ts'
import { formatComparison, formatDifferences, toComparisonJson } from '../output/difference-lines.ts'
import { formatChange } from '../output/item-details.ts'
import { toChangeJson, toListJson } from '../output/json.ts'
import type { Session } from '../session.ts'
import { parseWhole, type CommandHost } from './host.ts'
import { findReview } from './review.ts'

interface ChangeOptions {
  readonly since?: string
  readonly account?: string
  readonly net?: boolean
  readonly summary?: boolean
  readonly page: string
  readonly pageSize: string
}

interface PageWanted {
  readonly page: number
  readonly pageSize: number
}

/** Rows that the core hands out at once. */
const WINDOW = 500

/** changes [--since DATE|run:ID|last-run|review[:ID|TITLE]] [--net] [--summary]. */
export function addChangeCommands(program: Command, host: CommandHost): void {
  const { t } = host
  program
    .command('changes')
    .description(t.t('cli.changes.about'))
    .option('--since <day|instant|run:id|last-run|review:id>', t.t('cli.changes.since'))
    .option('--account <name>', t.t('cli.items.account'))
    .option('--net', t.t('cli.changes.net'))
    .option('--summary', t.t('cli.changes.summary'))
    .option('--page <number>', t.t('cli.items.page'), '1')
    .option('--page-size <number>', t.t('cli.items.pageSize'), '500')
    .action(async (options: ChangeOptions) => {
      const wanted = {
        page: parseWhole('--page', options.page, 1, 1_000_000_000),
        pageSize: parseWhole('--page-size', options.pageSize, 1, 10_000),
      }
      // Refuses what it cannot read before anything is opened; the zone changes the instant, never whether it is one.
      const since = toSince(options.since, 'UTC')
      const isNet = options.net === true || options.summary === true
      if (isNet && since === null) throw new AppError('USAGE', { problem: '--since' })
      const isComparison = isNet || since?.kind === 'last-runs' || since?.kind === 'review'
      await host.run((session) => (isComparison ? compare(session, options, wanted) : list(session, options, wanted)))
    })
}

async function list(session: Session, options: ChangeOptions, { page, pageSize }: PageWanted): Promise<number> {
  const since = toSince(options.since, session.zone)
  const input: RouteInput<'change.list'> = {
    ...(since?.kind === 'run' ? { sinceRunId: since.runId } : {}),
    ...(since?.kind === 'instant' ? { sinceAt: since.at } : {}),
    ...(options.account === undefined
      ? {}
      : { accountId: (await session.request('account.get', { name: options.account })).accountId }),
  }
  const rows: ItemChange[] = []
  let total = 0
  let byKind: Readonly<Record<string, number>> = {}
  while (rows.length < pageSize) {
    const limit = Math.min(WINDOW, pageSize - rows.length)
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

/** The net difference between a picture of the past, or a done review, and now. */
async function compare(session: Session, options: ChangeOptions, { page, pageSize }: PageWanted): Promise<number> {
  const since = toSince(options.since, session.zone)
  if (since === null) throw new AppError('USAGE', { problem: '--since' })
  const from: ComparisonStart =
    since.kind === 'review'
      ? { kind: 'snapshot', snapshotId: (await findReview(session, since.name)).snapshotId }
      : since
  const accountIds =
    options.account === undefined
      ? undefined
      : [(await session.request('account.get', { name: options.account })).accountId]
  const comparison = await session.request('comparison.get', { from })
  const { handle } = comparison
  const rows: ItemDifference[] = []
  let total = 0
  while (rows.length < pageSize) {
    const limit = Math.min(WINDOW, pageSize - rows.length)
    const offset = (page - 1) * pageSize + rows.length
    const part = await session.request('comparison.page', {
      handle,
      offset,
      limit,
      ...(accountIds ? { accountIds } : {}),
    })
    total = part.total
    rows.push(...part.items)
    if (part.items.length < limit) break
  }
  session.answer(toComparisonJson(comparison, { page, pageSize, total, rows }))
  if (options.summary !== true && rows.length > 0) session.say(() => formatDifferences(session, rows))
  session.say(() => formatComparison(session, comparison))
  return 0
}

type Since = Exclude<ComparisonStart, { kind: 'snapshot' }> | { readonly kind: 'review'; readonly name: string | null }

function toSince(text: string | undefined, zone: string): Since | null {
  if (text === undefined) return null
  if (text === 'last-run') return { kind: 'last-runs' }
  if (text === 'review') return { kind: 'review', name: null }
  if (text.startsWith('review:') && text.length > 7) return { kind: 'review', name: text.slice(7) }
  if (text.startsWith('run:')) return { kind: 'run', runId: text.slice(4) }
  if (isCivilDay(text)) return { kind: 'instant', at: startOfCivilDay(text, zone) }
  const at = parseInstant(text, zone)
  if (Number.isNaN(at)) {
    throw new AppError('USAGE', {
      problem: `--since ${text} (2026-11-30, 2026-11-30T08:00:00Z, run:ID, last-run, review, review:ID)`,
    })
  }
  return { kind: 'instant', at }
}

/** An instant with its offset, or `2026-11-30T08:00` in the business zone, whatever the zone of the machine; else NaN. */
function parseInstant(text: string, zone: string): number {
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return Date.parse(text)
  const [, day = '', time = '', seconds = '0'] = /^(.{10})T(\d{2}:\d{2})(?::([0-5]\d))?$/.exec(text) ?? []
  if (!isCivilDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return Number.NaN
  return civilInstant(day, time, zone) + Number(seconds) * 1000
}
