import { actByKind } from '../../../shared/domain/act-by.ts'
import { isMeasuredKind, type Item, type RawCode } from '../../../shared/domain/item.ts'
import { bandLabel } from '../../../shared/domain/band.ts'
import { DEFAULT_SETTINGS } from '../../../shared/domain/settings.ts'
import type { ColumnState } from '../../../shared/domain/view.ts'
import { contradictionSentence } from '../../../shared/i18n/contradiction-words.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { bandTone, type BandTone } from '../../components/band-mark.tsx'
import type { GridCell } from '../../components/data-grid/types.ts'
import {
  createColumnMakers,
  QUIET_UNKNOWN,
  remembered,
  standardColumns,
  word,
  type ListColumn,
} from '../../components/list-tools/list-columns.ts'
import type { Formats } from '../../lib/format.ts'
import { priceText } from '../../lib/price-text.ts'
import type { ItemColumnField } from './types.ts'

type Translate = Translator['t']

/** One column of the list of items. */
export type ItemColumn = ListColumn<Item, ItemColumnField, readonly number[]>

const { place, textColumn, wordColumn, flagColumn, dayOfInstantColumn, instantColumn, dayColumn } = createColumnMakers<
  Item,
  ItemColumnField,
  readonly number[]
>({ headers: 'grid.column', reasons: 'grid.reason' })

const daysLeftText = remembered<number>((days, formats) => formats.daysLeft(days))
const moneyText = remembered<string>((money, formats) => {
  const [amount = '', currency = ''] = money.split(' ')
  return formats.money(amount, currency || null)
})

const codeText = (code: RawCode): string | null => (code === null ? null : String(code))

/** How near an item's end is, for the mark in its band's cell and at the row's edge. */
export function itemTone(item: Item, bandDays: readonly number[] = DEFAULT_SETTINGS.bandDays): BandTone {
  return item.isActive ? bandTone(item.band, bandDays) : 'undated'
}

const bandColumn: ItemColumn = {
  ...place('band', { widthPx: 132, isVisible: true }),
  toCell: (item, _formats, t, bandDays) => ({
    text: bandLabel(t, item.band, bandDays),
    mark: itemTone(item, bandDays),
    isQuiet: item.daysLeft === null,
  }),
  toTitle: (item, formats, t) =>
    item.daysLeft === null ? word(t, 'grid.reason.undated') : daysLeftText(item.daysLeft, formats),
  toCopy: (item, _formats, t) => bandLabel(t, item.band),
}

const daysLeftColumn: ItemColumn = {
  ...place('daysLeft', { widthPx: 136, align: 'end', isVisible: true }),
  toCell: (item, formats) => (item.daysLeft === null ? QUIET_UNKNOWN : daysLeftText(item.daysLeft, formats)),
  toTitle: (item, formats, t) =>
    item.expiresAt === null ? word(t, 'grid.reason.undated') : formats.instantTitle(item.expiresAt),
  toCopy: (item) => (item.daysLeft === null ? '' : String(item.daysLeft)),
}

const priceColumn: ItemColumn = {
  ...place('price', { widthPx: 172, align: 'end', isVisible: true }),
  toCell(item, formats, t) {
    if (item.price === null) return QUIET_UNKNOWN
    if (item.priceSource === 'with-main') return { text: priceText(t, formats, item), isQuiet: true }
    return moneyText(`${item.price} ${item.currency ?? ''}`, formats)
  },
  toTitle(item, formats, t) {
    if (item.price === null) return word(t, 'grid.reason.noPrice')
    const source = word(t, `grid.provenance.${item.priceSource ?? 'unknown'}`)
    return item.pricedAt === null ? source : `${source} ${formats.instantTitle(item.pricedAt)}`
  },
  toCopy: (item) => item.price ?? '',
}

const chipsOf = new WeakMap<object, GridCell>()

const ownChipsOf = new WeakMap<object, GridCell>()

const customTagsColumn: ItemColumn = {
  ...place('customTags', { widthPx: 180 }),
  toCell({ customTags: chips }) {
    if (chips.length === 0) return QUIET_UNKNOWN
    let cell = ownChipsOf.get(chips)
    if (!cell) ownChipsOf.set(chips, (cell = { text: chips.join('; '), chips }))
    return cell
  },
  toTitle: ({ customTags }, _formats, t) =>
    customTags.length === 0 ? word(t, 'grid.reason.notFilled') : customTags.join('\n'),
  toCopy: ({ customTags }) => customTags.join('; '),
}

const sentencesOf = new WeakMap<Formats, WeakMap<Item, readonly string[]>>()

/** All that does not fit about an item, each in a sentence that says what to do; kept for as long as its row is. */
function contradictionsOf(item: Item, formats: Formats, t: Translate): readonly string[] {
  let ofItems = sentencesOf.get(formats)
  if (!ofItems) sentencesOf.set(formats, (ofItems = new WeakMap()))
  let sentences = ofItems.get(item)
  if (!sentences) {
    sentences = item.contradictions.map((kind) => {
      const { sentence, action } = contradictionSentence({ t }, item, kind, formats)
      return t('grid.contradiction', { sentence, action })
    })
    ofItems.set(item, sentences)
  }
  return sentences
}

