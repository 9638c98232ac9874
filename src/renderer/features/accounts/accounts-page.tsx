import { Button, Modal } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import { AccountForm } from '../../components/account-form/account-form.tsx'
import { draftOf, newDraft } from '../../components/account-form/account-draft.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Freshness } from '../../components/freshness.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ApiError } from '../../lib/api.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { shorten } from '../../lib/format.ts'
import { goTo, usePlace } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { AccountTable } from './account-table.tsx'
import { RemoveAccount } from './remove-account.tsx'
import { TestAccount } from './test-account.tsx'
import { useAccountActions } from './use-account-actions.ts'

/** Characters of an account's name that a dialog's title has room for. */
const TITLE_NAME = 40

type Open = { readonly kind: 'edit' | 'test' | 'remove'; readonly account: Account } | null

/** The accounts with their keys, policies and limits; adding, changing, testing and removing them. */
export function AccountsPage(): ReactNode {
  const { t } = useTranslator()
  const accounts = useRequest('account.list', {})
  const settings = useRequest('settings.get', {})
  const system = useRequest('system.state', {})
  const actions = useAccountActions()
  const { params } = usePlace()
  const [open, setOpen] = useState<Open>(null)
  const [isOpening, setOpening] = useState(false)
  const [demoError, setDemoError] = useState<ApiError | null>(null)
  const isAdding = params.has('add')
  const close = (): void => setOpen(null)
  const add = (): void => goTo('accounts', { add: '1' })
  const secretStrength = system.data?.secretStore ?? 'keychain'

  async function openDemo(): Promise<void> {
    setOpening(true)
    setDemoError(null)
    try {
      await actions.addDemo()
      goTo('overview')
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setDemoError(failure)
    } finally {
      setOpening(false)
    }
  }

  return (
    <>
      <PageHeader
        title={t('accounts.title')}
        freshness={<Freshness />}
        actions={
          <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
            {t('accounts.add')}
          </Button>
        }
      />
      {accounts.error ? <ErrorNote error={accounts.error} onRetry={() => void accounts.refetch()} /> : null}
      {accounts.data?.length === 0 ? (
        <EmptyState
          icon={<IconKey />}
          title={t('accounts.none')}
          text={t('accounts.noneText')}
          actions={
            <Button variant="default" loading={isOpening} onClick={() => void openDemo()}>
              {t('accounts.openDemo')}
            </Button>
          }
        />
      ) : null}
      {demoError ? <ErrorNote error={demoError} onRetry={() => void openDemo()} /> : null}
      {accounts.data && accounts.data.length > 0 ? (
        <AccountTable accounts={accounts.data} onOpen={(kind, account) => setOpen({ kind, account })} />
      ) : null}

      <Modal opened={isAdding} onClose={() => goTo('accounts', {}, true)} title={t('accounts.form.addTitle')} size="lg">
        {settings.data && system.data ? (
          <AccountForm
            initial={newDraft(settings.data)}
            isNew
            secretStrength={secretStrength}
            submitLabel={t('accounts.form.saveAndSync')}
            onTry={actions.tryDraft}
            onSubmit={async (draft) => {
              await actions.addAndSync(draft)
              goTo('sync')
            }}
            onAcceptWeak={actions.acceptWeak}
            onCancel={() => goTo('accounts', {}, true)}
          />
        ) : null}
      </Modal>
      <Modal
        opened={open?.kind === 'edit'}
        onClose={close}
        title={open ? t('accounts.form.editTitle', { name: shorten(open.account.name, TITLE_NAME) }) : ''}
        size="lg"
      >
        {open?.kind === 'edit' ? (
          <AccountForm
            initial={draftOf(open.account)}
            isNew={false}
            secretStrength={secretStrength}
            submitLabel={t('accounts.form.save')}
            onTry={actions.tryDraft}
            onSubmit={async (draft) => {
              await actions.update(open.account, draft)
              close()
            }}
            onAcceptWeak={actions.acceptWeak}
            onCancel={close}
          />
        ) : null}
      </Modal>
      <Modal
        opened={open?.kind === 'test'}
        onClose={close}
        title={open ? t('accounts.testTitle', { name: shorten(open.account.name, TITLE_NAME) }) : ''}
        size="lg"
      >
        {open?.kind === 'test' ? <TestAccount account={open.account} /> : null}
      </Modal>
      <Modal
        opened={open?.kind === 'remove'}
        onClose={close}
        title={open ? t('accounts.removeAsk.title', { name: shorten(open.account.name, TITLE_NAME) }) : ''}
      >
        {open?.kind === 'remove' ? (
          <RemoveAccount account={open.account} onRemove={actions.remove} onClose={close} />
        ) : null}
      </Modal>
    </>
  )
}
