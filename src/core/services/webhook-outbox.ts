import { isAppError } from '../../shared/domain/app-error.ts'
import { toProblemText } from '../../shared/domain/webhook.ts'
import { chooseLanguage } from '../../shared/i18n/resources.ts'
import { createTranslator } from '../../shared/i18n/translator.ts'
import type { WebhookSent } from '../../shared/worker/webhook-frames.ts'
import type { ReadDb } from '../db/connection.ts'
import { hasHopelessDeliveries, listDueWebhooks, type DueWebhook } from '../db/repositories/webhook-delivery.ts'
import type { WriteCommands, Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { WorkerHost } from '../jobs/worker-host.ts'
import type { SecretStore } from '../secrets.ts'
import type { SettingsService } from './settings-service.ts'
import { webhookSecretIds } from './webhook-address.ts'
import { toWebhookMessage } from './webhook-message.ts'
import { toDeliveryEnd } from './webhook-retry.ts'
import { sendByWorker, WEBHOOK_TIMEOUT_MS } from './webhook-sender.ts'

/** Longer than a round takes: starting the worker, the attempt itself, and keeping what came of it. */
const LEASE_MS = 2 * 60_000 + WEBHOOK_TIMEOUT_MS
/** How long an end of the app waits for messages on their way, so that they are not sent again. */
const LEAVE_WITHIN_MS = 1_500

export interface WebhookDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  readonly secrets: SecretStore
  readonly settings: SettingsService
  readonly worker: WorkerHost
  readonly locale: () => string
  readonly onError: (error: unknown) => void
}

/**
 * Sends what waits. A delivery is claimed before it is sent and settled afterwards, so a crash in between sends it once
 * more when the claim has run out, and never loses it; receivers see the same `id` both times.
 */
export interface WebhookOutbox {
  /** Begins to send what is due and answers at once; a call while one is under way is made up for afterwards. */
  send(): void
  /** Ends; what is on its way gets a moment to arrive. */
  stop(): Promise<void>
}

type ClaimedDelivery = WriteCommands['webhook.claim']['output'][number]

/** Where a message goes; `url` is null when no address is kept here. */
interface Route {
  readonly url: string | null
  readonly secret: string | null
}

export function createWebhookOutbox(deps: WebhookDeps): WebhookOutbox {
  const { db, writer, events, clock, secrets, settings } = deps
  const leaving = new AbortController()
  let current: Promise<void> | null = null
  let isAskedAgain = false

  function tell(): void {
    events.emit('notice.changed', {})
    events.emit('webhook.changed', {})
  }

  async function readRoute({ webhookId, problem: known }: DueWebhook, at: number): Promise<Route | null> {
    const ids = webhookSecretIds(webhookId)
    try {
      return { url: await secrets.get(ids.url), secret: await secrets.get(ids.secret) }
    } catch (error) {
      // The window may be able to read what a command or the page cannot, so it stays due; after a day it is given up.
      const problem = toProblemText('secret-unreadable', isAppError(error) ? error.code : '')
      if (problem !== known) {
        await writer.call('webhook.note', { webhookId, problem, at })
        tell()
      }
      return null
    }
  }

  async function settle(claimed: ClaimedDelivery, sent: Omit<WebhookSent, 'sendingId'>): Promise<void> {
    const { webhookId, noticeKey, attempt } = claimed
    const at = clock.now()
    await writer.call('webhook.settle', { webhookId, noticeKey, attempt, end: toDeliveryEnd(sent, attempt, at), at })
    tell()
  }

  /** Sends one delivery of each of the webhooks. Answers those at which more may be tried at once. */
  async function sendRound(routes: ReadonlyMap<string, Route>): Promise<Set<string>> {
    const at = clock.now()
    const well = new Set<string>()
    const proxy = await settings.proxyWithCredentials()
    const claimed = await writer.call('webhook.claim', {
      webhookIds: [...routes.keys()],
      at,
      leaseUntil: at + LEASE_MS,
    })
    const { language, businessZone } = settings.get()
    const translator = createTranslator(chooseLanguage(undefined, language, deps.locale()))
    const open = new Map(claimed.map((delivery) => [delivery.webhookId, delivery]))
    const settling: Promise<void>[] = []
    const end = (webhookId: string, sent: Omit<WebhookSent, 'sendingId'>): void => {
      const delivery = open.get(webhookId)
      if (!delivery) return
      open.delete(webhookId)
      if (sent.outcome.isSent) well.add(webhookId)
      // One that cannot be kept is sent once more when its claim has run out.
      settling.push(settle(delivery, sent).catch(deps.onError))
    }
    const sendings = claimed.flatMap((delivery) => {
      const { webhookId, shape } = delivery
      const { url, secret } = routes.get(webhookId) as Route
      if (url === null) {
        end(webhookId, toOwnFailure('no-address', '', false))
        return []
      }
      try {
        const message = toWebhookMessage(delivery, translator, businessZone)
        return [{ sendingId: webhookId, shape, url, secret, message }]
      } catch (error) {
        // A notice that cannot be put into words must not keep the others back.
        deps.onError(error)
        end(webhookId, toOwnFailure('worker', 'INTERNAL', false))
        return []
      }
    })
    try {
      if (sendings.length > 0) {
        await sendByWorker(deps.worker, { sendings, proxy }, (sent) => end(sent.sendingId, sent), leaving.signal)
      }
    } catch (error) {
      // Nobody knows whether they have arrived; those claims run out by themselves.
      if (leaving.signal.aborted) open.clear()
      for (const webhookId of open.keys()) {
        end(webhookId, toOwnFailure('worker', isAppError(error) ? error.code : '', true))
      }
    }
    await Promise.all(settling)
    return well
  }

  async function sendDue(): Promise<void> {
    /** Webhooks that have had their attempt in this look; the others wait no minute for the next message. */
    const tried = new Set<string>()
    while (!leaving.signal.aborted) {
      const at = clock.now()
      if (hasHopelessDeliveries(db, at)) {
        const { ended } = await writer.call('webhook.giveUp', { at })
        if (ended > 0) tell()
      }
      const routes = new Map<string, Route>()
      for (const due of listDueWebhooks(db, at)) {
        if (tried.has(due.webhookId)) continue
        const route = await readRoute(due, at)
        if (route) routes.set(due.webhookId, route)
        else tried.add(due.webhookId)
      }
      if (routes.size === 0) return
      const well = await sendRound(routes)
      for (const webhookId of routes.keys()) if (!well.has(webhookId)) tried.add(webhookId)
    }
  }

  function begin(): void {
    isAskedAgain = false
    current = sendDue()
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) deps.onError(error)
      })
      .finally(() => {
        current = null
        if (isAskedAgain && !leaving.signal.aborted) begin()
      })
  }

  return {
    send() {
      if (leaving.signal.aborted) return
      if (current) isAskedAgain = true
      else begin()
    },
    async stop() {
      isAskedAgain = false
      const late = setTimeout(() => leaving.abort(), current ? LEAVE_WITHIN_MS : 0)
      await current
      clearTimeout(late)
      leaving.abort()
    },
  }
}

function toOwnFailure(
  reason: 'no-address' | 'worker',
  words: string,
  mayRetry: boolean,
): Omit<WebhookSent, 'sendingId'> {
  const problem = toProblemText(reason, words)
  return { outcome: { isSent: false, httpStatus: null, problem }, mayRetry, retryAfterMs: null }
}
