import { Anchor, Button, Menu, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconChecklist, IconDots } from '@tabler/icons-react'
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import type { Snapshot } from '../../../shared/domain/snapshot.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import layout from '../../components/page-layout.module.css'
import { SumText } from '../../components/sum-text.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRefresh, useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { goTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { forgetAskedReview, useAskedReview } from './asked-review.ts'
import { hrefToComparison, hrefToReviews } from './changes-address.ts'
import classes from './changes.module.css'
import { ReviewFields } from './review-fields.tsx'
import { FrozenReview } from './frozen-review.tsx'
import { PendingReview } from './pending-review.tsx'

/** Reviews that were marked done, and one of them as it was. */
export function ReviewsPart({ reviewId }: { readonly reviewId: string | null }): ReactNode {
  const { t } = useTranslator()
  const reviews = useRequest('snapshot.list', {})
  const { asked, taking } = useAskedReview()
  const [newId, setNewId] = useState<string | null>(null)
  const storedId = asked?.snapshotId ?? null
  const isListed = reviews.data?.some(({ snapshotId }) => snapshotId === storedId) === true
  useEffect(() => {
    if (storedId === null || !isListed) return
    forgetAskedReview()
    setNewId(storedId)
  }, [storedId, isListed])
  const [dialog, setDialog] = useState<{ readonly kind: 'rename' | 'remove'; readonly review: Snapshot } | null>(null)
  if (reviews.error) {
    return (
      <div className={layout.padded}>
        <ErrorNote error={reviews.error} onRetry={() => void reviews.refetch()} />
      </div>
    )
  }
  const hasPending = asked !== null || taking !== null
  if (!reviews.data && !hasPending) return <p className={layout.waiting}>{t('changes.reviews.reading')}</p>
  const known = reviews.data ?? []
  if (known.length === 0 && !hasPending) {
    return (
      <EmptyState
        icon={<IconChecklist size={32} />}
        title={t('changes.reviews.noneTitle')}
        text={t('changes.reviews.noneText')}
      />
    )
  }
  const open = known.find(({ snapshotId }) => snapshotId === reviewId)
  return (
    <>
      {open ? (
        <FrozenReview key={open.snapshotId} review={open} />
      ) : (
        <div className={classes.reviews}>
          {reviewId !== null && (
            <p className={classes.lost} role="alert">
              {t('error.SNAPSHOT_NOT_FOUND')}
            </p>
          )}
          <ol className={classes.reviewList}>
            <PendingReview />
            {known.map((review, index) => (
              <ReviewCard
                key={review.snapshotId}
                review={review}
                former={known[index + 1] ?? null}
                isNew={review.snapshotId === newId}
                onDialog={(kind) => setDialog({ kind, review })}
              />
            ))}
          </ol>
        </div>
      )}
      <Modal
        opened={dialog !== null}
        onClose={() => setDialog(null)}
        title={dialog === null ? '' : t(`changes.reviews.${dialog.kind}Title`)}
      >
        {dialog?.kind === 'rename' && <RenameForm review={dialog.review} onDone={() => setDialog(null)} />}
        {dialog?.kind === 'remove' && <RemoveForm review={dialog.review} onDone={() => setDialog(null)} />}
      </Modal>
    </>
  )
}

