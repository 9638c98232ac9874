import { bandLabel } from '../domain/band.ts'
import { toCivilDay } from '../domain/civil-day.ts'
import type { NoticeBand, NoticePayload } from '../domain/notice.ts'
import { sumByCurrency, type CurrencySums } from '../domain/money.ts'
import { offsetAt } from '../domain/zone-offsets.ts'
import { plain } from '../plain-text.ts'
import { sumsText } from './amount-text.ts'
import type { Translator } from './translator.ts'

type Words = Pick<Translator, 't' | 'error'>
type Of<Kind extends NoticePayload['kind']> = Extract<NoticePayload, { readonly kind: Kind }>

/** Lines that a notification of the system has room for. */
const MAX_LINES = 4
const MAX_NAME = 40
const DAY_MS = 86_400_000
/** Counts are written as amounts are: in groups of three digits in both languages. */
const grouped = new Intl.NumberFormat('en')

/** One line that says what a notice is about. */
export function noticeTitle({ t }: Pick<Translator, 't'>, payload: NoticePayload): string {
  switch (payload.kind) {
    case 'digest':
    case 'urgent':
      return reminderTitle(t, payload)
    case 'missed': {
      const words = payload.target.kind === 'account' ? 'missed' : 'missedLinks'
      const name = payload.name === '' ? t('link.defaultGroup') : shorten(payload.name)
      return t(`notices.title.${words}`, { name, ...counted(payload.missed) })
    }
    case 'failure': {
      if (payload.account === '') return t(`notices.title.failureLinks`, { context: payload.state })
      return t('notices.title.failure', { account: shorten(payload.account), context: payload.state })
    }
    case 'test':
      return t('notices.title.test')
  }
}

/** Its figures in at most four lines; `zone` is the business zone, for times. */
export function noticeBody(words: Words, payload: NoticePayload, zone: string): string {
  return bodyLines(words, payload, zone, MAX_LINES).join('\n')
}

/** Title and all figures as plain text, for places that have room. */
export function noticeText(words: Words, payload: NoticePayload, zone: string): string {
  return [noticeTitle(words, payload), ...bodyLines(words, payload, zone, Infinity)].join('\n')
}

/** A count for the choice of the plural, and as it is written. */
function counted(count: number): { readonly count: number; readonly shown: string } {
  return { count, shown: grouped.format(count) }
}

function bodyLines(words: Words, payload: NoticePayload, zone: string, maxLines: number): string[] {
  const { t } = words
  switch (payload.kind) {
    case 'digest':
    case 'urgent':
      return reminderLines(t, payload, maxLines)
    case 'missed': {
      const { from, to } = payload
      const times = { from: minuteText(from, zone), to: minuteText(to, zone) }
      return [t(from === to ? 'notices.body.missedOnce' : 'notices.body.missed', times), t('notices.words.madeUp')]
    }
    case 'failure':
      return [failureLine(words, payload)]
    case 'test':
      return [t('notices.body.test')]
  }
}

function failureLine(words: Words, { account, state, error }: Of<'failure'>): string {
  if (error !== null) return plain(words.error(error))
  if (account === '') return words.t('notices.body.failureLinks', { context: state })
  return words.t('notices.body.failure', { context: state })
}

function reminderTitle(
  t: Translator['t'],
  { kind, items, overdue, today, soonestDays }: Of<'digest' | 'urgent'>,
): string {
  const parts = [t(`notices.title.${kind}`, counted(items))]
  if (overdue > 0) parts.push(t('notices.words.overdue', counted(overdue)))
  if (today > 0) parts.push(t('notices.words.today', counted(today)))
  if (overdue === 0 && today === 0 && soonestDays !== null) {
    parts.push(t('notices.words.soonest', counted(soonestDays)))
  }
  return parts.join(t('notices.words.comma'))
}

function reminderLines(t: Translator['t'], payload: Of<'digest' | 'urgent'>, maxLines: number): string[] {
  const { bands, bandDays, items, names } = payload
  const roomForBands = maxLines - (names.length > 0 ? 1 : 0)
  const shown = bands.length <= roomForBands ? bands : bands.slice(0, roomForBands - 1)
  const lines = shown.map((band) => bandLine(t, band, bandDays))
  const rest = bands.slice(shown.length)
  if (rest.length > 0) {
    const others = { items: rest.reduce((sum, band) => sum + band.items, 0), sums: addSums(rest) }
    lines.push(figuresLine(t, t('notices.words.rest'), others.items, others.sums))
  }
  if (names.length > 0) {
    const list = names.map((name) => shorten(name)).join(t('notices.words.nameComma'))
    lines.push(items > names.length ? t('notices.words.namesAndMore', { names: list, ...counted(items) }) : list)
  }
  return lines
}

function bandLine(t: Translator['t'], { band, items, sums }: NoticeBand, bandDays: readonly number[]): string {
  // The band of what has passed speaks of the deadline here, not of the expiry.
  const label = band === 'expired' ? t('notices.words.pastDeadline') : bandLabel(t, band, bandDays)
  return figuresLine(t, label, items, sums)
}

function figuresLine(t: Translator['t'], label: string, items: number, sums: CurrencySums): string {
  const params = { label, ...counted(items), sums: sumsText(sums), missing: grouped.format(sums.missing) }
  if (sums.sums.length === 0) return t('notices.words.bandUnpriced', params)
  return t(sums.missing > 0 ? 'notices.words.bandPartlyPriced' : 'notices.words.band', params)
}

function addSums(bands: readonly NoticeBand[]): CurrencySums {
  const { sums } = sumByCurrency(bands.flatMap((band) => band.sums.sums))
  return { sums, missing: bands.reduce((sum, band) => sum + band.sums.missing, 0) }
}

/** Names of others stay in their line and leave room for the words around them. */
function shorten(name: string): string {
  const points = [...plain(name)]
  return points.length <= MAX_NAME ? points.join('') : `${points.slice(0, MAX_NAME - 1).join('')}…`
}

/** `2026-11-24 09:02` in a zone. */
function minuteText(at: number, zone: string): string {
  const ofDayMs = (((at + offsetAt(at, zone)) % DAY_MS) + DAY_MS) % DAY_MS
  const minutes = Math.floor(ofDayMs / 60_000)
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${toCivilDay(at, zone)} ${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}
