import { VERDICTS, type LinkRunFigures } from '../../shared/domain/link.ts'
import type { Run } from '../../shared/domain/run.ts'
import { toRunName } from '../../shared/i18n/run-words.ts'
import { plain } from '../../shared/plain-text.ts'
import { formatDuration } from '../output/format.ts'
import type { Session } from '../session.ts'

/** The result of one run in a few lines. */
export function summariseRun(session: Session, run: Run): string {
  const { t, colors } = session
  const word = t.t(`domain.runState.${run.state}`)
  const painted =
    run.state === 'succeeded' ? colors.green(word) : run.state === 'incomplete' ? colors.yellow(word) : colors.red(word)
  const head = `${plain(toRunName(t, run))}  ${painted}  ${formatDuration((run.endedAt ?? run.startedAt) - run.startedAt)}`
  const scope = run.windowDays === null ? '' : `\n  ${t.t('cli.sync.window', { days: run.windowDays })}`
  if (run.error) return `${head}\n  ${plain(t.error(run.error))}`
  if (run.links) return `${head}\n  ${summariseLinks(session, run.links)}${warningsOf(session, run)}`
  if (run.state !== 'succeeded' && run.state !== 'incomplete') return head
  const counts = t.t('cli.sync.counts', {
    fetched: run.fetched,
    total: run.reportedTotal ?? '?',
    added: run.added,
    changed: run.changed,
    unchanged: run.unchanged,
    gone: run.gone,
  })
  const due = t.t('cli.sync.due', {
    expired: run.expired,
    in7: run.expiringIn7Days,
    in15: run.expiringIn15Days,
    in30: run.expiringIn30Days,
  })
  return `${head}${scope}\n  ${counts}\n  ${due}${warningsOf(session, run)}`
}

function warningsOf({ t, colors }: Session, { warnings, runId }: Run): string {
  return warnings > 0 ? `\n  ${colors.yellow(t.t('cli.sync.warnings', { count: warnings, runId }))}` : ''
}

function summariseLinks({ t }: Session, figures: LinkRunFigures): string {
  const { checked, activeNum, skipped, toShow, toNotShow, byVerdict, p50Ms, p95Ms, slowestMs } = figures
  const verdicts = VERDICTS.filter((verdict) => (byVerdict[verdict] ?? 0) > 0)
    .map((verdict) => `${t.t(`link.verdict.${verdict}`)} ${byVerdict[verdict]}`)
    .join(t.t('cli.links.comma'))
  const counts = t.t('cli.links.counts', { checked, total: activeNum, skipped, shown: toShow, hidden: toNotShow })
  if (p50Ms === null || p95Ms === null || slowestMs === null) return counts
  const [p50, p95, slowest] = [p50Ms, p95Ms, slowestMs].map(formatDuration)
  return `${counts}\n  ${verdicts}\n  ${t.t('cli.links.latency', { p50: p50 ?? '', p95: p95 ?? '', slowest: slowest ?? '' })}`
}
