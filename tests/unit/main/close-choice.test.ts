import { describe, expect, it } from 'vitest'
import { chooseClose, type CloseAnswer, type CloseChoiceOptions } from '../../../src/main/close-choice.ts'
import type { DesktopSettings } from '../../../src/shared/domain/settings.ts'

function createLab(options: {
  platform?: NodeJS.Platform
  hasTray?: boolean
  settings?: DesktopSettings | null
  answer?: CloseAnswer
  remember?: CloseChoiceOptions['remember']
}) {
  const { settings = { closeAction: 'ask', showsNotifications: false } } = options
  const stored: DesktopSettings[] = []
  const errors: unknown[] = []
  let asked = 0
  const choose = () =>
    chooseClose({
      platform: options.platform ?? 'linux',
      hasTray: () => options.hasTray ?? true,
      readSettings: async () => settings,
      ask: async () => {
        asked += 1
        return options.answer ?? { choice: 'cancel', isRemembered: false }
      },
      remember: options.remember ?? (async (wanted) => void stored.push(wanted)),
      onError: (error) => void errors.push(error),
    })
  return { choose, stored, errors, asked: () => asked }
}

const settings = (closeAction: DesktopSettings['closeAction']): DesktopSettings => ({
  closeAction,
  showsNotifications: true,
})

describe('chooseClose', () => {
  it.each([
    ['tray', 'leave'],
    ['quit', 'quit'],
  ] as const)('does without a question what the settings say: %s', async (closeAction, outcome) => {
    const { choose, asked } = createLab({ settings: settings(closeAction) })
    expect(await choose()).toBe(outcome)
    expect(asked()).toBe(0)
  })

  it.each([
    ['tray', 'leave'],
    ['quit', 'quit'],
    ['cancel', 'stay'],
  ] as const)('does what the person answers, and asks again next time: %s', async (choice, outcome) => {
    const { choose, stored } = createLab({ answer: { choice, isRemembered: false } })
    expect(await choose()).toBe(outcome)
    expect(stored).toEqual([])
  })

  it('remembers an answer together with what else is set', async () => {
    const { choose, stored } = createLab({ answer: { choice: 'tray', isRemembered: true } })
    await choose()
    expect(stored).toEqual([{ closeAction: 'tray', showsNotifications: false }])
  })

  it('remembers nothing of somebody who thinks better of it', async () => {
    const { choose, stored } = createLab({ answer: { choice: 'cancel', isRemembered: true } })
    expect(await choose()).toBe('stay')
    expect(stored).toEqual([])
  })

  it('does what was answered although that cannot be stored', async () => {
    const remember = () => Promise.reject(new Error('disk full'))
    const { choose, errors } = createLab({ answer: { choice: 'tray', isRemembered: true }, remember })
    expect(await choose()).toBe('leave')
    expect(errors).toHaveLength(1)
  })

  it('never asks on macOS, where closing a window is not quitting', async () => {
    const { choose, asked } = createLab({ platform: 'darwin', settings: settings('quit') })
    expect(await choose()).toBe('leave')
    expect(asked()).toBe(0)
  })

  it.each([{ hasTray: false, settings: settings('tray') }, { settings: null }])(
    'quits where nobody would find the app again, or nothing is known yet: %j',
    async (options) => {
      const { choose, asked } = createLab(options)
      expect(await choose()).toBe('quit')
      expect(asked()).toBe(0)
    },
  )
})
