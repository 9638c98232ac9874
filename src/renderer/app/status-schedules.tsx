import { Button, Popover } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Schedule, ScheduleOverview } from '../../shared/domain/schedule.ts'
import { ruleWords } from '../../shared/i18n/schedule-words.ts'
import { ErrorNote } from '../components/error-note.tsx'
import { useNow } from '../components/run/use-now.ts'
import { usePause } from '../components/schedule/pause.tsx'
import { isAutomatic } from '../components/schedule/schedule-draft.ts'
import { describeSchedule, firstDue, scheduleName } from '../components/schedule/schedule-state.ts'
import { StatusDot } from '../components/status-dot.tsx'
import { useRequest } from '../lib/api-context.tsx'
import { shorten, useFormats } from '../lib/format.ts'
import { hrefTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './status-bar.module.css'

const SCHEDULES = hrefTo('sync', { part: 'schedules' })

/** When something is due next by itself, what it waits for, and what was missed. */
export function ScheduleParts(): ReactNode {
  // Nothing is claimed before it is known.
  const { data } = useRequest('schedule.list', {})
  return (
    <>
      {data && <NextPart overview={data} />}
      <MissedPart />
    </>
  )
}

function NextPart({ overview }: { readonly overview: ScheduleOverview }): ReactNode {
  const { t } = useTranslator()
  const now = useNow(30_000, true)
  const automatic = overview.schedules.filter(isAutomatic)
  if (overview.pausedUntil !== null) return <PausedPart until={overview.pausedUntil} />
  if (automatic.length === 0) {
    return (
      <a className={classes.part} href={SCHEDULES} title={t('shell.status.manualOnlyWhy')}>
        {t('shell.status.manualOnly')}
      </a>
    )
  }
  const waiting = automatic.filter((schedule) => schedule.waiting !== null)
  const ahead = firstDue(automatic.filter((schedule) => schedule.waiting === null))
  return (
    <>
      {ahead && <DuePart schedule={ahead} now={now} />}
      {waiting[0] && <WaitingPart first={waiting[0]} count={waiting.length} now={now} />}
    </>
  )
}

function DuePart({ schedule, now }: { readonly schedule: Schedule; readonly now: number }): ReactNode {
  const translator = useTranslator()
  const { label, title } = describeSchedule(translator, useFormats(), schedule, now)
  const what = [shorten(scheduleName(translator, schedule), 60), ruleWords(translator, schedule.rule), title]
  return (
    <a className={classes.part} href={SCHEDULES} title={what.filter(Boolean).join(' · ')}>
      <span className={classes.words}>{label}</span>
    </a>
  )
}

function WaitingPart({
  first,
  count,
  now,
}: {
  readonly first: Schedule
  readonly count: number
  readonly now: number
}): ReactNode {
  const translator = useTranslator()
  const { tone, label, title } = describeSchedule(translator, useFormats(), first, now)
  return (
    <a
      className={classes.part}
      href={hrefTo('sync', { part: 'schedules' })}
      title={[shorten(scheduleName(translator, first), 60), title].filter(Boolean).join(' · ')}
    >
      <StatusDot tone={tone} label={count === 1 ? label : translator.t('shell.status.waitingMany', { label, count })} />
    </a>
  )
}

/** Everything is held; says until when and lets it go on. */
function PausedPart({ until }: { readonly until: number }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [isOpen, setIsOpen] = useState(false)
  const { isBusy, error, pause } = usePause()
  const label = t('shell.status.paused', { time: formats.time(until) })
  async function resume(): Promise<void> {
    if (await pause(null)) setIsOpen(false)
  }
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="top-start" trapFocus returnFocus hideDetached={false}>
      <Popover.Target>
        <button
          type="button"
          className={`${classes.part} ${classes.problem}`}
          aria-expanded={isOpen}
          title={formats.instantTitle(until)}
          onClick={() => setIsOpen(!isOpen)}
        >
          <IconPlayerPause aria-hidden size={14} stroke={1.6} />
          {label}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.note} aria-label={label}>
        <div>{t('shell.status.pausedText')}</div>
        {error && <ErrorNote error={error} onRetry={() => void resume()} />}
        <div className={classes.noteActions}>
          <Button loading={isBusy} onClick={() => void resume()}>
            {t('schedules.page.resume')}
          </Button>
          <Button component="a" variant="default" href={SCHEDULES} onClick={() => setIsOpen(false)}>
            {t('shell.status.goToSchedules')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Due times that passed without a run and that nobody has read about yet. */
function MissedPart(): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  const missed = useRequest('notice.summary', {}).data?.missed ?? 0
  if (missed === 0) return null
  return (
    <a className={classes.part} href={hrefTo('notices', { unread: 'missed' })} title={t('shell.status.missedWhy')}>
      <StatusDot tone="warning" label={t('shell.status.missed', { count: missed, shown: number(missed) })} />
    </a>
  )
}
