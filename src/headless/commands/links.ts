import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import { VERDICTS, type Link } from '../../shared/domain/link.ts'
import { LINK_FILE_FORMATS, type LinkImportResult } from '../../shared/domain/link-import.ts'
import { LINK_FIELDS, type LinkField, type LinkQuery } from '../../shared/domain/link-query.ts'
import { toGroupName, toHiddenText } from '../../shared/i18n/link-words.ts'
import { plain } from '../../shared/plain-text.ts'
import { followRuns } from '../output/follow-runs.ts'
import { formatDuration, formatInstant, UNKNOWN } from '../output/format.ts'
import { isDuplicate, toLinkDetailsJson, toLinkImportJson, toLinkJson, toListJson, toRunJson } from '../output/json.ts'
import { formatLinkDetails } from '../output/link-details.ts'
import { formatTable } from '../output/table.ts'
import type { Session } from '../session.ts'
import { collect, collectWhole, parseChoice, parseDay, parseWhole, type CommandHost } from './host.ts'
import { addLinkEditCommands, findGroup } from './link-edits.ts'
import { summariseRun } from './run-summary.ts'

/** Rows that the core hands out at once. */
const WINDOW = 500
/** What the core takes as one file. */
const MAX_FILE_BYTES = 8 * 1024 * 1024
/** Bad rows that a terminal shows; the JSON document holds all of them. */
const SHOWN_ISSUES = 50

/** links add, import, list, show, check, and the ways to edit them. */
export function addLinkCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const links = program.command('links').description(t.t('cli.links.about'))
  links
    .command('add')
    .description(t.t('cli.links.add'))
    .requiredOption('--name <name>', t.t('cli.links.name'))
    .requiredOption('--url <url>', t.t('cli.links.url'))
    .option('--backlink <site>', t.t('cli.links.backlink'))
    .option('--group <name>', t.t('cli.links.group'))
    .option('--whitelist <reason>', t.t('cli.links.whitelistReason'))
    .option('--review-on <day>', t.t('cli.links.reviewOn'))
    .action((options: AddOptions) => host.run((session) => add(session, options)))
  links
    .command('import')
    .description(t.t('cli.links.import'))
    .argument('<file>', t.t('cli.links.file'))
    .option('--format <format>', t.t('cli.links.format', { formats: LINK_FILE_FORMATS.join(', ') }))
    .option('--group <name>', t.t('cli.links.importGroup'))
    .option('--dry-run', t.t('cli.links.dryRun'))
    .action((file: string, options: ImportOptions) => host.run((session) => importFile(session, file, options)))
  addListCommand(links, host)
  links
    .command('show')
    .description(t.t('cli.links.show'))
    .argument('<id>', t.t('cli.links.id'))
    .action((id: string) =>
      host.run(async (session) => {
        const details = await session.request('link.get', { id })
        session.answer(toLinkDetailsJson(details, session.t))
        session.say(formatLinkDetails(session, details))
        return 0
      }),
    )
  addCheckCommand(links, host)
  addLinkEditCommands(links, host)
}

interface AddOptions {
  readonly name: string
  readonly url: string
  readonly backlink?: string
  readonly group?: string
  readonly whitelist?: string
  readonly reviewOn?: string
}

async function add(session: Session, options: AddOptions): Promise<number> {
  const { name, url, backlink = null, group = null, whitelist, reviewOn = null } = options
  if (reviewOn !== null && whitelist === undefined)
    throw new AppError('USAGE', { problem: '--review-on (--whitelist)' })
  const link = await session.request('link.add', {
    name,
    url,
    backlinkSite: backlink,
    group,
    whitelisting:
      whitelist === undefined
        ? null
        : { reason: whitelist, reviewOn: reviewOn === null ? null : parseDay('--review-on', reviewOn) },
  })
  session.answer(toLinkJson(link, session.t))
  session.say(session.t.t('cli.links.added', { name: link.name, group: toGroupName(session.t, link.group) }))
  return 0
}

interface ImportOptions {
  readonly format?: string
  readonly group?: string
  readonly dryRun?: boolean
}

async function importFile(session: Session, file: string, options: ImportOptions): Promise<number> {
  const format = options.format === undefined ? null : parseChoice('--format', options.format, LINK_FILE_FORMATS)
  const content = await readLinkFile(file)
  const group = options.group === undefined ? null : await findGroup(session, options.group)
  const result = await session.request('link.import', {
    fileName: basename(file),
    content,
    format,
    ...(group ? { groupId: group.groupId } : {}),
    isDryRun: options.dryRun === true,
  })
  session.answer({ ...toLinkImportJson(result, session.t), dryRun: options.dryRun === true })
  session.say(describeImport(session, result, options.dryRun === true))
  return result.issues.every(isDuplicate) ? 0 : 2
}

