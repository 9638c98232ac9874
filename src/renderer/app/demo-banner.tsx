import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type ReactNode } from 'react'
import type { Account } from '../../shared/domain/account.ts'
import { ErrorNote } from '../components/error-note.tsx'
import type { ApiError } from '../lib/api.ts'
import { useApi, useRequest } from '../lib/api-context.tsx'
import { shorten, useFormats } from '../lib/format.ts'
import { hrefTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './demo-banner.module.css'

/** Says on every page that what is shown is not the person's own, for as long as there are demo data. */
export function DemoBanner(): ReactNode {
  const { t } = useTranslator()
  const [isAsking, setIsAsking] = useState(false)
  const accounts = useRequest('account.list', {}).data ?? []
  const demos = accounts.filter(({ provider }) => provider === 'demo')
  if (demos.length === 0) return null
  const isMixed = demos.length < accounts.length
  return (
    <aside className={classes.root} aria-label={t('shell.demo.label')}>
      <span className={classes.text}>{t(isMixed ? 'shell.demo.textMixed' : 'shell.demo.text')}</span>
      {!isMixed && (
        <Button component="a" href={hrefTo('accounts', { add: '1' })} variant="subtle" size="compact-sm">
          {t('shell.demo.addAccount')}
        </Button>
      )}
      <Button variant="subtle" size="compact-sm" onClick={() => setIsAsking(true)}>
        {t('shell.demo.remove')}
      </Button>
      <Modal opened={isAsking} onClose={() => setIsAsking(false)} title={t('shell.demo.confirmTitle')}>
        <RemoveDemo demos={demos} onDone={() => setIsAsking(false)} />
      </Modal>
    </aside>
  )
}

function RemoveDemo({ demos, onDone }: { readonly demos: readonly Account[]; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const { number } = useFormats()
  const [error, setError] = useState<ApiError | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const count = demos.reduce((sum, { itemCount }) => sum + itemCount, 0)
  const names = demos.map(({ name }) => shorten(name)).join(t('shell.demo.separator'))

  async function remove(): Promise<void> {
    setIsBusy(true)
    setError(null)
    try {
      let removed = 0
      for (const { accountId } of demos) removed += (await api.request('account.remove', { accountId })).items
      notifications.show({ message: t('shell.demo.removed', { count: removed, shown: number(removed) }) })
      onDone()
    } catch (reason) {
      setError(reason as ApiError)
      setIsBusy(false)
    }
  }

  return (
    <>
      <div className={classes.question}>
        {t('shell.demo.confirm', { accounts: names, count, shown: number(count) })}
      </div>
      {error && <ErrorNote error={error} />}
      <div className={classes.actions}>
        <Button variant="default" onClick={onDone} data-autofocus>
          {t('shell.demo.cancel')}
        </Button>
        <Button color="red" loading={isBusy} onClick={() => void remove()}>
          {t('shell.demo.remove')}
        </Button>
      </div>
    </>
  )
}
