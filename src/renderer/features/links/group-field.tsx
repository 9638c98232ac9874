import { Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { LinkGroup } from '../../../shared/domain/link.ts'
import { toGroupName } from '../../../shared/i18n/link-words.ts'
import { plain } from '../../../shared/plain-text.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { takeFocus } from './focus-field.ts'
import { NEW_GROUP } from './link-draft.ts'

/** Chooses a group, or names a new one. */
export function GroupField({
  groups,
  groupId,
  newGroup,
  error,
  onChange,
}: {
  readonly groups: readonly LinkGroup[]
  readonly groupId: string
  readonly newGroup: string
  readonly error: string | null
  readonly onChange: (part: { groupId?: string; newGroup?: string }) => void
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const isNew = groupId === NEW_GROUP
  return (
    <>
      <Select
        name="groupId"
        label={t('links.form.group')}
        data={[
          ...groups.map((group) => ({ value: group.groupId, label: plain(toGroupName(translator, group.name)) })),
          { value: NEW_GROUP, label: t('links.form.newGroup') },
        ]}
        value={groupId}
        allowDeselect={false}
        searchable={groups.length > 10}
        error={isNew ? null : error}
        onChange={(value) => value !== null && onChange({ groupId: value })}
      />
      {isNew && (
        <TextInput
          name="newGroup"
          label={t('links.form.newGroupName')}
          description={t('links.form.newGroupHint')}
          required
          maxLength={100}
          value={newGroup}
          error={error}
          ref={takeFocus}
          onChange={(event) => onChange({ newGroup: event.currentTarget.value })}
        />
      )}
    </>
  )
}
