import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ApiError } from '../../lib/api.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './accounts.module.css'

/** Asks once, naming what goes. */
export function RemoveAccount({
  account,
  onRemove,
  onClose,
}: {
  readonly account: Account
  readonly onRemove: (account: Account) => Promise<void>
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const items = formats.number(account.itemCount)

  async function remove(): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      await onRemove(account)
      onClose()
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className={classes.test}>
      <p className={classes.plain}>
        {t(account.provider === 'demo' ? 'accounts.removeAsk.demo' : 'accounts.removeAsk.text', { items })}
      </p>
      {error ? <ErrorNote error={error} onRetry={() => void remove()} /> : null}
      <div className={classes.buttons}>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('accounts.removeAsk.cancel')}
        </Button>
        <Button color="red" loading={isBusy} onClick={() => void remove()}>
          {t('accounts.removeAsk.confirm', { items })}
        </Button>
      </div>
    </div>
  )
}
