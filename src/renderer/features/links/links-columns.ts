import { toBand, bandsOf, daysLeft } from '../../../shared/domain/band.ts'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { isGoodVerdict, isNoCheck, type Link } from '../../../shared/domain/link.ts'
import { DEFAULT_SETTINGS } from '../../../shared/domain/settings.ts'
import { toGroupName, toHiddenText } from '../../../shared/i18n/link-words.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { bandTone } from '../../components/band-mark.tsx'
import type { GridColumnState } from '../../components/data-grid/column-states.ts'
import type { GridCell, GridMark } from '../../components/data-grid/types.ts'
import {
  createColumnMakers,
  QUIET_UNKNOWN,
  remembered,
  standardColumns,
  word,
  type ListColumn,
  type Placement,
} from '../../components/list-tools/list-columns.ts'
import { trendWords, verdictTone, verdictWord } from '../../components/verdict-mark.tsx'
import type { Formats } from '../../lib/format.ts'
import type { LinkColumnField } from './links-query-model.ts'

type Translate = Translator['t']

/** One column of the list of links; cells are told the days of the bands. */
export type LinkColumn = ListColumn<Link, LinkColumnField, readonly number[]>

const { place, textColumn, wordColumn, dayOfInstantColumn, instantColumn } = createColumnMakers<
  Link,
  LinkColumnField,
  readonly number[]
>({ headers: 'link.field', reasons: 'links.list.reason' })

const numberText = remembered<number>((value, formats) => formats.number(value))
const durationText = remembered<number>((durationMs, formats) => formats.duration(durationMs))

const lines = (...parts: readonly (string | null)[]): string | null =>
  parts.filter((part) => part !== null).join('\n') || null

/** An end that is this near is marked, and says how many days are left. */
const NEAR_DAYS = 30

function numberColumn(
  field: LinkColumnField,
  read: (link: Link) => number | null,
  placement: Placement = {},
  text: (value: number, formats: Formats) => string = numberText,
): LinkColumn {
  return {
    ...place(field, { widthPx: 96, align: 'end', ...placement }),
    toCell(link, formats) {
      const value = read(link)
      return value === null ? QUIET_UNKNOWN : text(value, formats)
    },
    toTitle: (link, _formats, t) =>
      read(link) === null ? word(t, `links.list.reason.${placement.reason ?? 'notSaid'}`) : null,
    toCopy: (link) => String(read(link) ?? ''),
  }
}

/** How long a link has not answered, in words; null while it does. */
function unreachableText(link: Link, formats: Formats, t: Translate): string | null {
  const { unreachableDays: days } = link
  return days === null || days < 1 ? null : t('links.list.unreachable', { count: days, number: formats.number(days) })
}

/** What the last check has found, with the status that says more and how long it has been so. */
export function verdictText(link: Link, formats: Formats, t: Translate): string {
  const { verdict, httpStatus, whitelisting } = link
  if (verdict === null && whitelisting !== null) return t('links.list.neverAsked')
  const isBad = verdict !== null && !isGoodVerdict(verdict) && !isNoCheck(verdict)
  const said = verdictWord({ t }, verdict)
  // A page that was cut off after a good status did not fail by it.
  const status = isBad && httpStatus !== null && httpStatus >= 400 ? `${said} ${httpStatus}` : said
  const since = unreachableText(link, formats, t)
  return since === null ? status : `${status}${word(t, 'links.list.part')}${since}`
}

function verdictTitle(link: Link, formats: Formats, t: Translate): string | null {
  const { cause, consecutiveFailures: failures, unreachableSince, nextCheckAt, checkedAt, verdict } = link
  if (verdict === null) return word(t, 'links.list.reason.unchecked')
  return lines(
    cause === null ? null : word(t, `link.cause.${cause}`),
    failures > 0 ? t('links.list.failures', { count: failures, number: formats.number(failures) }) : null,
    unreachableSince === null ? null : t('links.list.since', { time: formats.instant(unreachableSince) }),
    restText(link, formats, t),
    nextCheckAt === null && checkedAt !== null ? formats.instantTitle(checkedAt) : null,
  )
}

/** Until when runs over many links leave it alone; null for one that they ask. */
function restText({ nextCheckAt }: Link, formats: Formats, t: Translate): string | null {
  if (nextCheckAt === null) return null
  return t('links.list.rests', { day: formats.day(toCivilDay(nextCheckAt, formats.zone)) })
}

const verdictColumn: LinkColumn = {
  ...place('verdict', { widthPx: 214, isVisible: true }),
  toCell: (link, formats, t) => ({
    text: verdictText(link, formats, t),
    mark: verdictTone(link.verdict),
    isQuiet: link.verdict === null || isNoCheck(link.verdict),
  }),
  toTitle: verdictTitle,
  toCopy: (link, _formats, t) => (link.verdict === null ? '' : verdictWord({ t }, link.verdict)),
}

