import { describe, expect, it, vi } from 'vitest'
import { createEventBus } from '../../../src/core/ipc/event-bus.ts'
import { followSettings } from '../../../src/main/follow-settings.ts'
import type { Router } from '../../../src/shared/ipc/contract.ts'

function createLab(systemLocale = 'en-US') {
  const events = createEventBus((error) => {
    throw error
  })
  const state = { language: 'system', preferences: {} as Record<string, string> }
  const router = {
    request: async (name: string) => ({
      ok: true,
      data: name === 'settings.get' ? { language: state.language } : state.preferences,
    }),
  } as unknown as Router
  const languages: string[] = []
  const themes: string[] = []
  const end = new AbortController()
  const start = () =>
    followSettings({
      core: { router, events },
      systemLocale,
      onLanguage: ({ language }) => void languages.push(language),
      onTheme: (theme) => void themes.push(theme),
      signal: end.signal,
    })
  return { events, state, languages, themes, end, start }
}

describe('followSettings', () => {
  it('speaks the language of the setting, or of the system where nobody has chosen', async () => {
    const lab = createLab('en-US')
    await lab.start()
    lab.state.language = 'zh-CN'
    lab.events.emit('settings.changed', {})
    await vi.waitFor(() => expect(lab.languages).toEqual(['en', 'zh-CN']))
  })

  it.each([
    [{}, 'system'],
    [{ theme: '"dark"' }, 'dark'],
    [{ theme: '"light"' }, 'light'],
    [{ theme: '"system"' }, 'system'],
    [{ theme: '{' }, 'system'],
  ])('takes the theme from the preferences %j', async (preferences, theme) => {
    const lab = createLab()
    lab.state.preferences = preferences
    await lab.start()
    expect(lab.themes).toEqual([theme])
  })

  it('follows a new theme at once, and no other preference', async () => {
    const lab = createLab()
    await lab.start()
    lab.events.emit('preference.changed', { key: 'items.columns' })
    lab.state.preferences = { theme: '"dark"' }
    lab.events.emit('preference.changed', { key: 'theme' })
    await vi.waitFor(() => expect(lab.themes).toEqual(['system', 'dark']))
  })

  it('stops following when the app ends', async () => {
    const lab = createLab()
    await lab.start()
    lab.end.abort()
    lab.events.emit('settings.changed', {})
    await new Promise((resolve) => setImmediate(resolve))
    expect(lab.languages).toHaveLength(1)
  })
})