function ReviewCard({
  review,
  former,
  isNew,
  onDialog,
}: {
  readonly review: Snapshot
  /** True when it has just been stored: whoever has waited for it goes on from here. */
  readonly isNew: boolean
  /** The review before this one. */
  readonly former: Snapshot | null
  readonly onDialog: (kind: 'rename' | 'remove') => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { snapshotId, title, note, at, by, figures } = review
  const to = { kind: 'snapshot', snapshotId } as const
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    // Somebody who is in a dialog meanwhile stays there.
    if (isNew && document.querySelector('[role="dialog"]') === null) link.current?.focus()
  }, [isNew])
  return (
    <li className={classes.review}>
      <div className={classes.reviewHead}>
        <h2>
          <Anchor inherit ref={link} href={hrefToReviews(snapshotId)}>
            {title}
          </Anchor>
        </h2>
        <span className={classes.dim} title={formats.instantTitle(at)}>
          {t('changes.reviews.doneBy', { by, at: formats.instant(at) })}
        </span>
        <span className={classes.grow} />
        <Button size="compact-sm" variant="default" component="a" href={hrefToComparison(to)}>
          {t('changes.reviews.sinceThen')}
        </Button>
        <Menu position="bottom-end" hideDetached={false}>
          <Menu.Target>
            <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('changes.reviews.more', { title })}>
              <IconDots size={16} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {former && (
              <Menu.Item component="a" href={hrefToComparison({ kind: 'snapshot', snapshotId: former.snapshotId }, to)}>
                {t('changes.reviews.withFormer', { title: former.title })}
              </Menu.Item>
            )}
            <Menu.Item onClick={() => onDialog('rename')}>{t('changes.reviews.rename')}</Menu.Item>
            <Menu.Item onClick={() => onDialog('remove')}>{t('changes.reviews.remove')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {note !== null && <p className={classes.reviewNote}>{note}</p>}
      <p className={classes.dim}>
        {t('changes.reviews.items', { count: figures.all.count, shown: formats.number(figures.all.count) })} ·{' '}
        <SumText sums={figures.all.sums} /> ·{' '}
        {t('changes.reviews.undecided', { shown: formats.number(figures.undecidedDue.count) })} ·{' '}
        {t('changes.reviews.contradictions', { shown: formats.number(figures.contradictions) })}
      </p>
    </li>
  )
}

/** Carries one act out and keeps what went wrong. */
function useAct(onDone: () => void): {
  readonly error: ApiError | null
  readonly isBusy: boolean
  readonly act: (work: () => Promise<void>) => void
} {
  const refresh = useRefresh()
  const [error, setError] = useState<ApiError | null>(null)
  const [isBusy, setBusy] = useState(false)
  async function carryOut(work: () => Promise<void>): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      await work()
      refresh('snapshot.list')
      onDone()
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return { error, isBusy, act: (work) => void carryOut(work) }
}

function RenameForm({ review, onDone }: { readonly review: Snapshot; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const [title, setTitle] = useState(review.title)
  const [note, setNote] = useState(review.note ?? '')
  const { error, isBusy, act } = useAct(onDone)
  function save(event: FormEvent): void {
    event.preventDefault()
    if (title.trim() === '') return
    act(async () => {
      const given = note.trim() === '' ? null : note
      await api.request('snapshot.rename', { snapshotId: review.snapshotId, title, note: given })
    })
  }
  return (
    <form className={classes.form} onSubmit={save}>
      <ReviewFields title={title} note={note} onTitle={setTitle} onNote={setNote} />
      {error && <ErrorNote error={error} />}
      <div className={classes.buttons}>
        <Button type="submit" disabled={title.trim() === ''} loading={isBusy}>
          {t('changes.reviews.save')}
        </Button>
      </div>
    </form>
  )
}

function RemoveForm({ review, onDone }: { readonly review: Snapshot; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const api = useApi()
  const { error, isBusy, act } = useAct(() => {
    notifications.show({ message: t('changes.reviews.removed', { title: review.title }) })
    goTo('changes', { part: 'reviews' }, true)
    onDone()
  })
  return (
    <div className={classes.form}>
      <p className={classes.text}>
        {t('changes.reviews.removeText', {
          title: review.title,
          at: formats.instant(review.at),
          count: review.figures.all.count,
          shown: formats.number(review.figures.all.count),
        })}
      </p>
      {error && <ErrorNote error={error} />}
      <div className={classes.buttons}>
        <Button variant="default" data-autofocus onClick={onDone}>
          {t('changes.reviews.keep')}
        </Button>
        <Button
          color="red"
          loading={isBusy}
          onClick={() =>
            act(async () => void (await api.request('snapshot.remove', { snapshotId: review.snapshotId })))
          }
        >
          {t('changes.reviews.removeNow')}
        </Button>
      </div>
    </div>
  )
}
