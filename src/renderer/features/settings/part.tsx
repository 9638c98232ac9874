import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/error-note.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './settings.module.css'
import type { SaveState } from './use-save.tsx'

/** One group of settings with its name at the side and what became of the last change. */
export function Part({
  title,
  text,
  state,
  children,
}: {
  readonly title: string
  readonly text?: string
  readonly state?: SaveState | null
  readonly children: ReactNode
}): ReactNode {
  const { t } = useTranslator()
  return (
    <section className={classes.part} aria-label={title}>
      <div className={classes.side}>
        <h2>{title}</h2>
        {text ? <p>{text}</p> : null}
        <p className={classes.saved} role="status">
          {state?.kind === 'saving' ? t('settings.saving') : null}
          {state?.kind === 'saved' ? (
            <>
              <IconCheck size={14} aria-hidden /> {t('settings.saved')}
            </>
          ) : null}
        </p>
      </div>
      <div className={classes.fields}>
        {children}
        {state?.kind === 'failed' ? <ErrorNote error={state.error} onRetry={state.retry} /> : null}
      </div>
    </section>
  )
}
