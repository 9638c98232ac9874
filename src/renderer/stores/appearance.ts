import { setPreference, usePreference } from './preferences.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const DENSITIES = ['compact', 'comfortable'] as const
export type Density = (typeof DENSITIES)[number]

/** How the window looks, as the person has chosen it. */
export interface Appearance {
  readonly theme: Theme
  readonly density: Density
  setTheme(theme: Theme): void
  setDensity(density: Density): void
}

const setTheme = (theme: Theme): void => setPreference('theme', theme)
const setDensity = (density: Density): void => setPreference('density', density)

export function useAppearance(): Appearance {
  const [theme] = usePreference<Theme>('theme', 'system')
  const [density] = usePreference<Density>('density', 'compact')
  return {
    theme: THEMES.includes(theme) ? theme : 'system',
    density: DENSITIES.includes(density) ? density : 'compact',
    setTheme,
    setDensity,
  }
}
