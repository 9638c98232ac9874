import { Autocomplete } from '@mantine/core'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { KnownPerson } from '../../../shared/domain/person.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useHotkey } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { fieldLabel } from './field-texts.ts'
import { useTextDraft } from './review-drafts.ts'
import { IN_PANEL, ReviewField } from './review-field.tsx'
import classes from './review-form.module.css'
import { saveDraft } from './review-text.tsx'
import type { ReviewSave } from './use-review-save.ts'

const NOBODY: readonly KnownPerson[] = []
/** People that are offered at once; typing narrows them. */
const OFFERED = 50

const fold = (name: string): string => name.trim().normalize('NFKC').toLowerCase()

/** An owner: one of those who are known, with their department, or somebody new. */
export function PersonField({
  item,
  field,
  saves,
}: {
  readonly item: Item
  readonly field: 'owner' | 'backupOwner'
  readonly saves: ReviewSave
}): ReactNode {
  const { t } = useTranslator()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const people = useRequest('person.list', {}).data ?? NOBODY
  const draft = useTextDraft(item.id, field, item[field] ?? '')
  const [isOpen, setOpen] = useState(false)
  const byName = new Map(people.map((person) => [person.name, person]))
  const known = people.find(({ name }) => fold(name) === fold(draft.text))
  const label = fieldLabel(t, field)
  useHotkey('d w', () => input.current?.focus(), t('review.form.goTo', { field: label }), {
    isEnabled: field === 'owner',
    group: t('review.form.keys'),
  })

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && (draft.isDirty || isOpen)) {
      event.preventDefault()
      draft.drop()
    }
    // With a name under the arrow keys, enter takes that one.
    const isChoosing = isOpen && event.currentTarget.hasAttribute('aria-activedescendant')
    if (event.key === 'Enter' && !isChoosing) void saveDraft(draft, saves, field)
  }
  return (
    <ReviewField
      label={label}
      htmlFor={id}
      state={saves.stateOf(field)}
      draft={draft}
      onInsist={() => void saveDraft(draft, saves, field, { isInsisting: true })}
    >
      <Autocomplete
        ref={input}
        id={id}
        aria-label={label}
        data={people.map(({ name }) => name)}
        limit={OFFERED}
        maxLength={200}
        maxDropdownHeight={220}
        comboboxProps={IN_PANEL}
        placeholder={t('review.form.nobody')}
        value={draft.text}
        renderOption={({ option }) => <Person name={option.value} person={byName.get(option.value)} />}
        onChange={draft.write}
        onOptionSubmit={(name) => void saveDraft(draft, saves, field, { text: name })}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        onBlur={() => void saveDraft(draft, saves, field)}
        onKeyDown={onKeyDown}
      />
      {known && <span className={classes.hint}>{known.department ?? t('review.form.noDepartment')}</span>}
    </ReviewField>
  )
}

function Person({ name, person }: { readonly name: string; readonly person: KnownPerson | undefined }): ReactNode {
  const { t } = useTranslator()
  return (
    <span className={classes.person}>
      <span>{name}</span>
      <span className={classes.hint}>
        {[person?.department, person && t('review.form.owns', { count: person.items })].filter(Boolean).join(' · ')}
      </span>
    </span>
  )
}
