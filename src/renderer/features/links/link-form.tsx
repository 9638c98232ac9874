import { Anchor, Button, Checkbox, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import type { AppErrorCode } from '../../../shared/domain/app-error.ts'
import type { Link } from '../../../shared/domain/link.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import type { ApiError } from '../../lib/api.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { afterPress, focusField, isHalfTyped, showWhole } from './focus-field.ts'
import { GroupField } from './group-field.tsx'
import { ItemField } from './item-field.tsx'
import classes from './link-dialog.module.css'
import {
  draftOf,
  nameFromAddress,
  NO_PROBLEMS,
  problemsOf,
  remarkOn,
  type LinkDraft,
  type LinkProblems,
} from './link-draft.ts'
import { LinkModal } from './link-modal.tsx'
import { shortName } from './link-words.ts'
import { useCarryOut } from './use-carry-out.ts'
import { useSaveLink } from './use-save-link.ts'
import { WhitelistFields } from './whitelist-fields.tsx'

export interface LinkFormProps {
  /** null: a new link. */
  readonly link: Link | null
  readonly isOpen: boolean
  /** Another address to begin with, for a link that has moved. */
  readonly proposedUrl?: string | null
  readonly onClose: () => void
  /** After the link has been kept, before the dialog closes; with its id. */
  readonly onSaved?: (linkId: string) => void
}

/** Adds a link or changes one. */
export function LinkForm(props: LinkFormProps): ReactNode {
  const { link, isOpen, onClose } = props
  const { t } = useTranslator()
  return (
    <LinkModal
      title={link === null ? t('links.form.addTitle') : t('links.form.editTitle', { name: shortName(link.name) })}
      isOpen={isOpen}
      onClose={onClose}
      size="lg"
    >
      <Fields {...props} />
    </LinkModal>
  )
}

/** Failures of the core that belong to a field. */
const FIELD_OF: Partial<Record<AppErrorCode, keyof LinkProblems>> = {
  LINK_EXISTS: 'url',
  LINK_URL_INVALID: 'url',
  LINK_GROUP_NOT_FOUND: 'newGroup',
  LINK_GROUP_NAME_TAKEN: 'newGroup',
}

/** The field that a failure is about; null when it is about none. */
function fieldOf({ code, body }: ApiError): keyof LinkProblems | null {
  const named = body.params['field']
  if (code === 'BAD_REQUEST' && (named === 'url' || named === 'name' || named === 'backlinkSite')) return named
  return FIELD_OF[code] ?? null
}

function Fields({ link, proposedUrl = null, onClose, onSaved }: LinkFormProps): ReactNode {
  const { t, error: toSentence } = useTranslator()
  const { today } = useFormats()
  const groups = useRequest('link.groups', {})
  const save = useSaveLink()
  const { isBusy, error, forget, carryOut } = useCarryOut()
  const [draft, setDraft] = useState(() => draftOf(link, proposedUrl))
  const [isChecked, setChecked] = useState(false)
  const [isUrlLeft, setUrlLeft] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const problems = isChecked ? problemsOf(draft, link, today) : NO_PROBLEMS
  const failedField = error === null ? null : fieldOf(error)
  const messageOf = (field: keyof LinkProblems): string | null =>
    problems[field] !== null
      ? t(problems[field])
      : failedField === field && error !== null
        ? toSentence(error.body)
        : null

  useEffect(() => {
    if (failedField !== null) focusField(form.current, failedField)
  }, [failedField, error])

  function change(part: Partial<LinkDraft>): void {
    setDraft((old) => ({ ...old, ...part }))
    forget()
  }
  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault()
    setChecked(true)
    const typed = {
      ...draft,
      whitelist: { ...draft.whitelist, isReviewBroken: isHalfTyped(form.current, 'reviewOn') },
    }
    setDraft(typed)
    const found = problemsOf(typed, link, today)
    const first = (Object.keys(found) as (keyof LinkProblems)[]).find((field) => found[field] !== null)
    if (first !== undefined) return focusField(form.current, first)
    const isDone = await carryOut(async () => {
      const linkId = await save(link, typed, groups.data ?? [], (groupId) => setDraft((old) => ({ ...old, groupId })))
      onSaved?.(linkId)
    })
    if (isDone) onClose()
  }

  return (
    <form ref={form} className={classes.form} noValidate onSubmit={(event) => void submit(event)}>
      <AddressField
        draft={draft}
        link={link}
        isLeft={isUrlLeft || isChecked}
        message={messageOf('url')}
        onChange={change}
        onLeave={() => setUrlLeft(true)}
      />
      <TextInput
        name="name"
        label={t('links.form.name')}
        description={t('links.form.nameHint')}
        placeholder={nameFromAddress(draft.url)}
        maxLength={300}
        value={draft.name}
        error={messageOf('name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TextInput
        name="backlinkSite"
        label={t('links.form.backlinkSite')}
        description={t('links.form.backlinkHint')}
        maxLength={500}
        spellCheck={false}
        value={draft.backlinkSite}
        error={messageOf('backlinkSite')}
        onChange={(event) => change({ backlinkSite: event.currentTarget.value })}
      />
      <GroupField
        groups={groups.data ?? []}
        groupId={draft.groupId}
        newGroup={draft.newGroup}
        error={messageOf('newGroup')}
        onChange={change}
      />
      <ItemField itemId={draft.itemId} onChange={(itemId) => change({ itemId })} />
      <Checkbox
        label={t('links.form.whitelisted')}
        checked={draft.isWhitelisted}
        onChange={(event) => change({ isWhitelisted: event.currentTarget.checked })}
      />
      {draft.isWhitelisted ? (
        <div className={classes.indented} ref={link?.whitelisting ? null : showWhole}>
          <WhitelistFields
            draft={draft.whitelist}
            problems={{ reason: problems.reason, reviewOn: problems.reviewOn }}
            onChange={(whitelist) => change({ whitelist })}
          />
        </div>
      ) : (
        link === null && (
          <Checkbox
            label={t('links.form.checkAfter')}
            checked={draft.checksAfter}
            onChange={(event) => change({ checksAfter: event.currentTarget.checked })}
          />
        )
      )}
      {groups.error && <ErrorNote error={groups.error} onRetry={() => void groups.refetch()} />}
      {error && failedField === null && <ErrorNote error={error} onRetry={() => void submit()} />}
      <div className={`${classes.buttons} ${classes.sticky}`}>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('links.form.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t(link === null ? 'links.form.add' : 'links.form.save')}
        </Button>
      </div>
    </form>
  )
}

/** The address, with what there is to say about it as soon as it has been typed. */
function AddressField({
  draft,
  link,
  isLeft,
  message,
  onChange,
  onLeave,
}: {
  readonly draft: LinkDraft
  readonly link: Link | null
  /** True once the person has been done with it. */
  readonly isLeft: boolean
  readonly message: string | null
  readonly onChange: (part: Partial<LinkDraft>) => void
  readonly onLeave: () => void
}): ReactNode {
  const { t } = useTranslator()
  const address = useRef<HTMLInputElement>(null)
  const remark = draft.url.trim() === '' ? null : remarkOn(draft.url)
  const error = message ?? (isLeft && remark?.isProblem ? t(`links.form.address.${remark.words}`) : null)
  const isOther = link !== null && link.checkedAt !== null && draft.url.trim() !== link.url
  return (
    <div>
      <TextInput
        ref={address}
        name="url"
        label={t('links.form.url')}
        placeholder={t('links.form.urlPlaceholder')}
        required
        data-autofocus
        maxLength={4096}
        spellCheck={false}
        autoComplete="off"
        inputMode="url"
        value={draft.url}
        error={error}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
        onBlur={() => afterPress(onLeave)}
      />
      <div aria-live="polite">
        {remark && remark.suggestion !== null && (
          <span className={classes.suggestion}>
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => {
                // The button goes away with what it mends.
                address.current?.focus()
                onChange({ url: remark.suggestion ?? draft.url })
              }}
            >
              {t('links.form.useSuggestion', { url: shortName(remark.suggestion, 60) })}
            </Anchor>
          </span>
        )}
        {remark && !remark.isProblem && <p className={classes.suggestion}>{t(`links.form.address.${remark.words}`)}</p>}
        {isOther && remark === null && <p className={classes.suggestion}>{t('links.form.otherUrlForgets')}</p>}
      </div>
    </div>
  )
}