/** The bytes of a file as base64. Throws FILE_UNREADABLE, and LINK_FILE_UNREADABLE for one that is too large. */
async function readLinkFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size > MAX_FILE_BYTES) {
      throw new AppError('LINK_FILE_UNREADABLE', { file, reason: `${size} > ${MAX_FILE_BYTES} bytes` })
    }
    return (await readFile(file)).toString('base64')
  } catch (error) {
    if (error instanceof AppError) throw error
    const { code = '' } = error as NodeJS.ErrnoException
    throw new AppError('FILE_UNREADABLE', { file, reason: code }, { cause: error })
  }
}

function describeImport({ t, colors }: Session, result: LinkImportResult, isDryRun: boolean): string {
  const { imported, updated, skipped, issues, newGroups } = result
  const lines = [
    t.t(isDryRun ? 'cli.links.wouldImport' : 'cli.links.imported', { imported, updated, skipped }),
    ...(newGroups.length > 0 ? [t.t('cli.links.newGroups', { groups: newGroups.map(plain).join(', ') })] : []),
    ...issues.slice(0, SHOWN_ISSUES).map((issue) => {
      const { row, column, problem, value, other } = issue
      const where = t.t('cli.links.row', { row }) + (column === null ? '' : ` ${column}`)
      const what = `${where}: ${t.t(`link.importProblem.${problem}`)}${other === null ? '' : ` (${plain(other)})`}`
      const line = value === '' ? what : `${what}: ${plain(value)}`
      return isDuplicate(issue) ? colors.dim(line) : colors.yellow(line)
    }),
  ]
  if (issues.length > SHOWN_ISSUES) lines.push(t.t('cli.links.moreIssues', { count: issues.length - SHOWN_ISSUES }))
  return lines.join('\n')
}

interface ListOptions {
  readonly group?: string
  readonly verdict?: string[]
  readonly hidden?: boolean
  readonly search?: string
  readonly sort?: string[]
  readonly page: string
  readonly pageSize: string
  readonly check?: boolean
}

function addListCommand(links: Command, host: CommandHost): void {
  const { t } = host
  links
    .command('list')
    .description(t.t('cli.links.list'))
    .option('--group <name>', t.t('cli.links.group'))
    .option('--verdict <verdict>', t.t('cli.links.verdict', { verdicts: VERDICTS.join(', ') }), collect)
    .option('--hidden', t.t('cli.links.onlyHidden'))
    .option('--search <text>', t.t('cli.links.search'))
    .option('--sort <field:direction>', t.t('cli.links.sort'), collect)
    .option('--page <number>', t.t('cli.items.page'), '1')
    .option('--page-size <number>', t.t('cli.items.pageSize'), '20')
    .option('--check', t.t('cli.links.exitHidden'))
    .action(async (options: ListOptions) => {
      const page = parseWhole('--page', options.page, 1, 1_000_000_000)
      const pageSize = parseWhole('--page-size', options.pageSize, 1, 10_000)
      const verdicts = options.verdict?.map((verdict) => parseChoice('--verdict', verdict, VERDICTS))
      const sort = (options.sort ?? []).map(toSort)
      await host.run(async (session) => {
        const group = options.group === undefined ? null : await findGroup(session, options.group)
        const columns: NonNullable<LinkQuery['filter']['columns']> = [
          ...(group
            ? [{ kind: 'values', field: 'group', values: [group.name === '' ? null : group.name] } as const]
            : []),
          ...(verdicts ? [{ kind: 'values', field: 'verdict', values: verdicts } as const] : []),
          ...(options.hidden ? [{ kind: 'values', field: 'shown', values: ['false'] } as const] : []),
        ]
        const search = options.search === undefined ? {} : { search: options.search }
        const query: LinkQuery = { filter: { ...search, columns }, sort }
        return await list(session, query, page, pageSize, options.check === true)
      })
    })
}

function toSort(text: string): LinkQuery['sort'][number] {
  const [field = '', direction = 'asc', ...rest] = text.split(':')
  if (rest.length > 0) throw new AppError('USAGE', { problem: `--sort ${text}` })
  return {
    field: parseChoice<LinkField>('--sort', field, LINK_FIELDS),
    direction: parseChoice('--sort', direction, ['asc', 'desc']),
  }
}

async function list(
  session: Session,
  query: LinkQuery,
  page: number,
  pageSize: number,
  isCheck: boolean,
): Promise<number> {
  const { t } = session
  // The route's input takes mutable arrays; the values are the same.
  const { handle, total } = await session.request('link.query', { query: structuredClone(query) as never })
  const rows: Link[] = []
  const before = (page - 1) * pageSize
  while (rows.length < pageSize) {
    const limit = Math.min(WINDOW, pageSize - rows.length)
    const { items } = await session.request('link.page', { handle, offset: before + rows.length, limit })
    rows.push(...items)
    if (items.length < limit) break
  }
  session.answer(
    toListJson(
      total,
      page,
      pageSize,
      rows.map((link) => toLinkJson(link, t)),
    ),
  )
  if (rows.length > 0) {
    session.say(() => formatLinks(session, rows))
    session.say(t.t('cli.items.total', { from: before + 1, to: before + rows.length, total }))
  } else if (total === 0) session.say(t.t('cli.links.none'))
  else session.say(t.t('cli.items.pageEmpty', { total, pages: Math.ceil(total / pageSize) }))
  if (!isCheck) return 0
  const { hidden } = await session.request('link.summary', {})
  return hidden > 0 ? 2 : 0
}

