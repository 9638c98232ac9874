import type { Command } from 'commander'
import type { Account } from '../../shared/domain/account.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import { BUILT_IN_VIEW_IDS } from '../../shared/domain/built-in-views.ts'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import type { Item } from '../../shared/domain/item.ts'
import {
  SORT_FIELDS,
  type ColumnCondition,
  type ItemFilter,
  type ItemQuery,
  type SortField,
} from '../../shared/domain/item-query.ts'
import { PHASES } from '../../shared/domain/phase.ts'
import { RENEWAL_MODES } from '../../shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../shared/domain/review.ts'
import {
  formatDay,
  formatDaysLeft,
  formatInstant,
  formatMode,
  priceText,
  formatStatus,
  UNKNOWN,
} from '../output/format.ts'
import { plain } from '../../shared/plain-text.ts'
import { iso, toChangeJson, toItemJson, toListJson, toReviewChangeJson } from '../output/json.ts'
import { formatContradictions, formatItemDetails, renewToday } from '../output/item-details.ts'
import { formatTable } from '../output/table.ts'
import type { Session } from '../session.ts'
import { addItemDecideCommands } from './item-decide.ts'
import { withView } from './item-views.ts'
import { addItemPriceCommand, formatSums } from './item-price.ts'
import { collect, collectWhole, parseChoice, parseWhole, type CommandHost } from './host.ts'

/** Rows that the core hands out at once. */
const WINDOW = 500

interface ListOptions {
  readonly expireDays?: string
  readonly type?: string[]
  readonly region?: string[]
  readonly status?: string[]
  readonly phase?: string[]
  readonly mode?: string[]
  readonly autoRenew?: string
  readonly account?: string[]
  readonly decision?: string[]
  readonly owner?: string
  readonly search?: string
  readonly tag?: string[]
  readonly view?: string
  readonly contradictions?: boolean
  readonly gone?: boolean
  readonly sort?: string[]
  readonly page: string
  readonly pageSize: string
  readonly check?: boolean
}

/** items list, show, decide, undo, edits, price. */
export function addItemCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const items = program.command('items').description(t.t('cli.items.about'))
  items
    .command('list')
    .description(t.t('cli.items.list'))
    .option('--expire-days <days>', t.t('cli.items.expireDays'))
    .option('--type <type>', t.t('cli.items.type'), collect)
    .option('--region <region>', t.t('cli.items.region'), collect)
    .option('--status <status>', t.t('cli.items.status'), collect)
    .option('--phase <phase>', t.t('cli.items.phase'), collect)
    .option('--mode <mode>', t.t('cli.items.mode'), collect)
    .option('--auto-renew <true|false>', t.t('cli.items.autoRenew'))
    .option('--account <name>', t.t('cli.items.account'), collectWhole)
    .option('--decision <decision>', t.t('cli.items.decision'), collect)
    .option('--owner <name>', t.t('cli.items.owner'))
    .option('--search <text>', t.t('cli.items.search'))
    .option('--tag <tag>', t.t('cli.items.withTag'), collectWhole)
    .option('--contradictions', t.t('cli.items.contradictions'))
    .option('--view <name>', t.t('cli.items.view', { views: BUILT_IN_VIEW_IDS.join(', ') }))
    .option('--gone', t.t('cli.items.gone'))
    .option('--sort <field:direction>', t.t('cli.items.sort'), collect)
    .option('--page <number>', t.t('cli.items.page'), '1')
    .option('--page-size <number>', t.t('cli.items.pageSize'), '20')
    .option('--check', t.t('cli.items.check'))
    .action(async (options: ListOptions) => {
      const said = { filter: toFilter(options), sort: options.sort?.map(toSort) }
      const page = parseWhole('--page', options.page, 1, 1_000_000_000)
      const pageSize = parseWhole('--page-size', options.pageSize, 1, 10_000)
      await host.run(async (session) => {
        const query = await withView(session, options.view, said)
        return await list(session, query, page, pageSize, options.check === true)
      })
    })
  items
    .command('show')
    .description(t.t('cli.items.show'))
    .argument('<id>', t.t('cli.items.id'))
    .action((id: string) => host.run((session) => show(session, id)))
  addItemDecideCommands(items, host, formatItems)
  addItemPriceCommand(items, host, formatItems)
}

