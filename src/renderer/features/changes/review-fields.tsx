import { Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'

/** Title and note of a review. */
export function ReviewFields({
  title,
  note,
  onTitle,
  onNote,
}: {
  readonly title: string
  readonly note: string
  readonly onTitle: (title: string) => void
  readonly onNote: (note: string) => void
}): ReactNode {
  const { t } = useTranslator()
  return (
    <>
      <TextInput
        data-autofocus
        label={t('changes.take.name')}
        value={title}
        maxLength={100}
        onChange={(event) => onTitle(event.currentTarget.value)}
      />
      <Textarea
        label={t('changes.take.note')}
        value={note}
        maxLength={5000}
        rows={3}
        onChange={(event) => onNote(event.currentTarget.value)}
      />
    </>
  )
}
