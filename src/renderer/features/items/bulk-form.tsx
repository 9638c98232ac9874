import { Button, Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react'
import type { ReviewPatch } from '../../../shared/domain/review.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ApiError } from '../../lib/api.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { shorten, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { EMPTY_DRAFT, patchOf, type BulkDraft, type BulkKind } from './bulk-draft.ts'
import { BulkFields } from './bulk-fields.tsx'
import type { BulkTarget } from './bulk-target.ts'
import classes from './bulk.module.css'
import { previewLines } from './review-words.ts'
import { useReviewEdits } from './use-review-edits.ts'

/** What is to be edited, and in which way. */
export interface OpenBulkForm {
  readonly kind: BulkKind
  readonly target: BulkTarget
}

/** A wait of this length is nothing to speak of, in milliseconds. */
const SAID_AFTER_MS = 300

/** So long after the last key a preview is asked for, in milliseconds. */
const TYPED_AFTER_MS = 150

/** A small form that edits many items: what it will do stands below while it is filled in. */
export function BulkForm({
  open,
  onClose,
}: {
  readonly open: OpenBulkForm | null
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [last, setLast] = useState(open)
  if (open !== null && open !== last) setLast(open)
  // While it closes it still says what it was about.
  const shown = open ?? last
  if (shown === null) return null
  const { kind, target } = shown
  const name = t(`items.bulk.kind.${kind}`)
  const title =
    target.name === null
      ? t('items.bulk.title', { kind: name, count: target.count, shown: formats.number(target.count) })
      : t('items.bulk.titleOne', { kind: name, name: shorten(target.name, 60) })
  return (
    <Modal
      opened={open !== null}
      onClose={onClose}
      title={title}
      size="md"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('items.dialog.close') }}
    >
      {open && <Fields key={open.kind} open={open} onClose={onClose} />}
    </Modal>
  )
}

function Fields({ open, onClose }: { readonly open: OpenBulkForm; readonly onClose: () => void }): ReactNode {
  const { kind, target } = open
  const { t } = useTranslator()
  const formats = useFormats()
  const edits = useReviewEdits()
  const [draft, setDraft] = useState<BulkDraft>(EMPTY_DRAFT)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const isSlow = useLateness(isBusy)
  const patch = patchOf(kind, draft, formats.today)
  const shown = { count: target.count, shown: formats.number(target.count) }

  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault()
    if (patch === null || isBusy) return
    setBusy(true)
    setError(null)
    try {
      await edits.apply(target, patch)
      onClose()
    } catch (failure) {
      setBusy(false)
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    }
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    if (event.ctrlKey || event.metaKey) void submit(event)
  }

  return (
    <form className={classes.form} noValidate onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown}>
      <BulkFields
        kind={kind}
        draft={draft}
        onChange={(part) => {
          setDraft((former) => ({ ...former, ...part }))
          setError(null)
        }}
      />
      <Preview target={target} patch={patch} />
      {error && <ErrorNote error={error} onRetry={() => void submit()} />}
      <div className={classes.buttons}>
        <span className={classes.busy} role="status">
          {isSlow ? t('items.bulk.applying', shown) : ''}
        </span>
        <Button variant="default" onClick={onClose}>
          {t('items.bulk.cancel')}
        </Button>
        <Button type="submit" disabled={patch === null || isBusy}>
          {patch === null ? t('items.bulk.applyNone') : t('items.bulk.apply', shown)}
        </Button>
      </div>
    </form>
  )
}

/** True once something has lasted longer than people wait without a word. */
function useLateness(isBusy: boolean): boolean {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    if (!isBusy) return undefined
    const timer = setTimeout(() => setLate(true), SAID_AFTER_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [isBusy])
  return isLate
}

/** What the edit would do, as the core says; the words of before stay while newer ones are on their way. */
function Preview({
  target,
  patch: wanted,
}: {
  readonly target: BulkTarget
  readonly patch: ReviewPatch | null
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const text = JSON.stringify(wanted)
  const [settled] = useDebouncedValue(text, TYPED_AFTER_MS, { leading: true })
  const patch = JSON.parse(settled) as ReviewPatch | null
  const asked = useRequest(
    'item.previewReview',
    { ...target.chosen, patch: patch ?? {} } as RouteInput<'item.previewReview'>,
    { isEnabled: patch !== null, isFreshEachTime: true },
  )
  const isStale = text !== settled || asked.isPlaceholderData || asked.isFetching
  return (
    <div
      className={classes.preview}
      role="status"
      aria-label={t('items.bulk.preview.label')}
      data-stale={(wanted !== null && isStale) || undefined}
    >
      {wanted === null ? (
        <span className={classes.busy}>{t('items.bulk.preview.nothing')}</span>
      ) : asked.error && !asked.isFetching ? (
        translator.error(asked.error.body)
      ) : asked.data && patch ? (
        <ul>
          {previewLines(t, formats, asked.data, patch).map(({ text: words, isWarning }) => (
            <li key={words} className={isWarning ? classes.warning : undefined}>
              {isWarning && <IconAlertTriangle aria-hidden size={14} />}
              <span>{words}</span>
            </li>
          ))}
        </ul>
      ) : (
        <span className={classes.busy}>{t('items.bulk.preview.reading')}</span>
      )}
    </div>
  )
}
