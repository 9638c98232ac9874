import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import type { Schedule, ScheduleOverview } from '../../../shared/domain/schedule.ts'
import layout from '../../components/page-layout.module.css'
import { ErrorNote } from '../../components/error-note.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useNow } from '../../components/run/use-now.ts'
import { PauseMenu } from '../../components/schedule/pause.tsx'
import { ScheduleDialog } from '../../components/schedule/schedule-editor.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { goTo, usePlace } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { PartSwitch } from './part-switch.tsx'
import { ScheduleNotices } from './schedule-notices.tsx'
import { ScheduleRow } from './schedule-row.tsx'
import classes from './schedules-part.module.css'

/** When accounts are synced and links checked by themselves: all of it in one table. */
export function SchedulesPart({ accounts }: { readonly accounts: readonly Account[] }): ReactNode {
  const { t } = useTranslator()
  const answer = useRequest('schedule.list', {})
  const { data } = answer
  const [schedule, edit] = useEditedSchedule(data?.schedules ?? [])
  return (
    <>
      <PageHeader
        title={t('sync.title')}
        actions={
          <>
            <PartSwitch part="schedules" />
            {data && data.pausedUntil === null && <PauseMenu />}
          </>
        }
      />
      <ScheduleNotices accounts={accounts} isOfferKept />
      {answer.error && !data && (
        <div className={layout.padded}>
          <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />
        </div>
      )}
      {data ? (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('schedules.page.table')}>
          <p className={classes.explain}>{t('schedules.page.explain', { zone: data.zone })}</p>
          <ScheduleTable overview={data} onEdit={edit} />
        </div>
      ) : (
        !answer.error && <p className={classes.explain}>{t('schedules.page.loading')}</p>
      )}
      <ScheduleDialog schedule={schedule} onClose={() => edit(null)} />
    </>
  )
}

/** The schedule whose editor is open; it stands in the address, so that others can lead to it. */
function useEditedSchedule(schedules: readonly Schedule[]): [Schedule | null, (scheduleId: string | null) => void] {
  const { params } = usePlace()
  const scheduleId = params.get('schedule')
  const edit = useCallback((next: string | null): void => {
    if (next === null) goTo('sync', { part: 'schedules' }, true)
    else goTo('sync', { part: 'schedules', schedule: next })
  }, [])
  return [schedules.find((one) => one.scheduleId === scheduleId) ?? null, edit]
}

function ScheduleTable({
  overview: { schedules, pausedUntil },
  onEdit,
}: {
  readonly overview: ScheduleOverview
  readonly onEdit: (scheduleId: string) => void
}): ReactNode {
  const { t } = useTranslator()
  const now = useNow(30_000, true)
  const [openIds, setOpenIds] = useState<ReadonlySet<string>>(new Set())
  const root = useRef<HTMLTableElement>(null)
  const { params } = usePlace()
  const editedId = params.get('schedule')
  // A long table shows the row that the address names.
  useEffect(() => {
    if (editedId === null) return
    root.current?.querySelector(`[data-schedule="${CSS.escape(editedId)}"]`)?.scrollIntoView?.({ block: 'nearest' })
  }, [editedId])
  function toggle(scheduleId: string): void {
    setOpenIds((old) => {
      const next = new Set(old)
      if (!next.delete(scheduleId)) next.add(scheduleId)
      return next
    })
  }
  return (
    <table ref={root} className={classes.table} aria-label={t('schedules.page.table')}>
      <thead>
        <tr>
          <th scope="col">{t('schedules.page.name')}</th>
          <th scope="col">{t('schedules.page.rule')}</th>
          <th scope="col">{t('schedules.page.next')}</th>
          <th scope="col">{t('schedules.page.last')}</th>
          <th scope="col">{t('schedules.page.enabled')}</th>
          <th scope="col">
            <span className={classes.hidden}>{t('schedules.page.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {schedules.map((schedule) => (
          <ScheduleRow
            key={schedule.scheduleId}
            schedule={schedule}
            now={now}
            pausedUntil={pausedUntil}
            isOpen={openIds.has(schedule.scheduleId)}
            onToggle={() => toggle(schedule.scheduleId)}
            onEdit={() => onEdit(schedule.scheduleId)}
          />
        ))}
      </tbody>
    </table>
  )
}
