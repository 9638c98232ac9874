import { Button, Modal } from '@mantine/core'
import { IconChecklist } from '@tabler/icons-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useApi, useRefresh, useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { builtInQuery } from '../../../shared/domain/built-in-views.ts'
import { resolveRanges } from '../../../shared/domain/relative-days.ts'
import { askForReview, useIsTaking } from './asked-review.ts'
import classes from './changes.module.css'
import { ReviewFields } from './review-fields.tsx'

/** Marks the review done, after saying what is frozen and what is still open. */
export function TakeReviewButton({ onAsked }: { readonly onAsked: () => void }): ReactNode {
  const { t } = useTranslator()
  const [isOpen, setOpen] = useState(false)
  const isTaking = useIsTaking()
  return (
    <>
      <Button
        leftSection={<IconChecklist size={16} aria-hidden />}
        {...(isTaking ? { 'data-disabled': true } : {})}
        aria-disabled={isTaking}
        onClick={() => {
          if (!isTaking) setOpen(true)
        }}
      >
        {t(isTaking ? 'changes.take.busy' : 'changes.take.action')}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t('changes.take.title')}>
        {isOpen && (
          <TakeReviewForm
            onAsked={() => {
              setOpen(false)
              onAsked()
            }}
          />
        )}
      </Modal>
    </>
  )
}

/** How the list stands: what a person may want to look at before it is frozen. */
function useOpenWork(): { readonly key: string; readonly count: number }[] {
  const { today } = useFormats()
  const views = ['undecided-due', 'contradictions', 'overdue'] as const
  const counts = useRequest('item.count', {
    filters: views.map((view) => structuredClone(resolveRanges(builtInQuery(view), today).filter) as never),
  })
  return views.flatMap((key, index) => {
    const count = counts.data?.[index] ?? 0
    return count > 0 ? [{ key, count }] : []
  })
}

function TakeReviewForm({ onAsked }: { readonly onAsked: () => void }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const api = useApi()
  const refresh = useRefresh()
  const open = useOpenWork()
  const [title, setTitle] = useState(t('changes.take.proposal', { month: formats.today.slice(0, 7) }))
  const [note, setNote] = useState('')

  function take(event: FormEvent): void {
    event.preventDefault()
    if (title.trim() === '') return
    const given = { title, note: note.trim() === '' ? null : note }
    void askForReview(api, given, () => refresh('snapshot.list'))
    onAsked()
  }

  return (
    <form className={classes.form} onSubmit={take}>
      <p className={classes.text}>{t('changes.take.text')}</p>
      {open.length > 0 && (
        <div className={classes.warning} role="note">
          <p>{t('changes.take.open')}</p>
          <ul>
            {open.map(({ key, count }) => (
              <li key={key}>{t(`changes.take.${key}`, { count, shown: formats.number(count) })}</li>
            ))}
          </ul>
        </div>
      )}
      <ReviewFields title={title} note={note} onTitle={setTitle} onNote={setNote} />
      <div className={classes.buttons}>
        <Button type="submit" disabled={title.trim() === ''}>
          {t('changes.take.confirm')}
        </Button>
      </div>
    </form>
  )
}
