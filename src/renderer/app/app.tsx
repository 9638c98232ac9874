import type { ReactNode } from 'react'
import { chooseLanguage, type Language } from '../../shared/i18n/resources.ts'
import type { PreloadApi } from '../../shared/preload-api.ts'
import type { Api } from '../lib/api.ts'
import { ApiProvider } from '../lib/api-context.tsx'
import { FormatsProvider } from '../lib/format.ts'
import { TranslatorProvider } from '../lib/translator.tsx'
import { AppTheme, ThemeWords } from './app-theme.tsx'
import { BootFailure, BootWaiting, FrameFailure } from './boot-screens.tsx'
import { FailureCatcher } from './failure-catcher.tsx'
import { Shell } from './shell.tsx'
import { useBoot } from './use-boot.ts'

/** The whole window; `bridge` is null in a browser. */
export function App({ api, bridge }: { readonly api: Api; readonly bridge: PreloadApi | null }): ReactNode {
  return (
    <ApiProvider api={api}>
      <AppTheme>
        <FailureCatcher renderFailure={({ details }) => <BrokenFrame details={details} />}>
          <BootedApp bridge={bridge} />
        </FailureCatcher>
      </AppTheme>
    </ApiProvider>
  )
}

const systemLanguage = (): Language => chooseLanguage(undefined, 'system', navigator.language)

function BrokenFrame({ details }: { readonly details: string }): ReactNode {
  return (
    <TranslatorProvider language={systemLanguage()}>
      <FrameFailure details={details} />
    </TranslatorProvider>
  )
}

function BootedApp({ bridge }: { readonly bridge: PreloadApi | null }): ReactNode {
  const boot = useBoot()
  if (boot.state !== 'ready') {
    return (
      <TranslatorProvider language={systemLanguage()}>
        {boot.state === 'failed' ? <BootFailure error={boot.error} onRetry={boot.retry} /> : <BootWaiting />}
      </TranslatorProvider>
    )
  }
  const { host, settings } = boot
  return (
    <TranslatorProvider
      language={chooseLanguage(
        undefined,
        settings.language,
        host.kind === 'desktop' ? host.locale : navigator.language,
      )}
    >
      <FormatsProvider zone={settings.businessZone}>
        <ThemeWords>
          <Shell host={host} bridge={bridge} />
        </ThemeWords>
      </FormatsProvider>
    </TranslatorProvider>
  )
}
