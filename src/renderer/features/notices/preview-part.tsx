import { Button, SegmentedControl } from '@mantine/core'
import { IconCalendarOff } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import type { PlannedReminder, ReminderPreview } from '../../../shared/domain/reminder.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { DayChart } from './day-chart.tsx'
import { daysOfPreview } from './preview-days.ts'
import classes from './preview.module.css'
import { PreviewTable } from './preview-table.tsx'

const DAYS = [30, 90, 180] as const
const DIRECTIONS = ['next', 'past'] as const
type Direction = (typeof DIRECTIONS)[number]

/** A dry run: what would be said in the coming days and what the ladder would have said in the past ones. */
export function PreviewPart(): ReactNode {
  const { t } = useTranslator()
  const [days, setDays] = useState<number>(90)
  const [direction, setDirection] = useState<Direction>('next')
  const preview = useRequest('reminder.preview', { days })
  return (
    <section className={classes.root} aria-label={t('notices.page.preview.title')}>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t('notices.page.preview.direction')}
          value={direction}
          onChange={(next) => setDirection(next as Direction)}
          data={DIRECTIONS.map((value) => ({ value, label: t(`notices.page.preview.${value}`) }))}
        />
        <SegmentedControl
          aria-label={t('notices.page.preview.days')}
          value={String(days)}
          onChange={(next) => setDays(Number(next))}
          data={DAYS.map((count) => ({ value: String(count), label: t('notices.page.preview.daysOf', { count }) }))}
        />
        {preview.isFetching && <span role="status">{t('notices.page.preview.reading')}</span>}
      </div>
      {preview.error && <ErrorNote error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data && !preview.isPlaceholderData && (
        <Shown key={direction} preview={preview.data} direction={direction} days={days} />
      )}
    </section>
  )
}

function Shown({
  preview,
  direction,
  days,
}: {
  readonly preview: ReminderPreview
  readonly direction: Direction
  readonly days: number
}): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  const settings = useRequest('settings.get', {}).data
  const [chosenOn, setChosenOn] = useState<CivilDay | null>(null)
  const planned: readonly PlannedReminder[] = direction === 'next' ? preview.next : preview.past.toReversed()
  const suffix = direction === 'next' ? 'Next' : 'Past'
  const isOff = settings?.reminders.isOn === false
  if (planned.length === 0) {
    return (
      <EmptyState
        icon={<IconCalendarOff size={32} />}
        title={t(`notices.page.preview.none${suffix}`, { days })}
        text={t('notices.page.preview.noneText')}
        actions={
          <Button variant="default" component="a" href={hrefTo('settings', { section: 'reminders' })}>
            {t('notices.page.empty.settings')}
          </Button>
        }
      />
    )
  }
  const items = planned.reduce((sum, one) => sum + one.items, 0)
  return (
    <>
      <div>
        <h2 className={classes.sentence}>
          {t(`notices.page.preview.sentence${suffix}`, {
            days,
            count: number(planned.length),
            mean: number(items / planned.length, items / planned.length < 10 ? 1 : 0),
          })}
        </h2>
        {isOff && <p className={classes.note}>{t('notices.page.preview.off')}</p>}
        <p className={classes.note}>{t(`notices.page.preview.assumes${suffix}`)}</p>
      </div>
      <DayChart days={daysOfPreview(preview, direction, days)} chosenOn={chosenOn} onChoose={setChosenOn} />
      <PreviewTable planned={planned} chosenOn={chosenOn} />
    </>
  )
}
