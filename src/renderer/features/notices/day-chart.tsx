import { scaleLinear } from 'd3-scale'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import { useFormats } from '../../lib/format.ts'
import { useKeyHelp } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './day-chart.module.css'
import type { PreviewDay } from './preview-days.ts'

const TICKS = 4
const HEIGHT_PX = 150
/** About so many days are written below the bars. */
const LABELS = 7

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`

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
  const max = Math.max(1, ...days.map(({ items }) => items))
  const scale = scaleLinear().domain([0, max]).nice(TICKS)
  const top = scale.domain()[1] ?? 1
  const ticks = scale.ticks(TICKS).filter(Number.isInteger)
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
    <figure className={classes.figure} aria-label={t('notices.page.preview.chart')}>
      <div className={classes.plot} style={{ height: HEIGHT_PX }}>
        <div className={classes.axis} aria-hidden>
          {ticks.map((tick) => (
            <span key={tick} className={classes.tick} style={{ bottom: percent(tick / top) }}>
              {formats.number(tick)}
            </span>
          ))}
        </div>
        <div className={classes.area}>
          {ticks.map((tick) => (
            <div key={tick} className={classes.line} aria-hidden style={{ bottom: percent(tick / top) }} />
          ))}
          <ul ref={list} className={classes.bars} onKeyDown={move}>
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
                    <span className={classes.overdue} style={{ height: percent(overdue / top) }} />
                    <span className={classes.due} style={{ height: percent((items - overdue) / top) }} />
                  </button>
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
      <Labels days={days} />
      <figcaption className={classes.legend}>
        <span className={classes.entry}>
          <span className={`${classes.swatch} ${classes.due}`} aria-hidden />
          {t('notices.page.preview.legendDue')}
        </span>
        <span className={classes.entry}>
          <span className={`${classes.swatch} ${classes.overdue}`} aria-hidden />
          {t('notices.page.preview.legendOverdue')}
        </span>
      </figcaption>
    </figure>
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
    <div className={classes.labels} aria-hidden>
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
