import { Button, Checkbox, PasswordInput, Select, Switch, TextInput } from '@mantine/core'
import { useRef, useState, type FormEvent, type ReactNode } from 'react'
import { NOTICE_KINDS, type NoticeKind } from '../../../shared/domain/notice.ts'
import { WEBHOOK_SHAPES, type Webhook, type WebhookOutcome, type WebhookShape } from '../../../shared/domain/webhook.ts'
import type { SecretStrength } from '../../../shared/ipc/system.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { toSaveInput, toTestInput, webhookDraft, wrongFields, type WebhookDraft } from './webhook-draft.ts'
import { WebhookOutcomeText } from './webhook-outcome.tsx'
import { WebhookSecretField } from './webhook-secret-field.tsx'
import classes from './webhook-settings.module.css'

type Work = 'test' | 'save'

export interface WebhookFormProps {
  /** null adds a new one. */
  readonly webhook: Webhook | null
  readonly secretStrength: SecretStrength
  readonly onClose: () => void
}

/** Everything that a webhook needs, with a test before it is kept. */
export function WebhookForm({ webhook, secretStrength, onClose }: WebhookFormProps): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const [draft, setDraft] = useState(() => webhookDraft(webhook))
  const [checked, setChecked] = useState<Work | null>(null)
  const [work, setWork] = useState<Work | null>(null)
  const [outcome, setOutcome] = useState<WebhookOutcome | null>(null)
  const [failure, setFailure] = useState<{ readonly error: ApiError; readonly during: Work } | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const wrong = checked === null ? [] : wrongFields(draft, checked)

  function change(part: Partial<WebhookDraft>): void {
    setDraft((old) => ({ ...old, ...part }))
    // What came of a test belongs to what was tried.
    if ('url' in part || 'secret' in part || 'shape' in part || 'forgetsSecret' in part) {
      setOutcome(null)
      setFailure(null)
    }
  }

  async function carryOut(kind: Work): Promise<void> {
    setChecked(kind)
    const [first] = wrongFields(draft, kind)
    if (first) {
      form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus()
      return
    }
    setWork(kind)
    setFailure(null)
    setOutcome(null)
    try {
      if (kind === 'test') setOutcome(await api.request('webhook.test', toTestInput(draft)))
      else {
        await api.request('webhook.save', toSaveInput(draft))
        onClose()
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure({ error, during: kind })
    } finally {
      setWork(null)
    }
  }

  async function acceptWeak(): Promise<void> {
    try {
      await api.request('host.acceptWeakSecretStore', {})
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure({ error, during: 'save' })
      return
    }
    await carryOut('save')
  }

  const urlError = draft.url.trim() === '' ? t('webhooks.form.required') : t('webhooks.form.urlWrong')
  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void carryOut('save')
      }}
    >
      <TextInput
        name="name"
        label={t('webhooks.form.name')}
        description={t('webhooks.form.nameHint')}
        value={draft.name}
        maxLength={100}
        required
        data-autofocus
        error={wrong.includes('name') ? t('webhooks.form.required') : null}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Select
        label={t('webhooks.form.shape')}
        description={t(`webhooks.form.hint.${draft.shape}`)}
        data={WEBHOOK_SHAPES.map((value) => ({ value, label: t(`webhooks.shape.${value}`) }))}
        value={draft.shape}
        allowDeselect={false}
        onChange={(value) => change({ shape: (value ?? 'wecom') as WebhookShape })}
      />
      <PasswordInput
        name="url"
        label={t('webhooks.form.url')}
        description={
          webhook ? `${t('webhooks.form.urlKeep')} ${t('webhooks.form.urlHint')}` : t('webhooks.form.urlHint')
        }
        placeholder={webhook ? t('webhooks.form.urlStored', { host: webhook.host }) : 'https://'}
        value={draft.url}
        maxLength={2000}
        required={!webhook}
        autoComplete="off"
        spellCheck={false}
        error={wrong.includes('url') ? urlError : null}
        onChange={(event) => change({ url: event.currentTarget.value })}
      />
      <WebhookSecretField draft={draft} isStored={webhook?.hasSecret ?? false} onChange={change} />
      <Checkbox.Group
        label={t('webhooks.form.kinds')}
        value={[...draft.kinds]}
        onChange={(kinds) => change({ kinds: kinds as NoticeKind[] })}
      >
        <div className={classes.kinds}>
          {NOTICE_KINDS.map((kind) => (
            <Checkbox key={kind} value={kind} label={t(`webhooks.kind.${kind}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <Switch
        label={t('webhooks.form.isEnabled')}
        checked={draft.isEnabled}
        onChange={(event) => change({ isEnabled: event.currentTarget.checked })}
      />
      {secretStrength === 'keychain' ? null : (
        <p className={classes.dim}>{t(secretStrength === 'weak' ? 'webhooks.form.weak' : 'webhooks.form.file')}</p>
      )}
      <div aria-live="polite">{outcome ? <WebhookOutcomeText outcome={outcome} shape={draft.shape} /> : null}</div>
      {failure ? <ErrorNote error={failure.error} onRetry={() => void carryOut(failure.during)} /> : null}
      {failure?.error.code === 'SECRET_STORE_WEAK' ? (
        <Button variant="default" onClick={() => void acceptWeak()}>
          {t('webhooks.form.acceptWeak')}
        </Button>
      ) : null}
      <div className={classes.buttons}>
        <Button
          variant="default"
          loading={work === 'test'}
          disabled={work !== null}
          onClick={() => void carryOut('test')}
        >
          {t('webhooks.test')}
        </Button>
        <span className={classes.spring} role="status">
          {work === 'test' ? t('webhooks.testing') : ''}
        </span>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('webhooks.form.cancel')}
        </Button>
        <Button type="submit" loading={work === 'save'} disabled={work !== null}>
          {t('webhooks.form.save')}
        </Button>
      </div>
    </form>
  )
}
