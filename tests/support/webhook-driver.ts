import { openWriteDb, transaction } from '../../src/core/db/connection.ts'
import { insertNotice } from '../../src/core/transactions/notice.ts'
import type { NoticePayload } from '../../src/shared/domain/notice.ts'
import type { Webhook } from '../../src/shared/domain/webhook.ts'
import type { TestApp } from './test-app.ts'

/** A digest of two items, one of which is overdue. */
export const DIGEST: Extract<NoticePayload, { kind: 'digest' | 'urgent' }> = {
  kind: 'digest',
  on: '2026-11-21',
  items: 2,
  overdue: 1,
  today: 0,
  soonestDays: 3,
  bands: [
    { band: 'expired', items: 1, sums: { sums: [{ currency: 'CNY', amount: '120.5' }], missing: 0 } },
    { band: '0-7', items: 1, sums: { sums: [{ currency: 'CNY', amount: '80' }], missing: 0 } },
  ],
  bandDays: [7, 15, 30],
  sums: { sums: [{ currency: 'CNY', amount: '200.5' }], missing: 0 },
  names: ['主库', 'edge-01'],
}

/** Writes a notice as another process does that has the same data open. */
export function writeNotice(app: TestApp, payload: NoticePayload, at: number): string {
  const db = openWriteDb(app.paths.databaseFile)
  try {
    return transaction(db, () => insertNotice(db, { payload, at, native: 'none' })).noticeId
  } finally {
    db.close()
  }
}

/** Resolves with the webhook as soon as it is as wanted. */
export async function webhookWhen(
  app: TestApp,
  webhookId: string,
  isWanted: (webhook: Webhook) => boolean,
): Promise<Webhook> {
  const over = new AbortController()
  try {
    return await new Promise((resolve, reject) => {
      const look = (): void => {
        app.request('webhook.list', {}).then((webhooks) => {
          const found = webhooks.find((one) => one.webhookId === webhookId)
          if (found && isWanted(found)) resolve(found)
        }, reject)
      }
      app.app.events.on(({ name }) => void (name === 'webhook.changed' && look()), { signal: over.signal })
      look()
    })
  } finally {
    over.abort()
  }
}

/** Resolves when something of webhooks changes from now on. */
export function nextWebhookChange(app: TestApp): Promise<void> {
  const over = new AbortController()
  return new Promise((resolve) => {
    app.app.events.on(
      ({ name }) => {
        if (name !== 'webhook.changed') return
        over.abort()
        resolve()
      },
      { signal: over.signal },
    )
  })
}
