import { Autocomplete, Checkbox, Radio, TagsInput, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { addCivilDays } from '../../../shared/domain/civil-day.ts'
import { DECISIONS, MAX_CUSTOM_TAGS, MAX_TAG_LENGTH, type DecisionKind } from '../../../shared/domain/review.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { areTagsFit, SNOOZE_DAYS, snoozeDay, type BulkDraft, type BulkKind } from './bulk-draft.ts'
import classes from './bulk.module.css'
import { EMPTY_QUERY, toInput } from './query-model.ts'

export interface BulkFieldsProps {
  readonly draft: BulkDraft
  readonly onChange: (part: Partial<BulkDraft>) => void
}

/** The fields of one kind of edit. */
export function BulkFields({ kind, ...props }: BulkFieldsProps & { readonly kind: BulkKind }): ReactNode {
  switch (kind) {
    case 'decision':
      return <DecisionFields {...props} />
    case 'owner':
      return <OwnerFields {...props} />
    case 'tags':
      return <TagFields {...props} />
    case 'note':
      return <NoteFields {...props} />
    case 'snooze':
      return <SnoozeFields {...props} />
    case 'acknowledge':
      return <AcknowledgeFields {...props} />
  }
}

function DecisionFields({ draft, onChange }: BulkFieldsProps): ReactNode {
  const { t } = useTranslator()
  return (
    <>
      <Radio.Group
        label={t('items.bulk.decision.label')}
        description={t('items.bulk.decision.forNow')}
        value={draft.decision}
        onChange={(value) => onChange({ decision: value as DecisionKind })}
      >
        <div className={classes.choices}>
          {DECISIONS.map((decision, index) => (
            <Radio
              key={decision}
              size="xs"
              value={decision}
              label={t(`domain.decision.${decision}`)}
              {...(index === 0 ? { 'data-autofocus': true } : {})}
            />
          ))}
        </div>
      </Radio.Group>
      <Clearable
        isCleared={draft.clearsReason}
        onCleared={(clearsReason) => onChange({ clearsReason })}
        label={t('items.bulk.reason.clear')}
      >
        <TextInput
          label={t('items.bulk.reason.label')}
          description={t('items.bulk.reason.hint')}
          maxLength={2000}
          value={draft.reason}
          disabled={draft.clearsReason}
          onChange={(event) => onChange({ reason: event.currentTarget.value })}
        />
      </Clearable>
    </>
  )
}

/** A field with the way to clear what is there, beside it. */
function Clearable({
  isCleared,
  onCleared,
  label,
  children,
}: {
  readonly isCleared: boolean
  readonly onCleared: (isCleared: boolean) => void
  readonly label: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <div className={classes.clearable}>
      {children}
      <Checkbox
        size="xs"
        label={label}
        checked={isCleared}
        onChange={(event) => onCleared(event.currentTarget.checked)}
      />
    </div>
  )
}

function OwnerFields({ draft, onChange }: BulkFieldsProps): ReactNode {
  const { t } = useTranslator()
  const people = useRequest('person.list', {}).data ?? []
  const departments = new Map(people.map(({ name, department }) => [name, department]))
  const shared = {
    data: people.map(({ name }) => name),
    limit: 50,
    // The first escape then closes the form.
    openOnFocus: false,
    maxLength: 200,
    renderOption: ({ option: { value } }: { option: { value: string } }) => {
      const department = departments.get(value)
      return department ? t('items.bulk.owner.department', { name: value, department }) : value
    },
  }
  return (
    <>
      <Clearable
        isCleared={draft.clearsOwner}
        onCleared={(clearsOwner) => onChange({ clearsOwner })}
        label={t('items.bulk.owner.clear')}
      >
        <Autocomplete
          {...shared}
          data-autofocus
          label={t('items.bulk.owner.label')}
          description={t('items.bulk.owner.hint')}
          value={draft.owner}
          disabled={draft.clearsOwner}
          onChange={(owner) => onChange({ owner })}
        />
      </Clearable>
      <Clearable
        isCleared={draft.clearsBackupOwner}
        onCleared={(clearsBackupOwner) => onChange({ clearsBackupOwner })}
        label={t('items.bulk.owner.clear')}
      >
        <Autocomplete
          {...shared}
          label={t('items.bulk.owner.backup')}
          value={draft.backupOwner}
          disabled={draft.clearsBackupOwner}
          onChange={(backupOwner) => onChange({ backupOwner })}
        />
      </Clearable>
    </>
  )
}

function TagFields({ draft, onChange }: BulkFieldsProps): ReactNode {
  const { t } = useTranslator()
  const { data } = useRequest('item.facets', {
    query: toInput({ ...EMPTY_QUERY, filter: { isGone: 'all' } }),
    fields: ['customTags'],
    limit: 1000,
  })
  const known = (data?.customTags?.values ?? []).flatMap(({ value }) => (value === null ? [] : [value]))
  const shared = {
    data: known,
    maxTags: MAX_CUSTOM_TAGS,
    limit: 100,
    openOnFocus: false,
    clearable: true,
    acceptValueOnBlur: true,
    splitChars: [',', '，', '、', ';', '；', '\n', '\t'],
    clearButtonProps: { 'aria-label': t('items.bulk.owner.clear') },
  }
  return (
    <>
      <TagsInput
        {...shared}
        data-autofocus
        label={t('items.bulk.tags.added')}
        description={t('items.bulk.tags.hint')}
        value={[...draft.tagsAdded]}
        error={areTagsFit(draft) ? null : t('items.bulk.tags.tooLong', { limit: MAX_TAG_LENGTH })}
        onChange={(tagsAdded) => onChange({ tagsAdded })}
      />
      <TagsInput
        {...shared}
        label={t('items.bulk.tags.removed')}
        value={[...draft.tagsRemoved]}
        onChange={(tagsRemoved) => onChange({ tagsRemoved })}
      />
    </>
  )
}

function NoteFields({ draft, onChange }: BulkFieldsProps): ReactNode {
  const { t } = useTranslator()
  const { replacesNote } = draft
  return (
    <>
      <Textarea
        data-autofocus
        label={t(replacesNote ? 'grid.column.note' : 'items.bulk.note.label')}
        description={t(replacesNote ? 'items.bulk.note.replaceHint' : 'items.bulk.note.hint')}
        rows={5}
        maxLength={replacesNote ? 20_000 : 5000}
        value={draft.note}
        onChange={(event) => onChange({ note: event.currentTarget.value })}
      />
      <Checkbox
        size="xs"
        label={t('items.bulk.note.replaces')}
        checked={replacesNote}
        onChange={(event) => onChange({ replacesNote: event.currentTarget.checked })}
      />
    </>
  )
}

function SnoozeFields({ draft, onChange }: BulkFieldsProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const isDate = draft.snooze === 'date'
  const isWrong = isDate && draft.snoozeOn !== '' && snoozeDay(draft, formats.today) === undefined
  return (
    <>
      <Radio.Group
        label={t('items.bulk.snooze.label')}
        description={t('items.bulk.snooze.hint')}
        value={draft.snooze}
        onChange={(snooze) => onChange({ snooze: snooze as BulkDraft['snooze'] })}
      >
        <div className={classes.column}>
          {SNOOZE_DAYS.map((days, index) => (
            <Radio
              key={days}
              size="xs"
              value={String(days)}
              label={t('items.bulk.snooze.days', {
                count: days,
                day: formats.day(addCivilDays(formats.today, days)),
              })}
              {...(index === 0 ? { 'data-autofocus': true } : {})}
            />
          ))}
          <Radio size="xs" value="date" label={t('items.bulk.snooze.date')} />
          <Radio size="xs" value="end" label={t('items.bulk.snooze.end')} />
        </div>
      </Radio.Group>
      {isDate && (
        <TextInput
          type="date"
          label={t('items.bulk.snooze.day')}
          min={addCivilDays(formats.today, 1)}
          value={draft.snoozeOn}
          error={isWrong ? t('items.bulk.snooze.past') : null}
          onChange={(event) => onChange({ snoozeOn: event.currentTarget.value })}
        />
      )}
    </>
  )
}

function AcknowledgeFields({ draft, onChange }: BulkFieldsProps): ReactNode {
  const { t } = useTranslator()
  return (
    <Radio.Group
      label={t('items.bulk.acknowledge.label')}
      description={t('items.bulk.acknowledge.hint')}
      value={draft.isAcknowledged ? 'yes' : 'no'}
      onChange={(value) => onChange({ isAcknowledged: value === 'yes' })}
    >
      <div className={classes.column}>
        <Radio size="xs" value="yes" data-autofocus label={t('items.bulk.acknowledge.yes')} />
        <Radio size="xs" value="no" label={t('items.bulk.acknowledge.no')} />
      </div>
    </Radio.Group>
  )
}
