import type { ReactNode } from 'react'
import { useFormats } from '../lib/format.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './progress-line.module.css'

/** A thin line of real progress with its numbers; `total` null says that nobody knows yet. */
export function ProgressLine({
  done,
  total,
  label,
  isBare = false,
}: {
  readonly done: number
  readonly total: number | null
  /** What goes on; read out, and not shown. */
  readonly label?: string | undefined
  /** True leaves the numbers to whoever stands beside it. */
  readonly isBare?: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const words =
    total === null
      ? t('shell.progress.unknown', { done: formats.number(done) })
      : t('shell.progress.of', { done: formats.number(done), total: formats.number(total) })
  const share = total === null ? null : total === 0 ? 1 : Math.min(1, done / total)
  return (
    <div className={classes.root}>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={label ?? t('shell.progress.label')}
        aria-valuetext={words}
        {...(share === null
          ? {}
          : { 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.floor(share * 100) })}
      >
        {share === null ? (
          <div className={`${classes.bar} ${classes.unknown}`} />
        ) : (
          <div className={classes.bar} style={{ transform: `scaleX(${share})` }} />
        )}
      </div>
      {!isBare && <span className={classes.words}>{words}</span>}
    </div>
  )
}
