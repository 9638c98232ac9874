import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/error-note.tsx'
import { ProgressLine } from '../../components/progress-line.tsx'
import { useApi, useRefresh } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { askForReview, forgetAskedReview, useAskedReview } from './asked-review.ts'
import classes from './changes.module.css'

/** The review that is being stored, first in the list: how far it is, or why it was not stored. */
export function PendingReview(): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const refresh = useRefresh()
  const { asked, taking } = useAskedReview()
  if (asked?.error) {
    const { title, note, error } = asked
    return (
      <li className={classes.review}>
        <ErrorNote
          title={t('changes.taking.failed', { title })}
          error={error}
          onRetry={() => void askForReview(api, { title, note }, () => refresh('snapshot.list'))}
        />
        <div className={classes.buttons}>
          <Button variant="subtle" color="gray" size="compact-sm" onClick={forgetAskedReview}>
            {t('changes.taking.discard')}
          </Button>
        </div>
      </li>
    )
  }
  const shown = asked ?? taking
  return shown === null ? null : <Storing title={shown.title} isStored={(asked?.snapshotId ?? null) !== null} />
}

function Storing({ title, isStored }: { readonly title: string; readonly isStored: boolean }): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  const taking = useAskedReview((state) => state.taking)
  const { done, total } = taking ?? { done: 0, total: 0 }
  const isRead = isStored || (total > 0 && done === total)
  const words = isRead
    ? t('changes.taking.storing')
    : total === 0
      ? t('changes.taking.starting')
      : t('changes.taking.reading', { count: total, done: number(done), shown: number(total) })
  return (
    <li className={classes.review} aria-busy="true">
      <div className={classes.reviewHead}>
        <h2 role="status">{t('changes.taking.title', { title })}</h2>
        <span className={classes.dim}>{words}</span>
      </div>
      {/* Writing is the last part of the whole; how long it takes nobody knows. */}
      <ProgressLine
        isBare
        label={t('changes.taking.label')}
        done={isRead ? 19 : total === 0 ? 0 : (done / total) * 18}
        total={20}
      />
      <p className={classes.dim}>{t('changes.taking.meanwhile')}</p>
    </li>
  )
}
