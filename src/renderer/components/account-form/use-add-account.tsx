import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useCallback, type ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRefresh } from '../../lib/api-context.tsx'
import { shorten } from '../../lib/format.ts'
import { goTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { toRule } from '../schedule/schedule-draft.ts'
import { toScheduleId } from '../schedule/schedule-id.ts'
import { toAdd, type AccountDraft } from './account-draft.ts'
import classes from './account-form.module.css'

/** Adds the account of a draft and sets its schedule. An account whose schedule failed stays; a note offers it again. */
export function useAddAccount(): (draft: AccountDraft) => Promise<Account> {
  const api = useApi()
  const refresh = useRefresh()
  const translator = useTranslator()
  const { t } = translator
  return useCallback(
    async (draft) => {
      const account = await api.request('account.add', toAdd(draft))
      const { accountId } = account
      const name = shorten(account.name)
      const rule = toRule(draft.schedule)
      if (rule === null) {
        notifications.show({ message: t('accounts.added', { name }) })
        return account
      }
      try {
        await api.request('schedule.set', { target: { kind: 'account', accountId }, rule })
        refresh('schedule.list')
        notifications.show({ message: t('accounts.added', { name }) })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const id = `schedule-unset-${accountId}`
        notifications.show({
          id,
          color: 'red',
          autoClose: false,
          title: t('accounts.schedule.unset', { name }),
          message: (
            <Unset
              text={translator.error(error.body)}
              label={t('accounts.schedule.setNow')}
              onClick={() => {
                notifications.hide(id)
                goTo('sync', { schedule: toScheduleId({ kind: 'account', accountId }) })
              }}
            />
          ),
        })
      }
      return account
    },
    [api, refresh, translator, t],
  )
}

/** Notes stand outside of the page's providers, so the words come with them. */
function Unset({
  text,
  label,
  onClick,
}: {
  readonly text: string
  readonly label: string
  readonly onClick: () => void
}): ReactNode {
  return (
    <div className={classes.unset}>
      <span>{text}</span>
      <Button size="compact-sm" variant="default" onClick={onClick}>
        {label}
      </Button>
    </div>
  )
}
