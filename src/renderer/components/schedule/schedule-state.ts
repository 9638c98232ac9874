import { diffCivilDays, toCivilDay } from '../../../shared/domain/civil-day.ts'
import { isActiveRun } from '../../../shared/domain/run.ts'
import type { Schedule } from '../../../shared/domain/schedule.ts'
import { toGroupName } from '../../../shared/i18n/link-words.ts'
import { plain } from '../../../shared/plain-text.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { Formats } from '../../lib/format.ts'
import type { StatusTone } from '../status-dot.tsx'
import { isAutomatic } from './schedule-draft.ts'

/** Days ahead for which a weekday alone says which day is meant. */
const WEEKDAY_DAYS = 6

const weekdays = new Map<string, Intl.DateTimeFormat>()

function weekday(language: string, day: string): string {
  let format = weekdays.get(language)
  if (!format) {
    format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
    weekdays.set(language, format)
  }
  return format.format(new Date(`${day}T12:00:00Z`))
}

type MomentFormats = Pick<Formats, 'zone' | 'today' | 'day' | 'clock'>

/** A due time as short as it can be: `今天 09:00`, `周一 09:00`, `12-24 周四 09:00`. */
export function dueWords({ t, language }: Translator, formats: MomentFormats, at: number): string {
  const day = toCivilDay(at, formats.zone)
  const time = formats.clock(at).slice(0, 5)
  const days = diffCivilDays(formats.today, day)
  if (days === 0) return t('schedules.status.today', { time })
  if (days === 1) return t('schedules.status.tomorrow', { time })
  return `${days > 0 && days <= WEEKDAY_DAYS ? weekday(language, day) : formats.day(day)} ${time}`
}

/** A due time with its day: `11-23 周一 09:00`. */
export function dueTime({ zone, day, clock }: Pick<Formats, 'zone' | 'day' | 'clock'>, at: number): string {
  return `${day(toCivilDay(at, zone))} ${clock(at).slice(0, 5)}`
}

/** The name of what a schedule runs. */
export function scheduleName(translator: Translator, { target, name }: Pick<Schedule, 'target' | 'name'>): string {
  return plain(target.kind === 'link-group' ? toGroupName(translator, name) : name)
}

export interface ScheduleState {
  readonly tone: StatusTone
  readonly label: string
  /** What the label means, for people who point at it. */
  readonly title: string | null
}

/** How a schedule stands: when it is due next, or what it waits for. `pausedUntil` is the pause of all schedules. */
export function describeSchedule(
  translator: Translator,
  formats: MomentFormats & Pick<Formats, 'instantTitle'>,
  schedule: Schedule,
  now: number,
  pausedUntil: number | null = null,
): ScheduleState {
  const { t } = translator
  const { rule, isEnabled, nextDueAt, retryAt } = schedule
  // What comes due within the pause will wait.
  const isHeld = pausedUntil !== null && nextDueAt !== null && nextDueAt < pausedUntil
  const waiting = schedule.waiting ?? (isHeld ? 'held' : null)
  if (rule === null) return { tone: 'neutral', label: t('schedules.status.none'), title: null }
  if (!isEnabled) return { tone: 'neutral', label: t('schedules.status.off'), title: null }
  if (waiting === 'retry' && retryAt !== null && retryAt > now) {
    const time = dueWords(translator, formats, retryAt)
    return {
      tone: 'warning',
      label: t('schedules.status.retryAt', { time }),
      title: t('schedules.status.retryAtText', { time }),
    }
  }
  if (waiting !== null) {
    return {
      tone: waiting === 'busy' ? 'busy' : 'warning',
      label: t(`schedules.status.waiting.${waiting === 'held' ? 'paused' : waiting}`),
      title: t(`schedules.status.waitingText.${waiting}`, {
        time: dueWords(translator, formats, nextDueAt ?? schedule.waitingSince ?? now),
      }),
    }
  }
  if (nextDueAt === null) return { tone: 'warning', label: t('schedules.status.over'), title: null }
  const title = formats.instantTitle(nextDueAt)
  if (nextDueAt <= now) return { tone: 'busy', label: t('schedules.status.dueNow'), title }
  return { tone: 'good', label: t('schedules.status.next', { time: dueWords(translator, formats, nextDueAt) }), title }
}

/** How many due times were missed before the last run and what became of making up for them; null when none was. */
export function describeMissed(
  { t }: Pick<Translator, 't'>,
  { number }: Pick<Formats, 'number'>,
  { missed, lastRunState }: Schedule,
): { readonly tone: StatusTone; readonly label: string } | null {
  if (missed === 0) return null
  const params = { count: missed, shown: number(missed) }
  if (lastRunState === null || isActiveRun(lastRunState)) {
    return { tone: 'busy', label: t('schedules.status.missedRunning', params) }
  }
  return lastRunState === 'succeeded'
    ? { tone: 'good', label: t('schedules.status.missedDone', params) }
    : { tone: 'warning', label: t('schedules.status.missedFailed', params) }
}

/** The schedule that is due first of those that run by themselves; null when none does. */
export function firstDue(schedules: readonly Schedule[]): (Schedule & { readonly nextDueAt: number }) | null {
  let first: (Schedule & { readonly nextDueAt: number }) | null = null
  for (const schedule of schedules) {
    const { nextDueAt } = schedule
    if (nextDueAt === null || !isAutomatic(schedule)) continue
    if (first === null || nextDueAt < first.nextDueAt) first = { ...schedule, nextDueAt }
  }
  return first
}

/** The first due time that is still to come; one that has passed is being waited for. */
export function nextAhead({ nextDueAt, next }: Pick<Schedule, 'nextDueAt' | 'next'>, now: number): number | null {
  if (nextDueAt !== null && nextDueAt > now) return nextDueAt
  return next.find((at) => at > now) ?? null
}
