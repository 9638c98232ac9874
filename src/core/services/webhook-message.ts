import type { NoticePayload } from '../../shared/domain/notice.ts'
import type { WebhookMessage } from '../../shared/domain/webhook.ts'
import { noticeBody, noticeTitle } from '../../shared/i18n/notice-words.ts'
import type { Translator } from '../../shared/i18n/translator.ts'

export interface ToldNotice {
  readonly noticeId: string
  readonly createdAt: number
  readonly payload: NoticePayload
}

const NOTHING = {
  on: null,
  items: null,
  overdue: null,
  today: null,
  days: null,
  sums: null,
  bands: null,
  names: null,
  schedule: null,
  missed: null,
  from: null,
  to: null,
  runId: null,
  account: null,
  state: null,
  error: null,
} as const satisfies Partial<WebhookMessage>

/** Says a notice in words and in figures. */
export function toWebhookMessage(notice: ToldNotice, translator: Translator, zone: string): WebhookMessage {
  const { payload } = notice
  return {
    version: 1,
    id: notice.noticeId,
    kind: payload.kind,
    title: noticeTitle(translator, payload),
    text: noticeBody(translator, payload, zone),
    createdAt: toIso(notice.createdAt),
    zone,
    ...NOTHING,
    ...toFigures(payload),
  }
}

function toFigures(payload: NoticePayload): Partial<WebhookMessage> {
  switch (payload.kind) {
    case 'digest':
    case 'urgent': {
      const { on, items, overdue, today, soonestDays: days, sums, bands, names } = payload
      return { on, items, overdue, today, days, sums, bands, names }
    }
    case 'missed': {
      const { name: schedule, missed, from, to, runId } = payload
      return { schedule, missed, from: toIso(from), to: toIso(to), runId }
    }
    case 'failure': {
      const { runId, account, state, error } = payload
      return { runId, account, state, error: error?.code ?? null }
    }
    case 'test':
      return {}
  }
}

function toIso(at: number): string {
  return new Date(at).toISOString()
}
