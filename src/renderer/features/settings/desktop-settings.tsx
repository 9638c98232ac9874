import { Checkbox, Radio } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { CLOSE_ACTIONS, type DesktopSettings as Desktop, type Settings } from '../../../shared/domain/settings.ts'
import type { HostInfo } from '../../../shared/ipc/host.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { TestButton, TestResult, useNoticeTest } from '../../components/notice-test/notice-test.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRefresh, useRequest } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { PagePermission } from './page-permission.tsx'
import { Part } from './part.tsx'
import classes from './settings.module.css'
import { useSave } from './use-save.tsx'

/** How the app behaves beside its window; only what the host can do is offered. */
export function DesktopSettings({ settings }: { readonly settings: Settings }): ReactNode {
  const { data: host } = useRequest('host.info', {})
  const hasNotifications = host !== undefined && host.notifications !== 'none'
  if (!host || !(host.hasTray || host.canStartAtLogin || hasNotifications)) return null
  return <DesktopPart desktop={settings.desktop} host={host} />
}

function DesktopPart({ desktop, host }: { readonly desktop: Desktop; readonly host: HostInfo }): ReactNode {
  const { t } = useTranslator()
  const { state, save } = useSave('desktop')
  const test = useNoticeTest()
  const isPage = host.notifications === 'page'
  const change = (patch: Partial<Desktop>): void => save({ desktop: { ...desktop, ...patch } })
  return (
    <Part
      title={t(host.kind === 'desktop' ? 'settings.desktop.title' : 'settings.desktop.titlePage')}
      section="desktop"
      state={state}
    >
      {host.hasTray ? (
        <Radio.Group
          label={t('settings.desktop.close')}
          description={t('settings.desktop.closeHint')}
          value={desktop.closeAction}
          onChange={(closeAction) => change({ closeAction: closeAction as Desktop['closeAction'] })}
        >
          <div className={`${classes.radios} ${classes.below}`}>
            {CLOSE_ACTIONS.map((action) => (
              <Radio key={action} value={action} label={t(`settings.desktop.closeAction.${action}`)} />
            ))}
          </div>
        </Radio.Group>
      ) : null}
      {host.canStartAtLogin ? <StartAtLogin /> : null}
      {host.notifications === 'none' ? null : (
        <>
          <Checkbox
            label={t(isPage ? 'settings.desktop.notifyPage' : 'settings.desktop.notify')}
            description={t('settings.desktop.notifyHint')}
            checked={desktop.showsNotifications}
            onChange={(event) => change({ showsNotifications: event.currentTarget.checked })}
          />
          {isPage ? <PagePermission /> : null}
          <div>
            <TestButton {...test} />
            <div className={classes.below}>
              <TestResult {...test} />
            </div>
          </div>
        </>
      )}
    </Part>
  )
}

function StartAtLogin(): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const refresh = useRefresh()
  // The person may have changed it in the system's own settings.
  const { data, error: readError } = useRequest('host.startsAtLogin', {}, { isFreshEachTime: true })
  const [wanted, setWanted] = useState<boolean | null>(null)
  const [failure, setFailure] = useState<ApiError | null>(null)
  async function set(startsAtLogin: boolean): Promise<void> {
    setWanted(startsAtLogin)
    setFailure(null)
    try {
      const answer = await api.request('host.setStartsAtLogin', { startsAtLogin })
      setWanted(answer.startsAtLogin)
      refresh('host.startsAtLogin')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setWanted(null)
      setFailure(error)
    }
  }
  const error = failure ?? readError
  return (
    <>
      <Checkbox
        label={t('settings.desktop.startAtLogin')}
        description={t('settings.desktop.startAtLoginHint')}
        checked={wanted ?? data?.startsAtLogin ?? false}
        disabled={data === undefined}
        onChange={(event) => void set(event.currentTarget.checked)}
      />
      {error ? <ErrorNote error={error} /> : null}
    </>
  )
}
