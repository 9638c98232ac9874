import { Button, Code } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { CheckFinding, SystemState } from '../../../shared/ipc/system.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Part } from './part.tsx'
import classes from './settings.module.css'

type Task = 'backup' | 'bundle' | 'check' | 'folder'

/** Puts the time of this machine into a file name, to the second: `duewatch-2026-11-21-090230.sqlite`. */
function fileName(kind: 'backup' | 'bundle', now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
  const stamp = local.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')
  return kind === 'backup' ? `duewatch-${stamp}.sqlite` : `duewatch-support-${stamp}.json`
}

/** Where the data lie, copies of them, and what helps when something is wrong. */
export function DataCare({ system }: { readonly system: SystemState }): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const formats = useFormats()
  const host = useRequest('host.info', {})
  const [busy, setBusy] = useState<Task | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const [findings, setFindings] = useState<readonly CheckFinding[] | null>(null)
  const [failure, setFailure] = useState<{ readonly error: ApiError; readonly task: Task } | null>(null)
  const hasDialogs = host.data?.hasDialogs ?? false

  /** Asks where to save, or takes the data folder where nobody can be asked: its folder of backups may not be there. */
  async function chooseFile(kind: 'backup' | 'bundle'): Promise<string | null> {
    const suggestedName = fileName(kind, new Date())
    if (hasDialogs) return (await api.request('host.chooseFile', { purpose: kind, suggestedName })).file
    const separator = system.dataDir.includes('\\') ? '\\' : '/'
    return [system.dataDir, suggestedName].join(separator)
  }

  const TASKS: Readonly<Record<Task, () => Promise<string | null>>> = {
    async backup() {
      const file = await chooseFile('backup')
      if (file === null) return null
      // The system's dialog has asked already whether a file may be replaced.
      const { sizeBytes } = await api.request('system.backup', { file, replace: hasDialogs })
      return t('settings.data.backedUp', { file, size: formats.bytes(sizeBytes) })
    },
    async bundle() {
      const file = await chooseFile('bundle')
      if (file === null) return null
      const { sizeBytes } = await api.request('system.bundle', { file })
      return t('settings.data.bundled', { file, size: formats.bytes(sizeBytes) })
    },
    async check() {
      const found = await api.request('system.check', {})
      setFindings(found)
      return t(found.every(({ isFine }) => isFine) ? 'settings.data.allFine' : 'settings.data.notFine')
    },
    async folder() {
      await api.request('host.showFolder', { folder: 'data' })
      return null
    },
  }

  async function carryOut(task: Task): Promise<void> {
    setBusy(task)
    setDone(null)
    setFailure(null)
    try {
      setDone(await TASKS[task]())
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure({ error, task })
    } finally {
      setBusy(null)
    }
  }

  return (
    <Part title={t('settings.data.title')} text={t('settings.data.text')}>
      <dl className={classes.facts}>
        <dt>{t('settings.data.folder')}</dt>
        <dd>
          <Code>{system.dataDir}</Code>
          <span className={classes.inline}>
            <CopyButton value={system.dataDir} label={t('settings.data.copyPath')} />
            {hasDialogs ? (
              <Button variant="subtle" loading={busy === 'folder'} onClick={() => void carryOut('folder')}>
                {t('settings.data.showFolder')}
              </Button>
            ) : null}
          </span>
          <p className={classes.hint}>{t('settings.data.moveHint')}</p>
        </dd>
        <dt>{t('settings.data.size')}</dt>
        <dd>{formats.bytes(system.databaseBytes)}</dd>
        <dt>{t('settings.data.secrets')}</dt>
        <dd>{t(`settings.data.secretStore.${system.secretStore}`)}</dd>
        <dt>{t('settings.data.version')}</dt>
        <dd>
          Duewatch {system.version} · {t('settings.data.schema', { version: system.schemaVersion })}
        </dd>
      </dl>
      <div className={classes.buttons}>
        <Button variant="default" loading={busy === 'backup'} onClick={() => void carryOut('backup')}>
          {t('settings.data.backup')}
        </Button>
        <Button variant="default" loading={busy === 'check'} onClick={() => void carryOut('check')}>
          {t('settings.data.check')}
        </Button>
        <Button variant="default" loading={busy === 'bundle'} onClick={() => void carryOut('bundle')}>
          {t('settings.data.bundle')}
        </Button>
      </div>
      <p className={classes.hint}>{t('settings.data.bundleHint')}</p>
      <p className={classes.outcome} role="status">
        {done ?? ''}
      </p>
      {findings ? (
        <ul className={classes.findings}>
          {findings.map((finding) => (
            <li key={`${finding.check} ${finding.detail}`}>
              {finding.isFine ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
              {finding.detail === ''
                ? t(`settings.data.checks.${toCheckKey(finding.check)}`)
                : t('settings.data.finding', {
                    check: t(`settings.data.checks.${toCheckKey(finding.check)}`),
                    detail: finding.detail,
                  })}
            </li>
          ))}
        </ul>
      ) : null}
      {failure ? <ErrorNote error={failure.error} onRetry={() => void carryOut(failure.task)} /> : null}
    </Part>
  )
}

const CHECKS = ['database', 'secret', 'worker', 'schedule', 'notification', 'webhook'] as const

function toCheckKey(check: string): string {
  return CHECKS.find((known) => check.startsWith(known)) ?? 'other'
}
