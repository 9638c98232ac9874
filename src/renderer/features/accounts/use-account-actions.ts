import { notifications } from '@mantine/notifications'
import { useMemo } from 'react'
import type { Account, AccountTest } from '../../../shared/domain/account.ts'
import { toPatch, toTry, type AccountDraft } from '../../components/account-form/account-draft.ts'
import { useAddAccount } from '../../components/account-form/use-add-account.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { shorten, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'

export interface AccountActions {
  tryDraft(draft: AccountDraft): Promise<AccountTest>
  /** Adds the account with its schedule and starts its first sync. */
  addAndSync(draft: AccountDraft): Promise<Account>
  /** Adds generated data to look around with and starts their sync. */
  addDemo(): Promise<void>
  update(account: Account, draft: AccountDraft): Promise<void>
  remove(account: Account): Promise<void>
  acceptWeak(): Promise<void>
}

/** What can be done with accounts; failures are left to the caller, success is told in a note. */
export function useAccountActions(): AccountActions {
  const api = useApi()
  const { t } = useTranslator()
  const formats = useFormats()
  const add = useAddAccount()
  return useMemo(
    () => ({
      tryDraft: (draft) => api.request('account.try', toTry(draft)),
      async addAndSync(draft) {
        const account = await add(draft)
        await api.request('sync.start', { accountId: account.accountId })
        return account
      },
      async addDemo() {
        const { accountId } = await api.request('account.add', { provider: 'demo', name: t('accounts.demoName') })
        await api.request('sync.start', { accountId })
      },
      async update(account, draft) {
        const saved = await api.request('account.update', { accountId: account.accountId, patch: toPatch(draft) })
        notifications.show({ message: t('accounts.saved', { name: shorten(saved.name) }) })
      },
      async remove(account) {
        const { items, backupFile } = await api.request('account.remove', { accountId: account.accountId })
        notifications.show({
          message: [
            t('accounts.removed', { name: shorten(account.name), items: formats.number(items) }),
            backupFile === null ? '' : t('accounts.removedBackup', { file: backupFile }),
          ].join(''),
          autoClose: backupFile === null ? 5_000 : false,
        })
      },
      async acceptWeak() {
        await api.request('host.acceptWeakSecretStore', {})
      },
    }),
    [api, t, formats, add],
  )
}
