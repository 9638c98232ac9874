import { Button, Checkbox, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState, type FormEvent, type ReactNode } from 'react'
import { DEFAULT_GROUP_ID } from '../../../shared/domain/link.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { focusField } from './focus-field.ts'
import { GroupField } from './group-field.tsx'
import type { LinkDialogProps } from './link-dialog-props.ts'
import classes from './link-dialog.module.css'
import { NEW_GROUP, orNull, problemOfGroup, problemOfSite } from './link-draft.ts'
import { LinkModal } from './link-modal.tsx'
import { namesWords } from './link-words.ts'
import { useCarryOut } from './use-carry-out.ts'
import { toGroupId } from './use-save-link.ts'

export type LinkBulkFormProps = LinkDialogProps

/** Changes group or wanted site of several links at once. */
export function LinkBulkForm(props: LinkBulkFormProps): ReactNode {
  const { linkIds, isOpen, onClose } = props
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <LinkModal
      title={t('links.form.bulkTitle', { count: linkIds.length, shown: formats.number(linkIds.length) })}
      isOpen={isOpen}
      onClose={onClose}
    >
      <Fields {...props} />
    </LinkModal>
  )
}

function Fields({ linkIds, names, onClose }: LinkBulkFormProps): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const api = useApi()
  const groups = useRequest('link.groups', {})
  const { isBusy, error, forget, carryOut } = useCarryOut()
  const [draft, setDraft] = useState({
    changesGroup: false,
    groupId: DEFAULT_GROUP_ID,
    newGroup: '',
    changesSite: false,
    backlinkSite: '',
  })
  const [isChecked, setChecked] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const isNothing = !draft.changesGroup && !draft.changesSite
  const groupProblem = draft.changesGroup && draft.groupId === NEW_GROUP ? problemOfGroup(draft.newGroup) : null
  const siteProblem = draft.changesSite ? problemOfSite(draft.backlinkSite) : null
  const say = (key: string | null): string | null => (isChecked && key !== null ? t(key) : null)

  function change(part: Partial<typeof draft>): void {
    setDraft((old) => ({ ...old, ...part }))
    forget()
  }
  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault()
    setChecked(true)
    if (isNothing) return
    if (groupProblem !== null) return focusField(form.current, 'newGroup')
    if (siteProblem !== null) return focusField(form.current, 'backlinkSite')
    const isDone = await carryOut(async () => {
      const groupId = draft.changesGroup ? await toGroupId(api, groups.data ?? [], draft) : null
      if (groupId !== null) setDraft((old) => ({ ...old, groupId }))
      const { changed } = await api.request('link.update', {
        linkIds: [...linkIds],
        patch: {
          ...(groupId === null ? {} : { groupId }),
          ...(draft.changesSite ? { backlinkSite: orNull(draft.backlinkSite) } : {}),
        },
      })
      notifications.show({ message: t('links.form.savedMany', { count: changed, shown: formats.number(changed) }) })
    })
    if (isDone) onClose()
  }

  return (
    <form ref={form} className={classes.form} noValidate onSubmit={(event) => void submit(event)}>
      <p className={classes.text}>{namesWords(translator, formats, names, linkIds.length)}</p>
      <Checkbox
        data-autofocus
        label={t('links.form.changeGroup')}
        checked={draft.changesGroup}
        onChange={(event) => change({ changesGroup: event.currentTarget.checked })}
      />
      {draft.changesGroup && (
        <div className={classes.indented}>
          <GroupField
            groups={groups.data ?? []}
            groupId={draft.groupId}
            newGroup={draft.newGroup}
            error={say(groupProblem)}
            onChange={change}
          />
        </div>
      )}
      <Checkbox
        label={t('links.form.changeBacklink')}
        checked={draft.changesSite}
        onChange={(event) => change({ changesSite: event.currentTarget.checked })}
      />
      {draft.changesSite && (
        <div className={classes.indented}>
          <TextInput
            name="backlinkSite"
            label={t('links.form.backlinkSite')}
            description={t('links.form.bulkBacklinkHint')}
            maxLength={500}
            spellCheck={false}
            value={draft.backlinkSite}
            error={say(siteProblem)}
            onChange={(event) => change({ backlinkSite: event.currentTarget.value })}
          />
        </div>
      )}
      {error && <ErrorNote error={error} onRetry={() => void submit()} />}
      <div className={classes.buttons}>
        <span className={classes.spring} role="status">
          {isChecked && isNothing ? t('links.form.bulkNothing') : ''}
        </span>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('links.form.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t('links.form.save')}
        </Button>
      </div>
    </form>
  )
}
