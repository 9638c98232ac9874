import { Checkbox, PasswordInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import type { WebhookDraft } from './webhook-draft.ts'
import classes from './webhook-settings.module.css'

/** The signing secret, where the kind of bot knows one. */
export function WebhookSecretField({
  draft,
  isStored,
  onChange,
}: {
  readonly draft: WebhookDraft
  readonly isStored: boolean
  readonly onChange: (part: Partial<WebhookDraft>) => void
}): ReactNode {
  const { t } = useTranslator()
  if (draft.shape !== 'dingtalk' && draft.shape !== 'feishu') return null
  return (
    <div className={classes.secret}>
      <PasswordInput
        name="secret"
        label={t(`webhooks.form.secret.${draft.shape}`)}
        description={isStored ? t('webhooks.form.secretKeep') : t('webhooks.form.secretHint')}
        placeholder={isStored && !draft.forgetsSecret ? t('webhooks.form.secretStored') : ''}
        value={draft.secret}
        maxLength={500}
        autoComplete="new-password"
        spellCheck={false}
        onChange={(event) => onChange({ secret: event.currentTarget.value })}
      />
      {isStored && draft.secret === '' ? (
        <Checkbox
          label={t('webhooks.form.secretForget')}
          checked={draft.forgetsSecret}
          onChange={(event) => onChange({ forgetsSecret: event.currentTarget.checked })}
        />
      ) : null}
    </div>
  )
}
