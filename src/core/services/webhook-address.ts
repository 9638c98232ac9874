import { AppError } from '../../shared/domain/app-error.ts'
import { SIGNED_SHAPES, type WebhookShape } from '../../shared/domain/webhook.ts'

/** An address as it is kept: the whole of it is secret, the host is for people. */
export interface WebhookAddress {
  readonly url: string
  readonly host: string
}

/** Throws WEBHOOK_URL_INVALID, which says nothing of the address, for what is no http or https address. */
export function parseWebhookAddress(text: string): WebhookAddress {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null
  const isFine =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.hostname !== '' &&
    url.username === '' &&
    url.password === ''
  if (!isFine) throw new AppError('WEBHOOK_URL_INVALID')
  url.hash = ''
  return { url: url.href, host: url.host }
}

/** True for shapes that can be signed. */
export function canSign(shape: WebhookShape): boolean {
  return SIGNED_SHAPES.includes(shape)
}

/** Under these names the secret store keeps what a webhook must not show. */
export function webhookSecretIds(webhookId: string): { readonly url: string; readonly secret: string } {
  return { url: `webhook:${webhookId}:url`, secret: `webhook:${webhookId}:secret` }
}
