import { Button, Radio, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type FormEvent, type ReactNode } from 'react'
import { PINNED_STATES, type PinnedState } from '../../../shared/domain/link.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { LinkDialogProps } from './link-dialog-props.ts'
import classes from './link-dialog.module.css'
import { LinkModal } from './link-modal.tsx'
import { namesWords, shortName } from './link-words.ts'
import { useCarryOut } from './use-carry-out.ts'

export interface PinDialogProps extends LinkDialogProps {
  /** What is chosen at first. */
  readonly pinned: PinnedState
}

/** Shows or hides links by hand, with words. */
export function PinDialog(props: PinDialogProps): ReactNode {
  const { linkIds, names, isOpen, onClose } = props
  const { t } = useTranslator()
  const formats = useFormats()
  const count = linkIds.length
  return (
    <LinkModal
      title={
        count === 1
          ? t('links.pin.title', { name: shortName(names[0] ?? '') })
          : t('links.pin.titleMany', { count, shown: formats.number(count) })
      }
      isOpen={isOpen}
      onClose={onClose}
    >
      <PinForm {...props} />
    </LinkModal>
  )
}

function PinForm({ linkIds, names, pinned: first, onClose }: PinDialogProps): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const api = useApi()
  const { isBusy, error, carryOut } = useCarryOut()
  const [pinned, setPinned] = useState(first)
  const [words, setWords] = useState('')

  async function save(): Promise<void> {
    const isDone = await carryOut(async () => {
      const { changed } = await api.request('link.pin', {
        linkIds: [...linkIds],
        pinned,
        words: words.trim() === '' ? null : words.trim(),
      })
      const params = { count: changed, shown: formats.number(changed) }
      notifications.show({ message: t(pinned === 'shown' ? 'links.pin.doneShown' : 'links.pin.doneHidden', params) })
    })
    if (isDone) onClose()
  }

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void save()
      }}
    >
      {linkIds.length > 1 && <p className={classes.text}>{namesWords(translator, formats, names, linkIds.length)}</p>}
      <p className={classes.dim}>{t('links.pin.explain')}</p>
      <Radio.Group
        label={t('links.pin.choice')}
        value={pinned}
        onChange={(value) => setPinned(PINNED_STATES.find((state) => state === value) ?? first)}
      >
        <div className={classes.sideBySide}>
          {PINNED_STATES.map((state) => (
            <Radio
              key={state}
              value={state}
              label={t(`links.pin.${state}`)}
              {...(state === first ? { 'data-autofocus': true } : {})}
            />
          ))}
        </div>
      </Radio.Group>
      <Textarea
        label={t('links.pin.words')}
        description={t('links.pin.wordsHint')}
        rows={2}
        resize="vertical"
        maxLength={500}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {error && <ErrorNote error={error} onRetry={() => void save()} />}
      <div className={classes.buttons}>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('links.pin.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t(pinned === 'shown' ? 'links.pin.confirmShown' : 'links.pin.confirmHidden')}
        </Button>
      </div>
    </form>
  )
}