/** Whether a link is shown and why not, in one line. */
export function shownText(link: Link, t: Translate): string {
  if (link.whitelisting !== null) return word(t, 'links.list.whitelisted')
  if (link.isShown) return word(t, link.pinned === 'shown' ? 'links.list.pinnedShown' : 'links.list.shown')
  const { hiddenReason } = link
  if (hiddenReason === null) return word(t, 'links.list.hiddenPlain')
  return t('links.list.hidden', { reason: toHiddenText({ t }, hiddenReason) })
}

function shownTitle({ whitelisting, hiddenReason }: Link, formats: Formats, t: Translate): string | null {
  if (whitelisting === null) {
    return hiddenReason?.kind === 'person' ? formats.instantTitle(hiddenReason.at) : null
  }
  const { reason, by, at, reviewOn } = whitelisting
  return lines(
    t('links.list.whitelistedBy', { reason, by, day: formats.day(toCivilDay(at, formats.zone)) }),
    reviewOn === null ? null : t('links.list.reviewOn', { day: formats.day(reviewOn) }),
  )
}

const shownColumn: LinkColumn = {
  ...place('shown', { widthPx: 180, isVisible: true }),
  toCell(link, _formats, t) {
    const isPlain = link.isShown && link.whitelisting === null && link.pinned === null
    return isPlain ? { text: shownText(link, t), isQuiet: true } : shownText(link, t)
  },
  toTitle: shownTitle,
  toCopy: (link, _formats, t) => word(t, `links.list.flagShown.${link.isShown}`),
}

const reasonColumn: LinkColumn = {
  ...place('reason', { widthPx: 220 }),
  toCell: (link, _formats, t) => (link.hiddenReason === null ? QUIET_UNKNOWN : toHiddenText({ t }, link.hiddenReason)),
  toTitle: (link, _formats, t) => (link.hiddenReason === null ? word(t, 'links.list.reason.shown') : null),
  toCopy: (link, _formats, t) => (link.hiddenReason === null ? '' : toHiddenText({ t }, link.hiddenReason)),
}

const whitelistedColumn: LinkColumn = {
  ...place('whitelisted', { widthPx: 110 }),
  toCell: (link, _formats, t) => {
    const text = word(t, `links.list.flagWhitelisted.${link.whitelisting !== null}`)
    return link.whitelisting === null ? { text, isQuiet: true } : text
  },
  toTitle: shownTitle,
  toCopy: (link, _formats, t) => word(t, `links.list.flagWhitelisted.${link.whitelisting !== null}`),
}

/** What the page says of us: `unknown` is never the same as `absent`. */
const BACKLINK_MARKS: Readonly<Record<string, GridMark>> = { present: 'good', absent: 'broken', unknown: 'unjudged' }

const backlinkColumn: LinkColumn = {
  ...wordColumn('backlink', 'link.backlink', (link) => link.backlink, { widthPx: 98, isVisible: true }),
  toCell(link, _formats, t) {
    if (link.backlinkSite === null) return { text: word(t, 'links.list.wantsNoBacklink'), isQuiet: true }
    if (link.backlink === null) return QUIET_UNKNOWN
    const mark = BACKLINK_MARKS[link.backlink]
    return { text: word(t, `link.backlink.${link.backlink}`), ...(mark ? { mark } : {}) }
  },
  toTitle: (link, _formats, t) =>
    link.backlinkSite ?? (link.backlink === null ? word(t, 'links.list.reason.noBacklink') : null),
}

const relColumn: LinkColumn = {
  ...textColumn('rel', (link) => link.rel, { widthPx: 110 }),
  toCell(link, _formats, t) {
    if (link.rel === '') return { text: word(t, 'links.list.noRel'), isQuiet: true }
    return link.rel ?? QUIET_UNKNOWN
  },
}

/** The end of something: its day, and while it is near a mark and the days that are left. */
function endColumn(field: LinkColumnField, read: (link: Link) => number | null, placement: Placement): LinkColumn {
  const standard = dayOfInstantColumn(field, read, { widthPx: 200, ...placement })
  const ranges = new WeakMap<readonly number[], ReturnType<typeof bandsOf>>()
  return {
    ...standard,
    toCell(link, formats, t, bandDays = DEFAULT_SETTINGS.bandDays) {
      const at = read(link)
      if (at === null) return QUIET_UNKNOWN
      const day = toCivilDay(at, formats.zone)
      const left = daysLeft(day, formats.today)
      if (left === null || left > NEAR_DAYS) return standard.toCell(link, formats, t)
      let bands = ranges.get(bandDays)
      if (!bands) ranges.set(bandDays, (bands = bandsOf(bandDays)))
      return {
        text: t('links.list.endsIn', { day: formats.day(day), left: formats.daysLeft(left) }),
        mark: bandTone(toBand(left, bands), bandDays),
      }
    },
    toTitle(link, formats, t) {
      const at = read(link)
      if (at === null) return standard.toTitle(link, formats, t)
      return lines(formats.instantTitle(at), formats.daysLeft(daysLeft(toCivilDay(at, formats.zone), formats.today)))
    },
  }
}

