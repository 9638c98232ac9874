import { Button, Collapse, PasswordInput, Select, TextInput, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useId, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { SITES, type Account, type AccountTest } from '../../../shared/domain/account.ts'
import type { SecretStrength } from '../../../shared/ipc/system.ts'
import { ApiError } from '../../lib/api.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { ErrorNote } from '../error-note.tsx'
import { missingFields, proposedSchedule, type AccountDraft, type RequiredField } from './account-draft.ts'
import classes from './account-form.module.css'
import { LimitFields, PolicyFields, WholeInput } from './policy-fields.tsx'
import { PolicyText } from './policy-text.tsx'
import { ScheduleField } from './schedule-field.tsx'
import { TestResult } from './test-result.tsx'

/** Providers that can be chosen; the others have no connector. */
const PROVIDERS = ['huawei', 'demo'] as const

export interface AccountFormProps {
  readonly initial: AccountDraft
  readonly isNew: boolean
  readonly secretStrength: SecretStrength
  readonly submitLabel: string
  readonly onTry: (draft: AccountDraft) => Promise<AccountTest>
  readonly onSubmit: (draft: AccountDraft) => Promise<void>
  /** The person accepts that the key is kept without a keychain. */
  readonly onAcceptWeak: () => Promise<void>
  readonly onCancel: (() => void) | null
}

type Work = 'test' | 'save' | null

/** Everything that an account needs, with a test of the key before it is kept. */
export function AccountForm(props: AccountFormProps): ReactNode {
  const { isNew, secretStrength } = props
  const { t } = useTranslator()
  const [draft, setDraft] = useState(props.initial)
  const [isScheduleChosen, setScheduleChosen] = useState(false)
  const [isChecked, setChecked] = useState(false)
  const [isAdvanced, setAdvanced] = useState(false)
  const [work, setWork] = useState<Work>(null)
  const [result, setResult] = useState<AccountTest | null>(null)
  const [failure, setFailure] = useState<{ readonly error: ApiError; readonly during: 'test' | 'save' } | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const advancedId = useId()
  const isDemo = draft.provider === 'demo'
  const missing = isChecked ? missingFields(draft, isNew) : []
  const isWeak = failure?.error.code === 'SECRET_STORE_WEAK'

  function change(part: Partial<AccountDraft>): void {
    setDraft((old) => ({ ...old, ...part }))
    // A result belongs to the key that was tried.
    if ('accessKey' in part || 'secretKey' in part || 'site' in part || 'endpoint' in part || 'provider' in part) {
      setResult(null)
      setFailure(null)
    }
  }

  async function carryOut(kind: 'test' | 'save', action: () => Promise<void>): Promise<void> {
    setChecked(true)
    const fields = missingFields(draft, isNew).filter(
      // A key can be tried before everything else is there.
      (field) => kind === 'save' || field === 'accessKey' || field === 'secretKey',
    )
    if (fields[0]) {
      form.current?.querySelector<HTMLInputElement>(`[name="${fields[0]}"]`)?.focus()
      return
    }
    setWork(kind)
    setFailure(null)
    try {
      await action()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure({ error, during: kind })
    } finally {
      setWork(null)
    }
  }

  const tryKey = (): Promise<void> =>
    carryOut('test', async () => {
      setResult(null)
      setResult(await props.onTry(draft))
    })
  const save = (): Promise<void> => carryOut('save', () => props.onSubmit(draft))
  const errorOf = (field: RequiredField): { error?: string } =>
    missing.includes(field) ? { error: t('accounts.form.required') } : {}

  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void save()
      }}
    >
      <div className={classes.fields}>
        <Select
          label={t('accounts.form.provider')}
          data={PROVIDERS.map((value) => ({ value, label: t(`domain.provider.${value}`) }))}
          value={draft.provider}
          disabled={!isNew}
          allowDeselect={false}
          onChange={(value) => {
            const provider = (value ?? 'huawei') as Account['provider']
            change({ provider, ...(isScheduleChosen ? {} : { schedule: proposedSchedule(provider) }) })
          }}
        />
        {isDemo ? (
          <WholeInput
            label={t('accounts.form.demoSize')}
            value={draft.demoSize}
            min={1}
            max={1_000_000}
            onChange={(demoSize) => change({ demoSize })}
          />
        ) : (
          <Select
            label={t('accounts.form.site')}
            data={SITES.map((value) => ({ value, label: t(`accounts.form.sites.${value}`) }))}
            value={draft.site}
            allowDeselect={false}
            onChange={(value) => change({ site: (value ?? 'china') as Account['site'] })}
          />
        )}
        <TextInput
          className={classes.wide}
          name="name"
          label={t('accounts.form.name')}
          description={t('accounts.form.nameHint')}
          value={draft.name}
          maxLength={200}
          required
          data-autofocus
          onChange={(event) => change({ name: event.currentTarget.value })}
          {...errorOf('name')}
        />
        {isDemo ? null : (
          <>
            <TextInput
              className={classes.wide}
              name="accessKey"
              label={t('accounts.form.accessKey')}
              value={draft.accessKey}
              maxLength={200}
              required
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => change({ accessKey: event.currentTarget.value })}
              {...errorOf('accessKey')}
            />
            <PasswordInput
              className={classes.wide}
              name="secretKey"
              label={t('accounts.form.secretKey')}
              description={
                isNew
                  ? t('accounts.form.secretHint')
                  : `${t('accounts.form.secretKeep')} ${t('accounts.form.secretHint')}`
              }
              value={draft.secretKey}
              maxLength={1000}
              required={isNew}
              autoComplete="new-password"
              spellCheck={false}
              onChange={(event) => change({ secretKey: event.currentTarget.value })}
              {...errorOf('secretKey')}
            />
          </>
        )}
        {isNew ? (
          <ScheduleField
            draft={draft.schedule}
            error={missing.includes('time') ? t('schedules.editor.timeWrong') : null}
            onChange={(schedule) => {
              setScheduleChosen(true)
              change({ schedule })
            }}
          />
        ) : null}
      </div>
      {isDemo || secretStrength === 'keychain' ? null : (
        <p className={classes.dim}>
          {t(secretStrength === 'weak' ? 'accounts.form.secretWeak' : 'accounts.form.secretFile')}
        </p>
      )}
      {isDemo ? null : (
        <>
          <PolicyText />
          <div>
            <UnstyledButton
              className={classes.disclosure}
              aria-expanded={isAdvanced}
              aria-controls={advancedId}
              onClick={() => setAdvanced(!isAdvanced)}
            >
              <IconChevronRight size={14} aria-hidden data-open={isAdvanced || undefined} />
              {t('accounts.form.advanced')}
            </UnstyledButton>
            <Collapse expanded={isAdvanced} id={advancedId}>
              <div className={classes.advanced}>
                <PolicyFields policy={draft.policy} onChange={(policy) => change({ policy })} />
                <TextInput
                  label={t('accounts.form.endpoint')}
                  description={t('accounts.form.endpointHint')}
                  value={draft.endpoint}
                  maxLength={2000}
                  spellCheck={false}
                  onChange={(event) => change({ endpoint: event.currentTarget.value })}
                />
                <LimitFields limits={draft.limits} onChange={(limits) => change({ limits })} />
              </div>
            </Collapse>
          </div>
        </>
      )}
      {result ? <TestResult result={result} /> : null}
      {failure ? (
        <ErrorNote error={failure.error} onRetry={() => void (failure.during === 'test' ? tryKey() : save())} />
      ) : null}
      {isWeak ? (
        <Button variant="default" onClick={() => void props.onAcceptWeak().then(save)}>
          {t('accounts.form.acceptWeak')}
        </Button>
      ) : null}
      <div className={classes.buttons}>
        {isDemo ? null : (
          <Button variant="default" loading={work === 'test'} disabled={work !== null} onClick={() => void tryKey()}>
            {t('accounts.form.tryKey')}
          </Button>
        )}
        <span className={classes.spring} role="status">
          {work === 'test' ? t('accounts.form.trying') : ''}
        </span>
        {props.onCancel ? (
          <Button variant="subtle" color="gray" onClick={props.onCancel}>
            {t('accounts.form.cancel')}
          </Button>
        ) : null}
        <Button type="submit" loading={work === 'save'} disabled={work !== null}>
          {props.submitLabel}
        </Button>
      </div>
    </form>
  )
}
