import { createContext, createElement, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import { startOfCivilDay, toCivilDay, type CivilDay } from '../../shared/domain/civil-day.ts'
import type { CurrencySums } from '../../shared/domain/money.ts'
import { offsetAt } from '../../shared/domain/zone-offsets.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { amountText } from '../../shared/i18n/amount-text.ts'
import { useTranslator } from './translator.tsx'

/** Shown where a value is not known; never 0. */
export const UNKNOWN = '—'

/** Cuts a long name by characters that people see, so that the words after it keep their room. */
export function shorten(text: string, max = 24): string {
  const points = [...text]
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`
}

/** Writes values as people read them: language of the window, days and times of the business zone. */
export interface Formats {
  /** IANA zone in which people count days. */
  readonly zone: string
  readonly today: CivilDay
  /** `2,314`. */
  number(value: number | null, maxFractionDigits?: number): string
  /** `1,234.50 CNY`; every digit of the amount is kept. */
  money(amount: string | null, currency: string | null): string
  /** The digits alone, for columns that name the currency elsewhere. */
  amount(amount: string | null, currency: string | null): string
  /** `1,234.50 CNY + 20.00 USD`; "—" when no item has a price, `0` of no items at all. */
  sums(sums: CurrencySums): string
  /** A share between 0 and 1: `12.5%`. */
  percent(share: number | null): string
  /** `11-24 周一`, with the year when it is not this one. */
  day(day: CivilDay | null): string
  /** The whole day in words, for titles: `2026年11月24日星期二`. */
  dayTitle(day: CivilDay | null): string
  /** `2026年11月`; takes `YYYY-MM`. */
  month(month: string): string
  /** `11-24 09:02`, with the year when it is not this one. */
  instant(at: number | null): string
  /** To the second and with the zone, for titles: `2026-11-24 09:02:11 Asia/Shanghai (UTC+08:00)`. */
  instantTitle(at: number | null): string
  /** `09:02` today, else like `instant`. */
  time(at: number | null): string
  /** `09:02:11`. */
  clock(at: number): string
  /** `3 分钟前`; with `now` as the other end, epoch ms. */
  ago(at: number | null, now?: number): string
  /** `1 分 20 秒`. */
  duration(durationMs: number | null): string
  /** `3 天`, `今天`, `已过期 2 天`. */
  daysLeft(days: number | null): string
  /** `12.4 MB`. */
  bytes(bytes: number | null): string
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const pad = (value: number): string => String(value).padStart(2, '0')

function toOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / MINUTE_MS)
  return `UTC${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}

type AmountFormats = Pick<Formats, 'number' | 'amount' | 'money' | 'sums' | 'percent' | 'bytes'>

function createAmountFormats(language: string): AmountFormats {
  const numbers = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }))
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })

  function number(value: number | null, maximumFractionDigits = 0): string {
    if (value === null || !Number.isFinite(value)) return UNKNOWN
    const format = numbers[maximumFractionDigits] ?? new Intl.NumberFormat(language, { maximumFractionDigits })
    return format.format(value)
  }
  function amount(digits: string | null, currency: string | null): string {
    return digits === null ? UNKNOWN : amountText(digits, currency)
  }
  const money = (digits: string | null, currency: string | null): string =>
    digits === null ? UNKNOWN : `${amount(digits, currency)} ${currency ?? ''}`.trimEnd()

  return {
    number,
    amount,
    money,
    sums({ sums, missing }) {
      if (sums.length === 0) return missing > 0 ? UNKNOWN : '0'
      return sums.map((sum) => money(sum.amount, sum.currency)).join(' + ')
    },
    percent: (share) => (share === null || !Number.isFinite(share) ? UNKNOWN : percents.format(share)),
    bytes(bytes) {
      if (bytes === null || !Number.isFinite(bytes)) return UNKNOWN
      const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const
      let [value, unit] = [bytes, 0]
      while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1]
      return `${number(value, unit > 0 && value < 100 ? 1 : 0)} ${units[unit] ?? ''}`
    },
  }
}

type MomentFormats = Pick<Formats, 'day' | 'dayTitle' | 'month' | 'instant' | 'instantTitle' | 'time' | 'clock'>

