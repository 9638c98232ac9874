import { Button, Modal, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { ApiError } from '../../lib/api.ts'
import { useTranslator } from '../../lib/translator.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import classes from './items-page.module.css'

export interface NameDialogProps {
  readonly title: string
  readonly label: string
  readonly action: string
  readonly onClose: () => void
  /** Rejects with what keeps the name from being taken. */
  readonly onSave: (name: string) => Promise<void>
}

/** Asks for a name; stays open and says why when it cannot be used. */
export function NameDialog({ title, label, action, onClose, onSave }: NameDialogProps): ReactNode {
  const { t, error: toSentence } = useTranslator()
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  async function save(): Promise<void> {
    if (name.trim() === '') return
    setIsBusy(true)
    try {
      await onSave(name.trim())
      onClose()
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setProblem(toSentence(failure.body))
      setIsBusy(false)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="sm"
      closeButtonProps={{ 'aria-label': t('items.dialog.close') }}
    >
      <form
        className={tools.stack}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextInput
          data-autofocus
          label={label}
          maxLength={100}
          value={name}
          error={problem}
          onChange={(event) => {
            setName(event.currentTarget.value)
            setProblem(null)
          }}
        />
        <div className={classes.dialogActions}>
          <Button variant="default" onClick={onClose}>
            {t('items.dialog.cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === '' || isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
