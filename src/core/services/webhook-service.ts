import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { NOTICE_KINDS } from '../../shared/domain/notice.ts'
import { MAX_WEBHOOKS, type Webhook, type WebhookOutcome, type WebhookShape } from '../../shared/domain/webhook.ts'
import { chooseLanguage } from '../../shared/i18n/resources.ts'
import { createTranslator } from '../../shared/i18n/translator.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import { countWebhooks, getWebhook, listWebhooks } from '../db/repositories/webhook.ts'
import { canSign, parseWebhookAddress, webhookSecretIds } from './webhook-address.ts'
import { toWebhookMessage } from './webhook-message.ts'
import { createWebhookOutbox, type WebhookDeps } from './webhook-outbox.ts'
import { sendByWorker } from './webhook-sender.ts'

export interface WebhookService {
  list(): RouteOutput<'webhook.list'>
  save(input: RouteParsed<'webhook.save'>): Promise<RouteOutput<'webhook.save'>>
  remove(webhookId: string): Promise<RouteOutput<'webhook.remove'>>
  test(input: RouteParsed<'webhook.test'>): Promise<RouteOutput<'webhook.test'>>
  /** Begins to send what waits and is due; the sending itself is not waited for. Never rejects. */
  send(): Promise<void>
  /** Ends sending and tests; messages on their way get a moment to arrive. */
  stop(): Promise<void>
}

/** Places outside that are told of notices. */
export function createWebhookService(deps: WebhookDeps): WebhookService {
  const { db, writer, events, clock, secrets, settings } = deps
  const outbox = createWebhookOutbox(deps)
  const leaving = new AbortController()

  async function save(input: RouteParsed<'webhook.save'>): Promise<Webhook> {
    const before = input.webhookId === null ? null : getWebhook(db, input.webhookId)
    const address = input.url === null ? null : parseWebhookAddress(input.url)
    const host = address?.host ?? before?.host
    if (host === undefined) throw new AppError('WEBHOOK_URL_INVALID')
    if (!before && countWebhooks(db) >= MAX_WEBHOOKS) throw new AppError('WEBHOOK_LIMIT', { limit: MAX_WEBHOOKS })
    const webhookId = before?.webhookId ?? randomUUID()
    const secret = canSign(input.shape) ? input.secret : ''
    const hasSecret = secret === null ? (before?.hasSecret ?? false) : secret !== ''
    const fields = {
      name: input.name,
      shape: input.shape,
      host,
      kinds: NOTICE_KINDS.filter((kind) => input.kinds.includes(kind)),
      isEnabled: input.isEnabled,
      hasSecret,
    }
    const ids = webhookSecretIds(webhookId)
    const undo: (() => Promise<void>)[] = []
    try {
      // Secrets first: a webhook whose address could not be kept must not be told of anything.
      if (address) await replaceSecret(ids.url, address.url, undo)
      if (secret !== null && (before || secret !== '')) await replaceSecret(ids.secret, secret, undo)
      await writer.call('webhook.save', { webhookId, isNew: !before, fields, at: clock.now() })
    } catch (error) {
      for (const step of undo.toReversed()) await step()
      throw error
    }
    events.emit('webhook.changed', {})
    events.emit('notice.changed', {})
    return getWebhook(db, webhookId)
  }

  /** Puts a secret in the place of another, '' takes it away; `undo` learns how to go back. */
  async function replaceSecret(id: string, value: string, undo: (() => Promise<void>)[]): Promise<void> {
    // One that cannot be read here is given up: the person has just given another.
    const former = await secrets.get(id).catch(() => null)
    if (value === '') await secrets.delete(id)
    else await secrets.set(id, value)
    undo.push(() => (former === null ? secrets.delete(id) : secrets.set(id, former)))
  }

  async function test(input: RouteParsed<'webhook.test'>): Promise<WebhookOutcome> {
    const { url, secret } = await readDraft(input)
    const { language, businessZone } = settings.get()
    const translator = createTranslator(chooseLanguage(undefined, language, deps.locale()))
    const notice = { noticeId: randomUUID(), createdAt: clock.now(), payload: { kind: 'test' } as const }
    const message = toWebhookMessage(notice, translator, businessZone)
    const sendings = [{ sendingId: 'test', shape: input.shape, url, secret, message }]
    const proxy = await settings.proxyWithCredentials()
    let outcome: WebhookOutcome | null = null
    await sendByWorker(deps.worker, { sendings, proxy }, (sent) => (outcome = sent.outcome), leaving.signal)
    if (!outcome) throw new Error('a sending without an outcome')
    return outcome
  }

  /** What is typed, completed by what is kept. */
  async function readDraft(input: RouteParsed<'webhook.test'>): Promise<{ url: string; secret: string | null }> {
    const ids = input.webhookId === null ? null : webhookSecretIds(getWebhook(db, input.webhookId).webhookId)
    const url = input.url ?? (ids && (await secrets.get(ids.url)))
    if (url === null) throw new AppError('WEBHOOK_URL_INVALID')
    const address = parseWebhookAddress(url)
    return { url: address.url, secret: await readSecret(input.shape, input.secret, ids?.secret ?? null) }
  }

  async function readSecret(
    shape: WebhookShape,
    typed: string | null,
    storedId: string | null,
  ): Promise<string | null> {
    if (!canSign(shape) || typed === '') return null
    return typed ?? (storedId === null ? null : await secrets.get(storedId))
  }

  return {
    list: () => listWebhooks(db),
    save,
    async remove(webhookId) {
      getWebhook(db, webhookId)
      const ids = webhookSecretIds(webhookId)
      // First, so that no key is left behind when the store is locked.
      await secrets.delete(ids.url)
      await secrets.delete(ids.secret)
      await writer.call('webhook.remove', { webhookId })
      events.emit('webhook.changed', {})
      events.emit('notice.changed', {})
      return null
    },
    test,
    async send() {
      outbox.send()
    },
    async stop() {
      leaving.abort()
      await outbox.stop()
    },
  }
}
