import type { ReactNode } from 'react'
import { VERDICTS, type LinkRunFigures } from '../../../shared/domain/link.ts'
import type { Run, RunFigures } from '../../../shared/domain/run.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './run-details.module.css'

const CHANGES = ['added', 'changed', 'unchanged', 'gone'] as const satisfies readonly (keyof RunFigures)[]
const DUE = [
  'expired',
  'expiringIn7Days',
  'expiringIn15Days',
  'expiringIn30Days',
] as const satisfies readonly (keyof RunFigures)[]

/** What a committed run has read and changed. */
export function RunFiguresList({ run }: { readonly run: Run }): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  return (
    <dl className={classes.figures} aria-label={t('sync.figure.title')}>
      <div className={classes.figure}>
        <dt>{t('sync.figure.fetched')}</dt>
        <dd>
          {number(run.fetched)} / {number(run.reportedTotal)}{' '}
          <span className={run.complete ? classes.complete : classes.incomplete}>
            {t(run.complete ? 'sync.figure.complete' : 'sync.figure.incomplete')}
          </span>
        </dd>
      </div>
      {[...CHANGES, ...DUE].map((name) => (
        <div key={name} className={classes.figure}>
          <dt>{t(`sync.figure.${name}`)}</dt>
          <dd>{number(run[name])}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What a run over links has found. */
export function LinkFiguresList({ figures }: { readonly figures: LinkRunFigures }): ReactNode {
  const { t } = useTranslator()
  const { number, duration } = useFormats()
  const { checked, activeNum, skipped, toShow, toNotShow, byVerdict, p50Ms, p95Ms, slowestMs } = figures
  const latencies = { p50: p50Ms, p95: p95Ms, slowest: slowestMs }
  const entries: readonly (readonly [label: string, value: string])[] = [
    [t('sync.figure.checked'), `${number(checked)} / ${number(activeNum)}`],
    [t('sync.figure.skipped'), number(skipped)],
    [t('sync.figure.toShow'), number(toShow)],
    [t('sync.figure.toNotShow'), number(toNotShow)],
    ...VERDICTS.filter((verdict) => verdict !== 'skipped' && (byVerdict[verdict] ?? 0) > 0).map(
      (verdict) => [t(`link.verdict.${verdict}`), number(byVerdict[verdict] ?? 0)] as const,
    ),
    ...(['p50', 'p95', 'slowest'] as const).flatMap((name) => {
      const value = latencies[name]
      return value === null ? [] : [[t(`sync.figure.${name}`), duration(value)] as const]
    }),
  ]
  return (
    <dl className={classes.figures} aria-label={t('sync.figure.title')}>
      {entries.map(([label, value]) => (
        <div key={label} className={classes.figure}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
