import { Button, Textarea } from '@mantine/core'
import { useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './link-dialog.module.css'

/** Chooses, takes or pastes what shall be imported. */
export function ChooseFile({
  isBusy,
  pasted,
  onPaste,
  onTake,
}: {
  readonly isBusy: boolean
  readonly pasted: string
  readonly onPaste: (text: string) => void
  readonly onTake: (file: Blob, name: string) => Promise<void>
}): ReactNode {
  const { t } = useTranslator()
  const [isOver, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)

  function drop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) void onTake(file, file.name)
  }
  return (
    <>
      <p className={classes.dim}>{t('links.import.explain')}</p>
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span>{t(isOver ? 'links.import.dropNow' : 'links.import.drop')}</span>
        <Button variant="default" data-autofocus loading={isBusy} onClick={() => input.current?.click()}>
          {t('links.import.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t('links.import.file')}
          accept=".csv,.tsv,.json,.yml,.yaml,.txt,.text,.list,text/*,application/json"
          onChange={(event) => {
            const { files } = event.currentTarget
            const file = files?.[0]
            if (file) void onTake(file, file.name)
            // The same file can be chosen again after it has been mended.
            event.currentTarget.value = ''
          }}
        />
      </div>
      <Textarea
        label={t('links.import.paste')}
        rows={4}
        resize="vertical"
        spellCheck={false}
        value={pasted}
        onChange={(event) => onPaste(event.currentTarget.value)}
      />
      {pasted.trim() !== '' && (
        <div className={classes.buttons}>
          <Button
            variant="default"
            loading={isBusy}
            onClick={() => void onTake(new Blob([pasted]), t('links.import.pastedName'))}
          >
            {t('links.import.pasteRead')}
          </Button>
        </div>
      )}
    </>
  )
}
