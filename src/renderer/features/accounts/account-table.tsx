import { Badge, Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import { Freshness } from '../../components/freshness.tsx'
import { ScheduleLine } from '../../components/schedule/schedule-line.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './accounts.module.css'

export interface AccountTableProps {
  readonly accounts: readonly Account[]
  readonly onOpen: (kind: 'edit' | 'test' | 'remove', account: Account) => void
}

/** One row per account, with what can be done to it. */
export function AccountTable({ accounts, onOpen }: AccountTableProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('accounts.title')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('accounts.column.name')}</th>
            <th scope="col">{t('accounts.column.provider')}</th>
            <th scope="col">{t('accounts.column.accessKey')}</th>
            <th scope="col" className={classes.number}>
              {t('accounts.column.items')}
            </th>
            <th scope="col">{t('accounts.column.state')}</th>
            <th scope="col">{t('accounts.column.tier')}</th>
            <th scope="col" className={classes.number}>
              {t('accounts.column.lead')}
            </th>
            <th scope="col">
              <span className={classes.hidden}>{t('accounts.column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr key={account.accountId}>
              <th scope="row" className={classes.name} title={account.name}>
                <span>{account.name}</span>
                {account.provider === 'demo' ? (
                  <Badge size="xs" variant="outline" color="gray">
                    {t('accounts.demoBadge')}
                  </Badge>
                ) : null}
              </th>
              <td className={classes.provider}>
                {t(`domain.provider.${account.provider}`)}
                {account.provider === 'demo' ? null : (
                  <span className={classes.dim}>{t(`accounts.form.sites.${account.site}`)}</span>
                )}
              </td>
              <td className={classes.key} title={account.accessKey ?? undefined}>
                {account.accessKey ?? '—'}
              </td>
              <td className={classes.number}>
                {account.itemCount === 0 && account.lastComplete === null ? '—' : formats.number(account.itemCount)}
              </td>
              <td className={classes.state}>
                <Freshness accountId={account.accountId} />
                <ScheduleLine target={{ kind: 'account', accountId: account.accountId }} showsMissed={false} />
              </td>
              <td>{account.policy.tier === 'custom' ? t('accounts.tierCustom') : account.policy.tier}</td>
              <td className={classes.number}>{t('accounts.days', { count: account.policy.deductionLeadDays })}</td>
              <td className={classes.actions}>
                {account.provider === 'demo' ? null : (
                  <Button size="compact-xs" variant="default" onClick={() => onOpen('test', account)}>
                    {t('accounts.form.tryKey')}
                  </Button>
                )}
                <Button size="compact-xs" variant="default" onClick={() => onOpen('edit', account)}>
                  {t('accounts.edit')}
                </Button>
                <Button size="compact-xs" variant="subtle" color="red" onClick={() => onOpen('remove', account)}>
                  {t('accounts.remove')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
