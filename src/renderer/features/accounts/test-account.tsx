import type { ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import { PolicyText } from '../../components/account-form/policy-text.tsx'
import { TestResult } from '../../components/account-form/test-result.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './accounts.module.css'

/** Tries the stored key of an account as soon as it is shown. */
export function TestAccount({ account }: { readonly account: Account }): ReactNode {
  const { t } = useTranslator()
  const test = useRequest('account.test', { accountId: account.accountId }, { isFreshEachTime: true })
  return (
    <div className={classes.test}>
      {test.isFetching ? (
        <p className={classes.dim} role="status">
          {t('accounts.form.trying')}
        </p>
      ) : null}
      {test.error && !test.isFetching ? <ErrorNote error={test.error} onRetry={() => void test.refetch()} /> : null}
      {test.data && !test.isFetching && !test.error ? <TestResult result={test.data} /> : null}
      {account.provider === 'demo' ? null : <PolicyText />}
    </div>
  )
}
