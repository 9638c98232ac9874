import type { Comparison, DifferenceKind, DifferenceSum, ItemDifference } from '../../shared/domain/comparison.ts'
import type { CurrencySums } from '../../shared/domain/money.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { plain } from '../../shared/plain-text.ts'
import type { Session } from '../session.ts'
import { formatInstant, formatMoney, UNKNOWN } from './format.ts'
import { formatValue } from './item-details.ts'
import { iso, toListJson } from './json.ts'
import { formatTable } from './table.ts'

function differenceWord(t: Translator, kind: DifferenceKind): string {
  if (kind === 'decided' || kind === 'owner-changed') return t.t(`cli.changes.${kind}`)
  return t.t(`domain.change.${kind}`)
}

/** Where a picture comes from: a review by its title, anything else by its instant. */
function formatSide({ t, zone }: Session, { at, title }: Comparison['from']): string {
  const instant = formatInstant(at, zone)
  return title === null ? instant : t.t('cli.changes.titled', { title: plain(title), at: instant })
}

/** `1,200.50 CNY + 8.00 USD`; a dash when there is nothing to add up. */
export function formatAmounts({ sums }: CurrencySums): string {
  if (sums.length === 0) return UNKNOWN
  return sums.map(({ amount, currency }) => formatMoney(withCents(amount), currency)).join(' + ')
}

/** At least two decimals, and never fewer than the exact amount has. */
function withCents(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}

/** What is compared, both totals, and one line for each kind, for people. */
export function formatComparison(session: Session, comparison: Comparison): string {
  const { t, colors } = session
  const { from, to, before, after, total, byKind } = comparison
  const side = (key: string, { count, sums }: Comparison['before'], name: string) =>
    t.t(key, { name, count, sums: formatAmounts(sums), missing: sums.missing })
  const lines = [
    side('cli.changes.before', before, formatSide(session, from)),
    side('cli.changes.after', after, formatSide(session, to)),
    '',
  ]
  if (total === 0) return [...lines, t.t('cli.changes.noDifference')].join('\n')
  const table = formatTable<DifferenceSum>(
    byKind,
    [
      { title: t.t('cli.changes.kind'), value: ({ kind }) => differenceWord(t, kind) },
      { title: t.t('cli.column.items'), value: ({ count }) => String(count), align: 'right' },
      { title: t.t('cli.changes.sumBefore'), value: (row) => formatAmounts(row.before), align: 'right' },
      { title: t.t('cli.changes.sumAfter'), value: (row) => formatAmounts(row.after), align: 'right' },
    ],
    colors,
  )
  return [...lines, table, t.t('cli.changes.differing', { count: total })].join('\n')
}

/** Rows of a comparison: the item, its kinds, and what is other, for people. */
export function formatDifferences(session: Session, rows: readonly ItemDifference[]): string {
  const { t, colors } = session
  return formatTable<ItemDifference>(
    rows,
    [
      { title: t.t('cli.column.name'), value: (row) => row.resourceName, max: 36 },
      { title: t.t('cli.column.account'), value: (row) => row.account || UNKNOWN, max: 16 },
      { title: t.t('cli.changes.kind'), value: (row) => row.kinds.map((kind) => differenceWord(t, kind)).join(' · ') },
      { title: t.t('cli.changes.sumBefore'), value: (row) => formatPrice(session, row, 'before'), align: 'right' },
      { title: t.t('cli.changes.sumAfter'), value: (row) => formatPrice(session, row, 'after'), align: 'right' },
      { title: t.t('cli.changes.what'), value: (row) => formatFields(session, row), max: 80 },
    ],
    colors,
  )
}

function formatPrice({ t }: Session, row: ItemDifference, side: 'before' | 'after'): string {
  if (row.withMain?.includes(side)) return t.t('cli.provenance.with-main')
  const price = side === 'before' ? row.priceBefore : row.priceAfter
  return price === null ? UNKNOWN : formatMoney(withCents(price.amount), price.currency)
}

function formatFields(session: Session, { fields }: ItemDifference): string {
  return fields
    .map(({ field, old, new: next }) => {
      const [from, to] = [formatValue(session, field, old), formatValue(session, field, next)]
      return `${session.t.t(`domain.field.${field}`)}: ${from} → ${to}`
    })
    .join('  ')
}

/** A comparison with a page of its rows, instants as ISO 8601. */
export function toComparisonJson(
  comparison: Comparison,
  {
    page,
    pageSize,
    total,
    rows,
  }: {
    readonly page: number
    readonly pageSize: number
    readonly total: number
    readonly rows: readonly ItemDifference[]
  },
): object {
  const { from, to, byKind, before, after, accounts } = comparison
  const side = (picture: Comparison['from'], { count, sums }: Comparison['before']) => ({
    at: iso(picture.at),
    title: picture.title,
    count,
    sums: sums.sums,
    withoutPrice: sums.missing,
  })
  return {
    ...toListJson(total, page, pageSize, rows.map(toDifferenceJson)),
    from: side(from, before),
    to: side(to, after),
    byKind: byKind.map((sum) => ({
      kind: sum.kind,
      count: sum.count,
      before: { sums: sum.before.sums, withoutPrice: sum.before.missing },
      after: { sums: sum.after.sums, withoutPrice: sum.after.missing },
    })),
    accounts: accounts.map(({ account, count }) => ({ account: account === '' ? null : account, count })),
  }
}

function toDifferenceJson(row: ItemDifference): object {
  return {
    itemId: row.itemId,
    resourceId: row.resourceId,
    resourceName: row.resourceName,
    account: row.account === '' ? null : row.account,
    kinds: row.kinds,
    fields: row.fields,
    at: iso(row.at),
    expireTime: iso(row.expiresAt),
    renewalMode: row.renewalMode,
    decision: row.decision,
    priceBefore: row.priceBefore,
    priceAfter: row.priceAfter,
    isKnown: row.isKnown,
  }
}