function createMomentFormats(language: string, zone: string, today: CivilDay): MomentFormats {
  const thisYear = `${today.slice(0, 4)}-`
  const weekdays = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  const wholeDays = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' })
  const months = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', timeZone: 'UTC' })
  const noon = (day: CivilDay): Date => new Date(`${day}T12:00:00Z`)
  const shortDay = (day: CivilDay): string => (day.startsWith(thisYear) ? day.slice(thisYear.length) : day)

  function clock(at: number): string {
    const local = at + offsetAt(at, zone)
    const ofDayMs = ((local % DAY_MS) + DAY_MS) % DAY_MS
    const [hours, minutes] = [Math.floor(ofDayMs / HOUR_MS), Math.floor(ofDayMs / MINUTE_MS) % 60]
    return `${pad(hours)}:${pad(minutes)}:${pad(Math.floor(ofDayMs / SECOND_MS) % 60)}`
  }
  const minutesOf = (at: number): string => clock(at).slice(0, 5)
  const instant = (at: number | null): string =>
    at === null ? UNKNOWN : `${shortDay(toCivilDay(at, zone))} ${minutesOf(at)}`

  return {
    day: (day) => (day === null ? UNKNOWN : `${shortDay(day)} ${weekdays.format(noon(day))}`),
    dayTitle: (day) => (day === null ? UNKNOWN : wholeDays.format(noon(day))),
    month: (month) => months.format(noon(`${month}-01`)),
    instant,
    instantTitle: (at) =>
      at === null ? UNKNOWN : `${toCivilDay(at, zone)} ${clock(at)} ${zone} (${toOffset(offsetAt(at, zone))})`,
    time: (at) => (at !== null && toCivilDay(at, zone) === today ? minutesOf(at) : instant(at)),
    clock,
  }
}

type SpanFormats = Pick<Formats, 'ago' | 'duration' | 'daysLeft'>

function createSpanFormats({ language, t }: Translator, number: Formats['number']): SpanFormats {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  return {
    ago(at, now = Date.now()) {
      if (at === null) return UNKNOWN
      const passedMs = now - at
      if (Math.abs(passedMs) < MINUTE_MS) return t('shell.format.justNow')
      if (Math.abs(passedMs) < HOUR_MS) return relative.format(-Math.trunc(passedMs / MINUTE_MS), 'minute')
      if (Math.abs(passedMs) < DAY_MS) return relative.format(-Math.trunc(passedMs / HOUR_MS), 'hour')
      return relative.format(-Math.trunc(passedMs / DAY_MS), 'day')
    },
    duration(durationMs) {
      if (durationMs === null || !Number.isFinite(durationMs)) return UNKNOWN
      if (durationMs < SECOND_MS) return t('shell.format.milliseconds', { count: Math.max(0, Math.round(durationMs)) })
      if (durationMs < 10 * SECOND_MS) return t('shell.format.seconds', { seconds: number(durationMs / SECOND_MS, 1) })
      const seconds = Math.round(durationMs / SECOND_MS)
      if (seconds < 60) return t('shell.format.seconds', { seconds })
      if (seconds < 3600) return t('shell.format.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
      const minutes = Math.round(seconds / 60)
      return t('shell.format.hours', { hours: number(Math.floor(minutes / 60)), minutes: minutes % 60 })
    },
    daysLeft(days) {
      if (days === null) return UNKNOWN
      if (days === 0) return t('domain.daysLeft.today')
      return days < 0 ? t('domain.daysLeft.past', { count: -days }) : t('domain.daysLeft.future', { count: days })
    },
  }
}

/** Makes the formats of one language, zone and day; they are cheap to call by the thousand. */
export function createFormats(translator: Translator, zone: string, today: CivilDay): Formats {
  const amounts = createAmountFormats(translator.language)
  return {
    zone,
    today,
    ...amounts,
    ...createMomentFormats(translator.language, zone, today),
    ...createSpanFormats(translator, amounts.number),
  }
}

const FormatsContext = createContext<Formats | null>(null)

/** The day in a zone, followed past midnight also when the machine slept over it. */
function useToday(zone: string): CivilDay {
  const [now, setNow] = useState(() => Date.now())
  const today = toCivilDay(now, zone)
  useEffect(() => {
    const look = (): void => setNow(Date.now())
    // Looked at again at least every ten minutes: timers stand still while a machine sleeps.
    const untilMidnightMs = startOfCivilDay(today, zone) + DAY_MS - Date.now()
    const timer = setInterval(look, Math.min(Math.max(untilMidnightMs, SECOND_MS), 10 * MINUTE_MS))
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [today, zone])
  return today
}

/** Gives the formats of the window's language and the business zone to the page. */
export function FormatsProvider({
  zone,
  children,
}: {
  readonly zone: string
  readonly children: ReactNode
}): ReactNode {
  const translator = useTranslator()
  const today = useToday(zone)
  const formats = useMemo(() => createFormats(translator, zone, today), [translator, zone, today])
  return createElement(FormatsContext, { value: formats }, children)
}

/** Writes values as people read them. */
export function useFormats(): Formats {
  const formats = use(FormatsContext)
  if (!formats) throw new Error('no FormatsProvider above')
  return formats
}
