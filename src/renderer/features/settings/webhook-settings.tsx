import { Button, Modal } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { MAX_WEBHOOKS, type Webhook } from '../../../shared/domain/webhook.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { shorten } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Part } from './part.tsx'
import { WebhookForm } from './webhook-form.tsx'
import { WebhookRemove } from './webhook-remove.tsx'
import { WebhookRow } from './webhook-row.tsx'
import classes from './webhook-settings.module.css'

/** Characters of a name that a dialog's title has room for. */
const TITLE_NAME = 40

type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly webhook: Webhook } | null

/** The places outside that are told of notices: adding, changing, testing and removing them. */
export function WebhookSettings(): ReactNode {
  const { t } = useTranslator()
  const webhooks = useRequest('webhook.list', {})
  const system = useRequest('system.state', {})
  const [open, setOpen] = useState<Open>(null)
  const close = (): void => setOpen(null)
  const secretStrength = system.data?.secretStore ?? 'keychain'
  const edited = open?.kind === 'edit' ? open.webhook : null
  const removed = open?.kind === 'remove' ? open.webhook : null
  return (
    <Part title={t('webhooks.title')} section="webhooks" text={t('webhooks.text')}>
      {webhooks.error ? <ErrorNote error={webhooks.error} onRetry={() => void webhooks.refetch()} /> : null}
      {webhooks.data?.length === 0 ? <p className={classes.dim}>{t('webhooks.none')}</p> : null}
      {webhooks.data && webhooks.data.length > 0 ? (
        <ul className={classes.list}>
          {webhooks.data.map((webhook) => (
            <WebhookRow
              key={webhook.webhookId}
              webhook={webhook}
              onEdit={() => setOpen({ kind: 'edit', webhook })}
              onRemove={() => setOpen({ kind: 'remove', webhook })}
            />
          ))}
        </ul>
      ) : null}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={!webhooks.data || webhooks.data.length >= MAX_WEBHOOKS}
          onClick={() => setOpen({ kind: 'add' })}
        >
          {t('webhooks.add')}
        </Button>
      </div>
      <Modal opened={open?.kind === 'add'} onClose={close} title={t('webhooks.form.addTitle')} size="lg">
        <WebhookForm webhook={null} secretStrength={secretStrength} onClose={close} />
      </Modal>
      <Modal
        opened={edited !== null}
        onClose={close}
        title={edited ? t('webhooks.form.editTitle', { name: shorten(edited.name, TITLE_NAME) }) : ''}
        size="lg"
      >
        {edited ? <WebhookForm webhook={edited} secretStrength={secretStrength} onClose={close} /> : null}
      </Modal>
      <Modal
        opened={removed !== null}
        onClose={close}
        title={removed ? t('webhooks.removeAsk.title', { name: shorten(removed.name, TITLE_NAME) }) : ''}
      >
        {removed ? <WebhookRemove webhook={removed} onClose={close} /> : null}
      </Modal>
    </Part>
  )
}
