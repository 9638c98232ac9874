import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Run, RunError } from '../../../shared/domain/run.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './run-details.module.css'
import { describePicture, pageToMend } from './run-words.ts'

/** Why a run has failed, of when the data are that people see meanwhile, and where the cause can be mended. */
export function RunFailure({ run, error }: { readonly run: Run; readonly error: RunError }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const accounts = useRequest('account.list', {})
  const account = accounts.data?.find(({ accountId }) => accountId === run.accountId)
  const page = pageToMend(error.code)
  return (
    <div className={classes.failure}>
      <p className={classes.failureText}>
        {t('sync.accounts.story', {
          what: '',
          error: translator.error(error),
          picture: account ? describePicture(account, t, formats) : '',
        })}{' '}
        <span className={classes.code}>{error.code}</span>
      </p>
      {page && (
        <Button size="compact-sm" variant="default" component="a" href={hrefTo(page)}>
          {t(`sync.action.${page}`)}
        </Button>
      )}
    </div>
  )
}