/** The list as a table for people. */
export function formatLinks({ t, zone, colors }: Session, links: readonly Link[]): string {
  return formatTable(
    links,
    [
      { title: t.t('link.field.name'), value: ({ name }) => name, max: 30 },
      { title: t.t('link.field.url'), value: ({ url }) => url, max: 44 },
      {
        title: t.t('link.field.verdict'),
        value: ({ verdict, httpStatus }) =>
          verdict === null
            ? UNKNOWN
            : `${t.t(`link.verdict.${verdict}`)}${httpStatus === null ? '' : ` ${httpStatus}`}`,
        max: 34,
        paint: (text, { verdict }) =>
          verdict === 'ok' || verdict === 'redirected' || verdict === null ? text : colors.yellow(text),
      },
      {
        title: t.t('link.field.backlink'),
        value: ({ backlink }) => (backlink === null ? UNKNOWN : t.t(`link.backlink.${backlink}`)),
      },
      {
        title: t.t('link.field.shown'),
        value: (link) => describeShown(link, t),
        max: 40,
        paint: (text, { isShown }) => (isShown ? text : colors.red(text)),
      },
      { title: t.t('link.field.group'), value: ({ group }) => toGroupName(t, group), max: 16 },
      {
        title: t.t('link.field.latencyMs'),
        value: ({ latencyMs }) => (latencyMs === null ? UNKNOWN : formatDuration(latencyMs)),
        align: 'right',
      },
      { title: t.t('link.field.checkedAt'), value: ({ checkedAt }) => formatInstant(checkedAt, zone) },
    ],
    colors,
  )
}

function describeShown(link: Link, t: Session['t']): string {
  if (link.whitelisting) return t.t('link.field.whitelisted')
  if (link.isShown || !link.hiddenReason) return t.t('cli.links.isShown')
  return toHiddenText(t, link.hiddenReason)
}

interface CheckOptions {
  readonly strict?: boolean
  readonly concurrency?: string
  readonly timeoutMs?: string
  readonly allowPrivate?: boolean
  readonly group?: string
  readonly link?: string[]
  readonly all?: boolean
  readonly check?: boolean
}

function addCheckCommand(links: Command, host: CommandHost): void {
  const { t } = host
  links
    .command('check')
    .description(t.t('cli.links.checkAbout'))
    .option('--strict', t.t('cli.links.strict'))
    .option('--concurrency <number>', t.t('cli.links.concurrency'))
    .option('--timeout-ms <milliseconds>', t.t('cli.links.timeoutMs'))
    .option('--allow-private', t.t('cli.links.allowPrivate'))
    .option('--group <name>', t.t('cli.links.group'))
    .option('--link <id>', t.t('cli.links.onlyLink'), collectWhole)
    .option('--all', t.t('cli.links.resting'))
    .option('--check', t.t('cli.links.exitHidden'))
    .action(async (options: CheckOptions) => {
      const limits = {
        ...(options.concurrency === undefined
          ? {}
          : { concurrency: parseWhole('--concurrency', options.concurrency, 1, 512) }),
        ...(options.timeoutMs === undefined
          ? {}
          : { timeoutMs: parseWhole('--timeout-ms', options.timeoutMs, 100, 120_000) }),
      }
      if (options.group !== undefined && options.link) throw new AppError('USAGE', { problem: '--group --link' })
      await host.run((session) => check(session, options, limits))
    })
}

async function check(
  session: Session,
  options: CheckOptions,
  limits: { readonly concurrency?: number; readonly timeoutMs?: number },
): Promise<number> {
  const group = options.group === undefined ? null : await findGroup(session, options.group)
  const linkIds: string[] = []
  for (const id of options.link ?? []) linkIds.push((await session.request('link.get', { id })).link.linkId)
  const runs = followRuns(session)
  try {
    const started = await session.request('link.check', {
      scope: group
        ? { kind: 'groups', groupIds: [group.groupId] }
        : linkIds.length > 0
          ? { kind: 'links', linkIds }
          : { kind: 'all' },
      isStrict: options.strict === true,
      allowsPrivate: options.allowPrivate === true,
      includesResting: options.all === true,
      limits,
    })
    if (!started.isNew) session.remark(session.t.t('cli.links.joined'))
    const run = await runs.follow(started, session.t.t('domain.linkRun'))
    session.answer(toRunJson(run, session.t))
    session.say(summariseRun(session, run))
    if (run.state === 'incomplete') return 2
    if (run.state !== 'succeeded') return 1
    if (options.check !== true) return 0
    const { hidden } = await session.request('link.summary', {})
    return hidden > 0 ? 2 : 0
  } finally {
    runs.end()
  }
}
