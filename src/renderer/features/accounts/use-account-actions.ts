import { notifications } from '@mantine/notifications'
import { useMemo } from 'react'
import type { Account, AccountTest } from '../../../shared/domain/account.ts'
import { toAdd, toPatch, toTry, type AccountDraft } from '../../components/account-form/account-draft.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'

export interface AccountActions {
  tryDraft(draft: AccountDraft): Promise<AccountTest>
  /** Adds the account and starts its first sync. */
  addAndSync(draft: AccountDraft): Promise<Account>
  update(account: Account, draft: AccountDraft): Promise<void>
  remove(account: Account): Promise<void>
  acceptWeak(): Promise<void>
}

/** What can be done with accounts; failures are left to the caller, success is told in a note. */
export function useAccountActions(): AccountActions {
  const api = useApi()
  const { t } = useTranslator()
  const formats = useFormats()
  return useMemo(
    () => ({
      tryDraft: (draft) => api.request('account.try', toTry(draft)),
      async addAndSync(draft) {
        const account = await api.request('account.add', toAdd(draft))
        await api.request('sync.start', { accountId: account.accountId })
        notifications.show({ message: t('accounts.added', { name: account.name }) })
        return account
      },
      async update(account, draft) {
        const saved = await api.request('account.update', { accountId: account.accountId, patch: toPatch(draft) })
        notifications.show({ message: t('accounts.saved', { name: saved.name }) })
      },
      async remove(account) {
        const { items, backupFile } = await api.request('account.remove', { accountId: account.accountId })
        notifications.show({
          message: [
            t('accounts.removed', { name: account.name, items: formats.number(items) }),
            backupFile === null ? '' : t('accounts.removedBackup', { file: backupFile }),
          ].join(' '),
          autoClose: backupFile === null ? 5_000 : false,
        })
      },
      async acceptWeak() {
        await api.request('host.acceptWeakSecretStore', {})
      },
    }),
    [api, t, formats],
  )
}
