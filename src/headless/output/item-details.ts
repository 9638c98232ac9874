import stringWidth from 'string-width'
import { actByKind } from '../../shared/domain/act-by.ts'
import { toCivilDay, type CivilDay } from '../../shared/domain/civil-day.ts'
import type { Contradiction } from '../../shared/domain/contradiction.ts'
import type { ItemChange } from '../../shared/domain/change.ts'
import { PRICE_SOURCES, type Item } from '../../shared/domain/item.ts'
import { lateRenewal, type LateRenewal } from '../../shared/domain/late-renewal.ts'
import type { KnownRefusal } from '../../shared/domain/quote-refusal.ts'
import { readCustomTags } from '../../shared/domain/review-layer.ts'
import type { ReviewChange } from '../../shared/domain/review.ts'
import { contradictionSentence } from '../../shared/i18n/contradiction-words.ts'
import { quoteRefusalWords } from '../../shared/i18n/quote-refusal-words.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import type { Session } from '../session.ts'
import { formatDay, formatDaysLeft, formatInstant, formatMoney, formatStatus, priceText, UNKNOWN } from './format.ts'
import { plain } from '../../shared/plain-text.ts'

/** What the deadline is: money moves, the item ends, or the last moment to switch automatic renewal off. */
function describeActBy(item: Item, t: Translator): string {
  return ` ${t.t(`cli.actBy.${actByKind(item.renewalMode, item.decision)}`)}`
}

/** Months that renewals are usually bought for. */
const RENEWAL_MONTHS = [1, 3, 12]

/** What renewing an expired item today really buys, because the period counts from the old expiry; else empty. */
export function renewToday(item: Item, zone: string): readonly (LateRenewal & { readonly months: number })[] {
  const { expiresAt, daysLeft, isActive } = item
  if (!isActive || expiresAt === null || daysLeft === null || daysLeft >= 0) return []
  const now = Date.now()
  return RENEWAL_MONTHS.map((months) => ({ months, ...lateRenewal({ expiresAt, now, months, zone }) }))
}

/** Everything about one item, for people: what the provider says, what people say, what happened. */
export function formatItemDetails(
  session: Session,
  item: Item,
  history: readonly ReviewChange[],
  changes: readonly ItemChange[],
  refusal: KnownRefusal | null,
): string {
  const { t, colors, zone } = session
  const today = toCivilDay(Date.now(), zone)
  const zoned = (at: number | null): string => (at === null ? UNKNOWN : `${formatInstant(at, zone)} ${zone}`)
  const raw = (code: string | number | null): string => (code === null ? UNKNOWN : String(code))
  const source = (kind: string | null): string => (kind ? ` (${t.t(`cli.provenance.${kind}`)})` : '')
  const tags =
    item.tags === null
      ? UNKNOWN
      : Object.entries(item.tags)
          .map(([key, value]) => `${key}=${value}`)
          .join('  ')
  const fields: [string, string][] = [
    ['account', `${item.account || UNKNOWN}${item.provider ? ` · ${t.t(`domain.provider.${item.provider}`)}` : ''}`],
    ['id', item.id],
    ['resourceId', item.resourceId],
    ['type', `${item.serviceTypeName ?? UNKNOWN} / ${item.resourceTypeName ?? UNKNOWN} (${raw(item.resourceType)})`],
    ['spec', item.resourceSpec ?? UNKNOWN],
    ['region', `${item.regionName ?? UNKNOWN} (${raw(item.region)})`],
    ['project', `${item.enterpriseProjectName ?? UNKNOWN} (${raw(item.enterpriseProjectId)})`],
    ['parent', item.parentResourceId ?? UNKNOWN],
    ['tags', tags || UNKNOWN],
    ['created', zoned(item.createdAt)],
    [
      'expires',
      `${formatDay(item.expiresOn, today, t)}, ${formatDaysLeft(item.daysLeft, t)}; ${zoned(item.expiresAt)}${source('provider')}`,
    ],
    ['actBy', `${zoned(item.actByAt)}${item.actByAt === null ? '' : describeActBy(item, t)}${source('computed')}`],
    ['lastWorkingDay', formatDay(item.lastWorkingDayOn, today, t)],
    ['graceEnds', `${zoned(item.graceEndsAt)}${source('computed')}`],
    ['retentionEnds', `${zoned(item.retentionEndsAt)}${source('computed')}`],
    ['phase', item.phase ? `${t.t(`domain.phase.${item.phase}`)}${source(item.phaseSource)}` : UNKNOWN],
    ['status', `${formatStatus(item, t)} (${raw(item.rawStatus)})`],
    ['mode', `${t.t(`domain.mode.${item.renewalMode}`)} (${raw(item.rawPolicy)})`],
    [
      'price',
      item.price === null
        ? UNKNOWN
        : `${priceText(item, t)}${item.priceSource === 'with-main' ? '' : source(item.priceSource)} ${zoned(item.pricedAt)}`,
    ],
    ...refusalField(session, item, refusal),
    ['seen', `${zoned(item.firstSeenAt)} → ${zoned(item.lastSyncedAt)}`],
    [
      'gone',
      item.isActive
        ? t.t('cli.items.isActive')
        : `${zoned(item.goneAt)} ${item.goneCause ? t.t(`domain.goneCause.${item.goneCause}`) : ''}`,
    ],
    ['decision', describeDecision(session, item, history)],
    ['owner', [item.owner, item.backupOwner].filter(Boolean).join(' / ') || UNKNOWN],
    ['reason', item.reason ?? UNKNOWN],
    ['note', oneLine(item.note) ?? UNKNOWN],
    ['customTags', item.customTags.join(', ') || UNKNOWN],
    ['snoozed', item.snoozedUntil ?? UNKNOWN],
    ['acknowledged', zoned(item.acknowledgedAt)],
    ['renewalUrl', item.renewalUrl ?? UNKNOWN],
  ]
  for (const kind of item.contradictions) fields.push(['contradiction', contradictionLine(session, item, kind)])
  for (const offer of renewToday(item, zone)) {
    const { months, newExpiresOn, daysBought, daysLost } = offer
    fields.push(['renewToday', t.t('cli.items.renewToday', { months, until: newExpiresOn, daysBought, daysLost })])
  }
  const lines = [colors.bold(plain(item.resourceName))]
  const width = Math.max(...fields.map(([key]) => stringWidth(t.t(`cli.field.${key}`))))
  for (const [key, value] of fields) {
    const label = t.t(`cli.field.${key}`)
    lines.push(`  ${colors.dim(label)}${' '.repeat(width - stringWidth(label) + 2)}${plain(value)}`)
  }
  if (history.length > 0) {
    lines.push('', t.t('cli.items.history'))
    for (const entry of history) {
      const [old, now] = [entry.old, entry.new].map((value) => formatValue(session, entry.field, value))
      const by = entry.by === '' ? t.t('cli.items.byItself') : plain(entry.by)
      const until =
        entry.field === 'decision' && entry.expiresAt !== null ? ` ${decidedFor(session, entry.expiresAt)}` : ''
      lines.push(
        `  ${formatInstant(entry.at, zone)}  ${by}  ${t.t(`domain.field.${entry.field}`)}: ${old} → ${now}${until}`,
      )
    }
  }
  if (changes.length > 0) {
    lines.push('', t.t('cli.items.changes'))
    for (const change of changes) lines.push(`  ${formatChange(session, change)}`)
  }
  return lines.join('\n')
}

