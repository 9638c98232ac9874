import { ActionIcon, Anchor, Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { KnownPerson } from '../../../shared/domain/person.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefToItems } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Part } from './part.tsx'
import classes from './settings.module.css'
import table from './settings-table.module.css'
import { TextSetting } from './text-setting.tsx'
import { useCarryOut } from './use-save.tsx'

/** Which department each owner belongs to: forecasts are split by it. */
export function PeopleSettings(): ReactNode {
  const { t } = useTranslator()
  const people = useRequest('person.list', {})
  const { state, carryOut } = useCarryOut('people')
  const save = (name: string, department: string): void =>
    carryOut((api) => api.request('person.set', { name, department: department.trim() === '' ? null : department }))

  return (
    <Part title={t('settings.people.title')} section="people" text={t('settings.people.text')} state={state}>
      {people.error ? <ErrorNote error={people.error} onRetry={() => void people.refetch()} /> : null}
      {people.data && people.data.length === 0 ? <p className={classes.hint}>{t('settings.people.none')}</p> : null}
      {people.data && people.data.length > 0 ? (
        <div className={table.frame}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('settings.people.name')}</th>
                <th scope="col">{t('settings.people.department')}</th>
                <th scope="col" className={table.number}>
                  {t('settings.people.items')}
                </th>
                <th>
                  <span className={table.hidden}>{t('settings.people.forget')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {people.data.map((person) => (
                <PersonRow key={person.name} person={person} onSave={save} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <NewPerson onAdd={save} />
    </Part>
  )
}

function PersonRow({
  person: { name, department, items },
  onSave,
}: {
  readonly person: KnownPerson
  readonly onSave: (name: string, department: string) => void
}): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  return (
    <tr>
      <th scope="row" className={table.name} title={name}>
        {name}
      </th>
      <td>
        <TextSetting
          label={t('settings.people.departmentOf', { name })}
          isLabelHidden
          value={department ?? ''}
          placeholder={t('settings.people.noDepartment')}
          maxLength={200}
          onSave={(text) => onSave(name, text)}
        />
      </td>
      <td className={table.number}>
        {items > 0 ? (
          <Anchor
            inherit
            href={hrefToItems({ filter: { columns: [{ kind: 'values', field: 'owner', values: [name] }] } })}
          >
            {number(items)}
          </Anchor>
        ) : (
          number(items)
        )}
      </td>
      <td>
        {department !== null && (
          <ActionIcon
            aria-label={t('settings.people.forgetOne', { name })}
            title={t('settings.people.forgetOne', { name })}
            onClick={() => onSave(name, '')}
          >
            <IconX size={15} aria-hidden />
          </ActionIcon>
        )}
      </td>
    </tr>
  )
}

/** Somebody who owns nothing yet may be entered all the same. */
function NewPerson({ onAdd }: { readonly onAdd: (name: string, department: string) => void }): ReactNode {
  const { t } = useTranslator()
  const [name, setName] = useState('')
  const [department, setDepartment] = useState('')
  const isWhole = name.trim() !== '' && department.trim() !== ''

  function add(event: FormEvent): void {
    event.preventDefault()
    if (!isWhole) return
    onAdd(name.trim(), department.trim())
    setName('')
    setDepartment('')
  }

  return (
    <form className={table.adding} onSubmit={add}>
      <TextInput
        label={t('settings.people.newName')}
        value={name}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('settings.people.newDepartment')}
        value={department}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => setDepartment(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={!isWhole}>
        {t('settings.people.add')}
      </Button>
    </form>
  )
}
