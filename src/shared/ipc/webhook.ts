import { z } from 'zod'
import { NOTICE_KINDS } from '../domain/notice.ts'
import { WEBHOOK_SHAPES, type Webhook, type WebhookOutcome } from '../domain/webhook.ts'
import { nameText, output, route, text } from './route.ts'

const draft = {
  shape: z.enum(WEBHOOK_SHAPES),
  /** http or https; null keeps the stored one. Goes in and never comes out again. */
  url: text(2000).nullable(),
  /** The key with which 钉钉 and 飞书 bots check messages; null keeps the stored one, '' takes it away. */
  secret: z.string().trim().max(500).nullable(),
}

export const webhookRoutes = {
  'webhook.list': route({ input: z.strictObject({}), output: output<readonly Webhook[]>() }),
  /** A new one without `webhookId`, which needs a `url`. WEBHOOK_URL_INVALID, WEBHOOK_NOT_FOUND. */
  'webhook.save': route({
    input: z.strictObject({
      webhookId: text(100).nullable().default(null),
      name: nameText(100),
      kinds: z.array(z.enum(NOTICE_KINDS)).max(NOTICE_KINDS.length),
      isEnabled: z.boolean(),
      ...draft,
    }),
    output: output<Webhook>(),
  }),
  'webhook.remove': route({ input: z.strictObject({ webhookId: text(100) }), output: output<null>() }),
  /** Sends a test message now, also with what is not stored yet. */
  'webhook.test': route({
    input: z.strictObject({ webhookId: text(100).nullable().default(null), ...draft }),
    output: output<WebhookOutcome>(),
  }),
}