const contradictionsColumn: ItemColumn = {
  ...place('contradictions', { widthPx: 460 }),
  toCell(item, formats, t) {
    const [first, ...others] = contradictionsOf(item, formats, t)
    if (first === undefined) return QUIET_UNKNOWN
    return others.length === 0 ? first : t('grid.moreContradictions', { sentence: first, count: others.length })
  },
  toTitle: (item, formats, t) =>
    item.contradictions.length === 0
      ? word(t, 'grid.reason.noContradiction')
      : contradictionsOf(item, formats, t).join('\n'),
  toCopy: (item, formats, t) => contradictionsOf(item, formats, t).join(' '),
}

const monthsText = new WeakMap<Translate, Map<number, string>>()

const priceMonthsColumn: ItemColumn = {
  ...place('priceMonths', { widthPx: 100, align: 'end' }),
  toCell({ priceMonths: months }, _formats, t) {
    if (months === null) return QUIET_UNKNOWN
    let texts = monthsText.get(t)
    if (!texts) monthsText.set(t, (texts = new Map()))
    let text = texts.get(months)
    if (text === undefined) texts.set(months, (text = t('grid.months', { count: months })))
    return text
  },
  toTitle: ({ priceMonths }, _formats, t) => (priceMonths === null ? word(t, 'grid.reason.noPrice') : null),
  toCopy: ({ priceMonths }) => (priceMonths === null ? '' : String(priceMonths)),
}