function toFilter(options: ListOptions): ItemFilter {
  const choices = <T extends string>(name: string, list: readonly string[] | undefined, allowed: readonly T[]) =>
    list?.map((value) => parseChoice(name, value, allowed))
  return {
    expireDays:
      options.expireDays === undefined ? undefined : parseWhole('--expire-days', options.expireDays, -36_500, 36_500),
    types: options.type,
    regions: options.region,
    statuses: options.status,
    phases: choices('--phase', options.phase, PHASES),
    modes: choices('--mode', options.mode, RENEWAL_MODES),
    autoRenew:
      options.autoRenew === undefined
        ? undefined
        : parseChoice('--auto-renew', options.autoRenew, ['true', 'false']) === 'true',
    accounts: options.account,
    decisions: choices('--decision', options.decision, DECISIONS),
    owner: options.owner,
    search: options.search,
    isGone: options.gone ? 'all' : undefined,
    columns: toColumns(options),
  }
}

function toColumns({ tag, contradictions }: ListOptions): ColumnCondition[] | undefined {
  const columns: ColumnCondition[] = []
  if (tag) columns.push({ kind: 'values', field: 'customTags', values: tag })
  if (contradictions) columns.push({ kind: 'blank', field: 'contradictions', isBlank: false })
  return columns.length === 0 ? undefined : columns
}

function toSort(text: string): ItemQuery['sort'][number] {
  const [field = '', direction = 'asc', ...rest] = text.split(':')
  if (rest.length > 0) throw new AppError('USAGE', { problem: `--sort ${text}` })
  return {
    field: parseChoice<SortField>('--sort', field, SORT_FIELDS),
    direction: parseChoice('--sort', direction, ['asc', 'desc']),
  }
}

/** Reads rows `offset` to `offset + count` of a result through as many windows as it takes. */
async function readRows(session: Session, handle: string, offset: number, count: number): Promise<Item[]> {
  const rows: Item[] = []
  while (rows.length < count) {
    const limit = Math.min(WINDOW, count - rows.length)
    const { items } = await session.request('item.page', { handle, offset: offset + rows.length, limit })
    rows.push(...items)
    if (items.length < limit) break
  }
  return rows
}

async function list(
  session: Session,
  query: ItemQuery,
  page: number,
  pageSize: number,
  isCheck: boolean,
): Promise<number> {
  const { filter, sort } = query
  const accounts = await chooseAccounts(session, filter.accounts)
  const { handle, total } = await session.request('item.query', { query: toInput(filter, sort) })
  const items = await readRows(session, handle, (page - 1) * pageSize, pageSize)
  const prices = await session.request('item.sums', { handle })
  session.answer({
    ...toListJson(total, page, pageSize, items.map(toItemJson)),
    sums: prices.sums,
    withoutPrice: prices.missing,
  })
  if (items.length > 0) {
    const before = (page - 1) * pageSize
    session.say(() => formatItems(session, items))
    if (asksForContradictions(query)) session.say(() => formatContradictions(session, items))
    session.say(session.t.t('cli.items.total', { from: before + 1, to: before + items.length, total }))
    session.say(formatSums(prices, session.t))
  } else if (total === 0) session.say(session.t.t('cli.items.none'))
  else session.say(session.t.t('cli.items.pageEmpty', { total, pages: Math.ceil(total / pageSize) }))
  if (accounts.length > 0) session.say(session.colors.dim(formatFreshness(session, accounts)))
  if (!isCheck) return 0
  const overdue = await session.request('item.query', {
    query: toInput({ ...filter, expireDays: Math.min(filter.expireDays ?? -1, -1) }, sort),
  })
  return overdue.total > 0 ? 2 : 0
}

/** Whoever asks for what does not fit wants to know why. */
function asksForContradictions({ filter }: ItemQuery): boolean {
  return (filter.columns ?? []).some(({ field }) => field === 'contradictions')
}

