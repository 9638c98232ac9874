import { Button } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useId, type ReactNode } from 'react'
import type { LinkRunFigures } from '../../../shared/domain/link.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ProgressLine } from '../../components/progress-line.tsx'
import { RunLogPanel } from '../../components/run/run-log-panel.tsx'
import { StageTable } from '../../components/run/stage-table.tsx'
import { useNow } from '../../components/run/use-now.ts'
import { StatusDot } from '../../components/status-dot.tsx'
import { ApiError } from '../../lib/api.ts'
import { useFormats, type Formats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useLivePaces, type LiveRun } from '../../stores/live-runs.ts'
import { usePreference } from '../../stores/preferences.ts'
import { currentStage, rateOf, stillMsOf, timeLeftMs } from '../../stores/stage-pace.ts'
import classes from './links-page.module.css'
import type { CancelState, CheckRun } from './use-check-run.ts'

/** So long a check may get no further before what it waits for is worth more than an estimate. */
const PATIENCE_MS = 2000

/** Rates above this are whole numbers. */
const WHOLE_FROM = 10

/** That links are being checked, and which ones. */
function titleWords(t: Translator['t'], formats: Formats, { scope }: Pick<LinkRunFigures, 'scope'>): string {
  switch (scope.kind) {
    case 'all':
      return t('links.run.title.all')
    case 'groups':
      return t('links.run.title.groups', { count: scope.groupIds.length })
    case 'links': {
      const count = scope.linkIds.length
      return t('links.run.title.links', { count, shown: formats.number(count) })
    }
  }
}

/** A run over links while it goes on: how far it is, how fast, and a way to stop it; its log on demand. */
export function CheckProgress({
  live,
  check,
}: {
  readonly live: LiveRun
  readonly check: Pick<CheckRun, 'cancel' | 'cancelState' | 'isJoined'>
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const logId = useId()
  const [isLogOpen, setLogOpen] = usePreference('links.run.isLogOpen', false)
  const { run, progress } = live
  const stage = currentStage(progress)
  const title = run.links ? titleWords(t, formats, run.links) : t('links.toolbar.checking')
  return (
    <section className={classes.run} aria-label={t('links.run.label')}>
      <div className={classes.runLine}>
        <StatusDot tone="busy" label={stage ? title : t('links.run.queued')} />
        {run.links?.isStrict && <span className={classes.dim}>{t('links.run.strict')}</span>}
        <StageWords live={live} />
        <span className={classes.runEnd}>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-expanded={isLogOpen}
            aria-controls={logId}
            rightSection={
              isLogOpen ? <IconChevronUp aria-hidden size={13} /> : <IconChevronDown aria-hidden size={13} />
            }
            onClick={() => setLogOpen(!isLogOpen)}
          >
            {t(isLogOpen ? 'links.run.hideLog' : 'links.run.showLog')}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={check.cancelState === 'cancelling'}
            onClick={check.cancel}
          >
            {t(check.cancelState === 'cancelling' ? 'links.run.cancelling' : 'links.run.cancel')}
          </Button>
        </span>
      </div>
      <ProgressLine done={stage?.done ?? 0} total={stage?.total ?? null} isBare label={title} />
      {check.isJoined && <p className={classes.runNote}>{t('links.page.joined')}</p>}
      <CancelNote state={check.cancelState} />
      <div id={logId} className={classes.runDetails} hidden={!isLogOpen}>
        {isLogOpen && (
          <>
            <StageTable runId={run.runId} progress={progress} />
            <div className={classes.log}>
              <RunLogPanel run={run} isActive initialLevels={undefined} hasKeys={false} />
            </div>
          </>
        )}
      </div>
    </section>
  )
}

/** The step that goes on, how far it is, how fast, and how long it still takes. */
function StageWords({ live }: { readonly live: LiveRun }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const pace = useLivePaces(({ paces }) => paces[live.run.runId])
  const now = useNow(1000, true)
  const stage = currentStage(live.progress)
  if (!stage) return null
  const rate = rateOf(pace?.[stage.stage], now)
  const leftMs = timeLeftMs(stage, rate)
  const done = formats.number(stage.done)
  const rest = stage.total === null ? 0 : stage.total - stage.done
  // The slow ones come last, and the pace of the others says nothing about them.
  const isWaiting =
    rest > 0 && stage.done > 0 && stillMsOf(pace?.[stage.stage], now) > Math.max(PATIENCE_MS, leftMs ?? 0)
  return (
    <span className={classes.runWords}>
      <span>{t(`domain.stage.${stage.stage}`)}</span>
      <span>
        {stage.total === null
          ? t('sync.stage.unknownTotal', { done })
          : t('links.run.of', { done, total: formats.number(stage.total) })}
      </span>
      {rate !== null && rate > 0 && (
        <span>{t('links.run.perSecond', { rate: formats.number(rate, rate < WHOLE_FROM ? 1 : 0) })}</span>
      )}
      {leftMs !== 0 && stage.total !== null && (
        <span>
          {isWaiting
            ? t('links.run.waiting', { count: rest, shown: formats.number(rest) })
            : leftMs === null
              ? t('links.run.measuring')
              : // Whole seconds: an estimate that shows tenths pretends to know more than it does.
                t('links.run.left', { time: formats.duration(Math.ceil(leftMs / 1000) * 1000) })}
        </span>
      )}
    </span>
  )
}

function CancelNote({ state }: { readonly state: CancelState | undefined }): ReactNode {
  const { t } = useTranslator()
  if (state instanceof ApiError) return <ErrorNote error={state} title={t('links.run.cancelFailed')} />
  const words = state === undefined || state === 'cancelling' ? '' : t(`links.run.cancelOutcome.${state}`)
  return (
    <p className={classes.runNote} role="status">
      {words}
    </p>
  )
}
