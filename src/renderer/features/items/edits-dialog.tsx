import { Button, Modal } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { KEPT_EDITS, type ReviewEdit } from '../../../shared/domain/review.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './bulk.module.css'
import { patchWords } from './review-words.ts'
import { useReviewEdits } from './use-review-edits.ts'

/** Edits of everybody that can still be taken back, the newest first. */
export function EditsDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslator()
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('items.edits.title')}
      size="lg"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('items.dialog.close') }}
    >
      {isOpen && <Edits />}
    </Modal>
  )
}

function Edits(): ReactNode {
  const { t } = useTranslator()
  const { data, error, refetch } = useRequest('item.edits', {}, { isFreshEachTime: true })
  if (error && !data) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!data) return null
  if (data.length === 0) return <p className={tools.note}>{t('items.edits.none')}</p>
  return (
    <div className={classes.form}>
      <p className={tools.note}>{t('items.edits.explain', { limit: KEPT_EDITS })}</p>
      <ul className={classes.edits}>
        {data.map((edit) => (
          <Edit key={edit.editId} edit={edit} />
        ))}
      </ul>
    </div>
  )
}

function Edit({ edit: { editId, at, by, patch, items, undoneAt } }: { readonly edit: ReviewEdit }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { undo } = useReviewEdits()
  const [isBusy, setBusy] = useState(false)
  const what = patchWords(t, formats, patch)
  const time = formats.instant(at)
  return (
    <li className={classes.edit}>
      <span className={classes.editWhat} title={what}>
        {what}
      </span>
      <span className={classes.editBy} title={formats.instantTitle(at)}>
        {t('items.edits.items', { count: items, shown: formats.number(items) })}
        {' · '}
        {by === '' ? t('items.edits.byNobody', { time }) : t('items.edits.by', { by, time })}
      </span>
      <span className={classes.editEnd}>
        {undoneAt === null ? (
          <Button
            size="compact-xs"
            variant="default"
            disabled={isBusy}
            aria-label={t('items.edits.undoOf', { what })}
            onClick={() => {
              setBusy(true)
              void undo(editId).finally(() => setBusy(false))
            }}
          >
            {t('items.bulk.undo')}
          </Button>
        ) : (
          <span className={classes.editBy} title={formats.instantTitle(undoneAt)}>
            {t('items.edits.undone', { time: formats.instant(undoneAt) })}
          </span>
        )}
      </span>
    </li>
  )
}
