import { ActionIcon, Anchor } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { VERDICTS, type LinkRunFigures, type Verdict } from '../../../shared/domain/link.ts'
import type { Run, RunState } from '../../../shared/domain/run.ts'
import { StatusDot, type StatusTone } from '../../components/status-dot.tsx'
import { VerdictShape, verdictTone } from '../../components/verdict-mark.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './links-page.module.css'

const TONES: Readonly<Partial<Record<RunState, StatusTone>>> = {
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'neutral',
}

/** What the last run over links has brought, until somebody closes it. */
export function CheckSummary({
  run,
  figures,
  onVerdict,
  onDismiss,
}: {
  readonly run: Run
  readonly figures: LinkRunFigures
  /** Shows the links with a verdict. */
  readonly onVerdict: (verdict: Verdict) => void
  readonly onDismiss: () => void
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const { checked, skipped, toShow, toNotShow, byVerdict, p50Ms, p95Ms, slowestMs } = figures
  const count = (key: string, value: number): string =>
    t(`links.run.${key}`, { count: value, shown: formats.number(value) })
  const state = run.state === 'queued' || run.state === 'running' ? 'incomplete' : run.state
  const verdicts = VERDICTS.filter((verdict) => (byVerdict[verdict] ?? 0) > 0)
  return (
    <section className={classes.run} aria-label={t(`links.run.ended.${state}`)}>
      <div className={classes.runLine} role="status">
        <StatusDot tone={TONES[state] ?? 'warning'} label={t(`links.run.ended.${state}`)} />
        <span className={classes.runWords}>
          <span title={formats.instantTitle(run.endedAt)}>{formats.time(run.endedAt)}</span>
          <span>{count('checked', checked)}</span>
          {skipped > 0 && <span>{count('skipped', skipped)}</span>}
          <span data-strong={toShow > 0 || undefined}>{count('toShow', toShow)}</span>
          <span data-strong={toNotShow > 0 || undefined}>{count('toNotShow', toNotShow)}</span>
          {run.endedAt !== null && (
            <span>{t('links.run.took', { time: formats.duration(run.endedAt - run.startedAt) })}</span>
          )}
          {p50Ms !== null && (
            <span>
              {t('links.run.times', {
                p50: formats.duration(p50Ms),
                p95: formats.duration(p95Ms),
                slowest: formats.duration(slowestMs),
              })}
            </span>
          )}
        </span>
        <span className={classes.runEnd}>
          <Anchor size="xs" href={hrefTo('sync', { run: run.runId })}>
            {t('links.run.history')}
          </Anchor>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t('links.run.dismiss')}
            title={t('links.run.dismiss')}
            onClick={onDismiss}
          >
            <IconX aria-hidden size={14} />
          </ActionIcon>
        </span>
      </div>
      {run.error && <p className={classes.runProblem}>{translator.error(run.error)}</p>}
      {verdicts.length > 0 && (
        <div className={classes.verdicts} role="group" aria-label={t('links.run.verdicts')}>
          {verdicts.map((verdict) => {
            const words = (
              <>
                <VerdictShape tone={verdictTone(verdict)} />
                {t(`link.verdict.${verdict}`)}
                <strong>{formats.number(byVerdict[verdict] ?? 0)}</strong>
              </>
            )
            // A link keeps the verdict that it had: no list could show just these.
            if (verdict === 'cancelled') {
              return (
                <span key={verdict} className={classes.verdict}>
                  {words}
                </span>
              )
            }
            return (
              <button
                key={verdict}
                type="button"
                className={classes.verdict}
                title={t('links.run.only', { verdict: t(`link.verdict.${verdict}`) })}
                onClick={() => onVerdict(verdict)}
              >
                {words}
              </button>
            )
          })}
        </div>
      )}
    </section>
  )
}