/** Why there is no quote, in one line. */
function refusalField({ t, zone }: Session, { provider }: Item, refusal: KnownRefusal | null): [string, string][] {
  if (refusal === null) return []
  const formats = { now: Date.now(), instant: (at: number) => formatInstant(at, zone) }
  const { sentence, action } = quoteRefusalWords(t, refusal, provider, formats)
  return [['quoteRefusal', t.t('cli.items.contradiction', { sentence, action })]]
}

function contradictionLine({ t, zone }: Session, item: Item, kind: Contradiction): string {
  const today = toCivilDay(Date.now(), zone)
  const formats = { zone, today, day: (on: CivilDay | null) => formatDay(on, today, t), money: formatMoney }
  const { sentence, action } = contradictionSentence(t, item, kind, formats)
  return t.t('cli.items.contradiction', { sentence, action })
}

/** What does not fit with each of these items, and what to do about it. */
export function formatContradictions(session: Session, items: readonly Item[]): string {
  return items
    .flatMap((item) =>
      item.contradictions.map(
        (kind) =>
          `${session.colors.bold(plain(item.resourceName || item.resourceId))}  ${contradictionLine(session, item, kind)}`,
      ),
    )
    .join('\n')
}

/** A note's paragraphs in one line. */
function oneLine(text: string | null): string | null {
  return text === null ? null : text.replaceAll(/\s*\n\s*/g, ' / ')
}

/** The decision that holds, with the expiry for which somebody made it where that is not the present one. */
function describeDecision(session: Session, item: Item, history: readonly ReviewChange[]): string {
  const { t } = session
  const word = t.t(`domain.decision.${item.decision}`)
  const made = history.find(({ field, by }) => field === 'decision' && by !== '')
  if (!made || made.new === 'undecided' || made.expiresAt === null) return word
  if (made.expiresAt === item.expiresAt) return `${word} ${decidedFor(session, made.expiresAt)}`
  const said = t.t(`domain.decision.${made.new ?? 'undecided'}`)
  return `${word} ${t.t('cli.items.decidedBefore', { decision: said, day: toCivilDay(made.expiresAt, session.zone) })}`
}

function decidedFor({ t, zone }: Session, expiresAt: number): string {
  return t.t('cli.items.decidedFor', { day: toCivilDay(expiresAt, zone) })
}

/** One change in one line, in words. */
export function formatChange(session: Session, change: ItemChange): string {
  const { t, zone } = session
  const kind = t.t(`domain.change.${change.kind}`)
  const head = `${formatInstant(change.at, zone)}  ${kind}  ${plain(change.resourceName)}`
  if (change.kind === 'gone') return `${head}  ${formatValue(session, 'goneCause', change.new)}`
  if (change.field === null) return head
  const [old, now] = [change.old, change.new].map((value) => formatValue(session, change.field ?? '', value))
  return `${head}  ${t.t(`domain.field.${change.field}`)}: ${old} → ${now}`
}

/** Groups of words for fields whose values come from a closed list. */
const WORDS: Readonly<Record<string, string>> = {
  status: 'status',
  renewalMode: 'mode',
  decision: 'decision',
  goneCause: 'goneCause',
}

/** A stored value as people read it: instants in the business zone, list members in words. */
export function formatValue({ t, zone }: Session, field: string, value: string | null): string {
  if (value === null || value === '') return UNKNOWN
  if (field === 'customTags') return plain(readCustomTags(value).join(', '))
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return formatInstant(Date.parse(value), zone)
  if (field === 'priceSource')
    return PRICE_SOURCES.some((known) => known === value) ? t.t(`cli.provenance.${value}`) : plain(value)
  const group = WORDS[field]
  return group ? t.t(`domain.${group}.${value}`) : plain(oneLine(value) ?? '')
}
