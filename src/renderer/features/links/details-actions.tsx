import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Link } from '../../../shared/domain/link.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { verdictWord } from '../../components/verdict-mark.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import type { OpenDialog } from './details-dialogs.tsx'
import facts from '../../components/details/details.module.css'
import classes from './link-details.module.css'
import type { LinkChecking } from './use-link-check.ts'
import { useAnnouncedEnd } from './use-announced-end.ts'

/** What can be done with the link, and how its check goes. */
export function DetailActions({
  link,
  checking,
  onDialog,
}: {
  readonly link: Link
  readonly checking: LinkChecking
  readonly onDialog: (dialog: OpenDialog) => void
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const { isChecking, error, check } = checking
  const isWhitelisted = link.whitelisting !== null
  const isOff = isChecking || isWhitelisted
  const hasEnded = useAnnouncedEnd(isChecking)
  const words = isChecking
    ? t('links.details.checking')
    : hasEnded
      ? t('links.details.checkDone', { verdict: verdictWord(translator, link.verdict) })
      : ''
  return (
    <div className={classes.summary}>
      <div className={classes.actions} role="group" aria-label={t('links.details.actions')}>
        <Button
          variant="default"
          // Not `disabled`: the focus stays where it is.
          {...(isOff ? { 'aria-disabled': true, 'data-disabled': true } : {})}
          {...(isWhitelisted ? { title: t('links.details.checkSkipped') } : {})}
          onClick={() => {
            if (!isOff) check()
          }}
        >
          {t(isChecking ? 'links.details.checking' : 'links.details.check')}
        </Button>
        <Button variant="default" onClick={() => onDialog({ kind: 'edit', url: null })}>
          {t('links.details.edit')}
        </Button>
        {!isWhitelisted && (
          <Button variant="default" onClick={() => onDialog({ kind: 'whitelist' })}>
            {t('links.details.whitelist')}
          </Button>
        )}
        {!isWhitelisted && link.pinned === null && (
          <Button
            variant="default"
            onClick={() => onDialog({ kind: 'pin', pinned: link.isShown ? 'hidden' : 'shown' })}
          >
            {t(link.isShown ? 'links.details.hide' : 'links.details.show')}
          </Button>
        )}
        <Button variant="default" onClick={() => onDialog({ kind: 'remove' })}>
          {t('links.details.remove')}
        </Button>
      </div>
      <span className={facts.spoken} role="status">
        {words}
      </span>
      {error && !isChecking && <ErrorNote error={error} onRetry={check} />}
    </div>
  )
}
