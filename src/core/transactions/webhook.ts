import { AppError } from '../../shared/domain/app-error.ts'
import { MAX_WEBHOOKS } from '../../shared/domain/webhook.ts'
import { transaction } from '../db/connection.ts'
import { countWebhooks, deleteWebhook, insertWebhook, updateWebhook } from '../db/repositories/webhook.ts'
import {
  claimDelivery,
  endDeliveriesOf,
  endHopelessDeliveries,
  noteDeliveries,
  settleDelivery,
} from '../db/repositories/webhook-delivery.ts'
import type { WebhookCommands } from '../db/webhook-commands.ts'
import type { WriteContext } from './context.ts'

type WebhookWriteHandlers = {
  readonly [Name in keyof WebhookCommands]: (
    ctx: WriteContext,
    input: WebhookCommands[Name]['input'],
  ) => WebhookCommands[Name]['output']
}

/** Every way to write of webhooks; a missing or an extra one does not compile. */
export const webhookWriteHandlers: WebhookWriteHandlers = {
  'webhook.save': ({ db }, { webhookId, isNew, fields, at }) =>
    transaction(db, () => {
      if (isNew) {
        if (countWebhooks(db) >= MAX_WEBHOOKS) throw new AppError('WEBHOOK_LIMIT', { limit: MAX_WEBHOOKS })
        insertWebhook(db, webhookId, fields, at)
      } else if (!updateWebhook(db, webhookId, fields, at)) {
        throw new AppError('WEBHOOK_NOT_FOUND', { webhook: webhookId })
      }
      // What was kept back would otherwise all come at once when it is switched on again.
      if (!fields.isEnabled) endDeliveriesOf(db, webhookId, 'switched-off', at)
      return null
    }),
  'webhook.remove': ({ db }, { webhookId }) =>
    transaction(db, () => {
      if (!deleteWebhook(db, webhookId)) throw new AppError('WEBHOOK_NOT_FOUND', { webhook: webhookId })
      return null
    }),
  'webhook.claim': ({ db }, { webhookIds, at, leaseUntil }) =>
    transaction(db, () => webhookIds.flatMap((webhookId) => claimDelivery(db, { webhookId, at, leaseUntil }) ?? [])),
  'webhook.settle': ({ db }, input) =>
    transaction(db, () => {
      settleDelivery(db, input)
      return null
    }),
  'webhook.note': ({ db }, { webhookId, problem, at }) =>
    transaction(db, () => {
      noteDeliveries(db, webhookId, problem, at)
      return null
    }),
  'webhook.giveUp': ({ db }, { at }) => transaction(db, () => ({ ended: endHopelessDeliveries(db, at) })),
}
