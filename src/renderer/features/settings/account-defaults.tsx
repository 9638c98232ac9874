import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Settings } from '../../../shared/domain/settings.ts'
import { LimitFields, PolicyFields, WholeInput } from '../../components/account-form/policy-fields.tsx'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Part } from './part.tsx'
import { useSave } from './use-save.tsx'

/** What a new account starts with. */
export function AccountDefaults({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslator()
  const { state, save } = useSave('defaults')
  return (
    <Part title={t('settings.defaults.title')} text={t('settings.defaults.text')} state={state}>
      <PolicyFields policy={settings.defaultPolicy} onChange={(defaultPolicy) => save({ defaultPolicy })} />
      <LimitFields limits={settings.defaultLimits} onChange={(defaultLimits) => save({ defaultLimits })} />
      <WholeInput
        label={t('settings.defaults.quoteMaxAge')}
        value={settings.quoteMaxAgeDays}
        min={1}
        max={365}
        onChange={(quoteMaxAgeDays) => save({ quoteMaxAgeDays })}
      />
      <Anchor href={hrefTo('accounts')}>{t('settings.defaults.toAccounts')}</Anchor>
    </Part>
  )
}
