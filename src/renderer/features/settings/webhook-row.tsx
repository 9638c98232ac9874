import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Webhook, WebhookOutcome } from '../../../shared/domain/webhook.ts'
import { webhookProblem } from '../../../shared/i18n/webhook-words.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { StatusDot, type StatusTone } from '../../components/status-dot.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { WebhookOutcomeText } from './webhook-outcome.tsx'
import classes from './webhook-settings.module.css'

function toneOf({ isEnabled, last, waitingProblem }: Webhook): StatusTone {
  if (!isEnabled) return 'neutral'
  if (waitingProblem !== null) return 'warning'
  if (last === null) return 'neutral'
  return last.state === 'sent' ? 'good' : 'bad'
}

/** One webhook: where it leads, what it is told, how the last delivery went, and what can be done. */
export function WebhookRow({
  webhook,
  onEdit,
  onRemove,
}: {
  readonly webhook: Webhook
  readonly onEdit: () => void
  readonly onRemove: () => void
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const api = useApi()
  const [isTesting, setTesting] = useState(false)
  const [outcome, setOutcome] = useState<WebhookOutcome | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const { name, last, kinds } = webhook

  async function test(): Promise<void> {
    setTesting(true)
    setOutcome(null)
    setError(null)
    try {
      const { webhookId, shape } = webhook
      setOutcome(await api.request('webhook.test', { webhookId, shape, url: null, secret: null }))
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    } finally {
      setTesting(false)
    }
  }

  const state = !webhook.isEnabled
    ? t('webhooks.state.off')
    : last === null
      ? t('webhooks.state.never')
      : t(`webhooks.state.${last.state}`, { when: formats.instant(last.at) })
  const told = kinds.length === 0 ? t('webhooks.noKinds') : kinds.map((kind) => t(`webhooks.kind.${kind}`)).join(' · ')
  return (
    <li className={classes.row} aria-label={name}>
      <div className={classes.facts}>
        <span className={classes.name} title={name}>
          {name}
        </span>
        <span className={classes.dim}>
          {t(`webhooks.shape.${webhook.shape}`)} · {webhook.host}
        </span>
        <span className={classes.dim}>{told}</span>
        <span className={classes.state}>
          <StatusDot tone={toneOf(webhook)} label={state} />
          {webhook.waiting > 0 ? (
            <span className={classes.dim}>{t('webhooks.state.waiting', { count: webhook.waiting })}</span>
          ) : null}
        </span>
        {webhook.waitingProblem !== null ? (
          <span className={classes.problem}>
            {t('webhooks.state.retrying', { problem: webhookProblem(translator, webhook.waitingProblem) })}
          </span>
        ) : null}
        {webhook.isEnabled && webhook.waitingProblem === null && last?.state === 'failed' && last.problem !== null ? (
          <span className={classes.problem}>{webhookProblem(translator, last.problem)}</span>
        ) : null}
      </div>
      <div className={classes.actions}>
        <Button
          size="compact-xs"
          variant="default"
          loading={isTesting}
          aria-label={`${t('webhooks.test')} ${name}`}
          onClick={() => void test()}
        >
          {t('webhooks.test')}
        </Button>
        <Button size="compact-xs" variant="default" aria-label={`${t('webhooks.edit')} ${name}`} onClick={onEdit}>
          {t('webhooks.edit')}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="red"
          aria-label={`${t('webhooks.remove')} ${name}`}
          onClick={onRemove}
        >
          {t('webhooks.remove')}
        </Button>
      </div>
      <div className={classes.told} role="status">
        {outcome ? <WebhookOutcomeText outcome={outcome} shape={webhook.shape} /> : null}
      </div>
      {error ? <ErrorNote error={error} onRetry={() => void test()} /> : null}
    </li>
  )
}
