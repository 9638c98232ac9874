import { useEffect, useState, type ReactNode } from 'react'
import type { LogLevel, Run } from '../../../shared/domain/run.ts'
import { toRunName } from '../../../shared/i18n/run-words.ts'
import { LogView } from '../log/log-view.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { createRunLog, type RunLog } from '../../stores/run-log.ts'

const requestFrame = (callback: () => void): void => void requestAnimationFrame(callback)

/** A run's log as long as it is open. */
function useRunLog(runId: string): RunLog | null {
  const api = useApi()
  const [log, setLog] = useState<RunLog | null>(null)
  useEffect(() => {
    const opened = createRunLog({ api, runId, requestFrame })
    setLog(opened)
    return () => opened.stop()
  }, [api, runId])
  return log
}

/** The complete log of a run, live while it goes on. */
export function RunLogPanel({
  run,
  isActive,
  initialLevels,
  hasKeys = true,
}: {
  readonly run: Run
  readonly isActive: boolean
  readonly initialLevels: readonly LogLevel[] | undefined
  /** False where the log stands beside something that the page's keys belong to; default true. */
  readonly hasKeys?: boolean
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const log = useRunLog(run.runId)
  if (!log) return null
  return (
    <LogView
      log={log}
      isLive={isActive}
      label={t('sync.log.label', { account: toRunName(translator, run) })}
      initialLevels={initialLevels}
      hasKeys={hasKeys}
    />
  )
}
