import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Due } from '../../shared/domain/overview.ts'
import type { Snapshot, SnapshotItem } from '../../shared/domain/snapshot.ts'
import { plain } from '../../shared/plain-text.ts'
import { formatAmounts } from '../output/difference-lines.ts'
import { formatInstant, priceText, UNKNOWN } from '../output/format.ts'
import { iso, toListJson } from '../output/json.ts'
import { formatTable } from '../output/table.ts'
import { askYesNo } from '../prompt.ts'
import type { Session } from '../session.ts'
import { parseWhole, type CommandHost } from './host.ts'

/** Rows that the core hands out at once. */
const WINDOW = 500

interface ShowOptions {
  readonly search?: string
  readonly page: string
  readonly pageSize: string
}

/** review done, list, show, remove. */
export function addReviewCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const review = program.command('review').description(t.t('cli.review.about'))
  review
    .command('done')
    .description(t.t('cli.review.done'))
    .argument('<title>', t.t('cli.review.title'))
    .option('--note <text>', t.t('cli.review.note'))
    .action((title: string, { note }: { note?: string }) =>
      host.run(async (session) => {
        const taken = await session.request('snapshot.take', { title, note: note ?? null })
        const { all } = taken.figures
        session.answer(toReviewJson(taken))
        const kilobytes = Math.ceil(taken.sizeBytes / 1024)
        session.say(session.t.t('cli.review.taken', { title: plain(taken.title), count: all.count, kilobytes }))
        return 0
      }),
    )
  review
    .command('list')
    .description(t.t('cli.review.list'))
    .action(() => host.run((session) => list(session)))
  review
    .command('show')
    .description(t.t('cli.review.show'))
    .argument('<id>', t.t('cli.review.id'))
    .option('--search <text>', t.t('cli.review.search'))
    .option('--page <number>', t.t('cli.items.page'), '1')
    .option('--page-size <number>', t.t('cli.items.pageSize'), '20')
    .action(async (id: string, options: ShowOptions) => {
      const page = parseWhole('--page', options.page, 1, 1_000_000_000)
      const pageSize = parseWhole('--page-size', options.pageSize, 1, 10_000)
      await host.run((session) => show(session, id, { page, pageSize, search: options.search ?? '' }))
    })
  review
    .command('remove')
    .description(t.t('cli.review.remove'))
    .argument('<id>', t.t('cli.review.id'))
    .option('-y, --yes', t.t('cli.accounts.yes'))
    .action((id: string, { yes }: { yes?: boolean }) => host.run((session) => remove(session, id, yes === true)))
}

/** The done review of that id or title, the newest of all without a name. Throws NO_REVIEW when there is none at all, else SNAPSHOT_NOT_FOUND. */
export async function findReview(session: Session, name: string | null): Promise<Snapshot> {
  const reviews = await session.request('snapshot.list', {})
  const found =
    name === null
      ? reviews[0]
      : (reviews.find(({ snapshotId }) => snapshotId === name) ?? reviews.find(({ title }) => title === name.trim()))
  if (!found) throw new AppError(reviews.length === 0 ? 'NO_REVIEW' : 'SNAPSHOT_NOT_FOUND')
  return found
}

async function list(session: Session): Promise<number> {
  const { t, colors, zone } = session
  const reviews = await session.request('snapshot.list', {})
  session.answer({ total: reviews.length, items: reviews.map(toReviewJson) })
  if (reviews.length === 0) {
    session.say(t.t('cli.review.none'))
    return 0
  }
  session.say(
    formatTable<Snapshot>(
      reviews,
      [
        { title: t.t('cli.review.at'), value: ({ at }) => formatInstant(at, zone) },
        { title: t.t('cli.column.name'), value: ({ title }) => title, max: 40 },
        { title: t.t('cli.review.by'), value: ({ by }) => by, max: 20 },
        { title: t.t('cli.review.items'), value: ({ figures }) => String(figures.all.count), align: 'right' },
        { title: t.t('cli.review.sums'), value: ({ figures }) => formatAmounts(figures.all.sums), align: 'right' },
        {
          title: t.t('cli.review.undecided'),
          value: ({ figures }) => String(figures.undecidedDue.count),
          align: 'right',
        },
        { title: t.t('cli.column.id'), value: ({ snapshotId }) => snapshotId },
      ],
      colors,
    ),
  )
  return 0
}

