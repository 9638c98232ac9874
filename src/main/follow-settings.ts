import type { EventBus } from '../core/ipc/event-bus.ts'
import { chooseLanguage } from '../shared/i18n/resources.ts'
import { createTranslator, type Translator } from '../shared/i18n/translator.ts'
import type { Router } from '../shared/ipc/contract.ts'

/** The preference under which the page keeps whether it is light, dark, or as the system. */
export const THEME_PREFERENCE = 'theme'

export interface FollowSettingsOptions {
  readonly core: { readonly router: Router; readonly events: EventBus }
  readonly systemLocale: string
  readonly onLanguage: (translator: Translator) => void
  readonly onTheme: (theme: 'light' | 'dark' | 'system') => void
  readonly signal: AbortSignal
}

/** Keeps the parts of the desktop that the page cannot draw (menus, frame, dialogs) in the person's language and theme. */
export async function followSettings(options: FollowSettingsOptions): Promise<void> {
  const { core, signal } = options
  core.events.on(
    (event) => {
      if (event.name === 'settings.changed') void readLanguage(options)
      if (event.name === 'preference.changed' && event.payload.key === THEME_PREFERENCE) void readTheme(options)
    },
    { signal },
  )
  await Promise.all([readLanguage(options), readTheme(options)])
}

async function readLanguage({ core, systemLocale, onLanguage }: FollowSettingsOptions): Promise<void> {
  const settings = await core.router.request('settings.get', {})
  if (settings.ok) onLanguage(createTranslator(chooseLanguage(undefined, settings.data.language, systemLocale)))
}

async function readTheme({ core, onTheme }: FollowSettingsOptions): Promise<void> {
  const preferences = await core.router.request('preference.list', {})
  if (preferences.ok) onTheme(toTheme(preferences.data[THEME_PREFERENCE]))
}

/** Preferences are JSON texts of the page; anything else means that nobody has chosen. */
function toTheme(text: string | undefined): 'light' | 'dark' | 'system' {
  if (text === '"light"') return 'light'
  return text === '"dark"' ? 'dark' : 'system'
}
