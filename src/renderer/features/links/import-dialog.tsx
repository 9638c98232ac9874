import { Button } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { plain } from '../../../shared/plain-text.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { ChooseFile } from './import-choose.tsx'
import { ImportPlan } from './import-plan.tsx'
import { ImportDone } from './import-done.tsx'
import classes from './link-dialog.module.css'
import { LinkModal } from './link-modal.tsx'
import { MAX_IMPORT_BYTES, type FileProblem } from './import-file.ts'
import { useImport, type ImportSteps } from './use-import.ts'

export interface ImportDialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Takes links from a file: what it would do is shown before anything is done. */
export function ImportDialog({ isOpen, onClose }: ImportDialogProps): ReactNode {
  const { t } = useTranslator()
  return (
    <LinkModal title={t('links.import.title')} isOpen={isOpen} onClose={onClose} size="xl">
      <Import onClose={onClose} />
    </LinkModal>
  )
}

function Import({ onClose }: { readonly onClose: () => void }): ReactNode {
  const steps = useImport()
  const { file, plan, result, isBusy, problem, error } = steps.state
  /** Kept when the person comes back to the choice. */
  const [pasted, setPasted] = useState('')
  const root = useRef<HTMLDivElement>(null)
  const step = result ? 'done' : plan ? 'plan' : 'choose'
  useEffect(() => {
    // The button that led here is gone; what comes next has a place for the focus.
    if (step !== 'choose') root.current?.querySelector<HTMLElement>('[data-step-focus]')?.focus({ preventScroll: true })
  }, [step])

  return (
    <div ref={root} className={classes.form}>
      {step === 'choose' && <ChooseFile isBusy={isBusy} pasted={pasted} onPaste={setPasted} onTake={steps.take} />}
      {problem && <Problem problem={problem} />}
      {step === 'plan' && plan && file && <ImportPlan plan={plan} file={file} steps={steps} />}
      {step === 'done' && result && <ImportDone result={result} onClose={onClose} />}
      {error && (
        <ErrorNote
          error={error}
          {...(error.code === 'LINK_FILE_UNREADABLE' ? {} : { onRetry: () => void steps.retry() })}
        />
      )}
      {step !== 'done' && <Buttons steps={steps} onClose={onClose} />}
    </div>
  )
}

function Buttons({ steps, onClose }: { readonly steps: ImportSteps; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { plan, isBusy } = steps.state
  const count = plan === null ? 0 : plan.imported + plan.updated
  return (
    <div className={`${classes.buttons} ${classes.sticky}`}>
      {plan && (
        <Button variant="default" onClick={steps.startOver}>
          {t('links.import.other')}
        </Button>
      )}
      <span className={classes.spring} role="status">
        {isBusy && plan === null ? t('links.import.reading') : ''}
      </span>
      <Button variant="subtle" color="gray" onClick={onClose}>
        {t('links.import.cancel')}
      </Button>
      {plan && (
        <Button disabled={count === 0} loading={isBusy} onClick={() => void steps.carryOut()}>
          {count === 0
            ? t('links.import.confirmNone')
            : t('links.import.confirm', { count, shown: formats.number(count) })}
        </Button>
      )}
    </div>
  )
}

/** Why a file was not even sent, and what to do. */
function Problem({ problem }: { readonly problem: FileProblem }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const name = plain(problem.name)
  return (
    <p className={classes.notice} role="alert">
      {problem.kind === 'too-large'
        ? t('links.import.tooLarge', {
            name,
            size: formats.bytes(problem.bytes),
            max: formats.bytes(MAX_IMPORT_BYTES),
          })
        : t(problem.kind === 'empty' ? 'links.import.empty' : 'links.import.cannotRead', { name })}
    </p>
  )
}
