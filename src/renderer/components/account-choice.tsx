import { Button, Checkbox } from '@mantine/core'
import { IconUserCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Account } from '../../shared/domain/account.ts'
import { shorten, useFormats } from '../lib/format.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './account-choice.module.css'
import { ToolMenu } from './list-tools/tool-menu.tsx'

export interface AccountChoiceProps {
  readonly accounts: readonly Account[]
  /** Chosen accounts; none means all. */
  readonly accountIds: readonly string[]
  readonly onChange: (accountIds: readonly string[]) => void
}

/** Narrows a page to some accounts; with one account alone there is nothing to choose. */
export function AccountChoice({ accounts, accountIds, onChange }: AccountChoiceProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  if (accounts.length < 2 && accountIds.length === 0) return null
  const [only] = accountIds
  const state =
    accountIds.length === 0
      ? null
      : accountIds.length === 1
        ? shorten(accounts.find(({ accountId }) => accountId === only)?.name ?? '1', 16)
        : formats.number(accountIds.length)
  return (
    <ToolMenu label={t('forecast.accounts.label')} icon={<IconUserCircle aria-hidden size={15} />} state={state}>
      {(close) => (
        <div className={classes.root}>
          <div className={classes.list} role="group" aria-label={t('forecast.accounts.label')}>
            {accounts.map(({ accountId, name }) => (
              <Checkbox
                key={accountId}
                label={name}
                title={name}
                checked={accountIds.includes(accountId)}
                onChange={({ currentTarget: { checked } }) =>
                  onChange(checked ? [...accountIds, accountId] : accountIds.filter((other) => other !== accountId))
                }
              />
            ))}
          </div>
          <Button
            variant="default"
            disabled={accountIds.length === 0}
            onClick={() => {
              onChange([])
              close()
            }}
          >
            {t('forecast.accounts.all')}
          </Button>
        </div>
      )}
    </ToolMenu>
  )
}
