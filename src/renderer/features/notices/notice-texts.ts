import { actByKind } from '../../../shared/domain/act-by.ts'
import type { Notice, NoticeDelivery, NoticeItem } from '../../../shared/domain/notice.ts'
import { OVERDUE_STEP } from '../../../shared/domain/reminder.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { webhookProblem } from '../../../shared/i18n/webhook-words.ts'
import type { StatusTone } from '../../components/status-dot.tsx'
import type { Formats } from '../../lib/format.ts'

type T = Translator['t']

/** A state as words and tone. */
export interface StateWords {
  readonly tone: StatusTone
  readonly label: string
}

/** Why an item was spoken of. */
export function whyWords(
  t: T,
  { step, daysLeft }: Pick<NoticeItem, 'step' | 'daysLeft'>,
  repeatsOverdue: boolean,
): string {
  if (step === OVERDUE_STEP) return t(`notices.page.items.${repeatsOverdue ? 'overdueDaily' : 'overdue'}`)
  const named = step === 0 ? t('notices.page.items.stepToday') : t('notices.page.items.step', { count: step })
  if (daysLeft <= 0) return t('notices.page.items.distanceToday', { step: named })
  return t('notices.page.items.distance', { step: named, days: t('notices.page.items.days', { count: daysLeft }) })
}

/** Days to the deadline when it was sent. */
export function thenWords(t: T, daysLeft: number): string {
  const days =
    daysLeft === 0
      ? t('notices.page.items.thenToday')
      : t(`notices.page.items.${daysLeft < 0 ? 'thenPast' : 'thenDays'}`, { count: Math.abs(daysLeft) })
  return t('notices.page.items.atThatTime', { days })
}

/** What the deadline of an item was. */
export function deadlineWords(t: T, { mode }: Pick<NoticeItem, 'mode'>): string {
  return t(`notices.page.items.${actByKind(mode, 'undecided') === 'deduction' ? 'deduction' : 'expiry'}`)
}

const NOW_TONES: Readonly<Record<NoticeItem['now'], StatusTone>> = {
  open: 'warning',
  decided: 'good',
  acknowledged: 'good',
  snoozed: 'busy',
  moved: 'good',
  gone: 'neutral',
}

/** How an item stands now. */
export function nowWords(t: T, now: NoticeItem['now']): StateWords {
  return { tone: NOW_TONES[now], label: t(`notices.page.items.state.${now}`) }
}

/** What became of a notice on the desktop or in the browser. */
export function nativeWords(t: T, formats: Formats, { native }: Pick<Notice, 'native'>): StateWords {
  const { state, problem, at } = native
  const time = formats.time(at)
  switch (state) {
    case 'shown':
      return { tone: 'good', label: t('notices.page.delivery.shown', { time }) }
    case 'failed':
      return {
        tone: 'bad',
        label: t('notices.page.delivery.failed', { problem: problem ?? t('notices.page.delivery.unknown') }),
      }
    case 'waiting':
      return { tone: 'busy', label: t('notices.page.delivery.waiting') }
    case 'late':
      return { tone: 'warning', label: t('notices.page.delivery.late') }
    case 'off':
    case 'none':
      return { tone: 'neutral', label: t(`notices.page.delivery.${state}`) }
  }
}

/** What became of a notice at a webhook. */
export function deliveryWords(translator: Translator, formats: Formats, delivery: NoticeDelivery): StateWords {
  const { t } = translator
  const { state, attempts, at } = delivery
  const problem =
    delivery.problem === null ? t('notices.page.delivery.unknown') : webhookProblem(translator, delivery.problem)
  if (state === 'sent') return { tone: 'good', label: t('notices.page.delivery.hookSent', { time: formats.time(at) }) }
  if (state === 'failed') {
    return { tone: 'bad', label: t('notices.page.delivery.hookFailed', { count: attempts, problem }) }
  }
  return attempts === 0
    ? { tone: 'busy', label: t('notices.page.delivery.hookWaiting') }
    : { tone: 'warning', label: t('notices.page.delivery.hookRetry', { count: attempts, problem }) }
}

/** What went wrong with a notice on its way out, in a few words for the list; null when nothing did. */
export function outcomeProblem(t: T, { native, deliveries }: Pick<Notice, 'native' | 'deliveries'>): string | null {
  if (native.state === 'failed') return t('notices.page.delivery.short.failed')
  const lost = deliveries.find(({ state }) => state === 'failed')
  if (lost) return t('notices.page.delivery.short.hookFailed', { name: lost.name })
  return native.state === 'late' ? t('notices.page.delivery.short.late') : null
}
