import { Button, Modal, Switch } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import type { Schedule, ScheduleRule } from '../../../shared/domain/schedule.ts'
import { ruleWords } from '../../../shared/i18n/schedule-words.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRefresh, useRequest } from '../../lib/api-context.tsx'
import { shorten, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { ErrorNote } from '../error-note.tsx'
import { NextTimes } from './next-times.tsx'
import { RuleFields } from './rule-fields.tsx'
import { DEFAULT_RULE, draftOfRule, toRule, wrongField, type RuleDraft } from './schedule-draft.ts'
import classes from './schedule.module.css'
import { scheduleName } from './schedule-state.ts'

/** Characters of a name that the dialog's title has room for. */
const TITLE_NAME = 36
/** Typing may rest this long before the next due times are asked for. */
const ASK_AFTER_MS = 200

export interface ScheduleDialogProps {
  /** null: closed. */
  readonly schedule: Schedule | null
  readonly onClose: () => void
}

/** The dialog in which a schedule is written; what it shows at the end is kept while it fades out. */
export function ScheduleDialog({ schedule, onClose }: ScheduleDialogProps): ReactNode {
  const translator = useTranslator()
  const last = useRef(schedule)
  if (schedule !== null) last.current = schedule
  const shown = schedule ?? last.current
  const title =
    shown &&
    translator.t(shown.target.kind === 'account' ? 'schedules.editor.title' : 'schedules.editor.titleLinks', {
      name: shorten(scheduleName(translator, shown), TITLE_NAME),
    })
  return (
    <Modal opened={schedule !== null} onClose={onClose} title={title ?? ''} size="lg">
      {shown && <ScheduleEditor key={shown.scheduleId} schedule={shown} onClose={onClose} />}
    </Modal>
  )
}

/** A schedule that nobody has set yet starts with what we would choose; nothing is stored before it is saved. */
function firstDraft({ rule }: Schedule): RuleDraft {
  return draftOfRule(rule ?? DEFAULT_RULE)
}

function ScheduleEditor({
  schedule,
  onClose,
}: {
  readonly schedule: Schedule
  readonly onClose: () => void
}): ReactNode {
  const api = useApi()
  const refresh = useRefresh()
  const translator = useTranslator()
  const { t } = translator
  const [draft, setDraft] = useState(() => firstDraft(schedule))
  const [isEnabled, setEnabled] = useState(schedule.rule === null || schedule.isEnabled)
  const [isChecked, setChecked] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiError | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const preview = usePreview(draft)
  const wrong = wrongField(draft)
  const refusal = draft.kind === 'cron' ? (failure?.code === 'SCHEDULE_RULE' ? failure : preview.refusal) : null
  const fieldError =
    wrong === null
      ? refusal && translator.error(refusal.body)
      : isChecked
        ? t(wrong === 'expression' ? 'schedules.editor.expressionEmpty' : `schedules.editor.${wrong}Wrong`)
        : null

  function change(next: RuleDraft): void {
    setDraft(next)
    setFailure(null)
    if (next.kind !== draft.kind) setChecked(false)
  }

  async function save(): Promise<void> {
    setChecked(true)
    if (wrong !== null) {
      form.current?.querySelector<HTMLInputElement>(`[name="${wrong}"]`)?.focus()
      return
    }
    setBusy(true)
    setFailure(null)
    try {
      const saved = await api.request('schedule.set', { target: schedule.target, rule: toRule(draft), isEnabled })
      refresh('schedule.list')
      notifications.show({
        message: t(saved.rule === null || saved.isEnabled ? 'schedules.editor.saved' : 'schedules.editor.savedOff', {
          name: shorten(scheduleName(translator, saved)),
          rule: ruleWords(translator, saved.rule),
        }),
      })
      onClose()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure(error)
      setBusy(false)
      form.current?.querySelector<HTMLInputElement>('[name="expression"]')?.focus()
    }
  }

  return (
    <form
      ref={form}
      className={classes.editor}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        // A dialog over another form must not send that as well.
        event.stopPropagation()
        void save()
      }}
    >
      <RuleFields draft={draft} onChange={change} error={fieldError} />
      {draft.kind !== 'manual' && (
        <Switch
          label={t('schedules.editor.enabled')}
          {...(isEnabled ? {} : { description: t('schedules.editor.disabledText') })}
          checked={isEnabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
      )}
      <Preview draft={draft} isEnabled={isEnabled} preview={preview} />
      {failure && !(failure.code === 'SCHEDULE_RULE' && draft.kind === 'cron') && (
        <ErrorNote error={failure} onRetry={() => void save()} />
      )}
      <div className={classes.buttons}>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('schedules.editor.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t('schedules.editor.save')}
        </Button>
      </div>
    </form>
  )
}

interface PreviewState {
  readonly rule: ScheduleRule | null
  readonly times: readonly number[] | null
  readonly zone: string | null
  readonly isOld: boolean
  /** The rule cannot be read, or never comes. */
  readonly refusal: ApiError | null
  /** The times could not be worked out for another reason. */
  readonly failure: ApiError | null
  readonly retry: () => void
}

/** The next due times of a rule that is being written, asked for when typing rests. */
function usePreview(draft: RuleDraft): PreviewState {
  const rule = toRule(draft)
  const text = rule && JSON.stringify(rule)
  const [asked, setAsked] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), ASK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text])
  const askedRule = asked === null ? null : (JSON.parse(asked) as ScheduleRule)
  const answer = useRequest(
    'schedule.next',
    { rule: askedRule ?? DEFAULT_RULE },
    {
      isEnabled: askedRule !== null,
      isFreshEachTime: true,
    },
  )
  const isOld = asked !== text || answer.isPlaceholderData
  const error = asked === text ? answer.error : null
  return {
    rule,
    times: (rule !== null && !error && answer.data?.next) || null,
    zone: answer.data?.zone ?? null,
    isOld,
    refusal: error?.code === 'SCHEDULE_RULE' ? error : null,
    failure: error && error.code !== 'SCHEDULE_RULE' ? error : null,
    retry: () => void answer.refetch(),
  }
}

function Preview({
  draft,
  isEnabled,
  preview: { rule, times, zone, isOld, refusal, failure, retry },
}: {
  readonly draft: RuleDraft
  readonly isEnabled: boolean
  readonly preview: PreviewState
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  if (draft.kind === 'manual') return <div className={classes.preview} />
  return (
    <section className={classes.preview} aria-live="polite" aria-label={t('schedules.editor.next')}>
      <div className={classes.previewHead}>
        <h3>{t(isEnabled ? 'schedules.editor.next' : 'schedules.editor.nextOff')}</h3>
        <span className={classes.dim}>{t('schedules.editor.zone', { zone: zone ?? formats.zone })}</span>
      </div>
      {failure ? (
        <ErrorNote error={failure} onRetry={retry} />
      ) : times !== null ? (
        <NextTimes times={times} rule={rule} isOld={isOld} />
      ) : (
        <p className={classes.dim}>
          {t(rule === null || refusal ? 'schedules.editor.none' : 'schedules.editor.reading')}
        </p>
      )}
    </section>
  )
}
