import { Button, Popover } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { toRunName } from '../../shared/i18n/run-words.ts'
import { ProgressLine } from '../components/progress-line.tsx'
import { StatusDot } from '../components/status-dot.tsx'
import { useRequest } from '../lib/api-context.tsx'
import { shorten, useFormats } from '../lib/format.ts'
import { hrefTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import { useLiveRuns, type LiveRun } from '../stores/live-runs.ts'
import { currentStage } from '../stores/stage-pace.ts'
import { openShortcuts } from './overlays.ts'
import classes from './status-bar.module.css'
import { ScheduleParts } from './status-schedules.tsx'
import { useProblems, type Problem } from './use-problems.ts'

/** What goes on, how fresh the data is, and what is wrong: each part leads on. */
export function StatusBar(): ReactNode {
  const { t } = useTranslator()
  const problems = useProblems()
  return (
    <footer className={classes.root} aria-label={t('shell.status.label')}>
      <RunningJobs />
      <LastSync />
      <ScheduleParts />
      <div className={classes.gap} />
      <div role="status" style={{ display: 'contents' }}>
        {problems.map((problem) => (
          <ProblemPart key={problem.kind} {...problem} />
        ))}
      </div>
      <button
        type="button"
        className={classes.part}
        aria-label={t('shell.status.shortcuts')}
        title={t('shell.status.shortcuts')}
        onClick={openShortcuts}
      >
        <IconKeyboard aria-hidden size={16} stroke={1.6} />
      </button>
    </footer>
  )
}

function RunningJobs(): ReactNode {
  const runs = Object.values(useLiveRuns(({ runs }) => runs))
  const check = runs.find(({ run }) => run.links !== null)
  return (
    <>
      <RunningSyncs syncs={runs.filter(({ run }) => run.links === null)} />
      {check && <RunningJob {...check} />}
    </>
  )
}

function RunningSyncs({ syncs }: { readonly syncs: readonly LiveRun[] }): ReactNode {
  const { t } = useTranslator()
  const [first] = syncs
  if (!first) return null
  if (syncs.length === 1) return <RunningJob {...first} />
  const label = t('shell.status.runningMany', { count: syncs.length })
  return (
    <a className={`${classes.part} ${classes.job}`} href={hrefTo('sync')}>
      <StatusDot tone="busy" label={label} />
    </a>
  )
}

function RunningJob({ run, progress }: LiveRun): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const current = currentStage(progress)
  const stage = t(`domain.stage.${current?.stage ?? 'connect'}`)
  const label = t('shell.status.running', { account: shorten(toRunName(translator, run)), stage })
  return (
    <a
      className={`${classes.part} ${classes.job}`}
      href={run.links ? hrefTo('links') : hrefTo('sync', { run: run.runId })}
    >
      <span className={classes.jobName}>{label}</span>
      {current && (
        <>
          <span className={classes.jobLine}>
            <ProgressLine done={current.done} total={current.total} label={label} isBare />
          </span>
          <span className={classes.jobCount}>
            {current.total === null
              ? formats.number(current.done)
              : t('shell.progress.of', { done: formats.number(current.done), total: formats.number(current.total) })}
          </span>
        </>
      )}
    </a>
  )
}

function LastSync(): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const accounts = useRequest('account.list', {})
  if (!accounts.data || accounts.data.length === 0) return null
  const at = accounts.data.reduce<number | null>(
    (latest, { lastComplete }) => (lastComplete && lastComplete.at > (latest ?? 0) ? lastComplete.at : latest),
    null,
  )
  const label = at === null ? t('shell.status.neverSynced') : t('shell.status.lastSync', { time: formats.time(at) })
  return (
    <a className={classes.part} href={hrefTo('sync')} title={at === null ? undefined : formats.instantTitle(at)}>
      <span className={classes.words}>{label}</span>
    </a>
  )
}

function ProblemPart({ tone, label, text, actions }: Problem): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="top-end" trapFocus returnFocus hideDetached={false}>
      <Popover.Target>
        <button
          type="button"
          className={`${classes.part} ${classes.problem}`}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          <StatusDot tone={tone} label={label} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.note} aria-label={label}>
        <div>{text}</div>
        {actions.length > 0 && (
          <div className={classes.noteActions}>
            {actions.map(({ label: name, run }, index) => (
              <Button
                key={name}
                variant={index === 0 ? 'filled' : 'default'}
                onClick={() => {
                  setIsOpen(false)
                  run()
                }}
              >
                {name}
              </Button>
            ))}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
