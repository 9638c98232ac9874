import { priceMoveOf, type ItemDifference } from '../../../shared/domain/comparison.ts'
import { plain } from '../../../shared/plain-text.ts'
import {
  createColumnMakers,
  QUIET_UNKNOWN,
  standardColumns,
  word,
  type ListColumn,
} from '../../components/list-tools/list-columns.ts'
import type { GridMark } from '../../components/data-grid/types.ts'
import { priceText } from '../../lib/price-text.ts'
import { fieldsText, kindsText, signedMoney } from './difference-words.ts'
import type { DifferenceField } from './difference-rows.ts'

export type DifferenceColumn = ListColumn<ItemDifference, DifferenceField>

const { place, textColumn, wordColumn, dayOfInstantColumn, instantColumn } = createColumnMakers<
  ItemDifference,
  DifferenceField
>({ headers: 'changes.column', reasons: 'changes.reason' })

const MONEY = { widthPx: 136, align: 'end', isVisible: true } as const

/** The price on one side; what is paid with its main resource says so, as in the list of items. */
function priceColumn(field: 'priceBefore' | 'priceAfter', side: 'before' | 'after'): DifferenceColumn {
  const isWithMain = (row: ItemDifference) => row.withMain?.includes(side) === true
  const withMain = { price: null, currency: null, priceSource: 'with-main' } as const
  return {
    ...place(field, MONEY),
    toCell(row, formats, t) {
      if (isWithMain(row)) return { text: priceText(t, formats, withMain), isQuiet: true }
      const money = row[field]
      return money === null ? QUIET_UNKNOWN : formats.money(money.amount, money.currency)
    },
    toTitle: (row, formats, t) =>
      isWithMain(row)
        ? priceText(t, formats, withMain)
        : row[field] === null
          ? word(t, 'changes.reason.noPrice')
          : null,
    toCopy: (row, formats, t) => (isWithMain(row) ? priceText(t, formats, withMain) : (row[field]?.amount ?? '')),
  }
}

const differenceColumnOfPrices: DifferenceColumn = {
  ...place('difference', { ...MONEY, widthPx: 150 }),
  toCell(row, formats) {
    const money = priceMoveOf(row)
    if (money === null) return QUIET_UNKNOWN
    if (money.amount === '0') return { text: formats.money('0', money.currency), isQuiet: true }
    return signedMoney(formats, money)
  },
  toTitle: (row, _formats, t) => (priceMoveOf(row) === null ? word(t, 'changes.reason.noPrice') : null),
  toCopy: (row) => priceMoveOf(row)?.amount ?? '',
}

/** The columns in their first order. */
export const DIFFERENCE_COLUMNS: readonly DifferenceColumn[] = [
  textColumn(
    'name',
    (row) => plain(row.resourceName || row.resourceId),
    { widthPx: 190, isVisible: true, pin: 'left' },
    (row) => `${plain(row.resourceName)}\n${row.resourceId}`,
  ),
  {
    ...place('kinds', { widthPx: 160, isVisible: true }),
    toCell: (row, _formats, t) => kindsText(t, row),
    toTitle: () => null,
    toCopy: (row, _formats, t) => kindsText(t, row),
  },
  {
    ...place('fields', { widthPx: 300, isVisible: true }),
    toCell: (row, formats, t) => fieldsText(t, formats, row) || QUIET_UNKNOWN,
    toTitle: (row, formats, t) => fieldsText(t, formats, row) || null,
    toCopy: (row, formats, t) => fieldsText(t, formats, row),
  },
  priceColumn('priceBefore', 'before'),
  priceColumn('priceAfter', 'after'),
  differenceColumnOfPrices,
  dayOfInstantColumn('expiresAt', (row) => row.expiresAt, { isVisible: true }),
  wordColumn(
    'decision',
    'domain.decision',
    (row) => row.decision,
    { widthPx: 100, isVisible: true },
    {
      quiet: ['undecided'],
    },
  ),
  textColumn('account', (row) => row.account || null, { widthPx: 120, isVisible: true }),
  instantColumn('at', (row) => row.at, { isVisible: true, reason: 'noMoment' }),
]

const BY_FIELD = new Map(DIFFERENCE_COLUMNS.map((column) => [column.field, column]))

export function differenceColumn(field: DifferenceField): DifferenceColumn {
  return BY_FIELD.get(field) as DifferenceColumn
}

export const STANDARD_COLUMNS = standardColumns<DifferenceField>(DIFFERENCE_COLUMNS)

/** The mark at a row's edge is for urgency, which differences have not. */
export function noTone(): GridMark | null {
  return null
}
