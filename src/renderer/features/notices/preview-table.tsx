import { useEffect, useRef, type ReactNode } from 'react'
import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import { OVERDUE_STEP, type PlannedReminder } from '../../../shared/domain/reminder.ts'
import { SumText } from '../../components/sum-text.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './preview.module.css'

const COLUMNS = ['on', 'time', 'items', 'overdue', 'steps', 'sums', 'names'] as const
const FIGURES: ReadonlySet<string> = new Set(['items', 'overdue', 'sums'])

/** Every reminder of the dry run, in figures. */
export function PreviewTable({
  planned,
  chosenOn,
}: {
  readonly planned: readonly PlannedReminder[]
  readonly chosenOn: CivilDay | null
}): ReactNode {
  const { t } = useTranslator()
  return (
    <div className={classes.tableFrame} tabIndex={0} role="group" aria-label={t('notices.page.preview.table')}>
      <table className={classes.table} aria-label={t('notices.page.preview.table')}>
        <thead>
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" data-figure={FIGURES.has(name) || undefined}>
                {t(`notices.page.preview.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {planned.map((one) => (
            <PlannedRow key={one.at} planned={one} isChosen={one.on === chosenOn} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function PlannedRow({
  planned: { at, on, items, overdue, steps, sums, names },
  isChosen,
}: {
  readonly planned: PlannedReminder
  readonly isChosen: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const row = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  const join = t('notices.page.preview.join')
  const named = names.join(join)
  // Those past their deadline stand in a column of their own.
  const ahead = steps.filter(({ step }) => step !== OVERDUE_STEP)
  const stepName = (step: number): string =>
    step === 0 ? t('notices.page.preview.stepToday') : t('notices.page.preview.stepDays', { count: step })
  return (
    <tr ref={row} data-chosen={isChosen || undefined}>
      <th scope="row" title={formats.dayTitle(on)}>
        {formats.day(on)}
      </th>
      <td title={formats.instantTitle(at)}>{formats.clock(at).slice(0, 5)}</td>
      <td data-figure>{formats.number(items)}</td>
      <td data-figure>{formats.number(overdue)}</td>
      <td className={classes.steps}>
        {ahead.map(({ step, items: count }, index) => (
          <span key={step}>
            {t('notices.page.preview.step', { step: stepName(step), items: formats.number(count) })}
            {index < ahead.length - 1 && join}
          </span>
        ))}
      </td>
      <td data-figure>
        <SumText sums={sums} isStacked />
      </td>
      <td className={classes.names} title={named}>
        {items > names.length ? t('notices.page.preview.more', { names: named }) : named}
      </td>
    </tr>
  )
}
