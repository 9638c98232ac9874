import { Button, Checkbox, Radio, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { DEFAULT_GROUP_ID, LINK_POLICIES, type LinkGroup } from '../../../shared/domain/link.ts'
import { toGroupName } from '../../../shared/i18n/link-words.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { focusField, takeFocus } from './focus-field.ts'
import classes from './link-dialog.module.css'
import { problemOfGroup } from './link-draft.ts'
import { shortName } from './link-words.ts'
import { useCarryOut } from './use-carry-out.ts'

/** Adds a group or changes one; each rule says what it means. */
export function GroupForm({
  group,
  onClose,
}: {
  /** null: a new one. */
  readonly group: LinkGroup | null
  readonly onClose: () => void
}): ReactNode {
  const translator = useTranslator()
  const { t, error: toSentence } = translator
  const api = useApi()
  const { isBusy, error, forget, carryOut } = useCarryOut()
  const isDefault = group?.groupId === DEFAULT_GROUP_ID
  const [draft, setDraft] = useState({
    name: group === null ? '' : toGroupName(translator, group.name),
    policy: group?.policy ?? 'confirmed',
    allowsPrivate: group?.allowsPrivate ?? false,
    includesSubdomains: group?.includesSubdomains ?? false,
  })
  const [isChecked, setChecked] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const problem = isDefault ? null : problemOfGroup(draft.name)
  const isTaken = error?.code === 'LINK_GROUP_NAME_TAKEN'
  useEffect(() => {
    if (isTaken) focusField(form.current, 'name')
  }, [isTaken])

  function change(part: Partial<typeof draft>): void {
    setDraft((old) => ({ ...old, ...part }))
    forget()
  }
  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault()
    setChecked(true)
    if (problem !== null) return focusField(form.current, 'name')
    const isDone = await carryOut(async () => {
      const saved = await api.request('link.saveGroup', {
        groupId: group?.groupId ?? null,
        ...draft,
        name: draft.name.trim(),
      })
      notifications.show({
        message: t('links.group.saved', { name: shortName(toGroupName(translator, saved.name)) }),
      })
    })
    if (isDone) onClose()
  }
  const nameError = isChecked && problem !== null ? t(problem) : isTaken ? toSentence(error.body) : null

  return (
    <form ref={form} className={classes.form} noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        name="name"
        label={t('links.group.name')}
        {...(isDefault ? { description: t('links.group.defaultName') } : {})}
        required={!isDefault}
        readOnly={isDefault}
        ref={takeFocus}
        maxLength={100}
        value={draft.name}
        error={nameError}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Radio.Group
        label={t('links.group.policy')}
        value={draft.policy}
        onChange={(value) => change({ policy: LINK_POLICIES.find((policy) => policy === value) ?? 'confirmed' })}
      >
        <div className={classes.choices}>
          {LINK_POLICIES.map((policy) => (
            <Radio
              key={policy}
              value={policy}
              label={t(`link.policy.${policy}`)}
              description={t(`links.group.policyMeaning.${policy}`)}
            />
          ))}
        </div>
      </Radio.Group>
      <Checkbox
        label={t('links.group.allowsPrivate')}
        description={t('links.group.privateMeaning')}
        checked={draft.allowsPrivate}
        onChange={(event) => change({ allowsPrivate: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('links.group.includesSubdomains')}
        description={t('links.group.subdomainsMeaning')}
        checked={draft.includesSubdomains}
        onChange={(event) => change({ includesSubdomains: event.currentTarget.checked })}
      />
      {error && !isTaken && <ErrorNote error={error} onRetry={() => void submit()} />}
      <div className={classes.buttons}>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('links.group.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t('links.group.save')}
        </Button>
      </div>
    </form>
  )
}