const stripsOf = new WeakMap<Link, { readonly t: Translate; readonly cell: GridCell }>()

const trendColumn: LinkColumn = {
  ...place('trend', { widthPx: 176, isVisible: true }),
  headerKey: 'links.trend.title',
  toCell(link, formats, t) {
    if (link.trend.length === 0) return QUIET_UNKNOWN
    let known = stripsOf.get(link)
    if (known?.t !== t) {
      const text = trendWords({ t }, link.trend, formats.number)
      known = { t, cell: { text, strip: link.trend.map(verdictTone) } }
      stripsOf.set(link, known)
    }
    return known.cell
  },
  toTitle: (link, formats, t) => trendWords({ t }, link.trend, formats.number),
  toCopy: (link, _formats, t) => link.trend.map((verdict) => verdictWord({ t }, verdict)).join(' '),
}

/** The mark at a row's edge: hidden links first, then those that fail and are still shown. */
export function linkTone(link: Link): GridMark | null {
  if (link.whitelisting !== null) return null
  if (!link.isShown) return 'broken'
  const isBad = link.verdict !== null && !isGoodVerdict(link.verdict) && !isNoCheck(link.verdict)
  return isBad || link.backlink === 'absent' ? 'slow' : null
}

const groupColumn: LinkColumn = {
  ...textColumn('group', (link) => link.group, { widthPx: 110 }),
  toCell: (link, _formats, t) => toGroupName({ t }, link.group),
  toTitle: () => null,
  toCopy: (link, _formats, t) => toGroupName({ t }, link.group),
}

/** All columns in their first order; those that are not visible wait in the column chooser. */
export const LINK_COLUMNS: readonly LinkColumn[] = [
  textColumn(
    'name',
    (link) => link.name,
    { widthPx: 190, isVisible: true, pin: 'left' },
    (link) => link.url,
  ),
  verdictColumn,
  trendColumn,
  shownColumn,
  backlinkColumn,
  instantColumn('checkedAt', (link) => link.checkedAt, { widthPx: 116, isVisible: true, reason: 'unchecked' }),
  numberColumn(
    'latencyMs',
    (link) => link.latencyMs,
    { widthPx: 92, isVisible: true, reason: 'unchecked' },
    durationText,
  ),
  endColumn('certExpiresAt', (link) => link.certExpiresAt, { isVisible: true, reason: 'noCertificate' }),
  groupColumn,
  textColumn('url', (link) => link.url, { widthPx: 260 }),
  textColumn('host', (link) => link.host, { widthPx: 160, reason: 'noHost' }),
  textColumn('domain', (link) => link.domain, { widthPx: 140, reason: 'noDomain' }),
  endColumn('domainExpiresAt', (link) => link.domainExpiresAt, { reason: 'noDomainEnd' }),
  numberColumn(
    'httpStatus',
    (link) => link.httpStatus,
    { widthPx: 88, reason: 'noStatus' },
    (status) => String(status),
  ),
  reasonColumn,
  numberColumn('unreachableDays', (link) => link.unreachableDays, { widthPx: 110, reason: 'answers' }),
  numberColumn('consecutiveFailures', (link) => link.consecutiveFailures),
  instantColumn('nextCheckAt', (link) => link.nextCheckAt, { reason: 'notResting' }),
  whitelistedColumn,
  textColumn('backlinkSite', (link) => link.backlinkSite, { widthPx: 180, reason: 'noBacklink' }),
  relColumn,
  textColumn('finalUrl', (link) => link.finalUrl, { widthPx: 260, reason: 'unchecked' }),
  numberColumn('redirects', (link) => link.redirects),
  instantColumn('createdAt', (link) => link.createdAt),
]

const byField = new Map(LINK_COLUMNS.map((column) => [column.field, column]))

/** The column of a field. */
export function linkColumn(field: LinkColumnField): LinkColumn {
  const column = byField.get(field)
  if (!column) throw new Error(`no column ${field}`)
  return column
}

/** How the columns stand before anybody has arranged them. */
export const DEFAULT_LINK_COLUMNS: readonly GridColumnState<LinkColumnField>[] = standardColumns(LINK_COLUMNS)
