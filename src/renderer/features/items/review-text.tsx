import { Textarea } from '@mantine/core'
import { useId, type KeyboardEvent, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { fieldLabel } from './field-texts.ts'
import { useTextDraft, type TextDraft } from './review-drafts.ts'
import { ReviewField } from './review-field.tsx'
import classes from './review-form.module.css'
import type { ReviewSave, SavedField } from './use-review-save.ts'

/** Saves a text when it has changed and nobody else has changed it meanwhile; what was typed stays when that fails. */
export async function saveDraft(
  draft: TextDraft,
  saves: ReviewSave,
  field: Extract<SavedField, 'owner' | 'backupOwner' | 'reason' | 'note'>,
  options: { readonly isInsisting?: boolean; readonly text?: string } = {},
): Promise<boolean> {
  const text = (options.text ?? draft.text).trim()
  const isChosen = options.text !== undefined
  if (!draft.isDirty && !isChosen) {
    draft.drop()
    return true
  }
  if (draft.elsewhere !== null && options.isInsisting !== true && !isChosen) return false
  const isSaved = await saves.save(field, { [field]: text === '' ? null : text })
  if (isSaved) draft.drop()
  return isSaved
}

/** Why it was decided so; enter saves, shift and enter begins a line. */
export function ReasonField({ item, saves }: { readonly item: Item; readonly saves: ReviewSave }): ReactNode {
  const { t } = useTranslator()
  const id = useId()
  const draft = useTextDraft(item.id, 'reason', item.reason ?? '')

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && draft.isDirty) {
      event.preventDefault()
      draft.drop()
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void saveDraft(draft, saves, 'reason')
    }
  }
  return (
    <ReviewField
      label={fieldLabel(t, 'reason')}
      htmlFor={id}
      state={saves.stateOf('reason')}
      draft={draft}
      onInsist={() => void saveDraft(draft, saves, 'reason', { isInsisting: true })}
    >
      <Textarea
        id={id}
        rows={1}
        classNames={{ input: classes.growing ?? '' }}
        maxLength={2000}
        placeholder={t('review.form.reasonHint')}
        value={draft.text}
        onChange={(event) => draft.write(event.currentTarget.value)}
        onBlur={() => void saveDraft(draft, saves, 'reason')}
        onKeyDown={onKeyDown}
      />
    </ReviewField>
  )
}
