import { Button } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { AccountForm } from '../../components/account-form/account-form.tsx'
import { newDraft, toTry } from '../../components/account-form/account-draft.ts'
import { useAddAccount } from '../../components/account-form/use-add-account.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { goTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './welcome.module.css'

/** The first start: look around with generated data, or add the first account. */
export function WelcomePage(): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const addAccount = useAddAccount()
  const settings = useRequest('settings.get', {})
  const system = useRequest('system.state', {})
  const accounts = useRequest('account.list', {})
  const [isOpening, setOpening] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const isShown = useRef(true)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  const demo = accounts.data?.find(({ provider }) => provider === 'demo')

  async function openDemo(): Promise<void> {
    setOpening(true)
    setError(null)
    try {
      const account = demo ?? (await api.request('account.add', { provider: 'demo', name: t('accounts.demoName') }))
      const { runId } = await api.request('sync.start', { accountId: account.accountId })
      await ended(runId)
      // Who has gone elsewhere meanwhile stays there.
      if (isShown.current) goTo('overview')
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    } finally {
      setOpening(false)
    }
  }

  /** Resolves when the run has ended, however. */
  async function ended(runId: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const stop = api.on('run.ended', ({ run }) => {
        if (run.runId !== runId) return
        stop()
        resolve()
      })
      // It may have ended before we listened.
      api.request('run.get', { runId }).then(({ run }) => {
        if (run.endedAt === null) return
        stop()
        resolve()
      }, reject)
    })
  }

  return (
    <div className={classes.page}>
      <div className={classes.inner}>
        <h1 className={classes.title}>{t('welcome.title')}</h1>
        <p className={classes.lead}>{t('welcome.lead')}</p>
        <div className={classes.choices}>
          <section className={classes.choice} aria-labelledby="welcome-demo">
            <h2 id="welcome-demo">{t('welcome.demo.title')}</h2>
            <p>{t('welcome.demo.text')}</p>
            <Button variant="default" loading={isOpening} onClick={() => void openDemo()}>
              {t('accounts.openDemo')}
            </Button>
            <p className={classes.dim} role="status">
              {isOpening ? t('welcome.demo.working') : ''}
            </p>
            {error ? <ErrorNote error={error} onRetry={() => void openDemo()} /> : null}
            <h2 className={classes.factsTitle}>{t('welcome.facts.title')}</h2>
            <ul className={classes.facts}>
              {['readOnly', 'local', 'offline'].map((fact) => (
                <li key={fact}>{t(`welcome.facts.${fact}`)}</li>
              ))}
            </ul>
          </section>
          <section className={classes.choice} aria-labelledby="welcome-account">
            <h2 id="welcome-account">{t('welcome.account.title')}</h2>
            <p>{t('welcome.account.text')}</p>
            {settings.data && system.data ? (
              <AccountForm
                initial={newDraft(settings.data)}
                isNew
                secretStrength={system.data.secretStore}
                submitLabel={t('accounts.form.saveAndSync')}
                onTry={(draft) => api.request('account.try', toTry(draft))}
                onSubmit={async (draft) => {
                  const account = await addAccount(draft)
                  const { runId } = await api.request('sync.start', { accountId: account.accountId })
                  goTo('sync', { run: runId })
                }}
                onAcceptWeak={async () => void (await api.request('host.acceptWeakSecretStore', {}))}
                onCancel={null}
              />
            ) : null}
            {settings.error ? <ErrorNote error={settings.error} onRetry={() => void settings.refetch()} /> : null}
          </section>
        </div>
      </div>
    </div>
  )
}
