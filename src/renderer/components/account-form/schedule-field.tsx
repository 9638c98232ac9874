import { NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import { readTime, type RuleDraft } from '../schedule/schedule-draft.ts'
import classes from './account-form.module.css'

/** The kinds that a new account can begin with; everything else can be set later. */
const KINDS = ['workdays', 'daily', 'hourly', 'manual'] as const

export interface ScheduleFieldProps {
  readonly draft: RuleDraft
  readonly onChange: (draft: RuleDraft) => void
  readonly error: string | null
}

/** Asks when a new account is synced without anybody asking. */
export function ScheduleField({ draft, onChange, error }: ScheduleFieldProps): ReactNode {
  const { t } = useTranslator()
  const hasTime = draft.kind === 'workdays' || draft.kind === 'daily'
  return (
    <>
      <NativeSelect
        name="schedule"
        label={t('accounts.schedule.label')}
        data={KINDS.map((value) => ({ value, label: t(`accounts.schedule.${value}`) }))}
        value={draft.kind}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...draft, kind: KINDS.find((kind) => kind === value) ?? 'manual' })
        }
      />
      {hasTime ? (
        <TextInput
          name="time"
          label={t('schedules.editor.time')}
          inputMode="numeric"
          maxLength={5}
          value={draft.time}
          error={error}
          onChange={(event) => onChange({ ...draft, time: event.currentTarget.value })}
          onBlur={() => onChange({ ...draft, time: readTime(draft.time) ?? draft.time })}
        />
      ) : (
        <span />
      )}
      <p className={`${classes.wide} ${classes.hint}`}>
        {t(draft.kind === 'manual' ? 'accounts.schedule.manualHint' : 'accounts.schedule.hint')}
      </p>
    </>
  )
}
