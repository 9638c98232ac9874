import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/error-note.tsx'
import { Freshness } from '../../components/freshness.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { AccountDefaults } from './account-defaults.tsx'
import { DataCare } from './data-care.tsx'
import { DaySettings } from './day-settings.tsx'
import { DesktopSettings } from './desktop-settings.tsx'
import { GeneralSettings } from './general-settings.tsx'
import { LinkSettings } from './link-settings.tsx'
import { PeopleSettings } from './people-settings.tsx'
import { ProxySettings } from './proxy-settings.tsx'
import { RateSettings } from './rate-settings.tsx'
import { ReminderSettings } from './reminder-settings.tsx'
import classes from './settings.module.css'
import { TagSettings } from './tag-settings.tsx'
import { SaveProvider } from './use-save.tsx'
import { WebhookSettings } from './webhook-settings.tsx'

/** Everything that can be set; each change is kept at once and says so where it was made. */
export function SettingsPage(): ReactNode {
  const { t } = useTranslator()
  const settings = useRequest('settings.get', {})
  const system = useRequest('system.state', {})
  const error = settings.error ?? system.error
  return (
    <>
      <PageHeader title={t('settings.title')} freshness={<Freshness />} />
      <div className={classes.page}>
        {error ? <ErrorNote error={error} onRetry={() => void settings.refetch()} /> : null}
        {settings.data && system.data ? (
          <SaveProvider>
            <GeneralSettings settings={settings.data} />
            <DaySettings settings={settings.data} />
            <ReminderSettings settings={settings.data} />
            <DesktopSettings settings={settings.data} />
            <WebhookSettings />
            <PeopleSettings />
            <RateSettings settings={settings.data} />
            <TagSettings settings={settings.data} />
            <AccountDefaults settings={settings.data} />
            <LinkSettings settings={settings.data} />
            <ProxySettings settings={settings.data} />
            <DataCare system={system.data} />
          </SaveProvider>
        ) : null}
      </div>
    </>
  )
}
