import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import { DRAFT_KINDS, readTime, type DraftKind, type RuleDraft } from './schedule-draft.ts'
import classes from './schedule.module.css'

const EXAMPLES = [
  ['weekdays', '0 9 * * 1-5'],
  ['twice', '0 9,14 * * *'],
  ['often', '*/30 9-18 * * *'],
  ['monday', '30 8 * * 1'],
  ['firstDay', '0 8 1 * *'],
] as const

export interface RuleFieldsProps {
  readonly draft: RuleDraft
  readonly onChange: (draft: RuleDraft) => void
  /** What is wrong with the field that is shown, as a sentence. */
  readonly error: string | null
}

/** The choice of a rule and the fields of the chosen kind. */
export function RuleFields({ draft, onChange, error }: RuleFieldsProps): ReactNode {
  const { t } = useTranslator()
  return (
    <div className={classes.fields}>
      <SegmentedControl
        fullWidth
        aria-label={t('schedules.editor.when')}
        data={DRAFT_KINDS.map((value) => ({ value, label: t(`schedules.editor.${value}`) }))}
        value={draft.kind}
        onChange={(kind) => onChange({ ...draft, kind: kind as DraftKind })}
      />
      <div className={classes.detail}>
        <Detail draft={draft} onChange={onChange} error={error} />
      </div>
    </div>
  )
}

function Detail({ draft, onChange, error }: RuleFieldsProps): ReactNode {
  const { t } = useTranslator()
  switch (draft.kind) {
    case 'manual':
      return <p className={classes.dim}>{t('schedules.editor.manualText')}</p>
    case 'hourly':
      return (
        <TextInput
          className={classes.narrow}
          name="minute"
          label={t('schedules.editor.minute')}
          inputMode="numeric"
          maxLength={2}
          value={draft.minute}
          error={error}
          onChange={(event) => onChange({ ...draft, minute: event.currentTarget.value })}
        />
      )
    case 'cron':
      return <CronFields draft={draft} onChange={onChange} error={error} />
    default:
      return (
        <>
          <TimeField draft={draft} onChange={onChange} error={error} />
          {draft.kind === 'workdays' && <p className={classes.dim}>{t('schedules.editor.workdaysText')}</p>}
        </>
      )
  }
}

function TimeField({ draft, onChange, error }: RuleFieldsProps): ReactNode {
  const { t } = useTranslator()
  return (
    <TextInput
      className={classes.narrow}
      name="time"
      label={t('schedules.editor.time')}
      placeholder="09:00"
      inputMode="numeric"
      maxLength={5}
      value={draft.time}
      error={error}
      onChange={(event) => onChange({ ...draft, time: event.currentTarget.value })}
      onBlur={() => onChange({ ...draft, time: readTime(draft.time) ?? draft.time })}
    />
  )
}

function CronFields({ draft, onChange, error }: RuleFieldsProps): ReactNode {
  const { t } = useTranslator()
  const id = useId()
  return (
    <>
      <TextInput
        classNames={{ input: classes.code ?? '' }}
        name="expression"
        label={t('schedules.editor.expression')}
        description={t('schedules.editor.cronText')}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        value={draft.expression}
        error={error}
        onChange={(event) => onChange({ ...draft, expression: event.currentTarget.value })}
      />
      <div className={classes.examples} role="group" aria-labelledby={id}>
        <span id={id} className={classes.dim}>
          {t('schedules.editor.examples')}
        </span>
        {EXAMPLES.map(([name, expression]) => (
          <Button
            key={name}
            size="compact-xs"
            variant="default"
            classNames={{ label: classes.example ?? '' }}
            onClick={() => onChange({ ...draft, expression })}
          >
            <code>{expression}</code>
            <span>{t(`schedules.editor.example.${name}`)}</span>
          </Button>
        ))}
      </div>
    </>
  )
}
