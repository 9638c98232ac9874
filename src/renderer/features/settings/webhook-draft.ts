import type { NoticeKind } from '../../../shared/domain/notice.ts'
import { SIGNED_SHAPES, type Webhook, type WebhookShape } from '../../../shared/domain/webhook.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'

/** What is typed about a webhook; an empty address or secret keeps the stored one. */
export interface WebhookDraft {
  readonly webhookId: string | null
  readonly name: string
  readonly shape: WebhookShape
  readonly url: string
  readonly secret: string
  readonly forgetsSecret: boolean
  readonly kinds: readonly NoticeKind[]
  readonly isEnabled: boolean
}

export type WebhookField = 'name' | 'url'

/** A new webhook, or a stored one without its secrets, which never come here. */
export function webhookDraft(webhook: Webhook | null): WebhookDraft {
  return {
    webhookId: webhook?.webhookId ?? null,
    name: webhook?.name ?? '',
    shape: webhook?.shape ?? 'wecom',
    url: '',
    secret: '',
    forgetsSecret: false,
    kinds: webhook?.kinds ?? ['digest', 'urgent', 'failure'],
    isEnabled: webhook?.isEnabled ?? true,
  }
}

/** Fields that must be filled in or mended first, in the order of the form. */
export function wrongFields(draft: WebhookDraft, during: 'test' | 'save'): WebhookField[] {
  const wrong: WebhookField[] = []
  if (during === 'save' && draft.name.trim() === '') wrong.push('name')
  if (draft.url.trim() === '' ? draft.webhookId === null : !isAddress(draft.url)) wrong.push('url')
  return wrong
}

/** The form's content as the test wants it. */
export function toTestInput({
  webhookId,
  shape,
  url,
  secret,
  forgetsSecret,
}: WebhookDraft): RouteInput<'webhook.test'> {
  const typed = secret.trim() === '' ? null : secret.trim()
  return {
    webhookId,
    shape,
    url: url.trim() === '' ? null : url.trim(),
    secret: SIGNED_SHAPES.includes(shape) ? (typed ?? (forgetsSecret ? '' : null)) : '',
  }
}

/** The form's content as it is saved. */
export function toSaveInput(draft: WebhookDraft): RouteInput<'webhook.save'> {
  const { name, kinds, isEnabled } = draft
  return { ...toTestInput(draft), name: name.trim(), kinds: [...kinds], isEnabled }
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^/]/i.test(text.trim()) && URL.canParse(text.trim())
}
