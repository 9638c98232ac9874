import type { ReactNode } from 'react'
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
