import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { Whitelisting } from '../../../shared/domain/link.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { LinkDialogProps } from './link-dialog-props.ts'
import classes from './link-dialog.module.css'
import { LinkModal } from './link-modal.tsx'
import { namesWords, shortName } from './link-words.ts'
import { useCarryOut } from './use-carry-out.ts'
import { focusField, isHalfTyped } from './focus-field.ts'
import { NO_WHITELISTING, WhitelistFields, whitelistProblems } from './whitelist-fields.tsx'

export interface WhitelistDialogProps extends LinkDialogProps {
  /** What is set now, for one link. */
  readonly current?: Whitelisting | null
}

/** Asks why links shall be left alone, and when somebody wants to look at them again. */
export function WhitelistDialog(props: WhitelistDialogProps): ReactNode {
  const { linkIds, names, current = null, isOpen, onClose } = props
  const { t } = useTranslator()
  const formats = useFormats()
  const count = linkIds.length
  const title =
    count === 1
      ? t(current === null ? 'links.whitelist.title' : 'links.whitelist.editTitle', { name: shortName(names[0] ?? '') })
      : t('links.whitelist.titleMany', { count, shown: formats.number(count) })
  return (
    <LinkModal title={title} isOpen={isOpen} onClose={onClose}>
      <WhitelistForm {...props} />
    </LinkModal>
  )
}

function WhitelistForm({ linkIds, names, current = null, onClose }: WhitelistDialogProps): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const api = useApi()
  const { isBusy, error, carryOut } = useCarryOut()
  const former = current?.reviewOn ?? null
  const [draft, setDraft] = useState({ ...NO_WHITELISTING, reason: current?.reason ?? '', reviewOn: former ?? '' })
  const [isChecked, setChecked] = useState(false)
  const problems = whitelistProblems(draft, formats.today, former)

  async function save(): Promise<void> {
    const isDone = await carryOut(async () => {
      const { changed } = await api.request('link.whitelist', {
        linkIds: [...linkIds],
        whitelisting: { reason: draft.reason.trim(), reviewOn: draft.reviewOn === '' ? null : draft.reviewOn },
      })
      notifications.show({ message: t('links.whitelist.done', { count: changed, shown: formats.number(changed) }) })
    })
    if (isDone) onClose()
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    setChecked(true)
    const typed = { ...draft, isReviewBroken: isHalfTyped(event.currentTarget, 'reviewOn') }
    setDraft(typed)
    const found = whitelistProblems(typed, formats.today, former)
    if (found.reason !== null) focusField(event.currentTarget, 'reason')
    else if (found.reviewOn !== null) focusField(event.currentTarget, 'reviewOn')
    else void save()
  }

  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      {linkIds.length > 1 && <p className={classes.text}>{namesWords(translator, formats, names, linkIds.length)}</p>}
      <p className={classes.dim}>{t('links.whitelist.explain')}</p>
      <WhitelistFields
        draft={draft}
        problems={isChecked ? problems : { reason: null, reviewOn: null }}
        isFocused
        onChange={setDraft}
      />
      {error && <ErrorNote error={error} onRetry={() => void save()} />}
      <div className={classes.buttons}>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('links.whitelist.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t(current === null ? 'links.whitelist.confirm' : 'links.whitelist.save')}
        </Button>
      </div>
    </form>
  )
}
