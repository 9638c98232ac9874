import type { ReactNode } from 'react'
import { PartSwitch as Switch } from '../../components/part-switch.tsx'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'

/** Leads between what has been synced and when it will be. */
export function PartSwitch({ part }: { readonly part: 'runs' | 'schedules' }): ReactNode {
  const { t } = useTranslator()
  return (
    <Switch
      label={t('schedules.page.views')}
      parts={[
        { name: 'runs', label: t('schedules.page.runs'), href: hrefTo('sync') },
        { name: 'schedules', label: t('schedules.page.title'), href: hrefTo('sync', { part: 'schedules' }) },
      ]}
      part={part}
    />
  )
}
