import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/error-note.tsx'
import { shorten } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { TextDraft } from './review-drafts.ts'
import classes from './review-form.module.css'
import type { FieldState } from './use-review-save.ts'

/** Lists of a field belong to the panel, where a reader of the screen looks for them; fixed, they are not cut off by it. */
export const IN_PANEL = { withinPortal: false, floatingStrategy: 'fixed', keepMounted: false } as const

/** One field of the people's layer: its name, what became of the last change, the control. */
export function ReviewField({
  label,
  labelId,
  htmlFor,
  state,
  draft,
  onInsist,
  children,
}: {
  readonly label: string
  readonly labelId?: string
  /** The control that the name belongs to; without it the name is of a group. */
  readonly htmlFor?: string
  readonly state: FieldState | null
  readonly draft?: TextDraft
  /** Saves what was typed although the value has changed elsewhere. */
  readonly onInsist?: () => void
  readonly children: ReactNode
}): ReactNode {
  return (
    <div className={classes.field}>
      <div className={classes.head}>
        {htmlFor === undefined ? (
          <span className={classes.label} id={labelId}>
            {label}
          </span>
        ) : (
          <label className={classes.label} id={labelId} htmlFor={htmlFor}>
            {label}
          </label>
        )}
        <FieldWord state={state} />
      </div>
      {children}
      {draft && onInsist && <Elsewhere draft={draft} onInsist={onInsist} />}
      {state?.kind === 'failed' && <ErrorNote error={state.error} onRetry={state.retry} />}
    </div>
  )
}

function FieldWord({ state }: { readonly state: FieldState | null }): ReactNode {
  const { t } = useTranslator()
  return (
    <span className={classes.state} role="status" data-state={state?.kind}>
      {state?.kind === 'saving' && t('review.form.saving')}
      {state?.kind === 'saved' && (
        <>
          <IconCheck aria-hidden size={13} />
          {t('review.form.saved')}
        </>
      )}
    </span>
  )
}

/** Says that the value has changed elsewhere while the person was typing; both stay until the person chooses. */
function Elsewhere({ draft, onInsist }: { readonly draft: TextDraft; readonly onInsist: () => void }): ReactNode {
  const { t } = useTranslator()
  if (draft.elsewhere === null) return null
  const value = draft.elsewhere === '' ? t('review.form.emptied') : shorten(draft.elsewhere, 60)
  return (
    <div className={classes.elsewhere} role="alert">
      <span>{t('review.form.elsewhere', { value })}</span>
      <span className={classes.buttons}>
        <Button size="compact-xs" variant="default" onClick={draft.drop}>
          {t('review.form.takeTheirs')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            draft.insist()
            onInsist()
          }}
        >
          {t('review.form.saveMine')}
        </Button>
      </span>
    </div>
  )
}
