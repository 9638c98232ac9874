import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import { BarFigure, barScale, percent } from '../../components/chart/bar-figure.tsx'
import { useFormats } from '../../lib/format.ts'
import { useKeyHelp } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './day-chart.module.css'
import type { PreviewDay } from './preview-days.ts'

const HEIGHT_PX = 150
const AXIS_WIDTH_PX = 44
/** About so many days are written below the bars. */
const LABELS = 7

/** Items by day, those past their deadline below; a bar chooses its row in the table. Arrow keys move from bar to bar. */
export function DayChart({
  days,
  chosenOn,
  onChoose,
}: {
  readonly days: readonly PreviewDay[]
  readonly chosenOn: CivilDay | null
  readonly onChoose: (on: CivilDay) => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  useKeyHelp(
    [
      ['left', t('notices.page.preview.keys.move')],
      ['enter', t('notices.page.preview.keys.choose')],
    ],
    t('notices.page.preview.chart'),
  )
  const bars = days.filter(({ items }) => items > 0)
  const [current, setCurrent] = useState<CivilDay | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const scale = barScale(Math.max(1, ...days.map(({ items }) => items)), true)
  const focusable = current ?? bars[0]?.on

  function move(event: KeyboardEvent): void {
    const at = bars.findIndex(({ on }) => on === focusable)
    const wanted = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: bars.length - 1 }[event.key]
    const next = wanted === undefined ? undefined : bars[Math.min(Math.max(wanted, 0), bars.length - 1)]
    if (!next) return
    event.preventDefault()
    setCurrent(next.on)
    list.current?.querySelector<HTMLElement>(`[data-on="${next.on}"]`)?.focus()
  }

  return (
    <BarFigure
      label={t('notices.page.preview.chart')}
      scale={scale}
      formatValue={formats.number}
      heightPx={HEIGHT_PX}
      axisWidthPx={AXIS_WIDTH_PX}
      list={list}
      onKeyDown={move}
      labels={<Labels days={days} />}
      legend={[
        { key: 'due', label: t('notices.page.preview.legendDue'), className: classes.due },
        { key: 'overdue', label: t('notices.page.preview.legendOverdue'), className: classes.overdue },
      ]}
    >
      {days.map(({ on, items, overdue }) => (
        <li key={on} className={classes.slot} data-today={on === formats.today || undefined}>
          {items > 0 && (
            <button
              type="button"
              className={classes.bar}
              data-on={on}
              aria-pressed={on === chosenOn}
              tabIndex={on === focusable ? 0 : -1}
              {...named(
                t('notices.page.preview.bar', {
                  day: formats.day(on),
                  items: formats.number(items),
                  overdue: formats.number(overdue),
                }),
              )}
              onFocus={() => setCurrent(on)}
              onClick={() => onChoose(on)}
            >
              <span className={classes.overdue} style={{ height: percent(overdue / scale.top) }} />
              <span className={classes.due} style={{ height: percent((items - overdue) / scale.top) }} />
            </button>
          )}
        </li>
      ))}
    </BarFigure>
  )
}

const named = (words: string): { readonly title: string; readonly 'aria-label': string } => ({
  title: words,
  'aria-label': words,
})

function Labels({ days }: { readonly days: readonly PreviewDay[] }): ReactNode {
  const formats = useFormats()
  const step = Math.max(1, Math.ceil(days.length / LABELS))
  return (
    <div className={classes.labels}>
      {days.map(({ on }, index) =>
        index % step === 0 ? (
          <span key={on} style={{ left: percent(index / days.length) }}>
            {formats.day(on)}
          </span>
        ) : null,
      )}
    </div>
  )
}
