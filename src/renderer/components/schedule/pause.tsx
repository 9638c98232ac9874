import { Button, Menu, Modal, TextInput } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import { addCivilDays, civilInstant, isCivilDay } from '../../../shared/domain/civil-day.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRefresh } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { ErrorNote } from '../error-note.tsx'
import { readTime } from './schedule-draft.ts'
import classes from './schedule.module.css'

const HOUR_MS = 3_600_000
const MORNING = '08:00'

export interface PauseActions {
  readonly isBusy: boolean
  /** What went wrong with the last wish. */
  readonly error: ApiError | null
  /** Pauses all schedules and reminders until an instant; null lets them go on. True when it worked. */
  pause(until: number | null): Promise<boolean>
}

/** Pauses and resumes, and remembers what became of it. */
export function usePause(): PauseActions {
  const api = useApi()
  const refresh = useRefresh()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  return {
    isBusy,
    error,
    async pause(until) {
      setBusy(true)
      setError(null)
      try {
        await api.request('schedule.pause', { until })
        refresh('schedule.list')
        return true
      } catch (failure) {
        if (!(failure instanceof ApiError)) throw failure
        setError(failure)
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}

/** The button that pauses everything for a while. */
export function PauseMenu(): ReactNode {
  const { t } = useTranslator()
  const { today, zone } = useFormats()
  const [isChoosing, setChoosing] = useState(false)
  const [wished, setWished] = useState<number | null>(null)
  const actions = usePause()
  function pause(until: number): void {
    setWished(until)
    void actions.pause(until)
  }
  return (
    <>
      <Menu position="bottom-end" hideDetached={false}>
        <Menu.Target>
          <Button
            variant="default"
            disabled={actions.isBusy}
            leftSection={<IconPlayerPause aria-hidden size={15} />}
            title={t('schedules.page.pauseTitle')}
          >
            {t('schedules.page.pause')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => pause(Date.now() + HOUR_MS)}>{t('schedules.page.pauseHour')}</Menu.Item>
          <Menu.Item onClick={() => pause(Date.now() + 4 * HOUR_MS)}>{t('schedules.page.pauseHours')}</Menu.Item>
          <Menu.Item onClick={() => pause(civilInstant(addCivilDays(today, 1), MORNING, zone))}>
            {t('schedules.page.pauseTomorrow')}
          </Menu.Item>
          <Menu.Item onClick={() => setChoosing(true)}>{t('schedules.page.pauseOther')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={actions.error !== null && !isChoosing && wished !== null}
        onClose={() => setWished(null)}
        title={t('schedules.page.pauseFailed')}
      >
        {actions.error && <ErrorNote error={actions.error} onRetry={() => wished !== null && pause(wished)} />}
      </Modal>
      <Modal opened={isChoosing} onClose={() => setChoosing(false)} title={t('schedules.page.pauseTitle')} size="sm">
        <PauseForm onClose={() => setChoosing(false)} />
      </Modal>
    </>
  )
}

/** Asks until when; day and time are those of the business zone. */
function PauseForm({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslator()
  const { today, zone } = useFormats()
  const { isBusy, error, pause } = usePause()
  const [day, setDay] = useState(() => addCivilDays(today, 1))
  const [time, setTime] = useState(MORNING)
  const [isChecked, setChecked] = useState(false)
  const [isPast, setPast] = useState(false)
  const readable = readTime(time)
  const until = isCivilDay(day) && readable !== null ? civilInstant(day, readable, zone) : null

  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault()
    setChecked(true)
    const isTooLate = until === null || until <= Date.now()
    setPast(isTooLate)
    if (!isTooLate && (await pause(until))) onClose()
  }

  return (
    <form className={classes.editor} noValidate onSubmit={(event) => void submit(event)}>
      <div className={classes.sideBySide}>
        <TextInput
          type="date"
          name="pause-day"
          label={t('schedules.page.pauseDate')}
          data-autofocus
          value={day}
          min={today}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <TextInput
          name="pause-time"
          label={t('schedules.page.pauseTime')}
          inputMode="numeric"
          maxLength={5}
          value={time}
          error={isChecked && readable === null ? t('schedules.editor.timeWrong') : null}
          onChange={(event) => setTime(event.currentTarget.value)}
          onBlur={() => setTime(readable ?? time)}
        />
      </div>
      <p className={classes.dim}>{t('schedules.editor.zone', { zone })}</p>
      {isChecked && isPast && readable !== null && (
        <p className={classes.problem} role="alert">
          {t('schedules.page.pausePast')}
        </p>
      )}
      {error && <ErrorNote error={error} onRetry={() => void submit()} />}
      <div className={classes.buttons}>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('schedules.editor.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t('schedules.page.pauseSave')}
        </Button>
      </div>
    </form>
  )
}

/** Says that everything is paused and until when, and lets it go on. */
export function PauseBanner({ pausedUntil }: { readonly pausedUntil: number | null }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { isBusy, error, pause } = usePause()
  if (pausedUntil === null) return null
  return (
    <>
      <div className={classes.banner} role="status">
        <IconPlayerPause aria-hidden size={16} />
        <span className={classes.bannerWords} title={formats.instantTitle(pausedUntil)}>
          <strong>{t('schedules.page.paused', { time: formats.time(pausedUntil) })}</strong>{' '}
          {t('schedules.page.pausedText')}
        </span>
        <Button size="compact-sm" variant="default" loading={isBusy} onClick={() => void pause(null)}>
          {t('schedules.page.resume')}
        </Button>
      </div>
      {error && <ErrorNote error={error} title={t('schedules.page.resumeFailed')} onRetry={() => void pause(null)} />}
    </>
  )
}
