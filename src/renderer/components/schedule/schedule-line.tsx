import { Button } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { toScheduleId } from './schedule-id.ts'
import type { ScheduleTarget } from '../../../shared/domain/schedule.ts'
import { ruleWords } from '../../../shared/i18n/schedule-words.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { shorten, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useNow } from '../run/use-now.ts'
import { StatusDot } from '../status-dot.tsx'
import { ScheduleDialog } from './schedule-editor.tsx'
import classes from './schedule.module.css'
import { describeMissed, describeSchedule, scheduleName } from './schedule-state.ts'

export interface ScheduleLineProps {
  readonly target: ScheduleTarget
  /** Opens the editor elsewhere; without it the line brings its own. */
  readonly onEdit?: (scheduleId: string) => void
  /** False where only the rule and the next time have room. */
  readonly showsMissed?: boolean
}

/** The schedule of an account or group in one line: the rule, when it is due next or what it waits for, and its editor. */
export function ScheduleLine({ target, onEdit, showsMissed = true }: ScheduleLineProps): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const now = useNow(30_000, true)
  const [isEditing, setEditing] = useState(false)
  const scheduleId = toScheduleId(target)
  const { data } = useRequest('schedule.list', {})
  const schedule = data?.schedules.find((one) => one.scheduleId === scheduleId)
  if (!data || !schedule) return null
  const { rule } = schedule
  const state = describeSchedule(translator, formats, schedule, now, data.pausedUntil)
  const missed = showsMissed ? describeMissed(translator, formats, schedule) : null
  const name = scheduleName(translator, schedule)
  return (
    <div className={classes.line}>
      <IconClock aria-hidden size={14} className={classes.lineIcon} />
      <span className={classes.lineWords}>
        <span className={classes.lineRule} title={ruleWords(translator, rule)}>
          {ruleWords(translator, rule)}
        </span>
        {rule !== null && (
          <span className={classes.lineState} title={state.title ?? undefined}>
            {state.tone === 'good' ? state.label : <StatusDot tone={state.tone} label={state.label} />}
          </span>
        )}
        {missed && (
          <span className={classes.lineState}>
            <StatusDot {...missed} />
          </span>
        )}
      </span>
      <Button
        size="compact-xs"
        variant="subtle"
        className={classes.lineButton ?? ''}
        data-opener={`schedule ${scheduleId}`}
        aria-label={t(rule === null ? 'schedules.page.lineSetOf' : 'schedules.page.lineEditOf', {
          name: shorten(name, 60),
        })}
        onClick={() => (onEdit ? onEdit(scheduleId) : setEditing(true))}
      >
        {t(rule === null ? 'schedules.page.lineSet' : 'schedules.page.lineEdit')}
      </Button>
      {!onEdit && <ScheduleDialog schedule={isEditing ? schedule : null} onClose={() => setEditing(false)} />}
    </div>
  )
}
