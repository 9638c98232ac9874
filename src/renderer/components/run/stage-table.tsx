import type { ReactNode } from 'react'
import type { StageProgress } from '../../../shared/domain/run.ts'
import { ProgressLine } from '../progress-line.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useLivePaces } from '../../stores/live-runs.ts'
import { inOrder, isStageDone, rateOf, timeLeftMs } from '../../stores/stage-pace.ts'
import classes from './stage-table.module.css'
import { useNow } from './use-now.ts'

/** Rates above this are whole numbers. */
const WHOLE_FROM = 10

/** The steps of a sync that is going on: done of total, rate and time left. */
export function StageTable({
  runId,
  progress,
}: {
  readonly runId: string
  readonly progress: readonly StageProgress[]
}): ReactNode {
  const { t } = useTranslator()
  const now = useNow(1000, true)
  if (progress.length === 0) return <p className={classes.waiting}>{t('sync.stage.waiting')}</p>
  const hasFailed = progress.some(({ failed }) => failed > 0)
  return (
    <table className={classes.root}>
      <caption className={classes.caption}>{t('sync.stage.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('sync.stage.stage')}</th>
          <th scope="col" className={classes.bar}>
            <span className={classes.caption}>{t('sync.stage.title')}</span>
          </th>
          <th scope="col">{t('sync.stage.done')}</th>
          {hasFailed && <th scope="col">{t('sync.stage.failed')}</th>}
          <th scope="col">{t('sync.stage.rate')}</th>
          <th scope="col">{t('sync.stage.left')}</th>
        </tr>
      </thead>
      <tbody>
        {inOrder(progress).map((stage) => (
          <StageRow key={stage.stage} runId={runId} progress={stage} hasFailed={hasFailed} now={now} />
        ))}
      </tbody>
    </table>
  )
}

function StageRow({
  runId,
  progress,
  hasFailed,
  now,
}: {
  readonly runId: string
  readonly progress: StageProgress
  readonly hasFailed: boolean
  readonly now: number
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { stage, done, total, failed } = progress
  const pace = useLivePaces(({ paces }) => paces[runId]?.[stage])
  const isDone = isStageDone(progress)
  const rate = isDone ? null : rateOf(pace, now)
  const name = t(`domain.stage.${stage}`)
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={classes.bar}>
        <ProgressLine done={done} total={total} label={name} isBare />
      </td>
      <td>
        {total === null
          ? t('sync.stage.unknownTotal', { done: formats.number(done) })
          : t('sync.stage.of', { done: formats.number(done), total: formats.number(total) })}
      </td>
      {hasFailed && <td>{formats.number(failed)}</td>}
      <td>
        {rate !== null && rate > 0
          ? t('sync.stage.perSecond', { rate: formats.number(rate, rate < WHOLE_FROM ? 1 : 0) })
          : '—'}
      </td>
      <td>{describeLeft(progress, rate)}</td>
    </tr>
  )

  function describeLeft(of: StageProgress, perSecond: number | null): string {
    if (isDone) return t('sync.stage.finished')
    if (of.total === null) return t('sync.stage.unknown')
    if (perSecond === null) return t('sync.stage.measuring')
    const leftMs = timeLeftMs(of, perSecond)
    // Whole seconds: an estimate that shows tenths pretends to know more than it does.
    return leftMs === null
      ? t('sync.stage.standing')
      : t('sync.stage.about', { time: formats.duration(Math.ceil(leftMs / 1000) * 1000) })
  }
}
