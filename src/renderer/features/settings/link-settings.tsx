import { Anchor, Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Settings } from '../../../shared/domain/settings.ts'
import { WholeInput } from '../../components/account-form/policy-fields.tsx'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Part } from './part.tsx'
import classes from './settings.module.css'
import { useSave } from './use-save.tsx'

/** How many links are checked at once, how patiently, and whether registries are asked. */
export function LinkSettings({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslator()
  const { state, save } = useSave('links')
  const { linkLimits: limits } = settings
  const change = (patch: Partial<Settings['linkLimits']>): void => save({ linkLimits: { ...limits, ...patch } })
  return (
    <Part title={t('settings.links.title')} text={t('settings.links.text')} state={state}>
      <div className={classes.row}>
        <WholeInput
          label={t('settings.links.concurrency')}
          value={limits.concurrency}
          min={1}
          max={512}
          onChange={(concurrency) => change({ concurrency })}
        />
        <WholeInput
          label={t('settings.links.perHost')}
          value={limits.perHost}
          min={1}
          max={64}
          onChange={(perHost) => change({ perHost })}
        />
        <WholeInput
          label={t('settings.links.hostPace')}
          value={limits.hostPaceMs}
          max={60_000}
          onChange={(hostPaceMs) => change({ hostPaceMs })}
        />
        <WholeInput
          label={t('settings.links.timeout')}
          value={Math.max(1, Math.round(limits.timeoutMs / 1000))}
          min={1}
          max={120}
          onChange={(seconds) => change({ timeoutMs: seconds * 1000 })}
        />
      </div>
      <Checkbox
        label={t('settings.links.measuresDomains')}
        checked={settings.measuresDomains}
        onChange={(event) => save({ measuresDomains: event.currentTarget.checked })}
      />
      <Anchor href={hrefTo('links')}>{t('settings.links.toLinks')}</Anchor>
    </Part>
  )
}
