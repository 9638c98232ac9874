import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Suspense, type ReactNode } from 'react'
import { CopyButton } from '../components/copy-button.tsx'
import { goTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import { Waiting } from './boot-screens.tsx'
import { FailureCatcher } from './failure-catcher.tsx'
import classes from './page-boundary.module.css'

/** Keeps the frame standing when a page breaks, and says words while a page's code is on its way. */
export function PageBoundary({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <FailureCatcher renderFailure={({ details }, retry) => <PageFailure details={details} onRetry={retry} />}>
      <Suspense fallback={<PageWaiting />}>{children}</Suspense>
    </FailureCatcher>
  )
}

function PageWaiting(): ReactNode {
  const { t } = useTranslator()
  return <Waiting text={t('shell.boot.pageLoading')} />
}

function PageFailure({ details, onRetry }: { readonly details: string; readonly onRetry: () => void }): ReactNode {
  const { t } = useTranslator()
  const client = useQueryClient()
  function goToOverview(): void {
    goTo('overview')
    // What the page broke on may be an answer that is kept.
    client.clear()
    onRetry()
  }
  return (
    <div className={classes.root} role="alert">
      <h1 className={classes.title}>{t('shell.pageError.title')}</h1>
      <div>{t('shell.pageError.text')}</div>
      <div className={classes.actions}>
        <Button onClick={() => window.location.reload()}>{t('shell.pageError.reload')}</Button>
        <Button variant="default" onClick={goToOverview}>
          {t('shell.pageError.overview')}
        </Button>
        <CopyButton value={details} label={t('shell.errorNote.copy')} />
      </div>
    </div>
  )
}
