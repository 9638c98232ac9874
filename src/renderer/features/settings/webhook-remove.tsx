import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Webhook } from '../../../shared/domain/webhook.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './webhook-settings.module.css'

/** Asks once, naming what goes. */
export function WebhookRemove({
  webhook,
  onClose,
}: {
  readonly webhook: Webhook
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)

  async function remove(): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      await api.request('webhook.remove', { webhookId: webhook.webhookId })
      onClose()
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className={classes.form}>
      <p className={classes.plain}>{t('webhooks.removeAsk.text')}</p>
      {error ? <ErrorNote error={error} onRetry={() => void remove()} /> : null}
      <div className={classes.buttons}>
        <span className={classes.spring} />
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('webhooks.removeAsk.cancel')}
        </Button>
        <Button color="red" loading={isBusy} onClick={() => void remove()}>
          {t('webhooks.removeAsk.confirm')}
        </Button>
      </div>
    </div>
  )
}
