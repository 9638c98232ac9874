import { Button } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { CopyButton } from '../components/copy-button.tsx'
import { ErrorNote } from '../components/error-note.tsx'
import type { ApiError } from '../lib/api.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './boot-screens.module.css'

/** Waits shorter than this, in milliseconds, are not worth a word. */
const QUIET_MS = 300

/** True once a wait has become long enough to speak of. */
export function useIsLongWait(): boolean {
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  return isLong
}

/** Shows nothing at first, then one line of words. */
export function Waiting({ text }: { readonly text: string }): ReactNode {
  const isLong = useIsLongWait()
  return (
    <div className={classes.root} role="status">
      {isLong && <span className={classes.waiting}>{text}</span>}
    </div>
  )
}

/** The window before it knows its data. */
export function BootWaiting(): ReactNode {
  const { t } = useTranslator()
  return (
    <main style={{ height: '100%' }}>
      <Waiting text={t('shell.boot.waiting')} />
    </main>
  )
}

/** The window when its data cannot be had: what happened and the way out. */
export function BootFailure({ error, onRetry }: { readonly error: ApiError; readonly onRetry: () => void }): ReactNode {
  const { t, language } = useTranslator()
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return (
    <main className={classes.root}>
      <div className={classes.note}>
        <h1 className={classes.title}>{t('shell.boot.failed')}</h1>
        <ErrorNote error={error} onRetry={onRetry} />
      </div>
    </main>
  )
}

/** The window when the frame itself has broken: a reload is the way out. */
export function FrameFailure({ details }: { readonly details: string }): ReactNode {
  const { t } = useTranslator()
  return (
    <main className={classes.root}>
      <div className={classes.note} role="alert">
        <h1 className={classes.title}>{t('shell.frameError.title')}</h1>
        <div>{t('shell.pageError.text')}</div>
        <div className={classes.actions}>
          <Button onClick={() => window.location.reload()}>{t('shell.status.reloadWindow')}</Button>
          <CopyButton value={details} label={t('shell.errorNote.copy')} />
        </div>
      </div>
    </main>
  )
}
