import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/error-note.tsx'
import { ApiError } from '../../lib/api.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './sync.module.css'
import type { CancelState } from './use-sync-actions.ts'

/** Says what became of a wish to cancel. */
export function CancelNote({ state }: { readonly state: CancelState | undefined }): ReactNode {
  const { t } = useTranslator()
  if (state instanceof ApiError) return <ErrorNote error={state} title={t('sync.cancelFailed')} />
  return (
    <p className={classes.cancelNote} role="status">
      {state === undefined
        ? ''
        : state === 'cancelling'
          ? t('sync.action.cancelling')
          : t(`sync.cancelOutcome.${state}`)}
    </p>
  )
}
