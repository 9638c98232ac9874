import { NumberInput, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { TIERS, type AccountLimits, type AccountPolicy, type Tier } from '../../../shared/domain/account.ts'
import { TIER_DAYS } from '../../../shared/domain/phase.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './account-form.module.css'

/** How long items live after expiry and when renewals are charged. */
export function PolicyFields({
  policy,
  onChange,
}: {
  readonly policy: AccountPolicy
  readonly onChange: (policy: AccountPolicy) => void
}): ReactNode {
  const { t } = useTranslator()
  const data = TIERS.map((tier) => ({
    value: tier,
    label:
      tier === 'custom'
        ? t('accounts.tierCustom')
        : t('accounts.tierDays', { tier, grace: TIER_DAYS[tier].graceDays, retention: TIER_DAYS[tier].retentionDays }),
  }))
  function chooseTier(value: string | null): void {
    if (value === null) return
    const tier = value as Tier
    onChange({ ...policy, ...(tier === 'custom' ? {} : TIER_DAYS[tier]), tier })
  }
  return (
    <div className={classes.fields}>
      <Select
        className={classes.wide}
        label={t('accounts.form.tier')}
        description={t('accounts.form.tierHint')}
        data={data}
        value={policy.tier}
        onChange={chooseTier}
        allowDeselect={false}
      />
      {policy.tier === 'custom' ? (
        <>
          <WholeInput
            label={t('accounts.form.graceDays')}
            value={policy.graceDays}
            max={365}
            onChange={(graceDays) => onChange({ ...policy, graceDays })}
          />
          <WholeInput
            label={t('accounts.form.retentionDays')}
            value={policy.retentionDays}
            max={365}
            onChange={(retentionDays) => onChange({ ...policy, retentionDays })}
          />
        </>
      ) : null}
      <WholeInput
        label={t('accounts.form.lead')}
        value={policy.deductionLeadDays}
        max={30}
        onChange={(deductionLeadDays) => onChange({ ...policy, deductionLeadDays })}
      />
    </div>
  )
}

/** How politely and patiently the provider is asked. */
export function LimitFields({
  limits,
  onChange,
}: {
  readonly limits: AccountLimits
  readonly onChange: (limits: AccountLimits) => void
}): ReactNode {
  const { t } = useTranslator()
  return (
    <div className={classes.fields}>
      <WholeInput
        label={t('accounts.form.concurrency')}
        value={limits.concurrency}
        min={1}
        max={50}
        onChange={(concurrency) => onChange({ ...limits, concurrency })}
      />
      <WholeInput
        label={t('accounts.form.timeout')}
        value={Math.round(limits.requestTimeoutMs / 1000)}
        min={1}
        max={300}
        onChange={(seconds) => onChange({ ...limits, requestTimeoutMs: seconds * 1000 })}
      />
      <NumberInput
        label={t('accounts.form.rate')}
        value={limits.maxRequestsPerSecond ?? ''}
        min={0.1}
        max={1000}
        onChange={(value) => onChange({ ...limits, maxRequestsPerSecond: value === '' ? null : Number(value) })}
      />
      <WholeInput
        label={t('accounts.form.quoteWithin')}
        value={limits.quoteWithinDays}
        max={730}
        onChange={(quoteWithinDays) => onChange({ ...limits, quoteWithinDays })}
      />
    </div>
  )
}

/** A whole number between bounds; an empty or unfinished input keeps the former value. */
export function WholeInput({
  label,
  description,
  value,
  min = 0,
  max,
  onChange,
}: {
  readonly label: string
  readonly description?: string
  readonly value: number
  readonly min?: number
  readonly max: number
  readonly onChange: (value: number) => void
}): ReactNode {
  return (
    <NumberInput
      label={label}
      {...(description === undefined ? {} : { description })}
      value={value}
      min={min}
      max={max}
      allowDecimal={false}
      clampBehavior="blur"
      onChange={(next) => {
        if (typeof next === 'number' && next >= min && next <= max) onChange(next)
      }}
    />
  )
}
