import { SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RunMetrics, RunSample } from '../../../shared/domain/run.ts'
import { Sparkline } from '../../components/chart/sparkline.tsx'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { usePreference } from '../../stores/preferences.ts'
import { COURSES, formatMetric, MEASURED, METRICS, MOMENTARY, toCourse, type CourseName } from './metric-words.ts'
import classes from './run-metrics.module.css'

/** The figures of a run's requests in one line. */
export function MetricLine({
  metrics,
  isActive,
}: {
  readonly metrics: RunMetrics
  readonly isActive: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <dl className={classes.line}>
      {METRICS.filter((name) => isActive || !MOMENTARY.includes(name)).map((name) => (
        <div key={name} className={classes.metric}>
          <dt>{t(`sync.metric.${name}`)}</dt>
          <dd>
            {metrics.requests === 0 && MEASURED.includes(name)
              ? UNKNOWN
              : formatMetric(name, metrics[name], t, formats)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** The course of a run's requests as small charts, or as the table behind them. */
export function RunMetricsPanel({
  metrics,
  samples,
  isActive,
}: {
  readonly metrics: RunMetrics
  readonly samples: readonly RunSample[]
  readonly isActive: boolean
}): ReactNode {
  const { t } = useTranslator()
  const [view, setView] = usePreference<'chart' | 'table'>('sync.metrics.view', 'chart')
  const hasCourse = samples.length >= 2
  return (
    <div className={classes.panel}>
      <div {...(isActive ? { className: classes.lowOnly } : {})}>
        <MetricLine metrics={metrics} isActive={isActive} />
      </div>
      {hasCourse ? (
        <>
          <SegmentedControl
            className={classes.view ?? ''}
            aria-label={t('sync.metric.view')}
            value={view}
            onChange={(value) => setView(value === 'table' ? 'table' : 'chart')}
            data={[
              { value: 'chart', label: t('sync.metric.chart') },
              { value: 'table', label: t('sync.metric.table') },
            ]}
          />
          {view === 'chart' ? <Charts samples={samples} /> : <SampleTable samples={samples} />}
        </>
      ) : (
        <p className={classes.none}>{t(isActive ? 'sync.metric.noneYet' : 'sync.metric.none')}</p>
      )}
    </div>
  )
}

function Charts({ samples }: { readonly samples: readonly RunSample[] }): ReactNode {
  return (
    <div className={classes.charts}>
      {COURSES.map((name) => (
        <Chart key={name} name={name} samples={samples} />
      ))}
    </div>
  )
}

function Chart({ name, samples }: { readonly name: CourseName; readonly samples: readonly RunSample[] }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const points = toCourse(name, samples)
  const values = points.map(({ value }) => value)
  const say = (value: number): string => formatMetric(name === 'rate' ? 'perSecond' : name, value, t, formats)
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return null
  const most = say(Math.max(...values))
  const title = t(`sync.metric.${name}`)
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.chartHead}>
        <span>{title}</span>
        <span className={classes.chartNow}>{say(last.value)}</span>
      </figcaption>
      <div className={classes.plot}>
        <Sparkline
          title={title}
          description={t('sync.metric.chartDesc', {
            from: formats.clock(first.at),
            to: formats.clock(last.at),
            min: say(Math.min(...values)),
            max: most,
            last: say(last.value),
          })}
          points={points}
        />
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{formats.clock(first.at)}</span>
        <span>{t('sync.metric.max', { value: most })}</span>
        <span>{formats.clock(last.at)}</span>
      </div>
    </figure>
  )
}

const COLUMNS = ['requests', 'perSecond', 'active', 'queued', 'p95Ms', 'retries', 'throttled'] as const

function SampleTable({ samples }: { readonly samples: readonly RunSample[] }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('sync.metric.time')}</th>
          {COLUMNS.map((name) => (
            <th key={name} scope="col">
              {t(`sync.metric.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {samples.map((sample) => (
          <tr key={sample.at}>
            <th scope="row">{formats.clock(sample.at)}</th>
            {COLUMNS.map((name) => (
              <td key={name}>
                {sample.requests === 0 && MEASURED.some((measured) => measured === name)
                  ? UNKNOWN
                  : formatMetric(name, sample[name], t, formats)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
