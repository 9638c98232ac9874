import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import { NoteText } from '../../components/note-text/note-text.tsx'
import { sayWithUndo } from '../../components/undo-toast.tsx'
import { isApple, useHotkey } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { fieldLabel } from './field-texts.ts'
import { useTextDraft, type TextDraft } from './review-drafts.ts'
import { ReviewField } from './review-field.tsx'
import classes from './review-form.module.css'
import { saveDraft } from './review-text.tsx'
import type { ReviewSave } from './use-review-save.ts'

/** As long as the contract takes it. */
const MAX_NOTE = 20_000

/** The note: read as it is meant, or being written with a look at the result. */
export function NoteField({ item, saves }: { readonly item: Item; readonly saves: ReviewSave }): ReactNode {
  const { t } = useTranslator()
  const id = useId()
  const edit = useRef<HTMLButtonElement>(null)
  const draft = useTextDraft(item.id, 'note', item.note ?? '')
  const [isOpen, setOpen] = useState(false)
  const isEditing = isOpen || draft.isDirty
  useHotkey('d n', () => setOpen(true), t('review.form.goTo', { field: fieldLabel(t, 'note') }), {
    group: t('review.form.keys'),
  })

  function close(): void {
    setOpen(false)
    // The button is there again after the next drawing.
    requestAnimationFrame(() => edit.current?.focus())
  }
  async function save(isInsisting = false): Promise<void> {
    if (await saveDraft(draft, saves, 'note', { isInsisting })) close()
  }
  function cancel(): void {
    const { text, isDirty, write } = draft
    draft.drop()
    close()
    if (isDirty) sayWithUndo('item-note', t('review.form.dropped'), t('review.form.restore'), () => write(text))
  }
  return (
    <ReviewField
      label={fieldLabel(t, 'note')}
      {...(isEditing ? { htmlFor: id } : {})}
      state={saves.stateOf('note')}
      draft={draft}
      onInsist={() => void save(true)}
    >
      {isEditing ? (
        <NoteEditor id={id} draft={draft} onSave={() => void save()} onCancel={cancel} isFocused={isOpen} />
      ) : (
        <>
          {item.note !== null && <NoteText note={item.note} label={fieldLabel(t, 'note')} />}
          <span className={classes.buttons}>
            <Button ref={edit} size="compact-xs" variant="default" onClick={() => setOpen(true)}>
              {t(item.note === null ? 'review.form.writeNote' : 'review.form.editNote')}
            </Button>
          </span>
        </>
      )}
    </ReviewField>
  )
}

function NoteEditor({
  id,
  draft,
  onSave,
  onCancel,
  isFocused,
}: {
  readonly id: string
  readonly draft: TextDraft
  readonly onSave: () => void
  readonly onCancel: () => void
  /** False when an unfinished note is found again: the panel keeps the focus where it was. */
  readonly isFocused: boolean
}): ReactNode {
  const { t } = useTranslator()
  const [part, setPart] = useState<'write' | 'preview'>('write')
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    // Somebody has just asked for it, by its button or its key.
    if (isFocused && part === 'write') box.current?.focus()
  }, [isFocused, part])
  const saveKey = isApple() ? '⌘ Enter' : 'Ctrl+Enter'

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onCancel()
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      onSave()
    }
  }
  return (
    <div className={classes.editor} onKeyDown={onKeyDown}>
      <SegmentedControl
        aria-label={t('review.form.noteView')}
        value={part}
        onChange={(value) => setPart(value === 'preview' ? 'preview' : 'write')}
        data={[
          { value: 'write', label: t('review.form.write') },
          { value: 'preview', label: t('review.form.preview') },
        ]}
      />
      {part === 'write' ? (
        <Textarea
          id={id}
          rows={5}
          classNames={{ input: classes.growing ?? '' }}
          maxLength={MAX_NOTE}
          ref={box}
          description={t('review.form.noteHint')}
          inputWrapperOrder={['input', 'description']}
          value={draft.text}
          onChange={(event) => draft.write(event.currentTarget.value)}
        />
      ) : draft.text.trim() === '' ? (
        <p className={classes.hint}>{t('review.form.noteEmpty')}</p>
      ) : (
        <NoteText note={draft.text} label={t('review.form.preview')} />
      )}
      <span className={classes.buttons}>
        <Button size="compact-sm" onClick={onSave} title={saveKey}>
          {t('review.form.saveNote')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onCancel} title="Esc">
          {t('review.form.cancelNote')}
        </Button>
        {draft.isDirty && <span className={classes.hint}>{t('review.form.unsaved')}</span>}
      </span>
    </div>
  )
}
