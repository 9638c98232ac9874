import { IconCheck, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { WebhookOutcome, WebhookShape } from '../../../shared/domain/webhook.ts'
import { webhookProblem } from '../../../shared/i18n/webhook-words.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './webhook-settings.module.css'

/** What came of a test, in words. */
export function WebhookOutcomeText({
  outcome,
  shape,
}: {
  readonly outcome: WebhookOutcome
  readonly shape: WebhookShape
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const Icon = outcome.isSent ? IconCheck : IconX
  const text = outcome.isSent
    ? shape === 'generic'
      ? t('webhooks.outcome.sentGeneric', { status: outcome.httpStatus ?? 200 })
      : t('webhooks.outcome.sent', { host: t(`webhooks.shape.${shape}`) })
    : t('webhooks.outcome.notSent', { reason: webhookProblem(translator, outcome.problem ?? '') })
  return (
    <p className={classes.outcome} data-sent={outcome.isSent}>
      <Icon size={16} aria-hidden />
      <span>{text}</span>
    </p>
  )
}
