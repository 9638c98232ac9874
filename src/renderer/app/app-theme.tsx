import { MantineProvider, MantineThemeProvider } from '@mantine/core'
import { useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslator } from '../lib/translator.tsx'
import { useAppearance, type Theme } from '../stores/appearance.ts'
import { usePreference } from '../stores/preferences.ts'
import { createAppTheme, createThemeWords, keepThemeHint, readThemeHint, resolveCssVariables } from './theme.ts'

const hint = readThemeHint()
const DARK = '(prefers-color-scheme: dark)'

function followSystem(listener: () => void): () => void {
  const query = window.matchMedia(DARK)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

function readNonce(): string {
  // The attribute itself reads as empty: browsers hide nonces from it.
  return document.querySelector<HTMLElement>('meta[property=csp-nonce]')?.nonce ?? ''
}

/** Colours, sizes and fonts by what the person prefers; before the preferences are there, by the last visit. */
export function AppTheme({ children }: { readonly children: ReactNode }): ReactNode {
  const [stored] = usePreference<Theme | null>('theme', null)
  const { theme: preferred, density } = useAppearance()
  const wish = stored === null ? hint : preferred
  const isSystemDark = useSyncExternalStore(followSystem, () => window.matchMedia(DARK).matches)
  const scheme = wish === 'system' ? (isSystemDark ? 'dark' : 'light') : wish
  const theme = useMemo(() => createAppTheme(density), [density])
  useEffect(() => {
    document.documentElement.dataset['density'] = density
  }, [density])
  useEffect(() => {
    if (stored !== null) keepThemeHint(preferred)
  }, [stored, preferred])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveCssVariables}
      forceColorScheme={scheme}
      getStyleNonce={readNonce}
    >
      {children}
    </MantineProvider>
  )
}

/** Gives dialogs and notes the words of the window's language. */
export function ThemeWords({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslator()
  const theme = useMemo(() => createThemeWords(t('shell.keys.close')), [t])
  return <MantineThemeProvider theme={theme}>{children}</MantineThemeProvider>
}
