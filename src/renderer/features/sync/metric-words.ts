import type { RunMetrics, RunSample } from '../../../shared/domain/run.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { SparkPoint } from '../../components/chart/sparkline.tsx'
import type { Formats } from '../../lib/format.ts'

/** The figures of a run's requests in the order in which they are shown. */
export const METRICS = [
  'active',
  'queued',
  'requests',
  'retries',
  'throttled',
  'timeouts',
  'errors',
  'meanMs',
  'p95Ms',
  'perSecond',
] as const satisfies readonly (keyof RunMetrics)[]
export type MetricName = (typeof METRICS)[number]

/** Figures of one moment; an ended run has none. */
export const MOMENTARY: readonly MetricName[] = ['active', 'queued']

/** Figures that nobody knows before there was a request. */
export const MEASURED: readonly MetricName[] = ['meanMs', 'p95Ms', 'perSecond']

/** A figure with its unit. */
export function formatMetric(name: MetricName, value: number, t: Translator['t'], formats: Formats): string {
  if (name === 'meanMs' || name === 'p95Ms') return t('sync.metric.ms', { count: formats.number(value) })
  if (name === 'perSecond') return t('sync.metric.perSecondValue', { count: formats.number(value, value < 10 ? 1 : 0) })
  return formats.number(value)
}

/** What is drawn over time; `rate` is counted from the requests between two samples. */
export const COURSES = ['rate', 'active', 'queued', 'p95Ms', 'retries', 'throttled'] as const
export type CourseName = (typeof COURSES)[number]

/** The course of one figure, oldest first. */
export function toCourse(name: CourseName, samples: readonly RunSample[]): readonly SparkPoint[] {
  // Before the first answer there is no latency, which is not a latency of nought.
  if (name === 'p95Ms') samples = samples.filter(({ requests }) => requests > 0)
  if (name !== 'rate') return samples.map((sample) => ({ at: sample.at, value: sample[name] }))
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1]
    if (!before || sample.at <= before.at) return []
    return [{ at: sample.at, value: ((sample.requests - before.requests) * 1000) / (sample.at - before.at) }]
  })
}