/** The accounts that a list is about; a mistyped name must not look as if nothing ran out. */
async function chooseAccounts(session: Session, names: readonly string[] | undefined): Promise<readonly Account[]> {
  if (names === undefined) return await session.request('account.list', {})
  return await Promise.all(names.map((name) => session.request('account.get', { name })))
}

/** How far each account's rows can be trusted: the last proven complete picture, or that there is none. */
function formatFreshness(session: Session, accounts: readonly Account[]): string {
  const { t, zone } = session
  return accounts
    .map(({ name, lastComplete }) =>
      lastComplete
        ? t.t('cli.items.asOf', {
            account: plain(name),
            at: formatInstant(lastComplete.at, zone),
            count: lastComplete.count,
          })
        : t.t('cli.items.neverComplete', { account: plain(name) }),
    )
    .join('\n')
}

/** The route's input takes mutable arrays; the values are the same. */
function toInput(filter: ItemFilter, sort: ItemQuery['sort']) {
  return structuredClone({ filter, sort }) as never
}

/** The list as a table for people: what runs out first stands first. */
function formatItems(session: Session, items: readonly Item[]): string {
  const { t, colors, zone } = session
  const today = toCivilDay(Date.now(), zone)
  return formatTable(
    items,
    [
      { title: t.t('cli.column.expires'), value: (item) => formatDay(item.expiresOn, today, t) },
      {
        title: t.t('cli.column.left'),
        value: (item) => formatDaysLeft(item.daysLeft, t),
        align: 'right',
        paint: (text, { daysLeft }) =>
          daysLeft === null || daysLeft > 15 ? text : daysLeft < 0 ? colors.red(text) : colors.yellow(text),
      },
      { title: t.t('cli.column.actBy'), value: (item) => formatActBy(item, today, session) },
      { title: t.t('cli.column.name'), value: (item) => item.resourceName, max: 36 },
      {
        title: t.t('cli.column.type'),
        value: (item) => item.resourceTypeName ?? item.resourceType ?? UNKNOWN,
        max: 20,
      },
      { title: t.t('cli.column.region'), value: (item) => item.region ?? UNKNOWN, max: 16 },
      { title: t.t('cli.column.mode'), value: (item) => formatMode(item, t) },
      {
        title: t.t('cli.column.status'),
        value: (item) => (item.isActive ? formatStatus(item, t) : t.t('cli.items.isGone')),
      },
      { title: t.t('cli.column.price'), value: (item) => priceText(item, t), align: 'right' },
      { title: t.t('cli.column.decision'), value: (item) => t.t(`domain.decision.${item.decision}`) },
      { title: t.t('cli.column.owner'), value: (item) => item.owner ?? UNKNOWN, max: 16 },
      { title: t.t('cli.column.account'), value: (item) => accountLabel(item, t), max: 20 },
    ],
    colors,
  )
}

/** The deadline as a day; a dash where nothing is left to decide. */
function formatActBy(item: Item, today: string, { t, zone }: Session): string {
  return item.isActive && item.actByAt !== null ? formatDay(toCivilDay(item.actByAt, zone), today, t) : UNKNOWN
}

/** Demo data is labelled wherever it is shown. */
function accountLabel(item: Item, t: Session['t']): string {
  return item.provider === 'demo' ? `${item.account} (${t.t('domain.provider.demo')})` : item.account
}

async function show(session: Session, id: string): Promise<number> {
  const item = await session.request('item.get', { id })
  const history = await session.request('item.history', { id: item.id })
  const changes = await session.request('change.list', { itemId: item.id, limit: 100 })
  const refusal = await session.request('item.quoteRefusal', { id: item.id })
  session.answer({
    ...toItemJson(item),
    quoteRefusal: refusal && {
      code: refusal.code,
      at: iso(refusal.refusedAt),
      askedAgainAfter: iso(refusal.askedAgainAfter),
    },
    renewToday: renewToday(item, session.zone).map(({ months, newExpiresAt, newExpiresOn, ...rest }) => ({
      months,
      expireTime: iso(newExpiresAt),
      expireOn: newExpiresOn,
      ...rest,
    })),
    history: history.map(toReviewChangeJson),
    changes: changes.items.map(toChangeJson),
  })
  session.say(formatItemDetails(session, item, history, changes.items, refusal))
  return 0
}
