import { IconCheck } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { ErrorNote } from '../../components/error-note.tsx'
import { usePlace } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './settings.module.css'
import type { SaveState } from './use-save.tsx'

/** One group of settings with its name at the side and what became of the last change. `?section=` leads to one by name. */
export function Part({
  title,
  section,
  text,
  state,
  children,
}: {
  readonly title: string
  /** What addresses call it; without one no address leads here. */
  readonly section?: 'reminders' | 'desktop' | 'webhooks' | 'people' | 'rates'
  readonly text?: string
  readonly state?: SaveState | null
  readonly children: ReactNode
}): ReactNode {
  const { t } = useTranslator()
  const { page, params } = usePlace()
  const heading = useRef<HTMLHeadingElement>(null)
  const isWanted = section !== undefined && page === 'settings' && params.get('section') === section
  useEffect(() => {
    if (!isWanted) return
    heading.current?.closest('section')?.scrollIntoView?.({ block: 'start' })
    heading.current?.focus({ preventScroll: true })
  }, [isWanted])
  return (
    <section className={classes.part} aria-label={title}>
      <div className={classes.side}>
        <h2 ref={heading} tabIndex={section === undefined ? undefined : -1}>
          {title}
        </h2>
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