async function show(
  session: Session,
  id: string,
  { page, pageSize, search }: { readonly page: number; readonly pageSize: number; readonly search: string },
): Promise<number> {
  const review = await findReview(session, id)
  const { snapshotId } = review
  const rows: SnapshotItem[] = []
  let total = 0
  while (rows.length < pageSize) {
    const limit = Math.min(WINDOW, pageSize - rows.length)
    const offset = (page - 1) * pageSize + rows.length
    const part = await session.request('snapshot.items', { snapshotId, search, offset, limit })
    total = part.total
    rows.push(...part.items)
    if (part.items.length < limit) break
  }
  session.answer({ ...toReviewJson(review), ...toListJson(total, page, pageSize, rows.map(toFrozenItemJson)) })
  session.say(() => formatReview(session, review))
  if (rows.length > 0) {
    session.say(() => `\n${formatRows(session, rows)}`)
    const from = (page - 1) * pageSize + 1
    session.say(session.t.t('cli.items.total', { from, to: from + rows.length - 1, total }))
  } else session.say(session.t.t('cli.items.none'))
  return 0
}

function formatReview({ t, colors, zone }: Session, { title, note, at, by, figures }: Snapshot): string {
  const due = (key: string, { count, sums }: Due) => `  ${t.t(key)}  ${count}  ${formatAmounts(sums)}`
  return [
    colors.bold(plain(title)),
    `  ${formatInstant(at, zone)}  ${plain(by)}`,
    ...(note === null ? [] : [`  ${plain(note)}`]),
    due('cli.review.items', figures.all),
    due('cli.review.overdue', figures.overdue),
    due('cli.review.undecided', figures.undecidedDue),
    `  ${t.t('cli.review.contradictions')}  ${figures.contradictions}`,
    ...figures.decisions.map(({ decision, count, sums }) => {
      const words = { decision: t.t(`domain.decision.${decision}`), count, sums: formatAmounts(sums) }
      return `  ${t.t('cli.review.decisionLine', words)}`
    }),
    ...figures.accounts.map(({ account, count, completeAt }) => {
      const key = completeAt === null ? 'cli.review.accountNever' : 'cli.review.accountLine'
      return `  ${t.t(key, { account: plain(account), count, at: formatInstant(completeAt, zone) })}`
    }),
  ].join('\n')
}

function formatRows({ t, colors, zone }: Session, rows: readonly SnapshotItem[]): string {
  return formatTable<SnapshotItem>(
    rows,
    [
      { title: t.t('cli.column.name'), value: (row) => row.resourceName, max: 40 },
      { title: t.t('cli.column.account'), value: (row) => row.account || UNKNOWN, max: 16 },
      { title: t.t('cli.column.actBy'), value: (row) => formatInstant(row.actByAt, zone) },
      { title: t.t('cli.column.mode'), value: (row) => t.t(`domain.mode.${row.renewalMode}`) },
      { title: t.t('cli.column.price'), value: (row) => priceText(row, t), align: 'right' },
      { title: t.t('cli.column.decision'), value: (row) => t.t(`domain.decision.${row.decision}`) },
      { title: t.t('cli.column.owner'), value: (row) => row.owner ?? UNKNOWN, max: 16 },
    ],
    colors,
  )
}

async function remove(session: Session, id: string, isSure: boolean): Promise<number> {
  const { snapshotId, title, at } = await findReview(session, id)
  if (!isSure) {
    // A program cannot be asked, and nothing brings a frozen list back.
    if (session.isJson || session.io.stdin.isTTY !== true) throw new AppError('USAGE', { problem: '--yes' })
    const words = { title: plain(title), at: formatInstant(at, session.zone) }
    if (!(await askYesNo(session.io, session.t.t('cli.review.removeAsk', words)))) {
      session.say(session.t.t('cli.accounts.removeKept'))
      return 1
    }
  }
  await session.request('snapshot.remove', { snapshotId })
  session.answer({ removed: snapshotId })
  session.say(session.t.t('cli.review.removed', { title: plain(title) }))
  return 0
}

function toDueJson({ count, sums }: Due): object {
  return { count, sums: sums.sums, withoutPrice: sums.missing }
}

function toReviewJson({ snapshotId, title, note, at, by, figures, sizeBytes }: Snapshot): object {
  return {
    id: snapshotId,
    title,
    note,
    at: iso(at),
    by,
    sizeBytes,
    figures: {
      today: figures.today,
      all: toDueJson(figures.all),
      bands: figures.bands.map(({ band, ...due }) => ({ band, ...toDueJson(due) })),
      decisions: figures.decisions.map(({ decision, ...due }) => ({ decision, ...toDueJson(due) })),
      overdue: toDueJson(figures.overdue),
      undecidedDue: toDueJson(figures.undecidedDue),
      contradictions: figures.contradictions,
      accounts: figures.accounts.map(({ account, completeAt, count }) => ({
        account,
        completeAt: iso(completeAt),
        count,
      })),
    },
  }
}

function toFrozenItemJson(item: SnapshotItem): object {
  const { accountId: _, itemId, account, expiresAt, actByAt, ...rest } = item
  return {
    id: itemId,
    account: account === '' ? null : account,
    ...rest,
    expireTime: iso(expiresAt),
    actBy: iso(actByAt),
  }
}
