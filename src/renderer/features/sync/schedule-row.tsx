import { ActionIcon, Button, Switch } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useId, useState, type ReactNode } from 'react'
import type { Schedule } from '../../../shared/domain/schedule.ts'
import { ruleWords } from '../../../shared/i18n/schedule-words.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { NextTimes } from '../../components/schedule/next-times.tsx'
import { isAutomatic } from '../../components/schedule/schedule-draft.ts'
import { describeMissed, describeSchedule, scheduleName } from '../../components/schedule/schedule-state.ts'
import { StatusDot } from '../../components/status-dot.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRefresh } from '../../lib/api-context.tsx'
import { UNKNOWN, shorten, useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { runTone } from './run-words.ts'
import classes from './schedules-part.module.css'

export interface ScheduleRowProps {
  readonly schedule: Schedule
  readonly now: number
  readonly pausedUntil: number | null
  /** True while the next due times stand below. */
  readonly isOpen: boolean
  readonly onToggle: () => void
  readonly onEdit: () => void
}

/** One account or group with its schedule, how it stands, and what its last run has brought. */
export function ScheduleRow({ schedule, now, pausedUntil, isOpen, onToggle, onEdit }: ScheduleRowProps): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const timesId = useId()
  const { rule, next, target } = schedule
  const name = scheduleName(translator, schedule)
  const short = shorten(name, 60)
  const state = describeSchedule(translator, formats, schedule, now, pausedUntil)
  const canShowNext = isAutomatic(schedule) && next.length > 0
  return (
    <tr data-schedule={schedule.scheduleId}>
      <th scope="row" className={classes.name} title={name}>
        <span className={classes.nameText}>{name}</span>
        <span className={classes.kind}>
          {t(target.kind === 'account' ? 'schedules.page.account' : 'schedules.page.linkGroup')}
        </span>
      </th>
      <td className={classes.rule} title={ruleWords(translator, rule)}>
        {ruleWords(translator, rule)}
      </td>
      <td className={classes.next}>
        <div className={classes.nextLine}>
          {canShowNext && (
            <ActionIcon
              size="xs"
              variant="subtle"
              color="gray"
              aria-label={t(isOpen ? 'schedules.page.hideNext' : 'schedules.page.showNext', { name: short })}
              aria-expanded={isOpen}
              aria-controls={timesId}
              onClick={onToggle}
            >
              <IconChevronRight aria-hidden size={14} className={classes.chevron} data-open={isOpen || undefined} />
            </ActionIcon>
          )}
          {rule === null ? (
            <span className={classes.dim}>{UNKNOWN}</span>
          ) : (
            <span title={state.title ?? undefined}>
              <StatusDot tone={state.tone} label={state.label} />
            </span>
          )}
        </div>
        <div id={timesId}>{isOpen && canShowNext && <NextTimes times={next} rule={rule} />}</div>
      </td>
      <td>
        <LastRun schedule={schedule} />
      </td>
      <td>
        <Toggle schedule={schedule} name={short} />
      </td>
      <td className={classes.actions}>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t(rule === null ? 'schedules.page.setOf' : 'schedules.page.editOf', { name: short })}
          onClick={onEdit}
        >
          {t(rule === null ? 'schedules.page.set' : 'schedules.page.edit')}
        </Button>
      </td>
    </tr>
  )
}

function LastRun({ schedule }: { readonly schedule: Schedule }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const { lastRunId, lastRunAt, lastRunState } = schedule
  const missed = describeMissed(translator, formats, schedule)
  if (lastRunAt === null) {
    return <span className={classes.dim}>{schedule.rule === null ? UNKNOWN : t('schedules.page.never')}</span>
  }
  const words = (
    <>
      {formats.time(lastRunAt)}
      {lastRunState && <StatusDot tone={runTone(lastRunState)} label={t(`domain.runState.${lastRunState}`)} />}
    </>
  )
  return (
    <>
      {lastRunId === null ? (
        <span className={classes.last}>{words}</span>
      ) : (
        <a className={classes.last} href={hrefTo('sync', { run: lastRunId })} title={formats.instantTitle(lastRunAt)}>
          {words}
        </a>
      )}
      {missed && (
        <div className={classes.missed}>
          <StatusDot {...missed} />
        </div>
      )}
    </>
  )
}

/** Switches a schedule on or off; without a rule there is nothing to switch. */
function Toggle({ schedule, name }: { readonly schedule: Schedule; readonly name: string }): ReactNode {
  const api = useApi()
  const refresh = useRefresh()
  const { t } = useTranslator()
  const [wished, setWished] = useState<boolean | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const { rule, target } = schedule
  if (rule === null) return <span className={classes.dim}>{UNKNOWN}</span>

  async function set(isEnabled: boolean): Promise<void> {
    setWished(isEnabled)
    setError(null)
    try {
      await api.request('schedule.set', { target, rule, isEnabled })
      refresh('schedule.list')
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    } finally {
      setWished(null)
    }
  }

  return (
    <>
      <Switch
        aria-label={t('schedules.page.enabledOf', { name })}
        checked={wished ?? schedule.isEnabled}
        onChange={(event) => void set(event.currentTarget.checked)}
      />
      {error && (
        <ErrorNote
          error={error}
          title={t('schedules.page.saveFailed', { name })}
          onRetry={() => void set(!schedule.isEnabled)}
        />
      )}
    </>
  )
}