const tagsColumn: ItemColumn = {
  ...place('tags', { widthPx: 260 }),
  toCell(item, _formats, t) {
    if (item.tags === null) return QUIET_UNKNOWN
    let cell = chipsOf.get(item.tags)
    if (!cell) {
      const chips = Object.entries(item.tags).map(([key, value]) => (value === '' ? key : `${key}=${value}`))
      cell = chips.length === 0 ? { text: word(t, 'grid.noTags'), isQuiet: true } : { text: chips.join('; '), chips }
      chipsOf.set(item.tags, cell)
    }
    return cell
  },
  toTitle(item, _formats, t) {
    if (item.tags === null) return word(t, 'grid.reason.tagsUnread')
    const lines = Object.entries(item.tags).map(([key, value]) => `${key} = ${value}`)
    return lines.length === 0 ? null : lines.join('\n')
  },
  toCopy: (item) =>
    Object.entries(item.tags ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join('; '),
}

/** What the deadline is, so that nobody mistakes the day of deduction for the day of expiry. */
function actByNote(item: Item, t: Translate): string {
  return word(t, `grid.actBy.${actByKind(item.renewalMode, item.decision)}`)
}

const accountTitle = (item: Item, t: Translate): string | null =>
  item.provider === null ? null : word(t, `domain.provider.${item.provider}`)

/** A name with its code on hover. */
const withCode =
  (read: (item: Item) => RawCode) =>
  (item: Item): string | null =>
    codeText(read(item))

const storedType = textColumn(
  'resourceTypeName',
  (item) => item.resourceTypeName ?? item.resourceType,
  { widthPx: 130, isVisible: true },
  withCode((item) => item.resourceType),
)

/** Certificates and domains are named by their kind: nobody has given them a type. */
const typeColumn: ItemColumn = {
  ...storedType,
  toCell: (item, formats, t, bandDays) =>
    isMeasuredKind(item.kind) ? word(t, `grid.kind.${item.kind}`) : storedType.toCell(item, formats, t, bandDays),
  toTitle: (item, formats, t) => (isMeasuredKind(item.kind) ? null : storedType.toTitle(item, formats, t)),
  toCopy: (item, formats, t) =>
    isMeasuredKind(item.kind) ? word(t, `grid.kind.${item.kind}`) : storedType.toCopy(item, formats, t),
}

/** All columns in their first order; those that are not visible wait in the column chooser. */
export const ITEM_COLUMNS: readonly ItemColumn[] = [
  textColumn('resourceName', (item) => item.resourceName, { widthPx: 240, isVisible: true, pin: 'left' }),
  bandColumn,
  daysLeftColumn,
  dayOfInstantColumn('expireTime', (item) => item.expiresAt, { isVisible: true, reason: 'undated' }),
  dayOfInstantColumn('actBy', (item) => item.actByAt, { isVisible: true, reason: 'undated' }, actByNote),
  wordColumn(
    'renewalMode',
    'domain.mode',
    (item) => item.renewalMode,
    { widthPx: 124, isVisible: true },
    { raw: (item) => item.rawPolicy },
  ),
  priceColumn,
  wordColumn(
    'decision',
    'domain.decision',
    (item) => item.decision,
    { widthPx: 122, isVisible: true },
    { quiet: ['undecided'] },
  ),
  textColumn('owner', (item) => item.owner, { widthPx: 118, isVisible: true, reason: 'notFilled' }),
  wordColumn(
    'status',
    'domain.status',
    (item) => item.status,
    { widthPx: 116, isVisible: true },
    { raw: (item) => item.rawStatus },
  ),
  typeColumn,
  textColumn(
    'regionName',
    (item) => item.regionName ?? item.region,
    { widthPx: 130, isVisible: true },
    withCode((item) => item.region),
  ),
  textColumn('account', (item) => item.account, { widthPx: 120, isVisible: true }, accountTitle),
  textColumn(
    'enterpriseProjectName',
    (item) => item.enterpriseProjectName,
    { widthPx: 130 },
    withCode((item) => item.enterpriseProjectId),
  ),
  tagsColumn,
  textColumn('tagProductLine', (item) => item.tagProductLine, { reason: 'noTag' }),
  textColumn('tagEnv', (item) => item.tagEnv, { widthPx: 90, reason: 'noTag' }),
  textColumn('tagName', (item) => item.tagName, { reason: 'noTag' }),
  wordColumn('phase', 'domain.phase', (item) => item.phase, { widthPx: 100, reason: 'undated' }),
  dayColumn('lastWorkingDayOn', (item) => item.lastWorkingDayOn, { reason: 'undated' }),
  dayOfInstantColumn('graceEndsAt', (item) => item.graceEndsAt, { reason: 'noPhases' }),
  dayOfInstantColumn('retentionEndsAt', (item) => item.retentionEndsAt, { reason: 'noPhases' }),
  dayColumn('expireOn', (item) => item.expiresOn, { reason: 'undated' }),
  flagColumn('autoRenew', (item) => (item.renewalMode === 'unknown' ? null : item.renewalMode === 'auto')),
  textColumn('currency', (item) => item.currency, { widthPx: 76, reason: 'noPrice' }),
  wordColumn('priceSource', 'grid.provenance', (item) => item.priceSource, { widthPx: 100, reason: 'noPrice' }),
  instantColumn('pricedAt', (item) => item.pricedAt, { reason: 'noPrice' }),
  textColumn(
    'serviceTypeName',
    (item) => item.serviceTypeName ?? item.serviceTypeCode,
    { widthPx: 130 },
    withCode((item) => item.serviceTypeCode),
  ),
  textColumn('resourceSpec', (item) => item.resourceSpec, { widthPx: 140 }),
  textColumn('resourceSpecText', (item) => item.resourceSpecText, { widthPx: 180 }),
  textColumn('resourceId', (item) => item.resourceId, { widthPx: 240 }),
  textColumn('resourceType', (item) => item.resourceType, { widthPx: 160 }),
  textColumn('region', (item) => item.region, { widthPx: 120 }),
  flagColumn('isMain', (item) => item.isMain),
  textColumn('parentResourceId', (item) => item.parentResourceId, { widthPx: 240, reason: 'noParent' }),
  textColumn('enterpriseProjectId', (item) => item.enterpriseProjectId, { widthPx: 200 }),
  textColumn('projectId', (item) => item.projectId, { widthPx: 240 }),
  textColumn('paymentType', (item) => item.paymentType, { widthPx: 110 }),
  wordColumn('provider', 'domain.provider', (item) => item.provider, { widthPx: 100, reason: 'notFromProvider' }),
  wordColumn('kind', 'grid.kind', (item) => item.kind, { widthPx: 90 }),
  textColumn('rawStatus', (item) => codeText(item.rawStatus), { widthPx: 96 }),
  textColumn('rawPolicy', (item) => codeText(item.rawPolicy), { widthPx: 96 }),
  dayOfInstantColumn('createTime', (item) => item.createdAt),
  instantColumn('firstSeenAt', (item) => item.firstSeenAt),
  instantColumn('lastSyncedAt', (item) => item.lastSyncedAt),
  flagColumn('isActive', (item) => item.isActive, { widthPx: 84 }),
  dayOfInstantColumn('goneAt', (item) => item.goneAt, { reason: 'notGone' }),
  wordColumn('goneCause', 'domain.goneCause', (item) => item.goneCause, { widthPx: 100, reason: 'notGone' }),
  customTagsColumn,
  contradictionsColumn,
  priceMonthsColumn,
  textColumn('backupOwner', (item) => item.backupOwner, { widthPx: 100, reason: 'notFilled' }),
  textColumn('reason', (item) => item.reason, { widthPx: 180, reason: 'notFilled' }),
  textColumn('note', (item) => item.note, { widthPx: 220, reason: 'notFilled' }),
  dayColumn('snoozedUntil', (item) => item.snoozedUntil, { reason: 'notSnoozed' }),
  instantColumn('acknowledgedAt', (item) => item.acknowledgedAt, { reason: 'notAcknowledged' }),
  textColumn('id', (item) => item.id, { widthPx: 280 }),
]

const byField = new Map(ITEM_COLUMNS.map((column) => [column.field, column]))

/** The column of a field. */
export function itemColumn(field: ItemColumnField): ItemColumn {
  const column = byField.get(field)
  if (!column) throw new Error(`no column ${field}`)
  return column
}

/** How the columns stand before anybody has arranged them. */
export const DEFAULT_COLUMNS: readonly ColumnState[] = standardColumns(ITEM_COLUMNS)
