import type { ReactNode } from 'react'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { isKnownYear } from '../../../shared/domain/working-day.ts'
import type { ScheduleRule } from '../../../shared/domain/schedule.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './schedule.module.css'
import { dueTime } from './schedule-state.ts'

/** Due times, one below the other; says where the calendar of working days is a guess. */
export function NextTimes({
  times,
  rule,
  isOld = false,
}: {
  readonly times: readonly number[]
  readonly rule: ScheduleRule | null
  /** True while newer ones are on their way. */
  readonly isOld?: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const guessed =
    rule?.kind === 'workdays'
      ? times.map((at) => Number(toCivilDay(at, formats.zone).slice(0, 4))).find((year) => !isKnownYear(year))
      : undefined
  return (
    <>
      <ol className={classes.times} data-old={isOld || undefined}>
        {times.map((at) => (
          <li key={at} title={formats.instantTitle(at)}>
            {dueTime(formats, at)}
          </li>
        ))}
      </ol>
      {guessed !== undefined && <p className={classes.dim}>{t('schedules.editor.unknownYear', { year: guessed })}</p>}
    </>
  )
}
